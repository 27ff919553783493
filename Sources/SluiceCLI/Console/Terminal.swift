import Foundation
import Glibc
import SluiceReport

/// One of the three standard streams, as far as its looks are concerned.
struct Terminal: Sendable {
    let descriptor: Int32

    static let output = Terminal(descriptor: STDOUT_FILENO)
    static let error = Terminal(descriptor: STDERR_FILENO)
    static let input = Terminal(descriptor: STDIN_FILENO)

    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// 80 × 24 where there is none.
    var size: (width: Int, height: Int) {
        var window = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else { return (80, 24) }
        return (Int(window.ws_col), Int(window.ws_row))
    }

    func style(_ color: OutputOptions.Color) -> Style {
        switch color {
        case .always: return .ansi
        case .never: return .plain
        case .auto:
            let environment = ProcessInfo.processInfo.environment
            return Style(isTerminal: isTerminal, noColor: environment["NO_COLOR"], term: environment["TERM"])
        }
    }

    /// Whether pictures can be redrawn in place.
    var canRedraw: Bool { isTerminal && ProcessInfo.processInfo.environment["TERM"] != "dumb" }

    /// Writes everything, whatever signals come; a closed reader is no error here.
    func write(_ text: String) {
        write(bytes: Array(text.utf8))
    }

    /// As `write`, for bytes that need not be text.
    func write(bytes: [UInt8]) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { written += count } else if errno != EINTR { return }
        }
    }
}
