import SluiceSyntax

/// Turns byte offsets into places of the protocol and back.
///
/// Lines end at LF, CR LF or CR, as the protocol says. Bounds outside the text are clamped; a place inside of a character is its beginning.
struct LineIndex: Sendable {
    private let bytes: [UInt8]
    /// Offset of the first byte of each line; never empty.
    private let starts: [Int]
    let encoding: PositionEncoding

    init(_ bytes: [UInt8], encoding: PositionEncoding) {
        self.bytes = bytes
        self.encoding = encoding
        var starts = [0]
        for (offset, byte) in bytes.enumerated() {
            let isEnd = byte == 0x0A || (byte == 0x0D && !(offset + 1 < bytes.count && bytes[offset + 1] == 0x0A))
            if isEnd { starts.append(offset + 1) }
        }
        self.starts = starts
    }

    var lineCount: Int { starts.count }

    private func line(at offset: Int) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    func position(at offset: Int) -> TextPosition {
        let offset = max(0, min(offset, bytes.count))
        let line = line(at: offset)
        let start = starts[line]
        switch encoding {
        case .utf8: return TextPosition(line: line, character: offset - start)
        case .utf16:
            let units = bytes[start..<offset].reduce(0) { $0 + Self.units(of: $1) }
            return TextPosition(line: line, character: units)
        }
    }

    func range(_ span: Span) -> TextRange { range(span.range) }
    func range(_ range: Range<Int>) -> TextRange {
        TextRange(start: position(at: range.lowerBound), end: position(at: range.upperBound))
    }

    func offset(at position: TextPosition) -> Int {
        guard position.line >= 0 else { return 0 }
        guard position.line < starts.count else { return bytes.count }
        let start = starts[position.line]
        let end = endOfText(in: position.line)
        switch encoding {
        case .utf8:
            var offset = min(end, start + max(0, min(position.character, bytes.count)))
            while offset > start, offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
            return offset
        case .utf16:
            var rest = position.character
            var offset = start
            while offset < end, rest > 0 {
                rest -= Self.units(of: bytes[offset])
                if rest < 0 { break }
                offset += 1
                while offset < end, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            }
            return offset
        }
    }

    /// The offsets of a range that came in; its ends may be the wrong way round.
    func offsets(of range: TextRange) -> Range<Int> {
        let start = offset(at: range.start)
        let end = offset(at: range.end)
        return min(start, end)..<max(start, end)
    }

    /// Where a line's text ends and its line end begins.
    func endOfText(in line: Int) -> Int {
        let start = starts[line]
        var end = line + 1 < starts.count ? starts[line + 1] : bytes.count
        while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return end
    }

    func startOfLine(_ line: Int) -> Int { starts[max(0, min(line, starts.count - 1))] }

    /// The pieces of a range that lie on one line each, without the ends of lines.
    func linesOf(_ range: Range<Int>) -> [Range<Int>] {
        guard !range.isEmpty else { return [] }
        return (line(at: range.lowerBound)...line(at: range.upperBound - 1)).compactMap { line in
            let start = max(range.lowerBound, starts[line])
            let end = min(range.upperBound, endOfText(in: line))
            return start < end ? start..<end : nil
        }
    }

    /// How many UTF-16 units the character has that begins with this byte; none for the bytes behind its first.
    private static func units(of byte: UInt8) -> Int {
        if byte & 0xC0 == 0x80 { return 0 }
        return byte >= 0xF0 ? 2 : 1
    }
}
