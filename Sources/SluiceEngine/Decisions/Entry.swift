import OrderedCollections
import SluiceModel

extension EngineState {
    func gates(of execution: ExecutionID, _ stage: StageName) -> GateSituation {
        guard let situation = GateSituation(of: execution, before: stage, in: self) else {
            preconditionFailure("\(execution) has no \(stage)")
        }
        return situation
    }

    /// What stops anything new of an execution inside a stage: a closed window does not.
    func forwardStops(of execution: ExecutionState, _ stage: StageProgress) -> [Wait] {
        let passed = execution.overrides.filter { $0.stage == stage.name }.map(\.past)
        let pauses = (pipelines[execution.pipeline]?.pauses ?? []).filter { pause in
            switch pause.subject {
            case .pipeline: true
            case .part(_, let part): part == stage.name.text || part == stage.phase?.text
            case .execution(let id): id == execution.id
            }
        }
        let waits = pauses.map { pause in
            Wait(
                kind: .pause, reason: "\(pause.subject) was paused by \(pause.by): \(pause.because)", since: pause.since,
                unblockedBy: "`sluice resume \(pause.subject)`", subject: pause.subject.description)
        }
        return (passed.contains(.pause) ? [] : waits) + obstacles
    }

    /// A rollback that could not finish holds its stages against later revisions too.
    func parkedHolds(of execution: ExecutionState, at stage: StageName) -> [Wait] {
        (pipelines[execution.pipeline]?.holds ?? []).compactMap { record in
            guard record.hold.stages.contains(stage), !record.passed.contains(execution.id), execution.number > record.hold.lastExecution,
                !execution.overrides.contains(where: { $0.stage == stage && $0.past == .rollback }),
                let rollback = rollbacks[record.hold.rollback], rollback.items.values.contains(where: { $0.state == .parked })
            else { return nil }
            let names = rollback.unrestored.prefix(3).map(\.text).joined(separator: ", ")
            return Wait(
                kind: .rollback, reason: "\(rollback.id) could not bring back \(names)", since: record.since,
                unblockedBy: "the target being reachable again, or `sluice promote \(execution.id) --past rollback --because \"…\"`",
                subject: rollback.id.text)
        }
    }
}

/// A wait is the same while these are.
private struct WaitIdentity: Hashable {
    var kind: Wait.Kind
    var subject: String?
    var until: Instant?
    init(_ wait: Wait) {
        kind = wait.kind
        subject = wait.subject
        until = wait.until
    }
}

extension Deliberation {
    /// The state of what a stage watches before anything is installed there; `nil` when it can never be read.
    enum FirstLook {
        case clear
        case waiting([Wait])
        case unreadable(AlarmInstance)
    }

    func look(_ execution: ExecutionState, _ stage: StageProgress) -> FirstLook {
        guard let need = state.firstLook(of: execution, stage) else { return .clear }
        var waits = [Wait]()
        var filling = [AlarmInstance]()
        let passes = execution.overrides.contains { $0.stage == stage.name && $0.past == .block }
        for instance in need.instances where !passes && !execution.overriddenAlarms.contains(instance.alarm) {
            if !observations.hasFullWindow(instance) || !isFresh(instance) {
                filling.append(instance)
            } else if observations.isOnlyMissing(instance) {
                return .unreadable(instance)
            } else if observations.state(of: instance) != .ok {
                let status = observations.status(of: instance) ?? AlarmStatus(instance: instance, state: .unknown, since: stage.since)
                waits.append(.alarm(status, evidence: observations.evidence(of: instance)))
            }
        }
        if !filling.isEmpty { waits.append(.startingWindow(filling, since: stage.since, until: nil)) }
        return waits.isEmpty ? .clear : .waiting(waits)
    }

    /// What nobody sampled of late says nothing about now.
    private func isFresh(_ instance: AlarmInstance) -> Bool {
        guard let newest = observations.datapoints(of: instance).map(\.at).max() else { return false }
        let every = observations.coverage(of: [instance]).map(\.every).max() ?? .zero
        return now - newest <= every * 2
    }

