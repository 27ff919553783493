import OrderedCollections
import SluiceChecker
import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    /// Declarations, commands and what may stand in a test.
    mutating func act(_ clause: EvaluatedClause) throws(Trouble) {
        switch clause.word {
        case "alarm": try declareAlarm(clause)
        case "fail": throw Trouble(.failed, try message(clause), at: clause.span)
        case "expect": try expect(clause)
        case "print":
            let values = try clause.required("items").values
            for value in values { try prepareText(value) }
            let items = values.map(\.text)
            try chargeOutput(items.reduce(0) { $0 + $1.utf8.count + 1 })
            ask(.print(items), at: clause.span, use: .value(wanted: clause.layout.isValue))
        case "simulate": try askSimulation(clause, SimulationDraft())
        default:
            let request = try request(clause)
            origins.askedAlarms += request.askedAlarms
            ask(request, at: clause.span, use: .value(wanted: clause.layout.isValue))
        }
    }

    private func message(_ clause: EvaluatedClause) throws(Trouble) -> String {
        let value = try clause.value("message")
        return value.text
    }

    private mutating func expect(_ clause: EvaluatedClause) throws(Trouble) {
        var clause = clause
        var notes: [String] = []
        if let comparison = clause.layout.comparison, let left = clause.inputs.first?.value, let right = clause.inputs.last?.value {
            notes = [
                "left:  \(left.scriptText)", "right: \(right.scriptText)",
            ]
            let span = clause.inputs[0].span.joined(with: clause.inputs[1].span)
            clause.inputs = [.init(modifier: nil, name: "condition", content: .value(try operation(comparison, left, right)), span: span)]
        }
        let input = try clause.required("condition")
        let value = try input.single("expect", "a Bool")
        guard case .bool(let holds) = value else { throw wantsBool("expect", value) }
        guard holds else { throw Trouble(.expectation, "this was expected to hold", label: "it does not", at: input.span, notes: notes) }
    }

    // MARK: Requests

    private func request(_ clause: EvaluatedClause) throws(Trouble) -> Request {
        switch clause.word {
        case "activate": return .command(.activate(try pipeline(clause)))
        case "start": return .command(.start(try start(clause)))
        case "follow": return .follow(try execution(clause))
        case "status": return .status(clause.input("what") == nil ? nil : try subject(clause))
        case "history":
            guard clause.input("what") != nil else { return .history(nil) }
            guard case .pipeline(let name) = try subject(clause) else { throw wrongSubject(clause, "a Pipeline") }
            return .history(name)
        case "explain": return .explain(try subject(clause))
        case "plan": return .plan(try pipeline(clause), try clause.modifier("at").map(revision))
        case "approve": return .command(.approve(try subject(clause), because: try clause.because()))
        case "reject": return .command(.reject(try subject(clause), because: try clause.requiredBecause()))
        case "pause": return .command(.pause(try holder(clause), because: try clause.requiredBecause()))
        case "resume": return .command(.resume(try holder(clause), because: try clause.because()))
        case "promote": return .command(.promote(try promote(clause)))
        case "rollback":
            return .command(
                .rollback(
                    RollbackCommand(
                        subject: try subject(clause), to: try clause.modifier("to").map(revision), because: try clause.requiredBecause())))
        case "retry": return .command(.retry(try execution(clause)))
        case "cancel": return .command(.cancel(try execution(clause), because: try clause.requiredBecause()))
        case "deploy": return .command(.deploy(try adHocDeploy(clause)))
        case "run": return try adHocRun(clause)
        case "measure": return try measure(clause)
        case "require":
            return .require(
                try early(clause.required("condition"), of: "require"), within: try clause.modifier("within")?.duration("within") ?? .zero,
                otherwise: try clause.modifier("else")?.string("else"))
        case "wait": return try wait(clause)
        default:
            throw Trouble(.misplacedClause, "`\(clause.word)` cannot stand here", at: clause.layout.word.span)
        }
    }

    private func start(_ clause: EvaluatedClause) throws(Trouble) -> StartCommand {
        let definition = try pipeline(clause)
        guard let at = clause.modifier("at") else {
            throw Trouble(
                .missingPart, "`start` needs a revision", label: "`at` is missing", at: clause.layout.word.span,
                help: "write `start \(definition.name) at \"v1\"`")
        }
        var command = StartCommand(definition: definition, revision: try revision(at), because: try clause.because())
        let given = clause.modifier("with")
        if let given {
            let value = try given.single("with", "a Map")
            guard case .map(let map) = value else { throw given.wrong("with", "a Map", value) }
            for (name, value) in map.entries {
                guard definition.parameters.contains(where: { $0.name == name.text }) else {
                    throw Trouble(
                        .undeclaredPart, "pipeline `\(definition.name)` has no parameter `\(name.text)`", label: "not declared",
                        at: given.span,
                        help: "declare it in the pipeline: `param \(name.text)`")
                }
                if value.isNone { continue }
                guard let attribute = value.asAttribute else { throw given.wrong("with", "text, numbers and other simple values", value) }
                command.parameters.append(Attribute(name.text, attribute))
            }
        }
        for parameter in definition.parameters where parameter.defaultValue == nil {
            guard !command.parameters.contains(where: { $0.name == parameter.name }) else { continue }
            throw Trouble(
                .missingPart, "pipeline `\(definition.name)` needs the parameter `\(parameter.name)`", label: "not given", at: clause.span,
                help: "add `with [\"\(parameter.name)\": …]`")
        }
        return command
    }

    private func promote(_ clause: EvaluatedClause) throws(Trouble) -> PromoteCommand {
        guard let gate = clause.modifier("past") else {
            throw Trouble(.missingPart, "`promote` needs what it goes past", label: "`past` is missing", at: clause.layout.word.span)
        }
        var text = gate.word
        if case .value(.string(let name)) = gate.content { text = name }
        let obstacle: PromoteCommand.Obstacle
        switch text {
        case "window": obstacle = .window
        case "freeze": obstacle = .freeze
        case "block": obstacle = .block
        case "approval": obstacle = .approval
        case "rollback": obstacle = .rollback
        case "pause": obstacle = .pause
        default: obstacle = .step(text)
        }
        return PromoteCommand(execution: try execution(clause), past: obstacle, because: try clause.requiredBecause())
    }

    private func adHocDeploy(_ clause: EvaluatedClause) throws(Trouble) -> AdHocDeploy {
        let (fleet, span) = try fleet(clause)
        guard !fleet.isEmpty else { throw emptyFleet(span) }
        let deployer = try deployer(clause)
        guard let at = clause.modifier("at") else {
            throw Trouble(
                .missingPart, "`deploy` needs a revision", label: "`at` is missing", at: clause.layout.word.span, help: "add `at \"v1\"`")
        }
        let step = DeployStep(fleet: fleet, deployer: deployer.name)
        let definition = PipelineDefinition(
            name: PipelineName("deploy-\(deployer.name)"), folder: folder, deployers: [deployer],
            stages: [StageDefinition(name: "deploy", steps: [.deploy(step)])])
        return AdHocDeploy(definition: definition, revision: try revision(at), because: try clause.because())
    }

    private func adHocRun(_ clause: EvaluatedClause) throws(Trouble) -> Request {
        let command = try command(clause)
        if let late = command.references.first { throw lateHere(late, "run", try clause.required("command").span) }
        return .adHocRun(command, RunOptions(folder: folder, timeout: try clause.modifier("timeout")?.duration("timeout", above: true)))
    }

    private func measure(_ clause: EvaluatedClause) throws(Trouble) -> Request {
        let input = try clause.required("signal")
        let value = try input.single("measure", "a Signal or a Condition")
        if let signal = signal(value) {
            if let late = signal.signal.references.first { throw lateHere(late, "measure", input.span) }
            return .measure(WatchedSignal(signal.signal, alarms: definitions(of: signal.alarms)))
        }
        return .judge(try early(input, of: "measure"))
    }

    private func wait(_ clause: EvaluatedClause) throws(Trouble) -> Request {
        guard let until = clause.modifier("until") else { return .wait(try clause.duration("duration")) }
        return .waitUntil(try early(until, of: "wait until"), atMost: try clause.modifier("at_most")?.duration("at_most", above: true))
    }

    /// A condition that needs no late name: nothing runs that could give one.
    private func early(_ input: EvaluatedClause.Input, of clause: String) throws(Trouble) -> WatchedCondition {
        let condition = try condition(input, of: clause)
        if let late = condition.condition.references.first { throw lateHere(late, clause, input.span) }
        return WatchedCondition(condition.condition, alarms: definitions(of: condition.alarms))
    }

    private func lateHere(_ late: LateReference, _ clause: String, _ span: Span) -> Trouble {
        Trouble(
            .lateDecision, "`\(late.scriptText)` has a value only while a pipeline runs, but `\(clause)` acts now", label: "not known here",
            at: span,
            help: "say the value itself, or put this into a stage")
    }

    private func definitions(of alarms: [AlarmValue]) -> [AlarmDefinition] {
        var result: [AlarmDefinition] = []
        func add(_ alarm: AlarmValue) {
            for part in alarm.parts { add(part) }
            if !result.contains(where: { $0.name == alarm.definition.name }) { result.append(alarm.definition) }
        }
        for alarm in alarms { add(alarm) }
        return result
    }

    // MARK: What a command is about

    func revision(_ input: EvaluatedClause.Input) throws(Trouble) -> RevisionID {
        let value = try input.single("at", "a revision")
        guard case .string(let text) = value else { throw input.wrong("at", "a revision, as text", value) }
        guard !text.isEmpty else { throw Trouble(.clauseValue, "the revision is empty", at: input.span) }
        return RevisionID(text)
    }

    func pipeline(_ clause: EvaluatedClause) throws(Trouble) -> PipelineDefinition {
        let input = try clause.required("what")
        let value = try input.single(clause.word, "a Pipeline")
        guard case .pipeline(let pipeline) = value else {
            var help: String?
            if case .string(let name) = value { help = "for the stored pipeline write `pipeline(\(quoted(name)))`" }
            throw input.wrong(clause.word, "a Pipeline", value, help: help)
        }
        return pipeline.definition
    }

    private func execution(_ clause: EvaluatedClause) throws(Trouble) -> ExecutionID {
        let input = try clause.required("what")
        switch try input.single(clause.word, "an Execution") {
        case .execution(let execution): return execution.id
        case .string(let text) where text.contains("#"): return ExecutionID(text)
        case let other:
            throw input.wrong(clause.word, "an Execution", other, help: "it is what `start` returns: `let e = start … at …`")
        }
    }

    private func subject(_ clause: EvaluatedClause) throws(Trouble) -> Subject {
        let input = try clause.required("what")
        switch try input.single(clause.word, "a Pipeline, a stage or an Execution") {
        case .pipeline(let pipeline): return .pipeline(pipeline.definition.name)
        case .part(let pipeline, let part): return .part(pipeline, part)
        case .execution(let execution): return .execution(execution.id)
        case .string(let text):
            guard let subject = Subject(text) else { throw wrongSubject(clause, "a Pipeline, a stage or an Execution") }
            return subject
        case let other: throw input.wrong(clause.word, "a Pipeline, a stage or an Execution", other)
        }
    }

    private func holder(_ clause: EvaluatedClause) throws(Trouble) -> Subject {
        let subject = try subject(clause)
        if case .execution = subject { throw wrongSubject(clause, "a Pipeline or a stage") }
        return subject
    }

    private func wrongSubject(_ clause: EvaluatedClause, _ wanted: String) -> Trouble {
        Trouble(.clauseType, "`\(clause.word)` takes \(wanted)", at: clause.input("what")?.span ?? clause.span)
    }
}
