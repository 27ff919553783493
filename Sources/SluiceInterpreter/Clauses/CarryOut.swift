import SluiceChecker
import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    /// Where a clause lands: the innermost open block, or the top level.
    func place(of layout: ClauseLayout) throws(Trouble) -> Place {
        let word = layout.word.text
        let here = builders.last?.place ?? .script
        if layout.isInModule || !loading.isEmpty { try refuseCommandInModule(layout) }
        if word == "fail" || ClauseTable.row(word, in: here) != nil { return here }
        if let row = ClauseTable.row(word, in: .function), layout.isValue || layout.isInFunction {
            if row.family == .declaration || word == "print" || (word == "expect" && here == .script) { return .script }
        }
        var places: [Place] = []
        for place in ClauseTable.rows(named: word).flatMap(\.places) where place != .function && !places.contains(place) {
            places.append(place)
        }
        let needed = places.map(\.title).joined(separator: ", ")
        throw Trouble(
            .misplacedClause, "`\(word)` cannot stand in \(here.title)", label: "needs \(needed)", at: layout.word.span,
            help: layout.isInFunction ? "the function was called in \(here.title); call it in \(needed)" : nil)
    }

    private func refuseCommandInModule(_ layout: ClauseLayout) throws(Trouble) {
        guard builders.isEmpty, let row = ClauseTable.row(layout.word.text, in: .script), row.family == .command, row.word != "print" else {
            return
        }
        throw Trouble(
            .commandInModule, "`\(row.word)` acts, and a module only declares", label: "at the top level of a module", at: layout.word.span,
            help: "put it into the main script, or into a function that the main script calls")
    }

    // MARK: Without a block

    mutating func clause(_ layout: ClauseLayout, _ first: Register) throws(Trouble) {
        let place = try place(of: layout)
        if layout.word.text == "source" { return try noteSource(layout) }
        let clause = try evaluated(layout, first)
        if clause.isNotRun(), layout.word.text != "print" {
            if layout.isValue { give(.notRun) }
            return
        }
        switch place {
        case .script, .function: try act(clause)
        case .pipeline, .phase, .stage, .wave: try addToBlock(clause, place)
        case .parallel: try addStep(clause)
        case .defaults: try addDefault(clause)
        case .deployer: try addToDeployer(clause)
        case .simulation: try addToSimulation(clause)
        case .test: try act(clause)
        case .source:
            throw Trouble(.laterVersion, "sources come in a later version of Sluice", at: clause.span)
        }
    }

    private mutating func addToBlock(_ clause: EvaluatedClause, _ place: Place) throws(Trouble) {
        if clause.word == "fail" { return try act(clause) }
        if try addPolicy(clause) { return }
        switch place {
        case .pipeline: try addToPipeline(clause)
        case .phase where clause.word == "approve":
            block.approvals.append(try approval(clause))
            block.clauseOrigins.append(origin(of: clause))
        case .phase, .stage, .wave, .script, .function, .parallel, .defaults, .deployer, .source, .test, .simulation: try addStep(clause)
        }
    }

    /// The innermost open block.
    var block: BlockBuilder {
        get { builders[builders.count - 1] }
        _modify { yield &builders[builders.count - 1] }
    }

    // MARK: With a block

    mutating func beginClause(_ layout: ClauseLayout, _ first: Register) throws(Trouble) {
        let place = try place(of: layout)
        let clause = try evaluated(layout, first)
        guard let row = ClauseTable.row(layout.word.text, in: place), let inner = row.block?.place else {
            throw Trouble(.misplacedClause, "`\(layout.word.text)` takes no block in \(place.title)", at: layout.word.span)
        }
        guard builders.count < 64 else { throw Trouble(.tooLarge, "clauses nest more than 64 deep", at: layout.word.span) }
        var name = ""
        switch layout.word.text {
        case "deployer", "pipeline", "phase", "stage", "wave":
            name = try clause.label("name")
            try checkName(name, clause)
        case "defaults": try block.onlyOnce(clause)
        default: break
        }
        builders.append(BlockBuilder(place: inner, clause: clause, name: name, origin: headOrigin(of: clause)))
    }

    mutating func endClause(_ layout: ClauseLayout) throws(Trouble) {
        guard let done = builders.popLast() else { return }
        switch done.place {
        case .deployer:
            let deployer = try deployer(done)
            origins.deployers.append(.init(deployer, done.origin.head, clauses: done.clauseOrigins))
            try declare(.deployer(deployer), layout)
        case .pipeline: try declare(.pipeline(PipelineValue(try finishPipeline(done))), layout)
        case .phase: try finishPhase(done)
        case .stage, .wave: try finishStage(done)
        case .parallel:
            block.steps.append(DraftStep(kind: .parallel(done.steps), origin: done.origin.head))
        case .defaults:
            block.policies.defaults = done.policies.defaults
            block.origin.defaults += done.origin.defaults
        case .simulation: try askSimulation(done.clause, done.simulation)
        case .script, .function, .source, .test: break
        }
    }

    /// Binds what a declaration made, or leaves it as the value.
    mutating func declare(_ value: Value, _ layout: ClauseLayout) throws(Trouble) {
        if let slot = layout.slot { set(slot, value) }
        if layout.isValue { try giveNew(value) }
    }

    /// Names become parts of keys, paths and subjects.
    func checkName(_ name: String, _ clause: EvaluatedClause) throws(Trouble) {
        let span = clause.input("name")?.span ?? clause.span
        let refused: [Unicode.Scalar] = clause.word == "pipeline" ? ["/", ".", "#", "!"] : ["/"]
        guard !name.isEmpty else { throw Trouble(.clauseValue, "the name is empty", at: span) }
        guard name.utf8.count <= 200 else { throw Trouble(.clauseValue, "the name is longer than 200 bytes", at: span) }
        if let scalar = name.unicodeScalars.first(where: { refused.contains($0) || $0.properties.generalCategory == .control }) {
            throw Trouble(.clauseValue, "the name of a \(clause.word) cannot hold \(quoted(String(scalar)))", label: quoted(name), at: span)
        }
    }
}
