import SluiceModel
import Synchronization

/// What one follower has yet to be told; bounded, however slowly it reads.
///
/// Events come in as they become durable. When too many wait they are dropped, and the follower reads them from the journal
/// until it has caught up.
final class FollowQueue: Sendable {
    /// What comes next for a follower who knows everything up to some event.
    enum Step: Equatable {
        case events([EventRecord])
        /// What comes next is only in the journal.
        case journal
        case wait
        case finished
    }

    private struct Waiting {
        /// Without gaps.
        var events: [EventRecord] = []
        /// The last durable one.
        var last: Int64
        var isFinished = false
    }
    private let limit: Int
    private let waiting: Mutex<Waiting>
    private let signal: AsyncStream<Void>.Continuation
    /// Something changed since the last one was taken; for one reader.
    let changes: AsyncStream<Void>

    /// Everything up to `last` is in the journal.
    init(after last: Int64, limit: Int) {
        self.limit = limit
        waiting = Mutex(Waiting(last: last))
        (changes, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func offer(_ record: EventRecord) {
        waiting.withLock { waiting in
            guard record.sequence > waiting.last else { return }
            if waiting.events.count >= limit || record.sequence != waiting.last + 1 { waiting.events.removeAll() }
            waiting.events.append(record)
            waiting.last = record.sequence
        }
        signal.yield()
    }

    /// No more will come.
    func finish() {
        waiting.withLock { $0.isFinished = true }
        signal.yield()
    }

    func step(after known: Int64) -> Step {
        waiting.withLock { waiting in
            waiting.events.removeAll { $0.sequence <= known }
            if let first = waiting.events.first, first.sequence == known + 1 {
                defer { waiting.events.removeAll() }
                return .events(waiting.events)
            }
            if known < waiting.last { return .journal }
            return waiting.isFinished ? .finished : .wait
        }
    }
}
