import OrderedCollections
import SluiceModel

/// One decision being made: events are applied to a copy as they are decided on, so that each follows from those before it.
struct Deliberation {
    private(set) var state: EngineState
    var observations: Observations
    let now: Instant
    private(set) var events = [Event]()
    var answer: CommandAnswer?
    /// Executions and rollbacks that something happened to.
    private var agenda = OrderedSet<ExecutionID>()
    private var rollbackAgenda = OrderedSet<RollbackID>()
    /// Bakes' conditions that were measured with this input.
    var conditions = OrderedDictionary<StepPlace, Evaluation>()

    /// Set by an input that can have changed what alarms say.
    private(set) var looksAtAlarms = false

    init(state: EngineState, observations: Observations, now: Instant) {
        self.state = state
        self.observations = observations
        self.now = max(now, state.at)
    }

    mutating func emit(_ event: Event) {
        state.apply(EventRecord(sequence: state.sequence + 1, at: now, event: event))
        events.append(event)
    }

    mutating func visit(_ id: ExecutionID) {
        if state.executions[id] != nil { agenda.append(id) }
    }
    mutating func visit(_ id: RollbackID) {
        if state.rollbacks[id] != nil { rollbackAgenda.append(id) }
    }

    /// Whatever waits before a stage looks again: a stage, targets or a gate became free.
    mutating func visitWaiting(in pipeline: PipelineName? = nil) {
        let executions = pipeline.map { state.executions(of: $0) } ?? Array(state.executions.values)
        for execution in executions where execution.isLive {
            switch execution.current?.state {
            case .waiting, .paused, .idle: agenda.append(execution.id)
            case .deploying, .baking, .succeeded, .failed, .rollingBack, .rolledBack, .rollbackFailed, .superseded, .cancelled, .none:
                continue
            }
        }
    }

    mutating func visitAll(in pipeline: PipelineName? = nil) {
        for id in pipeline.map({ state.pipelines[$0]?.underway ?? [] }) ?? Array(state.executions.keys) { agenda.append(id) }
        for rollback in state.rollbacks.values where pipeline == nil || rollback.pipeline == pipeline { rollbackAgenda.append(rollback.id) }
    }

    mutating func take(_ input: Input) {
        switch input {
        case .command(let envelope): obey(envelope)
        case .outcome(let key, let outcome): receive(outcome, of: key)
        case .readings(let readings):
            looksAtAlarms = true
            note(readings)
        case .conditionReading(let place, let evaluation):
            conditions[place] = evaluation
            observations.note(evaluation, at: place)
            visit(place.execution)
        case .runtimeStarted(let holder, let bootID, let gap):
            emit(.runtimeStarted(holder: holder, bootID: bootID, gap: gap))
            observations = Observations(known: state.alarmStatuses)
            holdAfterRestart()
            visitAll()
        case .clockJumped(let jump):
            if jump.magnitude > .seconds(60) { emit(.clockJumped(by: jump)) }
            visitWaiting()
        case .storageLow(let isLow):
            if isLow != state.runtime.isStorageLow { emit(.storageLow(isLow)) }
            visitAll()
        case .tick:
            looksAtAlarms = true
            passTime()
            visitAll()
        }
        settle()
    }

    /// Goes on until nothing more follows.
    private mutating func settle() {
        var rounds = 0
        while true {
            if let rollback = rollbackAgenda.first {
                rollbackAgenda.removeFirst()
                proceed(rollback)
            } else if let execution = agenda.first {
                agenda.removeFirst()
                proceed(execution)
            } else {
                return
            }
            rounds += 1
            precondition(rounds < 1_000_000, "a decision does not come to an end")
        }
    }

    private mutating func passTime() {
        if let since = state.runtime.clockInDoubtSince, now - since >= Deliberation.steadyClock { emit(.clockConfirmed) }
        for execution in state.executions.values {
            for override in execution.overrides where override.lapses <= now {
                emit(.overrideLapsed(execution: execution.id, past: override.past))
            }
        }
        let isBusy = state.executions.values.contains { execution in
            execution.current?.state == .baking || execution.current?.state == .deploying
        }
        if isBusy, now - state.at >= BakeProgress.heartbeat { emit(.heartbeat) }
    }

    /// How long the wall clock must be steady after a jump before anything starts.
    static let steadyClock = Duration.seconds(60)
}

extension Duration {
    var magnitude: Duration { self < .zero ? .zero - self : self }
}

extension EngineState {
    /// Alarm states as the journal knows them.
    var alarmStatuses: [AlarmStatus] { pipelines.values.flatMap { $0.alarms.values.map(\.status) } }
}
