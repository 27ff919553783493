import OrderedCollections
import SluiceEngine
import SluiceModel
import Testing

/// A pure world around the engine: virtual time, effects that end as scripted, alarms that fire as scripted.
struct FakeWorld {
    var state = EngineState()
    var observations = Observations()
    private(set) var attention = Attention()
    var now = Instant(seconds: 1_767_603_600)
    var journal = [EventRecord]()
    /// How long an effect takes, and what it comes to; by default ten seconds and success.
    var outcome: (Effect, FakeWorld) -> (after: Duration, Outcome)? = { _, _ in (.seconds(10), .succeeded(output: "")) }
    /// What an alarm's datapoint is; by default not breaching.
    var verdict: (AlarmInstance, FakeWorld) -> Datapoint.Verdict = { _, _ in .notBreaching }
    var condition: (FakeWorld) -> Bool? = { _ in true }
    private(set) var due = [(at: Instant, key: EffectKey, outcome: Outcome)]()
    private(set) var sampled = OrderedDictionary<AlarmInstance, Instant>()
    private var commands = 0
    /// Folds the journal again when the world is left, whatever the test was about.
    private let refold = Refold()
    private(set) var mostEffectsOnOneTarget = 0

    @discardableResult
    mutating func feed(_ input: Input) -> Decision {
        let before = state
        let decision = Engine.decide(input, state: state, observations: &observations, now: now)
        for event in decision.events {
            let record = EventRecord(sequence: state.sequence + 1, at: max(now, state.at), event: event)
            state.apply(record)
            journal.append(record)
        }
        let (subscriptions, conditions) = (attention.subscriptions, attention.conditions)
        let hasChanged = attention.follow(state)
        if attention != Attention(state) { Issue.record("what is looked at was not kept up with what happened") }
        if hasChanged != (subscriptions != attention.subscriptions || conditions != attention.conditions) {
            Issue.record("a change of what is looked at was not told")
        }
        precondition(before.sequence + Int64(decision.events.count) == state.sequence)
        refold.last = (state, journal)
        schedule()
        return decision
    }

    @discardableResult
    mutating func command(_ command: Command, by: String = "ada", id: String? = nil, seen: CommandEnvelope.Seen? = nil) -> CommandAnswer {
        commands += 1
        let envelope = CommandEnvelope(id: CommandID(id ?? "c\(commands)"), by: by, command: command, seen: seen)
        return feed(.command(envelope)).answer ?? CommandAnswer(isAccepted: false, message: "no answer")
    }

    @discardableResult
    mutating func start(_ definition: PipelineDefinition, _ revision: RevisionID, because: String? = nil) -> ExecutionID {
        let answer = command(.start(StartCommand(definition: definition, revision: revision, because: because)))
        return answer.execution ?? ExecutionID("refused: \(answer.message)")
    }

    private mutating func schedule() {
        let pending = Engine.pendingEffects(state)
        let keys = Set(pending.map(\.key))
        due.removeAll { !keys.contains($0.key) }
        var scheduled = Set(due.map(\.key))
        var perTarget = [String: Int]()
        for effect in pending {
            if let target = effect.values.target, effect.action.word != "run" {
                perTarget[target.name.text, default: 0] += 1
                mostEffectsOnOneTarget = max(mostEffectsOnOneTarget, perTarget[target.name.text] ?? 0)
            }
            guard !scheduled.contains(effect.key), let result = outcome(effect, self) else { continue }
            scheduled.insert(effect.key)
            due.append((now + result.after, effect.key, result.1))
        }
    }

    /// The next thing that happens, at or before `end`.
    private mutating func step(until end: Instant) -> Bool {
        var next = end + .nanoseconds(1)
        let first = due.indices.min { due[$0].at < due[$1].at }
        if let first { next = min(next, due[first].at) }
        let subscriptions = attention.subscriptions
        for subscription in subscriptions {
            next = min(next, max(now, (sampled[subscription.instance] ?? now - subscription.every) + subscription.every))
        }
        if let wake = attention.nextWake(state, now: now) { next = min(next, max(wake, now)) }
        guard next <= end else {
            now = end
            return false
        }
        now = max(now, next)
        if let first, due[first].at <= now {
            let (_, key, outcome) = due.remove(at: first)
            feed(.outcome(key, outcome))
            return true
        }
        let readings = subscriptions.filter { (sampled[$0.instance] ?? now - $0.every) + $0.every <= now }.map { subscription in
            sampled[subscription.instance] = now
            return AlarmReading(
                instance: subscription.instance, datapoint: Datapoint(at: now, verdict: verdict(subscription.instance, self)))
        }
        if !readings.isEmpty {
            feed(.readings(readings))
            for subscription in attention.conditions {
                feed(.conditionReading(subscription.place, Evaluation(result: condition(self))))
            }
            return true
        }
        feed(.tick)
        for subscription in attention.conditions { feed(.conditionReading(subscription.place, Evaluation(result: condition(self)))) }
        return true
    }

