import OrderedCollections
public import SluiceModel

/// Executions, newest first; encodes as the list that `history --format json` prints.
public struct HistoryView: Hashable, Sendable, Codable {
    public struct Row: Hashable, Sendable, Codable {
        public var id: ExecutionID
        public var pipeline: PipelineName
        public var revision: RevisionID
        /// How it ended, or the state of the stage that it is in.
        public var state: String
        public var started: Instant
        public var ended: Instant?
        public var by: String
        public var because: String?
        /// Greatest share of weight that had the revision, 0 to 1.
        public var exposed: Double
        public var detectedAfter: Duration?

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(pipeline, forKey: .pipeline)
            try container.encode(revision, forKey: .revision)
            try container.encode(state, forKey: .state)
            try container.encode(started, forKey: .started)
            try container.encode(ended, forKey: .ended)
            try container.encode(by, forKey: .by)
            try container.encode(because, forKey: .because)
            try container.encode(exposed, forKey: .exposed)
            try container.encode(detectedAfter, forKey: .detectedAfter)
        }
    }
    public var rows: [Row]

    /// Of one pipeline, or of all; at most `limit` of the newest.
    public init(_ state: EngineState, pipeline: PipelineName? = nil, limit: Int = .max) {
        let executions = state.everyExecution.filter { pipeline == nil || $0.pipeline == pipeline }
            .sorted { ($0.startedAt, $0.pipeline, $0.number) > ($1.startedAt, $1.pipeline, $1.number) }
        rows = executions.prefix(max(0, limit)).map { execution in
            let exposure = state.exposure(of: execution)
            return Row(
                id: execution.id, pipeline: execution.pipeline, revision: execution.revision.id, state: execution.shownState,
                started: execution.startedAt, ended: execution.endedAt, by: execution.by, because: execution.because,
                exposed: exposure.share, detectedAfter: exposure.detectedAfter)
        }
    }

    public init(from decoder: any Decoder) throws { rows = try decoder.singleValueContainer().decode([Row].self) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rows)
    }
}

extension EngineState {
    /// Ended ones and live ones.
    var everyExecution: [ExecutionState] { Array(endedExecutions.values) + Array(executions.values) }
}

extension ExecutionState {
    /// How it ended, else the state of the stage that it is in: `waiting` between stages.
    public var shownState: String {
        if let end { return end.rawValue }
        guard let current, current.state != .idle else { return StageState.waiting.rawValue }
        return current.state.rawValue
    }
}
