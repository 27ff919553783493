import SluiceModel
import SluiceSyntax

extension Walk {
    /// Checks one clause and everything in it; where it may stand and which modifiers it has, the parser has checked.
    mutating func checkClause(_ clause: ClauseStatement, asValue: Bool, documentation: String? = nil) {
        let word = clause.word.text
        guard let row = ClauseTable.row(word, in: place) ?? ClauseTable.rows(named: word).first else { return }
        if row.family == .command, word != "print", place == .script, context == .module { report(.commandInModule(clause.word)) }
        checkLabel(clause, row)
        guard row.family == .declaration else {
            checkContent(of: clause, row)
            return
        }
        let outer = attributes
        attributes = []
        checkContent(of: clause, row)
        let used = attributes
        attributes = outer
        if !asValue, let name = clause.declaredName {
            var binding = Binding(kind: .declaration, type: clause.declaredType, documentation: clause.documentation ?? documentation)
            binding.attributes = used
            declare(name, binding)
        }
    }

    private mutating func checkContent(of clause: ClauseStatement, _ row: ClauseRow) {
        let word = clause.word.text
        let outer = isMisread
        isMisread = isMisread || broken.starts(at: clause.word.span.start)
        var fleet = StaticType.unknown
        for argument in clause.arguments {
            let found = checkValue(argument, of: row.parameters.first { $0.name == argument.name }, clause: word, owner: word)
            if argument.name == "fleet" { fleet = found }
        }
        for modifier in clause.modifiers {
            let described = row.modifier(modifier.word.text)
            for argument in modifier.arguments {
                let parameter = described?.parameters.first { $0.name == argument.name }
                _ = checkValue(argument, of: parameter, clause: modifier.word.text, owner: word)
            }
        }
        switch word {
        case "phase", "stage", "wave": recordPart(clause)
        case "watch": attributes += attributesUsed(by: clause.argument("alarms")?.expressions ?? [])
        case "deploy": checkDeploy(clause, fleet: fleet)
        default: break
        }
        isMisread = outer
        if let block = clause.block { checkClauseBlock(block, row) }
    }

    private mutating func recordPart(_ clause: ClauseStatement) {
        guard recorder != nil, case .label(let label)? = clause.argument("name"), let text = label.plainText else { return }
        recorder?.parts.append(
            ScriptIndex.Declaration(
                name: text, kind: .part, span: label.span, scope: pipelineBlock ?? clause.span, type: .unknown,
                documentation: clause.documentation, function: nil, interface: nil, path: nil))
    }

    // MARK: Labels and values

    /// `wave name` where `name` is a variable with a text in it was meant as `wave "${name}"`.
    private mutating func checkLabel(_ clause: ClauseStatement, _ row: ClauseRow) {
        guard row.block != nil, row.family != .declaration || row.word == "pipeline",
            case .label(.word(let name))? = clause.argument("name")
        else { return }
        guard let id = names.id(of: name.text), names[id].canBeLabel else { return }
        names[id].isUsed = true
        report(.labelIsVariable(clause.word.text, name, declared: names[id].span))
    }

    /// Checks what is given for a parameter of a clause or of one of its modifiers, and says what it is if it is one expression.
    private mutating func checkValue(_ argument: ClauseArgument, of parameter: ClauseParameter?, clause: String, owner: String)
        -> StaticType
    {
        switch argument.value {
        case .expression(let expression): return check(expression, in: parameter, clause: clause, owner: owner)
        case .expressions(let list):
            for expression in list { _ = check(expression, in: parameter, clause: clause, owner: owner) }
        case .label(let label): checkLabelText(label)
        case .labels(let labels): for label in labels { checkLabelText(label) }
        case .word(let name):
            if let parameter, parameter.name == "rule" { checkRule(name) }
        case .words: break
        }
        return .unknown
    }

    private mutating func checkLabelText(_ label: Label) {
        if case .string(let expression) = label { _ = type(of: expression) }
    }

    private mutating func checkRule(_ name: Name) {
        guard SafetyRules.rule(name.text) == nil, !SafetyRules.isHygiene(name.text) else { return }
        report(.unknownRule(name, near: Nearest.match(name.text, among: SafetyRules.all.map(\.code))))
    }

    /// Checks one expression against what the clause table says of its parameter.
    private mutating func check(_ expression: Expression, in parameter: ClauseParameter?, clause: String, owner: String) -> StaticType {
        let text = parameter?.shape.typeText ?? "any value"
        if text.hasPrefix("review"), case .name("review") = expression.kind { return .unknown }
        let wanted = StaticType.alternatives(in: text)
        let found: StaticType
        if case .name(let name) = expression.kind {
            found = nameType(Name(name, span: expression.span), wanted: wanted?.first { $0.isDeclared })
            if found != .unknown { recorder?.types.append(ScriptIndex.TypedSpan(span: expression.span, type: found)) }
        } else {
            found = type(of: expression)
        }
        guard let wanted, let parameter else { return found }
        guard !isMisread else { return found }
        for value in branches[expression.id] ?? [(expression.span, found)] where !stands(value.type, for: wanted) {
            report(.wrongClauseType(clause, wanted: text, found: value.type, at: value.span, source: parsed.file))
            return .unknown
        }
        if let bound = Bounds.violation(of: expression, in: clause, parameter: parameter.name) {
            report(.outOfBounds(clause, expression.span, text: parsed.file.text(of: expression.span), bound: bound))
        } else if let suspicion = Bounds.suspicion(of: expression, in: clause, of: owner) {
            let text = parsed.file.text(of: expression.span)
            warn(.suspiciousUnit("\(clause) \(text)", suspicion.message, fix: suspicion.fix, at: expression.span))
        }
        if wanted == [.condition], found == .bool, expression.isConstant {
            warn(.constantCondition(expression.span, word: clause, neverEnds: false))
        }
        return found
    }