    mutating func run(for duration: Duration) { run(until: now + duration) { _ in false } }

    /// Until something holds, or an hour of nothing but waiting.
    @discardableResult
    mutating func run(until end: Instant? = nil, _ isDone: (FakeWorld) -> Bool) -> Bool {
        let end = end ?? now + .seconds(86_400 * 3)
        var steps = 0
        while !isDone(self) {
            steps += 1
            guard steps < 10_000 else {
                Issue.record("the world does not come to rest at \(now): \(journal.suffix(6).map(\.event.kind))")
                return false
            }
            guard step(until: end) else { return isDone(self) }
        }
        return true
    }

    mutating func runToEnd(_ id: ExecutionID) -> ExecutionEnd? {
        run { $0.state.execution(id)?.end != nil }
        return state.execution(id)?.end
    }

    /// The process dies: memory is lost, the journal is folded again.
    mutating func restart(boot: String = "boot", downFor gap: Duration = .seconds(30)) {
        var folded = EngineState()
        for record in journal { folded.apply(record) }
        precondition(folded == state, "the fold of the journal is another state")
        precondition(Engine.pendingEffects(folded) == Engine.pendingEffects(state), "other effects are pending after a crash")
        state = folded
        observations = Observations(known: [])
        now = now + gap
        sampled = [:]
        feed(.runtimeStarted(holder: "test", bootID: boot, gap: gap))
    }

    // What tests ask.

    func runs(_ target: TargetName, _ pipeline: PipelineName = "shop") -> RevisionID? {
        state.target(target, in: pipeline)?.runs?.revision.id
    }
    func targetState(_ target: TargetName, _ pipeline: PipelineName = "shop") -> TargetState? { state.target(target, in: pipeline)?.state }
    func stage(_ id: ExecutionID, _ stage: StageName) -> StageState? { state.execution(id)?.stages[stage]?.state }
    func kinds() -> [String] { journal.map(\.event.kind) }
    func good(_ target: TargetName, _ pipeline: PipelineName = "shop") -> [RevisionID] {
        state.target(target, in: pipeline)?.good.map(\.placement.revision.id) ?? []
    }
    func waits(_ id: ExecutionID) -> [Wait.Kind] { state.execution(id)?.current?.waits.map(\.kind) ?? [] }
}

/// At its end every scenario reads its journal back from its bytes, folds it, and gets the same state, byte for byte, with the
/// same effects pending.
private final class Refold {
    var last: (state: EngineState, journal: [EventRecord])?

    deinit {
        guard let last else { return }
        do {
            var (again, behind) = (EngineState(), EngineState())
            for record in last.journal {
                again.apply(try CanonicalCoding.decode(EventRecord.self, from: CanonicalCoding.bytes(of: record)))
                behind.follow(record, behind: last.state)
            }
            #expect(behind == again, "what is told of the state is not the state")
            #expect(
                try CanonicalCoding.bytes(of: again) == CanonicalCoding.bytes(of: last.state), "the fold of the journal is another state")
            #expect(Engine.pendingEffects(again) == Engine.pendingEffects(last.state), "other effects are pending after a crash")
        } catch {
            Issue.record(error, "the journal cannot be read back")
        }
    }
}

extension Effect {
    var target: TargetName? { values.target?.name }
    var revision: RevisionID? { values.revision?.id }
    func isInstall(of revision: RevisionID? = nil, on target: TargetName? = nil) -> Bool {
        guard case .install = action else { return false }
        return (revision == nil || self.revision == revision) && (target == nil || self.target == target)
    }
}

func failure(_ message: String = "boom", _ cause: EffectFailure.Cause = .exit(1)) -> Outcome {
    .failed(EffectFailure(cause: cause, message: message))
}
