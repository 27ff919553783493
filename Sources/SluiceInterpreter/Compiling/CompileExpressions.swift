import SluiceModel
import SluiceSyntax

extension Compiler {
    /// Writes what leaves the value of an expression on the stack.
    mutating func compile(_ expression: Expression) {
        let span = expression.span
        switch expression.kind {
        case .literal(let literal): emitConstant(Value(literal), span)
        case .string(let literal): compile(literal, span, isCommand: false)
        case .name(let name): compileName(name, span)
        case .list(let elements):
            for element in elements { compile(element) }
            emit(.list(elements.count), span)
        case .map(let entries):
            for entry in entries {
                compile(entry.key)
                compile(entry.value)
            }
            emit(.map(entries.count), span)
        case .comprehension(let comprehension): compile(comprehension, span)
        case .unary(let unary, let operand):
            compile(operand)
            emit(.unary(unary), span)
        case .binary(let binary, let left, let right): compile(binary, left, right, span)
        case .call(let call): compile(call, span)
        case .member(let base, let name):
            compile(base)
            emit(.member(current.index(ofName: name.text)), name.span)
        case .index(let base, let index):
            compile(base)
            compile(index)
            emit(.index, span)
        case .lambda(let lambda):
            let code = compileFunction("lambda", lambda.parameters, lambda.body)
            codes.append(code)
            emit(.closure(codes.count - 1), span)
        case .conditional(let conditional): compileValue(conditional, span)
        case .clause(let clause): compile(clause, isValue: true, documentation: clause.documentation)
        case .invalid: emitInvalid(span)
        }
    }

    private mutating func compileName(_ name: String, _ span: Span) {
        switch resolve(name) {
        case .variable(let depth, let slot, _, _): emit(.load(depth: depth, slot: slot, name: current.index(ofName: name)), span)
        case .function(let code, let depth): emit(.function(code, depth: depth), span)
        case .late(let late): emit(.late(late), span)
        case .builtin(let index): emit(.builtin(index), span)
        case .unknown:
            if name == "_" { emit(.lastResult, span) } else { emitTrouble(unknownName(name, at: span), span) }
        }
    }

    /// Writes a string; in a command literal what fills a hole stays data.
    mutating func compile(_ literal: StringLiteral, _ span: Span, isCommand: Bool) {
        if let text = literal.plainText {
            emitConstant(.string(text), span)
            return
        }
        var layout = TextLayout(pieces: [], holes: 0, isCommand: isCommand)
        for segment in literal.segments {
            switch segment {
            case .text(let text, _): layout.pieces.append(.text(text))
            case .interpolation(let expression):
                compile(expression)
                layout.pieces.append(.hole(expression.span))
                layout.holes += 1
            }
        }
        current.tables.texts.append(layout)
        emit(.text(current.tables.texts.count - 1), span)
    }

    /// A string literal, or a list of them, where a command is wanted.
    mutating func compileCommand(_ expression: Expression) {
        switch expression.kind {
        case .string(let literal): compile(literal, expression.span, isCommand: true)
        case .list(let elements):
            for element in elements { compileCommand(element) }
            emit(.list(elements.count), expression.span)
        case .literal, .name, .map, .comprehension, .unary, .binary, .call, .member, .index, .lambda, .conditional, .clause, .invalid:
            compile(expression)
        }
    }

    private mutating func compile(_ binary: BinaryOperator, _ left: Expression, _ right: Expression, _ span: Span) {
        compile(left)
        switch binary {
        case .and:
            let skip = emit(.shortAnd(0), left.span)
            compile(right)
            emit(.binary(.and), span)
            land(skip)
        case .or:
            let skip = emit(.shortOr(0), left.span)
            compile(right)
            emit(.binary(.or), span)
            land(skip)
        case .multiply, .divide, .floorDivide, .remainder, .add, .subtract, .range, .equal, .notEqual, .less, .lessOrEqual, .greater,
            .greaterOrEqual, .contained:
            compile(right)
            emit(.binary(binary), span)
        }
    }

