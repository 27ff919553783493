import OrderedCollections
public import SluiceModel

extension GateSituation {
    /// The situation of a live execution before a stage of its snapshot; `nil` when there is no such execution or stage.
    ///
    /// Whether the stage and its targets are free is not in it: that is asked of the locks.
    public init?(of execution: ExecutionID, before stage: StageName, in state: EngineState) {
        guard let live = state.execution(execution), let progress = live.stages[stage] else { return nil }
        let snapshot = state.definition(of: live)
        guard let definition = snapshot.stage(stage) else { return nil }
        let active = state.activeDefinition(of: live.pipeline)
        self.init(
            execution: execution, stage: stage, policies: definition.policies, activePolicies: active?.stage(stage)?.policies,
            arrived: progress.since)
        policies.blocks.removeAll { live.overriddenAlarms.contains($0) }
        activePolicies?.blocks.removeAll { live.overriddenAlarms.contains($0) }
        overrides = live.overrides.filter { $0.stage == stage && $0.lapses > state.at }.map(\.past)
        alarms = blocks.flatMap { name in
            let alarm = snapshot.alarm(name) ?? active?.alarm(name)
            return alarm.map {
                state.statuses(of: $0, in: live.pipeline, for: definition.reach(in: snapshot, or: active), since: progress.since)
            } ?? []
        }
        fillHolds(of: live, in: state)
        fillApprovals(of: live, snapshot: snapshot, phase: definition.phase)
        obstacles = state.obstacles
    }

    /// The situation of a revision that is not started yet, for a plan: its approvals are all open.
    public init(
        planning revision: RevisionID, of definition: PipelineDefinition, before stage: StageDefinition, in state: EngineState, now: Instant
    ) {
        self.init(
            execution: ExecutionID(definition.name.text), stage: stage.name, policies: stage.policies,
            activePolicies: state.activeDefinition(of: definition.name)?.stage(stage.name)?.policies, arrived: now)
        alarms = blocks.flatMap { name in
            let alarm = definition.alarm(name) ?? state.activeDefinition(of: definition.name)?.alarm(name)
            return alarm.map { state.statuses(of: $0, in: definition.name, for: stage.reach(in: definition), since: now) } ?? []
        }
        pauses = Self.pauses(state.pipelines[definition.name]?.pauses ?? [], stage: stage.name, phase: stage.phase)
        let first = stage.phase.flatMap { phase in definition.stages.first { $0.phase == phase } }
        if let phase = stage.phase, first?.name == stage.name {
            approvals = (definition.phase(phase)?.approvals ?? []).map {
                Approval(place: "\(definition.name).\(phase)", step: $0, given: [], since: now)
            }
        }
        obstacles = state.obstacles
    }

    private mutating func fillHolds(of live: ExecutionState, in state: EngineState) {
        guard let pipeline = state.pipelines[live.pipeline] else { return }
        let stage = stage
        pauses = Self.pauses(
            pipeline.pauses.filter { !$0.isOfAnotherExecution(than: live.id) }, stage: stage, phase: live.stages[stage]?.phase)
        holds = pipeline.holds.filter { record in
            let isOld = live.number <= record.hold.lastExecution
            return record.hold.stages.contains(stage) && isOld && !record.passed.contains(live.id)
        }.map { record in
            let bad = state.rollback(record.hold.rollback)?.start.revision ?? RevisionID("what failed")
            return Hold(rollback: record.hold.rollback, revision: bad, since: record.since)
        }
    }

    /// Before the first stage of a phase, what its entry gate asks for.
    private mutating func fillApprovals(of live: ExecutionState, snapshot: PipelineDefinition, phase: PhaseName?) {
        guard let phase, snapshot.stages.first(where: { $0.phase == phase })?.name == stage else { return }
        let given = live.approvals.filter { $0.gate == phase.text }.map(\.by)
        let since = arrived
        approvals = (snapshot.phase(phase)?.approvals ?? []).map {
            Approval(place: "\(live.pipeline).\(phase)", step: $0, given: given, since: since)
        }
    }

    private static func pauses(_ pauses: [SluiceEngine.Pause], stage: StageName, phase: PhaseName?) -> [Pause] {
        pauses.filter { pause in
            switch pause.subject {
            case .pipeline, .execution: true
            case .part(_, let part): part == stage.text || part == phase?.text
            }
        }.map { Pause(place: $0.subject.description, by: $0.by, because: $0.because, since: $0.since) }
    }
}

extension Pause {
    fileprivate func isOfAnotherExecution(than id: ExecutionID) -> Bool {
        if case .execution(let paused) = subject { return paused != id }
        return false
    }
}

extension StageDefinition {
    /// The targets for which its alarms are read: its own; where it deploys to none its phase's, else the whole fleet of its
    /// definition or of another.
    func reach(in definition: PipelineDefinition, or other: PipelineDefinition? = nil) -> [Target] {
        let own = targets
        if !own.isEmpty { return own }
        let near = definition.stages.filter { $0.phase != nil && $0.phase == phase }.flatMap(\.targets)
        if !near.isEmpty { return near }
        let whole = definition.stages.flatMap(\.targets)
        return whole.isEmpty ? other?.stages.flatMap(\.targets) ?? [] : whole
    }
}

extension EngineState {
    /// The journaled status of each instance of an alarm for some targets; UNKNOWN where there is none.
    public func statuses(of alarm: AlarmDefinition, in pipeline: PipelineName, for targets: [Target], since: Instant) -> [AlarmStatus] {
        let known = pipelines[pipeline]
        return AlarmInstance.instances(of: alarm, in: pipeline, for: targets).map { instance in
            AlarmStatus(
                instance: instance, state: known?.alarms[instance]?.to ?? .unknown, since: known?.alarms[instance]?.at ?? since)
        }
    }

    /// What holds every start, whatever the stage.
    public var obstacles: [Wait] {
        var waits = [Wait]()
        if runtime.isStorageLow {
            waits.append(.storage("too little room in the state folder: forward motion stops, rollbacks go on", since: at))
        }
        if let since = runtime.clockInDoubtSince {
            waits.append(
                Wait(
                    kind: .clock, reason: "the wall clock jumped and is not confirmed to be steady", since: since,
                    unblockedBy: "the clock staying steady"))
        }
        for hold in holdingPipelines.flatMap({ pipelines[$0]?.motionHolds ?? [] }) {
            waits.append(
                Wait(
                    kind: .held, reason: hold.reason, since: hold.since, unblockedBy: "alarm `\(hold.instance.alarm)` turning OK",
                    subject: hold.instance.description))
        }
        return waits
    }
}
