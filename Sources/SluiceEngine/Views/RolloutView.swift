import OrderedCollections
public import SluiceModel

/// One execution as a live picture shows it: stages, regions, targets, bakes, alarms, exposure.
public struct RolloutView: Hashable, Sendable, Codable {
    /// What a target is in, seen from this execution.
    public enum TargetProgressState: String, Hashable, Sendable, Codable, CaseIterable {
        case waiting, installing, verifying
        case inDoubt = "in_doubt"
        case healthy, failed
        case rollingBack = "rolling_back"
        case restored, parked
    }

    public struct Target: Hashable, Sendable, Codable {
        public var name: TargetName
        public var state: TargetProgressState
        /// What runs there now, as far as is known.
        public var revision: RevisionID?
        public var failure: String?
    }

    public struct Region: Hashable, Sendable, Codable {
        public var name: RegionName
        public var state: RegionState
        public var reason: String?
        public var targets: [Target]
        public var done: Int { targets.count { $0.state == .healthy } }
    }

    public struct Bake: Hashable, Sendable, Codable {
        public var observed: Duration
        public var required: Duration
        public var atMost: Duration?
        /// Since when nothing is observed.
        public var blindSince: Instant?
        /// The step has ended.
        public var isOver: Bool
        /// 0 to 1.
        public var fraction: Double { required > .zero ? min(1, observed / required) : 1 }
    }

    /// An alarm in one region (or everywhere), with all its instances there.
    public struct Alarm: Hashable, Sendable, Codable {
        public var name: AlarmName
        /// A region, or `everywhere`.
        public var place: String
        /// The worst of its instances: ALARM, then UNKNOWN, then OK.
        public var state: AlarmState
        public var since: Instant?
        public var evidence: String
        /// Of the worst instance, oldest first.
        public var recent: [Datapoint.Verdict]
        public var instances: Int
        public var firing: Int
    }

    public struct Stage: Hashable, Sendable, Codable {
        public var name: StageName
        public var phase: PhaseName?
        public var state: StageState
        public var since: Instant
        public var reason: String?
        public var until: Instant?
        public var regions: [Region]
        public var bakes: [Bake]
        /// Only while it is watched: from its first install on.
        public var alarms: [Alarm]
    }

    public var execution: ExecutionID
    public var pipeline: PipelineName
    public var revision: RevisionID
    public var state: String
    public var started: Instant
    public var ended: Instant?
    public var reason: String?
    public var stages: [Stage]
    public var exposure: Exposure

    /// `nil` when there is no such execution.
    public init?(_ state: EngineState, execution: ExecutionID, observations: Observations = Observations(), now: Instant) {
        guard let found = state.execution(execution) else { return nil }
        let reader = RolloutReader(
            execution: found, snapshot: state.definition(of: found), pipeline: state.pipelines[found.pipeline],
            rollbacks: found.rollbacks.compactMap { state.rollback($0) },
            waits: WaitReader(state: state, observations: observations, now: now))
        self.execution = execution
        pipeline = found.pipeline
        revision = found.revision.id
        self.state = found.shownState
        started = found.startedAt
        ended = found.endedAt
        reason = found.reason
        stages = found.stages.values.map { reader.stage($0) }
        exposure = state.exposure(of: found)
    }
}
