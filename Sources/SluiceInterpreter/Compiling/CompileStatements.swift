import OrderedCollections
import SluiceModel
import SluiceSyntax

extension Compiler {
    /// Writes the statements of one block: functions are known from its start and written at its end, when all its names are.
    mutating func compileStatements(_ statements: some Collection<Statement>, andThen last: (inout Compiler) -> Void = { _ in }) {
        var functions: [(FunctionDeclaration, Int)] = []
        for statement in statements {
            guard case .function(let function) = statement.kind else { continue }
            functions.append((function, hoist(function)))
        }
        for statement in statements { compile(statement) }
        last(&self)
        for (function, number) in functions {
            compileFunction(function.name.text, function.parameters, function.body, number: number, result: function.result)
        }
    }

    private mutating func hoist(_ function: FunctionDeclaration) -> Int {
        codes.append(nil)
        let index = codes.count - 1
        let innermost = current.scopes.count - 1
        if let earlier = current.scopes[innermost].names[function.name.text], !(mayRedeclare && isTopLevel) {
            var trouble = Trouble(
                .declaredTwice, "`\(function.name.text)` is declared already", label: "again", at: function.name.span,
                help: "use another name")
            trouble.secondary = [Diagnostic.Label(earlier.span, "first here")]
            emitTrouble(trouble, function.name.span)
        }
        current.scopes[innermost].names[function.name.text] = .function(code: index, span: function.name.span)
        return index
    }

    mutating func compile(_ statement: Statement) {
        switch statement.kind {
        case .variable(let declaration): compile(declaration, statement.span)
        case .assignment(let name, let value): compileAssignment(name, value)
        case .function: break
        case .returnValue(let value): compileLeave(with: value, statement.span)
        case .conditional(let conditional): compile(conditional)
        case .forLoop(let loop): compile(loop, statement.span)
        case .whileLoop(let condition, let body): compileWhile(condition, body)
        case .breakLoop: compileLeave(statement.span, isBreak: true)
        case .continueLoop: compileLeave(statement.span, isBreak: false)
        case .importModule(let declaration):
            current.tables.imports.append(declaration)
            let register = registerToRedeclare(declaration.name) ?? current.newVariable(declaration.name.text)
            emit(.importModule(to: register, Int32(current.tables.imports.count - 1)), declaration.pathSpan)
            declare(declaration.name, isMutable: false, fresh: register)
        case .expression(let expression):
            withTemporaries { compiler in
                let value = compiler.operand(expression)
                compiler.emit(.keepResult(value), expression.span)
            }
        case .clause(let clause): compile(clause, to: nil, documentation: statement.documentation)
        case .invalid: emitInvalid(statement.span)
        }
    }

    mutating func emitInvalid(_ span: Span) {
        emitTrouble(Trouble(.invalidSyntax, "this could not be read", at: span), span)
    }

    private mutating func compile(_ declaration: VariableDeclaration, _ span: Span) {
        guard registerToRedeclare(declaration.name) == nil, declaration.type == nil else {
            withTemporaries { compiler in
                let value = compiler.operand(declaration.value)
                compiler.checkType(declaration.type, of: value, declaration.value.span)
                let register = compiler.declare(declaration.name, isMutable: declaration.isMutable)
                compiler.current.annotated[register] = declaration.type
                compiler.emit(.move(to: register, from: value), span)
            }
            return
        }
        let register = current.newVariable(declaration.name.text)
        compile(declaration.value, to: register)
        declare(declaration.name, isMutable: declaration.isMutable, fresh: register)
    }

    private mutating func compileAssignment(_ name: Name, _ value: Expression) {
        let register: Register
        switch resolve(name.text) {
        case .variable(let known, isMutable: true, _): register = known
        case .variable(_, isMutable: false, let declared):
            refuse(
                name, .notAssignable, "`\(name.text)` was declared with `let` and cannot change", "declare it with `var`", declared)
            return
        case .outer(_, let declared):
            refuse(
                name, .outsideVariable, "a function cannot change a variable outside of it",
                "return the new value, and assign it where the variable is", declared)
            return
        case .unknown:
            emitTrouble(
                Trouble(
                    .unknownName, "there is no variable `\(name.text)` to change", label: "not found", at: name.span,
                    help: "declare it first: `var \(name.text) = …`"), name.span)
            return
        case .function, .late, .builtin:
            emitTrouble(Trouble(.notAssignable, "`\(name.text)` is no variable", label: "cannot be changed", at: name.span), name.span)
            return
        }
        if let type = current.annotated[register] {
            withTemporaries { compiler in
                let result = compiler.operand(value)
                compiler.checkType(type, of: result, value.span)
                compiler.emit(.move(to: register, from: result), name.span)
            }
            return
        }
        if case .binary(.add, let left, let right) = value.kind, compileAddition(of: right, to: register, left, name.text, value.span) {
            return
        }
        if value.buildsUp {
            withTemporaries { compiler in
                let result = compiler.current.newTemporary()
                compiler.compile(value, to: result)
                compiler.emit(.move(to: register, from: result), name.span)
            }
        } else {
            compile(value, to: register)
        }
    }

    private mutating func refuse(_ name: Name, _ code: TroubleCode, _ message: String, _ help: String, _ declared: Span) {
        var trouble = Trouble(code, message, label: "cannot be changed here", at: name.span, help: help)
        trouble.secondary = [Diagnostic.Label(declared, "declared here")]
        emitTrouble(trouble, name.span)
    }

