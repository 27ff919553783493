public import Logging
import OrderedCollections
public import SluiceEngine
public import SluiceModel
import SluiceProvider
public import SluiceStore

/// The loop: takes inputs one group after another, decides, makes durable, carries out.
///
/// Isolation: an actor; inputs that come while a group is being made durable form the next group. After a failed append
/// nothing more is decided or started: `failure` says why, what runs outside goes on under its supervisor, and opening the
/// journal again continues.
public actor Runtime {
    enum Matter {
        case input(Input)
        /// Decided elsewhere: what a script came to.
        case events([Event])
    }

    struct Arrival {
        var matter: Matter
        var answer: CheckedContinuation<CommandAnswer, any Error>?
    }

    let outside: Outside
    let journal: any Journal
    let log: Logger
    private var deciding: EngineState
    /// The state as far as it is durable: what may be shown.
    public private(set) var state: EngineState
    public private(set) var observations: Observations
    public private(set) var failure: JournalError?
    private var inbox: [Arrival] = []
    private var isWorking = false
    var isStopped = false
    var carriedOut: [EffectKey: Task<Void, Never>] = [:]
    /// Effects that were pending when the journal was opened.
    private var inherited: Set<EffectKey>
    private var attention = Attention()
    var sampling = SamplingPlan()
    private var storageWatch = StorageWatch()
    private var alarmClock: (at: Instant, task: Task<Void, Never>)?
    /// When the engine wants to be asked again; kept until it was asked, however often the clock is set meanwhile.
    private var wake: Instant?
    let feed = EventFeed()
    private var farewells: [@Sendable () async -> Void] = []

    /// Continues from a state that was folded from `journal`.
    public init(state: EngineState, journal: any Journal, outside: Outside, log: Logger) {
        self.outside = outside
        self.journal = journal
        self.log = log
        deciding = state
        self.state = state
        observations = Observations(known: state.knownAlarms)
        inherited = Set(state.effects.keys)
    }

    /// Says that a runtime is there again; re-attaches to what was running.
    public func begin(holder: String, bootID: String) async throws {
        let now = outside.clock.now()
        let gap = state.sequence == 0 ? .zero : max(.zero, now - state.at)
        _ = try await put(.input(.runtimeStarted(holder: holder, bootID: bootID, gap: gap)))
    }

    /// Decides on a command; returns when the answer is durable. Throws `JournalError` when it could not be made durable.
    public func submit(_ envelope: CommandEnvelope) async throws -> CommandAnswer { try await put(.input(.command(envelope))) }

    /// Journals what a script came to; returns when it is durable.
    public func record(_ events: [Event]) async throws { _ = try await put(.events(events)) }

    @discardableResult
    private func put(_ matter: Matter) async throws -> CommandAnswer {
        try await withCheckedThrowingContinuation { continuation in
            enqueue(Arrival(matter: matter, answer: continuation))
        }
    }

    func enqueue(_ arrival: Arrival) {
        if let failure {
            arrival.answer?.resume(throwing: failure)
            return
        }
        guard !isStopped else {
            arrival.answer?.resume(throwing: JournalError.failed(path: "journal", reason: "the runtime has stopped"))
            return
        }
        inbox.append(arrival)
        guard !isWorking else { return }
        isWorking = true
        Task { await work() }
    }

    private func work() async {
        while !inbox.isEmpty, failure == nil {
            lookAtStorage(outside.clock.now())
            let group = inbox
            inbox.removeAll()
            await decide(group)
        }
        isWorking = false
        guard failure == nil, !isStopped else { return }
        setAlarmClock()
    }

    private func decide(_ group: [Arrival]) async {
        let now = outside.clock.now()
        var records = [EventRecord]()
        var answers = [CommandAnswer]()
        for arrival in group {
            var sequence = deciding.sequence
            let decision = decide(on: arrival.matter, now: now)
            for event in decision.events {
                sequence += 1
                records.append(EventRecord(sequence: sequence, at: deciding.at, event: event))
            }
            answers.append(decision.answer ?? CommandAnswer(isAccepted: true, message: ""))
        }
        do {
            if !records.isEmpty { _ = try await journal.append(try records.map { try JournalEntry($0.event, at: $0.at) }) }
        } catch {
            fail(error as? JournalError ?? .failed(path: "journal", reason: "\(error)"), group)
            return
        }
        // Not a copy, which the next decision would have to tear apart.
        for record in records { state.follow(record, behind: deciding) }
        for (arrival, answer) in zip(group, answers) { arrival.answer?.resume(returning: answer) }
        feed.publish(records)
        guard !isStopped else { return }
        if !records.isEmpty {
            matchEffects()
            if attention.follow(state) { sampling.follow(attention.subscriptions, attention.conditions, now: now) }
        }
    }

    /// Decides, and folds what was decided into `deciding`.
    private func decide(on matter: Matter, now: Instant) -> (events: [Event], answer: CommandAnswer?) {
        switch matter {
        case .input(let input):
            let decision = Engine.advance(input, state: &deciding, observations: &observations, now: now)
            return (decision.events, decision.answer)
        case .events(let events):
            let at = max(now, deciding.at)
            for event in events { deciding.apply(EventRecord(sequence: deciding.sequence + 1, at: at, event: event)) }
            return (events, nil)
        }
    }

    private func fail(_ error: JournalError, _ group: [Arrival]) {
        failure = error
        log.error("the journal failed", metadata: ["error": "\(error)"])
        for arrival in group + inbox { arrival.answer?.resume(throwing: error) }
        inbox.removeAll()
        alarmClock?.task.cancel()
        feed.finish()
    }

    // MARK: Effects

    /// Starts what should be running and is not; ends what runs and should not.
    private func matchEffects() {
        for key in carriedOut.keys.filter({ state.effects[$0] == nil }) { carriedOut.removeValue(forKey: key)?.cancel() }
        guard carriedOut.count < state.effects.count else { return }
        for (key, pending) in state.effects where carriedOut[key] == nil {
            let issue: Issue = inherited.remove(key) == nil ? .first : .again
            let effect = pending.effect
            let context = measuringContext(of: effect, since: pending.since)
            carriedOut[key] = Task { [outside] in
                let outcome = await EffectRouter(outside: outside).carryOut(effect, issue: issue, context)
                self.ended(key, outcome)
            }
        }
    }

    private func ended(_ key: EffectKey, _ outcome: Outcome) {
        guard state.effects[key] != nil || deciding.effects[key] != nil else { return }
        enqueue(Arrival(matter: .input(.outcome(key, outcome))))
    }

    func measuringContext(of effect: Effect, since: Instant) -> SignalReader.Context {
        let alarms = effect.values.pipeline.map { state.alarmStates(of: $0) } ?? []
        return SignalReader.Context(values: effect.values, folder: effect.folder, since: since, alarms: alarms)
    }

    // MARK: Time

    private func setAlarmClock() {
        let now = outside.clock.now()
        wake = [wake, attention.nextWake(state, now: now)].compactMap { $0 }.min()
        let isUnderWay = wake != nil || !carriedOut.isEmpty || state.runtime.isStorageLow
        let storageDue = isUnderWay ? storageWatch.due(now: now) : nil
        guard let at = [wake, sampling.nextDue, storageDue].compactMap({ $0 }).min() else {
            alarmClock?.task.cancel()
            alarmClock = nil
            return
        }
        if let alarmClock, alarmClock.at == at { return }
        alarmClock?.task.cancel()
        let task = Task { [outside] in
            await outside.clock.sleep(until: at)
            if !Task.isCancelled { self.rang() }
        }
        alarmClock = (at, task)
    }

    private func rang() {
        alarmClock = nil
        if let moved = outside.clock.jump() { enqueue(Arrival(matter: .input(.clockJumped(by: moved)))) }
        let now = outside.clock.now()
        lookAtStorage(now)
        takeDueSamples(now)
        if let due = wake, due <= now {
            wake = nil
            enqueue(Arrival(matter: .input(.tick)))
        }
        if !isWorking { setAlarmClock() }
    }

    /// Puts what has become of the room before everything else that is to be decided.
    private func lookAtStorage(_ now: Instant) {
        guard let isLow = storageWatch.change(from: state.runtime.isStorageLow, now: now, outside.storage) else { return }
        let arrival = Arrival(matter: .input(.storageLow(isLow)))
        if isWorking { inbox.insert(arrival, at: 0) } else { enqueue(arrival) }
    }

    // MARK: End

    /// Stops deciding. What runs under a supervisor goes on; everything is checkpointed already.
    public func stop() async {
        guard !isStopped else { return }
        isStopped = true
        alarmClock?.task.cancel()
        feed.finish()
        for farewell in farewells { await farewell() }
        await journal.close()
    }

    /// Something to do when it stops: nothing more is told then, the journal can still be read, and nobody else may write it yet.
    public func atStop(_ farewell: @escaping @Sendable () async -> Void) { farewells.append(farewell) }
}
