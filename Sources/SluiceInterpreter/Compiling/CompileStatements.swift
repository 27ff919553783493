import OrderedCollections
import SluiceModel
import SluiceSyntax

extension Compiler {
    /// Writes the statements of one block: functions are known from its start and written at its end, when all its names are.
    mutating func compileStatements(_ statements: [Statement]) {
        var functions: [(FunctionDeclaration, Int)] = []
        for statement in statements {
            guard case .function(let function) = statement.kind else { continue }
            functions.append((function, hoist(function)))
        }
        for statement in statements { compile(statement) }
        for (function, index) in functions {
            codes[index] = compileFunction(function.name.text, function.parameters, function.body, result: function.result)
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
        case .returnValue(let value): compileReturn(value, statement.span)
        case .conditional(let conditional): compile(conditional)
        case .forLoop(let loop): compile(loop, statement.span)
        case .whileLoop(let condition, let body): compileWhile(condition, body)
        case .breakLoop: compileLeave(statement.span, isBreak: true)
        case .continueLoop: compileLeave(statement.span, isBreak: false)
        case .importModule(let declaration):
            current.tables.imports.append(declaration)
            emit(.importModule(current.tables.imports.count - 1), declaration.pathSpan)
            let slot = declare(declaration.name, isMutable: false)
            emit(.store(slot), statement.span)
        case .expression(let expression):
            compile(expression)
            emit(.keepResult, expression.span)
        case .clause(let clause): compile(clause, isValue: false, documentation: statement.documentation)
        case .invalid: emitInvalid(statement.span)
        }
    }

    mutating func emitInvalid(_ span: Span) {
        emitTrouble(Trouble(.invalidSyntax, "this could not be read", at: span), span)
    }

    private mutating func compile(_ declaration: VariableDeclaration, _ span: Span) {
        compile(declaration.value)
        checkType(declaration.type, declaration.value.span)
        let slot = declare(declaration.name, isMutable: declaration.isMutable)
        current.annotated[slot] = declaration.type
        emit(.store(slot), span)
    }

    private mutating func compileAssignment(_ name: Name, _ value: Expression) {
        guard case .variable(let depth, let slot, let isMutable, let declared) = resolve(name.text) else {
            if case .unknown = resolve(name.text) {
                emitTrouble(
                    Trouble(
                        .unknownName, "there is no variable `\(name.text)` to change", label: "not found", at: name.span,
                        help: "declare it first: `var \(name.text) = …`"), name.span)
            } else {
                emitTrouble(Trouble(.notAssignable, "`\(name.text)` is no variable", label: "cannot be changed", at: name.span), name.span)
            }
            return
        }
        guard depth == 0, isMutable else {
            let message =
                depth == 0
                ? "`\(name.text)` was declared with `let` and cannot change" : "a function cannot change a variable outside of it"
            let help = depth == 0 ? "declare it with `var`" : "return the new value, and assign it where the variable is"
            var trouble = Trouble(
                depth == 0 ? .notAssignable : .outsideVariable, message, label: "cannot be changed here", at: name.span, help: help)
            trouble.secondary = [Diagnostic.Label(declared, "declared here")]
            emitTrouble(trouble, name.span)
            return
        }
        if current.annotated[slot] == nil, case .binary(.add, let left, let right) = value.kind, case .name(name.text) = left.kind {
            compile(right)
            emit(.addToSlot(slot, name: current.index(ofName: name.text)), value.span)
            return
        }
        compile(value)
        checkType(current.annotated[slot], value.span)
        emit(.store(slot), name.span)
    }

    /// Holds the value on the stack to an annotation, if there is one.
    mutating func checkType(_ type: TypeAnnotation?, _ span: Span) {
        guard let type else { return }
        current.tables.annotations.append(type)
        emit(.checkTopType(annotation: current.tables.annotations.count - 1), span)
    }

    private mutating func compileReturn(_ value: Expression?, _ span: Span) {
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
        if let value { compile(value) } else { emitConstant(.none, span) }
        checkType(current.result, value?.span ?? span)
        emit(.returnValue, span)
    }

    private mutating func compile(_ conditional: Conditional) {
        var ends: [Int] = []
        for branch in conditional.branches {
            compile(branch.condition)
            let skip = emit(.jumpIfFalse(0, word: .if), branch.condition.span)
            inScope { $0.compileStatements(branch.block.statements) }
            ends.append(emit(.jump(0), branch.block.span))
            land(skip)
        }
        if let otherwise = conditional.otherwise { inScope { $0.compileStatements(otherwise.statements) } }
        for end in ends { land(end) }
    }

    private mutating func compile(_ loop: ForLoop, _ span: Span) {
        compile(loop.sequence)
        emit(.beginLoop(variables: loop.variables.count), loop.sequence.span)
        inScope { compiler in
            let first = compiler.declareLoop(loop.variables)
            let start = compiler.emit(.next(slot: first, variables: loop.variables.count, end: 0), loop.sequence.span)
            compiler.current.loops.append(.init(start: start, openClauses: compiler.current.openClauses, hasIterator: true))
            compiler.inScope { $0.compileStatements(loop.body.statements) }
            compiler.emit(.jump(start), span)
            let open = compiler.current.loops.removeLast()
            compiler.land(start)
            for jump in open.breaks { compiler.land(jump) }
        }
        emit(.endLoop, span)
    }

    /// Slots for the variables of a loop, one after the other; returns the first.
    mutating func declareLoop(_ variables: [Name]) -> Int {
        let first = current.slotCount
        for variable in variables {
            let slot = current.newSlot()
            current.scopes[current.scopes.count - 1].names[variable.text] = .variable(slot: slot, isMutable: false, span: variable.span)
        }
        return first
    }

    private mutating func compileWhile(_ condition: Expression, _ body: Block) {
        let start = here
        compile(condition)
        let skip = emit(.jumpIfFalse(0, word: .while), condition.span)
        current.loops.append(.init(start: start, openClauses: current.openClauses, hasIterator: false))
        inScope { $0.compileStatements(body.statements) }
        emit(.jump(start), condition.span)
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
            emit(.jump(loop.start), span)
        }
    }
}
