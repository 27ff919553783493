import OrderedCollections
public import SluiceModel

/// Why things are where they are; encodes as the list that `explain --format json` prints.
public struct ExplainView: Hashable, Sendable, Codable {
    public struct Row: Hashable, Sendable, Codable {
        /// `checkout#3 (v2)`, `revision v1`, `alarm errors`.
        public var what: String
        public var place: String
        public var reason: String
        public var since: Instant?
        public var until: Instant?
        /// `nil`: there is nothing to wait for.
        public var unblockedBy: String?

        private enum CodingKeys: String, CodingKey {
            case what
            case place = "where"
            case reason, since, until, unblockedBy
        }

        init(_ what: String, at place: String, _ wait: Wait) {
            self.init(what, at: place, reason: wait.reason, since: wait.since, until: wait.until, unblockedBy: wait.unblockedBy)
        }

        init(_ what: String, at place: String, reason: String, since: Instant?, until: Instant? = nil, unblockedBy: String? = nil) {
            self.what = what
            self.place = place
            self.reason = reason
            self.since = since
            self.until = until
            self.unblockedBy = unblockedBy
        }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(what, forKey: .what)
            try container.encode(place, forKey: .place)
            try container.encode(reason, forKey: .reason)
            try container.encode(since, forKey: .since)
            try container.encode(until, forKey: .until)
            try container.encode(unblockedBy, forKey: .unblockedBy)
        }
    }
    public var rows: [Row]

    /// Of one execution; empty when there is none of that name.
    public init(_ state: EngineState, execution: ExecutionID, observations: Observations = Observations(), now: Instant) {
        let reader = WaitReader(state: state, observations: observations, now: now)
        guard let execution = state.execution(execution) else {
            rows = []
            return
        }
        rows = Self.rows(of: execution, reader) + Self.alarms(in: execution.pipeline, reader)
    }

    /// Of a pipeline: where each revision is, what each live execution waits for, what holds it, which alarms fire.
    public init(_ state: EngineState, pipeline: PipelineName, observations: Observations = Observations(), now: Instant) {
        let reader = WaitReader(state: state, observations: observations, now: now)
        guard let known = state.pipelines[pipeline] else {
            rows = []
            return
        }
        let live = state.executions.values.filter { $0.pipeline == pipeline && $0.isLive }.flatMap { Self.rows(of: $0, reader) }
        let rollbacks = state.rollbacks.values.filter { $0.pipeline == pipeline }.map { rollback in
            Row("rollback \(rollback.id)", at: reader.listed(rollback.start.stages.map { "\(pipeline).\($0)" }), reader.wait(for: rollback))
        }
        rows = live + rollbacks + Self.holds(of: known, state) + Self.alarms(in: pipeline, reader) + Self.whereabouts(known, reader)
    }

    public init(from decoder: any Decoder) throws { rows = try decoder.singleValueContainer().decode([Row].self) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rows)
    }

    private static func rows(of execution: ExecutionState, _ reader: WaitReader) -> [Row] {
        let what = "\(execution.id) (\(execution.revision.id))"
        let place = execution.current.map { "\(execution.pipeline).\($0.name)" } ?? execution.pipeline.text
        if let end = execution.end {
            let reason = "\(end.rawValue)" + (execution.reason.map { ": \($0)" } ?? "")
            let watched = execution.watch.map { watch in
                let until = watch.until.map { " until \($0)" } ?? " until the next revision is there"
                return Row(
                    what, at: place, reason: "it is watched on\(until)", since: execution.endedAt, until: watch.until, unblockedBy: "time")
            }
            return [Row(what, at: place, reason: reason, since: execution.endedAt)] + [watched].compactMap { $0 }
        }
        let waits = reader.waits(of: execution)
        let obstacles = reader.state.obstacles.filter { !waits.contains($0) }
        return (waits + obstacles).map { Row(what, at: place, $0) }
    }

    private static func holds(of pipeline: PipelineState, _ state: EngineState) -> [Row] {
        let pauses = pipeline.pauses.map { pause in
            Row(
                "pause", at: pause.subject.description, reason: "by \(pause.by): \(pause.because)", since: pause.since,
                unblockedBy: "`sluice resume \(pause.subject)`")
        }
        let holds = pipeline.holds.map { record in
            let stages = record.hold.stages.map { "\(pipeline.name).\($0)" }.joined(separator: ", ")
            return Row(
                "hold of rollback \(record.hold.rollback)", at: stages,
                reason: "holds every execution up to number \(record.hold.lastExecution); later ones flow", since: record.since,
                unblockedBy: "a revision that is started now, or `sluice promote E --past rollback --because \"…\"`")
        }
        let bad = pipeline.bad.map { mark in
            Row("revision \(mark.revision)", at: pipeline.name.text, reason: "marked bad: \(mark.because)", since: mark.at)
        }
        return pauses + holds + bad
    }

    private static func alarms(in pipeline: PipelineName, _ reader: WaitReader) -> [Row] {
        Array(reader.state.pipelines[pipeline]?.alarms.values ?? OrderedDictionary().values).filter { $0.to != .ok }.map { change in
            let live = reader.observations.datapoints(of: change.instance)
            let evidence = live.isEmpty ? change.text : reader.observations.evidence(of: change.instance)
            return Row(
                "alarm \(change.instance.alarm)", at: change.instance.scopeText, reason: "\(change.to.shown): \(evidence)",
                since: change.at,
                unblockedBy: "a full window of OK")
        }
    }

    private static func whereabouts(_ pipeline: PipelineState, _ reader: WaitReader) -> [Row] {
        var places = OrderedDictionary<RevisionID, [TargetRecord]>()
        for record in pipeline.targets.values {
            guard record.state != .retired, let revision = record.runs?.revision.id ?? record.reported else { continue }
            places[revision, default: []].append(record)
        }
        return places.map { revision, records in
            Row(
                "revision \(revision)", at: reader.listed(records.map(\.target.name.text)),
                reason: "runs on \(records.count) of \(pipeline.targets.count) targets", since: records.map(\.since).min())
        }
    }
}
