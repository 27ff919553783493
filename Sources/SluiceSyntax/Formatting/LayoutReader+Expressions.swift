extension LayoutReader {
    mutating func read(_ expression: Expression) {
        let start = first(expression.span)
        switch expression.kind {
        case .literal, .string, .name, .invalid: break
        case .list(let items):
            addBracket(start, elements: items.map { firstWithParentheses($0, behind: start) })
            for item in items { read(item) }
        case .map(let entries):
            guard !entries.isEmpty else { break }
            addBracket(start, elements: entries.map { firstWithParentheses($0.key, behind: start) })
            for entry in entries {
                read(entry.key)
                read(entry.value)
            }
        case .comprehension(let comprehension): read(comprehension, from: start)
        case .unary(let operation, let operand):
            if operation == .negate { glue(start + 1) }
            read(operand)
        case .binary(.range, let left, let right):
            let mark = behindParentheses(left.span)
            glue(mark)
            glue(mark + 1)
            read(left)
            read(right)
        case .binary(let operation, _, _): readChain(expression, Precedence(operation))
        case .call(let call):
            if call.isPiped { readPipes(expression) } else { read(call) }
        case .member(let base, _):
            let dot = behindParentheses(base.span)
            glue(dot)
            glue(dot + 1)
            read(base)
        case .index(let base, let index):
            let open = behindParentheses(base.span)
            glue(open)
            add(Region(.continuation, open..<behind(expression.span)))
            read(base)
            read(index)
        case .lambda(let lambda):
            if pieces.isMark(start, .openParen) {
                claimedParentheses.insert(start)
                addBracket(start, elements: lambda.parameters.map { first($0.name.span) })
                for parameter in lambda.parameters {
                    if let value = parameter.defaultValue { read(value) }
                }
            }
            read(lambda.body)
        case .conditional(let conditional): read(conditional, from: start)
        case .clause(let clause): read(clause)
        }
    }

    /// Where an element begins whose parentheses leave no node.
    private func firstWithParentheses(_ expression: Expression, behind open: Int) -> Int {
        var index = first(expression.span)
        while index - 1 > open, pieces.isMark(index - 1, .openParen), !claimedParentheses.contains(index - 1) { index -= 1 }
        return index
    }

    /// Elements go on lines of their own; a closing bracket does too.
    mutating func addBracket(_ open: Int, elements: [Int], takesTrailingComma: Bool = true, clinging: Int? = nil) {
        let close = closing(open)
        var region = Region(.bracket, open..<close + 1)
        region.takesTrailingComma = takesTrailingComma && !elements.isEmpty
        region.clingingPiece = clinging
        add(region)
        guard let first = elements.first else { return }
        for element in elements where !mustFollowOnLine(element) || element == first && pieces.isMark(open, .openBracket) {
            allowLineEnd(before: element)
        }
        allowLineEnd(before: close)
    }

    /// At the start of a line inside brackets a clause is taken for the statement behind a bracket that was not closed.
    private func mustFollowOnLine(_ index: Int) -> Bool {
        guard index + 1 < pieces.pieces.count, ClauseTable.isClauseWord(pieces.text(at: index)) else { return false }
        switch pieces.pieces[index + 1].kind {
        case .word, .literal, .string, .mark(.openBrace): return true
        case .mark: return false
        }
    }

    private mutating func read(_ comprehension: Comprehension, from open: Int) {
        let loop = behindParentheses(comprehension.element.span)
        addBracket(open, elements: [open + 1, loop], takesTrailingComma: false)
        if comprehension.condition != nil { allowLineEnd(before: behindParentheses(comprehension.sequence.span)) }
        read(comprehension.element)
        read(comprehension.sequence)
        if let condition = comprehension.condition { read(condition) }
    }

    // MARK: Calls

    private mutating func read(_ call: Call) {
        read(call.callee)
        readArguments(call.arguments, open: behindParentheses(call.callee.span))
    }

    private mutating func readArguments(_ arguments: [Argument], open: Int) {
        claimedParentheses.insert(open)
        glue(open)
        let elements = arguments.map { $0.label.map { first($0.span) } ?? firstWithParentheses($0.value, behind: open) }
        addBracket(open, elements: elements, clinging: clingingPiece(arguments))
        for argument in arguments { read(argument.value) }
    }

    /// What may open on the call's line: the only argument's bracket, or the block of a function that is the last argument.
    private func clingingPiece(_ arguments: [Argument]) -> Int? {
        guard let last = arguments.last else { return nil }
        if case .lambda(let lambda) = last.value.kind, case .block(let block) = lambda.body { return first(block.span) }
        return arguments.count == 1 ? openingBracket(last.value) : nil
    }

    /// The bracket that ends where the expression does.
    private func openingBracket(_ expression: Expression) -> Int? {
        switch expression.kind {
        case .list(let items): items.isEmpty ? nil : first(expression.span)
        case .map(let entries): entries.isEmpty ? nil : first(expression.span)
        case .comprehension: first(expression.span)
        case .call(let call): call.isPiped || call.arguments.isEmpty ? nil : behindParentheses(call.callee.span)
        case .literal, .string, .name, .unary, .binary, .member, .index, .lambda, .conditional, .clause, .invalid: nil
        }
    }

    /// Parentheses around expressions, which have no node.
    func addParentheses(to layout: inout Layout) {
        for open in pieces.pieces.indices where pieces.isMark(open, .openParen) && !claimedParentheses.contains(open) {
            let close = closing(open)
            layout.regions.append(Region(.bracket, open..<close + 1))
            if !mustFollowOnLine(open + 1) { layout.lineEnds[open + 1] = .withRegion }
            layout.lineEnds[close] = .withRegion
        }
    }

    // MARK: Operators

    /// Which operators stand in one chain.
    private enum Precedence: Hashable {
        case or, and, comparison, sum, product, range

        init(_ operation: BinaryOperator) {
            switch operation {
            case .or: self = .or
            case .and: self = .and
            case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .contained: self = .comparison
            case .add, .subtract: self = .sum
            case .multiply, .divide, .floorDivide, .remainder: self = .product
            case .range: self = .range
            }
        }
    }

    private mutating func readChain(_ expression: Expression, _ precedence: Precedence) {
        var left = expression
        var count = 0
        let index = layout.regions.count
        add(Region(.chain(.several), range(expression.span), step: chainStep))
        while case .binary(let operation, let first, let second) = left.kind, Precedence(operation) == precedence {
            count += 1
            let mark = behindParentheses(first.span)
            // Outside brackets a `-` at the start of a line begins a statement.
            allowLineEnd(before: operation == .subtract ? mark + 1 : mark)
            read(second)
            let isParenthesized = first.span.start > left.span.start
            left = first
            if isParenthesized { break }
        }
        read(left)
        if count == 1, precedence != .or, precedence != .and {
            layout.regions[index] = Region(.chain(.single), range(expression.span), step: chainStep)
        }
    }

    private mutating func readPipes(_ expression: Expression) {
        add(Region(.chain(.pipes), range(expression.span), step: chainStep))
        var left = expression
        while case .call(let call) = left.kind, call.isPiped, let first = call.arguments.first?.value {
            allowLineEnd(before: behindParentheses(first.span))
            read(call.callee)
            let open = behindParentheses(call.callee.span)
            if pieces.isMark(open, .openParen), open < behind(left.span) { readArguments(Array(call.arguments.dropFirst()), open: open) }
            let isParenthesized = first.span.start > left.span.start
            left = first
            if isParenthesized { break }
        }
        read(left)
    }
}
