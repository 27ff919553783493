/// What the outside must do, with everything that it takes: it can be carried out by a process that knows nothing else.
///
/// The same key again is the same effect again (after a crash), never a second one.
public struct Effect: Hashable, Sendable, Codable {
    public enum Action: Hashable, Sendable, Codable {
        case install(CommandTemplate)
        case uninstall(CommandTemplate)
        /// Prints one line: the revision that is there.
        case current(CommandTemplate)
        case run(CommandTemplate, isSafeToRepeat: Bool)
        /// All must hold at once, each within its time. Safe to repeat.
        case verify([DeployerDefinition.Verification])
        /// Safe to repeat.
        case require(RequireStep)
        /// Stores a file by its digest. Safe to repeat.
        case artifact(ArtifactStep)
        /// Looks whether secrets and files that a deploy or its rollback will need are there; takes nothing. Safe to repeat.
        case preflight(secrets: [String], artifacts: [String])
        /// Nobody waits for it.
        case notify(Notification.Channel, message: String)

        /// The word in the key.
        public var word: String {
            switch self {
            case .install: "install"
            case .uninstall: "uninstall"
            case .current: "current"
            case .run: "run"
            case .verify: "verify"
            case .require: "require"
            case .artifact: "artifact"
            case .preflight: "preflight"
            case .notify: "notify"
            }
        }

        /// May be repeated when it is not known whether it happened.
        public var isSafeToRepeat: Bool {
            switch self {
            case .install, .uninstall, .current, .verify, .require, .artifact, .preflight: true
            case .run(_, let isSafeToRepeat): isSafeToRepeat
            case .notify: false
            }
        }
    }

    public var key: EffectKey
    /// N of the key: never reset per pipeline and target, so that an outside system can tell old from new.
    public var fence: Int
    public var action: Action
    public var values: LateValues
    /// Absolute; commands run there unless they say otherwise.
    public var folder: String
    /// From its start, after which it is ended and counts as timed out.
    public var timeout: Duration

    public init(key: EffectKey, fence: Int, action: Action, values: LateValues, folder: String, timeout: Duration) {
        self.key = key
        self.fence = fence
        self.action = action
        self.values = values
        self.folder = folder
        self.timeout = timeout
    }
}

/// What came back.
public enum Outcome: Hashable, Sendable, Codable {
    /// What a person or a script may want to read of it: the last lines of output, at most 4 KiB, secrets replaced.
    /// For `current` the revision, for `artifact` the digest and the stored path, joined by a space.
    case succeeded(output: String)
    case failed(EffectFailure)
    case cancelled
    /// It may have run or may be running: the old attempt cannot be reached.
    case inDoubt(String)

    public var isSuccess: Bool {
        if case .succeeded = self { return true }
        return false
    }
}

/// Why an effect failed.
public struct EffectFailure: Hashable, Sendable, Codable {
    public enum Cause: Hashable, Sendable, Codable {
        case exit(Int)
        case signal(Int)
        case timedOut
        /// It could not be started: a missing command or folder, a value that no command can hold.
        case notStarted
        /// A condition that did not hold.
        case conditionFalse
        /// A condition whose values were missing.
        case unreadable
        /// A secret or an artifact that is not there.
        case missingInput
    }
    public var cause: Cause
    /// One sentence that names the thing and, where there is one, the way out.
    public var message: String
    /// The last lines of output, at most 4 KiB, secrets replaced.
    public var output: String

    public init(cause: Cause, message: String, output: String = "") {
        self.cause = cause
        self.message = message
        self.output = output
    }

    /// Says something about the target or the way to it rather than about the revision.
    public var isUnreachable: Bool { cause == .unreadable || cause == .missingInput }
}
