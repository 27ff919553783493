import OrderedCollections
import SluiceModel

extension Deliberation {
    /// Datapoints come in: states may change, and bakes and gates look again.
    mutating func note(_ readings: [AlarmReading]) {
        var pipelines = OrderedSet<PipelineName>()
        for reading in readings {
            guard let definition = alarm(reading.instance) else { continue }
            pipelines.append(reading.instance.pipeline)
            if let change = observations.record(reading, by: definition, isMasked: isMasked(reading.instance)) { take(change) }
        }
        for pipeline in pipelines {
            compose(in: pipeline)
            visitAll(in: pipeline)
        }
    }

    /// As the newest execution that looks at it means it, else as the active definition does.
    private func alarm(_ instance: AlarmInstance) -> AlarmDefinition? {
        for execution in state.executions(of: instance.pipeline).reversed() {
            if let alarm = state.definition(of: execution).alarm(instance.alarm) { return alarm }
        }
        return state.activeDefinition(of: instance.pipeline)?.alarm(instance.alarm)
    }

    /// From the start of a target's install to the end of its verify.
    private func isMasked(_ instance: AlarmInstance) -> Bool {
        guard let target = instance.target, let record = state.target(target, in: instance.pipeline) else { return false }
        switch record.state {
        case .deploying, .rollingBack, .inDoubt: return true
        case .idle, .healthy, .failed, .drifted, .retired: return false
        }
    }

    private mutating func compose(in pipeline: PipelineName) {
        var seen = OrderedSet<AlarmInstance>()
        let executions = state.executions(of: pipeline)
        let holdNeeds = state.pipelines[pipeline].map { state.holdNeeds(of: $0) } ?? []
        for need in executions.flatMap({ state.alarmNeeds(of: $0) }) + holdNeeds {
            for instance in need.composed where seen.append(instance).inserted {
                if let change = observations.compose(instance, among: need.definition.alarms, at: now) { take(change) }
            }
        }
    }

    private mutating func take(_ change: AlarmChange) {
        var change = change
        change.from = state.pipelines[change.instance.pipeline]?.alarms[change.instance]?.to ?? .unknown
        guard change.from != change.to else { return }
        emit(.alarmChanged(change))
        switch change.to {
        case .ok:
            if state.pipelines[change.instance.pipeline]?.motionHolds.contains(where: { $0.instance == change.instance }) == true {
                emit(.motionReleased(instance: change.instance))
                visitWaiting()
            }
        case .alarm: blame(change)
        case .unknown: break
        }
    }

    /// Laid to the newest not fully baked revision in its scope; with none, nothing goes forward.
    private mutating func blame(_ change: AlarmChange) {
        let instance = change.instance
        var watching = OrderedSet<ExecutionID>()
        var suspects = [(execution: ExecutionState, stage: StageProgress)]()
        for execution in state.executions.values {
            for stage in state.watchedStages(of: execution) {
                guard let policies = state.definition(of: execution).stage(stage.name)?.policies else { continue }
                let names = execution.pipeline == instance.pipeline ? state.watchNeed(of: execution, stage)?.names ?? policies.watches : []
                let isOwn = names.contains(instance.alarm)
                if isOwn { watching.append(execution.id) }
                guard reaches(instance, execution, stage), isOwn || execution.pipeline != instance.pipeline else { continue }
                suspects.append((execution, stage))
            }
            if execution.isLive, execution.pipeline == instance.pipeline, let stage = execution.current,
                let policies = state.definition(of: execution).stage(stage.name)?.policies,
                policies.watches.contains(instance.alarm), stage.firstInstallAt != nil
            {
                watching.append(execution.id)
            }
        }
        guard !watching.isEmpty else { return }
        let text = "alarm `\(instance.alarm)` (\(instance.place)) fired: \(change.text)"
        let armed = suspects.filter { !$0.execution.overriddenAlarms.contains(instance.alarm) }
        guard
            let suspect = armed.reversed().max(by: { ($0.stage.watchedSince ?? $0.stage.since) < ($1.stage.watchedSince ?? $1.stage.since) }
            )
        else {
            for id in watching { tell(.alarm, id, text) }
            if suspects.isEmpty { hold(instance, change.text) }
            return
        }
        tell(.alarm, suspect.execution.id, text)
        if change.restsOnMissingData {
            let cause = RollbackCause(kind: .unreadableAlarm, text: text)
            failStage(suspect.execution.id, Reach(stage: suspect.stage.name, regions: regionsOf([instance]), marksBad: false), cause)
        } else {
            let cause = RollbackCause(kind: .alarm, text: text)
            failStage(suspect.execution.id, Reach(stage: suspect.stage.name, regions: regionsOf([instance]), marksBad: true), cause)
        }
    }

