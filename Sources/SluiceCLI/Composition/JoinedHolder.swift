import OrderedCollections
import SluiceControl
import SluiceEngine
import SluiceModel
import SluiceStoreSQLite

/// A state that another process holds: commands go there, and the state is what the journal and its events fold to.
actor JoinedHolder: OperatedState {
    private(set) var state: EngineState
    /// Why following ended, if the holder did not simply stop or vanish.
    private(set) var failure: (any Error)?
    nonisolated let holder: String
    private let client: ControlClient
    private var followers: [AsyncStream<EventRecord>.Continuation] = []
    private var following: Task<Void, Never>?
    private var isOver = false

    /// `nil` when nobody serves the state.
    static func join(_ folder: StateFolder) async throws -> JoinedHolder? {
        guard let client = try await ControlClient.connect(folder.path) else { return nil }
        let joined = JoinedHolder(client: client, state: try Holding.read(folder))
        await joined.begin()
        return joined
    }

    private init(client: ControlClient, state: EngineState) {
        self.client = client
        self.state = state
        holder = client.holder
    }

    private func begin() {
        following = Task { [client, known = state.sequence] in
            do {
                for try await record in client.follow(after: known) { self.take(record) }
                self.finish(nil)
            } catch ControlError.lost {
                self.finish(nil)
            } catch {
                self.finish(error)
            }
        }
    }

    nonisolated var observations: Observations { Observations() }

    func follow() -> (state: EngineState, events: AsyncStream<EventRecord>) {
        let (stream, continuation) = AsyncStream.makeStream(of: EventRecord.self)
        if isOver { continuation.finish() } else { followers.append(continuation) }
        return (state, stream)
    }

    func submit(_ envelope: CommandEnvelope) async throws -> CommandAnswer {
        let (_, events) = follow()
        let answer = try await client.submit(envelope)
        guard answer.isAccepted, state.answers[envelope.id] == nil else { return answer }
        for await _ in events where state.answers[envelope.id] != nil { break }
        return answer
    }

    func end(of id: ExecutionID) async -> ExecutionState? {
        let (now, events) = follow()
        if let execution = now.execution(id), !execution.isLive { return execution }
        for await _ in events {
            if let execution = state.execution(id), !execution.isLive { return execution }
        }
        return nil
    }

    func end(of id: RollbackID) async -> RollbackState? {
        let (now, events) = follow()
        if let rollback = now.rollback(id), rollback.end != nil { return rollback }
        for await _ in events {
            if let rollback = state.rollback(id), rollback.end != nil { return rollback }
        }
        return nil
    }

    /// Ends following; the holder goes on.
    func leave() {
        following?.cancel()
        finish(nil)
    }

    private func take(_ record: EventRecord) {
        state.apply(record)
        for follower in followers { follower.yield(record) }
    }

    private func finish(_ error: (any Error)?) {
        guard !isOver else { return }
        isOver = true
        failure = error
        for follower in followers { follower.finish() }
        followers = []
    }
}
