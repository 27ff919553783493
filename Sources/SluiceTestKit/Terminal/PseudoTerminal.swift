internal import Glibc

/// A program on a terminal of its own: keys go in, a screen comes out.
///
/// The program leads a session whose controlling terminal this is, so Ctrl-C, Ctrl-Z and a change of size reach it as from a real one.
/// Waiting is always for something to appear, with a deadline; nothing sleeps. The program is killed when the value goes away.
public final class PseudoTerminal {
    /// Why a program could not be driven.
    public enum Failure: Error, CustomStringConvertible {
        case notStarted(path: String, reason: String)
        /// `wanted` did not appear; `screen` is what was there instead.
        case notSeen(wanted: String, screen: String, ended: Bool)

        public var description: String {
            switch self {
            case .notStarted(let path, let reason): "\(path) did not start: \(reason)"
            case .notSeen(let wanted, let screen, let ended):
                "expected \(wanted) on the screen\(ended ? " (the program has ended)" : ""):\n\(screen)\n----"
            }
        }
    }

    /// How a program ended.
    public enum Ending: Hashable, Sendable {
        case exited(Int32)
        case killed(signal: Int32)
        case stopped(signal: Int32)
    }

    public private(set) var screen: ScreenModel
    /// Everything the program sent, for questions about single sequences.
    public private(set) var transcript: [UInt8] = []
    public private(set) var outputEnded = false
    public let processIdentifier: Int32
    private let master: Int32
    private let slavePath: String
    private var ending: Ending?

    /// - Parameters:
    ///   - path: the program's file.
    ///   - environment: all of it; nothing is inherited.
    ///   - directory: where it runs; nil for here.
    public init(
        _ path: String, _ arguments: [String] = [], environment: [String: String] = [:], directory: String? = nil, rows: Int = 24,
        columns: Int = 80
    ) throws {
        screen = ScreenModel(rows: rows, columns: columns)
        master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard master >= 0, let number = Self.unlock(master) else {
            throw Failure.notStarted(path: path, reason: "no pseudo terminal is available")
        }
        slavePath = "/dev/pts/\(number)"
        Self.setSize(of: master, rows: rows, columns: columns)
        // Without an open slave a read of the master reports an error before the program has opened its own.
        let slave = unsafe open(slavePath, O_RDWR | O_NOCTTY | O_CLOEXEC)
        defer { close(slave) }
        let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        do {
            processIdentifier = try Self.spawn(
                path, [path] + arguments, environment: variables, directory: directory, terminal: slavePath)
        } catch {
            close(master)
            throw error
        }
    }

    deinit {
        if ending == nil || ending == .stopped(signal: SIGTSTP) || ending == .stopped(signal: SIGSTOP) {
            kill(processIdentifier, SIGKILL)
            var status: Int32 = 0
            unsafe waitpid(processIdentifier, &status, 0)
        }
        close(master)
    }

    /// Types the text; control characters are keys.
    public func send(_ keys: String) {
        send(Array(keys.utf8))
    }

