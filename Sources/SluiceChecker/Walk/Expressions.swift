import SluiceModel
import SluiceSyntax

extension Walk {
    /// Checks an expression and says what is certain about its value.
    mutating func type(of expression: Expression) -> StaticType {
        let found = judge(expression)
        if found != .unknown { recorder?.types.append(ScriptIndex.TypedSpan(span: expression.span, type: found)) }
        return found
    }

    private mutating func judge(_ expression: Expression) -> StaticType {
        switch expression.kind {
        case .literal(let literal): return literal.staticType
        case .string(let literal): return stringType(literal)
        case .name(let name): return nameType(Name(name, span: expression.span), wanted: nil)
        case .list(let elements):
            for element in elements { _ = type(of: element) }
            return .list
        case .map(let entries):
            checkMap(entries)
            return .map
        case .comprehension(let comprehension): return checkComprehension(comprehension, at: expression.span)
        case .unary(let unary, let operand): return unaryType(unary, operand)
        case .binary(let binary, let left, let right): return binaryType(binary, left, right, at: expression.span)
        case .call(let call): return callType(call, at: expression.span)
        case .member(let base, let name): return memberType(base, name)
        case .index(let base, let index): return indexType(base, index)
        case .lambda(let lambda):
            checkFunction(lambda.parameters, lambda.body, at: expression.span)
            return .function
        case .conditional(let conditional): return conditionalType(conditional)
        case .clause(let clause):
            checkClause(clause, asValue: true)
            return clause.valueType
        case .invalid: return .unknown
        }
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
                .range,
                .function, .target, .fleet, .alarm, .deployer, .window, .pipeline, .execution, .revision, .source, .module:
                break
            }
        }
        return result
    }

    private mutating func checkMap(_ entries: [MapEntry]) {
        var keys: [String: Span] = [:]
        for entry in entries {
            let found = type(of: entry.key)
            if !found.isText, found != .unknown { report(.keyIsNoString(entry.key.span, found: found)) }
            if case .string(let literal) = entry.key.kind, let text = literal.plainText {
                if let earlier = keys[text] { report(.duplicateKey(text, at: entry.key.span, earlier: earlier)) }
                keys[text] = entry.key.span
            }
            _ = type(of: entry.value)
        }
    }

    private mutating func checkComprehension(_ comprehension: Comprehension, at span: Span) -> StaticType {
        let sequence = type(of: comprehension.sequence)
        if !sequence.isSequence { report(.notASequence(comprehension.sequence.span, found: sequence)) }
        inScope(span) { walk in
            walk.declareLoopVariables(comprehension.variables, over: sequence)
            if let condition = comprehension.condition { walk.checkCondition(condition, of: "if") }
            _ = walk.type(of: comprehension.element)
        }
        return .list
    }

    private mutating func conditionalType(_ conditional: Conditional) -> StaticType {
        var types: [StaticType] = []
        for branch in conditional.branches {
            checkCondition(branch.condition, of: "if")
            types.append(valueType(of: branch.block))
        }
        if let otherwise = conditional.otherwise { types.append(valueType(of: otherwise)) }
        return types.allSatisfy { $0 == types.first } ? types.first ?? .unknown : .unknown
    }

    /// What the last expression of a value block gives.
    private mutating func valueType(of block: Block) -> StaticType {
        var result = StaticType.unknown
        inScope(block.span) { walk in
            walk.checkStatements(Array(block.statements.dropLast()))
            guard let last = block.statements.last else { return }
            if case .expression(let expression) = last.kind { result = walk.type(of: expression) } else { walk.check(last) }
        }
        return result
    }

    // MARK: Names

    /// Resolves a name; `wanted` is the kind of thing that the place asks for, for the message.
    mutating func nameType(_ name: Name, wanted: StaticType?) -> StaticType {
        if let binding = resolve(name.text, at: name.span) { return binding.type }
        if let later = names.laterDeclaration(name.text) {
            report(.usedBeforeDefinition(name, later: later, line: line(later)))
            return .unknown
        }
        if let late = LateName(rawValue: name.text), LateNames.reserved.contains(late) || late == .artifact || late == .param {
            record(.late(late), at: name.span)
            return .template
        }
        if let row = BuiltinTable.row(name.text) {
            record(.builtin(row), at: name.span)
            return .function
        }
        reportUnknown(name, wanted: wanted)
        return .unknown
    }

    private mutating func reportUnknown(_ name: Name, wanted: StaticType?) {
        if let first = reported[name.text] {
            diagnostics[first].addFurtherUse(line: line(name.span))
            return
        }
        if broken.names.contains(name.text) { return }
        let diagnostic = Diagnostic.unknownName(name, wanted: wanted, near: nearest(to: name.text, wanted: wanted))
        let before = diagnostics.count
        report(diagnostic)
        if diagnostics.count > before { reported[name.text] = before }
    }

    /// The nearest name, of the wanted kind first, with the line that declares it.
    private func nearest(to name: String, wanted: StaticType?) -> (name: String, line: Int?)? {
        var near: String?
        if let wanted { near = Nearest.match(name, among: names.names { $0.type == wanted }) }
        near = near ?? Nearest.match(name, among: names.names() + LateNames.reserved.map(\.rawValue) + BuiltinTable.rows.map(\.name))
        return near.map { ($0, lookUp($0)?.span.map(line)) }
    }

    // MARK: Members and indices

    private mutating func memberType(_ base: Expression, _ name: Name) -> StaticType {
        if case .name(let text) = base.kind, lookUp(text) == nil, names.laterDeclaration(text) == nil, let late = LateName(rawValue: text) {
            record(.late(late), at: base.span)
            checkLateMember(late, name)
            return .template
        }
        let found = type(of: base)
        if case .name(let text) = base.kind, let binding = lookUp(text), let interface = binding.interface {
            return exportType(interface, of: binding, name)
        }
        switch found {
        case .none, .bool, .int, .float, .percent, .string, .list, .range, .function, .condition, .signal, .weekday:
            report(.noMembers(name, of: found, at: base.span))
            return .unknown
        case .unknown, .duration, .size, .timeOfDay, .date, .instant, .secret, .map, .target, .fleet, .alarm, .deployer, .window, .pipeline,
            .execution, .revision, .template, .source, .module:
            return .unknown
        }
    }

    private mutating func checkLateMember(_ late: SluiceModel.LateName, _ name: Name) {
        guard let members = LateNames.members(of: late), !members.contains(name.text) else { return }
        report(.unknownLateMember(late.rawValue, name, members: members, near: Nearest.match(name.text, among: members)))
    }

    private mutating func exportType(_ interface: ModuleInterface, of module: Binding, _ name: Name) -> StaticType {
        if let export = interface.export(name.text) {
            record(.export(path: module.path ?? module.name, export), at: name.span)
            return export.type
        }
        if interface.privateNames.contains(name.text) {
            report(.privateExport(module.name, name))
        } else {
            report(.unknownExport(module.name, name, near: Nearest.match(name.text, among: interface.exports.map(\.name))))
        }
        return .unknown
    }

    private mutating func indexType(_ base: Expression, _ index: Expression) -> StaticType {
        let found = type(of: base)
        let key = type(of: index)
        switch found {
        case .list, .fleet, .string:
            switch key {
            case .int, .unknown: return found == .fleet && key == .int ? .target : .unknown
            case .range: return found
            case .none, .bool, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .secret, .list, .map,
                .function,
                .target, .fleet, .signal, .condition, .alarm, .deployer, .window, .pipeline, .execution, .revision, .template, .source,
                .module:
                if found != .fleet || key != .string { report(.wrongIndex(index.span, of: found, found: key)) }
            }
        case .map:
            if key.isQuantity { report(.wrongIndex(index.span, of: found, found: key)) }
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .weekday, .function, .condition, .signal:
            report(.notIndexable(base.span, found: found))
        case .unknown, .instant, .secret, .range, .target, .alarm, .deployer, .window, .pipeline, .execution, .revision, .template, .source,
            .module:
            break
        }
        return .unknown
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

extension ClauseStatement {
    /// What the clause gives where a value is wanted.
    var valueType: StaticType {
        switch word.text {
        case "alarm": .alarm
        case "deployer": .deployer
        case "pipeline": .pipeline
        default: .unknown
        }
    }
}
