import Synchronization

/// Who is connected, and who of them is owed something.
final class ClientRegistry: Sendable {
    private struct Client {
        var isBusy = false
        var task: Task<Void, Never>?
    }
    private struct Clients {
        var next = 0
        var open: [Int: Client] = [:]
        var isStopping = false
    }
    private let limit: Int
    private let clients = Mutex(Clients())
    private let signal: AsyncStream<Void>.Continuation
    /// Ends when the holder is stopping and the last client has gone.
    let farewell: AsyncStream<Void>

    init(limit: Int) {
        self.limit = limit
        (farewell, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Lets somebody in; false when there are too many or the holder stops.
    func admit(_ serve: @escaping @Sendable (_ client: Int) async -> Void) -> Bool {
        clients.withLock { clients in
            guard !clients.isStopping, clients.open.count < limit else { return false }
            clients.next += 1
            let number = clients.next
            // It cannot end before it is entered: leaving takes the same lock.
            clients.open[number] = Client(
                task: Task {
                    await serve(number)
                    self.leave(number)
                })
            return true
        }
    }

    /// False when the holder stops: nothing new is begun then, and what was begun is the last.
    func note(_ number: Int, isBusy: Bool) -> Bool {
        clients.withLock { clients in
            clients.open[number]?.isBusy = isBusy
            return !clients.isStopping
        }
    }

    /// Sends everybody away who is owed nothing.
    func beginFarewell() {
        let idle = clients.withLock { clients in
            clients.isStopping = true
            if clients.open.isEmpty { signal.finish() }
            return clients.open.values.filter { !$0.isBusy }.compactMap(\.task)
        }
        for task in idle { task.cancel() }
    }

    /// Sends everybody away.
    func endFarewell() {
        for task in clients.withLock({ $0.open.values.compactMap(\.task) }) { task.cancel() }
    }

    private func leave(_ number: Int) {
        clients.withLock { clients in
            clients.open.removeValue(forKey: number)
            if clients.isStopping, clients.open.isEmpty { signal.finish() }
        }
    }
}
