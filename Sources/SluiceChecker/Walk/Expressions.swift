import OrderedCollections
import SluiceModel
import SluiceSyntax

extension Walk {
    /// Checks an expression and says what is certain about its value.
    mutating func type(of expression: Expression) -> StaticType {
        depth += 1
        let found = judge(expression)
        depth -= 1
        if found != .unknown { recorder?.types.append(ScriptIndex.TypedSpan(span: expression.span, type: found)) }
        return found
    }

    private mutating func judge(_ expression: Expression) -> StaticType {
        switch expression.kind {
        case .literal(let literal): return literal.staticType
        case .string(let literal): return stringType(literal)
        case .name(let name): return nameType(Name(name, span: expression.span), wanted: nil)
        case .list(let elements): return .list(.joined(elements.map { type(of: $0) }))
        case .map(let entries): return mapType(entries)
        case .comprehension(let comprehension): return comprehensionType(comprehension, at: expression.span)
        case .unary(let unary, let operand): return unaryType(unary, operand)
        case .binary(let binary, let left, let right): return binaryType(binary, left, right, at: expression.span)
        case .call(let call): return callType(call, at: expression.span)
        case .member(let base, let name): return memberType(base, name)
        case .index(let base, let index): return indexType(base, index)
        case .lambda(let lambda): return lambdaType(lambda, given: [], at: expression.span)
        case .conditional(let conditional): return conditionalType(conditional, expression.id)
        case .clause(let clause):
            checkClause(clause, asValue: true)
            return valueType(of: clause)
        case .invalid: return .unknown
        }
    }

    mutating func lambdaType(_ lambda: Lambda, given: [StaticType], at span: Span) -> StaticType {
        let result = checkFunction(lambda.parameters, lambda.body, given: given, at: span)
        return .function(FunctionShape(name: nil, lambda.parameters, result: result, declaredAt: span))
    }

    private mutating func stringType(_ literal: StringLiteral) -> StaticType {
        var result = StaticType.string
        for segment in literal.segments {
            guard case .interpolation(let expression) = segment else { continue }
            switch type(of: expression) {
            case .template, .signal, .condition: result = result == .secret ? .secret : .template
            case .secret: result = .secret
            case .unknown: if result == .string { result = .unknown }
            case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .list, .map,
                .range, .function, .target, .fleet, .alarm, .deployer, .window, .pipeline, .stage, .execution, .revision, .source, .module:
                break
            }
        }
        return result
    }

    private mutating func mapType(_ entries: [MapEntry]) -> StaticType {
        var fields: OrderedDictionary<String, StaticType> = [:]
        var keys: [String: Span] = [:]
        var isClosed = true
        var values: [StaticType] = []
        for entry in entries {
            let found = type(of: entry.key)
            if !found.isText, found != .unknown { report(.keyIsNoString(entry.key.span, found: found)) }
            let value = type(of: entry.value)
            values.append(value)
            if case .string(let literal) = entry.key.kind, let text = literal.plainText {
                if let earlier = keys[text] { report(.duplicateKey(text, at: entry.key.span, earlier: earlier)) }
                keys[text] = entry.key.span
                fields[text] = value
            } else {
                isClosed = false
            }
        }
        return .map(MapShape(fields: fields, isClosed: isClosed, values: .joined(values)))
    }

    private mutating func comprehensionType(_ comprehension: Comprehension, at span: Span) -> StaticType {
        let sequence = type(of: comprehension.sequence)
        checkSequence(sequence, comprehension.variables, at: comprehension.sequence.span)
        var element = StaticType.unknown
        inScope(span) { walk in
            walk.declareLoopVariables(comprehension.variables, over: sequence)
            if let condition = comprehension.condition { walk.checkCondition(condition, of: "if") }
            element = walk.type(of: comprehension.element)
        }
        if comprehension.condition != nil, case .target(let shape) = element { element = .target(shape?.subset) }
        return .list(element)
    }

