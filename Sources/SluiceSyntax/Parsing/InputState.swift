/// Whether a text could go on, judged by its tokens alone.
struct InputState: Hashable, Sendable {
    /// True inside brackets, a multi-line string or `${`, and behind an operator, a comma, `=` or an arrow.
    let isIncomplete: Bool
    /// True if a `{` in the text has no `}`.
    let hasUnclosedBrace: Bool
    /// How many levels the next line is to be indented.
    let indentDepth: Int

    init(_ lexed: LexResult, file: SourceFile) {
        var open: [(closing: Mark, line: Int)] = []
        var isMismatched = false
        for token in lexed.tokens {
            guard case .mark(let mark) = token.kind else { continue }
            if let closing = mark.closing {
                open.append((closing, file.line(at: token.span.start)))
            } else if mark.isClosing {
                if open.last?.closing == mark { open.removeLast() } else { isMismatched = true }
            }
        }
        var lines = 0
        for (offset, bracket) in open.enumerated() where offset == 0 || open[offset - 1].line != bracket.line { lines += 1 }
        let last = lexed.tokens.dropLast().last
        let dangles = last.map(InputState.dangles) ?? false
        hasUnclosedBrace = open.contains { $0.closing == .closeBrace }
        isIncomplete = lexed.endsInString || (!isMismatched && (!open.isEmpty || dangles))
        indentDepth = lines + (dangles && last?.kind != .mark(.comma) ? 1 : 0)
    }

    /// True if something must follow the token.
    private static func dangles(_ token: Token) -> Bool {
        switch token.kind {
        case .keyword(let keyword):
            switch keyword {
            case .and, .or, .not, .in: return true
            case .let, .var, .fn, .return, .if, .else, .for, .while, .break, .continue, .true, .false, .none: return false
            }
        case .mark(let mark):
            switch mark {
            case .pipe, .thickArrow, .thinArrow, .equal, .notEqual, .lessOrEqual, .greaterOrEqual, .range, .floorDivide, .plus, .minus,
                .star,
                .slash, .percent, .less, .greater, .assign, .comma:
                return true
            case .dot, .colon, .semicolon, .openParen, .closeParen, .openBracket, .closeBracket, .openBrace, .closeBrace: return false
            }
        case .identifier, .literal, .stringOpen, .stringText, .interpolationOpen, .interpolationClose, .stringClose, .invalid, .end:
            return false
        }
    }
}
