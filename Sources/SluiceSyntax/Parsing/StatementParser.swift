extension Parser {
    /// Statements up to `}` or the end.
    mutating func parseStatements() -> [Statement] {
        var statements: [Statement] = []
        while true {
            while take(.semicolon) {}
            if isAtEnd {
                if current.startsLine || index == 0 || !endsStatementLine(tokens[index - 1]) { noteEnd(.statement(place)) }
                return statements
            }
            if isMark(.closeBrace) || blockWasForgotten { return statements }
            let before = index
            if let statement = nested({ $0.parseStatement() }) { statements.append(statement) }
            finishStatement(startedAt: before)
        }
    }

    private func endsStatementLine(_ token: Token) -> Bool {
        token.kind != .mark(.openBrace) && token.kind != .mark(.semicolon)
    }

    /// Checks that nothing follows on the line, and gets behind a mistake; goes on by one token at least.
    private mutating func finishStatement(startedAt before: Int) {
        if !isPanicking {
            if isAtEnd || current.startsLine || isMark(.semicolon) || isMark(.closeBrace) { return }
            if place == .defaults, current.kind == .identifier, ClauseTable.row(current.text, in: .defaults) != nil { return }
            report(.unexpectedAfterStatement(current))
        }
        if index == before { advance() }
        if !isAtEnd, !current.startsLine, !isMark(.semicolon), !isMark(.closeBrace) { skipToStatementEnd() }
        isPanicking = false
    }

    /// A block, from `{` to `}`; nil with a diagnostic if no `{` is here.
    mutating func parseBlock(in blockPlace: Place, of what: String) -> Block? {
        guard isMark(.openBrace) else {
            report(.expected("`{` to open \(what)", found: current, at: missingAt))
            return nil
        }
        let open = current
        if current.startsLine, lineEndsCount { reportInPassing(.braceOnNextLine(open, previousEnd: previousEnd)) }
        advance()
        isPanicking = false
        let saved = (place, lineEndsCount, operatorInAllowed, isInHead, openClauses, blockIndentation)
        (place, lineEndsCount, operatorInAllowed, isInHead) = (blockPlace, true, true, false)
        openClauses = []
        blockIndentation = indentation(of: open)
        let block = nested { parser -> Block in
            let statements = parser.parseStatements()
            return parser.closeBlock(statements, open: open)
        }
        (place, lineEndsCount, operatorInAllowed, isInHead, openClauses, blockIndentation) = saved
        if let block { return block }
        if isMark(.closeBrace) { advance() }
        return Block(id: newID(), statements: [], span: span(from: open.span.start))
    }

    private mutating func closeBlock(_ statements: [Statement], open: Token) -> Block {
        if !take(.closeBrace) {
            reportUnclosed(open)
        } else {
            isPanicking = false
        }
        return Block(id: newID(), statements: statements, span: span(from: open.span.start))
    }

    private mutating func parseStatement() -> Statement {
        let start = current.span.start
        let documentation = documentation[index]
        let kind = parseStatementKind(documentation)
        return Statement(id: newID(), span: span(from: start), documentation: documentation, kind: kind)
    }

    private mutating func parseStatementKind(_ documentation: String?) -> Statement.Kind {
        switch current.kind {
        case .keyword(let keyword):
            return parseKeywordStatement(keyword)
        case .identifier:
            if current.text == "import", nextIsOnLine {
                if case .stringOpen = next.kind { return parseImport() }
                if next.kind == .identifier { report(.importNeedsQuotes(at: next.span)) }
            }
            if let clause = parseClauseStatement(documentation) { return .clause(clause) }
            if next.kind == .mark(.assign) { return parseAssignment() }
            return parseExpressionStatement()
        case .mark, .literal, .stringOpen, .stringText, .interpolationOpen, .interpolationClose, .stringClose, .invalid, .end:
            return parseExpressionStatement()
        }
    }

    private mutating func parseKeywordStatement(_ keyword: Keyword) -> Statement.Kind {
        switch keyword {
        case .let, .var: return parseVariable(isMutable: keyword == .var)
        case .fn: return parseFunction()
        case .return:
            advance()
            if isAtEnd || isOnNewLine || isMark(.semicolon) || isMark(.closeBrace) { return .returnValue(nil) }
            return .returnValue(parseExpression(commandAllowed: true))
        case .if:
            return .conditional(parseConditional(isValue: false))
        case .for: return parseForLoop()
        case .while: return parseWhileLoop()
        case .break:
            advance()
            return .breakLoop
        case .continue:
            advance()
            return .continueLoop
        case .else, .in, .and, .or, .not, .true, .false, .none:
            return parseExpressionStatement()
        }
    }

    private mutating func parseExpressionStatement() -> Statement.Kind {
        let expression = parseExpression()
        if case .name(let word) = expression.kind, !isPanicking, !isOnNewLine, startsOperandHere {
            report(.unknownClause(word, at: expression.span, in: place))
        }
        if isMark(.assign), !isPanicking {
            report(.cannotAssign(at: expression.span))
            advance()
            _ = parseExpression()
        }
        return .expression(expression)
    }

    /// True if the current token can begin an expression, so that two stand side by side.
    var startsOperandHere: Bool {
        switch current.kind {
        case .identifier, .literal, .stringOpen, .mark(.openBrace): true
        case .keyword(let keyword): keyword == .not || keyword == .true || keyword == .false || keyword == .none
        case .mark, .stringText, .interpolationOpen, .interpolationClose, .stringClose, .invalid, .end: false
        }
    }

    // MARK: Declarations

    /// A name that is being declared.
    mutating func parseDeclaredName(_ what: String) -> Name? {
        switch current.kind {
        case .identifier:
            if WeekdayLiteral(rawValue: current.text) != nil {
                reportInPassing(.reservedName(current, reason: "it is a day of the week"))
            }
            mark(index, as: .declaration)
            declaredNames.insert(current.text)
            return takeName()
        case .keyword:
            // Where a name is certainly meant, what stands behind it can be read all the same.
            if [.mark(.assign), .mark(.comma), .mark(.colon), .mark(.closeParen)].contains(token(ahead: 1).kind) {
                reportInPassing(.reservedName(current, reason: "it is a reserved word"))
                return takeName()
            }
            report(.reservedName(current, reason: "it is a reserved word"))
            advance()
            return nil
        case .mark, .literal, .stringOpen, .stringText, .interpolationOpen, .interpolationClose, .stringClose, .invalid, .end:
            report(.expected(what, found: current, at: missingAt))
            return nil
        }
    }

    private mutating func parseVariable(isMutable: Bool) -> Statement.Kind {
        advance()
        guard let name = parseDeclaredName("a name") else { return .invalid }
        let type = take(.colon) ? parseType() : nil
        guard take(.assign) else {
            report(.expected("`=` and a value", found: current, at: missingAt))
            return .invalid
        }
        let value = parseExpression(commandAllowed: true)
        return .variable(VariableDeclaration(isMutable: isMutable, name: name, type: type, value: value))
    }

    private mutating func parseAssignment() -> Statement.Kind {
        let name = takeName()
        advance()
        return .assignment(name, parseExpression(commandAllowed: true))
    }

    private mutating func parseFunction() -> Statement.Kind {
        advance()
        guard let name = parseDeclaredName("the function's name") else { return .invalid }
        classes[index - 1] = .function
        guard isMark(.openParen) else {
            report(.expected("`(` and the parameters", found: current, at: missingAt))
            return .invalid
        }
        let parameters = parseParameters()
        let result = take(.thinArrow) ? parseType() : nil
        guard let body = parseFunctionBody() else { return .invalid }
        return .function(FunctionDeclaration(name: name, parameters: parameters, result: result, body: body))
    }

    private mutating func parseFunctionBody() -> FunctionBody? {
        if take(.assign) {
            let saved = place
            place = .function
            defer { place = saved }
            return .expression(parseExpression(commandAllowed: true))
        }
        guard isMark(.openBrace) else {
            report(.expected("`=` and an expression, or `{`", found: current, at: missingAt))
            return nil
        }
        return withoutValueBlock { $0.parseBlock(in: .function, of: "the function") }.map { .block($0) }
    }

    mutating func withoutValueBlock<Node>(_ parse: (inout Parser) -> Node) -> Node {
        let saved = isInValueBlock
        isInValueBlock = false
        defer { isInValueBlock = saved }
        return parse(&self)
    }

    /// `(a, n: Int, b: 10, c: Int = 3)`
    mutating func parseParameters() -> [Parameter] {
        let open = current
        advance()
        return insideBrackets { parser in
            var parameters: [Parameter] = []
            while !parser.isAtEnd, !parser.isMark(.closeParen) {
                guard let parameter = parser.parseParameter() else { break }
                parameters.append(parameter)
                if !parser.take(.comma) { break }
            }
            parser.expectClosing(.closeParen, of: open)
            return parameters
        }
    }

    private mutating func parseParameter() -> Parameter? {
        guard let name = parseDeclaredName("a parameter's name") else { return nil }
        classes[index - 1] = .parameter
        if take(.colon) {
            guard isTypeAhead else { return Parameter(name: name, defaultValue: parseExpression()) }
            let type = parseType()
            return Parameter(name: name, type: type, defaultValue: take(.assign) ? parseExpression() : nil)
        }
        return Parameter(name: name, defaultValue: take(.assign) ? parseExpression() : nil)
    }

    /// True at a built-in type's name, or a list of one, with nothing else behind it.
    private var isTypeAhead: Bool {
        var ahead = 0
        while token(ahead: ahead).kind == .mark(.openBracket) { ahead += 1 }
        let brackets = ahead
        guard token(ahead: ahead).kind == .identifier, TypeAnnotation.builtinNames.contains(token(ahead: ahead).text) else { return false }
        ahead += 1
        for _ in 0..<brackets {
            guard token(ahead: ahead).kind == .mark(.closeBracket) else { return false }
            ahead += 1
        }
        switch token(ahead: ahead).kind {
        case .mark(.comma), .mark(.closeParen), .mark(.assign), .end: return true
        case .mark, .identifier, .keyword, .literal, .stringOpen, .stringText, .interpolationOpen, .interpolationClose, .stringClose,
            .invalid:
            return false
        }
    }

    mutating func parseType() -> TypeAnnotation? {
        let start = current.span.start
        if isMark(.openBracket) {
            let open = current
            advance()
            guard let element = nested({ $0.parseType() }) ?? nil else { return nil }
            expectClosing(.closeBracket, of: open)
            return TypeAnnotation(kind: .list(element), span: span(from: start))
        }
        guard current.kind == .identifier else {
            report(.expected("a type", found: current, at: missingAt))
            return nil
        }
        if !TypeAnnotation.builtinNames.contains(current.text) { reportInPassing(.unknownType(current)) }
        mark(index, as: .type)
        let name = takeName()
        return TypeAnnotation(kind: .named(name.text), span: name.span)
    }

    // MARK: Control flow

    mutating func parseConditional(isValue: Bool) -> Conditional {
        var branches: [Conditional.Branch] = []
        var otherwise: Block?
        let start = current
        repeat {
            advance()
            let condition = inHead { $0.parseExpression() }
            guard let block = parseConditionalBlock(isValue: isValue) else { break }
            branches.append(Conditional.Branch(condition: condition, block: block))
            guard isKeyword(.else) else { break }
            advance()
            if !isKeyword(.if) {
                otherwise = parseConditionalBlock(isValue: isValue)
                break
            }
        } while true
        if branches.isEmpty {
            let empty = Block(id: newID(), statements: [], span: span(from: previousEnd))
            branches = [Conditional.Branch(condition: Expression(id: newID(), span: start.span, kind: .invalid), block: empty)]
        }
        if isValue, otherwise == nil { report(.valueNeedsElse(start)) }
        return Conditional(branches: branches, otherwise: otherwise)
    }

    private mutating func parseConditionalBlock(isValue: Bool) -> Block? {
        let saved = isInValueBlock
        isInValueBlock = isInValueBlock || isValue
        defer { isInValueBlock = saved }
        return parseBlock(in: place, of: "the block of `if`")
    }

    mutating func inHead<Node>(_ parse: (inout Parser) -> Node) -> Node {
        let saved = isInHead
        isInHead = true
        defer { isInHead = saved }
        return parse(&self)
    }

    /// One or two names before `in`.
    mutating func parseLoopVariables() -> [Name]? {
        var names: [Name] = []
        repeat {
            guard let name = parseDeclaredName("the loop's variable") else { return nil }
            names.append(name)
        } while take(.comma)
        guard take(.in) else {
            report(.expected("`in`", found: current, at: missingAt))
            return nil
        }
        return names
    }

    private mutating func parseForLoop() -> Statement.Kind {
        advance()
        guard let variables = parseLoopVariables() else { return recoverLoop() }
        let sequence = inHead { $0.parseExpression() }
        guard let body = parseBlock(in: place, of: "the loop") else { return .invalid }
        return .forLoop(ForLoop(variables: variables, sequence: sequence, body: body))
    }

    /// After a broken head the block is still read, for the mistakes in it.
    private mutating func recoverLoop() -> Statement.Kind {
        while !isAtEnd, !current.startsLine, !isMark(.openBrace), !isMark(.closeBrace) { advance() }
        if isMark(.openBrace), !current.startsLine { _ = parseBlock(in: place, of: "the loop") }
        return .invalid
    }

    private mutating func parseWhileLoop() -> Statement.Kind {
        advance()
        let condition = inHead { $0.parseExpression() }
        guard let body = parseBlock(in: place, of: "the loop") else { return .invalid }
        return .whileLoop(condition: condition, body: body)
    }

    private mutating func parseImport() -> Statement.Kind {
        mark(index, as: .keyword)
        let start = current.span.start
        advance()
        let path = parseString()
        var alias: Name?
        if word() == "as", !isOnNewLine {
            mark(index, as: .keyword)
            advance()
            alias = parseDeclaredName("the name to bind")
        }
        guard case .string(let literal) = path.kind, let text = literal.plainText, !text.isEmpty else {
            report(.importNeedsPlainPath(at: path.span))
            return .invalid
        }
        if let alias { return .importModule(ImportDeclaration(path: text, pathSpan: path.span, name: alias)) }
        let last = text.split(separator: "/").last.map(String.init) ?? text
        let base = last.hasSuffix(".pipe") ? String(last.dropLast(5)) : last
        guard isIdentifier(base) else {
            if !isPanicking { report(.importNeedsName(base, at: span(from: start))) }
            return .invalid
        }
        declaredNames.insert(base)
        return .importModule(ImportDeclaration(path: text, pathSpan: path.span, name: Name(base, span: path.span)))
    }

    private func isIdentifier(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, !(first >= 0x30 && first <= 0x39), Keyword(rawValue: text) == nil else { return false }
        return bytes.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F }
    }
}
