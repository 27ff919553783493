import FlyingSocks
import SluiceModel

/// The holder's end: answers everybody who connects to `socket` in the state folder.
public final class ControlServer: Sendable {
    private let folder: SocketFolder
    private let clients: ClientRegistry
    private let limits: ControlLimits
    private let accepting: Task<Void, Never>

    /// Serves from now on; `holder` is told to everybody. The caller holds the state's lock, so a socket found there is a dead holder's.
    ///
    /// Throws `ControlError.unusable` where sockets cannot be made; the runtime is as good without.
    public init(
        folder path: String, holder: String, runtime: some ControlledRuntime, limits: ControlLimits = ControlLimits()
    ) async throws(ControlError) {
        folder = try SocketFolder(path)
        self.limits = limits
        let clients = ClientRegistry(limit: limits.connections)
        self.clients = clients
        let pool = try await folder.pool()
        let listener = try folder.listen()
        let greeting = Greeting(serves: Greeting.name, version: Greeting.current, events: Event.version, holder: holder)
        accepting = Task {
            while let connection = try? await Connection.accept(on: listener, pool: pool) {
                let isIn = clients.admit { client in
                    let served = ServedConnection(
                        connection: connection, runtime: runtime, limits: limits, greeting: greeting,
                        mayGoOn: { clients.note(client, isBusy: $0) })
                    await served.serve()
                }
                // There is room in a new socket's buffer.
                if !isIn { try? await connection.write(Self.full) }
            }
            try? listener.close()
        }
    }

    private static let full: [UInt8] =
        (try? ControlReply.refused(Refusal("too many are connected", help: "try again when some have gone")).line()) ?? []

    /// Takes the socket away, gives everybody a moment for what they are still owed, and ends every connection.
    ///
    /// Followers are told the end if the runtime's events have ended before.
    public func stop() async {
        folder.remove()
        accepting.cancel()
        clients.beginFarewell()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [clients] in for await _ in clients.farewell {} }
            group.addTask { [limits] in try? await Task.sleep(for: limits.farewell) }
            await group.next()
            group.cancelAll()
        }
        clients.endFarewell()
        await accepting.value
    }
}

extension SocketFolder {
    func pool() async throws(ControlError) -> any AsyncSocketPool {
        do { return try await SocketReadiness.shared.pool() } catch {
            throw .unusable(path: path, reason: Self.reason(of: error))
        }
    }
}
