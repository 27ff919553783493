import Dispatch
import Glibc
import Synchronization

/// Turns the first INT, TERM or HUP into an orderly end, and a second one into an immediate one.
final class Interruption: Sendable {
    static let shared = Interruption()
    /// Kept as long as the process runs; filled once, before anything else.
    nonisolated(unsafe) private var sources: [any DispatchSourceSignal] = []
    private let count = Atomic(0)

    private init() {}

    /// Ends the process without waiting for anything.
    static func leave() -> Never { _exit(ExitStatus.interrupted.rawValue) }

    /// Whether a signal has come, so that what fails now fails because of it.
    var isUnderWay: Bool { count.load(ordering: .sequentiallyConsistent) > 0 }

    /// Waits for the handler to end the process.
    static func awaitEnd() async -> Never {
        while true { try? await Task.sleep(for: .seconds(3600)) }
    }

    /// `handler` runs once, on a queue of its own.
    func onSignal(_ handler: @escaping @Sendable () -> Void) {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [self] in
                let earlier = count.add(1, ordering: .sequentiallyConsistent).oldValue
                if earlier == 0 { handler() } else { Self.leave() }
            }
            source.resume()
            unsafe sources.append(source)
        }
        signal(SIGPIPE, SIG_IGN)
    }
}
