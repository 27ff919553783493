/// A run of pieces that is laid out as one: on one line, or over several.
struct Region {
    enum Kind: Hashable {
        /// The whole script.
        case file
        /// `{ … }`
        case block
        /// `( … )` or `[ … ]` whose elements go on lines of their own.
        case bracket
        /// Goes on one level deeper behind every line end in it; ends a line at none of its own accord.
        case continuation
        /// A clause up to its block: ends lines before modifiers.
        case header
        /// Elements with commas, without brackets.
        case list
        /// Operands with operators of one precedence.
        case chain(Operators)
        /// An `if` with all its blocks.
        case conditional
    }

    enum Operators: Hashable {
        /// One comparison or one arithmetic operator: rather than before it, a line ends inside its operands' brackets.
        case single
        case several
        /// `|>`
        case pipes
    }

    let kind: Kind
    /// Pieces, by index.
    let range: Range<Int>
    /// How much deeper the lines behind the first are.
    let step: Int
    /// Of a bracket: whether a comma stands behind the last element when each has its own line.
    var takesTrailingComma = false
    /// Of a block: written on one line.
    var wasOnOneLine = false
    /// Of a bracket: where the last element's own bracket or block opens, if that may open on this bracket's line.
    var clingingPiece: Int?
    /// True if it cannot stand on one line.
    var isForced = false

    init(_ kind: Kind, _ range: Range<Int>, step: Int = Formatter.indentation) {
        self.kind = kind
        self.range = range
        self.step = step
    }
}

/// Where lines may end, and which spaces are left out.
struct Layout {
    enum LineEnd: Hashable {
        case never
        /// If the region around is laid out over several lines.
        case withRegion
        /// Between statements, and inside the braces of a block.
        case betweenStatements
    }

    /// Outer regions before those in them.
    var regions: [Region] = []
    /// By gap.
    var lineEnds: [LineEnd]
    /// Gaps without a space.
    var isGlued: [Bool]
    /// Gaps between statements whose `;` stays even where a line ends.
    var keepsSemicolon: [Bool]
    /// By gap, the innermost region that holds both sides.
    var owners: [Int]
    /// How many gaps up to this one certainly end a line.
    private(set) var certainLineEnds: [Int]

    init(_ pieces: ScriptPieces) {
        let count = pieces.gaps.count
        lineEnds = Array(repeating: .never, count: count)
        isGlued = Array(repeating: false, count: count)
        keepsSemicolon = Array(repeating: false, count: count)
        owners = Array(repeating: 0, count: count)
        certainLineEnds = Array(repeating: 0, count: count + 1)
    }

    /// True if a line certainly ends between the pieces of a range.
    func endsLine(within range: Range<Int>) -> Bool {
        range.count > 1 && certainLineEnds[range.upperBound] > certainLineEnds[range.lowerBound + 1]
    }

    /// Puts regions into order, finds the owner of each gap, and what cannot stand on one line.
    mutating func finish(_ pieces: ScriptPieces) {
        let order = regions.indices.sorted { left, right in
            let (a, b) = (regions[left].range, regions[right].range)
            return (a.lowerBound, b.upperBound, left) < (b.lowerBound, a.upperBound, right)
        }
        regions = order.map { regions[$0] }
        findOwners(pieceCount: pieces.pieces.count)
        var ends = pieces.gaps.map { !$0.comments.isEmpty }
        for index in regions.indices.reversed() { force(index, pieces, &ends) }
        for gap in ends.indices { certainLineEnds[gap + 1] = certainLineEnds[gap] + (ends[gap] ? 1 : 0) }
    }

    private mutating func findOwners(pieceCount: Int) {
        var open: [Int] = []
        var next = 0
        for gap in 0...pieceCount {
            while let last = open.last, regions[last].kind != .file, regions[last].range.upperBound <= gap { open.removeLast() }
            owners[gap] = open.last ?? 0
            while next < regions.count, regions[next].range.lowerBound == gap {
                open.append(next)
                next += 1
            }
        }
    }

    /// Inner regions come first, so their line ends are known.
    private mutating func force(_ index: Int, _ pieces: ScriptPieces, _ ends: inout [Bool]) {
        let region = regions[index]
        guard region.range.count > 1 else { return }
        let gaps = region.range.dropFirst()
        switch region.kind {
        case .file: break
        case .block:
            regions[index].isForced = !region.wasOnOneLine
        case .bracket:
            let clinging = region.clingingPiece
            let hasEnd = gaps.contains { gap in
                guard ends[gap] else { return false }
                return clinging.map { gap <= $0 || gap == region.range.upperBound - 1 } ?? true
            }
            regions[index].isForced = hasEnd || pieces.closedBehindComma.contains(region.range.upperBound - 1)
        case .continuation, .conditional: break
        case .header, .list, .chain:
            regions[index].isForced = gaps.contains { owners[$0] == index && lineEnds[$0] == .withRegion && ends[$0] }
        }
        guard regions[index].isForced else { return }
        for gap in gaps where owners[gap] == index && lineEnds[gap] != .never { ends[gap] = true }
    }
}
