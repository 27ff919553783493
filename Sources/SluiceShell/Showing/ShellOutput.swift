import Glibc
import SluiceLineEditor
import SluiceReport

/// Where a session's text goes.
struct ShellOutput: Sendable {
    var style: SluiceReport.Style
    /// What was asked for: an answer, a `print`, a value.
    var result: @Sendable (String) -> Void
    /// Everything else: progress, warnings, diagnostics.
    var note: @Sendable (String) -> Void
    var width: @Sendable () -> Int

    /// An error with its way out.
    func fail(_ message: String, help: String?) {
        var text = style.paint("error", .error) + style.paint(": \(message)", .strong)
        if let help { text += "\n  \(style.paint("= help:", .help)) \(help)" }
        note(text)
    }

    /// Above the prompt.
    static func board(_ board: NoticeBoard, style: SluiceReport.Style) -> ShellOutput {
        let post: @Sendable (String) -> Void = { text in
            guard !text.isEmpty else { return }
            board.post(notice: AnsiText.styled(text))
        }
        return ShellOutput(style: style, result: post, note: post, width: { ScreenSize.of(STDOUT_FILENO).columns })
    }

    /// The standard output and the standard error.
    static func streams(style: SluiceReport.Style) -> ShellOutput {
        ShellOutput(
            style: style, result: { Self.write($0, to: STDOUT_FILENO) }, note: { Self.write($0, to: STDERR_FILENO) },
            width: { isatty(STDOUT_FILENO) == 1 ? ScreenSize.of(STDOUT_FILENO).columns : 120 })
    }

    /// Whole lines, whatever signals come; a closed reader is no error here.
    private static func write(_ text: String, to descriptor: Int32) {
        guard !text.isEmpty else { return }
        let bytes = Array((text.hasSuffix("\n") ? text : text + "\n").utf8)
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes[written...].withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { written += count } else if errno != EINTR { return }
        }
    }
}

/// Rows and columns of a terminal.
enum ScreenSize {
    /// 24 × 80 where there is none.
    static func of(_ descriptor: Int32) -> (rows: Int, columns: Int) {
        var window = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else { return (24, 80) }
        return (Int(window.ws_row), Int(window.ws_col))
    }
}
