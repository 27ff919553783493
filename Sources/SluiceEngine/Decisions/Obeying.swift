import OrderedCollections
import SluiceModel

extension Deliberation {
    /// Carries out a command or refuses it; the same command again gets its first answer.
    mutating func obey(_ envelope: CommandEnvelope) {
        if let known = state.answers[envelope.id] {
            answer = known
            return
        }
        let given: CommandAnswer
        switch envelope.command {
        case .activate(let definition): given = activate(definition, envelope)
        case .start(let start): given = begin(start.definition, start.revision, start.parameters, start.because, isAdHoc: false, envelope)
        case .deploy(let deploy): given = begin(deploy.definition, deploy.revision, [], deploy.because, isAdHoc: true, envelope)
        case .approve(let subject, let because): given = approve(subject, because, envelope)
        case .reject(let subject, let because): given = reject(subject, because, envelope)
        case .pause(let subject, let because): given = pause(subject, because, envelope)
        case .resume(let subject, _): given = resume(subject, envelope)
        case .promote(let promote): given = self.promote(promote, envelope)
        case .rollback(let rollback): given = rollBack(rollback, envelope)
        case .retry(let id): given = retry(id, envelope)
        case .cancel(let id, let because): given = cancel(id, because, envelope)
        }
        emit(.commandAnswered(command: envelope.id, answer: given))
        answer = given
    }

    func refused(_ message: String, help: String? = nil) -> CommandAnswer { CommandAnswer(isAccepted: false, message: message, help: help) }

    func accepted(_ message: String, execution: ExecutionID? = nil, rollback: RollbackID? = nil) -> CommandAnswer {
        CommandAnswer(isAccepted: true, message: message, execution: execution, rollback: rollback)
    }

    /// Stored once by its bytes.
    private mutating func record(_ definition: PipelineDefinition) -> DefinitionHash? {
        guard let bytes = try? CanonicalCoding.bytes(of: definition) else { return nil }
        var sha = SHA256()
        sha.update(bytes)
        let hash = DefinitionHash(sha.hexDigest())
        if state.definitions[hash] == nil { emit(.definitionRecorded(hash: hash, text: String(decoding: bytes, as: UTF8.self))) }
        return hash
    }

    private mutating func activate(_ definition: PipelineDefinition, _ envelope: CommandEnvelope) -> CommandAnswer {
        if let problem = definition.problems.first { return refused(problem.message, help: problem.help) }
        guard let hash = record(definition) else { return refused("the definition of \(definition.name) cannot be stored") }
        guard state.pipelines[definition.name]?.active != hash else {
            return accepted("\(definition.name) is active as it is: nothing to do")
        }
        emit(.definitionActivated(pipeline: definition.name, definition: hash, by: envelope.by))
        retireMissing(definition)
        releaseUnexplained(in: definition.name)
        visitAll(in: definition.name)
        return accepted("\(definition.name) is active")
    }

    /// Targets that the active definition no longer names, once nobody is at work on them.
    mutating func retireMissing(_ definition: PipelineDefinition) {
        let named = Set(definition.stages.flatMap(\.targets).map(\.name))
        for (name, record) in state.pipelines[definition.name]?.targets ?? [:] where !named.contains(name) && record.state != .retired {
            let isNeeded = state.executions(of: definition.name).contains { execution in
                execution.isLive
                    && state.definition(of: execution).stages.contains { $0.targets.contains { $0.name == name } }
            }
            if !isNeeded, state.locks[name] == nil { emit(.targetRetired(pipeline: definition.name, target: name)) }
        }
    }

