public import SluiceEngine
import SluiceModel

extension ViewText {
    /// Lines with line ends, newest first.
    public static func history(_ view: HistoryView, style: Style = .plain, width: Int) -> String {
        guard !view.rows.isEmpty else { return "No execution yet: `sluice run FILE` or `sluice start` makes the first.\n" }
        var table = Table([
            .init("EXECUTION"), .init("REVISION", leastWidth: 7, yields: 2), .init("STATE"), .init("STARTED (UTC)"),
            .init("TOOK", alignment: .right), .init("EXPOSED", alignment: .right), .init("DETECTED", alignment: .right),
            .init("BY", leastWidth: 4, yields: 3), .init("BECAUSE", leastWidth: 7, yields: 4),
        ])
        for row in view.rows {
            let took = row.ended.map { ($0 - row.started).shortText } ?? "going on"
            table.add([
                Table.Cell(row.id.text), Table.Cell(row.revision.text), state(row.state), Table.Cell(row.started.minuteText, .dim),
                Table.Cell(took), Table.Cell(shareText(row.exposed)),
                Table.Cell(row.detectedAfter.map { "after \($0.shortText)" } ?? ""), Table.Cell(row.by), Table.Cell(row.because ?? ""),
            ])
        }
        return table.render(width: width, style: style)
    }
}