    private func stands(_ found: StaticType, for wanted: [StaticType]) -> Bool {
        if wanted.contains(where: found.fits) { return true }
        // Where alarms are wanted, a list of them is gone through.
        if case .list(let element) = found, wanted == [.alarm] { return element.fits(.alarm) }
        return false
    }

    // MARK: Blocks

    private mutating func checkClauseBlock(_ block: Block, _ row: ClauseRow) {
        let saved = (place, loopDepth, outerLoops, pipelineBlock)
        (place, loopDepth, outerLoops) = (row.block?.place ?? place, 0, outerLoops + loopDepth)
        if place == .pipeline { pipelineBlock = block.span }
        openClauses += 1
        if place == .stage || place == .wave {
            let outer = (attributes, fleets)
            (attributes, fleets) = ([], [])
            checkNames(in: block, row)
            checkStageAttributes(attributes)
            (attributes, fleets) = outer
        } else {
            checkNames(in: block, row)
        }
        openClauses -= 1
        (place, loopDepth, outerLoops, pipelineBlock) = saved
        checkParts(block, row.block?.place)
    }

    private mutating func checkNames(in block: Block, _ row: ClauseRow) {
        inScope(block.span) { walk in
            if row.block?.place == .pipeline { walk.declareParameters(block) }
            walk.checkStatements(block.statements)
        }
    }

    /// `param NAME` binds a late text in the whole pipeline.
    private mutating func declareParameters(_ block: Block) {
        for statement in block.statements {
            guard case .clause(let clause) = statement.kind, clause.word.text == "param", case .label(let label)? = clause.argument("name"),
                let text = label.plainText
            else { continue }
            declare(Name(text, span: label.span), Binding(kind: .pipelineParameter, type: .template))
        }
    }

    /// What a block may hold once only, and what a deployer cannot do without.
    private mutating func checkParts(_ block: Block, _ place: Place?) {
        guard let place else { return }
        let singles = Self.singles(in: place)
        guard !singles.isEmpty || place == .phase else { return }
        var single: [String: Span] = [:]
        var labels: [String: Span] = [:]
        for statement in block.statements {
            guard case .clause(let clause) = statement.kind else { continue }
            if singles.contains(clause.word.text) {
                if let earlier = single[clause.word.text] { report(.givenTwice(clause.word, in: place, earlier: earlier)) }
                single[clause.word.text] = clause.word.span
            }
            guard ["stage", "wave", "phase"].contains(clause.word.text), case .label(let label)? = clause.argument("name"),
                let text = label.plainText
            else { continue }
            if let earlier = labels[text] { report(.duplicatePart(clause.word.text, text, at: label.span, earlier: earlier)) }
            labels[text] = label.span
        }
        let callsSomething = block.statements.contains { if case .clause = $0.kind { false } else { true } }
        if place == .deployer, single["install"] == nil, !callsSomething, !broken.touches(block.span), !hasFindings(in: block.span) {
            report(.missingInstall(Span(file: block.span.file, start: block.span.start, end: block.span.start + 1)))
        }
    }

    /// True if the checker found something in what it looked at last; what the parser found, `broken` knows.
    private func hasFindings(in span: Span) -> Bool {
        diagnostics.last.map { span.start <= $0.primary.span.start && $0.primary.span.end <= span.end } ?? false
    }

    private static func singles(in place: Place) -> [String] {
        switch place {
        case .pipeline: ["source", "mode", "owner", "safety"]
        case .deployer: ["install", "current", "uninstall", "timeout", "on"]
        case .defaults: ["timeout", "rolling", "one", "max_failures", "retry", "backoff"]
        case .simulation: ["previous", "install"]
        case .script, .function, .phase, .stage, .wave, .parallel, .source, .test: []
        }
    }
}

extension Binding {
    /// True if it may hold a text or a number, which is what the name of a stage is made of.
    var canBeLabel: Bool {
        if type == .unknown { return kind == .loopVariable || kind == .parameter }
        return type == .string || type == .int || type == .template
    }
}

extension StaticType {
    /// Named in scripts by a declaration of its own, so that "no alarm named" says more than "no name".
    var isDeclared: Bool { self == .alarm || self == .deployer || self == .anyPipeline || isFleet }
}
