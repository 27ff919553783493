import CProcess
import Glibc
import Synchronization

/// The one place where ends of processes arrive: a thread that waits for all handles at once.
final class ExitWatch: Sendable {
    static let shared = ExitWatch()

    private struct Waiting {
        var descriptor: Int32
        var continuation: CheckedContinuation<Bool, Never>
    }
    private struct Board {
        var next: UInt64 = 1
        var waiting = [UInt64: Waiting]()
    }

    private let poll: Int32
    private let board = Mutex(Board())

    private init() {
        poll = cprocess_watch_open()
        let poll = poll
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        let failure = unsafe pthread_create(
            &thread, nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<ExitWatch>.fromOpaque(context).takeRetainedValue().follow()
                return nil
            }, context)
        precondition(poll >= 0 && failure == 0, "no thread or descriptor is left to wait for processes")
        pthread_detach(thread)
    }

    private func follow() {
        var tokens = [UInt64](repeating: 0, count: 64)
        while true {
            let count = unsafe cprocess_watch_wait(poll, &tokens, Int32(tokens.count))
            for token in tokens.prefix(Int(count)) { finish(token, with: true) }
        }
    }

    /// Answers a wait once; later answers to it are void.
    private func finish(_ token: UInt64, with isEnded: Bool) {
        guard let found = board.withLock({ $0.waiting.removeValue(forKey: token) }) else { return }
        cprocess_watch_remove(poll, found.descriptor)
        found.continuation.resume(returning: isEnded)
    }

    /// Returns when the process of the handle has ended: true. With a limit, or when the task may give up, false if that came first.
    ///
    /// Each handle is waited for by one caller at a time.
    func end(of handle: ProcessHandle, within limit: Duration? = nil, givesUpWhenCancelled: Bool = false) async -> Bool {
        let token = board.withLock { board in
            board.next += 1
            return board.next
        }
        let timer = limit.map { limit in
            Task {
                try? await Task.sleep(for: limit)
                finish(token, with: false)
            }
        }
        defer { timer?.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                board.withLock { $0.waiting[token] = Waiting(descriptor: handle.descriptor, continuation: continuation) }
                if cprocess_watch_add(poll, handle.descriptor, token) != 0 { finish(token, with: true) }
                if givesUpWhenCancelled && Task.isCancelled { finish(token, with: false) }
            }
        } onCancel: {
            if givesUpWhenCancelled { finish(token, with: false) }
        }
    }
}
