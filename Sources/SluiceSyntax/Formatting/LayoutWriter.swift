/// Writes pieces with the line ends and spaces that their layout asks for.
struct LayoutWriter {
    private struct OpenRegion {
        let index: Int
        /// Columns of white space before the line on which it begins.
        let base: Int
        var isBroken = false
        /// True once a line has ended in it.
        var goesOn = false
    }

    private enum Choice {
        case undecided
        case oneLine
        case broken
    }

    private let script: ScriptPieces
    private let layout: Layout
    private var choices: [Choice]
    private var open: [OpenRegion] = []
    private var output: [UInt8] = []
    private var column = 0
    private var isAtLineStart = true

    init(pieces: ScriptPieces, layout: Layout) {
        script = pieces
        self.layout = layout
        choices = Array(repeating: .undecided, count: layout.regions.count)
        output.reserveCapacity(pieces.bytes.count * 9 / 8)
    }

    mutating func written() -> [UInt8] {
        var next = 0
        for index in script.gaps.indices {
            while let last = open.last, open.count > 1, layout.regions[last.index].range.upperBound <= index { open.removeLast() }
            writeGap(index)
            while next < layout.regions.count, layout.regions[next].range.lowerBound == index {
                begin(next)
                next += 1
            }
            if index < script.pieces.count { write(script.pieces[index]) }
        }
        if !output.isEmpty, output.last != 0x0A { output.append(0x0A) }
        return output
    }

    // MARK: Text

    private mutating func write(_ text: some Sequence<UInt8>, columns: Int) {
        if isAtLineStart { output.append(contentsOf: repeatElement(0x20, count: column)) }
        isAtLineStart = false
        output.append(contentsOf: text)
        column += columns
    }

    private mutating func write(_ piece: Piece) {
        write(script.bytes[piece.range], columns: piece.width)
        if let width = piece.widthBehindLineEnd { column = width }
    }

    private mutating func endLine(blank: Bool, indentation: Int) {
        column = indentation
        if output.isEmpty { return }
        if !isAtLineStart { output.append(0x0A) }
        if blank { output.append(0x0A) }
        isAtLineStart = true
    }

    // MARK: Gaps

    private mutating func writeGap(_ index: Int) {
        let gap = script.gaps[index]
        guard let owner = open.last else { return writeComments(gap, indentation: 0, keepsBlanks: true, opens: true) }
        let region = layout.regions[owner.index]
        let ends = lineEnds(at: index, owner)
        if ends, region.takesTrailingComma, index == region.range.upperBound - 1 { write([0x2C], columns: 1) }
        if ends, layout.keepsSemicolon[index] { write([0x3B], columns: 1) }
        guard ends || !gap.comments.isEmpty else { return writeSpace(index, region) }
        open[open.count - 1].goesOn = true
        let opens = isOpening(index, region)
        let keepsBlanks = keepsBlanks(region)
        writeComments(gap, indentation: indentation(of: open[open.count - 1], inside: true), keepsBlanks: keepsBlanks, opens: opens)
        let closes = isClosing(index, region)
        let blank = keepsBlanks && gap.blankBefore && !closes && (!opens || !gap.comments.isEmpty)
        endLine(blank: blank, indentation: indentation(of: open[open.count - 1], inside: !closes))
    }

    private mutating func writeComments(_ gap: Gap, indentation: Int, keepsBlanks: Bool, opens: Bool) {
        for (offset, comment) in gap.comments.enumerated() {
            if comment.standsAlone {
                endLine(blank: keepsBlanks && comment.blankBefore && !(opens && offset == 0), indentation: indentation)
                write(script.bytes[comment.range], columns: 0)
            } else {
                write([0x20, 0x20], columns: 2)
                write(script.bytes[comment.range], columns: 0)
            }
        }
        if !gap.comments.isEmpty { endLine(blank: open.isEmpty && gap.blankBefore, indentation: indentation) }
    }

    private mutating func writeSpace(_ index: Int, _ region: Region) {
        guard index < script.pieces.count, index > 0 else { return }
        if layout.lineEnds[index] == .betweenStatements, isBetweenStatements(index, region), needsSemicolon(index) {
            write([0x3B], columns: 1)
        }
        if spaces(before: index) > 0 { write([0x20], columns: 1) }
    }

    private func isBetweenStatements(_ index: Int, _ region: Region) -> Bool {
        index > region.range.lowerBound + 1 && index < region.range.upperBound - 1
    }

    /// In `defaults` clauses may follow each other without a `;`.
    private func needsSemicolon(_ index: Int) -> Bool { script.gaps[index].hasSemicolon }

    private func keepsBlanks(_ region: Region) -> Bool {
        switch region.kind {
        case .file, .block, .bracket: true
        case .continuation, .header, .list, .chain, .conditional: false
        }
    }

    private func isOpening(_ index: Int, _ region: Region) -> Bool {
        switch region.kind {
        case .file: index == 0
        case .block, .bracket: index == region.range.lowerBound + 1
        case .continuation, .header, .list, .chain, .conditional: false
        }
    }

    private func isClosing(_ index: Int, _ region: Region) -> Bool {
        switch region.kind {
        case .file: index == region.range.upperBound
        case .block, .bracket: index == region.range.upperBound - 1
        case .continuation, .header, .list, .chain, .conditional: false
        }
    }

