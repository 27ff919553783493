import OrderedCollections
import SluiceModel

extension Deliberation {
    /// Where an execution asks for approval now: the gate's name and what it asks for.
    private func openApproval(_ execution: ExecutionState) -> (gate: String, step: ApproveStep)? {
        guard execution.isLive, let stage = execution.current else { return nil }
        switch stage.state {
        case .waiting, .idle, .paused:
            let situation = state.gates(of: execution.id, stage.name)
            if let open = situation.approvals.first(where: { Gates.wait(for: $0, of: execution.id) != nil }), let phase = stage.phase {
                return (phase.text, open.step)
            }
        case .deploying, .baking, .succeeded, .failed, .rollingBack, .rolledBack, .rollbackFailed, .superseded, .cancelled: break
        }
        for step in stage.steps.values where step.state == .running {
            let place = StepPlace(execution: execution.id, stage: stage.name, step: step.id)
            if case .approve(let approve)? = state.step(at: place) { return ("\(stage.name)/\(step.id)", approve) }
        }
        return nil
    }

    /// The newest execution that asks, among those that a subject means.
    private func asking(_ subject: Subject) -> ExecutionState? {
        state.executions.values.last { execution in
            guard openApproval(execution) != nil else { return false }
            switch subject {
            case .pipeline(let name): return execution.pipeline == name
            case .part(let name, let part):
                return execution.pipeline == name && (execution.current?.name.text == part || execution.current?.phase?.text == part)
            case .execution(let id): return execution.id == id
            }
        }
    }

    /// Refused once what the operator saw has moved on.
    private func movedOn(_ execution: ExecutionState, _ seen: CommandEnvelope.Seen?) -> CommandAnswer? {
        if let id = seen?.execution, id != execution.id {
            return refused("you saw \(id), but \(execution.id) is there now", help: "look at `sluice status`, then approve \(execution.id)")
        }
        if let revision = seen?.revision, revision != execution.revision.id {
            return refused("you saw \(revision), but \(execution.revision.id) is there now", help: "look at `sluice status` again")
        }
        return nil
    }

    mutating func approve(_ subject: Subject, _ because: String?, _ envelope: CommandEnvelope) -> CommandAnswer {
        if let problem = problem(with: subject) { return problem }
        guard let execution = asking(subject), let open = openApproval(execution) else {
            return refused("nothing at \(subject) asks for approval", help: "see `sluice explain \(subject)`")
        }
        if let problem = movedOn(execution, envelope.seen) { return problem }
        guard open.step.people.isEmpty || open.step.people.contains(envelope.by) else {
            return refused("\(envelope.by) may not approve this", help: "it takes \(open.step.people.joined(separator: ", "))")
        }
        guard !execution.approvals.contains(where: { $0.gate == open.gate && $0.by == envelope.by }) else {
            return accepted("\(envelope.by) has approved \(execution.id) already: nothing to do", execution: execution.id)
        }
        emit(.approvalGiven(execution: execution.id, gate: open.gate, by: envelope.by, because: because))
        visit(execution.id)
        return accepted("\(envelope.by) approved \(execution.revision.id) for \(open.gate)", execution: execution.id)
    }

    mutating func reject(_ subject: Subject, _ because: String, _ envelope: CommandEnvelope) -> CommandAnswer {
        if let problem = problem(with: subject) { return problem }
        guard let execution = asking(subject), let open = openApproval(execution), let stage = execution.current else {
            return refused("nothing at \(subject) asks for approval", help: "see `sluice explain \(subject)`")
        }
        if let problem = movedOn(execution, envelope.seen) { return problem }
        emit(.approvalRejected(execution: execution.id, gate: open.gate, by: envelope.by, because: because))
        let reason = "rejected by \(envelope.by): \(because)"
        if stage.state == .waiting || stage.state == .idle {
            reject(execution, stage.name, reason)
        } else {
            let step = stage.steps.values.first { "\(stage.name)/\($0.id)" == open.gate }
            let place = step.map { StepPlace(execution: execution.id, stage: stage.name, step: $0.id) }
            if let place { emit(.stepFailed(place, failure: EffectFailure(cause: .conditionFalse, message: reason))) }
            failStage(
                execution.id, Reach(stage: stage.name, regions: nil, marksBad: false), RollbackCause(kind: .step, text: reason),
                failing: place)
        }
        return accepted("\(execution.id) is rejected", execution: execution.id)
    }