    /// A waiting stage: it starts, goes on waiting, or its execution is overtaken.
    mutating func enter(_ execution: ExecutionState, _ stage: StageProgress) {
        let definition = state.definition(of: execution)
        guard let stageDefinition = definition.stage(stage.name) else { return }
        if overtake(execution, stage.name, definition.mode) { return }
        let situation = state.gates(of: execution.id, stage.name)
        if let late = situation.approvals.first(where: { $0.since + $0.step.timeout <= now && Gates.wait(for: $0, of: execution.id) != nil }
        ) {
            reject(execution, stage.name, "nobody approved \(late.place) within \(late.step.timeout.scriptText)")
            return
        }
        var waits = Gates.evaluate(situation, now: now)
        waits += state.parkedHolds(of: execution, at: stage.name)
        waits += occupancy(execution, stageDefinition)
        switch look(execution, stage) {
        case .clear: break
        case .waiting(let alarms): waits += alarms
        case .unreadable(let instance):
            if !waits.contains(where: { $0.kind == .filling }) {
                reject(execution, stage.name, "watched alarm `\(instance.alarm)` (\(instance.place)) gave no data for a whole window")
                return
            }
        }
        guard waits.isEmpty else {
            wait(execution, stage, waits, in: .waiting)
            return
        }
        start(execution, stage, situation.overrides)
    }

    /// Journals what is waited for when that changes, and tells people when it begins to concern them.
    mutating func wait(_ execution: ExecutionState, _ stage: StageProgress, _ waits: [Wait], in new: StageState) {
        guard let first = waits.first, stage.state != new || Set(stage.waits.map(WaitIdentity.init)) != Set(waits.map(WaitIdentity.init))
        else { return }
        emit(.stageMoved(StageMoved(execution: execution.id, stage: stage.name, to: new, reason: first.reason, waits: waits)))
        if let asked = waits.first(where: { $0.kind == .approval }), !stage.waits.contains(where: { $0.kind == .approval }) {
            tell(.approval, execution.id, asked.reason)
        }
        if let held = waits.first(where: \.isHold), !stage.waits.contains(where: \.isHold) {
            tell(.held, execution.id, "\(execution.id) is held at \(stage.name): \(held.reason)")
        }
    }

    private mutating func start(_ execution: ExecutionState, _ stage: StageProgress, _ overrides: [PromoteCommand.Obstacle]) {
        for obstacle in overrides { emit(.overrideUsed(execution: execution.id, past: obstacle)) }
        emit(.stageMoved(StageMoved(execution: execution.id, stage: stage.name, to: .deploying)))
        visit(execution.id)
        visitWaiting(in: execution.pipeline)
    }

    mutating func reject(_ execution: ExecutionState, _ stage: StageName, _ reason: String) {
        emit(.stageMoved(StageMoved(execution: execution.id, stage: stage, to: .failed, reason: reason)))
        end(execution.id, .failed, reason)
    }

    private func occupancy(_ execution: ExecutionState, _ stage: StageDefinition) -> [Wait] {
        var waits = [Wait]()
        let since = execution.stages[stage.name]?.since ?? now
        if let occupant = state.pipelines[execution.pipeline]?.occupants[stage.name], occupant != execution.id {
            let revision = state.execution(occupant)?.revision.id ?? ""
            waits.append(.stageBusy(stage.name, with: occupant, revision: revision, since: since))
        }
        var holders = OrderedDictionary<String, [TargetName]>()
        for target in stage.targets {
            guard let lock = state.locks[target.name] else { continue }
            switch lock.holder {
            case .execution(let id): holders[id.text, default: []].append(target.name)
            case .rollback(let id): holders[id.text, default: []].append(target.name)
            }
        }
        for (holder, targets) in holders { waits.append(.targetsBusy(targets, with: ExecutionID(holder), since: since)) }
        return waits
    }