    /// Whether an execution has something unbaked in the alarm's scope.
    private func reaches(_ instance: AlarmInstance, _ execution: ExecutionState, _ stage: StageProgress) -> Bool {
        let isOwn = execution.pipeline == instance.pipeline
        var targets = stage.targets
        if targets.isEmpty, let phase = stage.phase {
            targets = state.definition(of: execution).stages.filter { $0.phase == phase }.flatMap(\.targets).map(\.name)
        }
        return targets.contains { name in
            guard let record = state.target(name, in: execution.pipeline), instance.covers(record.target) else { return false }
            guard isOwn || state.target(name, in: instance.pipeline) != nil else { return false }
            return record.wanted?.execution == execution.id
        }
    }

    private mutating func hold(_ instance: AlarmInstance, _ text: String) {
        guard state.pipelines[instance.pipeline]?.motionHolds.contains(where: { $0.instance == instance }) != true else { return }
        let reason = "alarm `\(instance.alarm)` (\(instance.place)) fires where everything has baked: \(text)"
        emit(.motionHeld(instance: instance, reason: reason))
        visitAll()
    }

    /// An alarm that nobody defines any more, or that has lost its last target, can never turn OK.
    mutating func releaseUnexplained(in pipeline: PipelineName) {
        for hold in state.pipelines[pipeline]?.motionHolds ?? [] where state.explanation(of: hold) == nil {
            emit(.motionReleased(instance: hold.instance))
            visitWaiting()
        }
    }

    /// Alarms that an execution was promoted past count again after one full window of OK.
    mutating func armAlarms(_ execution: ExecutionState) {
        guard !execution.overriddenAlarms.isEmpty else { return }
        let definition = state.definition(of: execution)
        for name in execution.overriddenAlarms {
            guard let alarm = definition.alarm(name) ?? state.activeDefinition(of: execution.pipeline)?.alarm(name) else { continue }
            let targets = state.watchedStages(of: execution).compactMap { definition.stage($0.name) }.flatMap(\.targets)
            let instances = AlarmInstance.instances(of: alarm, in: execution.pipeline, for: targets)
            guard !targets.isEmpty, instances.allSatisfy({ observations.state(of: $0) == .ok && observations.hasFullWindow($0) }) else {
                continue
            }
            emit(.alarmArmed(execution: execution.id, alarm: name))
        }
    }

    /// A watched alarm that is UNKNOWN for longer than its window is a failure that marks nothing.
    mutating func checkUnreadable(_ execution: ExecutionState) {
        guard looksAtAlarms, !execution.goesBack else { return }
        let definition = state.definition(of: execution)
        for stage in state.watchedStages(of: execution) where stage.state == .deploying || stage.state == .succeeded {
            for instance in state.watchNeed(of: execution, stage)?.instances ?? [] where observations.state(of: instance) == .unknown {
                guard let since = observations.missingSince(instance), now - since > windowLength(instance.alarm, definition) else {
                    continue
                }
                let text = "watched alarm `\(instance.alarm)` (\(instance.place)) could not be read for a whole window"
                let cause = RollbackCause(kind: .unreadableAlarm, text: text)
                failStage(execution.id, Reach(stage: stage.name, regions: regionsOf([instance]), marksBad: false), cause)
                return
            }
        }
    }
}
