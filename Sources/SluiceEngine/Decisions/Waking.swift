import OrderedCollections
public import SluiceModel

extension Engine {
    /// When time alone will change something; `nil` when nothing waits for time. What is overdue and could not be done yet is
    /// looked at every second.
    public static func nextWake(_ state: EngineState, observations: Observations, now: Instant) -> Instant? {
        var wake: Instant?
        func consider(_ instant: Instant?) {
            guard let instant else { return }
            let next = instant > now ? instant : now + .seconds(1)
            wake = min(wake ?? next, next)
        }
        consider(state.runtime.clockInDoubtSince.map { $0 + Deliberation.steadyClock })
        for rollback in state.rollbacks.values {
            for item in rollback.items.values {
                let lock = state.locks[item.restoration.target]
                if item.state == .retrying, lock?.effect == nil { consider(item.retryAt) }
                if item.state == .parked, lock == nil { consider(item.retryAt) }
                if item.doubt != nil || item.state == .waiting { consider(lock?.doubtUntil) }
            }
        }
        for execution in state.executions.values {
            consider(execution.watch?.until)
            guard execution.isLive else { continue }
            for override in execution.overrides { consider(override.lapses) }
            guard let stage = execution.current else { continue }
            for wait in stage.waits { consider(wait.until) }
            if stage.state == .deploying || stage.state == .baking { consider(heartbeat(state)) }
            for step in stage.steps.values where step.state == .running {
                let place = StepPlace(execution: execution.id, stage: stage.name, step: step.id)
                for instant in wakes(of: step, at: place, state) { consider(instant) }
            }
        }
        return wake
    }

    /// Datapoints drive it, not time.
    private static func isWatched(_ place: StepPlace, _ state: EngineState) -> Bool {
        guard let execution = state.executions[place.execution], let stage = execution.stages[place.stage] else { return false }
        return state.watchNeed(of: execution, stage) != nil
    }

    private static func heartbeat(_ state: EngineState) -> Instant { state.at + BakeProgress.heartbeat }

    private static func wakes(of step: StepProgress, at place: StepPlace, _ state: EngineState) -> [Instant] {
        var wakes = step.parts.values.compactMap(\.retryAt)
        if let deploy = step.deploy {
            for target in deploy.doubted {
                if let until = state.locks[target]?.doubtUntil { wakes.append(until) }
            }
        }
        switch state.step(at: place) {
        case .wait(let duration): wakes.append(step.startedAt + duration)
        case .approve(let approve): wakes.append(step.startedAt + approve.timeout)
        case .bake(let bake):
            guard let progress = step.bake else {
                wakes.append(step.startedAt + bake.duration)
                break
            }
            if !isWatched(place, state), bake.until == nil { wakes.append(progress.countedUntil + progress.remaining) }
            if let atMost = bake.atMost, progress.blindSince == nil {
                wakes.append(progress.startedAt + progress.blind + atMost + .milliseconds(1))
            }
        case .deploy, .run, .require, .artifact, .notify, .parallel, .none: break
        }
        return wakes
    }
}