    /// `x = x + E`, which is done in place; `x = x + E + F` as well.
    private mutating func compileAddition(
        of addition: Expression, to register: Register, _ left: Expression, _ name: String, _ span: Span
    ) -> Bool {
        switch left.kind {
        case .name(name): break
        case .binary(.add, let first, let second) where addition.isPlainText && (second.isText || isLocal(second, not: name)):
            guard compileAddition(of: second, to: register, first, name, left.span) else { return false }
        case .binary, .name, .literal, .string, .list, .map, .comprehension, .unary, .call, .member, .index, .lambda, .conditional, .clause,
            .invalid:
            return false
        }
        withTemporaries { compiler in
            switch addition.kind {
            case .list(let elements) where elements.count == 1:
                let element = compiler.operand(elements[0])
                compiler.emit(.appendElement(register, element), span)
            case .map(let entries) where entries.count == 1:
                let (key, value) = compiler.operands(entries[0].key, entries[0].value)
                compiler.emit(.appendEntry(register, key: key, value: value), span)
            case .name, .literal, .string, .list, .map, .comprehension, .unary, .binary, .call, .member, .index, .lambda, .conditional,
                .clause, .invalid:
                let value = compiler.operand(addition)
                compiler.emit(.append(register, value), span)
            }
        }
        return true
    }

    /// Another name in a function, whose variables nobody sees any more when an addition fails.
    private func isLocal(_ expression: Expression, not name: String) -> Bool {
        guard contexts.count > 1, case .name(let other) = expression.kind else { return false }
        return other != name
    }

    /// Holds a value to an annotation, if there is one.
    mutating func checkType(_ type: TypeAnnotation?, of register: Register, _ span: Span) {
        guard let type else { return }
        current.tables.annotations.append(type)
        emit(.checkValue(register, annotation: Int32(current.tables.annotations.count - 1)), span)
    }

    private mutating func compileLeave(with value: Expression?, _ span: Span) {
        guard contexts.count > 1 else {
            emitTrouble(Trouble(.leavesNothing, "`return` stands outside of a function", label: "nothing to return from", at: span), span)
            return
        }
        guard current.openClauses == 0 else {
            emitTrouble(
                Trouble(
                    .leavesClause, "`return` cannot leave the block of a clause", label: "inside a clause", at: span,
                    help: "put an `if` around what is to be left out"), span)
            return
        }
        compileReturn(of: value, span)
    }

    private mutating func compile(_ conditional: Conditional) {
        var ends: [Int] = []
        for branch in conditional.branches {
            let skip = compileDecision(branch.condition, .if)
            inScope { $0.compileStatements(branch.block.statements) }
            ends.append(emit(.jump(0), branch.block.span))
            land(skip)
        }
        if let otherwise = conditional.otherwise { inScope { $0.compileStatements(otherwise.statements) } }
        for end in ends { land(end) }
    }

    private mutating func compile(_ loop: ForLoop, _ span: Span) {
        let state = openLoop(over: loop.sequence)
        inScope { compiler in
            let first = compiler.declareLoop(loop.variables)
            let variables = UInt16(clamping: loop.variables.count)
            let start = compiler.emit(.next(state: state, to: first, end: 0, variables: variables), loop.sequence.span)
            compiler.current.loops.append(.init(start: start, openClauses: compiler.current.openClauses))
            compiler.inScope { $0.compileStatements(loop.body.statements) }
            compiler.emit(.nextAgain(state: state, to: first, body: Int32(start + 1), variables: variables), loop.sequence.span)
            let open = compiler.current.loops.removeLast()
            compiler.land(start)
            for jump in open.breaks { compiler.land(jump) }
        }
        emit(.endLoop(state: state), span)
    }

    /// Begins to go through a value; returns where it is kept how far that has come.
    mutating func openLoop(over sequence: Expression) -> Register {
        let state = current.newVariable("for")
        _ = current.newVariable("for")
        withTemporaries { compiler in
            let value = compiler.operand(sequence)
            compiler.emit(.beginLoop(state: state, value), sequence.span)
        }
        return state
    }

    /// Registers for the variables of a loop, one after the other; returns the first.
    mutating func declareLoop(_ variables: [Name]) -> Register {
        let first = Register(current.variableNames.count)
        for variable in variables {
            let register = current.newVariable(variable.text)
            current.scopes[current.scopes.count - 1].names[variable.text] = .variable(
                register: register, isMutable: false, span: variable.span)
        }
        return first
    }

    private mutating func compileWhile(_ condition: Expression, _ body: Block) {
        let start = here
        let skip = compileDecision(condition, .while)
        current.loops.append(.init(start: start, openClauses: current.openClauses))
        inScope { $0.compileStatements(body.statements) }
        emit(.jump(Int32(start)), condition.span)
        let open = current.loops.removeLast()
        land(skip)
        for jump in open.breaks { land(jump) }
    }

    private mutating func compileLeave(_ span: Span, isBreak: Bool) {
        let word = isBreak ? "break" : "continue"
        guard let loop = current.loops.last else {
            emitTrouble(Trouble(.leavesNothing, "`\(word)` stands outside of a loop", label: "no loop here", at: span), span)
            return
        }
        guard loop.openClauses == current.openClauses else {
            emitTrouble(
                Trouble(
                    .leavesClause, "`\(word)` cannot leave the block of a clause", label: "inside a clause", at: span,
                    help: "put the `if` around the clause"), span)
            return
        }
        if isBreak {
            let jump = emit(.jump(0), span)
            current.loops[current.loops.count - 1].breaks.append(jump)
        } else {
            emit(.jump(Int32(loop.start)), span)
        }
    }
}

extension Expression {
    fileprivate var isText: Bool {
        if case .string = kind { return true }
        return false
    }

    /// Text without holes: what is added piece by piece is then the same as what is added at once.
    fileprivate var isPlainText: Bool {
        if case .string(let literal) = kind { return literal.plainText != nil }
        return false
    }
}
