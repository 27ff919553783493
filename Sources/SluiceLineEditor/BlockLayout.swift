/// A prompt and a buffer laid out for a screen of a given width.
///
/// Only where rows begin is computed for the whole buffer; glyphs are made for the rows that are asked for, so a large buffer on a small
/// screen stays cheap. No glyph is split: one that does not fit moves to the next row, and a tab ends at the margin.
struct BlockLayout {
    /// The rows of the prompt; the buffer goes on where the last of them ends.
    private let promptRows: [Row]
    private let continuationRow: Row
    private let buffer: [Unicode.Scalar]
    private let columns: Int
    /// Where each row of the buffer begins; the first one shares its row with the end of the prompt.
    private var starts: [Start] = []
    private(set) var cursorRow = 0
    private(set) var cursorColumn = 0

    private struct Start {
        var index: Int
        var afterLineBreak: Bool
    }

    /// - Parameters:
    ///   - cursor: index into `buffer`; its length puts the cursor behind the last one.
    ///   - continuation: stands at the start of each line after the first; left out when it would take half of the screen.
    init(prompt: StyledText, continuation: StyledText, buffer: [Unicode.Scalar], cursor: Int, columns: Int) {
        self.columns = max(2, columns)
        self.buffer = buffer
        promptRows = Self.rows(of: prompt, columns: self.columns)
        var continuationRow = Row()
        continuationRow.append(continuation, upTo: self.columns)
        self.continuationRow = continuationRow.width * 2 > self.columns ? Row() : continuationRow
        starts = [Start(index: 0, afterLineBreak: false)]
        walk(cursor: cursor)
    }

    var rowCount: Int { promptRows.count - 1 + starts.count }

    /// - Parameter styles: one a scalar of the buffer, or fewer: the rest is plain.
    func row(_ index: Int, styles: [Style]) -> Row {
        if index < promptRows.count - 1 { return promptRows[index] }
        let position = index - (promptRows.count - 1)
        var row = prefix(ofBufferRow: position)
        let end = position + 1 < starts.count ? starts[position + 1].index : buffer.count
        for item in starts[position].index..<end where buffer[item] != "\n" {
            for cell in cells(at: item, column: row.width, styles: styles) { row.join(cell) }
        }
        return row
    }

    func rows(styles: [Style]) -> [Row] {
        (0..<rowCount).map { row($0, styles: styles) }
    }

    private func cells(at item: Int, column: Int, styles: [Style]) -> ArraySlice<Cell> {
        Glyph.cells(of: buffer[item], atColumn: column, style: item < styles.count ? styles[item] : .plain).prefix(columns - column)
    }

    private func prefix(ofBufferRow position: Int) -> Row {
        if position == 0 { return promptRows[promptRows.count - 1] }
        return starts[position].afterLineBreak ? continuationRow : Row()
    }

    private mutating func walk(cursor: Int) {
        var column = promptRows[promptRows.count - 1].width
        for (index, scalar) in buffer.enumerated() {
            if scalar == "\n" {
                if index == cursor { place(column) }
                starts.append(Start(index: index + 1, afterLineBreak: true))
                column = continuationRow.width
                continue
            }
            let width = advance(of: scalar, at: column)
            if column + width > columns {
                starts.append(Start(index: index, afterLineBreak: false))
                column = 0
            }
            if index == cursor { place(column) }
            column += scalar == "\t" ? advance(of: scalar, at: column) : width
            if column >= columns {
                starts.append(Start(index: index + 1, afterLineBreak: false))
                column = 0
            }
        }
        if cursor >= buffer.count { place(column) }
    }

    private mutating func place(_ column: Int) {
        cursorRow = promptRows.count - 1 + starts.count - 1
        cursorColumn = column
    }

    private func advance(of scalar: Unicode.Scalar, at column: Int) -> Int {
        if let width = Glyph.width(of: scalar) { return width }
        if scalar == "\t" { return min(Glyph.tabStop - column % Glyph.tabStop, columns - column) }
        return scalar.value < 0x20 || scalar.value == 0x7F ? 2 : 1
    }

    private static func rows(of text: StyledText, columns: Int) -> [Row] {
        let styles = text.stylePerScalar()
        var rows = [Row()]
        for (index, scalar) in text.text.unicodeScalars.enumerated() where scalar != "\n" {
            for cell in Glyph.cells(of: scalar, atColumn: rows[rows.count - 1].width, style: styles[index]) {
                if rows[rows.count - 1].width + cell.width > columns { rows.append(Row()) }
                rows[rows.count - 1].join(cell)
            }
            if rows[rows.count - 1].width >= columns { rows.append(Row()) }
        }
        return rows
    }
}
