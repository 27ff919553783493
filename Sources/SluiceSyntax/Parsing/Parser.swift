/// Reads tokens into a tree by recursive descent, with one diagnostic for each mistake.
///
/// A mistake sets `isPanicking`, which silences everything up to the end of the statement or the start of a block.
public struct Parser {
    /// No node has more than this many ancestors; deeper input is reported and skipped.
    public static let nestingLimit = 512
    /// Bounds the parser's own recursion; each level adds at most two ancestors.
    private static let recursionLimit = 128
    /// Bounds chains such as `a + b + c`, whose first operand has all operators as ancestors.
    private static let chainLimit = nestingLimit - 2 * recursionLimit

    let file: SourceFile
    let tokens: [Token]
    let comments: [SourceComment]
    let documentation: [Int: String]
    var index = 0
    var diagnostics: [Diagnostic]
    var isPanicking = false
    var nodeCount = 0
    /// Height of what was parsed so far of the innermost expression or statement.
    var height = 0
    private var recursion = 0
    /// False inside `( )`, `[ ]` and `${ }`, where line ends do not count.
    var lineEndsCount = true
    /// False inside a clause that has a modifier `in`.
    var operatorInAllowed = true
    /// True in the head of `if`, `while`, `for`, where a `{` opens the block.
    var isInHead = false
    /// True in the blocks of an `if` that is a value.
    var isInValueBlock = false
    var place: Place
    var openClauses: [OpenClause] = []
    /// Names declared so far anywhere in the file: a bare `status` that is a variable is no command.
    var declaredNames: Set<String> = []
    /// What words are, found while parsing, by token index.
    var classes: [Int: HighlightClass] = [:]
    var endContext: CursorContext?
    private var unclosedAtEndReported = false

    /// Indentation of the line on which the innermost block was opened; nil outside blocks.
    var blockIndentation: Int?

    /// A clause whose modifiers may still come.
    struct OpenClause {
        let row: ClauseRow
        var place: Place
    }

    /// Reads a whole file whose top level is the given place.
    public static func parse(_ file: SourceFile, place: Place = .script) -> ParseResult {
        var parser = Parser(file: file, place: place)
        return parser.parseFile()
    }

    init(file: SourceFile, place: Place) {
        let lexed = Lexer.lex(file)
        self.file = file
        tokens = lexed.tokens
        comments = lexed.comments
        documentation = lexed.documentation
        diagnostics = lexed.diagnostics
        self.place = place
        inputState = InputState(lexed, file: file)
    }

    let inputState: InputState

    mutating func parseFile() -> ParseResult {
        var statements: [Statement] = []
        repeat {
            statements += parseStatements()
            if isMark(.closeBrace) {
                report(.unmatchedClosing(current))
                advance()
                isPanicking = false
            }
        } while !isAtEnd
        let tree = SourceTree(statements: statements, span: file.span, nodeCount: nodeCount)
        let ordered = diagnostics.enumerated().sorted { left, right in
            (left.element.primary.span.start, left.offset) < (right.element.primary.span.start, right.offset)
        }
        return ParseResult(
            file: file, tree: tree, diagnostics: ordered.map(\.element), isIncomplete: inputState.isIncomplete,
            indentDepth: inputState.indentDepth)
    }

    // MARK: Tokens

    var current: Token { tokens[index] }
    var isAtEnd: Bool { current.kind == .end }
    /// The token after the current one; the end token follows itself.
    var next: Token { token(ahead: 1) }
    var previousEnd: Int { index > 0 ? tokens[index - 1].span.end : 0 }

    func token(ahead: Int) -> Token { tokens[min(index + ahead, tokens.count - 1)] }

    mutating func advance() {
        if index < tokens.count - 1 { index += 1 }
    }

    func isMark(_ mark: Mark) -> Bool { current.kind == .mark(mark) }
    func isKeyword(_ keyword: Keyword) -> Bool { current.kind == .keyword(keyword) }

    mutating func take(_ mark: Mark) -> Bool {
        guard isMark(mark) else { return false }
        advance()
        return true
    }

    mutating func take(_ keyword: Keyword) -> Bool {
        guard isKeyword(keyword) else { return false }
        advance()
        return true
    }

    /// The current token as a word, reserved or not.
    func word(ahead: Int = 0) -> String? {
        let token = token(ahead: ahead)
        switch token.kind {
        case .identifier, .keyword: return token.text
        case .mark, .literal, .stringOpen, .stringText, .interpolationOpen, .interpolationClose, .stringClose, .invalid, .end: return nil
        }
    }

    mutating func takeName() -> Name {
        let name = Name(current.text, span: current.span)
        advance()
        return name
    }

    /// True if the current token stands on a further line, where that counts.
    var isOnNewLine: Bool { lineEndsCount && current.startsLine }

    /// True if the next token is on the current one's line, or line ends do not count.
    var nextIsOnLine: Bool { !(lineEndsCount && next.startsLine) }

    func span(from start: Int) -> Span { Span(file: file.id, start: start, end: max(start, previousEnd)) }

    mutating func mark(_ index: Int, as highlightClass: HighlightClass) { classes[index] = highlightClass }

    // MARK: Diagnostics

    /// Silent at a token that the lexer has reported already.
    mutating func report(_ diagnostic: Diagnostic) {
        if !isPanicking, current.kind != .invalid { diagnostics.append(diagnostic) }
        isPanicking = true
    }

    /// Where something is missing: at the current token, or behind the previous one if a line end lies between.
    var missingAt: Span {
        guard index > 0, current.startsLine || isAtEnd else { return current.span }
        return tokens[index - 1].span.behind
    }

