import OrderedCollections
import SluiceModel

extension Deliberation {
    /// It begins once every alarm that was promoted past is armed.
    mutating func beginBake(_ place: StepPlace, _ bake: BakeStep) {
        guard let execution = state.executions[place.execution], let progress = progress(place) else { return }
        guard execution.overriddenAlarms.isEmpty else {
            guard now >= progress.startedAt + bake.duration else { return }
            let names = execution.overriddenAlarms.map { "`\($0)`" }.joined(separator: ", ")
            let text = "alarm \(names), promoted past, did not turn OK within \(bake.duration.scriptText): roll back or start a fix"
            emit(.stepFailed(place, failure: EffectFailure(cause: .conditionFalse, message: text)))
            emit(.stageMoved(StageMoved(execution: execution.id, stage: place.stage, to: .failed, reason: text)))
            end(execution.id, .failed, text)
            return
        }
        emit(.bakeBegan(place, progress: BakeProgress(required: bake.duration, atMost: bake.atMost, startedAt: now)))
        if state.executions[place.execution]?.stages[place.stage]?.state == .deploying {
            emit(.stageMoved(StageMoved(execution: execution.id, stage: place.stage, to: .baking)))
        }
        proceedBake(place)
    }

    /// Counts what was observed and judges.
    mutating func proceedBake(_ place: StepPlace) {
        guard let step = progress(place), step.state == .running, let journaled = step.bake, case .bake(let bake)? = state.step(at: place),
            let execution = state.executions[place.execution], let stage = execution.stages[place.stage]
        else { return }
        let instances = state.watchNeed(of: execution, stage)?.instances ?? []
        var progress = journaled
        progress.observe(observations.coverage(of: instances), upSince: state.runtime.startedAt ?? journaled.startedAt, now: now)
        let until = bake.until.map { _ in conditions[place] ?? lastKnown(place) }
        switch progress.verdict(watched(instances, execution, since: journaled.startedAt), until: until, now: now) {
        case .observing, .blind:
            if progress.isHeartbeatDue(after: journaled) { emit(.bakeObserved(place, progress: progress)) }
        case .passed:
            emit(.bakeObserved(place, progress: progress))
            finish(place)
        case .failed(let failure):
            emit(.bakeObserved(place, progress: progress))
            failBake(place, failure)
        }
    }

    /// An older look decides nothing; it says what is waited for.
    private func lastKnown(_ place: StepPlace) -> Evaluation {
        guard let last = observations.condition(at: place) else {
            return Evaluation(result: nil, parts: ["not measured yet"], missing: ["not measured"])
        }
        return Evaluation(result: nil, parts: last.parts, missing: last.missing)
    }

    private func watched(_ instances: [AlarmInstance], _ execution: ExecutionState, since: Instant) -> [WatchedAlarm] {
        let definition = state.definition(of: execution)
        return instances.map { instance in
            let status = observations.status(of: instance)
            return WatchedAlarm(
                instance: instance, state: observations.state(of: instance), since: max(status?.since ?? since, watchingSince(since)),
                hasFullWindow: observations.hasFullWindow(instance), windowLength: windowLength(instance.alarm, definition))
        }
    }

    /// Nothing was watched before the runtime started.
    private func watchingSince(_ since: Instant) -> Instant { max(since, state.runtime.startedAt ?? since) }

    /// Of a composition, the longest of its parts.
    func windowLength(_ name: AlarmName, _ definition: PipelineDefinition) -> Duration {
        AlarmSubscription.measuredParts(of: [name], among: definition.alarms).map(\.windowLength).max() ?? .zero
    }

    private mutating func failBake(_ place: StepPlace, _ failure: BakeFailure) {
        emit(.stepFailed(place, failure: EffectFailure(cause: failure.marksBad ? .conditionFalse : .unreadable, message: failure.reason)))
        let kind: RollbackCause.Kind
        var regions: [RegionName]?
        switch failure {
        case .alarm(let instances):
            kind = .alarm
            regions = regionsOf(instances)
        case .unreadable(let instances):
            kind = .unreadableAlarm
            regions = regionsOf(instances)
        case .atMost: kind = .bakeTimedOut
        }
        var reach = Reach(stage: place.stage, regions: regions, marksBad: failure.marksBad)
        if case .alarm(let instances) = failure { reach.marksBad = instances.contains { observations.firesOnData($0) } }
        failStage(place.execution, reach, RollbackCause(kind: kind, text: failure.reason), failing: place)
    }

    /// `nil` when one of them has no region.
    func regionsOf(_ instances: [AlarmInstance]) -> [RegionName]? {
        var regions = [RegionName]()
        for instance in instances {
            guard let region = instance.region else { return nil }
            if !regions.contains(region) { regions.append(region) }
        }
        return regions
    }
}
