public import OrderedCollections
public import SluiceModel

/// One revision on its way through one snapshot of a definition.
public struct ExecutionState: Hashable, Sendable, Codable {
    public internal(set) var id: ExecutionID
    public internal(set) var pipeline: PipelineName
    /// Of the identifier: counts starts in the pipeline from 1.
    public internal(set) var number: Int
    public internal(set) var revision: Revision
    public internal(set) var definition: DefinitionHash
    public internal(set) var parameters: [Attribute]
    public internal(set) var by: String
    public internal(set) var because: String?
    public internal(set) var isAdHoc: Bool
    public internal(set) var startedAt: Instant
    public internal(set) var artifacts = [StoredArtifact]()
    /// In the order of the definition.
    public internal(set) var stages: OrderedDictionary<StageName, StageProgress>
    /// The stage that it is in or waits for; the number of stages once all succeeded.
    public internal(set) var position = 0
    public internal(set) var end: ExecutionEnd?
    public internal(set) var endedAt: Instant?
    public internal(set) var reason: String?
    public internal(set) var approvals = [Approval]()
    /// Granted and neither used nor lapsed.
    public internal(set) var overrides = [Override]()
    /// Promoted past while they fired; they count again once armed.
    public internal(set) var overriddenAlarms = [AlarmName]()
    public internal(set) var isCancelling = false
    /// Set while an ended execution is watched on.
    public internal(set) var watch: Watch?
    /// Those that it ends with, oldest first: every alarm that fires may start one, for its own scope.
    public internal(set) var rollbacks = [RollbackID]()
    /// When it first failed.
    public internal(set) var detectedAt: Instant?

    public struct Watch: Hashable, Sendable, Codable {
        /// `nil`: until the next revision is there.
        public internal(set) var until: Instant?
    }

    public var isLive: Bool { end == nil }
    public var goesBack: Bool { !rollbacks.isEmpty }
    /// The stage that it is in or waits for.
    public var current: StageProgress? { position < stages.count ? stages.values[position] : nil }
}

public struct Approval: Hashable, Sendable, Codable {
    /// A phase's name, or `STAGE/STEP`.
    public internal(set) var gate: String
    public internal(set) var by: String
    public internal(set) var because: String?
    public internal(set) var at: Instant
}

/// A stage of an execution.
public struct StageProgress: Hashable, Sendable, Codable {
    public internal(set) var name: StageName
    public internal(set) var phase: PhaseName?
    public internal(set) var state = StageState.idle
    public internal(set) var since: Instant
    public internal(set) var reason: String?
    public internal(set) var waits = [Wait]()
    public internal(set) var enteredAt: Instant?
    public internal(set) var firstInstallAt: Instant?
    /// Of the first install, or of a bake that comes before one.
    public internal(set) var watchedSince: Instant?
    /// Those that it deploys to, in order; filled when it is entered.
    public internal(set) var targets = [TargetName]()
    /// The top-level step that is going on; the number of steps once all are done.
    public internal(set) var position = 0
    public internal(set) var steps = OrderedDictionary<StepID, StepProgress>()
    /// The look at what its deploys and their rollbacks need; `nil` before it.
    public internal(set) var preflight: StepPart?
    /// The state before a pause.
    public internal(set) var pausedFrom: StageState?
}

public enum StepState: String, Hashable, Sendable, Codable, CaseIterable {
    case running, finished, failed
    case inDoubt = "in_doubt"
}

/// A step that was started.
public struct StepProgress: Hashable, Sendable, Codable {
    public internal(set) var id: StepID
    /// Position in the stage, and in its `parallel`.
    public internal(set) var position: Int
    public internal(set) var child: Int?
    public internal(set) var state = StepState.running
    public internal(set) var startedAt: Instant
    public internal(set) var failure: EffectFailure?
    public internal(set) var deploy: DeployProgress?
    public internal(set) var bake: BakeProgress?
    /// One for each region or target that a `run` names, or one in all (`""`).
    public internal(set) var parts = OrderedDictionary<String, StepPart>()
}

/// One command of a `run`, or the one effect of another step or of a stage.
public struct StepPart: Hashable, Sendable, Codable {
    public enum State: String, Hashable, Sendable, Codable {
        case waiting, running, finished, failed
        case inDoubt = "in_doubt"
    }
    public internal(set) var state = State.waiting
    public internal(set) var attempts = 0
    public internal(set) var retryAt: Instant?
    public internal(set) var output = ""
    public internal(set) var region: RegionName?
    public internal(set) var target: TargetName?
    /// The effect of which nobody knows how it ended.
    public internal(set) var doubt: EffectRequest?
}

/// A `deploy` of one stage.
public struct DeployProgress: Hashable, Sendable, Codable {
    public internal(set) var regions = OrderedDictionary<RegionName, RegionProgress>()
    public internal(set) var targets = OrderedDictionary<TargetName, TargetProgress>()
    /// Those that were asked what they run, and wait for the answer or for their install.
    public internal(set) var asked = [TargetName]()
    /// Those with an effect of which nobody knows how it ended.
    public internal(set) var doubted = [TargetName]()
    /// All are in, and are verified once more.
    public internal(set) var isCompleting = false
    /// Targets whose second verification has not ended.
    public internal(set) var unverified = 0
}

public struct RegionProgress: Hashable, Sendable, Codable {
    public internal(set) var state = RegionState.idle
    public internal(set) var reason: String?
    /// Those still to do, the next one last.
    public internal(set) var pending = [TargetName]()
    /// Those being worked on.
    public internal(set) var out = [TargetName]()
    /// Failures that count against the revision.
    public internal(set) var failures = 0
    public internal(set) var size = 0
}

public struct TargetProgress: Hashable, Sendable, Codable {
    public enum State: String, Hashable, Sendable, Codable {
        case pending, asking, installing, verifying
        case inDoubt = "in_doubt"
        case settling, healthy, skipped
        case verifyingAgain = "verifying_again"
        case failed
    }
    public internal(set) var region: RegionName
    public internal(set) var state = State.pending
    /// It had failed before this step, so that a failure says nothing about the revision.
    public internal(set) var hadFailed: Bool
    public internal(set) var failure: EffectFailure?
    /// The effect of which nobody knows how it ended.
    public internal(set) var doubt: EffectRequest?
    /// From the start of its install to the end of its verify its own alarms do not count.
    public var isMasked: Bool {
        switch state {
        case .installing, .verifying, .inDoubt, .settling: true
        case .pending, .asking, .healthy, .skipped, .verifyingAgain, .failed: false
        }
    }
}
