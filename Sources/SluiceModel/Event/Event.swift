/// What happened: the only thing that is journaled, and all that state is made of.
///
/// A case never changes its meaning; a changed form gets a higher `version`.
public enum Event: Hashable, Sendable, Codable {
    /// Stored once by its canonical bytes, whose SHA-256 the hash is.
    case definitionRecorded(hash: DefinitionHash, text: String)
    case definitionActivated(pipeline: PipelineName, definition: DefinitionHash, by: String)
    case commandAnswered(command: CommandID, answer: CommandAnswer)

    case revisionArrived(pipeline: PipelineName, revision: Revision)
    case revisionMarkedBad(pipeline: PipelineName, revision: RevisionID, because: String)
    /// Somebody started it again although it was marked bad, and said why.
    case revisionCleared(pipeline: PipelineName, revision: RevisionID, by: String, because: String)

    case executionStarted(ExecutionStart)
    case executionEnded(execution: ExecutionID, end: ExecutionEnd, reason: String)
    case cancelRequested(execution: ExecutionID, by: String, because: String)
    /// An ended execution is watched on; `until` is `nil` where the next revision ends it.
    case watchKept(execution: ExecutionID, until: Instant?)
    case watchEnded(execution: ExecutionID)

    case stageMoved(StageMoved)
    /// Its healthy targets get an entry in their good lists.
    case targetsProven(execution: ExecutionID, stage: StageName, targets: [TargetName])
    case stepStarted(StepPlace)
    case stepFinished(StepPlace)
    case stepFailed(StepPlace, failure: EffectFailure)
    /// The second verification of all its targets begins.
    case deployCompleted(StepPlace)
    case regionMoved(RegionMoved)
    case targetMoved(TargetMoved)
    /// Nothing changed there, so nothing is done.
    case targetSkipped(StepPlace, target: TargetName)
    /// What `current` said is there; `adopted` makes it the first good entry.
    case targetReported(StepPlace, target: TargetName, revision: RevisionID, adopted: Bool)
    /// No longer in the active definition.
    case targetRetired(pipeline: PipelineName, target: TargetName)

    case effectRequested(EffectRequest)
    /// Issued again under its key, because the old attempt is dead and it is safe to repeat.
    case effectRepeated(EffectRequest)
    case effectEnded(key: EffectKey, outcome: Outcome)
    case artifactStored(execution: ExecutionID, artifact: StoredArtifact)
    case retryScheduled(StepPlace, part: String, at: Instant)
    case stepAccepted(StepPlace, by: String, because: String)

    case bakeBegan(StepPlace, progress: BakeProgress)
    case bakeObserved(StepPlace, progress: BakeProgress)

    case alarmChanged(AlarmChange)
    /// An alarm that the execution was promoted past counts for it from now on.
    case alarmArmed(execution: ExecutionID, alarm: AlarmName)
    /// Everything that the alarm reaches has baked: nothing goes forward until it is over.
    case motionHeld(instance: AlarmInstance, reason: String)
    case motionReleased(instance: AlarmInstance)

    case approvalGiven(execution: ExecutionID, gate: String, by: String, because: String?)
    case approvalRejected(execution: ExecutionID, gate: String, by: String, because: String)
    case paused(subject: Subject, by: String, because: String)
    case resumed(subject: Subject, by: String)
    case overrideGranted(Override)
    case overrideUsed(execution: ExecutionID, past: PromoteCommand.Obstacle)
    case overrideLapsed(execution: ExecutionID, past: PromoteCommand.Obstacle)

    case rollbackStarted(RollbackStart)
    case restorationFailed(rollback: RollbackID, target: TargetName, failure: EffectFailure, attempts: Int, retryAt: Instant)
    case restorationParked(rollback: RollbackID, target: TargetName, failure: EffectFailure, retryAt: Instant)
    case restorationFinished(rollback: RollbackID, target: TargetName)
    /// Something else is wanted there by now.
    case restorationDropped(rollback: RollbackID, target: TargetName)
    case rollbackEnded(rollback: RollbackID, end: ExecutionEnd, reason: String)
    case holdLifted(rollback: RollbackID, execution: ExecutionID?, by: String, because: String)

    case scriptBegan(ScriptRun)
    /// The intent of a command that a script runs outside any pipeline, as request number `index`.
    case scriptCommandIssued(run: ScriptRunID, index: Int, key: EffectKey)
    /// What the request number `index` of a script came to, as canonical JSON, and what it read since the one before.
    case scriptAnswered(run: ScriptRunID, index: Int, result: String, inputs: [ScriptRun.Input])
    case scriptEnded(run: ScriptRunID, message: String?)

