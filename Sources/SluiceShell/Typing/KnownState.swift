import SluiceEngine
import SluiceInterpreter
import SluiceModel
import Synchronization

/// What the editor's thread may know without waiting: the newest state that was seen, and the names of the session.
final class KnownState: Sendable {
    struct Content {
        var state = EngineState()
        /// When the state was read, where nobody keeps it up to date.
        var readAt: Instant?
        /// The session's own names, in the order of declaration.
        var names: [(name: String, value: Value)] = []
        var now: Instant
    }
    private let content: Mutex<Content>
    private let clock: @Sendable () -> Instant

    init(clock: @escaping @Sendable () -> Instant) {
        self.clock = clock
        content = Mutex(Content(now: clock()))
    }

    var current: Content {
        var copy = content.withLock { $0 }
        copy.now = clock()
        return copy
    }

    /// From the runtime of this process.
    func follow(_ state: EngineState) {
        content.withLock { content in
            content.state = state
            content.readAt = nil
        }
    }

    /// From the store, which another process may be changing.
    func read(_ state: EngineState) {
        let now = clock()
        content.withLock { content in
            content.state = state
            content.readAt = now
        }
    }

    func setNames(_ names: [(name: String, value: Value)]) {
        content.withLock { $0.names = names }
    }
}
