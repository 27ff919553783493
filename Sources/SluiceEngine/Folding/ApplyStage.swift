import OrderedCollections
import SluiceModel

extension EngineState {
    mutating func change(_ id: ExecutionID, _ stage: StageName, _ body: (inout StageProgress) -> Void) {
        change(id) { execution in
            precondition(execution.stages[stage] != nil, "\(id) has no stage \(stage)")
            body(&execution.stages[stage]!)
        }
    }

    mutating func change(_ place: StepPlace, _ body: (inout StepProgress) -> Void) {
        change(place.execution, place.stage) { stage in
            precondition(stage.steps[place.step] != nil, "\(place.execution) has not begun \(place.step) of \(place.stage)")
            body(&stage.steps[place.step]!)
        }
    }

    mutating func moveStage(_ move: StageMoved) {
        let now = at
        change(move.execution, move.stage) { stage in
            precondition(StageMachine.allows(stage.state, move.to), "stage \(move.stage) went from \(stage.state) to \(move.to)")
            if stage.state != move.to { stage.since = now }
            if move.to == .paused, stage.state != .paused { stage.pausedFrom = stage.state }
            stage.state = move.to
            stage.reason = move.reason
            stage.waits = move.waits
        }
        switch move.to {
        case .deploying: enterStage(move)
        case .succeeded: leaveStage(move)
        case .idle, .waiting, .baking, .paused, .failed, .rollingBack, .rolledBack, .rollbackFailed, .superseded, .cancelled: break
        }
    }

    /// The first time it takes the stage and its targets.
    private mutating func enterStage(_ move: StageMoved) {
        guard let execution = executions[move.execution], execution.stages[move.stage]?.enteredAt == nil else { return }
        let now = at
        let targets = definition(of: execution).stage(move.stage)?.targets.map(\.name) ?? []
        change(move.execution, move.stage) { stage in
            stage.enteredAt = now
            stage.targets = targets
        }
        passEmptySteps(move.execution, move.stage)
        change(execution.pipeline) { $0.occupants[move.stage] = move.execution }
        for target in targets {
            precondition(locks[target] == nil, "target \(target) is not free")
            locks[target] = TargetLock(holder: .execution(move.execution))
        }
    }

    private mutating func leaveStage(_ move: StageMoved) {
        guard let execution = executions[move.execution] else { preconditionFailure("\(move.execution) is not live") }
        release(execution.stages[move.stage]?.targets ?? [], of: .execution(move.execution))
        change(execution.pipeline) { pipeline in
            if pipeline.occupants[move.stage] == move.execution { pipeline.occupants[move.stage] = nil }
        }
        change(move.execution) { execution in
            if execution.current?.name == move.stage { execution.position += 1 }
        }
    }

    mutating func proveTargets(_ targets: [TargetName], _ id: ExecutionID, _ stage: StageName) {
        guard let execution = executions[id] else { preconditionFailure("\(id) is not live") }
        let now = at
        for target in targets {
            changeTarget(target, in: execution.pipeline) { record in
                guard let placement = record.runs else { return }
                record.good.removeAll { $0.placement.matches(placement) }
                record.good.append(GoodEntry(placement: placement, at: now))
            }
        }
    }

    mutating func beginStep(_ place: StepPlace) {
        guard let execution = executions[place.execution], let stage = definition(of: execution).stage(place.stage),
            let found = stage.find(place.step)
        else { preconditionFailure("\(place.execution) has no step \(place.step) in \(place.stage)") }
        var step = StepProgress(id: place.step, position: found.position, child: found.child, startedAt: at)
        switch found.step {
        case .deploy(let deploy): step.deploy = beginDeploy(deploy, in: execution.pipeline)
        case .run(let run): step.parts = parts(of: run, stage)
        case .require, .artifact, .notify: step.parts = ["": StepPart()]
        case .bake, .approve, .wait, .parallel: break
        }
        let now = at
        change(place.execution, place.stage) { stage in
            stage.steps[place.step] = step
            if case .bake = found.step { stage.watchedSince = stage.watchedSince ?? now }
        }
    }

