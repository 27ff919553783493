/// A stored artifact: pinned as long as a good list names it.
public struct StoredArtifact: Hashable, Sendable, Codable {
    public var name: String
    public var digest: String
    public var path: String
    public init(name: String, digest: String, path: String) {
        self.name = name
        self.digest = digest
        self.path = path
    }
}

/// What a target runs or is wanted to run, with all that it takes to put it there again.
public struct Placement: Hashable, Sendable, Codable {
    public var revision: Revision
    public var artifacts: [StoredArtifact]
    public var parameters: [Attribute]
    public var deployer: DeployerName
    public var definition: DefinitionHash
    /// The stage that put it there.
    public var stage: StageName
    /// `nil` for what `current` reported before our first install.
    public var execution: ExecutionID?
    public var share: Percent?

    public init(
        revision: Revision, artifacts: [StoredArtifact] = [], parameters: [Attribute] = [], deployer: DeployerName,
        definition: DefinitionHash,
        stage: StageName, execution: ExecutionID?, share: Percent? = nil
    ) {
        self.revision = revision
        self.artifacts = artifacts
        self.parameters = parameters
        self.deployer = deployer
        self.definition = definition
        self.stage = stage
        self.execution = execution
        self.share = share
    }

    /// Installing one over the other would change nothing.
    public func matches(_ other: Placement) -> Bool {
        revision.id == other.revision.id && artifacts.map(\.digest) == other.artifacts.map(\.digest) && deployer == other.deployer
            && parameters == other.parameters && share == other.share
    }
}

/// An entry of a good list.
public struct GoodEntry: Hashable, Sendable, Codable {
    public var placement: Placement
    public var at: Instant
    public init(placement: Placement, at: Instant) {
        self.placement = placement
        self.at = at
    }
}

public enum TargetState: String, Hashable, Sendable, Codable, CaseIterable {
    case idle, deploying, healthy, failed
    case rollingBack = "rolling_back"
    case inDoubt = "in_doubt"
    case drifted, retired
}

public enum StageState: String, Hashable, Sendable, Codable, CaseIterable {
    case idle, waiting, deploying, baking, paused, succeeded, failed
    case rollingBack = "rolling_back"
    case rolledBack = "rolled_back"
    case rollbackFailed = "rollback_failed"
    case superseded, cancelled
}

public enum RegionState: String, Hashable, Sendable, Codable, CaseIterable {
    case idle, installing, installed, good, halted
    case rollingBack = "rolling_back"
    case rolledBack = "rolled_back"
    case rollbackFailed = "rollback_failed"
}

/// How an execution ended.
public enum ExecutionEnd: String, Hashable, Sendable, Codable, CaseIterable {
    case succeeded, failed
    case rolledBack = "rolled_back"
    case superseded, cancelled
    case rollbackFailed = "rollback_failed"
}

/// What a command came to; the same command identifier gets it again.
public struct CommandAnswer: Hashable, Sendable, Codable {
    public var isAccepted: Bool
    /// One sentence; a refusal names the thing.
    public var message: String
    /// For a refusal: the way out.
    public var help: String?
    public var execution: ExecutionID?
    public var rollback: RollbackID?

    public init(isAccepted: Bool, message: String, help: String? = nil, execution: ExecutionID? = nil, rollback: RollbackID? = nil) {
        self.isAccepted = isAccepted
        self.message = message
        self.help = help
        self.execution = execution
        self.rollback = rollback
    }
}

/// Why a rollback began.
public struct RollbackCause: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable {
        case alarm
        case unreadableAlarm = "unreadable_alarm"
        case install, verify, step
        case bakeTimedOut = "bake_timed_out"
        case operatorAsked = "operator_asked"
        case tolerated, cancelled
    }
    public var kind: Kind
    /// One sentence with the values behind it.
    public var text: String
    public var by: String?
    public init(kind: Kind, text: String, by: String? = nil) {
        self.kind = kind
        self.text = text
        self.by = by
    }
}

/// What a rollback holds back until somebody promotes past it: executions that were there when it was decided.
public struct Hold: Hashable, Sendable, Codable {
    public var rollback: RollbackID
    /// Number of the newest execution that is held; later ones flow.
    public var lastExecution: Int
    /// The stages that it closes.
    public var stages: [StageName]
    public init(rollback: RollbackID, lastExecution: Int, stages: [StageName]) {
        self.rollback = rollback
        self.lastExecution = lastExecution
        self.stages = stages
    }
}

/// One target of a rollback.
public struct Restoration: Hashable, Sendable, Codable {
    public var target: TargetName
    public var region: RegionName
    /// `nil`: nothing good is known, so the target stays and is reported.
    public var to: Placement?
    public init(target: TargetName, region: RegionName, to: Placement?) {
        self.target = target
        self.region = region
        self.to = to
    }
}
