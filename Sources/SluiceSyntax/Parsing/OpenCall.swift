/// The call whose arguments are being typed where a text ends.
public struct OpenCall: Hashable, Sendable {
    /// `growing`, or `waves` and `growing`.
    public let callee: [String]
    /// Offset of the first byte of the callee.
    public let start: Int
    /// How many arguments stand before the one at the end.
    public let argument: Int
    /// The name in front of the argument's colon.
    public let label: String?

    /// The innermost open call at an offset; nil where none is open, or where a block has begun inside it.
    public static func at(_ offset: Int, in bytes: [UInt8]) -> OpenCall? {
        let end = max(0, min(offset, bytes.count))
        let tokens = Lexer.lex(SourceFile(name: "", bytes: Array(bytes[..<end]))).tokens
        var depth = 0
        var commas = 0
        var argumentStart: Int?
        for index in tokens.indices.reversed() {
            switch tokens[index].kind {
            case .mark(let mark):
                if mark.isClosing {
                    depth += 1
                } else if mark == .comma, depth == 0 {
                    commas += 1
                    argumentStart = argumentStart ?? index + 1
                } else if mark.closing != nil, depth > 0 {
                    depth -= 1
                } else if mark == .openParen {
                    if let call = call(tokens, paren: index, argument: commas, from: argumentStart ?? index + 1) { return call }
                    (commas, argumentStart) = (0, nil)
                } else if mark == .openBracket {
                    (commas, argumentStart) = (0, nil)
                } else if mark == .openBrace {
                    return nil
                }
            case .interpolationClose: if !tokens[index].span.isEmpty { depth += 1 }
            case .interpolationOpen:
                if depth == 0 { return nil }
                depth -= 1
            case .identifier, .keyword, .literal, .stringOpen, .stringText, .stringClose, .invalid, .end: break
            }
        }
        return nil
    }

    private static func call(_ tokens: [Token], paren: Int, argument: Int, from start: Int) -> OpenCall? {
        guard paren > 0, tokens[paren - 1].kind == .identifier, !tokens[paren].startsLine else { return nil }
        var callee = [tokens[paren - 1].text]
        var first = paren - 1
        while first >= 2, tokens[first - 1].kind == .mark(.dot), tokens[first - 2].kind == .identifier {
            first -= 2
            callee.insert(tokens[first].text, at: 0)
        }
        if first > 0, tokens[first - 1].kind == .keyword(.fn) { return nil }
        let isLabelled = start + 1 < tokens.count && tokens[start].kind == .identifier && tokens[start + 1].kind == .mark(.colon)
        return OpenCall(
            callee: callee, start: tokens[first].span.start, argument: argument, label: isLabelled ? tokens[start].text : nil)
    }
}
