import OrderedCollections
import SluiceModel

/// Alarms that somebody looks at for some targets.
struct AlarmNeed {
    var definition: PipelineDefinition
    var names: [AlarmName]
    var targets: [Target]
    var values: LateValues

    var subscriptions: [AlarmSubscription] {
        AlarmSubscription.subscriptions(for: names, of: definition, targets: targets, values: values)
    }

    /// Those that are named, measured or composed.
    var instances: [AlarmInstance] {
        names.flatMap { name in
            definition.alarm(name).map { AlarmInstance.instances(of: $0, in: definition.name, for: targets) } ?? []
        }
    }

    /// Those whose state follows from others', parts before what they are part of.
    var composed: [AlarmInstance] { AlarmSubscription.composedInstances(for: names, of: definition, targets: targets) }
}

extension EngineState {
    /// The stages that an execution is watched in: those with installs or a bake, until it has left the phase.
    public func watchedStages(of execution: ExecutionState) -> [StageProgress] {
        guard execution.isLive || execution.watch != nil else { return [] }
        let last = execution.current ?? execution.stages.values.last
        return execution.stages.values.filter { stage in
            guard stage.watchedSince != nil else { return false }
            return stage.name == last?.name || (stage.phase != nil && stage.phase == last?.phase)
        }
    }

    /// The alarms whose firing is a failure of a stage.
    func watchNeed(of execution: ExecutionState, _ stage: StageProgress) -> AlarmNeed? {
        let definition = definition(of: execution)
        guard let stageDefinition = definition.stage(stage.name) else { return nil }
        var names = stageDefinition.policies.watches
        for case .bake(let bake) in stageDefinition.steps.flatMap(\.leaves) where stage.state == .baking || stage.state == .deploying {
            names += bake.watching.filter { !names.contains($0) }
        }
        guard !names.isEmpty else { return nil }
        var targets = stageDefinition.targets
        if targets.isEmpty { targets = definition.stages.filter { $0.phase != nil && $0.phase == stage.phase }.flatMap(\.targets) }
        if !execution.isLive {
            targets = targets.filter { target($0.name, in: execution.pipeline)?.wanted?.execution == execution.id }
        }
        return AlarmNeed(definition: definition, names: names, targets: targets, values: lateValues(of: execution))
    }

    /// Everything that must be sampled because of an execution.
    func alarmNeeds(of execution: ExecutionState) -> [AlarmNeed] {
        var needs = watchedStages(of: execution).compactMap { watchNeed(of: execution, $0) }
        if execution.isLive, let stage = execution.current { needs += entryNeeds(of: execution, stage) }
        return needs
    }

    /// What keeps everything from going forward is looked at until it is over, whoever else looks.
    func holdNeeds(of pipeline: PipelineState) -> [AlarmNeed] {
        pipeline.motionHolds.compactMap { hold in
            explanation(of: hold).map { definition in
                let targets = pipeline.targets.values.filter { $0.state != .retired }.map(\.target)
                return AlarmNeed(
                    definition: definition, names: [hold.instance.alarm], targets: targets.filter { hold.instance.covers($0) },
                    values: LateValues(pipeline: pipeline.name))
            }
        }
    }

    /// The definition that still says what an alarm is that holds everything, and still has targets for it.
    func explanation(of hold: MotionHold) -> PipelineDefinition? {
        guard let pipeline = pipelines[hold.instance.pipeline] else { return nil }
        let isReached = pipeline.targets.values.contains { $0.state != .retired && hold.instance.covers($0.target) }
        guard isReached || hold.instance.scope == .global else { return nil }
        if let active = activeDefinition(of: pipeline.name), active.alarm(hold.instance.alarm) != nil { return active }
        let live = executions(of: pipeline.name).map { definition(of: $0) }
        return live.last { $0.alarm(hold.instance.alarm) != nil }
    }

    /// Blocks of both definitions, and what will be watched, before a stage starts and while it is paused.
    func entryNeeds(of execution: ExecutionState, _ stage: StageProgress) -> [AlarmNeed] {
        switch stage.state {
        case .idle, .waiting, .paused: break
        case .deploying, .baking, .succeeded, .failed, .rollingBack, .rolledBack, .rollbackFailed, .superseded, .cancelled: return []
        }
        let definition = definition(of: execution)
        guard let stageDefinition = definition.stage(stage.name) else { return [] }
        let values = lateValues(of: execution)
        let targets = stageDefinition.reach(in: definition, or: activeDefinition(of: execution.pipeline))
        var needs = [
            AlarmNeed(definition: definition, names: stageDefinition.policies.blocks, targets: targets, values: values)
        ]
        if let active = activeDefinition(of: execution.pipeline), let blocks = active.stage(stage.name)?.policies.blocks {
            needs.append(AlarmNeed(definition: active, names: blocks, targets: targets, values: values))
        }
        if let need = firstLook(of: execution, stage) { needs.append(need) }
        return needs.filter { !$0.names.isEmpty }
    }

    /// What a stage reads before its first install: not the target alarms of targets that run nothing yet.
    func firstLook(of execution: ExecutionState, _ stage: StageProgress) -> AlarmNeed? {
        let definition = definition(of: execution)
        guard let stageDefinition = definition.stage(stage.name), !stageDefinition.policies.watches.isEmpty else { return nil }
        let inUse = stageDefinition.targets.filter { target($0.name, in: execution.pipeline)?.runs != nil }
        let isFresh = inUse.isEmpty && !stageDefinition.targets.isEmpty
        let names = stageDefinition.policies.watches.filter { !isFresh || definition.alarm($0)?.scope != .target }
        return AlarmNeed(
            definition: definition, names: names, targets: isFresh ? stageDefinition.targets : inUse, values: lateValues(of: execution))
    }

    func lateValues(of execution: ExecutionState) -> LateValues {
        LateValues(
            pipeline: execution.pipeline, execution: execution.id, revision: execution.revision, parameters: execution.parameters)
    }
}