    /// Types bytes. Output that comes meanwhile is taken in, so neither side waits for the other for ever.
    public func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty, !outputEnded {
            let events = poll(for: Int16(POLLIN) | Int16(POLLOUT), milliseconds: 10_000)
            if events & Int16(POLLIN) != 0 { readAvailable() }
            if events & Int16(POLLOUT) != 0 {
                let piece = rest.prefix(1024)
                let count = unsafe piece.withUnsafeBytes { unsafe write(master, $0.baseAddress!, $0.count) }
                rest.removeFirst(max(0, count))
            }
            if events == 0 { return }
        }
    }

    /// Sends a signal to the program.
    public func signal(_ number: Int32) {
        kill(processIdentifier, number)
    }

    /// Changes the size of the terminal; the program hears of it.
    public func resize(rows: Int, columns: Int) {
        readAvailable()
        screen.resize(rows: rows, columns: columns)
        Self.setSize(of: master, rows: rows, columns: columns)
    }

    /// Waits until the screen is as wanted.
    ///
    /// - Throws: `Failure.notSeen` with the last screen after `seconds`, or when the output ends before.
    public func expect(_ wanted: String, within seconds: Int = 10, _ condition: (ScreenModel) -> Bool) throws {
        let deadline = Self.now + seconds * 1000
        while true {
            if condition(screen) { return }
            let rest = deadline - Self.now
            guard rest > 0, !outputEnded else { throw failure(wanted) }
            if poll(for: Int16(POLLIN), milliseconds: Int32(clamping: rest)) != 0 { readAvailable() }
        }
    }

    public func expect(screenContains text: String, within seconds: Int = 10) throws {
        try expect("\"\(text)\"", within: seconds) { $0.text.contains(text) }
    }

    /// Waits for the program's end, or its stop if `orStopped`, taking in what it still says.
    public func waitForEnd(within seconds: Int = 10, orStopped: Bool = false) throws -> Ending {
        let deadline = Self.now + seconds * 1000
        while true {
            if let ending = takeStatus(orStopped: orStopped) {
                readAvailable()
                return ending
            }
            guard deadline > Self.now else { throw failure("the end of the program") }
            // Neither a stop nor an end makes the terminal readable, so look again soon.
            var watched = pollfd(fd: outputEnded ? -1 : master, events: Int16(POLLIN), revents: 0)
            unsafe Glibc.poll(&watched, 1, 5)
            if watched.revents != 0 { readAvailable() }
        }
    }

    /// Whether the terminal puts lines together itself and echoes, as a program finds it and should leave it.
    public var isCooked: Bool {
        let slave = unsafe open(slavePath, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard slave >= 0 else { return false }
        defer { close(slave) }
        var settings = termios()
        guard unsafe tcgetattr(slave, &settings) == 0 else { return false }
        return settings.c_lflag & tcflag_t(ICANON) != 0 && settings.c_lflag & tcflag_t(ECHO) != 0
    }

    private func takeStatus(orStopped: Bool) -> Ending? {
        var status: Int32 = 0
        guard unsafe waitpid(processIdentifier, &status, WNOHANG | (orStopped ? WUNTRACED : 0)) == processIdentifier else { return nil }
        let signal = status & 0x7F
        let result: Ending =
            if status & 0xFF == 0x7F { .stopped(signal: (status >> 8) & 0xFF) } else if signal == 0 {
                .exited((status >> 8) & 0xFF)
            } else { .killed(signal: signal) }
        ending = result
        return result
    }

    private func failure(_ wanted: String) -> Failure {
        .notSeen(wanted: wanted, screen: screen.text, ended: outputEnded)
    }

    private func readAvailable() {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while !outputEnded, poll(for: Int16(POLLIN), milliseconds: 0) != 0 {
            let count = unsafe read(master, &bytes, bytes.count)
            if count > 0 {
                transcript += bytes[..<count]
                screen.feed(bytes[..<count])
            } else if count == 0 || errno != EINTR {
                outputEnded = true
            }
        }
    }

    private func poll(for events: Int16, milliseconds: Int32) -> Int16 {
        var descriptor = pollfd(fd: master, events: events, revents: 0)
        let count = unsafe Glibc.poll(&descriptor, 1, milliseconds)
        guard count > 0 else { return 0 }
        let gone = descriptor.revents & (Int16(POLLHUP) | Int16(POLLERR)) != 0
        return descriptor.revents | (gone ? Int16(POLLIN) : 0)
    }

    private static var now: Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }

    /// - Returns: the number of the slave, nil where the system has none left.
    private static func unlock(_ master: Int32) -> Int32? {
        // TIOCSPTLCK and TIOCGPTN, which are macros Swift does not see.
        var locked: Int32 = 0
        var number: Int32 = 0
        guard unsafe ioctl(master, 0x4004_5431, &locked) == 0, unsafe ioctl(master, 0x8004_5430, &number) == 0 else { return nil }
        return number
    }

    private static func setSize(of descriptor: Int32, rows: Int, columns: Int) {
        var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        unsafe _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
    }
}
