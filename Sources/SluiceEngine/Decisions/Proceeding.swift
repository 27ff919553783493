import OrderedCollections
import SluiceModel

extension Deliberation {
    /// Takes an execution as far as it goes now.
    mutating func proceed(_ id: ExecutionID) {
        guard let execution = state.executions[id] else { return }
        if !execution.isLive {
            checkWatch(execution)
            return
        }
        armAlarms(execution)
        checkUnreadable(execution)
        guard let execution = state.executions[id], execution.isLive else { return }
        guard let stage = execution.current else {
            end(id, .succeeded, "every stage succeeded")
            endOldWatches(in: execution.pipeline)
            return
        }
        switch stage.state {
        case .idle, .waiting:
            if execution.isCancelling { cancelWaiting(execution, stage) } else { arrive(execution, stage) }
        case .deploying, .baking:
            if execution.isCancelling { windDown(execution, stage) } else { proceedStage(execution, stage) }
        case .paused:
            if execution.isCancelling { windDown(execution, stage) } else { unpause(execution, stage) }
        case .succeeded, .failed, .rollingBack, .rolledBack, .rollbackFailed, .superseded, .cancelled: break
        }
    }

    private mutating func arrive(_ execution: ExecutionState, _ stage: StageProgress) {
        if stage.state == .idle { emit(.stageMoved(StageMoved(execution: execution.id, stage: stage.name, to: .waiting))) }
        guard let execution = state.executions[execution.id], let stage = execution.current else { return }
        enter(execution, stage)
    }

    private mutating func cancelWaiting(_ execution: ExecutionState, _ stage: StageProgress) {
        if stage.state == .idle { emit(.stageMoved(StageMoved(execution: execution.id, stage: stage.name, to: .waiting))) }
        emit(.stageMoved(StageMoved(execution: execution.id, stage: stage.name, to: .cancelled, reason: "cancelled")))
        finishCancelling(execution.id)
    }

    /// What runs may end; nothing new begins.
    private mutating func windDown(_ execution: ExecutionState, _ stage: StageProgress) {
        for step in stage.steps.values where step.state == .running && step.deploy != nil {
            proceedDeploy(StepPlace(execution: execution.id, stage: stage.name, step: step.id), mayStart: false)
        }
        guard let live = state.executions[execution.id], live.isLive, !live.goesBack, let stage = live.current,
            stage.state == .deploying || stage.state == .baking || stage.state == .paused
        else { return }
        let isInDoubt = stage.steps.values.contains { $0.deploy?.doubted.isEmpty == false }
        let isBusy = isInDoubt || state.effects.values.contains { $0.request.purpose.place?.execution == execution.id }
        guard !isBusy else { return }
        emit(.stageMoved(StageMoved(execution: execution.id, stage: stage.name, to: .cancelled, reason: "cancelled")))
        finishCancelling(execution.id)
    }

    private mutating func finishCancelling(_ id: ExecutionID) {
        guard let execution = state.executions[id] else { return }
        end(id, .cancelled, "cancelled")
        let bakes = state.watchedStages(of: execution).compactMap { state.definition(of: execution).stage($0.name) }.flatMap(\.steps)
            .flatMap(\.leaves).compactMap { step -> Duration? in
                if case .bake(let bake) = step { return bake.duration }
                return nil
            }
        guard let longest = bakes.max(), isExposed(id) else { return }
        emit(.watchKept(execution: id, until: now + longest))
    }

    /// Whether some target is wanted to run what it brought.
    func isExposed(_ id: ExecutionID) -> Bool {
        guard let execution = state.execution(id) else { return false }
        return execution.stages.values.flatMap(\.targets).contains { state.target($0, in: execution.pipeline)?.wanted?.execution == id }
    }

    private mutating func checkWatch(_ execution: ExecutionState) {
        guard let watch = execution.watch else { return }
        if let until = watch.until, until <= now {
            emit(.watchEnded(execution: execution.id))
        } else if !isExposed(execution.id) {
            emit(.watchEnded(execution: execution.id))
        }
    }

    mutating func endOldWatches(in pipeline: PipelineName) {
        for execution in state.executions(of: pipeline) where !execution.isLive { checkWatch(execution) }
    }

    /// Gates are evaluated again before anything starts after a pause.
    private mutating func unpause(_ execution: ExecutionState, _ stage: StageProgress) {
        let waits = obstacles(execution, stage)
        if waits.isEmpty {
            for obstacle in state.gates(of: execution.id, stage.name).overrides {
                emit(.overrideUsed(execution: execution.id, past: obstacle))
            }
            emit(.stageMoved(StageMoved(execution: execution.id, stage: stage.name, to: stage.pausedFrom ?? .deploying)))
            visit(execution.id)
        } else {
            wait(execution, stage, waits, in: .paused)
            for step in stage.steps.values where step.state == .running {
                let place = StepPlace(execution: execution.id, stage: stage.name, step: step.id)
                if step.bake != nil { proceedBake(place) } else if step.deploy != nil { proceedDeploy(place, mayStart: false) }
            }
        }
    }

