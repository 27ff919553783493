/// A piece of a row that stands out in one way.
struct Piece: Hashable {
    var text: String
    var role: Role

    init(_ text: String, _ role: Role = .plain) {
        self.text = Printable.line(text)
        self.role = role
    }

    var width: Int { CellWidth.of(text) }
}

/// One row of a picture: pieces from the left, and some at the right edge where there is room for them.
struct Row: Hashable {
    var left: [Piece]
    var right: [Piece] = []

    init(_ left: [Piece], right: [Piece] = []) {
        self.left = left
        self.right = right
    }

    static let empty = Row([])

    var width: Int { left.reduce(0) { $0 + $1.width } }

    /// Behind a margin, as part of what stands above it.
    func behind(_ margin: [Piece]) -> Row { Row(margin + left, right: right) }

    /// At most `width` cells, without spaces at the end.
    func text(width: Int, style: Style, symbols: Symbols) -> String {
        let tail = right.reduce(0) { $0 + $1.width }
        let isWide = tail > 0 && tail + 12 <= width
        let room = isWide ? width - tail - 1 : width
        let pieces = Self.clipped(left, to: room, mark: symbols.cut)
        var text = pieces.map { style.paint($0.text, $0.role) }.joined()
        if isWide {
            text += String(repeating: " ", count: width - tail - pieces.reduce(0) { $0 + $1.width })
            text += right.map { style.paint($0.text, $0.role) }.joined()
        }
        return text
    }

    private static func clipped(_ pieces: [Piece], to width: Int, mark: String) -> [Piece] {
        let total = pieces.reduce(0) { $0 + $1.width }
        var kept = [Piece]()
        if total <= width {
            kept = pieces
        } else {
            var room = width - 1
            for piece in pieces {
                if piece.width <= room {
                    kept.append(piece)
                    room -= piece.width
                } else {
                    kept.append(Piece(prefix(of: piece.text, width: room) + mark, piece.role))
                    break
                }
            }
        }
        while let last = kept.last, last.text.isEmpty || last.text.last == " " {
            if last.text.isEmpty { kept.removeLast() } else { kept[kept.count - 1].text.removeLast() }
        }
        return width > 0 ? kept : []
    }

    private static func prefix(of text: String, width: Int) -> String {
        var used = 0
        var kept = ""
        for character in text {
            used += CellWidth.of(character)
            if used > width { break }
            kept.append(character)
        }
        return kept
    }
}
