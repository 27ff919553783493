/// Rows of cells that fit the terminal: columns where there is room for them, records where there is not.
public struct Table: Sendable {
    public enum Alignment: Hashable, Sendable {
        case left
        case right
    }

    public struct Column: Sendable {
        public let title: String
        public let alignment: Alignment
        /// Columns are clipped no narrower than this; below it the table becomes records.
        public let leastWidth: Int
        /// Columns that give way first have the highest; 0 never gives way.
        public let yields: Int

        public init(_ title: String, alignment: Alignment = .left, leastWidth: Int = 4, yields: Int = 0) {
            self.title = title
            self.alignment = alignment
            self.leastWidth = leastWidth
            self.yields = yields
        }
    }

    public struct Cell: Sendable, ExpressibleByStringInterpolation {
        public let text: String
        public let role: Role

        /// Control characters and line ends are made visible.
        public init(_ text: String, _ role: Role = .plain) {
            self.text = Printable.line(text)
            self.role = role
        }

        public init(stringLiteral value: String) { self.init(value) }
    }

    public let columns: [Column]
    public private(set) var rows: [[Cell]] = []
    private static let gap = 2

    public init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row; missing cells are empty, surplus ones are left out.
    public mutating func add(_ cells: [Cell]) {
        rows.append(columns.indices.map { $0 < cells.count ? cells[$0] : "" })
    }

    /// Lines of at most `width` cells (but never fewer than six), each with a line end; empty without rows.
    public func render(width: Int, style: Style = .plain) -> String {
        guard !rows.isEmpty else { return "" }
        guard let widths = fitted(to: width) else { return records(width: width, style: style) }
        let titles = columns.map { Cell($0.title, .strong) }
        return ([titles] + rows).map { line($0, widths, style) + "\n" }.joined()
    }

    /// The width of each column; nil if even the narrowest do not fit.
    private func fitted(to width: Int) -> [Int]? {
        var widths = columns.indices.map { column in
            rows.reduce(CellWidth.of(columns[column].title)) { max($0, CellWidth.of($1[column].text)) }
        }
        let gaps = Self.gap * max(0, columns.count - 1)
        let order = columns.indices.filter { columns[$0].yields > 0 }.sorted { (-columns[$0].yields, $0) < (-columns[$1].yields, $1) }
        for column in order {
            let surplus = widths.reduce(gaps, +) - width
            if surplus > 0 { widths[column] = max(min(widths[column], columns[column].leastWidth), widths[column] - surplus) }
        }
        return widths.reduce(gaps, +) <= width ? widths : nil
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ style: Style) -> String {
        var result = ""
        var pending = ""
        for (index, cell) in cells.enumerated() {
            let text = CellWidth.clip(cell.text, to: widths[index])
            let spaces = String(repeating: " ", count: max(0, widths[index] - CellWidth.of(text)))
            let isRight = columns[index].alignment == .right
            if isRight { pending += spaces }
            if !text.isEmpty {
                result += pending + style.paint(text, cell.role)
                pending = ""
            }
            if !isRight { pending += spaces }
            pending += String(repeating: " ", count: Self.gap)
        }
        return result
    }

    /// Each cell that is not empty under its title's name, wrapped rather than cut; an empty line between rows.
    private func records(width: Int, style: Style) -> String {
        let label = min(columns.map { CellWidth.of($0.title) }.max() ?? 0, max(1, min(width / 2, width - Self.gap - 2)))
        return rows.map { row in
            zip(columns, row).filter { !$1.text.isEmpty }.map { column, cell in
                let title = CellWidth.pad(CellWidth.clip(column.title, to: label), to: label)
                let lines = CellWidth.wrap(cell.text, to: max(2, width - label - Self.gap)).map { style.paint($0, cell.role) }
                let indent = "\n" + String(repeating: " ", count: label + Self.gap)
                return style.paint(title, .strong) + String(repeating: " ", count: Self.gap) + lines.joined(separator: indent) + "\n"
            }.joined()
        }.joined(separator: "\n")
    }
}