    private func indentation(of region: OpenRegion, inside: Bool) -> Int {
        let kind = layout.regions[region.index].kind
        let isBrackets = kind == .block || kind == .bracket
        return region.base + (inside && (!isBrackets || region.isBroken) && region.goesOn ? layout.regions[region.index].step : 0)
    }

    private func lineEnds(at index: Int, _ owner: OpenRegion) -> Bool {
        switch layout.lineEnds[index] {
        case .never: false
        case .withRegion: owner.isBroken
        case .betweenStatements: layout.regions[owner.index].kind != .block || owner.isBroken
        }
    }

    private func spaces(before index: Int) -> Int {
        guard index > 0, index < script.pieces.count else { return 0 }
        let (left, right) = (script.pieces[index - 1].kind, script.pieces[index].kind)
        if layout.isGlued[index] {
            // `5 (a)` and `5 .a` would be read differently, or not at all, without the space.
            return left == .literal && (right == .mark(.openParen) || right == .mark(.openBracket) || right == .mark(.dot)) ? 1 : 0
        }
        switch right {
        case .mark(.comma), .mark(.semicolon), .mark(.colon), .mark(.closeParen), .mark(.closeBracket): return 0
        case .mark, .word, .literal, .string: break
        }
        return left == .mark(.openParen) || left == .mark(.openBracket) ? 0 : 1
    }

    // MARK: Choices

    private mutating func begin(_ index: Int) {
        let base = open.last.map { indentation(of: $0, inside: true) } ?? 0
        open.append(OpenRegion(index: index, base: base))
        let isBroken = layout.regions[index].kind == .file || isBroken(index)
        choices[index] = isBroken ? .broken : .oneLine
        open[open.count - 1].isBroken = isBroken
    }

    private func isBroken(_ index: Int) -> Bool {
        let region = layout.regions[index]
        if region.isForced { return true }
        let hasCertainEnd = layout.endsLine(within: region.range)
        switch region.kind {
        case .file: return true
        case .continuation: return false
        case .block:
            if let conditional = enclosingConditional(index) { return choices[conditional] == .broken }
            return hasCertainEnd || !fits(region.range)
        case .conditional: return hasCertainEnd || !fits(region.range)
        case .bracket:
            if fits(region.range) { return false }
            guard let clinging = region.clingingPiece else { return true }
            return !fits(region.range.lowerBound..<clinging + 1)
        case .header, .list, .chain(.pipes), .chain(.several): return hasCertainEnd || !fits(region.range)
        case .chain(.single):
            if !hasCertainEnd, fits(region.range) { return false }
            return operandsFit(index) || !hasBracket(region.range)
        }
    }

    /// The conditional that a block belongs to.
    private func enclosingConditional(_ block: Int) -> Int? {
        guard open.count > 1 else { return nil }
        let parent = open[open.count - 2].index
        return layout.regions[parent].kind == .conditional ? parent : nil
    }

    /// True if every operand of a chain would have room on a line of its own.
    private func operandsFit(_ index: Int) -> Bool {
        let region = layout.regions[index]
        guard !layout.endsLine(within: region.range), let last = open.last else { return false }
        var start = region.range.lowerBound
        var column = self.column
        for gap in region.range.dropFirst() where layout.owners[gap] == index && layout.lineEnds[gap] == .withRegion {
            if !fits(start..<gap, column: column, alone: true) { return false }
            (start, column) = (gap, last.base + region.step)
        }
        return fits(start..<region.range.upperBound, column: column)
    }

    /// True if lines can end inside brackets or blocks of the range.
    private func hasBracket(_ range: Range<Int>) -> Bool {
        range.dropFirst().contains { gap in
            let kind = layout.regions[layout.owners[gap]].kind
            return layout.lineEnds[gap] != .never && (kind == .bracket || kind == .block)
        }
    }

    private func fits(_ range: Range<Int>) -> Bool { fits(range, column: column) }

    /// Whether a range has room on one line from a column on, with what follows up to where a line may end next.
    private func fits(_ range: Range<Int>, column start: Int, alone: Bool = false) -> Bool {
        var column = start
        for index in range.lowerBound..<script.pieces.count {
            if alone, index == range.upperBound { return true }
            if index > range.lowerBound {
                if mayEndLine(index, measured: range) { return column + commaWidth(index) <= Formatter.lineWidth }
                column += spaces(before: index)
                if layout.lineEnds[index] == .betweenStatements, script.gaps[index].hasSemicolon { column += 1 }
            }
            column += script.pieces[index].width
            if column > Formatter.lineWidth { return false }
            if script.pieces[index].widthBehindLineEnd != nil { return true }
        }
        return true
    }

    private func commaWidth(_ index: Int) -> Int {
        let owner = layout.owners[index]
        let region = layout.regions[owner]
        return choices[owner] == .broken && region.takesTrailingComma && index == region.range.upperBound - 1 ? 1 : 0
    }

    private func mayEndLine(_ index: Int, measured: Range<Int>) -> Bool {
        if !script.gaps[index].comments.isEmpty { return true }
        guard layout.lineEnds[index] != .never else { return false }
        let owner = layout.owners[index]
        let region = layout.regions[owner]
        switch choices[owner] {
        case .broken: return true
        case .oneLine: return false
        case .undecided:
            if region.kind == .file || region.isForced { return true }
            return !(measured.lowerBound <= region.range.lowerBound && region.range.upperBound <= measured.upperBound)
        }
    }
}
