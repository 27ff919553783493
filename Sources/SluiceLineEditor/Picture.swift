/// Everything that is to be seen, arranged for a screen.
struct Picture {
    var screenRows: Int
    var columns: Int
    var liveRows: [StyledText] = []
    var layout: BlockLayout
    var styles: [Style] = []
    var hint: String?
    var overlay = Overlay.none

    /// - Parameter firstRow: the first row of the block that is shown when the block is taller than the screen; moved no further than
    ///   needed to keep the cursor in sight.
    func frame(firstRow: inout Int) -> Frame {
        let overlayLimit = screenRows > 1 ? max(1, screenRows - min(layout.rowCount, max(1, screenRows / 2))) : 0
        let below = overlay.rows(limit: min(overlay.desiredHeight, overlayLimit), columns: columns)
        let height = min(layout.rowCount, screenRows - below.count)
        let above = Self.live(liveRows, limit: screenRows - below.count - height, screenRows: screenRows, columns: columns)

        firstRow = min(firstRow, layout.rowCount - height)
        if layout.cursorRow < firstRow { firstRow = layout.cursorRow }
        if layout.cursorRow >= firstRow + height { firstRow = layout.cursorRow - height + 1 }
        var block = (firstRow..<firstRow + height).map { layout.row($0, styles: styles) }
        addHint(to: &block, isWhole: height == layout.rowCount)

        var frame = Frame(rows: above + block + below)
        frame.cursorRow = above.count + layout.cursorRow - firstRow
        frame.cursorColumn = layout.cursorColumn
        if case .search(let panel) = overlay, !below.isEmpty {
            frame.cursorRow = frame.rows.count - 1
            frame.cursorColumn = panel.cursorColumn(columns: columns)
        }
        return frame
    }

    private func addHint(to block: inout [Row], isWhole: Bool) {
        guard let hint, isWhole, case .none = overlay, let last = block.indices.last else { return }
        let room = columns - 1 - block[last].width
        guard room >= 10 else { return }
        block[last].append(StyledText("  " + hint, .dim), upTo: columns - 1)
    }

    /// At most half of the screen; what does not fit becomes a count, on a small screen all of it one line.
    static func live(_ rows: [StyledText], limit: Int, screenRows: Int, columns: Int) -> [Row] {
        let room = min(limit, screenRows < 10 ? 1 : screenRows / 2)
        guard room > 0, !rows.isEmpty else { return [] }
        var result = rows.prefix(room).map { text in
            var row = Row()
            row.append(text, upTo: columns - 1)
            return row
        }
        let hidden = rows.count - result.count
        guard hidden > 0, let last = result.indices.last else { return result }
        if result.count > 1 {
            result[last] = Row()
            result[last].append(StyledText("… \(hidden + 1) more", .dim), upTo: columns - 1)
        } else {
            let mark = " (+\(hidden))"
            result[last] = Row()
            result[last].append(rows[0], upTo: max(1, columns - 1 - mark.utf8.count))
            result[last].append(StyledText(mark, .dim), upTo: columns - 1)
        }
        return result
    }
}
