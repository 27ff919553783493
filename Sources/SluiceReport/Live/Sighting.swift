import OrderedCollections
import SluiceEngine
import SluiceModel

/// One execution as it is at a moment: what the picture and the summary of it are made from.
struct Sighting {
    let state: EngineState
    let now: Instant
    let execution: ExecutionState
    let definition: PipelineDefinition
    let view: RolloutView
    /// Those that it ends with, oldest first.
    let rollbacks: [RollbackState]

    /// `nil` when there is no such execution.
    init?(_ id: ExecutionID, in state: EngineState, observations: Observations?, now: Instant) {
        guard let execution = state.execution(id),
            let view = RolloutView(state, execution: id, observations: observations ?? Observations(), now: now)
        else { return nil }
        self.state = state
        self.now = now
        self.execution = execution
        self.view = view
        definition = state.definition(of: execution)
        rollbacks = execution.rollbacks.compactMap { state.rollback($0) }
    }

    func restoration(of target: TargetName) -> RestorationProgress? {
        rollbacks.last { $0.items[target] != nil }?.items[target]
    }

    func cell(of target: RolloutView.Target) -> CellState {
        if let item = restoration(of: target.name) {
            switch item.state {
            case .waiting, .installing, .verifying, .retrying: return .rollingBack
            case .done: return .old
            case .parked, .unrestorable: return .failed
            case .dropped: break
            }
        }
        switch target.state {
        case .waiting:
            switch state.target(target.name, in: execution.pipeline)?.state {
            case .drifted: return .drifted
            case .failed: return .failed
            case .idle, .deploying, .healthy, .rollingBack, .inDoubt, .retired, nil: break
            }
            return target.revision == execution.revision.id ? .new : .old
        case .installing, .verifying: return .deploying
        case .inDoubt: return .doubt
        case .healthy: return target.revision == execution.revision.id ? .new : .old
        case .failed, .parked: return .failed
        case .rollingBack: return .rollingBack
        case .restored: return .old
        }
    }

    /// From when to when a revision was on its way through a stage; the end is `now` while it still is.
    func span(of stage: StageProgress) -> (from: Instant, to: Instant)? {
        guard let entered = stage.enteredAt else { return nil }
        switch stage.state {
        case .succeeded, .failed, .rolledBack, .rollbackFailed, .superseded, .cancelled: return (entered, stage.since)
        case .idle, .waiting, .deploying, .baking, .paused, .rollingBack: return (entered, now)
        }
    }
}

extension StageDefinition {
    /// The step that a progress is of.
    func step(_ progress: StepProgress) -> Step? {
        guard progress.position < steps.count else { return nil }
        let step = steps[progress.position]
        guard let child = progress.child, case .parallel = step else { return step }
        let leaves = step.flattened
        return child < leaves.count ? leaves[child] : nil
    }
}

extension PipelineDefinition {
    /// Share of the weight of all targets that some have, 0 to 1.
    func share(of targets: [Target]) -> Double {
        var seen = Set<TargetName>()
        let total = stages.flatMap(\.targets).filter { seen.insert($0.name).inserted }.reduce(0) { $0 + $1.weight }
        return total > 0 ? min(1, targets.reduce(0) { $0 + $1.weight } / total) : 0
    }
}
