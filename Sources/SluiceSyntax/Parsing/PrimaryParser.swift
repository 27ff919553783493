extension Parser {
    mutating func parsePrimary(commandAllowed: Bool) -> Expression {
        let start = current.span.start
        switch current.kind {
        case .literal(let literal):
            advance()
            return expression(.literal(literal), from: start)
        case .stringOpen:
            return parseString()
        case .identifier:
            return parseWord(commandAllowed: commandAllowed)
        case .keyword(let keyword):
            return parseKeywordValue(keyword)
        case .mark(.openParen):
            return parseParenthesized()
        case .mark(.openBracket):
            return parseList()
        case .invalid:
            isPanicking = true
            advance()
            return expression(.invalid, from: start)
        case .mark, .stringText, .interpolationOpen, .interpolationClose, .stringClose, .end:
            return missingExpression()
        }
    }

    private mutating func missingExpression() -> Expression {
        noteEnd(.expression(place))
        report(.expectedExpression(found: current, at: missingAt, inHead: isInHead))
        return Expression(id: newID(), span: Span(file: file.id, start: current.span.start, end: current.span.start), kind: .invalid)
    }

    private mutating func parseKeywordValue(_ keyword: Keyword) -> Expression {
        let start = current.span.start
        switch keyword {
        case .true, .false:
            advance()
            return expression(.literal(.bool(keyword == .true)), from: start)
        case .none:
            advance()
            return expression(.literal(.none), from: start)
        case .if:
            let conditional = parseConditional(isValue: true)
            return expression(.conditional(conditional), from: start)
        case .let, .var, .fn, .return, .else, .for, .in, .while, .break, .continue, .and, .or, .not:
            return missingExpression()
        }
    }

    private mutating func parseWord(commandAllowed: Bool) -> Expression {
        let start = current.span.start
        if next.kind == .mark(.thickArrow) { return parseLambda([Parameter(name: declareParameter())], from: start) }
        if let clause = parseClauseValue(commandAllowed: commandAllowed) { return expression(.clause(clause), from: start) }
        let text = current.text
        if next.kind == .mark(.openParen) { mark(index, as: .function) }
        advance()
        if let weekday = WeekdayLiteral(rawValue: text) {
            classes[index - 1] = .literal
            return expression(.literal(.weekday(weekday)), from: start)
        }
        return expression(.name(text), from: start)
    }

    private mutating func declareParameter() -> Name {
        mark(index, as: .parameter)
        declaredNames.insert(current.text)
        return takeName()
    }

    // MARK: Brackets

    private mutating func parseParenthesized() -> Expression {
        let start = current.span.start
        let open = current
        if isLambdaAhead {
            let parameters = parseParameters()
            return parseLambda(parameters, from: start)
        }
        advance()
        let inner = insideBrackets { parser in
            let inner = parser.parseExpression(commandAllowed: true)
            parser.expectClosing(.closeParen, of: open)
            return inner
        }
        return inner
    }

    /// True at `(` if `=>` follows the matching `)`.
    private var isLambdaAhead: Bool {
        var ahead = 1
        guard token(ahead: 1).kind == .identifier || token(ahead: 1).kind == .mark(.closeParen) else { return false }
        guard token(ahead: 1).kind == .mark(.closeParen) || Self.mayFollowParameter(token(ahead: 2).kind) else { return false }
        var depth = 1
        while depth > 0 {
            switch token(ahead: ahead).kind {
            case .mark(let mark):
                if mark.closing != nil { depth += 1 }
                if mark.isClosing { depth -= 1 }
            case .end: return false
            case .identifier, .keyword, .literal, .stringOpen, .stringText, .interpolationOpen, .interpolationClose, .stringClose, .invalid:
                break
            }
            ahead += 1
        }
        return token(ahead: ahead).kind == .mark(.thickArrow)
    }

    private static func mayFollowParameter(_ kind: Token.Kind) -> Bool {
        kind == .mark(.comma) || kind == .mark(.colon) || kind == .mark(.closeParen) || kind == .mark(.assign)
    }

    private mutating func parseLambda(_ parameters: [Parameter], from start: Int) -> Expression {
        let arrow = current.span
        let isMisplaced = isInHead
        if isMisplaced { report(.lambdaInHead(at: arrow)) }
        guard take(.thickArrow) else { return expression(.invalid, from: start) }
        let body: FunctionBody
        if isMark(.openBrace) {
            let block = withoutValueBlock { $0.parseBlock(in: .function, of: "the function") }
            body = .block(block ?? Block(id: newID(), statements: [], span: arrow))
        } else {
            let saved = place
            place = .function
            body = .expression(parseExpression(commandAllowed: true))
            place = saved
        }
        return expression(isMisplaced ? .invalid : .lambda(Lambda(parameters: parameters, body: body)), from: start)
    }

    /// A list, a map or a comprehension.
    private mutating func parseList() -> Expression {
        let start = current.span.start
        let open = current
        advance()
        let kind = insideBrackets { parser -> Expression.Kind in
            if parser.take(.closeBracket) { return .list([]) }
            if parser.isMark(.colon), parser.next.kind == .mark(.closeBracket) {
                parser.advance()
                parser.advance()
                return .map([])
            }
            let first = parser.parseExpression()
            let kind: Expression.Kind
            if parser.take(.colon) {
                kind = parser.parseMapEntries(firstKey: first)
            } else if parser.isKeyword(.for), !parser.isPanicking {
                kind = parser.parseComprehension(first)
            } else {
                kind = parser.parseElements(first)
            }
            parser.expectClosing(.closeBracket, of: open)
            return kind
        }
        return expression(kind, from: start)
    }

    private mutating func parseElements(_ first: Expression) -> Expression.Kind {
        var elements = [first]
        while !isPanicking, take(.comma), !isMark(.closeBracket), !isAtEnd, !bracketWasForgotten { elements.append(parseExpression()) }
        return .list(elements)
    }

    private mutating func parseMapEntries(firstKey: Expression) -> Expression.Kind {
        var entries = [MapEntry(key: firstKey, value: parseExpression())]
        while !isPanicking, take(.comma), !isMark(.closeBracket), !isAtEnd, !bracketWasForgotten {
            let key = parseExpression()
            guard take(.colon) else {
                report(.expected("`:` and the value of this key", found: current, at: missingAt))
                break
            }
            entries.append(MapEntry(key: key, value: parseExpression()))
        }
        return .map(entries)
    }

    private mutating func parseComprehension(_ element: Expression) -> Expression.Kind {
        advance()
        guard let variables = parseLoopVariables() else { return .invalid }
        let sequence = parseExpression()
        let condition = take(.if) ? parseExpression() : nil
        return .comprehension(Comprehension(element: element, variables: variables, sequence: sequence, condition: condition))
    }

    // MARK: Strings

    /// From the opening quotes to the closing ones.
    mutating func parseString() -> Expression {
        let start = current.span.start
        guard case .stringOpen(let style) = current.kind else { return missingExpression() }
        advance()
        var segments: [StringLiteral.Segment] = []
        while true {
            switch current.kind {
            case .stringText(let text):
                if !text.isEmpty { segments.append(.text(text, current.span)) }
                advance()
            case .interpolationOpen:
                segments.append(.interpolation(parseInterpolation()))
            case .stringClose:
                advance()
                return expression(.string(StringLiteral(style: style, segments: segments)), from: start)
            case .identifier, .keyword, .mark, .literal, .stringOpen, .interpolationClose, .invalid, .end:
                return expression(.string(StringLiteral(style: style, segments: segments)), from: start)
            }
        }
    }

    private mutating func parseInterpolation() -> Expression {
        let open = current
        advance()
        let saved = openClauses
        openClauses = []
        defer { openClauses = saved }
        let value = insideBrackets { parser -> Expression in
            guard parser.current.kind != .interpolationClose else {
                parser.noteEnd(.expression(parser.place))
                parser.reportInPassing(.emptyInterpolation(at: open.span.joined(with: parser.current.span)))
                return Expression(id: parser.newID(), span: open.span, kind: .invalid)
            }
            return parser.parseExpression()
        }
        if current.kind != .interpolationClose { report(.expected("`}` to close `${`", found: current, at: missingAt, opened: open)) }
        skipToInterpolationClose()
        return value
    }

    private mutating func skipToInterpolationClose() {
        var depth = 0
        while !isAtEnd {
            if current.kind == .interpolationOpen { depth += 1 }
            if current.kind == .interpolationClose {
                depth -= 1
                if depth < 0 {
                    advance()
                    return
                }
            }
            advance()
        }
    }
}