    /// Whether the execution ends here, because a newer one waits at the same stage or has been there.
    private mutating func overtake(_ execution: ExecutionState, _ stage: StageName, _ mode: PipelineDefinition.Mode) -> Bool {
        let targets = state.definition(of: execution).stage(stage)?.targets ?? []
        let carriers = distinct(targets.compactMap { state.target($0.name, in: execution.pipeline)?.wanted?.execution })
        let newer = carriers.compactMap { state.execution($0) }.first { $0.number > execution.number }
        if let newer {
            supersede(execution, stage, by: newer)
            return true
        }
        guard mode == .superseded else { return false }
        let rivals = state.executions(of: execution.pipeline).filter { other in
            other.isLive && other.id != execution.id && other.current?.name == stage
                && (other.current?.state == .waiting || other.current?.state == .idle)
        }
        if let newer = rivals.first(where: { $0.number > execution.number && outranks($0, execution, stage) }) {
            supersede(execution, stage, by: newer)
            return true
        }
        for older in rivals where older.number < execution.number && outranks(execution, older, stage) {
            supersede(older, stage, by: execution)
        }
        return false
    }

    /// Held revisions supersede nobody, nor does one without approvals one that has them.
    private func outranks(_ newer: ExecutionState, _ older: ExecutionState, _ stage: StageName) -> Bool {
        let situation = state.gates(of: newer.id, stage)
        if !situation.holds.isEmpty { return false }
        let asked = state.gates(of: older.id, stage).approvals
        let olderHas = !asked.isEmpty && asked.allSatisfy { Gates.wait(for: $0, of: older.id) == nil }
        let newerHas = situation.approvals.allSatisfy { Gates.wait(for: $0, of: newer.id) == nil }
        return !olderHas || newerHas
    }

    private mutating func supersede(_ execution: ExecutionState, _ stage: StageName, by newer: ExecutionState) {
        let reason = "\(newer.id) brings the newer \(newer.revision.id)"
        if state.executions[execution.id]?.current?.state == .idle {
            emit(.stageMoved(StageMoved(execution: execution.id, stage: stage, to: .waiting)))
        }
        emit(.stageMoved(StageMoved(execution: execution.id, stage: stage, to: .superseded, reason: reason)))
        end(execution.id, .superseded, reason)
    }

    mutating func end(_ id: ExecutionID, _ end: ExecutionEnd, _ reason: String) {
        leaveDoubts(id)
        emit(.executionEnded(execution: id, end: end, reason: reason))
        if let execution = state.execution(id) {
            visitWaiting(in: execution.pipeline)
            if let active = state.activeDefinition(of: execution.pipeline),
                execution.definition != state.pipelines[execution.pipeline]?.active
            {
                retireMissing(active)
            }
        }
        visitOthersWaitingForTargets()
        switch end {
        case .succeeded: tell(.succeeded, id, "\(id) succeeded")
        case .failed: tell(.failed, id, "\(id) failed: \(reason)")
        case .rolledBack: tell(.rolledBack, id, "\(id) was rolled back: \(reason)")
        case .rollbackFailed: tell(.rollbackFailed, id, "\(id) could not be rolled back everywhere: \(reason)")
        case .superseded, .cancelled: break
        }
    }

    /// Nobody settles any more what became of these targets.
    private mutating func leaveDoubts(_ id: ExecutionID) {
        guard let execution = state.executions[id] else { return }
        for stage in execution.stages.values {
            for step in stage.steps.values {
                let place = StepPlace(execution: id, stage: stage.name, step: step.id)
                for (target, progress) in step.deploy?.targets ?? [:] where progress.isMasked {
                    guard let record = state.target(target, in: execution.pipeline), state.locks[target]?.effect == nil,
                        record.state == .deploying || record.state == .inDoubt, record.wanted?.execution == id
                    else { continue }
                    let failure = EffectFailure(cause: .unreadable, message: "it is not known what became of the install")
                    emit(.targetMoved(TargetMoved(place: place, target: target, to: .failed, failure: failure)))
                }
            }
        }
    }

    /// Executions of other pipelines may wait for the same targets.
    mutating func visitOthersWaitingForTargets() {
        for execution in state.executions.values where execution.isLive {
            guard let stage = execution.current, stage.state == .waiting, stage.waits.contains(where: { $0.kind == .targets }) else {
                continue
            }
            visit(execution.id)
        }
    }
}
