import OrderedCollections
import SluiceEngine
import SluiceModel
import SluiceRuntime

/// The store of a session: read until something must be done, then held.
actor SessionStore {
    private let store: ShellStore
    private let clock: @Sendable () -> Instant
    private let known: KnownState
    private let opened: @Sendable (Runtime) async -> Void
    private var opening: Task<Runtime, any Error>?
    private(set) var runtime: Runtime?

    /// - Parameter opened: called once, before the runtime is used.
    init(
        _ store: ShellStore, known: KnownState, clock: @escaping @Sendable () -> Instant,
        opened: @escaping @Sendable (Runtime) async -> Void
    ) {
        self.store = store
        self.known = known
        self.clock = clock
        self.opened = opened
    }

    /// Opens the store if that has not happened; a failure is tried again at the next call.
    func open() async throws -> Runtime {
        if let runtime { return runtime }
        let opening = opening ?? Task { [store] in try await store.open() }
        self.opening = opening
        do {
            let runtime = try await opening.value
            guard self.runtime == nil else { return runtime }
            self.runtime = runtime
            await opened(runtime)
            return runtime
        } catch {
            self.opening = nil
            throw error
        }
    }

    /// The state now, with what is observed where this process observes.
    func look() async throws -> (state: EngineState, observations: Observations, now: Instant) {
        if let runtime { return (await runtime.state, await runtime.observations, clock()) }
        let state = try await store.read()
        known.read(state)
        return (state, Observations(), clock())
    }

    /// Stops deciding; what runs outside goes on.
    func close() async { await runtime?.stop() }
}
