/// Turns the difference between two frames into the bytes that change one into the other.
///
/// It knows the terminal only by what it wrote itself: all moves are relative to the first row of the frame, so the frame may stand
/// anywhere on the screen and scroll with it.
struct FramePainter {
    private var shown = Frame()
    private var row = 0
    /// Nil when the last character of a row was written and terminals disagree about where the cursor is.
    private var column: Int? = 0
    private var style = Style.plain
    private(set) var output: [UInt8] = []
    var columns = 80
    var colours = true

    /// Takes what was collected; the caller writes it in one go.
    mutating func takeOutput() -> [UInt8] {
        defer { output.removeAll(keepingCapacity: true) }
        return output
    }

    mutating func emit(_ text: String) {
        output.append(contentsOf: text.utf8)
    }

    /// Makes the terminal show `frame`. Its rows must be no more than the screen has, and no wider.
    mutating func paint(_ frame: Frame) {
        guard frame != shown else { return }
        let changed = changedRows(frame)
        let hides = changed.count > 1
        if hides { emit("\u{1B}[?25l") }
        for index in changed { rewrite(index, as: frame.rows[index]) }
        if shown.rows.count > frame.rows.count {
            move(to: frame.rows.count, 0)
            emit("\u{1B}[J")
        }
        setStyle(.plain)
        move(to: frame.cursorRow, frame.cursorColumn)
        if hides { emit("\u{1B}[?25h") }
        shown = frame
    }

    /// Writes rows that may be more than the screen has; the upper ones scroll away. The picture must have been erased.
    mutating func paintTall(_ rows: [Row]) {
        for (index, newRow) in rows.enumerated() {
            for cell in newRow.cells {
                setStyle(cell.style)
                emit(cell.glyph)
            }
            setStyle(.plain)
            if index < rows.count - 1 { emit("\r\n") }
        }
        shown = Frame(rows: Array(rows.suffix(1)))
        column = nil
    }

    /// Takes the picture off the screen; the cursor is then where its first row began.
    mutating func erase() {
        setStyle(.plain)
        move(to: 0, 0)
        if !shown.rows.isEmpty { emit("\u{1B}[J") }
        forget()
    }

    /// Leaves the picture as it stands and puts the cursor on a new line below it.
    mutating func leave(after mark: String = "") {
        setStyle(.plain)
        if !shown.rows.isEmpty {
            let last = shown.rows.count - 1
            if row != last || !mark.isEmpty { move(to: last, min(shown.rows[last].width, columns - 1)) }
            emit(mark + "\r\n")
        }
        forget()
    }

    /// Assumes an empty picture at the cursor, which is in column 0.
    mutating func forget() {
        shown = Frame()
        row = 0
        column = 0
        style = .plain
    }

    /// Text that stays: it becomes part of what scrolls away. The picture must have been erased.
    mutating func printPermanently(_ text: StyledText) {
        let styles = text.stylePerScalar()
        var width = 0
        for (index, scalar) in text.text.unicodeScalars.enumerated() {
            if scalar == "\n" {
                setStyle(.plain)
                emit("\r\n")
                width = 0
                continue
            }
            for cell in Glyph.cells(of: scalar, atColumn: width, style: styles[index]) {
                setStyle(cell.style)
                emit(cell.glyph)
                width += cell.width
            }
        }
        setStyle(.plain)
        if !text.text.hasSuffix("\n") { emit("\r\n") }
    }

    private func changedRows(_ frame: Frame) -> [Int] {
        frame.rows.indices.filter { $0 >= shown.rows.count || shown.rows[$0] != frame.rows[$0] }
    }

    private mutating func rewrite(_ index: Int, as new: Row) {
        let old = index < shown.rows.count ? shown.rows[index] : Row()
        var first = 0
        var start = 0
        while first < min(old.cells.count, new.cells.count), old.cells[first] == new.cells[first] {
            start += new.cells[first].width
            first += 1
        }
        move(to: index, start)
        var width = start
        for cell in new.cells[first...] {
            setStyle(cell.style)
            emit(cell.glyph)
            width += cell.width
        }
        column = width < columns ? width : nil
        if old.width > new.width {
            setStyle(.plain)
            emit("\u{1B}[K")
        }
    }

    private mutating func setStyle(_ new: Style) {
        let wanted = colours ? new : new.withoutColour()
        guard wanted != style else { return }
        emit(wanted.selectGraphicRendition(colours: colours))
        style = wanted
    }

    private mutating func move(to newRow: Int, _ newColumn: Int) {
        if newRow < row {
            if column == nil { returnToMargin() }
            emit("\u{1B}[\(row - newRow)A")
        } else if newRow > row {
            setStyle(.plain)
            emit(String(repeating: "\r\n", count: newRow - row))
            column = 0
        }
        row = newRow
        guard column != newColumn else { return }
        if newColumn == 0 || column == nil { returnToMargin() }
        let distance = newColumn - (column ?? 0)
        if distance > 0 {
            emit("\u{1B}[\(distance)C")
        } else if distance < 0, distance >= -4 {
            emit(String(repeating: "\u{8}", count: -distance))
        } else if distance < 0 {
            emit("\u{1B}[\(-distance)D")
        }
        column = newColumn
    }

    private mutating func returnToMargin() {
        emit("\r")
        column = 0
    }
}