    /// Everything that keeps a stage that had begun from going on: doubt, pauses, gates, alarms without a full window.
    func obstacles(_ execution: ExecutionState, _ stage: StageProgress) -> [Wait] {
        var waits = [Wait]()
        for step in stage.steps.values where step.state == .inDoubt {
            let name = stepName(StepPlace(execution: execution.id, stage: stage.name, step: step.id))
            waits.append(.inDoubt(name, of: execution.id, because: "the old attempt cannot be reached", since: step.startedAt))
        }
        waits += Gates.evaluate(state.gates(of: execution.id, stage.name), now: now)
        if case .waiting(let alarms) = look(execution, stage) { waits += alarms }
        return waits
    }

    /// As `promote … past` names it.
    func stepName(_ place: StepPlace) -> String {
        guard let step = state.step(at: place) else { return place.step.text }
        if case .run(let run) = step, let name = run.name { return name }
        return step.word
    }

    private mutating func proceedStage(_ execution: ExecutionState, _ stage: StageProgress) {
        guard let definition = state.definition(of: execution).stage(stage.name) else { return }
        guard stage.position < definition.steps.count else {
            succeed(execution, stage)
            return
        }
        let ids = definition.stepIDs(at: stage.position)
        let isBaking = stage.state == .baking
        let stops = state.forwardStops(of: execution, stage)
        let fresh = ids.filter { stage.steps[$0] == nil }
        if !stops.isEmpty, !isBaking {
            pause(execution, stage, stops)
            return
        }
        if stops.isEmpty {
            guard isCleared(execution, stage, fresh) else { return }
            for id in fresh { begin(StepPlace(execution: execution.id, stage: stage.name, step: id)) }
        }
        for id in ids {
            guard let live = state.executions[execution.id], live.isLive, let now = live.current, now.name == stage.name,
                now.state == .deploying || now.state == .baking
            else { return }
            if now.steps[id]?.state == .running {
                proceedStep(StepPlace(execution: execution.id, stage: stage.name, step: id))
            }
        }
        guard let after = state.executions[execution.id]?.stages[stage.name], after.state == .deploying || after.state == .baking else {
            return
        }
        if after.position != stage.position {
            if after.state == .baking { emit(.stageMoved(StageMoved(execution: execution.id, stage: stage.name, to: .deploying))) }
            visit(execution.id)
        } else if after.steps.values.contains(where: { $0.state == .inDoubt }) {
            pause(execution, after, obstacles(execution, after))
        }
    }

    private mutating func begin(_ place: StepPlace) {
        emit(.stepStarted(place))
        guard case .approve(let approve)? = state.step(at: place), let execution = state.executions[place.execution] else { return }
        let isPassed = execution.overrides.contains { $0.past == .approval && $0.stage == place.stage }
        guard !isPassed, approve.count > 0 else { return }
        tell(.approval, place.execution, "\(execution.pipeline).\(place.stage) asks for approval of \(place.execution)")
    }

    /// Gates are evaluated again before anything starts, and alarms fill one window.
    mutating func holdAfterRestart() {
        for execution in state.executions.values {
            guard execution.isLive, let stage = execution.current, stage.state == .deploying else { continue }
            pause(execution, stage, obstacles(execution, stage))
        }
    }

    private mutating func pause(_ execution: ExecutionState, _ stage: StageProgress, _ waits: [Wait]) {
        guard !waits.isEmpty else { return }
        wait(execution, stage, waits, in: .paused)
        visit(execution.id)
    }

    private mutating func succeed(_ execution: ExecutionState, _ stage: StageProgress) {
        for step in stage.steps.values {
            for (region, progress) in step.deploy?.regions ?? [:] where progress.state == .installed {
                let place = StepPlace(execution: execution.id, stage: stage.name, step: step.id)
                emit(.regionMoved(RegionMoved(place: place, region: region, to: .good)))
            }
        }
        let proven = stage.targets.filter { name in
            guard let record = state.target(name, in: execution.pipeline) else { return false }
            return record.state == .healthy && record.runs?.execution == execution.id
        }
        if !proven.isEmpty { emit(.targetsProven(execution: execution.id, stage: stage.name, targets: proven)) }
        emit(.stageMoved(StageMoved(execution: execution.id, stage: stage.name, to: .succeeded)))
        visit(execution.id)
        visitWaiting(in: execution.pipeline)
        visitOthersWaitingForTargets()
        endOldWatches(in: execution.pipeline)
    }
}