    private mutating func compile(_ comprehension: Comprehension, _ span: Span) {
        emit(.beginCollect, span)
        compile(comprehension.sequence)
        emit(.beginLoop(variables: comprehension.variables.count), comprehension.sequence.span)
        inScope { compiler in
            let first = compiler.declareLoop(comprehension.variables)
            let start = compiler.emit(
                .next(slot: first, variables: comprehension.variables.count, end: 0), comprehension.sequence.span)
            if let condition = comprehension.condition {
                compiler.compile(condition)
                let skip = compiler.emit(.jumpIfFalse(0, word: .if), condition.span)
                compiler.compile(comprehension.element)
                compiler.emit(.collect, comprehension.element.span)
                compiler.land(skip)
            } else {
                compiler.compile(comprehension.element)
                compiler.emit(.collect, comprehension.element.span)
            }
            compiler.emit(.jump(start), span)
            compiler.land(start)
        }
        emit(.endLoop, span)
        emit(.endCollect, span)
    }

    private mutating func compile(_ call: Call, _ span: Span) {
        var name = "this"
        var isExec = false
        if case .name(let callee) = call.callee.kind {
            name = callee
            switch resolve(callee) {
            case .late, .unknown:
                if let index = Builtin.index(of: callee) {
                    emit(.builtin(index), call.callee.span)
                } else {
                    compile(call.callee)
                }
            case .builtin(let index):
                isExec = callee == "exec"
                emit(.builtin(index), call.callee.span)
            case .variable, .function: compile(call.callee)
            }
        } else {
            if case .member(_, let member) = call.callee.kind { name = member.text }
            compile(call.callee)
        }
        for (position, argument) in call.arguments.enumerated() {
            if isExec, position == 0 { compileCommand(argument.value) } else { compile(argument.value) }
        }
        current.tables.calls.append(CallLayout(labels: call.arguments.map(\.label), span: span, callee: name))
        emit(.call(current.tables.calls.count - 1), span)
    }

    private mutating func compileValue(_ conditional: Conditional, _ span: Span) {
        var ends: [Int] = []
        for branch in conditional.branches {
            compile(branch.condition)
            let skip = emit(.jumpIfFalse(0, word: .if), branch.condition.span)
            compileValue(branch.block)
            ends.append(emit(.jump(0), branch.block.span))
            land(skip)
        }
        if let otherwise = conditional.otherwise { compileValue(otherwise) } else { emitConstant(.none, span) }
        for end in ends { land(end) }
    }

    /// Writes a block whose last expression is its value.
    private mutating func compileValue(_ block: Block) {
        inScope { compiler in
            guard let last = block.statements.last else {
                compiler.emitConstant(.none, block.span)
                return
            }
            switch last.kind {
            case .expression(let expression):
                compiler.compileStatements(block.statements.dropLast())
                compiler.compile(expression)
            case .conditional(let conditional):
                compiler.compileStatements(block.statements.dropLast())
                compiler.compileValue(conditional, last.span)
            case .variable, .assignment, .function, .returnValue, .forLoop, .whileLoop, .breakLoop, .continueLoop, .importModule, .clause,
                .invalid:
                compiler.compileStatements(block.statements)
                compiler.emitConstant(.none, block.span)
            }
        }
    }
}

extension Compiler {
    mutating func compileStatements(_ statements: ArraySlice<Statement>) { compileStatements(Array(statements)) }
}

extension Value {
    init(_ literal: Literal) {
        switch literal {
        case .none: self = .none
        case .bool(let flag): self = .bool(flag)
        case .int(let number): self = .int(number)
        case .float(let number): self = .float(number)
        case .percent(let literal): self = .percent(Percent(literal))
        case .duration(let nanoseconds): self = .duration(nanoseconds: nanoseconds)
        case .size(let bytes): self = .size(bytes: bytes)
        case .timeOfDay(let minutes): self = TimeOfDay(minutes: minutes).map(Value.timeOfDay) ?? .none
        case .date(let literal): self = CivilDate(year: literal.year, month: literal.month, day: literal.day).map(Value.date) ?? .none
        case .weekday(let day): self = Weekday(rawValue: day.rawValue).map(Value.weekday) ?? .none
        }
    }
}

extension Percent {
    /// Digits beyond a ten-millionth of a percent are cut off; what is too large stops at the bound.
    init(_ literal: PercentLiteral) {
        var billionths = literal.digits
        var overflowed = false
        for _ in 0..<max(0, 7 - literal.decimals) where !overflowed {
            let (product, overflow) = billionths.multipliedReportingOverflow(by: 10)
            overflowed = overflow
            billionths = overflow ? .max : product
        }
        for _ in 0..<max(0, literal.decimals - 7) { billionths /= 10 }
        self.init(billionths: billionths)
    }
}