    private mutating func begin(
        _ definition: PipelineDefinition, _ revision: RevisionID, _ parameters: [Attribute], _ because: String?, isAdHoc: Bool,
        _ envelope: CommandEnvelope
    ) -> CommandAnswer {
        guard !revision.text.isEmpty else { return refused("a revision has a name", help: "start \(definition.name) at REVISION") }
        if let problem = definition.problems.first { return refused(problem.message, help: problem.help) }
        var values = parameters
        for parameter in definition.parameters where !values.contains(where: { $0.name == parameter.name }) {
            guard let value = parameter.defaultValue else {
                return refused(
                    "parameter `\(parameter.name)` is not given", help: "start \(definition.name) with [\"\(parameter.name)\": …]")
            }
            values.append(Attribute(parameter.name, .string(value)))
        }
        if let mark = state.pipelines[definition.name]?.badMark(of: revision), because == nil {
            return refused(
                "\(revision) was marked bad: \(mark.because)",
                help: "start \(definition.name) at \(revision) because \"why it is good now\"")
        }
        guard let hash = record(definition) else { return refused("the definition of \(definition.name) cannot be stored") }
        if state.pipelines[definition.name]?.active == nil {
            emit(.definitionActivated(pipeline: definition.name, definition: hash, by: envelope.by))
        }
        if state.pipelines[definition.name]?.badMark(of: revision) != nil, let because {
            emit(.revisionCleared(pipeline: definition.name, revision: revision, by: envelope.by, because: because))
        }
        let known = state.pipelines[definition.name]?.revisions[revision]?.revision
        let arrived = known ?? Revision(id: revision, ordinal: (state.pipelines[definition.name]?.revisions.count ?? 0) + 1, time: now)
        if known == nil { emit(.revisionArrived(pipeline: definition.name, revision: arrived)) }
        let id = ExecutionID("\(definition.name)#\((state.pipelines[definition.name]?.executionCount ?? 0) + 1)")
        emit(
            .executionStarted(
                ExecutionStart(
                    execution: id, pipeline: definition.name, revision: arrived, definition: hash, parameters: values, by: envelope.by,
                    because: because, isAdHoc: isAdHoc)))
        tell(.started, id, "\(id) brings \(revision)")
        visit(id)
        return accepted("\(id) brings \(revision)", execution: id)
    }

    private mutating func cancel(_ id: ExecutionID, _ because: String, _ envelope: CommandEnvelope) -> CommandAnswer {
        guard let execution = state.execution(id) else { return refused("there is no execution \(id)", help: "see `sluice history`") }
        guard execution.isLive else { return accepted("\(id) has ended \(execution.end?.rawValue ?? ""): nothing to do", execution: id) }
        guard !execution.goesBack else { return refused("\(id) is being rolled back", help: "a rollback runs to its end") }
        guard !execution.isCancelling else { return accepted("\(id) is being cancelled: nothing to do", execution: id) }
        emit(.cancelRequested(execution: id, by: envelope.by, because: because))
        visit(id)
        return accepted("\(id) starts nothing new; what runs ends", execution: id)
    }

    private mutating func pause(_ subject: Subject, _ because: String, _ envelope: CommandEnvelope) -> CommandAnswer {
        if let problem = problem(with: subject) { return problem }
        let name = state.pipeline(of: subject)
        guard state.pipelines[name]?.pauses.contains(where: { $0.subject == subject }) != true else {
            return accepted("\(subject) is paused: nothing to do")
        }
        emit(.paused(subject: subject, by: envelope.by, because: because))
        visitAll(in: name)
        return accepted("\(subject) is paused; watching, bakes and rollbacks go on")
    }

    private mutating func resume(_ subject: Subject, _ envelope: CommandEnvelope) -> CommandAnswer {
        if let problem = problem(with: subject) { return problem }
        let name = state.pipeline(of: subject)
        guard state.pipelines[name]?.pauses.contains(where: { $0.subject == subject }) == true else {
            return accepted("\(subject) is not paused: nothing to do")
        }
        emit(.resumed(subject: subject, by: envelope.by))
        visitAll(in: name)
        return accepted("\(subject) goes on")
    }

    /// What is wrong with the name of something.
    func problem(with subject: Subject) -> CommandAnswer? {
        switch subject {
        case .pipeline(let name):
            guard state.pipelines[name] == nil else { return nil }
            let known = state.pipelines.keys.map(\.text).joined(separator: ", ")
            return refused("there is no pipeline \(name)", help: known.isEmpty ? "nothing was started yet" : "there are: \(known)")
        case .part(let name, let part):
            if let problem = problem(with: .pipeline(name)) { return problem }
            guard let definition = state.activeDefinition(of: name) else { return refused("\(name) has no active definition") }
            let isKnown = definition.stages.contains { $0.name.text == part || $0.phase?.text == part }
            if isKnown || state.executions(of: name).contains(where: { $0.stages[StageName(part)] != nil }) {
                return nil
            }
            return refused(
                "\(name) has no stage or phase `\(part)`", help: "there are: \(definition.stages.map(\.name.text).joined(separator: ", "))")
        case .execution(let id):
            return state.execution(id) == nil ? refused("there is no execution \(id)", help: "see `sluice history`") : nil
        }
    }
}
