import OrderedCollections
import SluiceModel

/// Reads one execution's live picture from the state.
struct RolloutReader {
    let execution: ExecutionState
    let snapshot: PipelineDefinition
    let pipeline: PipelineState?
    /// Oldest first.
    let rollbacks: [RollbackState]
    let waits: WaitReader

    func stage(_ progress: StageProgress) -> RolloutView.Stage {
        let definition = snapshot.stage(progress.name)
        let isCurrent = execution.isLive && execution.current?.name == progress.name
        let pending = isCurrent ? waits.waits(of: execution) : []
        let bakes = definition.map { definition in
            progress.steps.values.compactMap { step in
                waits.bake(step, progress, definition, execution).map { bake in
                    RolloutView.Bake(
                        observed: bake.observed, required: bake.required, atMost: bake.atMost, blindSince: bake.blindSince,
                        isOver: step.state == .finished || step.state == .failed)
                }
            }
        }
        return RolloutView.Stage(
            name: progress.name, phase: progress.phase, state: progress.state, since: progress.since,
            reason: progress.reason ?? pending.shownReason, until: pending.shownUntil,
            regions: definition.map { regions($0, progress) } ?? [], bakes: bakes ?? [],
            alarms: progress.watchedSince == nil ? [] : definition.map(alarms) ?? [])
    }

    private func regions(_ definition: StageDefinition, _ progress: StageProgress) -> [RolloutView.Region] {
        let deploys = progress.steps.values.compactMap(\.deploy)
        let targets = definition.targets
        return definition.regions.map { region in
            let known = deploys.compactMap { $0.regions[region] }.last
            return RolloutView.Region(
                name: region, state: known?.state ?? .idle, reason: known?.reason,
                targets: targets.filter { $0.region == region }.map { target($0, deploys, progress.name) })
        }
    }

    private func target(_ target: Target, _ deploys: [DeployProgress], _ stage: StageName) -> RolloutView.Target {
        let progress = deploys.compactMap { $0.targets[target.name] }.last
        var state = progress.map { Self.shown($0.state) } ?? .waiting
        var failure = progress?.failure?.message
        let restored = rollbacks.last { $0.start.stages.contains(stage) && $0.items[target.name] != nil }
        if let item = restored?.items[target.name] {
            state = Self.shown(item.state, before: state)
            failure = item.failure?.message ?? failure
        }
        let record = pipeline?.targets[target.name]
        return RolloutView.Target(
            name: target.name, state: state, revision: record?.runs?.revision.id ?? record?.reported, failure: failure)
    }

    private static func shown(_ state: TargetProgress.State) -> RolloutView.TargetProgressState {
        switch state {
        case .pending, .asking: .waiting
        case .installing: .installing
        case .verifying, .verifyingAgain: .verifying
        case .inDoubt, .settling: .inDoubt
        case .healthy, .skipped: .healthy
        case .failed: .failed
        }
    }

    private static func shown(
        _ state: RestorationProgress.State, before: RolloutView.TargetProgressState
    ) -> RolloutView.TargetProgressState {
        switch state {
        case .waiting, .installing, .verifying, .retrying: .rollingBack
        case .done: .restored
        case .parked: .parked
        case .unrestorable: .failed
        case .dropped: before
        }
    }

    private func alarms(_ definition: StageDefinition) -> [RolloutView.Alarm] {
        let targets = definition.reach(in: snapshot)
        return definition.watchedAlarms.compactMap { snapshot.alarm($0) }.flatMap { alarm -> [RolloutView.Alarm] in
            var places = OrderedDictionary<RegionName?, [AlarmInstance]>()
            for instance in AlarmInstance.instances(of: alarm, in: execution.pipeline, for: targets) {
                places[instance.region, default: []].append(instance)
            }
            return places.map { region, instances in summary(alarm.name, region, instances) }
        }
    }

    private func summary(_ name: AlarmName, _ region: RegionName?, _ instances: [AlarmInstance]) -> RolloutView.Alarm {
        let states = instances.map { ($0, journaled($0)?.to ?? .unknown) }
        let firing = states.filter { $0.1 == .alarm }
        let worst = firing.first ?? states.first { $0.1 == .unknown } ?? states.first
        let datapoints = worst.map { waits.observations.datapoints(of: $0.0) } ?? []
        let change = worst.flatMap { journaled($0.0) }
        let evidence = datapoints.isEmpty ? change?.text ?? "no datapoints" : evidenceText(datapoints, for: worst?.1 ?? .unknown)
        let place = region.map(\.text) ?? ""
        return RolloutView.Alarm(
            name: name, place: place.isEmpty ? "everywhere" : place, state: worst?.1 ?? .unknown, since: change?.at, evidence: evidence,
            recent: datapoints.map(\.verdict), instances: instances.count, firing: firing.count)
    }

    private func journaled(_ instance: AlarmInstance) -> AlarmChange? { pipeline?.alarms[instance] }
}
