import SluiceReport
import Synchronization

/// Where everything that people and programs read comes out, one thing at a time.
///
/// Results go to stdout, progress and diagnostics to stderr. A picture stays at the bottom of stderr's terminal: it is erased
/// before anything else is written and drawn again after it.
final class Console: Sendable {
    private struct Picture {
        var rows: [String] = []
        var isDrawn = false
    }
    private let picture = Mutex(Picture())
    let output: OutputOptions
    let style: Style
    let resultStyle: Style

    init(_ output: OutputOptions) {
        self.output = output
        style = Terminal.error.style(output.color)
        resultStyle = Terminal.output.style(output.color)
    }

    /// Whether a picture is worth drawing.
    var isLive: Bool { output.format == .human && Terminal.error.canRedraw }

    /// A result.
    func result(_ text: String) {
        picture.withLock { picture in
            erase(&picture)
            Terminal.output.write(text.hasSuffix("\n") ? text : text + "\n")
            draw(&picture)
        }
    }

    /// Progress, a warning, a diagnostic.
    func note(_ text: String) {
        guard !text.isEmpty else { return }
        picture.withLock { picture in
            erase(&picture)
            Terminal.error.write(text.hasSuffix("\n") ? text : text + "\n")
            draw(&picture)
        }
    }

    /// An error with its way out.
    func fail(_ message: String, help: String? = nil) {
        var text = style.paint("error", .error) + style.paint(": \(message)", .strong)
        if let help { text += "\n  \(style.paint("= help:", .help)) \(help)" }
        note(text)
    }

    /// Replaces the picture; no rows take it away.
    func show(_ rows: [String]) {
        guard isLive else { return }
        picture.withLock { picture in
            guard rows != picture.rows || !picture.isDrawn else { return }
            var text = "\u{1B}[?2026h\u{1B}[?25l" + erasing(picture)
            text += rows.map { $0 + "\u{1B}[K\n" }.joined()
            text += rows.isEmpty ? "\u{1B}[?25h" : ""
            Terminal.error.write(text + "\u{1B}[?2026l")
            picture = Picture(rows: rows, isDrawn: !rows.isEmpty)
        }
    }

    private func erase(_ picture: inout Picture) {
        guard picture.isDrawn else { return }
        Terminal.error.write(erasing(picture))
        picture.isDrawn = false
    }

    private func erasing(_ picture: Picture) -> String {
        picture.isDrawn && !picture.rows.isEmpty ? "\r\u{1B}[\(picture.rows.count)A\u{1B}[J" : ""
    }

    private func draw(_ picture: inout Picture) {
        guard !picture.rows.isEmpty, !picture.isDrawn else { return }
        Terminal.error.write(picture.rows.map { $0 + "\u{1B}[K\n" }.joined())
        picture.isDrawn = true
    }

    /// Leaves the terminal as it was.
    func restore() {
        show([])
        if isLive { Terminal.error.write("\u{1B}[?25h") }
    }
}
