import OrderedCollections
public import SluiceModel

/// What is where now; encodes as what `status --format json` prints.
public struct StatusView: Hashable, Sendable, Codable {
    public struct Pipeline: Hashable, Sendable, Codable {
        public var name: PipelineName
        public var definition: DefinitionHash?
        public var stages: [Stage]
        public var targets: [Target]
        public var alarms: [Alarm]

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(definition, forKey: .definition)
            try container.encode(stages, forKey: .stages)
            try container.encode(targets, forKey: .targets)
            try container.encode(alarms, forKey: .alarms)
        }
    }

    /// A stage with the execution that it holds, else the newest that waits for it, else the last that was in it.
    public struct Stage: Hashable, Sendable, Codable {
        public var name: StageName
        public var phase: PhaseName?
        /// One of `idle waiting deploying baking succeeded failed rolling_back rolled_back paused`.
        public var state: StageState
        public var execution: ExecutionID?
        public var revision: RevisionID?
        public var reason: String?
        public var since: Instant?
        public var until: Instant?

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(phase, forKey: .phase)
            try container.encode(state, forKey: .state)
            try container.encode(execution, forKey: .execution)
            try container.encode(revision, forKey: .revision)
            try container.encode(reason, forKey: .reason)
            try container.encode(since, forKey: .since)
            try container.encode(until, forKey: .until)
        }
    }

    public struct Target: Hashable, Sendable, Codable {
        public var name: TargetName
        public var region: RegionName
        public var zone: String?
        public var revision: RevisionID?
        public var wanted: RevisionID?
        public var lastGood: RevisionID?
        public var state: TargetState

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(region, forKey: .region)
            try container.encode(zone, forKey: .zone)
            try container.encode(revision, forKey: .revision)
            try container.encode(wanted, forKey: .wanted)
            try container.encode(lastGood, forKey: .lastGood)
            try container.encode(state, forKey: .state)
        }
    }

    public struct Alarm: Hashable, Sendable, Codable {
        public var name: AlarmName
        /// `global`, `region eu-west-1`, `target host-1`.
        public var scope: String
        public var state: AlarmState
        public var since: Instant
    }

    public struct Execution: Hashable, Sendable, Codable {
        public var id: ExecutionID
        public var pipeline: PipelineName
        public var revision: RevisionID
        public var state: String
        public var stage: StageName?
        public var reason: String?
        public var since: Instant
        public var until: Instant?

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(pipeline, forKey: .pipeline)
            try container.encode(revision, forKey: .revision)
            try container.encode(state, forKey: .state)
            try container.encode(stage, forKey: .stage)
            try container.encode(reason, forKey: .reason)
            try container.encode(since, forKey: .since)
            try container.encode(until, forKey: .until)
        }
    }

    public var pipelines: [Pipeline]
    public var executions: [Execution]

    /// Everything; or one pipeline; or one execution with its pipeline. Executions are the live ones and the newest ended one
    /// of each pipeline, or just the one that was asked for.
    public init(
        _ state: EngineState, pipeline: PipelineName? = nil, execution: ExecutionID? = nil, observations: Observations = Observations(),
        now: Instant
    ) {
        let only = execution.flatMap { state.execution($0) }
        let wanted = pipeline ?? only?.pipeline
        let shown = state.pipelines.values.filter { wanted == nil || $0.name == wanted }
        let reader = WaitReader(state: state, observations: observations, now: now)
        pipelines = shown.map { Self.pipeline($0, reader) }
        if execution != nil {
            executions = only.map { [Self.execution($0, reader)] } ?? []
        } else {
            let names = Set(shown.map(\.name))
            executions = Self.shownExecutions(of: state).filter { names.contains($0.pipeline) }.map { Self.execution($0, reader) }
        }
    }

    private static func shownExecutions(of state: EngineState) -> [ExecutionState] {
        var newest = OrderedDictionary<PipelineName, ExecutionState>()
        for ended in state.endedExecutions.values where ended.number > newest[ended.pipeline]?.number ?? 0 {
            newest[ended.pipeline] = ended
        }
        return (Array(newest.values) + Array(state.executions.values)).sorted { ($0.pipeline, $0.number) < ($1.pipeline, $1.number) }
    }

    private static func execution(_ execution: ExecutionState, _ reader: WaitReader) -> Execution {
        let waits = reader.waits(of: execution)
        return Execution(
            id: execution.id, pipeline: execution.pipeline, revision: execution.revision.id, state: execution.shownState,
            stage: execution.current?.name, reason: execution.reason ?? waits.shownReason,
            since: execution.endedAt ?? execution.current?.since ?? execution.startedAt, until: waits.shownUntil)
    }

    private static func pipeline(_ pipeline: PipelineState, _ reader: WaitReader) -> Pipeline {
        let executions = reader.state.everyExecution.filter { $0.pipeline == pipeline.name }.sorted { $0.number > $1.number }
        let definition = reader.state.activeDefinition(of: pipeline.name) ?? executions.first.map { reader.state.definition(of: $0) }
        let stages = (definition?.stages ?? []).map { stage($0, pipeline, executions, reader) }
        let targets = pipeline.targets.values.map { record in
            Target(
                name: record.target.name, region: record.target.region, zone: record.target.zone,
                revision: record.runs?.revision.id ?? record.reported, wanted: record.wanted?.revision.id,
                lastGood: pipeline.lastGood(on: record.target.name)?.placement.revision.id, state: record.state)
        }
        let alarms = pipeline.alarms.values.map { change in
            Alarm(name: change.instance.alarm, scope: change.instance.scopeText, state: change.to, since: change.at)
        }
        return Pipeline(name: pipeline.name, definition: pipeline.active, stages: stages, targets: Array(targets), alarms: Array(alarms))
    }

    private static func stage(
        _ definition: StageDefinition, _ pipeline: PipelineState, _ executions: [ExecutionState], _ reader: WaitReader
    ) -> Stage {
        let holder = pipeline.occupants[definition.name].flatMap { id in executions.first { $0.id == id } }
        let waiting = executions.first { $0.isLive && $0.stages[definition.name]?.state == .waiting }
        let last = executions.first { $0.stages[definition.name]?.state.isTelling == true }
        guard let execution = holder ?? waiting ?? last, let progress = execution.stages[definition.name] else {
            return Stage(name: definition.name, phase: definition.phase, state: .idle)
        }
        let isCurrent = execution.isLive && execution.current?.name == definition.name
        let waits = isCurrent ? reader.waits(of: execution) : []
        return Stage(
            name: definition.name, phase: definition.phase, state: progress.state.shown, execution: execution.id,
            revision: execution.revision.id, reason: progress.reason ?? waits.shownReason, since: progress.since, until: waits.shownUntil)
    }
}

extension StageState {
    /// Something happened there that a later look at the stage should still see.
    fileprivate var isTelling: Bool {
        switch self {
        case .idle, .superseded, .waiting: false
        case .deploying, .baking, .paused, .succeeded, .failed, .rollingBack, .rolledBack, .rollbackFailed, .cancelled: true
        }
    }

    /// One of the states that programs are promised.
    fileprivate var shown: StageState {
        switch self {
        case .idle, .waiting, .deploying, .baking, .paused, .succeeded, .failed, .rollingBack, .rolledBack: self
        case .rollbackFailed, .cancelled: .failed
        case .superseded: .idle
        }
    }
}

extension AlarmInstance {
    /// `global`, `region eu-west-1`, `target host-1`.
    public var scopeText: String {
        switch scope {
        case .global: "global"
        case .region: "region \(region?.text ?? "")"
        case .target: "target \(target?.text ?? "")"
        }
    }
}

extension [Wait] {
    /// All reasons in one line.
    var shownReason: String? { isEmpty ? nil : map(\.reason).joined(separator: "; ") }
    /// When the last of them ends by itself; `nil` when that is not known of one.
    var shownUntil: Instant? { contains { $0.until == nil } ? nil : compactMap(\.until).max() }
}
