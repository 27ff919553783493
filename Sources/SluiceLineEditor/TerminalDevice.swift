internal import CEditline
internal import Glibc

/// The two descriptors a line editor talks through.
struct TerminalDevice {
    let input: Int32
    let output: Int32

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// The size of the screen; 24 by 80 where the terminal does not say.
    var size: (rows: Int, columns: Int) {
        var rows: Int32 = 0
        var columns: Int32 = 0
        let known = unsafe ce_window_size(output, &rows, &columns) == 0
        return (known && rows > 0 ? Int(rows) : 24, known && columns > 1 ? Int(columns) : 80)
    }

    /// Nil where there is no terminal.
    var settings: termios? {
        var settings = termios()
        return unsafe tcgetattr(input, &settings) == 0 ? settings : nil
    }

    /// Whether the terminal shows what is typed while no line is read. Nothing happens where there is no terminal.
    func setEcho(_ on: Bool) {
        guard var settings else { return }
        let flag = tcflag_t(ECHO)
        settings.c_lflag = on ? settings.c_lflag | flag : settings.c_lflag & ~flag
        unsafe tcsetattr(input, TCSANOW, &settings)
    }

    /// Writes everything; gives up silently when the terminal is gone, which the next read reports.
    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(output, $0.baseAddress!, $0.count) }
            if count > 0 {
                rest.removeFirst(count)
            } else if errno == EAGAIN {
                _ = wait(for: [pollfd(fd: output, events: Int16(POLLOUT), revents: 0)], milliseconds: -1)
            } else if errno != EINTR {
                return
            }
        }
    }

    /// Whether input is there, or comes within the time.
    func hasInput(within milliseconds: Int32) -> Bool {
        let answer = wait(for: [pollfd(fd: input, events: Int16(POLLIN), revents: 0)], milliseconds: milliseconds)
        return answer.first?.revents != 0
    }

    /// `poll`; without events after the time is up or an interruption.
    func wait(for descriptors: [pollfd], milliseconds: Int32) -> [pollfd] {
        var descriptors = descriptors
        let ready = unsafe poll(&descriptors, nfds_t(descriptors.count), milliseconds)
        if ready <= 0 { for index in descriptors.indices { descriptors[index].revents = 0 } }
        return descriptors
    }
}

/// Gives the terminal its settings back when the process ends in a way nobody planned.
///
/// Handlers for the signals of a crash put back what was there before the first editor opened, then let the signal take its course. A
/// normal exit does the same through `atexit`.
enum TerminalRescue {
    private static let crashes = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGQUIT]

    /// Remembers the settings; later calls change nothing.
    static func arm(_ device: TerminalDevice, _ settings: termios) {
        guard unsafe rescueSettings == nil else { return }
        unsafe rescueInput = device.input
        unsafe rescueOutput = device.output
        let kept = UnsafeMutablePointer<termios>.allocate(capacity: 1)
        unsafe kept.initialize(to: settings)
        unsafe rescueSettings = kept
        let previous = UnsafeMutablePointer<sigaction>.allocate(capacity: crashes.count)
        unsafe rescuePrevious = previous
        for (index, number) in crashes.enumerated() {
            var action = sigaction()
            unsafe action.__sigaction_handler.sa_handler = rescueAfterCrash
            action.sa_flags = Int32(SA_ONSTACK)
            unsafe sigaction(number, &action, previous + index)
        }
        atexit(restoreTerminal)
    }

    /// Whether the modes of an edited line are on and have to be switched off too.
    static func setEditing(_ on: Bool) {
        unsafe rescueEditing = on
    }

    fileprivate static func reinstatePrevious(_ number: Int32) {
        guard let index = crashes.firstIndex(of: number), let previous = unsafe rescuePrevious else { return }
        unsafe sigaction(number, previous + index, nil)
    }
}

private nonisolated(unsafe) var rescueSettings: UnsafeMutablePointer<termios>?
private nonisolated(unsafe) var rescuePrevious: UnsafeMutablePointer<sigaction>?
private nonisolated(unsafe) var rescueInput: Int32 = -1
private nonisolated(unsafe) var rescueOutput: Int32 = -1
private nonisolated(unsafe) var rescueEditing = false
private let rescueSequence: StaticString = "\u{1B}[?2004l\u{1B}[?2026l\u{1B}[?25h\u{1B}[0m"

private func restoreTerminal() {
    guard let settings = unsafe rescueSettings, tcgetpgrp(unsafe rescueInput) == getpgrp() else { return }
    if unsafe rescueEditing { _ = unsafe write(rescueOutput, rescueSequence.utf8Start, rescueSequence.utf8CodeUnitCount) }
    unsafe tcsetattr(rescueInput, TCSANOW, settings)
}

private func rescueAfterCrash(_ number: Int32) {
    restoreTerminal()
    TerminalRescue.reinstatePrevious(number)
    raise(number)
}
