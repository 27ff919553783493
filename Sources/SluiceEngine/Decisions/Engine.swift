import OrderedCollections
public import SluiceModel

/// What comes in.
public enum Input: Hashable, Sendable {
    case command(CommandEnvelope)
    case outcome(EffectKey, Outcome)
    /// Datapoints of alarms that were just sampled.
    case readings([AlarmReading])
    /// What the `until` of a bake came to just now.
    case conditionReading(StepPlace, Evaluation)
    /// `gap` is the time since the runtime before was last known to be up.
    case runtimeStarted(holder: String, bootID: String, gap: Duration)
    case clockJumped(by: Duration)
    case storageLow(Bool)
    /// Time has passed.
    case tick
}

/// What follows from an input.
public struct Decision: Hashable, Sendable {
    /// To be appended in one step, in order, with the next sequence numbers.
    public var events: [Event]
    /// Of a command.
    public var answer: CommandAnswer?
}

/// A bake's condition that is to be measured.
public struct ConditionSubscription: Hashable, Sendable {
    public var place: StepPlace
    public var condition: Condition
    /// One for each target or region that it names, else one: it must hold for all.
    public var values: [LateValues]
    public var folder: String
    /// A twentieth of the bake, from half a second to ten seconds.
    public var every: Duration
    /// When `elapsed()` began to count.
    public var since: Instant
}

/// The pure core: (state, input, now) → events.
public enum Engine {
    /// Everything that follows from an input, with its consequences down to the last.
    ///
    /// Costs a copy of what it changes in the state; `advance` costs none.
    public static func decide(_ input: Input, state: EngineState, observations: inout Observations, now: Instant) -> Decision {
        var deliberation = Deliberation(state: state, observations: observations, now: now)
        deliberation.take(input)
        observations = deliberation.observations
        return Decision(events: deliberation.events, answer: deliberation.answer)
    }

    /// Decides and applies in one, for a caller whose journal cannot fail.
    public static func advance(_ input: Input, state: inout EngineState, observations: inout Observations, now: Instant) -> Decision {
        var deliberation = Deliberation(state: state, observations: observations, now: now)
        state = EngineState()
        observations = Observations()
        deliberation.take(input)
        state = deliberation.state
        observations = deliberation.observations
        return Decision(events: deliberation.events, answer: deliberation.answer)
    }

    /// Everything that must be running outside now, oldest first.
    public static func pendingEffects(_ state: EngineState) -> [Effect] { state.effects.values.map(\.effect) }

    /// What must be sampled now: once per alarm, place and interval, whoever needs it.
    public static func subscriptions(_ state: EngineState) -> [AlarmSubscription] {
        var found = OrderedDictionary<AlarmInstance, AlarmSubscription>()
        for need in state.executions.values.flatMap({ state.alarmNeeds(of: $0) }) + state.holdNeeds {
            for subscription in need.subscriptions where found[subscription.instance] == nil {
                found[subscription.instance] = subscription
            }
        }
        return Array(found.values)
    }

    /// The conditions of bakes that are going on.
    public static func conditions(_ state: EngineState) -> [ConditionSubscription] {
        state.executions.values.flatMap { execution -> [ConditionSubscription] in
            guard let stage = execution.current, stage.state == .baking || stage.state == .paused else { return [] }
            return stage.steps.values.compactMap { step in
                let place = StepPlace(execution: execution.id, stage: stage.name, step: step.id)
                guard step.state == .running, step.bake != nil, case .bake(let bake)? = state.step(at: place), let until = bake.until else {
                    return nil
                }
                return ConditionSubscription(
                    place: place, condition: until, values: state.values(of: until, at: place),
                    folder: state.definition(of: execution).folder,
                    every: min(max(bake.duration / 20, .milliseconds(500)), .seconds(10)), since: stage.firstInstallAt ?? stage.since)
            }
        }
    }
}

extension EngineState {
    /// The late values for which a condition must hold: those of each target or region of the stage that it names.
    fileprivate func values(of condition: Condition, at place: StepPlace) -> [LateValues] {
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
