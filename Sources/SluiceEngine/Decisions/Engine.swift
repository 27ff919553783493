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
}
