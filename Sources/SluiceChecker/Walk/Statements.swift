import SluiceModel
import SluiceSyntax

extension Walk {
    mutating func check(_ statement: Statement) {
        switch statement.kind {
        case .variable(let variable): checkVariable(variable, of: statement)
        case .assignment(let name, let value): checkAssignment(name, value)
        case .function: break
        case .returnValue(let value):
            checkReturn(value, at: statement.span)
        case .conditional(let conditional): checkConditional(conditional)
        case .forLoop(let loop): checkForLoop(loop)
        case .whileLoop(let condition, let body):
            checkCondition(condition, of: "while")
            inLoop { $0.check(body) }
        case .breakLoop:
            if loopDepth == 0 { report(.outside("break", "a loop", statement.span)) }
        case .continueLoop:
            if loopDepth == 0 { report(.outside("continue", "a loop", statement.span)) }
        case .importModule(let declaration): checkImport(declaration)
        case .expression(let expression): checkExpressionStatement(expression)
        case .clause(let clause): checkClause(clause, asValue: false, documentation: statement.documentation)
        case .invalid: break
        }
    }

    private mutating func checkReturn(_ value: Expression?, at span: Span) {
        let word = Span(file: span.file, start: span.start, end: span.start + 6)
        if functionDepth == 0 { report(.outside("return", "a function", word)) }
        if functionDepth > 0, openClauses > 0 { report(.leavesClause(word)) }
        if let value { _ = type(of: value) }
    }

    /// A clause word that stands alone where it cannot stand was read as a name.
    private mutating func checkExpressionStatement(_ expression: Expression) {
        if case .name(let name) = expression.kind, lookUp(name) == nil, names.laterDeclaration(name) == nil,
            LateName(rawValue: name) == nil,
            BuiltinTable.row(name) == nil, !ClauseTable.rows(named: name).isEmpty
        {
            report(.misplaced(Name(name, span: expression.span), in: place))
        } else {
            _ = type(of: expression)
        }
    }

    private mutating func checkVariable(_ variable: VariableDeclaration, of statement: Statement) {
        let found = type(of: variable.value)
        var known = variable.isMutable ? .unknown : found
        if let annotation = variable.type {
            let wanted = annotation.staticType
            if !found.fits(wanted) { report(.wrongAnnotation(variable.name.text, wanted: wanted, found: found, at: variable.value.span)) }
            known = wanted
        }
        declare(
            variable.name,
            Binding(
                kind: variable.isMutable ? .variable : .constant, type: known,
                keyword: Span(file: statement.span.file, start: statement.span.start, end: statement.span.start + 3),
                function: functionValue(variable), documentation: statement.documentation))
    }

    /// The declaration behind `let f = g`, so that calls of `f` are checked like those of `g`.
    private func functionValue(_ variable: VariableDeclaration) -> FunctionDeclaration? {
        guard !variable.isMutable, case .name(let name) = variable.value.kind else { return nil }
        return lookUp(name)?.function
    }

    private mutating func checkAssignment(_ name: Name, _ value: Expression) {
        _ = type(of: value)
        guard let id = names.id(of: name.text) else {
            if let later = names.laterDeclaration(name.text) {
                report(.usedBeforeDefinition(name, later: later, line: line(later)))
            } else {
                let near = Nearest.match(name.text, among: names.names { $0.kind == .variable })
                report(.assignmentToUnknown(name, near: near))
            }
            return
        }
        let binding = names[id]
        recorder?.uses.append((name.span, .binding(id)))
        if binding.kind != .variable {
            report(.assignmentToConstant(name, binding, line: binding.span.map(line)))
        } else if binding.functionDepth < functionDepth {
            report(.assignmentToCopy(name, declared: binding.span))
        }
    }

    mutating func checkFunction(_ parameters: [SluiceSyntax.Parameter], _ body: FunctionBody, at span: Span) {
        let saved = (place, loopDepth, openClauses)
        (place, loopDepth, openClauses) = (.function, 0, 0)
        functionDepth += 1
        inScope(span) { walk in
            for parameter in parameters { walk.declareParameter(parameter) }
            switch body {
            case .expression(let expression): _ = walk.type(of: expression)
            case .block(let block): walk.check(block)
            }
        }
        functionDepth -= 1
        (place, loopDepth, openClauses) = saved
    }

    private mutating func declareParameter(_ parameter: SluiceSyntax.Parameter) {
        let wanted = parameter.type?.staticType
        if let value = parameter.defaultValue {
            let found = type(of: value)
            if let wanted, !found.fits(wanted) {
                report(.wrongAnnotation(parameter.name.text, wanted: wanted, found: found, at: value.span))
            }
        }
        declare(parameter.name, Binding(kind: .parameter, type: wanted ?? .unknown))
    }

    private mutating func checkConditional(_ conditional: Conditional) {
        for branch in conditional.branches {
            checkCondition(branch.condition, of: "if")
            check(branch.block)
        }
        if let otherwise = conditional.otherwise { check(otherwise) }
    }

    /// What decides a branch while the script is evaluated must be a Bool by then.
    mutating func checkCondition(_ condition: Expression, of word: String) {
        let found = type(of: condition)
        switch found {
        case .bool, .unknown: break
        case .condition, .alarm, .signal, .template:
            report(.branchOnLate(condition.span, found: found, word: word))
        case .none, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .secret, .list, .map, .range,
            .function, .target, .fleet, .deployer, .window, .pipeline, .execution, .revision, .source, .module:
            report(.notTruth(condition.span, found: found, word: word))
        }
    }

    private mutating func checkForLoop(_ loop: ForLoop) {
        let sequence = type(of: loop.sequence)
        if !sequence.isSequence { report(.notASequence(loop.sequence.span, found: sequence)) }
        inLoop { walk in
            walk.inScope(loop.body.span) { walk in
                walk.declareLoopVariables(loop.variables, over: sequence)
                walk.checkStatements(loop.body.statements)
            }
        }
    }

    mutating func declareLoopVariables(_ names: [Name], over sequence: StaticType) {
        for name in names {
            declare(name, Binding(kind: .loopVariable, type: names.count == 1 ? sequence.elementType : .unknown))
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

extension TypeAnnotation {
    var staticType: StaticType {
        switch kind {
        case .named(let name): name == "Range" ? .range(.unknown) : StaticType(named: name)
        case .list: .list
        }
    }
}

extension StaticType {
    /// False only for what can certainly not be gone through with `for`.
    var isSequence: Bool {
        switch self {
        case .unknown, .none, .list, .map, .range, .fleet, .string: self != .none
        case .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .secret, .function, .target, .signal,
            .condition, .alarm, .deployer, .window, .pipeline, .execution, .revision, .template, .source, .module:
            false
        }
    }

    var elementType: StaticType {
        switch self {
        case .fleet: .target
        case .range(let bound): bound
        case .string: .string
        case .unknown, .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .secret, .list, .map,
            .function, .target, .signal, .condition, .alarm, .deployer, .window, .pipeline, .execution, .revision, .template, .source,
            .module:
            .unknown
        }
    }
}
