/// Targets as a strip of cells: one each where there is room, else in proportion.
struct CellStrip {
    var cells: [CellState]
    var symbols: Symbols

    func pieces(room: Int) -> [Piece] {
        let shown = cells.count <= room ? cells : proportional(room)
        var pieces = [Piece]()
        var index = 0
        while index < shown.count {
            let end = shown[index...].firstIndex { $0 != shown[index] } ?? shown.count
            pieces.append(Piece(String(repeating: symbols.sign(shown[index]), count: end - index), shown[index].role))
            index = end
        }
        return pieces
    }

    /// Every state that some target is in keeps a cell at least.
    private func proportional(_ room: Int) -> [CellState] {
        let present = CellState.allCases.map { state in (state, cells.count { $0 == state }) }.filter { $0.1 > 0 }
        var widths = present.map { max(1, $0.1 * room / cells.count) }
        while widths.reduce(0, +) > max(room, present.count) {
            guard let widest = widths.indices.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
        }
        while widths.reduce(0, +) < room {
            let missing = widths.indices.max { left, right in
                present[left].1 * widths[right] < present[right].1 * widths[left]
            }
            guard let missing else { break }
            widths[missing] += 1
        }
        return zip(present, widths).flatMap { Array(repeating: $0.0.0, count: $0.1) }
    }
}
