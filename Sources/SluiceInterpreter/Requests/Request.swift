public import SluiceModel

/// What a script wants done or told; the evaluation stands still until it is answered.
public enum Request: Codable, Hashable, Sendable {
    case command(Command)
    /// A command outside any pipeline.
    case adHocRun(CommandTemplate, RunOptions)
    /// Wait until an execution has ended.
    case follow(ExecutionID)
    /// How an execution stands now: `e.state` and its like.
    case execution(ExecutionID)
    case status(Subject?)
    case history(PipelineName?)
    case explain(Subject)
    case plan(PipelineDefinition, RevisionID?)
    /// One line, its items joined by spaces.
    case print([String])
    case wait(Duration)
    /// Fails the script when it does not hold in time; without `atMost` it waits for ever.
    case waitUntil(WatchedCondition, atMost: Duration?)
    case require(WatchedCondition, within: Duration, otherwise: String?)
    case measure(WatchedSignal)
    case judge(WatchedCondition)
    /// The active definition of a pipeline.
    case storedPipeline(PipelineName)
    case simulate(SimulationRequest)

    /// The word that a script says for it.
    public var word: String {
        switch self {
        case .command(let command): command.word
        case .adHocRun: "run"
        case .follow: "follow"
        case .execution: "execution"
        case .status: "status"
        case .history: "history"
        case .explain: "explain"
        case .plan: "plan"
        case .print: "print"
        case .wait, .waitUntil: "wait"
        case .require: "require"
        case .measure, .judge: "measure"
        case .storedPipeline: "pipeline"
        case .simulate: "simulate"
        }
    }
}

/// A condition with the alarms whose state it asks for.
public struct WatchedCondition: Codable, Hashable, Sendable {
    public var condition: Condition
    public var alarms: [AlarmDefinition]
    public init(_ condition: Condition, alarms: [AlarmDefinition] = []) {
        self.condition = condition
        self.alarms = alarms
    }
}

/// A signal with the alarms whose state it asks for.
public struct WatchedSignal: Codable, Hashable, Sendable {
    public var signal: Signal
    public var alarms: [AlarmDefinition]
    public init(_ signal: Signal, alarms: [AlarmDefinition] = []) {
        self.signal = signal
        self.alarms = alarms
    }
}

/// How an ad-hoc `run` goes.
public struct RunOptions: Codable, Hashable, Sendable {
    /// The folder of the script, absolute.
    public var folder: String
    /// From its start, after which the whole process tree is ended; `nil` leaves it to the caller.
    public var timeout: Duration?
    public init(folder: String, timeout: Duration? = nil) {
        self.folder = folder
        self.timeout = timeout
    }
}

/// `simulate P at R seed N runs N from I { … }`.
public struct SimulationRequest: Codable, Hashable, Sendable {
    public struct Fault: Codable, Hashable, Sendable {
        public var alarm: AlarmName
        /// From the first install.
        public var after: Duration
        /// `nil`: everywhere.
        public var region: RegionName?
    }
    public struct Arrival: Codable, Hashable, Sendable {
        public var revision: RevisionID
        /// From the start.
        public var after: Duration
    }
    public var definition: PipelineDefinition
    public var revision: RevisionID
    public var seed: Int
    /// At least 1.
    public var runs: Int
    /// `nil`: Monday 2026-01-05 09:00 UTC.
    public var from: Instant?
    public var previous: RevisionID?
    /// Shortest and longest; `nil` leaves it to the simulator.
    public var installTakes: DurationSpan?
    public var installFails: Percent
    public var faults: [Fault]
    public var arrivals: [Arrival]

    public struct DurationSpan: Codable, Hashable, Sendable {
        public var shortest: Duration
        public var longest: Duration
    }
}
