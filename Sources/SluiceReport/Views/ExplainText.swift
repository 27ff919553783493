public import SluiceEngine
public import SluiceModel

extension ViewText {
    /// Lines with line ends, no more than fit on a screen of `height` rows: why things are where they are, since when, until when.
    public static func explain(
        _ view: ExplainView, now: Instant, style: Style = .plain, width: Int, height: Int = 24
    ) -> String {
        guard !view.rows.isEmpty else { return "Nothing waits, and nothing is known to be wrong.\n" }
        let paragraphs = view.rows.map { paragraph(of: $0, now, width, style) }
        let room = max(4, height - 2)
        if paragraphs.reduce(0, { $0 + lineCount($1) }) <= room { return paragraphs.joined() }
        let lines = view.rows.map { line(of: $0, now, width, style) }
        if lines.count <= room { return lines.joined() }
        let rest = "and \(lines.count - room + 1) more: see --format json"
        return lines.prefix(room - 1).joined() + style.paint(CellWidth.clip(rest, to: width), .dim) + "\n"
    }

    private static func lineCount(_ text: String) -> Int { text.utf8.count { $0 == UInt8(ascii: "\n") } }

    private static func title(_ row: ExplainView.Row) -> String {
        row.place.isEmpty ? Printable.line(row.what) : Printable.line("\(row.what) at \(row.place)")
    }

    private static func paragraph(of row: ExplainView.Row, _ now: Instant, _ width: Int, _ style: Style) -> String {
        let since = row.since.map { "since \($0.text(near: now)), \((now - $0).wholeText)" }
        let until = row.until.map { $0 > now ? "until \($0.text(near: now)), in \(($0 - now).wholeText)" : "until \($0.text(near: now))" }
        let times = [since, until, row.unblockedBy.map { "ended by \($0)" }].compactMap { $0 }.joined(separator: " · ")
        return heading(CellWidth.clip(title(row), to: width), style) + paragraph("    ", row.reason, width: width, style: style)
            + (times.isEmpty ? "" : paragraph("    ", times, width: width, style: style, role: .dim))
    }

    private static func line(of row: ExplainView.Row, _ now: Instant, _ width: Int, _ style: Style) -> String {
        let age = row.since.map { " (\((now - $0).wholeText))" } ?? ""
        let lead = "\(title(row)): "
        let text = CellWidth.clip(lead + Printable.line(row.reason) + age, to: width)
        guard text.hasPrefix(lead) else { return style.paint(text, .strong) + "\n" }
        return style.paint(lead, .strong) + text.dropFirst(lead.count) + "\n"
    }
}
