import SluiceControl
import SluiceModel
import SluiceStore

/// A runtime whose every command makes one durable event, and whose journal is an array.
actor FakeRuntime: ControlledRuntime {
    private(set) var journal: [EventRecord] = []
    private(set) var submitted: [CommandEnvelope] = []
    private var followers: [AsyncStream<EventRecord>.Continuation] = []
    private var answers: [CommandID: CommandAnswer] = [:]
    private var failure: JournalError?
    private(set) var reads = 0
    /// Called while a follower is between the journal and the feed.
    private var beforeRead: (@Sendable (FakeRuntime) async -> Void)?

    func submit(_ envelope: CommandEnvelope) async throws -> CommandAnswer {
        if let failure { throw failure }
        if let known = answers[envelope.id] { return known }
        submitted.append(envelope)
        let answer = CommandAnswer(isAccepted: true, message: "\(envelope.command.word) \(submitted.count)")
        answers[envelope.id] = answer
        append([.commandAnswered(command: envelope.id, answer: answer)])
        return answer
    }

    func durableEvents() -> (last: Int64, events: AsyncStream<EventRecord>) {
        let (stream, continuation) = AsyncStream.makeStream(of: EventRecord.self)
        followers.append(continuation)
        return (Int64(journal.count), stream)
    }

    func durableEvents(after sequence: Int64, limit: Int) async throws -> [EventRecord] {
        if let failure { throw failure }
        reads += 1
        if let beforeRead {
            self.beforeRead = nil
            await beforeRead(self)
        }
        return Array(journal.dropFirst(Int(sequence)).prefix(limit))
    }

    func append(_ events: [Event]) {
        for event in events {
            let record = EventRecord(sequence: Int64(journal.count) + 1, at: Instant(seconds: 0), event: event)
            journal.append(record)
            for follower in followers { follower.yield(record) }
        }
    }

    func appendHeartbeats(_ count: Int) { append(Array(repeating: .heartbeat, count: count)) }
    func fail(with error: JournalError) { failure = error }
    func atFirstRead(_ body: @escaping @Sendable (FakeRuntime) async -> Void) { beforeRead = body }

    func stop() {
        for follower in followers { follower.finish() }
        followers = []
    }
}
