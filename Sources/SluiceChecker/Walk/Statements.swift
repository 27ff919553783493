import SluiceModel
import SluiceSyntax

extension Walk {
    mutating func check(_ statement: Statement) {
        switch statement.kind {
        case .variable(let variable): checkVariable(variable, of: statement)
        case .assignment(let name, let value): checkAssignment(name, value)
        case .function: break
        case .returnValue(let value): checkReturn(value, at: statement.span)
        case .conditional(let conditional): checkConditional(conditional)
        case .forLoop(let loop): checkForLoop(loop)
        case .whileLoop(let condition, let body):
            checkCondition(condition, of: "while", isLeft: body.canBeLeft)
            inLoop { $0.check(body) }
        case .breakLoop: checkLeaving("break", at: statement.span)
        case .continueLoop: checkLeaving("continue", at: statement.span)
        case .importModule(let declaration): checkImport(declaration)
        case .expression(let expression): checkExpressionStatement(expression)
        case .clause(let clause): checkClause(clause, asValue: false, documentation: statement.documentation)
        case .invalid: break
        }
    }

    private mutating func checkLeaving(_ word: String, at span: Span) {
        if loopDepth == 0 {
            if outerLoops > 0 { report(.leavesClause(span, word)) } else { report(.outside(word, "a loop", span)) }
        }
    }

    /// A clause word that stands alone where it cannot stand was read as a name.
    private mutating func checkExpressionStatement(_ expression: Expression) {
        if case .name(let name) = expression.kind, isFree(name), LateNames.named(name) == nil, BuiltinTable.row(name) == nil,
            !ClauseTable.rows(named: name).isEmpty
        {
            report(.misplaced(Name(name, span: expression.span), in: place))
        } else {
            _ = type(of: expression)
        }
    }

    /// True if nothing in the text declares the name where it is used.
    func isFree(_ name: String) -> Bool { names.id(of: name) == nil && names.laterDeclaration(name) == nil }

    private mutating func checkVariable(_ variable: VariableDeclaration, of statement: Statement) {
        let found = type(of: variable.value)
        // A variable may hold something else later.
        var known = variable.isMutable ? .unknown : found
        if let annotation = variable.type {
            let wanted = annotation.staticType
            if !found.fits(wanted) { report(.wrongAnnotation(variable.name.text, wanted: wanted, found: found, at: variable.value.span)) }
            if known.title != wanted.title { known = wanted }
        }
        let start = statement.span.start
        var binding = Binding(
            kind: variable.isMutable ? .variable : .constant, type: known,
            keyword: Span(file: statement.span.file, start: start, end: start + 3), documentation: statement.documentation)
        if !variable.isMutable { binding.meaning = functionValue(variable.value) }
        declare(variable.name, binding)
    }

    /// The function behind `let f = g`, so that what it contains lands where `f` is called.
    private func functionValue(_ value: Expression) -> FunctionBody? {
        switch value.kind {
        case .name(let name): names[name]?.landing
        case .lambda(let lambda): lambda.body
        case .literal, .string, .list, .map, .comprehension, .unary, .binary, .call, .member, .index, .conditional, .clause, .invalid: nil
        }
    }

    private mutating func checkAssignment(_ name: Name, _ value: Expression) {
        let found = type(of: value)
        guard let id = names.id(of: name.text) else {
            if let later = names.laterDeclaration(name.text) {
                report(.usedBeforeDefinition(name, later: later, line: line(later)))
            } else {
                let near = nearest(name.text, among: names.names { $0.kind == .variable })
                report(.assignmentToUnknown(name, near: near))
            }
            return
        }
        let binding = names[id]
        if binding.kind != .variable { names[id].isUsed = true }
        recorder?.uses.append((name.span, .binding(id)))
        if binding.kind != .variable {
            report(.assignmentToConstant(name, binding, line: binding.span.map(line)))
        } else if binding.functionDepth < functionDepth {
            report(.assignmentToCopy(name, declared: binding.span))
        } else if binding.type != .unknown, !found.fits(binding.type), binding.span != nil {
            report(.wrongAnnotation(name.text, wanted: binding.type, found: found, at: value.span))
        }
    }

    private mutating func checkConditional(_ conditional: Conditional) {
        for branch in conditional.branches {
            checkCondition(branch.condition, of: "if")
            check(branch.block)
        }
        if let otherwise = conditional.otherwise { check(otherwise) }
    }

    /// What decides a branch while the script is evaluated must be a Bool by then.
    ///
    /// `isLeft` says of a loop that something in it ends it, so that its condition need not.
    mutating func checkCondition(_ condition: Expression, of word: String, isLeft: Bool = false) {
        let found = type(of: condition)
        guard !broken.touches(condition.span) else { return }
        checkDecision(found, at: condition.span, of: word)
        guard found == .bool, condition.isConstant else { return }
        let isTrue = condition.kind == .literal(.bool(true))
        if word == "while", isTrue, isLeft { return }
        warn(.constantCondition(condition.span, word: word, neverEnds: word == "while" && isTrue))
    }

    mutating func checkDecision(_ found: StaticType, at span: Span, of word: String) {
        switch found {
        case .bool, .unknown: break
        case .condition, .alarm, .signal, .template: report(.branchOnLate(span, found: found, word: word))
        case .none, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .secret, .list, .map, .range,
            .function, .target, .fleet, .deployer, .window, .pipeline, .stage, .execution, .revision, .source, .module:
            report(.notTruth(span, found: found, word: word))
        }
    }

    private mutating func checkForLoop(_ loop: ForLoop) {
        let sequence = type(of: loop.sequence)
        checkSequence(sequence, loop.variables, at: loop.sequence.span)
        inLoop { walk in
            walk.inScope(loop.body.span) { walk in
                walk.declareLoopVariables(loop.variables, over: sequence)
                walk.checkStatements(loop.body.statements)
            }
        }
    }

    mutating func checkSequence(_ sequence: StaticType, _ variables: [Name], at span: Span) {
        if !sequence.isSequence {
            report(.notASequence(span, found: sequence))
        } else if variables.count == 2, sequence.pairTypes == nil {
            report(.noPairs(span, element: sequence.elementType))
        }
    }

    mutating func declareLoopVariables(_ variables: [Name], over sequence: StaticType) {
        let pair = variables.count == 2 ? sequence.pairTypes ?? [] : []
        for (index, name) in variables.enumerated() {
            let type = variables.count == 1 ? sequence.elementType : index < pair.count ? pair[index] : .unknown
            declare(name, Binding(kind: .loopVariable, type: type))
        }
    }

    private mutating func inLoop(_ body: (inout Walk) -> Void) {
        loopDepth += 1
        body(&self)
        loopDepth -= 1
    }

    private mutating func checkImport(_ declaration: ImportDeclaration) {
        let interface = modules(declaration)
        var binding = Binding(kind: .module, type: .module, interface: interface)
        binding.path = declaration.path
        declare(declaration.name, binding)
    }
}
