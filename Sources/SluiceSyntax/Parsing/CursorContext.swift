/// What may stand where a text ends, as the parser sees it; completion starts from it.
public enum CursorContext: Hashable, Sendable {
    /// A statement may begin.
    case statement(Place)
    /// An expression is wanted.
    case expression(Place)
    /// A name behind `.` is wanted.
    case member(Expression, Place)
    /// A value for this parameter of the clause or of one of its modifiers; where it may be left out, the modifiers that may follow.
    case parameter(ClauseRow, ClauseParameter, modifiers: [ModifierRow], Place)
    /// The clause could end here, or go on with one of these modifiers.
    case modifiers(ClauseRow, [ModifierRow], Place)

    public var place: Place {
        switch self {
        case .statement(let place), .expression(let place), .member(_, let place), .parameter(_, _, _, let place),
            .modifiers(_, _, let place):
            place
        }
    }

    /// What may stand at an offset, and the part of a word that is typed before it; the context is nil where nothing is completed, as in
    /// comments and in the text of strings.
    public static func at(_ offset: Int, in bytes: [UInt8], place: Place = .script) -> (context: CursorContext?, prefix: String) {
        let end = max(0, min(offset, bytes.count))
        var start = end
        while start > 0, isWordByte(bytes[start - 1]) { start -= 1 }
        let prefix = String(decoding: bytes[start..<end], as: UTF8.self)
        if let first = bytes[start..<end].first, first >= 0x30, first <= 0x39 { return (nil, prefix) }
        var parser = Parser(file: SourceFile(name: "", bytes: Array(bytes[..<start])), place: place)
        _ = parser.parseFile()
        return (parser.endsInText ? nil : parser.endContext, prefix)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || (byte >= 0x30 && byte <= 0x39) || byte == 0x5F
    }
}

extension Parser {
    /// True if the last byte belongs to a comment or to the text of a string that is not closed.
    fileprivate var endsInText: Bool {
        if let comment = comments.last, comment.span.end == file.bytes.count { return true }
        // What the lexer closed at the end of the text, it closed from the inside out.
        let closed = tokens.dropLast().reversed().prefix { $0.span.isEmpty && $0.span.start == file.bytes.count }
        return closed.last?.kind == .stringClose
    }
}
