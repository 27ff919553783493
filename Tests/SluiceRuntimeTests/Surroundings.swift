import Logging
import SluiceEngine
import SluiceModel
import SluiceProvider
import SluiceRuntime
import SluiceStore
import Synchronization
import Testing

/// The real loop on a journal in memory, a clock that moves only when it is told to, and an outside that keeps what it was asked to do.
struct Surroundings {
    let clock = ManualClock()
    let world = RecordingWorld()
    let room = Room()
    let runtime: Runtime

    init() async throws {
        let room = room
        runtime = Runtime(
            state: EngineState(), journal: MemoryJournal(),
            outside: Outside(effects: [world], signals: [world], clock: clock, storage: { room.now }),
            log: Logger(label: "test"))
        try await runtime.begin(holder: "test", bootID: "boot")
    }

    func start(_ definition: PipelineDefinition, at revision: RevisionID = "v1") async throws -> ExecutionID {
        let command = Command.start(StartCommand(definition: definition, revision: revision))
        let envelope = CommandEnvelope(id: CommandID("start \(definition.name) \(revision)"), by: "ada", command: command)
        let answer = try await runtime.submit(envelope)
        return try #require(answer.execution, "refused: \(answer.message)")
    }

    /// Returns the first event of this kind when it is durable.
    func event(_ kind: String) async throws -> EventRecord {
        let (state, events) = await runtime.follow()
        let earlier = try await runtime.durableEvents(after: 0, limit: Int(state.sequence))
        if let record = earlier.first(where: { $0.event.kind == kind }) { return record }
        for await record in events where record.event.kind == kind { return record }
        return try #require(nil, "the runtime stopped before there was a `\(kind)`")
    }

    /// Moves the clock on, over and over, until the execution has ended.
    func end(of id: ExecutionID, movingBy step: Duration) async -> ExecutionState? {
        let moving = Task {
            while !Task.isCancelled {
                clock.move(by: step)
                await Task.yield()
            }
        }
        defer { moving.cancel() }
        return await runtime.end(of: id)
    }
}

/// The room that a test gives the state.
final class Room: Sendable {
    private let value = Mutex(StorageRoom(available: 1 << 40, capacity: 1 << 41))
    var now: StorageRoom { value.withLock { $0 } }
    func set(_ room: StorageRoom) { value.withLock { $0 = room } }
}

/// Time stands still until somebody moves it.
final class ManualClock: RuntimeClock {
    private struct Sleeper {
        var id: Int
        var until: Instant
        var continuation: CheckedContinuation<Void, Never>
    }
    private struct State {
        var now = Instant(seconds: 1_767_603_600)
        var sleepers: [Sleeper] = []
        var next = 0
        var cancelled: Set<Int> = []
    }
    private let state = Mutex(State())

    func now() -> Instant { state.withLock { $0.now } }
    func jump() -> Duration? { nil }

    func move(by duration: Duration) {
        let woken = state.withLock { state in
            state.now = state.now + duration
            let woken = state.sleepers.filter { $0.until <= state.now }
            state.sleepers.removeAll { $0.until <= state.now }
            return woken
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }

    func sleep(until instant: Instant) async {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let wakesAtOnce = state.withLock { state in
                    if instant <= state.now || state.cancelled.remove(id) != nil { return true }
                    state.sleepers.append(Sleeper(id: id, until: instant, continuation: continuation))
                    return false
                }
                if wakesAtOnce { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let index = state.sleepers.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.sleepers.remove(at: index)
            }
            sleeper?.continuation.resume()
        }
    }
}

/// Everything succeeds at once, and what was asked is kept.
final class RecordingWorld: EffectProvider, SignalProvider {
    private let asked = Mutex<[Effect]>([])

    var effects: [Effect] { asked.withLock { $0 } }
    var installs: [TargetName] {
        effects.compactMap { effect in
            if case .install = effect.action { effect.values.target?.name } else { nil }
        }
    }
    var messages: [String] {
        effects.compactMap { effect in
            if case .notify(_, let message) = effect.action { message } else { nil }
        }
    }

    func accepts(_ effect: Effect) -> Bool { true }

    func carryOut(_ effect: Effect, issue: SluiceProvider.Issue) async -> Outcome {
        asked.withLock { $0.append(effect) }
        return .succeeded(output: "")
    }

    func log(of key: EffectKey) async -> String? { nil }
    func measures(_ signal: Signal) -> Bool { true }

    func measure(_ signal: Signal, values: LateValues, folder: String) async -> Reading {
        Reading(value: .number(0), source: "world", at: Instant(seconds: 1_767_603_600))
    }
}
