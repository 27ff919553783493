import SluiceModel
import SluiceSyntax

extension Compiler {
    /// Writes what leaves the value of an expression in a register, which is written last of all unless `buildsUp`.
    mutating func compile(_ expression: Expression, to register: Register) {
        let span = expression.span
        switch expression.kind {
        case .literal(let literal): emitConstant(Value(literal), to: register, span)
        case .string(let literal): compile(literal, span, isCommand: false, to: register)
        case .name(let name): compileName(name, span, to: register)
        case .list(let elements):
            withTemporaries { compiler in
                let first = compiler.compileRow(elements)
                compiler.emit(.list(to: register, first: first, count: Int32(elements.count)), span)
            }
        case .map(let entries):
            withTemporaries { compiler in
                let first = compiler.compileRow(entries.flatMap { [$0.key, $0.value] })
                compiler.emit(.map(to: register, first: first, count: Int32(entries.count)), span)
            }
        case .comprehension(let comprehension): compile(comprehension, span, to: register)
        case .unary(let unary, let operand):
            withTemporaries { compiler in
                let value = compiler.operand(operand)
                compiler.emit(.unary(to: register, value, unary), span)
            }
        case .binary(let binary, let left, let right): compile(binary, left, right, span, to: register)
        case .call(let call): compile(call, span, to: register)
        case .member(let base, let name):
            withTemporaries { compiler in
                let value = compiler.operand(base)
                compiler.emit(.member(to: register, value, name: compiler.current.index(ofName: name.text)), name.span)
            }
        case .index(let base, let index):
            withTemporaries { compiler in
                let (value, key) = compiler.operands(base, index)
                compiler.emit(.index(to: register, value, key), span)
            }
        case .lambda(let lambda):
            codes.append(nil)
            let number = codes.count - 1
            compileFunction("lambda", lambda.parameters, lambda.body, number: number)
            emit(.function(to: register, use: use(of: number)), span)
        case .conditional(let conditional): compileValue(conditional, span, to: register)
        case .clause(let clause): compile(clause, to: register, documentation: clause.documentation)
        case .invalid: emitInvalid(span)
        }
    }

    /// The register that holds the value: a variable's own, or one that is opened for it.
    mutating func operand(_ expression: Expression) -> Register {
        if let variable = variable(expression) { return variable }
        let register = current.newTemporary()
        compile(expression, to: register)
        return register
    }

    /// Both sides of an operation, the left one read before the right one is worked out.
    mutating func operands(_ left: Expression, _ right: Expression) -> (Register, Register) {
        guard let variable = variable(left), right.mayAssign else { return (operand(left), operand(right)) }
        let copy = current.newTemporary()
        emit(.move(to: copy, from: variable), left.span)
        return (copy, operand(right))
    }

    private mutating func variable(_ expression: Expression) -> Register? {
        guard case .name(let name) = expression.kind else { return nil }
        switch resolve(name) {
        case .variable(let register, _, _): return register
        case .outer(let variable, _): return current.capture(variable, name)
        case .function, .late, .builtin, .unknown: return nil
        }
    }

    /// Values that are taken together, in registers one after the other; the first of them.
    mutating func compileRow(_ expressions: [Expression]) -> Register {
        let first = Register(-current.openTemporaries - 1)
        for expression in expressions { compile(expression, to: current.newTemporary()) }
        return first
    }

    private mutating func compileName(_ name: String, _ span: Span, to register: Register) {
        switch resolve(name) {
        case .variable(let variable, _, _): emit(.move(to: register, from: variable), span)
        case .outer(let variable, _): emit(.move(to: register, from: current.capture(variable, name)), span)
        case .function(let code): emit(.function(to: register, use: use(of: code)), span)
        case .late(let late): emit(.late(to: register, late), span)
        case .builtin(let index): emit(.builtin(to: register, Int32(index)), span)
        case .unknown:
            if name == "_" { emit(.lastResult(to: register), span) } else { emitTrouble(unknownName(name, at: span), span) }
        }
    }

