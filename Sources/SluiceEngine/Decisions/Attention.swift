import OrderedCollections
public import SluiceModel

/// What somebody outside must look at: alarms to sample, conditions to measure, times to wake at; kept from one decision to the next.
///
/// Only pipelines that records touched since are looked at again, so that to follow a decision costs what it changed and not what is in
/// flight. Invariant: after `follow` it is what it would be if it had been made of that state at once.
public struct Attention: Hashable, Sendable {
    /// What one pipeline asks for; nothing of it depends on another one.
    fileprivate struct Part: Hashable, Sendable {
        var touched: Int64 = 0
        var subscriptions = [AlarmSubscription]()
        var conditions = [ConditionSubscription]()
        var wakes = [Instant]()
        /// In doubt: when that is over stands at their locks, which other pipelines change as well.
        var doubted = [TargetName]()
        /// Deploys or bakes, so that heartbeats are due.
        var isBusy = false
    }
    /// In the order of the state's pipelines, of which none ever goes.
    private var parts = [Part]()

    public init() {}

    /// Of a state as it is.
    public init(_ state: EngineState) { follow(state) }

    /// What must be sampled: once per alarm, place and interval, whoever needs it.
    public var subscriptions: [AlarmSubscription] { parts.flatMap(\.subscriptions) }

    /// The conditions of bakes that are going on.
    public var conditions: [ConditionSubscription] { parts.flatMap(\.conditions) }

    /// Looks at what changed since; whether what must be sampled or measured changed with it.
    ///
    /// Precondition: the state is the one followed before or follows from it.
    @discardableResult
    public mutating func follow(_ state: EngineState) -> Bool {
        var hasChanged = false
        let pipelines = state.pipelines.values.elements
        for index in pipelines.indices {
            if index == parts.count { parts.append(Part()) }
            guard pipelines[index].touched > parts[index].touched else { continue }
            let part = state.attention(to: pipelines[index])
            if part.subscriptions != parts[index].subscriptions || part.conditions != parts[index].conditions { hasChanged = true }
            parts[index] = part
        }
        return hasChanged
    }

    /// When time alone will change something; `nil` when nothing waits for time. What is overdue and could not be done yet is
    /// looked at every second.
    public func nextWake(_ state: EngineState, now: Instant) -> Instant? {
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
        var isBusy = false
        for part in parts {
            for instant in part.wakes { consider(instant) }
            for target in part.doubted { consider(state.locks[target]?.doubtUntil) }
            isBusy = isBusy || part.isBusy
        }
        if isBusy { consider(state.at + BakeProgress.heartbeat) }
        return wake
    }
}

extension EngineState {
    fileprivate func attention(to pipeline: PipelineState) -> Attention.Part {
        var part = Attention.Part(touched: pipeline.touched)
        let underway = executions(of: pipeline.name)
        var seen = Set<AlarmInstance>()
        for need in underway.flatMap({ alarmNeeds(of: $0) }) + holdNeeds(of: pipeline) {
            part.subscriptions += need.subscriptions.filter { seen.insert($0.instance).inserted }
        }
        for execution in underway {
            part.conditions += conditions(of: execution)
            if let until = execution.watch?.until { part.wakes.append(until) }
            guard execution.isLive else { continue }
            part.wakes += execution.overrides.map(\.lapses)
            guard let stage = execution.current else { continue }
            part.wakes += stage.waits.compactMap(\.until)
            if stage.state == .deploying || stage.state == .baking { part.isBusy = true }
            for step in stage.steps.values where step.state == .running {
                part.wakes += wakes(of: step, at: StepPlace(execution: execution.id, stage: stage.name, step: step.id))
                part.doubted += step.deploy?.doubted ?? []
            }
        }
        return part
    }

    private func wakes(of step: StepProgress, at place: StepPlace) -> [Instant] {
        var wakes = step.parts.values.compactMap(\.retryAt)
        switch self.step(at: place) {
        case .wait(let duration): wakes.append(step.startedAt + duration)
        case .approve(let approve): wakes.append(step.startedAt + approve.timeout)
        case .bake(let bake):
            guard let progress = step.bake else {
                wakes.append(step.startedAt + bake.duration)
                break
            }
            if !isWatched(place), bake.until == nil { wakes.append(progress.countedUntil + progress.remaining) }
            if let atMost = bake.atMost, progress.blindSince == nil {
                wakes.append(progress.startedAt + progress.blind + atMost + .milliseconds(1))
            }
        case .deploy, .run, .require, .artifact, .notify, .parallel, .none: break
        }
        return wakes
    }

    /// Datapoints drive it, not time.
    private func isWatched(_ place: StepPlace) -> Bool {
        guard let execution = executions[place.execution], let stage = execution.stages[place.stage] else { return false }
        return watchNeed(of: execution, stage) != nil
    }

    private func conditions(of execution: ExecutionState) -> [ConditionSubscription] {
        guard let stage = execution.current, stage.state == .baking || stage.state == .paused else { return [] }
        return stage.steps.values.compactMap { step in
            let place = StepPlace(execution: execution.id, stage: stage.name, step: step.id)
            guard step.state == .running, step.bake != nil, case .bake(let bake)? = self.step(at: place), let until = bake.until else {
                return nil
            }
            return ConditionSubscription(
                place: place, condition: until, values: values(of: until, at: place), folder: definition(of: execution).folder,
                every: min(max(bake.duration / 20, .milliseconds(500)), .seconds(10)), since: stage.firstInstallAt ?? stage.since)
        }
    }

    /// The late values for which a condition must hold: those of each target or region of the stage that it names.
    private func values(of condition: Condition, at place: StepPlace) -> [LateValues] {
        let names = condition.references.map(\.name)
        let targets = executions[place.execution]?.stages[place.stage]?.targets ?? []
        if names.contains(.target) || names.contains(.zone) {
            return targets.map { values(of: place.execution, stage: place.stage, region: nil, target: $0, share: nil).values }
        }
        guard names.contains(.region), let pipeline = executions[place.execution]?.pipeline else {
            return [values(of: place.execution, stage: place.stage, region: nil, target: nil, share: nil).values]
        }
        var seen = Set<RegionName>()
        let regions = targets.compactMap { target($0, in: pipeline)?.target.region }.filter { seen.insert($0).inserted }
        return regions.map { values(of: place.execution, stage: place.stage, region: $0, target: nil, share: nil).values }
    }
}
