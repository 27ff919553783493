/// A pipeline as the runtime sees it: everything that a script said, as plain data, with what it inherits written out.
///
/// It stands alone: alarms, deployers and fleets that its stages name are in it. Invariants (kept by the interpreter,
/// checked again by `problems` before a start): names are unique; every name that is used is declared; stages of one phase
/// follow one another.
public struct PipelineDefinition: Hashable, Sendable, Codable {
    /// What waits before a busy or closed stage.
    public enum Mode: String, Hashable, Sendable, Codable {
        /// The newest revision wins, the older ends `superseded`.
        case superseded
        case queued
    }

    public var name: PipelineName
    /// The folder of the script that declares it, absolute; commands run there.
    public var folder: String
    public var owner: String?
    public var mode: Mode
    /// `safety strict`: a safety rule of severity E stops a start.
    public var strict: Bool
    public var parameters: [Parameter]
    public var alarms: [AlarmDefinition]
    public var deployers: [DeployerDefinition]
    public var phases: [PhaseDefinition]
    /// In the order in which a revision goes through them.
    public var stages: [StageDefinition]
    public var notifications: [Notification]
    /// Silenced safety rules, for `plan`.
    public var allowances: [Allowance]

    public init(
        name: PipelineName, folder: String, owner: String? = nil, mode: Mode = .superseded, strict: Bool = false,
        parameters: [Parameter] = [], alarms: [AlarmDefinition] = [], deployers: [DeployerDefinition] = [],
        phases: [PhaseDefinition] = [], stages: [StageDefinition] = [], notifications: [Notification] = [],
        allowances: [Allowance] = []
    ) {
        self.name = name
        self.folder = folder
        self.owner = owner
        self.mode = mode
        self.strict = strict
        self.parameters = parameters
        self.alarms = alarms
        self.deployers = deployers
        self.phases = phases
        self.stages = stages
        self.notifications = notifications
        self.allowances = allowances
    }

    public func stage(_ name: StageName) -> StageDefinition? { stages.first { $0.name == name } }
    public func stageIndex(_ name: StageName) -> Int? { stages.firstIndex { $0.name == name } }
    public func alarm(_ name: AlarmName) -> AlarmDefinition? { alarms.first { $0.name == name } }
    public func deployer(_ name: DeployerName) -> DeployerDefinition? { deployers.first { $0.name == name } }
    public func phase(_ name: PhaseName) -> PhaseDefinition? { phases.first { $0.name == name } }
}

/// `param NAME [= DEFAULT]`; without a default every start must give it.
public struct Parameter: Hashable, Sendable, Codable {
    public var name: String
    public var defaultValue: String?
    public init(name: String, defaultValue: String? = nil) {
        self.name = name
        self.defaultValue = defaultValue
    }
}

/// A phase: its entry gate. Which stages are in it, the stages say.
public struct PhaseDefinition: Hashable, Sendable, Codable {
    public var name: PhaseName
    public var approvals: [ApproveStep]
    public init(name: PhaseName, approvals: [ApproveStep] = []) {
        self.name = name
        self.approvals = approvals
    }
}

/// `allow S131 because "…"`.
public struct Allowance: Hashable, Sendable, Codable {
    public var rule: String
    public var because: String
    /// The phase or stage in whose block it stands; both `nil`: the whole pipeline.
    public var phase: PhaseName?
    public var stage: StageName?
    public init(rule: String, because: String, phase: PhaseName? = nil, stage: StageName? = nil) {
        self.rule = rule
        self.because = because
        self.phase = phase
        self.stage = stage
    }

    /// Whether the block in which it stands holds a stage.
    public func covers(_ stage: StageDefinition) -> Bool {
        if let own = self.stage { return own == stage.name }
        return phase == nil || phase == stage.phase
    }
}

/// `notify COMMAND|http(…) on EVENT, …`.
public struct Notification: Hashable, Sendable, Codable {
    /// What may be told.
    public enum Occasion: String, Hashable, Sendable, Codable, CaseIterable {
        case started, succeeded, failed
        case rolledBack = "rolled_back"
        case rollbackFailed = "rollback_failed"
        case alarm, approval, held
    }
    public enum Channel: Hashable, Sendable, Codable {
        case command(CommandTemplate)
        case http(HTTPRequest)
    }
    public var channel: Channel
    public var occasions: [Occasion]
    public init(channel: Channel, occasions: [Occasion]) {
        self.channel = channel
        self.occasions = occasions
    }
}

/// A stage or wave with all that it inherits written out.
public struct StageDefinition: Hashable, Sendable, Codable {
    public var name: StageName
    public var phase: PhaseName?
    public var isProduction: Bool
    public var policies: StagePolicies
    public var steps: [Step]

    public init(
        name: StageName, phase: PhaseName? = nil, isProduction: Bool = false, policies: StagePolicies = StagePolicies(), steps: [Step] = []
    ) {
        self.name = name
        self.phase = phase
        self.isProduction = isProduction
        self.policies = policies
        self.steps = steps
    }

    /// Every target that a `deploy` of this stage names, in order, each once.
    public var targets: [Target] {
        var seen = Set<TargetName>()
        return steps.flatMap(\.deploys).flatMap(\.fleet).filter { seen.insert($0.name).inserted }
    }

    /// The regions of `targets` in the order of their first target.
    public var regions: [RegionName] {
        var seen = Set<RegionName>()
        return targets.map(\.region).filter { seen.insert($0).inserted }
    }
}

/// What guards a stage and what happens when it fails.
public struct StagePolicies: Hashable, Sendable, Codable {
    /// Open when any is; empty means always.
    public var windows: [Window]
    public var freezes: [Freeze]
    /// Alarms that keep it from starting while they fire.
    public var blocks: [AlarmName]
    /// Alarms whose firing is a failure during deploy and bake.
    public var watches: [AlarmName]
    public var onAlarm: FailureResponse
    public var onFailure: FailureResponse
    /// How many targets of a region a rollback takes at once; `nil` is half, at least one.
    public var rollbackPace: Pace?

    public init(
        windows: [Window] = [], freezes: [Freeze] = [], blocks: [AlarmName] = [], watches: [AlarmName] = [],
        onAlarm: FailureResponse = .rollbackRegion, onFailure: FailureResponse = .rollbackRegion, rollbackPace: Pace? = nil
    ) {
        self.windows = windows
        self.freezes = freezes
        self.blocks = blocks
        self.watches = watches
        self.onAlarm = onAlarm
        self.onFailure = onFailure
        self.rollbackPace = rollbackPace
    }
}

/// What goes back when something fails.
public enum FailureResponse: String, Hashable, Sendable, Codable {
    /// The failing region in every wave of the phase.
    case rollbackRegion = "rollback_region"
    case rollbackWave = "rollback_wave"
    case rollbackPhase = "rollback_phase"
    case nothing
}

/// How many of a region's targets are out at once.
public enum Pace: Hashable, Sendable, Codable {
    case count(Int)
    case share(Percent)

    /// Of `total` targets, rounded down, at least one.
    public func limit(of total: Int) -> Int {
        switch self {
        case .count(let count): max(1, min(count, max(1, total)))
        case .share(let share): max(1, Int((Double(total) * share.ratio + 1e-9).rounded(.down)))
        }
    }

    /// Of `total` targets, rounded down, possibly none: for `max_failures`.
    public func tolerance(of total: Int) -> Int {
        switch self {
        case .count(let count): max(0, count)
        case .share(let share): max(0, Int((Double(total) * share.ratio + 1e-9).rounded(.down)))
        }
    }
}