    private mutating func conditionalType(_ conditional: Conditional, _ id: NodeID?) -> StaticType {
        var values: [(span: Span, type: StaticType)] = []
        for branch in conditional.branches {
            checkCondition(branch.condition, of: "if")
            values.append(valueType(of: branch.block))
        }
        if let otherwise = conditional.otherwise { values.append(valueType(of: otherwise)) }
        let result = StaticType.joined(values.map(\.type))
        if result == .unknown, let id { branches[id] = values }
        return result
    }

    /// What the last expression of a value block gives, and where it stands.
    private mutating func valueType(of block: Block) -> (span: Span, type: StaticType) {
        var result = (span: block.span, type: StaticType.unknown)
        inScope(block.span) { walk in
            walk.checkStatements(Array(block.statements.dropLast()))
            guard let last = block.statements.last else { return }
            switch last.kind {
            case .expression(let expression): result = (expression.span, walk.type(of: expression))
            case .conditional(let conditional): result = (last.span, walk.conditionalType(conditional, nil))
            case .variable, .assignment, .function, .returnValue, .forLoop, .whileLoop, .breakLoop, .continueLoop, .importModule, .clause,
                .invalid:
                walk.check(last)
            }
        }
        return result
    }

    /// What a clause gives where a value is wanted.
    private func valueType(of clause: ClauseStatement) -> StaticType {
        switch clause.word.text {
        case "start", "deploy", "retry", "follow": .execution
        case "run":
            .map(
                MapShape(
                    fields: ["state": .string, "status": .unknown, "output": .string, "problem": .unknown], isClosed: false))
        default: clause.declaredType
        }
    }

    // MARK: Names

    /// Resolves a name; `wanted` is the kind of thing that the place asks for, for the message.
    mutating func nameType(_ name: Name, wanted: StaticType?) -> StaticType {
        if let id = resolve(name.text, at: name.span) {
            return names[id].function == nil ? names[id].type : functionType(of: id)
        }
        if let later = names.laterDeclaration(name.text) {
            report(.usedBeforeDefinition(name, later: later, line: line(later)))
            return .unknown
        }
        if let late = LateNames.named(name.text) {
            record(.late(late), at: name.span)
            return .template
        }
        if let row = BuiltinTable.row(name.text) {
            record(.builtin(row), at: name.span)
            return .anyFunction
        }
        reportUnknown(name, wanted: wanted)
        return .unknown
    }

    private mutating func reportUnknown(_ name: Name, wanted: StaticType?) {
        guard inferences == 0 else { return }
        if let first = reported[name.text] {
            diagnostics[first].addFurtherUse(line: line(name.span))
            return
        }
        if broken.names.contains(name.text) { return }
        let near = nearestName(to: name.text, wanted: wanted)
        // Whoever misspelt it meant it: it is not unused as well.
        if let near, let id = names.id(of: near.name) { names[id].isUsed = true }
        let diagnostic = Diagnostic.unknownName(name, wanted: wanted, near: near)
        let before = diagnostics.count
        report(diagnostic)
        if diagnostics.count > before { reported[name.text] = before }
    }

    /// The nearest name, of the wanted kind first, with the line that declares it.
    private mutating func nearestName(to name: String, wanted: StaticType?) -> (name: String, line: Int?)? {
        var near: String?
        if let wanted { near = nearest(name, among: names.names { $0.type.title == wanted.title }) }
        near = near ?? nearest(name, among: names.names() + LateNames.reserved.map(\.rawValue) + BuiltinTable.rows.map(\.name))
        return near.map { ($0, names[$0]?.span.map(line)) }
    }

    /// What was probably meant; a file that is wrong throughout gets suggestions for its first faults only.
    mutating func nearest(_ word: String, among candidates: [String]) -> String? {
        guard suggestions < 100 else { return nil }
        suggestions += 1
        return Nearest.match(word, among: candidates)
    }
}

extension Literal {
    var staticType: StaticType {
        switch self {
        case .none: .none
        case .bool: .bool
        case .int: .int
        case .float: .float
        case .percent: .percent
        case .duration: .duration
        case .size: .size
        case .timeOfDay: .timeOfDay
        case .date: .date
        case .weekday: .weekday
        }
    }
}