    /// One gate, one execution, once, for an hour at most.
    mutating func promote(_ command: PromoteCommand, _ envelope: CommandEnvelope) -> CommandAnswer {
        guard let execution = state.execution(command.execution) else {
            return refused("there is no execution \(command.execution)", help: "see `sluice history`")
        }
        guard execution.isLive, let stage = execution.current else { return refused("\(execution.id) has ended") }
        guard !execution.goesBack else {
            return refused("\(execution.id) is being rolled back", help: "a rollback beats a promotion")
        }
        if let problem = movedOn(execution, envelope.seen) { return problem }
        if case .step(let name) = command.past { return acceptStep(name, execution, stage, command, envelope) }
        if command.past == .rollback {
            for hold in state.gates(of: execution.id, stage.name).holds {
                emit(.holdLifted(rollback: hold.rollback, execution: execution.id, by: envelope.by, because: command.because))
            }
        }
        emit(
            .overrideGranted(
                Override(
                    execution: execution.id, stage: stage.name, past: command.past, by: envelope.by, because: command.because,
                    lapses: now + .seconds(3600))))
        visit(execution.id)
        return accepted("\(execution.id) may pass \(command.past) at \(stage.name) once, within an hour", execution: execution.id)
    }

    private mutating func acceptStep(
        _ name: String, _ execution: ExecutionState, _ stage: StageProgress, _ command: PromoteCommand, _ envelope: CommandEnvelope
    ) -> CommandAnswer {
        let doubted = stage.steps.values.filter { $0.state == .inDoubt }.map {
            StepPlace(execution: execution.id, stage: stage.name, step: $0.id)
        }
        guard let place = doubted.first(where: { stepName($0) == name || $0.step.text == name }) else {
            let names = doubted.map { stepName($0) }.joined(separator: ", ")
            return refused("no step `\(name)` of \(execution.id) is in doubt", help: names.isEmpty ? nil : "in doubt: \(names)")
        }
        emit(.stepAccepted(place, by: envelope.by, because: command.because))
        visit(execution.id)
        return accepted("`\(name)` counts as done", execution: execution.id)
    }

    /// A step in doubt is done again. What has ended is not taken up: that takes a new execution, with its gates.
    mutating func retry(_ id: ExecutionID, _ envelope: CommandEnvelope) -> CommandAnswer {
        guard let execution = state.execution(id) else { return refused("there is no execution \(id)", help: "see `sluice history`") }
        guard let stage = execution.current, execution.isLive, !execution.goesBack else {
            let isBad = state.pipelines[execution.pipeline]?.badMark(of: execution.revision.id) != nil
            let again = "start \(execution.pipeline) at \(execution.revision.id)" + (isBad ? " because \"why it is good now\"" : "")
            let ended = execution.end.map { "has ended \($0.rawValue)" } ?? "is being rolled back"
            return refused("\(id) \(ended), and only a step in doubt is retried", help: "to bring the revision again: \(again)")
        }
        if let problem = movedOn(execution, envelope.seen) { return problem }
        var hasRetried = false
        for step in stage.steps.values where step.state == .inDoubt {
            for (name, part) in step.parts where part.state == .inDoubt {
                let place = StepPlace(execution: id, stage: stage.name, step: step.id)
                emit(.retryScheduled(place, part: name, at: now))
                hasRetried = true
            }
        }
        guard hasRetried else { return refused("no step of \(id) is in doubt", help: "see `sluice explain \(id)`") }
        visit(id)
        return accepted("\(id) does again what is in doubt", execution: id)
    }
}
