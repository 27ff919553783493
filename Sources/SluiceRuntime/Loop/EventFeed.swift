import SluiceModel
import Synchronization

/// Hands durable events to everybody who follows.
final class EventFeed: Sendable {
    private struct Followers {
        var next = 0
        var streams: [(id: Int, continuation: AsyncStream<EventRecord>.Continuation)] = []
        var isFinished = false
    }
    private let followers = Mutex(Followers())

    /// Every event from now on, until the runtime stops or the reader does.
    func follow() -> AsyncStream<EventRecord> {
        let (stream, continuation) = AsyncStream.makeStream(of: EventRecord.self)
        let id: Int? = followers.withLock { followers in
            guard !followers.isFinished else { return nil }
            followers.next += 1
            followers.streams.append((followers.next, continuation))
            return followers.next
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.forget(id) }
        return stream
    }

    func publish(_ records: [EventRecord]) {
        guard !records.isEmpty else { return }
        for stream in followers.withLock({ $0.streams }) {
            for record in records { stream.continuation.yield(record) }
        }
    }

    func finish() {
        let streams = followers.withLock { followers in
            followers.isFinished = true
            defer { followers.streams = [] }
            return followers.streams
        }
        for stream in streams { stream.continuation.finish() }
    }

    private func forget(_ id: Int) { followers.withLock { $0.streams.removeAll { $0.id == id } } }
}
