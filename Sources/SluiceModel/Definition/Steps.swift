/// One thing that a stage does; steps go in order.
public enum Step: Hashable, Sendable, Codable {
    case deploy(DeployStep)
    case run(RunStep)
    case bake(BakeStep)
    case approve(ApproveStep)
    case wait(Duration)
    case require(RequireStep)
    case artifact(ArtifactStep)
    case notify(Notification.Channel)
    /// All at once; done when all are.
    indirect case parallel([Step])

    /// The deploys in it, those of `parallel` included.
    public var deploys: [DeployStep] {
        switch self {
        case .deploy(let step): [step]
        case .parallel(let steps): steps.flatMap(\.deploys)
        case .run, .bake, .approve, .wait, .require, .artifact, .notify: []
        }
    }

    /// The clause word that makes it.
    public var word: String {
        switch self {
        case .deploy: "deploy"
        case .run: "run"
        case .bake: "bake"
        case .approve: "approve"
        case .wait: "wait"
        case .require: "require"
        case .artifact: "artifact"
        case .notify: "notify"
        case .parallel: "parallel"
        }
    }
}

/// `deploy FLEET with DEPLOYER …`.
public struct DeployStep: Hashable, Sendable, Codable {
    public enum Grouping: String, Hashable, Sendable, Codable { case zone, cell }

    /// Distinct by name; empty only when the script allowed it.
    public var fleet: [Target]
    public var deployer: DeployerName
    public var rolling: Pace
    /// Finish one group of a region before the next.
    public var oneAtATime: Grouping?
    /// Failures of a region beyond which it stops.
    public var maxFailures: Pace
    /// For flags and traffic: how much of each target this wave moves.
    public var share: Percent?
    /// Of one install; the deployer's own when `nil`.
    public var timeout: Duration?

    public init(
        fleet: [Target], deployer: DeployerName, rolling: Pace = .share(Percent(33)), oneAtATime: Grouping? = nil,
        maxFailures: Pace = .count(0), share: Percent? = nil, timeout: Duration? = nil
    ) {
        self.fleet = fleet
        self.deployer = deployer
        self.rolling = rolling
        self.oneAtATime = oneAtATime
        self.maxFailures = maxFailures
        self.share = share
        self.timeout = timeout
    }
}

/// `run COMMAND …`: once, or once for each target or region of the stage when it names `target` or `region`.
public struct RunStep: Hashable, Sendable, Codable {
    public enum Breadth: String, Hashable, Sendable, Codable {
        case once
        case eachRegion = "each_region"
        case eachTarget = "each_target"
    }

    public var command: CommandTemplate
    public var timeout: Duration
    public var retries: Int
    public var backoff: Duration
    /// May be repeated when it is not known whether it ran.
    public var isSafeToRepeat: Bool
    public var breadth: Breadth
    public var name: String?

    public init(
        command: CommandTemplate, timeout: Duration = .seconds(600), retries: Int = 0, backoff: Duration = .seconds(5),
        isSafeToRepeat: Bool = false, breadth: Breadth = .once, name: String? = nil
    ) {
        self.command = command
        self.timeout = timeout
        self.retries = retries
        self.backoff = backoff
        self.isSafeToRepeat = isSafeToRepeat
        self.breadth = breadth
        self.name = name
    }
}

/// `bake D [watching A, …] [until CONDITION] [at_most D]`.
public struct BakeStep: Hashable, Sendable, Codable {
    /// Observed time, not wall time.
    public var duration: Duration
    /// Beside those that the stage watches.
    public var watching: [AlarmName]
    public var until: Condition?
    public var atMost: Duration?

    public init(duration: Duration, watching: [AlarmName] = [], until: Condition? = nil, atMost: Duration? = nil) {
        self.duration = duration
        self.watching = watching
        self.until = until
        self.atMost = atMost
    }
}

/// `approve [N of NAME, …] [message S] [timeout D]`.
public struct ApproveStep: Hashable, Sendable, Codable {
    /// Different people needed, at least 1.
    public var count: Int
    /// Who may; empty means anybody.
    public var people: [String]
    public var message: Template?
    /// Rejected after it.
    public var timeout: Duration

    public init(count: Int = 1, people: [String] = [], message: Template? = nil, timeout: Duration = .seconds(7 * 86_400)) {
        self.count = count
        self.people = people
        self.message = message
        self.timeout = timeout
    }
}

/// `require C [within D] [else S]`.
public struct RequireStep: Hashable, Sendable, Codable {
    public var condition: Condition
    /// Zero: once.
    public var within: Duration
    public var otherwise: Template?

    public init(condition: Condition, within: Duration = .zero, otherwise: Template? = nil) {
        self.condition = condition
        self.within = within
        self.otherwise = otherwise
    }
}

/// `artifact PATH [as NAME]`.
public struct ArtifactStep: Hashable, Sendable, Codable {
    public var path: Template
    public var name: String
    public init(path: Template, name: String) {
        self.path = path
        self.name = name
    }
}
