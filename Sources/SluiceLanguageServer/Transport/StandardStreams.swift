import Foundation
import Glibc

/// Connects a session to standard input and output until `exit` or the end of the input.
///
/// One thread reads, the caller's does everything else. What is at hand is read before anything is analysed, so that a newer change
/// replaces an older one, and a request that was cancelled is not carried out.
public enum StandardStreams {
    /// Returns the exit status that the protocol demands: 0 behind a `shutdown`, else 1.
    ///
    /// From its start on, whatever else this process prints goes to standard error.
    public static func serve(_ session: consuming LanguageSession) -> Int32 {
        var session = session
        let output = dup(STDOUT_FILENO)
        guard output >= 0 else { return 1 }
        dup2(STDERR_FILENO, STDOUT_FILENO)
        _ = signal(SIGPIPE, SIG_IGN)
        letSignalsEnd()
        defer { close(output) }
        let input = IncomingBytes()
        input.startReading(STDIN_FILENO)
        var framing = MessageFraming()
        var isOpen = true
        while true {
            while let frame = framing.next() { session.receive(frame) }
            switch isOpen ? input.take(waiting: session.isIdle) : .ended {
            case .bytes(let bytes):
                framing.append(bytes)
                continue
            case .nothing: break
            case .ended: isOpen = false
            }
            if let messages = session.step() {
                for message in messages where !write(MessageFraming.frame(message.data), to: output) { return 1 }
            } else if !isOpen {
                return session.exitStatus ?? session.statusAtEndOfInput
            }
            if let status = session.exitStatus { return status }
        }
    }

    /// There is nothing to bring to an end first: an editor, or a person who tries it, may end it with a signal.
    private static func letSignalsEnd() {
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        for number in [SIGINT, SIGTERM, SIGHUP] { unsafe sigaddset(&mask, number) }
        unsafe pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress! + written, bytes.count - written) }
            if count > 0 { written += count } else if errno != EINTR { return false }
        }
        return true
    }
}

/// What was read and not taken yet.
///
/// Isolation: the condition guards everything.
private final class IncomingBytes: @unchecked Sendable {
    enum Taken {
        case bytes([UInt8])
        case nothing
        case ended
    }
    private let changed = NSCondition()
    private var bytes: [UInt8] = []
    private var hasEnded = false
    /// The reader waits while more than this is not taken yet.
    private static let most = 1 << 20

    func startReading(_ descriptor: Int32) {
        Thread.detachNewThread { [self] in
            var buffer = [UInt8](repeating: 0, count: 64 << 10)
            while true {
                let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                changed.lock()
                if count > 0 { bytes += buffer[..<count] } else { hasEnded = true }
                changed.broadcast()
                while bytes.count > Self.most { changed.wait() }
                changed.unlock()
                if count <= 0 { return }
            }
        }
    }

    func take(waiting: Bool) -> Taken {
        changed.lock()
        defer { changed.unlock() }
        while waiting, bytes.isEmpty, !hasEnded { changed.wait() }
        guard bytes.isEmpty else {
            defer { bytes = [] }
            changed.broadcast()
            return .bytes(bytes)
        }
        return hasEnded ? .ended : .nothing
    }
}
