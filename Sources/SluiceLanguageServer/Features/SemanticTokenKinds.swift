import SluiceSyntax

/// Colours by the parser, for clients that take them from the server.
enum SemanticTokenKinds {
    static let legend = InitializeResult.Capabilities.SemanticTokens.Legend(
        tokenTypes: [
            "keyword", "macro", "modifier", "enumMember", "string", "number", "comment", "variable", "function", "parameter",
            "property", "namespace", "type", "operator",
        ],
        tokenModifiers: ["declaration", "documentation", "readonly", "defaultLibrary"])

    /// The kind of token and its modifiers as bits; nil for what is not coloured.
    private static func kind(_ highlight: HighlightClass) -> (type: String, modifiers: Int)? {
        switch highlight {
        case .keyword: ("keyword", 0)
        case .clause: ("macro", 0)
        case .modifier: ("modifier", 0)
        case .word: ("enumMember", 0)
        case .string: ("string", 0)
        case .literal: ("number", 0)
        case .comment: ("comment", 0)
        case .documentation: ("comment", 2)
        case .name: ("variable", 0)
        case .lateName: ("variable", 4 | 8)
        case .function: ("function", 0)
        case .parameter: ("parameter", 0)
        case .member: ("property", 0)
        case .declaration: ("variable", 1)
        case .label: ("namespace", 1)
        case .type: ("type", 8)
        case .interpolation, .mark, .invalid: nil
        }
    }

    /// Five numbers for each token: lines and characters from the one before, length, type, modifiers.
    static func tokens(of document: OpenDocument) -> SemanticTokens {
        var data: [Int] = []
        var last = TextPosition(line: 0, character: 0)
        for part in Highlight.highlight(document.bytes) {
            guard let (type, modifiers) = kind(part.highlightClass), let number = legend.tokenTypes.firstIndex(of: type) else { continue }
            for piece in document.lines.linesOf(part.range) {
                let range = document.lines.range(piece)
                let line = range.start.line - last.line
                data += [
                    line, range.start.character - (line == 0 ? last.character : 0), range.end.character - range.start.character, number,
                    modifiers,
                ]
                last = range.start
            }
        }
        return SemanticTokens(data: data)
    }
}
