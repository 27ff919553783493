public import SluiceModel

/// The answer to a request; journaled with it, so that a resumed run gets it again.
public enum RequestResult: Codable, Hashable, Sendable {
    case none
    /// The command was not carried out because nothing is (`check`): the value is unknown, and the evaluation finishes with
    /// `Value.notRun` where a decision hangs on it.
    case notRun
    case execution(ExecutionResult)
    case text(String)
    case number(Double)
    case boolean(Bool)
    case data(PlainData)
    case definition(PipelineDefinition)
    case ran(RunResult)
    case refused(message: String, help: String?)
}

/// How an execution stands.
public struct ExecutionResult: Codable, Hashable, Sendable {
    public struct Stage: Codable, Hashable, Sendable {
        public var name: String
        public var state: String
        public init(name: String, state: String) {
            self.name = name
            self.state = state
        }
    }
    public var id: ExecutionID
    public var pipeline: PipelineName
    public var revision: RevisionID
    /// `running succeeded failed rolled_back superseded cancelled rollback_failed`.
    public var state: String
    public var stages: [Stage]
    /// What its last command printed, as far as it is kept.
    public var output: String

    public init(
        id: ExecutionID, pipeline: PipelineName, revision: RevisionID, state: String, stages: [Stage] = [], output: String = ""
    ) {
        self.id = id
        self.pipeline = pipeline
        self.revision = revision
        self.state = state
        self.stages = stages
        self.output = output
    }
}

/// What an ad-hoc `run` came to.
public struct RunResult: Codable, Hashable, Sendable {
    /// The exit status; `nil` when it was ended or never started.
    public var status: Int?
    public var output: String
    /// Why there is no status: `timed out`, `not started: …`.
    public var problem: String?
    public init(status: Int?, output: String, problem: String? = nil) {
        self.status = status
        self.output = output
        self.problem = problem
    }
}

/// Values that an answer may hold.
public enum PlainData: Codable, Hashable, Sendable {
    case none
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case percent(Percent)
    case duration(Duration)
    case instant(Instant)
    case text(String)
    indirect case list([PlainData])
    /// In order; keys are distinct.
    indirect case record([Member])

    public struct Member: Codable, Hashable, Sendable {
        public var name: String
        public var value: PlainData
        public init(_ name: String, _ value: PlainData) {
            self.name = name
            self.value = value
        }
    }
}
