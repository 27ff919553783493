internal import CEditline

/// One glyph of a row: a base character with the marks that combine with it.
struct Cell: Equatable {
    var glyph: String
    /// Columns it takes, 1 or 2.
    var width: Int
    var style: Style
}

/// One row of the picture, never wider than the screen.
struct Row: Equatable {
    var cells: [Cell] = []
    var width = 0

    mutating func append(_ cell: Cell) {
        cells.append(cell)
        width += cell.width
    }

    /// Adds as much of `text` as fits into `limit` columns in all; a cut is marked with `…`. Line breaks count as spaces.
    mutating func append(_ text: StyledText, upTo limit: Int) {
        let styles = text.stylePerScalar()
        var added = Row()
        for (index, scalar) in text.text.unicodeScalars.enumerated() {
            for cell in Glyph.cells(of: scalar == "\n" ? " " : scalar, atColumn: width + added.width, style: styles[index]) {
                added.join(cell)
            }
        }
        let room = limit - width
        if added.width > room {
            while let last = added.cells.last, added.width > room - 1 {
                added.cells.removeLast()
                added.width -= last.width
            }
            if room > 0 { added.append(Cell(glyph: "…", width: 1, style: added.cells.last?.style ?? .plain)) }
        }
        for cell in added.cells { append(cell) }
    }

    /// Appends the cell, or hangs a mark of no width on the glyph before it.
    mutating func join(_ cell: Cell) {
        if cell.width > 0 {
            append(cell)
        } else if let last = cells.indices.last {
            cells[last].glyph += cell.glyph
        }
    }
}

/// How a code point is shown.
enum Glyph {
    static let tabStop = 8
    /// Widths are known in a UTF-8 locale only, so it is chosen before the first question.
    private static let chosenLocale: Void = ce_choose_utf8()

    /// Columns of a printable code point; nil for one that must be spelled out.
    static func width(of scalar: Unicode.Scalar) -> Int? {
        switch scalar.value {
        case 0x20..<0x7F: return 1
        case 0..<0x20, 0x7F..<0xA0: return nil
        default:
            _ = chosenLocale
            let width = Int(ce_width(Int32(bitPattern: scalar.value)))
            return width < 0 ? nil : width
        }
    }

    /// The cells for a code point that is not a line break: tabs reach to the next stop, controls are spelled `^X`, what cannot be
    /// shown is `�`.
    static func cells(of scalar: Unicode.Scalar, atColumn column: Int, style: Style) -> [Cell] {
        if let width = width(of: scalar) { return [Cell(glyph: String(scalar), width: width, style: style)] }
        if scalar == "\t" {
            return Array(repeating: Cell(glyph: " ", width: 1, style: style), count: tabStop - column % tabStop)
        }
        guard scalar.value < 0x20 || scalar.value == 0x7F else { return [Cell(glyph: "\u{FFFD}", width: 1, style: style)] }
        let letter = Unicode.Scalar(UInt8(scalar.value) ^ 0x40)
        return [Cell(glyph: "^", width: 1, style: style), Cell(glyph: String(letter), width: 1, style: style)]
    }
}

/// What is on the terminal from the first live row down, and where the cursor is in it.
struct Frame: Equatable {
    var rows: [Row] = []
    var cursorRow = 0
    /// Always less than the number of columns.
    var cursorColumn = 0
}