    private func parts(of run: RunStep, _ stage: StageDefinition) -> OrderedDictionary<String, StepPart> {
        switch run.breadth {
        case .once: ["": StepPart()]
        case .eachRegion:
            OrderedDictionary(uniqueKeysWithValues: stage.regions.map { ($0.text, StepPart(region: $0)) })
        case .eachTarget:
            OrderedDictionary(uniqueKeysWithValues: stage.targets.map { ($0.name.text, StepPart(region: $0.region, target: $0.name)) })
        }
    }

    /// Unhealthy targets come first, then the oldest revision; groups stay together in the order of their first target.
    private func beginDeploy(_ deploy: DeployStep, in pipeline: PipelineName) -> DeployProgress {
        var progress = DeployProgress()
        var groups = OrderedDictionary<RegionName, OrderedDictionary<String, [(TargetName, Int, Int)]>>()
        for target in deploy.fleet {
            guard let record = pipelines[pipeline]?.targets[target.name] else { preconditionFailure("\(target.name) is not known") }
            let isWell = record.state == .healthy || record.state == .idle
            let group = deploy.oneAtATime.map { $0 == .zone ? target.zone ?? "" : target.cell ?? "" } ?? ""
            groups[target.region, default: [:]][group, default: []].append(
                (target.name, isWell ? 1 : 0, record.runs?.revision.ordinal ?? 0))
            progress.targets[target.name] = TargetProgress(region: target.region, hadFailed: record.state == .failed)
        }
        for (region, members) in groups {
            var regionProgress = RegionProgress()
            for group in members.values {
                let ordered = group.enumerated().sorted { left, right in
                    (left.element.1, left.element.2, left.offset) < (right.element.1, right.element.2, right.offset)
                }
                regionProgress.pending += ordered.map(\.element.0)
            }
            regionProgress.size = regionProgress.pending.count
            regionProgress.pending.reverse()
            progress.regions[region] = regionProgress
        }
        return progress
    }

    mutating func completeDeploy(_ place: StepPlace) {
        change(place) { step in
            precondition(step.deploy?.isCompleting == false, "\(place.step) was completed before")
            step.deploy!.isCompleting = true
        }
    }

    mutating func moveRegion(_ move: RegionMoved) {
        change(move.place) { step in
            guard let region = step.deploy?.regions[move.region] else {
                preconditionFailure("\(move.place.step) has no region \(move.region)")
            }
            precondition(RegionMachine.allows(region.state, move.to), "region \(move.region) went from \(region.state) to \(move.to)")
            step.deploy!.regions[move.region]!.state = move.to
            step.deploy!.regions[move.region]!.reason = move.reason
        }
    }

    mutating func finishStep(_ place: StepPlace) {
        change(place.execution, place.stage) { stage in
            guard let step = stage.steps[place.step] else { preconditionFailure("\(place.step) has not begun") }
            precondition(StepMachine.allows(step.state, .finished), "step \(place.step) went from \(step.state) to finished")
            stage.steps[place.step]!.state = .finished
        }
        guard let execution = executions[place.execution], let stage = execution.stages[place.stage],
            let ids = definition(of: execution).stage(place.stage)?.stepIDs(at: stage.position)
        else { preconditionFailure("\(place.execution) is not live") }
        guard ids.allSatisfy({ stage.steps[$0]?.state == .finished }) else { return }
        change(place.execution, place.stage) { $0.position += 1 }
        passEmptySteps(place.execution, place.stage)
    }

    /// A `parallel` that holds nothing is done at once.
    private mutating func passEmptySteps(_ id: ExecutionID, _ name: StageName) {
        guard let execution = executions[id], let stage = definition(of: execution).stage(name) else { return }
        change(id, name) { progress in
            while progress.position < stage.steps.count, stage.stepIDs(at: progress.position).isEmpty { progress.position += 1 }
        }
    }

    mutating func failStep(_ place: StepPlace, _ failure: EffectFailure) {
        let now = at
        change(place) { step in
            precondition(StepMachine.allows(step.state, .failed), "step \(place.step) went from \(step.state) to failed")
            step.state = .failed
            step.failure = failure
        }
        change(place.execution) { $0.detectedAt = $0.detectedAt ?? now }
    }

    mutating func scheduleRetry(_ place: StepPlace, _ part: String, at retryAt: Instant) {
        change(place) { step in
            precondition(step.parts[part] != nil, "\(place.step) has no part \(part)")
            step.parts[part]!.state = .waiting
            step.parts[part]!.retryAt = retryAt
            if step.state == .inDoubt { step.state = .running }
        }
    }
}