    /// Reports a bracket that is never closed; of several open at the end only the innermost.
    mutating func reportUnclosed(_ open: Token) {
        if isAtEnd, unclosedAtEndReported {
            isPanicking = true
            return
        }
        if isAtEnd, !isPanicking { unclosedAtEndReported = true }
        report(.unclosed(open))
    }

    /// Reports something after which parsing goes on undisturbed.
    mutating func reportInPassing(_ diagnostic: Diagnostic) {
        if !isPanicking { diagnostics.append(diagnostic) }
    }

    // MARK: Nodes

    mutating func newID() -> NodeID {
        nodeCount += 1
        height += 1
        return NodeID(nodeCount - 1)
    }

    mutating func expression(_ kind: Expression.Kind, from start: Int) -> Expression {
        Expression(id: newID(), span: span(from: start), kind: kind)
    }

    /// Runs a part of the parser one level deeper; nil if that is too deep, after skipping what is inside.
    mutating func nested<Node>(_ parse: (inout Parser) -> Node) -> Node? {
        guard recursion < Self.recursionLimit else {
            report(.nestedTooDeeply(at: current.span))
            skipInsideBrackets()
            return nil
        }
        let outerHeight = height
        height = 0
        recursion += 1
        defer {
            recursion -= 1
            height = max(height, outerHeight)
        }
        return parse(&self)
    }

    /// True if another link can be added to a chain such as `a + b + c`; reports if not.
    mutating func canGrow() -> Bool {
        if height < Self.chainLimit { return true }
        report(.nestedTooDeeply(at: current.span))
        return false
    }

    /// Remembers what could stand at the end of the text, for completion; the first to say so is right.
    mutating func noteEnd(_ context: CursorContext) {
        if endContext == nil, current.span.start >= file.bytes.count { endContext = context }
    }

    // MARK: Recovery

    /// Stops before the bracket that closes the innermost open one, or at the end.
    private mutating func skipInsideBrackets() {
        var depth = 0
        while !isAtEnd {
            if case .mark(let mark) = current.kind {
                if mark.closing != nil { depth += 1 }
                if mark.isClosing {
                    if depth == 0 { return }
                    depth -= 1
                }
            }
            if current.kind == .interpolationClose, depth == 0 { return }
            advance()
        }
    }

    /// Skips to the end of the statement, over balanced brackets.
    mutating func skipToStatementEnd() {
        var open: [Mark] = []
        while !isAtEnd {
            if case .mark(let mark) = current.kind {
                if let closing = mark.closing {
                    open.append(closing)
                } else if mark.isClosing {
                    guard let last = open.lastIndex(of: mark) else {
                        if mark == .closeBrace { return }
                        advance()
                        continue
                    }
                    open.removeSubrange(last...)
                } else if mark == .semicolon, open.isEmpty {
                    return
                }
            }
            advance()
            if current.startsLine, open.isEmpty || (startsStatement && open.last != .closeBrace) { return }
        }
    }

    /// True if the current token begins a statement beyond doubt.
    var startsStatement: Bool {
        switch current.kind {
        case .keyword(let keyword):
            switch keyword {
            case .let, .var, .fn, .return, .while, .break, .continue: return true
            case .if, .else, .for, .in, .and, .or, .not, .true, .false, .none: return false
            }
        case .identifier:
            guard ClauseTable.row(current.text, in: place) != nil, !next.startsLine else { return false }
            switch next.kind {
            case .identifier, .literal, .stringOpen, .mark(.openBrace): return true
            case .keyword, .mark, .stringText, .interpolationOpen, .interpolationClose, .stringClose, .invalid, .end: return false
            }
        case .mark, .literal, .stringOpen, .stringText, .interpolationOpen, .interpolationClose, .stringClose, .invalid, .end: return false
        }
    }

    /// True inside brackets where a further statement begins, because the brackets were not closed.
    var bracketWasForgotten: Bool {
        guard current.startsLine else { return false }
        return startsStatement || isMark(.closeBrace)
    }

    /// True in a file with too few `}` at a line that is indented like the block's own line: there the missing one belonged.
    var blockWasForgotten: Bool {
        guard inputState.hasUnclosedBrace, current.startsLine, let blockIndentation else { return false }
        return indentation(of: current) <= blockIndentation
    }

    /// How many bytes of white space begin the token's line.
    func indentation(of token: Token) -> Int {
        let start = file.lineRange(file.line(at: token.span.start)).lowerBound
        return file.bytes[start...].prefix { $0 == 0x20 || $0 == 0x09 }.count
    }

    /// Takes the mark that closes a bracket; reports at most once and looks for it up to the end of the statement.
    mutating func expectClosing(_ mark: Mark, of open: Token) {
        if take(mark) { return }
        if isAtEnd || bracketWasForgotten {
            reportUnclosed(open)
        } else {
            report(.expected("`,` or `\(mark.rawValue)`", found: current, at: missingAt, opened: open))
        }
        var depth = 0
        while !isAtEnd {
            if current.kind == .interpolationClose || (current.startsLine && (startsStatement || depth == 0)) { return }
            if case .mark(let found) = current.kind {
                if depth == 0 {
                    if found == mark {
                        advance()
                        return
                    }
                    if found.isClosing || found == .openBrace || found == .semicolon { return }
                }
                if found.closing != nil { depth += 1 }
                if found.isClosing { depth -= 1 }
            }
            advance()
        }
    }

    /// Runs a part of the parser inside brackets, where line ends do not count.
    mutating func insideBrackets<Node>(_ parse: (inout Parser) -> Node) -> Node {
        let saved = (lineEndsCount, operatorInAllowed, isInHead)
        (lineEndsCount, operatorInAllowed, isInHead) = (false, true, false)
        defer { (lineEndsCount, operatorInAllowed, isInHead) = saved }
        return parse(&self)
    }
}
