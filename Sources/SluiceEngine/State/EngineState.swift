public import OrderedCollections
public import SluiceModel

/// Everything that is known: the fold of the journal.
///
/// Changed by `apply` only. Live executions and rollbacks are apart from ended ones, so that a change costs what is going on
/// and not what ever went on.
public struct EngineState: Hashable, Sendable, Codable {
    /// Of the last record; 0 before the first.
    public internal(set) var sequence: Int64 = 0
    public internal(set) var at = Instant(nanoseconds: 0)
    public internal(set) var definitions = OrderedDictionary<DefinitionHash, PipelineDefinition>()
    public internal(set) var pipelines = OrderedDictionary<PipelineName, PipelineState>()
    /// Who may act on a target, across pipelines.
    public internal(set) var locks = OrderedDictionary<TargetName, TargetLock>()
    /// Not ended, or ended and watched on.
    public internal(set) var executions = OrderedDictionary<ExecutionID, ExecutionState>()
    public internal(set) var endedExecutions = OrderedDictionary<ExecutionID, ExecutionState>()
    /// Those in which an alarm holds everything.
    public internal(set) var holdingPipelines = [PipelineName]()
    /// With something left to do, be it a parked target.
    public internal(set) var rollbacks = OrderedDictionary<RollbackID, RollbackState>()
    public internal(set) var endedRollbacks = OrderedDictionary<RollbackID, RollbackState>()
    public internal(set) var answers = OrderedDictionary<CommandID, CommandAnswer>()
    /// What must be running outside now.
    public internal(set) var effects = OrderedDictionary<EffectKey, PendingEffect>()
    public internal(set) var runtime = RuntimeRecord()
    public internal(set) var scripts = OrderedDictionary<ScriptRunID, ScriptProgress>()

    public init() {}

    /// Those of one pipeline that are not over, or are watched on.
    public func executions(of pipeline: PipelineName) -> [ExecutionState] {
        pipelines[pipeline]?.underway.compactMap { executions[$0] } ?? []
    }

    /// Live or ended.
    public func execution(_ id: ExecutionID) -> ExecutionState? { executions[id] ?? endedExecutions[id] }
    public func rollback(_ id: RollbackID) -> RollbackState? { rollbacks[id] ?? endedRollbacks[id] }
    public func target(_ name: TargetName, in pipeline: PipelineName) -> TargetRecord? { pipelines[pipeline]?.targets[name] }

    /// The snapshot that an execution carries.
    public func definition(of execution: ExecutionState) -> PipelineDefinition {
        guard let definition = definitions[execution.definition] else { preconditionFailure("\(execution.id) has no definition") }
        return definition
    }

    /// The definition that new executions and gates use.
    public func activeDefinition(of pipeline: PipelineName) -> PipelineDefinition? {
        pipelines[pipeline]?.active.flatMap { definitions[$0] }
    }
}

/// An effect that has no outcome yet.
public struct PendingEffect: Hashable, Sendable, Codable {
    public internal(set) var request: EffectRequest
    public internal(set) var effect: Effect
    public internal(set) var since: Instant
    /// Of the machine that it was issued on: after a reboot it is dead.
    public internal(set) var bootID: String

    /// When it is certainly over: its time-out and the grace of a kill.
    public var overdueAt: Instant { since + effect.timeout + .seconds(10) }
}

/// What holds a target.
public enum LockHolder: Hashable, Sendable, Codable {
    case execution(ExecutionID)
    case rollback(RollbackID)
}

public struct TargetLock: Hashable, Sendable, Codable {
    public internal(set) var holder: LockHolder
    /// The one effect that runs on it; it outlives a change of holder.
    public internal(set) var effect: EffectKey?
    /// Until then an attempt that cannot be reached may still be running.
    public internal(set) var doubtUntil: Instant?
    /// Those from whom rollbacks took it, the newest last: the first that still wants it has it back afterwards.
    public internal(set) var heirs = [LockHolder]()
}

/// What is known of the runtime and its machine.
public struct RuntimeRecord: Hashable, Sendable, Codable {
    public internal(set) var holder = ""
    public internal(set) var bootID = ""
    public internal(set) var startedAt: Instant?
    public internal(set) var isStorageLow = false
    /// The wall clock jumped then, and it is not yet confirmed that it is stable.
    public internal(set) var clockInDoubtSince: Instant?
}
