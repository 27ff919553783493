public import SluiceEngine
import SluiceModel

/// What can be shown as one JSON document: a view of the engine.
public protocol PrintableView: Encodable {}

extension StatusView: PrintableView {}
extension HistoryView: PrintableView {}
extension ExplainView: PrintableView {}
extension PlanView: PrintableView {}

/// Views of the engine for programs.
public enum ViewJSON {
    /// One document without a line end: keys in snake_case, times RFC 3339 in UTC, durations in seconds, shares from 0 to 1.
    public static func text(of view: some PrintableView) -> String {
        do {
            return try CanonicalCoding.value(of: view).text
        } catch {
            preconditionFailure("\(error)")
        }
    }
}

/// Views of the engine for people.
public enum ViewText {
    /// A state by the name that programs read, as people read it.
    static func state(_ raw: String) -> Table.Cell {
        guard let state = StageState(rawValue: raw) else { return Table.Cell(raw) }
        return Table.Cell(state.shown, state.role)
    }

    static func age(_ since: Instant?, _ now: Instant) -> String { since.map { "\((now - $0).wholeText) ago" } ?? "" }

    /// A heading with a line end.
    static func heading(_ text: String, _ style: Style) -> String { style.paint(Printable.line(text), .strong) + "\n" }

    /// Lines of at most `width` cells, the first behind `lead`, the others as far in; a long `lead` gets a line of its own.
    static func paragraph(_ lead: String, _ text: String, width: Int, style: Style, role: Role = .plain, leadRole: Role = .plain) -> String
    {
        let isLong = CellWidth.of(lead) > 28
        let margin = String(repeating: " ", count: isLong ? 6 : CellWidth.of(lead))
        guard !text.isEmpty else { return "" }
        let lines = CellWidth.wrap(Printable.line(text), to: max(10, width - margin.count))
        guard !isLong else {
            let head = style.paint(CellWidth.clip(String(lead.reversed().drop { $0 == " " }.reversed()), to: width), leadRole) + "\n"
            return head + lines.map { margin + style.paint($0, role) + "\n" }.joined()
        }
        return lines.enumerated().map { index, line in
            (index == 0 ? style.paint(lead, leadRole) : margin) + style.paint(line, role) + "\n"
        }.joined()
    }
}
