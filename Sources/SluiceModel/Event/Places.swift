/// A step of a stage: its position, in a `parallel` that of the group and its own, and its clause word: `2.0-run`.
public struct StepID: Identifier {
    public let text: String
    public init(_ text: String) { self.text = text }
    public init(position: Int, within group: Int? = nil, word: String) {
        text = group.map { "\($0).\(position)-\(word)" } ?? "\(position)-\(word)"
    }
}

/// Where in an execution something happens.
public struct StepPlace: Hashable, Sendable, Codable {
    public var execution: ExecutionID
    public var stage: StageName
    public var step: StepID
    public init(execution: ExecutionID, stage: StageName, step: StepID) {
        self.execution = execution
        self.stage = stage
        self.step = step
    }
}

/// What an effect is for; with the state it gives the effect.
public enum EffectPurpose: Hashable, Sendable, Codable {
    /// Reads what is there before it is installed over.
    case ask(StepPlace, target: TargetName)
    case install(StepPlace, target: TargetName)
    case verify(StepPlace, target: TargetName)
    /// Once more, when all targets of the step are in.
    case verifyAgain(StepPlace, target: TargetName)
    /// Reads what is there after an install in doubt.
    case settle(StepPlace, target: TargetName)
    case run(StepPlace, region: RegionName?, target: TargetName?)
    case require(StepPlace)
    case artifact(StepPlace)
    /// Before the first install of a stage, by the step that is about to deploy.
    case preflight(StepPlace)
    case restore(RollbackID, target: TargetName)
    case verifyRestored(RollbackID, target: TargetName)
    /// A `notify` step.
    case notifyStep(StepPlace)
    /// A `notify` of the pipeline, by its position there.
    case tell(ExecutionID, position: Int, occasion: Notification.Occasion, message: String)

    /// The target whose only effect it is.
    public var target: TargetName? {
        switch self {
        case .ask(_, let target), .install(_, let target), .verify(_, let target), .verifyAgain(_, let target), .settle(_, let target):
            target
        case .restore(_, let target), .verifyRestored(_, let target): target
        case .run, .require, .artifact, .preflight, .notifyStep, .tell: nil
        }
    }

    public var place: StepPlace? {
        switch self {
        case .ask(let place, _), .install(let place, _), .verify(let place, _), .verifyAgain(let place, _), .settle(let place, _): place
        case .run(let place, _, _), .require(let place), .artifact(let place), .preflight(let place), .notifyStep(let place): place
        case .restore, .verifyRestored, .tell: nil
        }
    }

    /// The word in the key.
    public var word: String {
        switch self {
        case .ask: "ask"
        case .install: "install"
        case .verify: "verify"
        case .verifyAgain: "verify_again"
        case .settle: "settle"
        case .run: "run"
        case .require: "require"
        case .artifact: "artifact"
        case .preflight: "preflight"
        case .restore: "restore"
        case .verifyRestored: "verify_restored"
        case .notifyStep, .tell: "notify"
        }
    }
}

/// An effect that was decided on.
public struct EffectRequest: Hashable, Sendable, Codable {
    public var key: EffectKey
    public var fence: Int
    public var purpose: EffectPurpose
    public init(key: EffectKey, fence: Int, purpose: EffectPurpose) {
        self.key = key
        self.fence = fence
        self.purpose = purpose
    }
}

/// Why something does not go on, and who or what can end it.
public struct Wait: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable {
        case window, freeze, block, approval, rollback, pause, alarm, targets, stage, storage, clock, doubt, held
        /// Windows of alarms fill up, before a start or after a restart.
        case filling
        case bake, wait, retry, effect
        /// A target that could not be restored yet.
        case unreachable
    }
    public var kind: Kind
    public var reason: String
    public var since: Instant
    /// Where one is known.
    public var until: Instant?
    public var unblockedBy: String
    /// What of its kind it is for: an alarm and its state, an execution, a rollback. Together with `kind` and `until` it tells
    /// one wait from another, while the reason may change with every datapoint.
    public var subject: String?
    public init(kind: Kind, reason: String, since: Instant, until: Instant? = nil, unblockedBy: String, subject: String? = nil) {
        self.kind = kind
        self.reason = reason
        self.since = since
        self.until = until
        self.unblockedBy = unblockedBy
        self.subject = subject
    }

    /// Somebody or something keeps it from going on, beyond what every rollout waits for: its turn, its window, its approvals,
    /// its first datapoints.
    public var isHold: Bool {
        switch kind {
        case .freeze, .block, .rollback, .pause, .alarm, .storage, .clock, .doubt, .held, .unreachable: true
        case .window, .approval, .targets, .stage, .filling, .bake, .wait, .retry, .effect: false
        }
    }
}
