internal import CEditline
internal import Glibc

/// Signals as data: blocked everywhere, read from a descriptor where somebody waits.
///
/// One source serves a process. The line editor reads it while a line is typed and while a command runs in the foreground; a program
/// without a line editor may wait on it itself.
public final class SignalSource: Sendable {
    public enum Signal: Hashable, Sendable, CaseIterable {
        case interrupt
        case suspend
        case resumed
        case windowChanged
        case terminate
        case hangUp

        /// The number the system gives it; a program that ends because of it exits with 128 more.
        public var number: Int32 {
            switch self {
            case .interrupt: SIGINT
            case .suspend: SIGTSTP
            case .resumed: SIGCONT
            case .windowChanged: SIGWINCH
            case .terminate: SIGTERM
            case .hangUp: SIGHUP
            }
        }
    }

    /// Readable when a signal waits; for `poll` together with other descriptors.
    public let descriptor: Int32

    /// Keeps the signals from every thread. Must run before the first thread starts, so at the start of `main`.
    ///
    /// Programs started later inherit the mask: whoever starts one must empty it for the child (`POSIX_SPAWN_SETSIGMASK`).
    public static func blockSignals() {
        var mask = signalSet()
        unsafe pthread_sigmask(SIG_BLOCK, &mask, nil)
    }

    /// `blockSignals` must have run.
    public init() {
        var mask = Self.signalSet()
        descriptor = unsafe signalfd(-1, &mask, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
    }

    deinit {
        close(descriptor)
    }

    /// The next waiting signal, or nil at once when none waits.
    public func next() -> Signal? {
        var info = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard unsafe read(descriptor, &info, size) == size else { return nil }
        return Signal.allCases.first { $0.number == Int32(info.ssi_signo) }
    }

    private static func signalSet() -> sigset_t {
        var mask = sigset_t()
        unsafe sigemptyset(&mask)
        for signal in Signal.allCases { unsafe sigaddset(&mask, signal.number) }
        return mask
    }
}