    case runtimeStarted(holder: String, bootID: String, gap: Duration)
    case heartbeat
    case clockJumped(by: Duration)
    case clockConfirmed
    case storageLow(Bool)

    /// Of the payload's form.
    public static let version = 1
}

/// A journaled event with its place.
public struct EventRecord: Hashable, Sendable, Codable {
    /// From 1, without gaps.
    public var sequence: Int64
    public var at: Instant
    public var event: Event
    public init(sequence: Int64, at: Instant, event: Event) {
        self.sequence = sequence
        self.at = at
        self.event = event
    }
}

public struct ExecutionStart: Hashable, Sendable, Codable {
    public var execution: ExecutionID
    public var pipeline: PipelineName
    public var revision: Revision
    public var definition: DefinitionHash
    public var parameters: [Attribute]
    public var by: String
    public var because: String?
    public var isAdHoc: Bool
    public init(
        execution: ExecutionID, pipeline: PipelineName, revision: Revision, definition: DefinitionHash, parameters: [Attribute] = [],
        by: String,
        because: String? = nil, isAdHoc: Bool = false
    ) {
        self.execution = execution
        self.pipeline = pipeline
        self.revision = revision
        self.definition = definition
        self.parameters = parameters
        self.by = by
        self.because = because
        self.isAdHoc = isAdHoc
    }
}

public struct StageMoved: Hashable, Sendable, Codable {
    public var execution: ExecutionID
    public var stage: StageName
    public var to: StageState
    public var reason: String?
    /// What it waits for, when it waits or is paused.
    public var waits: [Wait]
    public init(execution: ExecutionID, stage: StageName, to: StageState, reason: String? = nil, waits: [Wait] = []) {
        self.execution = execution
        self.stage = stage
        self.to = to
        self.reason = reason
        self.waits = waits
    }
}

public struct RegionMoved: Hashable, Sendable, Codable {
    public var place: StepPlace
    public var region: RegionName
    public var to: RegionState
    public var reason: String?
    public init(place: StepPlace, region: RegionName, to: RegionState, reason: String? = nil) {
        self.place = place
        self.region = region
        self.to = to
        self.reason = reason
    }
}

public struct TargetMoved: Hashable, Sendable, Codable {
    public var place: StepPlace
    public var target: TargetName
    public var to: TargetState
    public var failure: EffectFailure?
    public init(place: StepPlace, target: TargetName, to: TargetState, failure: EffectFailure? = nil) {
        self.place = place
        self.target = target
        self.to = to
        self.failure = failure
    }
}

/// One gate that one execution may pass once, until it lapses.
public struct Override: Hashable, Sendable, Codable {
    public var execution: ExecutionID
    public var stage: StageName
    public var past: PromoteCommand.Obstacle
    public var by: String
    public var because: String
    public var lapses: Instant
    public init(execution: ExecutionID, stage: StageName, past: PromoteCommand.Obstacle, by: String, because: String, lapses: Instant) {
        self.execution = execution
        self.stage = stage
        self.past = past
        self.by = by
        self.because = because
        self.lapses = lapses
    }
}

public struct RollbackStart: Hashable, Sendable, Codable {
    public var rollback: RollbackID
    public var pipeline: PipelineName
    public var cause: RollbackCause
    /// The execution whose revision goes; `nil` when several did or none is known.
    public var execution: ExecutionID?
    public var revision: RevisionID?
    /// Executions that end with it.
    public var ends: [ExecutionID]
    public var stages: [StageName]
    public var regions: [RegionName]
    public var restorations: [Restoration]
    public var hold: Hold?
    public var pace: Pace?
    public init(
        rollback: RollbackID, pipeline: PipelineName, cause: RollbackCause, execution: ExecutionID?, revision: RevisionID?,
        ends: [ExecutionID] = [], stages: [StageName], regions: [RegionName], restorations: [Restoration], hold: Hold?, pace: Pace?
    ) {
        self.rollback = rollback
        self.pipeline = pipeline
        self.cause = cause
        self.execution = execution
        self.revision = revision
        self.ends = ends
        self.stages = stages
        self.regions = regions
        self.restorations = restorations
        self.hold = hold
        self.pace = pace
    }
}
