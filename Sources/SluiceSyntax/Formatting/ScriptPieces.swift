/// What a formatted line is made of: a token, or a string with everything in it.
struct Piece {
    enum Kind: Hashable {
        case word
        case literal
        case string
        case mark(Mark)
    }

    let kind: Kind
    /// UTF-8 offsets in the file.
    let range: Range<Int>
    /// Columns up to the first line end in it.
    let width: Int
    /// Columns behind the last line end in it; nil if it has none.
    let widthBehindLineEnd: Int?
}

/// What stands between two pieces, besides spaces.
struct Gap {
    struct Comment {
        let range: Range<Int>
        /// True on a line of its own; false behind the piece before the gap.
        var standsAlone: Bool
        let blankBefore: Bool
    }

    var comments: [Comment] = []
    /// An empty line right before the piece behind the gap.
    var blankBefore = false
    var hasSemicolon = false
    var hasLineEnd = false
}

/// A file without errors as pieces and gaps.
///
/// Two kinds of token are left out, since formatting decides about them: `;`, and a comma before a closing bracket.
struct ScriptPieces {
    let bytes: [UInt8]
    private(set) var pieces: [Piece] = []
    /// The gap at an index is before the piece of that index; one more than pieces.
    private(set) var gaps: [Gap] = []
    /// Closing brackets that a comma stands before.
    private(set) var closedBehindComma: Set<Int> = []
    private var gap = Gap()
    private var behind = 0
    private var remainingComments: ArraySlice<SourceComment>

    init(tokens: [Token], comments: [SourceComment], file: SourceFile) {
        bytes = file.bytes
        remainingComments = comments[...]
        behind = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var index = 0
        while index < tokens.count, tokens[index].kind != .end {
            let token = tokens[index]
            takeComments(upTo: token.span.start)
            switch token.kind {
            case .mark(.semicolon) where !mustStay(token):
                skip(token)
                gap.hasSemicolon = true
            case .mark(.comma) where Self.closes(tokens[index + 1]):
                skip(token)
                closedBehindComma.insert(pieces.count)
            case .stringOpen:
                let end = Self.endOfString(at: index, in: tokens)
                add(.string, token.span.start..<tokens[end].span.end)
                index = end
            case .mark(.comma):
                let carried = gap
                gap = Gap()
                add(.mark(.comma), token.span.range)
                gap.comments = carried.comments
                gap.hasLineEnd = carried.hasLineEnd
            case .mark(let mark): add(.mark(mark), token.span.range)
            case .literal: add(.literal, token.span.range)
            case .identifier, .keyword, .stringText, .stringClose, .interpolationOpen, .interpolationClose, .invalid, .end:
                add(.word, token.span.range)
            }
            index += 1
        }
        takeComments(upTo: bytes.count)
        gap.blankBefore = false
        gaps.append(gap)
    }

    /// The pieces' bytes, to compare two readings by.
    var text: [ArraySlice<UInt8>] { pieces.filter { $0.kind != .mark(.semicolon) }.map { bytes[$0.range] } }
    var commentTexts: [ArraySlice<UInt8>] { gaps.flatMap(\.comments).map { bytes[$0.range] } }

    /// The first piece at or behind an offset.
    func index(at offset: Int) -> Int {
        var low = 0
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].range.lowerBound < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func isMark(_ index: Int, _ mark: Mark) -> Bool {
        index < pieces.count && pieces[index].kind == .mark(mark)
    }

    func text(at index: Int) -> String {
        index < pieces.count ? String(decoding: bytes[pieces[index].range], as: UTF8.self) : ""
    }

    // MARK: Reading

    private static func closes(_ token: Token) -> Bool {
        token.kind == .mark(.closeParen) || token.kind == .mark(.closeBracket)
    }

    private static func endOfString(at open: Int, in tokens: [Token]) -> Int {
        var depth = 0
        for index in open..<tokens.count {
            if case .stringOpen = tokens[index].kind { depth += 1 }
            if tokens[index].kind == .stringClose { depth -= 1 }
            if depth == 0 { return index }
        }
        return tokens.count - 1
    }

    /// True for a `;` that keeps the comment behind it from beginning a line, where `##` would document what follows.
    private func mustStay(_ semicolon: Token) -> Bool {
        guard pieces.isEmpty || !gap.comments.isEmpty, let comment = remainingComments.first else { return false }
        return bytes[semicolon.span.end..<comment.span.start].allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }

    private mutating func skip(_ token: Token) {
        noteLineEnds(before: token.span.start)
        behind = token.span.end
    }

    private mutating func add(_ kind: Piece.Kind, _ range: Range<Int>) {
        noteLineEnds(before: range.lowerBound)
        behind = range.upperBound
        gaps.append(gap)
        gap = Gap()
        let firstEnd = bytes[range].firstIndex(of: 0x0A)
        let lastEnd = bytes[range].lastIndex(of: 0x0A)
        pieces.append(
            Piece(
                kind: kind, range: range, width: columns(range.lowerBound..<(firstEnd ?? range.upperBound)),
                widthBehindLineEnd: lastEnd.map { columns($0 + 1..<range.upperBound) }))
        while let comment = remainingComments.first, comment.span.start < range.upperBound { remainingComments.removeFirst() }
    }

    private mutating func takeComments(upTo end: Int) {
        while let comment = remainingComments.first, comment.span.start < end {
            remainingComments.removeFirst()
            let lineEnds = lineEnds(before: comment.span.start)
            let standsAlone = lineEnds > 0 || pieces.isEmpty || !gap.comments.isEmpty
            gap.comments.append(
                Gap.Comment(
                    range: trimmed(comment.span.range), standsAlone: standsAlone, blankBefore: lineEnds > 1 || gap.blankBefore))
            gap.blankBefore = false
            gap.hasLineEnd = true
            behind = comment.span.end
        }
    }

    private mutating func noteLineEnds(before end: Int) {
        let lineEnds = lineEnds(before: end)
        if lineEnds > 0 { gap.hasLineEnd = true }
        if lineEnds > 1 { gap.blankBefore = true }
    }

    private func lineEnds(before end: Int) -> Int {
        bytes[behind..<end].count { $0 == 0x0A }
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var end = range.upperBound
        while end > range.lowerBound, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 || bytes[end - 1] == 0x0D { end -= 1 }
        return range.lowerBound..<end
    }

    private func columns(_ range: Range<Int>) -> Int {
        bytes[range].count { $0 & 0xC0 != 0x80 }
    }
}