    /// Writes a string; in a command literal what fills a hole stays data.
    mutating func compile(_ literal: StringLiteral, _ span: Span, isCommand: Bool, to register: Register) {
        if let text = literal.plainText {
            emitConstant(.string(text), to: register, span)
            return
        }
        withTemporaries { compiler in
            var layout = TextLayout(pieces: [], holes: 0, isCommand: isCommand)
            var holes: [Expression] = []
            for segment in literal.segments {
                switch segment {
                case .text(let text, _): layout.pieces.append(.text(text))
                case .interpolation(let expression):
                    holes.append(expression)
                    layout.pieces.append(.hole(expression.span))
                    layout.holes += 1
                }
            }
            let first = compiler.compileRow(holes)
            compiler.current.tables.texts.append(layout)
            compiler.emit(.text(to: register, first: first, Int32(compiler.current.tables.texts.count - 1)), span)
        }
    }

    /// A string literal, or a list of them, where a command is wanted.
    mutating func compileCommand(_ expression: Expression, to register: Register) {
        switch expression.kind {
        case .string(let literal): compile(literal, expression.span, isCommand: true, to: register)
        case .list(let elements):
            withTemporaries { compiler in
                let first = Register(-compiler.current.openTemporaries - 1)
                for element in elements { compiler.compileCommand(element, to: compiler.current.newTemporary()) }
                compiler.emit(.list(to: register, first: first, count: Int32(elements.count)), expression.span)
            }
        case .literal, .name, .map, .comprehension, .unary, .binary, .call, .member, .index, .lambda, .conditional, .clause, .invalid:
            compile(expression, to: register)
        }
    }

    private mutating func compile(_ binary: BinaryOperator, _ left: Expression, _ right: Expression, _ span: Span, to register: Register) {
        switch binary {
        case .and, .or:
            compile(left, to: register)
            let skip = emit(binary == .and ? .shortAnd(register, 0) : .shortOr(register, 0), left.span)
            withTemporaries { compiler in
                let value = compiler.operand(right)
                compiler.emit(.binary(to: register, register, value, binary), span)
            }
            land(skip)
        case .multiply, .divide, .floorDivide, .remainder, .add, .subtract, .range, .equal, .notEqual, .less, .lessOrEqual, .greater,
            .greaterOrEqual, .contained:
            withTemporaries { compiler in
                if let number = right.smallNumber {
                    let value = compiler.operand(left)
                    compiler.emit(.binaryNumber(to: register, value, number, binary), span)
                } else {
                    let (first, second) = compiler.operands(left, right)
                    compiler.emit(.binary(to: register, first, second, binary), span)
                }
            }
        }
    }

    /// Writes a decision; returns the jump that is taken when it does not hold.
    mutating func compileDecision(_ condition: Expression, _ word: DecisionWord) -> Int {
        withTemporaries { compiler in
            if case .binary(let binary, let left, let right) = condition.kind, let relation = Relation(binary) {
                if let number = right.smallNumber {
                    let value = compiler.operand(left)
                    return compiler.emit(.jumpUnlessNumber(value, number, 0, relation, word), condition.span)
                }
                let (first, second) = compiler.operands(left, right)
                return compiler.emit(.jumpUnless(first, second, 0, relation, word), condition.span)
            }
            let value = compiler.operand(condition)
            return compiler.emit(.jumpIfFalse(value, 0, word), condition.span)
        }
    }

    private mutating func compile(_ comprehension: Comprehension, _ span: Span, to register: Register) {
        let list = register < 0 ? register : current.newVariable("[…]")
        emit(.list(to: list, first: 0, count: 0), span)
        let state = openLoop(over: comprehension.sequence)
        inScope { compiler in
            let first = compiler.declareLoop(comprehension.variables)
            let variables = UInt16(clamping: comprehension.variables.count)
            let start = compiler.emit(.next(state: state, to: first, end: 0, variables: variables), comprehension.sequence.span)
            let skip = comprehension.condition.map { compiler.compileDecision($0, .if) }
            compiler.withTemporaries { compiler in
                let element = compiler.operand(comprehension.element)
                compiler.emit(.collect(list, element), comprehension.element.span)
            }
            if let skip { compiler.land(skip) }
            compiler.emit(
                .nextAgain(state: state, to: first, body: Int32(start + 1), variables: variables), comprehension.sequence.span)
            compiler.land(start)
        }
        emit(.endLoop(state: state), span)
        emit(.endCollect(to: register, list), span)
    }

