/// How tightly operators bind; higher binds tighter.
enum Binding: Int {
    case none = 0
    case pipe
    case or
    case and
    case not
    case comparison
    case range
    case sum
    case product
    case negation

    /// What an operand to the right of a left-associative operator must exceed.
    static func < (left: Binding, right: Binding) -> Bool { left.rawValue < right.rawValue }
}

extension Parser {
    /// An expression; where none can be read, an `.invalid` one with a diagnostic.
    ///
    /// - Parameter commandAllowed: whether a command that yields a value may stand at its start.
    mutating func parseExpression(commandAllowed: Bool = false) -> Expression {
        parseOperation(above: .none, commandAllowed: commandAllowed)
    }

    /// An expression whose operators all bind tighter than `limit`.
    mutating func parseOperation(above limit: Binding, commandAllowed: Bool = false) -> Expression {
        let start = current.span.start
        return nested { parser in
            let left = parser.parseUnary(commandAllowed: commandAllowed)
            return parser.parseInfix(left, from: start, above: limit)
        } ?? Expression(id: newID(), span: span(from: start), kind: .invalid)
    }

    private mutating func parseUnary(commandAllowed: Bool) -> Expression {
        let start = current.span.start
        if take(.minus) {
            let operand = parseOperation(above: .product)
            return expression(.unary(.negate, operand), from: start)
        }
        if take(.not) {
            let operand = parseOperation(above: .and)
            return expression(.unary(.not, operand), from: start)
        }
        let primary = parsePrimary(commandAllowed: commandAllowed)
        return parsePostfix(primary, from: start)
    }

    private mutating func parseInfix(_ first: Expression, from start: Int, above limit: Binding) -> Expression {
        var left = first
        var comparedAt: Span?
        while !isPanicking, let (infix, binding) = infixHere, limit < binding, canGrow() {
            let operatorSpan = current.span
            advance()
            guard let infix else {
                left = parsePiped(left, from: start)
                continue
            }
            var isChained = false
            if binding == .comparison {
                isChained = comparedAt != nil
                if let earlier = comparedAt { report(.comparisonChain(at: operatorSpan, earlier: earlier)) }
                comparedAt = operatorSpan
            }
            let right = parseOperation(above: binding)
            // What was meant by a chain is not known, so nothing more is said about it.
            left = expression(isChained ? .invalid : .binary(infix, left, right), from: start)
        }
        return left
    }

    /// The operator at the current token and how it binds; the operator is nil for `|>`.
    private var infixHere: (BinaryOperator?, Binding)? {
        guard let (infix, binding) = operatorHere else { return nil }
        guard isOnNewLine else { return (infix, binding) }
        if infix == .subtract { return nil }
        return (infix, binding)
    }

    private var operatorHere: (BinaryOperator?, Binding)? {
        switch current.kind {
        case .keyword(let keyword):
            switch keyword {
            case .or: return (.or, .or)
            case .and: return (.and, .and)
            case .in: return operatorInAllowed ? (.contained, .comparison) : nil
            case .let, .var, .fn, .return, .if, .else, .for, .while, .break, .continue, .not, .true, .false, .none: return nil
            }
        case .mark(let mark): return Self.operators[mark]
        case .identifier, .literal, .stringOpen, .stringText, .interpolationOpen, .interpolationClose, .stringClose, .invalid, .end:
            return nil
        }
    }

    private static let operators: [Mark: (BinaryOperator?, Binding)] = [
        .pipe: (nil, .pipe), .equal: (.equal, .comparison), .notEqual: (.notEqual, .comparison), .less: (.less, .comparison),
        .lessOrEqual: (.lessOrEqual, .comparison), .greater: (.greater, .comparison), .greaterOrEqual: (.greaterOrEqual, .comparison),
        .range: (.range, .range), .plus: (.add, .sum), .minus: (.subtract, .sum), .star: (.multiply, .product), .slash: (.divide, .product),
        .floorDivide: (.floorDivide, .product), .percent: (.remainder, .product),
    ]

    /// `xs |> f(a)` is `f(xs, a)`; `xs |> f` is `f(xs)`.
    private mutating func parsePiped(_ left: Expression, from start: Int) -> Expression {
        let right = parseOperation(above: .pipe)
        let first = Argument(label: nil, value: left)
        if case .call(let call) = right.kind, !call.isPiped {
            let piped = Call(callee: call.callee, arguments: [first] + call.arguments, isPiped: true)
            return expression(.call(piped), from: start)
        }
        return expression(.call(Call(callee: right, arguments: [first], isPiped: true)), from: start)
    }

    // MARK: Postfix

    mutating func parsePostfix(_ first: Expression, from start: Int) -> Expression {
        var left = first
        while !isPanicking {
            switch current.kind {
            case .mark(.openParen) where !isOnNewLine:
                guard canGrow() else { return left }
                let arguments = parseArguments()
                left = expression(.call(Call(callee: left, arguments: arguments, isPiped: false)), from: start)
            case .mark(.openBracket) where !isOnNewLine:
                guard canGrow() else { return left }
                left = parseIndex(left, from: start)
            case .mark(.dot):
                guard canGrow() else { return left }
                advance()
                guard word() != nil else {
                    noteEnd(.member(left, place))
                    report(.expected("a name behind `.`", found: current, at: missingAt))
                    return left
                }
                mark(index, as: next.kind == .mark(.openParen) ? .function : .member)
                let name = takeName()
                left = expression(.member(left, name), from: start)
            case .mark, .identifier, .keyword, .literal, .stringOpen, .stringText, .interpolationOpen, .interpolationClose, .stringClose,
                .invalid, .end:
                return left
            }
        }
        return left
    }

    private mutating func parseIndex(_ left: Expression, from start: Int) -> Expression {
        let open = current
        advance()
        let index = insideBrackets { parser in
            let index = parser.parseExpression()
            parser.expectClosing(.closeBracket, of: open)
            return index
        }
        return expression(.index(left, index), from: start)
    }

    private mutating func parseArguments() -> [Argument] {
        let open = current
        advance()
        return insideBrackets { parser in
            var arguments: [Argument] = []
            while !parser.isAtEnd, !parser.isMark(.closeParen), !parser.bracketWasForgotten {
                let argument = parser.parseArgument()
                if argument.label == nil, arguments.last?.label != nil, !parser.isPanicking {
                    parser.reportInPassing(.positionalAfterLabel(at: argument.value.span))
                }
                arguments.append(argument)
                if parser.isPanicking || !parser.take(.comma) { break }
            }
            parser.expectClosing(.closeParen, of: open)
            return arguments
        }
    }

    private mutating func parseArgument() -> Argument {
        guard word() != nil, next.kind == .mark(.colon) else { return Argument(label: nil, value: parseExpression()) }
        mark(index, as: .parameter)
        let label = takeName()
        advance()
        return Argument(label: label, value: parseExpression())
    }
}