    private mutating func compile(_ call: Call, _ span: Span, to register: Register) {
        var name = "this"
        var builtin: Int?
        var function: Int?
        if case .name(let callee) = call.callee.kind {
            name = callee
            switch resolve(callee) {
            case .late, .unknown: builtin = Builtin.index(of: callee)
            case .builtin(let index): builtin = index
            case .function(let code): function = code
            case .variable, .outer: break
            }
        } else if case .member(_, let member) = call.callee.kind {
            name = member.text
        }
        let labels = call.arguments.map(\.label)
        let isDirect = function != nil && labels.allSatisfy { $0 == nil } && labels.count <= Int(UInt8.max)
        withTemporaries { compiler in
            let first = Register(-compiler.current.openTemporaries - 1)
            if builtin == nil, !isDirect { compiler.compile(call.callee, to: compiler.current.newTemporary()) }
            for (position, argument) in call.arguments.enumerated() {
                let target = compiler.current.newTemporary()
                if position == 0, builtin != nil, name == "exec" {
                    compiler.compileCommand(argument.value, to: target)
                } else {
                    compiler.compile(argument.value, to: target)
                }
            }
            if let function, isDirect {
                compiler.emit(
                    .callFunction(to: register, first: first, use: compiler.use(of: function), count: UInt8(labels.count)), span)
                return
            }
            compiler.current.tables.calls.append(CallLayout(labels: labels, span: span, callee: name))
            let layout = Int32(compiler.current.tables.calls.count - 1)
            if builtin == Builtin.length, labels == [nil] {
                compiler.emit(.length(to: register, first: first, layout: layout), span)
            } else if let builtin {
                compiler.emit(.callBuiltin(to: register, first: first, layout: layout, UInt16(builtin)), span)
            } else {
                compiler.emit(.call(to: register, first: first, layout), span)
            }
        }
    }

    private mutating func compileValue(_ conditional: Conditional, _ span: Span, to register: Register) {
        var ends: [Int] = []
        for branch in conditional.branches {
            let skip = compileDecision(branch.condition, .if)
            compileValue(branch.block, to: register)
            ends.append(emit(.jump(0), branch.block.span))
            land(skip)
        }
        if let otherwise = conditional.otherwise {
            compileValue(otherwise, to: register)
        } else {
            emitConstant(.none, to: register, span)
        }
        for end in ends { land(end) }
    }

    /// Writes a block whose last expression is its value.
    private mutating func compileValue(_ block: Block, to register: Register) {
        inScope { compiler in
            guard let last = block.statements.last else {
                compiler.emitConstant(.none, to: register, block.span)
                return
            }
            switch last.kind {
            case .expression(let expression):
                compiler.compileStatements(block.statements.dropLast()) { $0.compile(expression, to: register) }
            case .conditional(let conditional):
                compiler.compileStatements(block.statements.dropLast()) { $0.compileValue(conditional, last.span, to: register) }
            case .variable, .assignment, .function, .returnValue, .forLoop, .whileLoop, .breakLoop, .continueLoop, .importModule, .clause,
                .invalid:
                compiler.compileStatements(block.statements[...])
                compiler.emitConstant(.none, to: register, block.span)
            }
        }
    }
}

extension Expression {
    /// A whole number that fits into an instruction.
    fileprivate var smallNumber: Int32? {
        guard case .literal(.int(let number)) = kind else { return nil }
        return Int32(exactly: number)
    }

    /// Whether its value is put together in its register, which must then be no variable that it reads.
    var buildsUp: Bool {
        switch kind {
        case .binary(let binary, _, _): binary == .and || binary == .or
        case .conditional: true
        case .comprehension, .literal, .string, .name, .list, .map, .unary, .call, .member, .index, .lambda, .clause, .invalid: false
        }
    }

    /// Whether working it out may change a variable: only the blocks of an `if` can.
    fileprivate var mayAssign: Bool {
        switch kind {
        case .conditional, .clause: true
        case .literal, .name, .lambda, .invalid: false
        case .string(let literal):
            literal.segments.contains { if case .interpolation(let hole) = $0 { hole.mayAssign } else { false } }
        case .list(let elements): elements.contains(where: \.mayAssign)
        case .map(let entries): entries.contains { $0.key.mayAssign || $0.value.mayAssign }
        case .comprehension(let comprehension):
            comprehension.sequence.mayAssign || comprehension.element.mayAssign || (comprehension.condition?.mayAssign ?? false)
        case .unary(_, let operand): operand.mayAssign
        case .binary(_, let left, let right): left.mayAssign || right.mayAssign
        case .call(let call): call.callee.mayAssign || call.arguments.contains { $0.value.mayAssign }
        case .member(let base, _): base.mayAssign
        case .index(let base, let index): base.mayAssign || index.mayAssign
        }
    }
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
