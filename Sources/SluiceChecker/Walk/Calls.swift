import SluiceSyntax

/// A parameter of whatever is called.
struct CallParameter {
    let name: String
    let type: [StaticType]?
    let isRequired: Bool
    var isNamedOnly = false
    /// What a message says that it takes.
    var typeText = ""
}

/// What a call must fit.
struct CallShape {
    let name: String
    let parameters: [CallParameter]
    var takesRest = false
    var takesAnyName = false
    var declaredAt: Span?

    init(_ row: BuiltinRow) {
        name = row.name
        parameters = row.parameters.filter { $0.need != .rest }.map {
            CallParameter(
                name: $0.name, type: StaticType.alternatives(in: $0.type), isRequired: $0.need == .required, isNamedOnly: $0.isNamedOnly,
                typeText: $0.type)
        }
        takesRest = row.parameters.contains { $0.need == .rest }
        takesAnyName = row.takesAnyName
    }

    init(_ function: FunctionDeclaration, name: String, isLocal: Bool) {
        self.name = name
        parameters = function.parameters.map { parameter in
            let type = parameter.type?.staticType
            return CallParameter(
                name: parameter.name.text, type: type.map { [$0] }, isRequired: parameter.defaultValue == nil, typeText: type?.title ?? "")
        }
        declaredAt = isLocal ? function.name.span : nil
    }
}

extension Walk {
    mutating func callType(_ call: Call, at span: Span) -> StaticType {
        let (shape, result) = callee(call)
        let types = call.arguments.map { type(of: $0.value) }
        if let shape { checkArguments(call, types, shape, at: span) }
        if case .name(let name) = call.callee.kind {
            checkLanding(of: name, at: call.callee.span)
            if lookUp(name) == nil, names.laterDeclaration(name) == nil { return builtinResult(name, result, types) }
        }
        return result
    }

    /// Resolves what is called; the shape is nil where nothing is known of it.
    private mutating func callee(_ call: Call) -> (CallShape?, StaticType) {
        switch call.callee.kind {
        case .name(let name):
            if let binding = resolve(name, at: call.callee.span) {
                if let function = binding.function {
                    return (CallShape(function, name: name, isLocal: binding.span != nil), function.result?.staticType ?? .unknown)
                }
                if binding.type == .unknown || binding.type == .function { return (nil, .unknown) }
                if let row = BuiltinTable.row(name) {
                    report(.shadowedBuiltin(name, at: call.callee.span, type: binding.type, declared: binding.span))
                    return (nil, row.result)
                }
                report(.notCallable(call.callee.span, found: binding.type))
                return (nil, .unknown)
            }
            if names.laterDeclaration(name) == nil, let row = BuiltinTable.row(name) {
                record(.builtin(row), at: call.callee.span)
                return (CallShape(row), row.result)
            }
            _ = nameType(Name(name, span: call.callee.span), wanted: .function)
            return (nil, .unknown)
        case .member(let base, let member):
            _ = type(of: call.callee)
            if case .name(let module) = base.kind, let function = lookUp(module)?.interface?.export(member.text)?.function {
                return (CallShape(function, name: "\(module).\(member.text)", isLocal: false), function.result?.staticType ?? .unknown)
            }
            return (nil, .unknown)
        case .literal, .string, .list, .map, .comprehension, .unary, .binary, .call, .index, .lambda, .conditional, .clause, .invalid:
            let found = type(of: call.callee)
            if found != .unknown, found != .function { report(.notCallable(call.callee.span, found: found)) }
            return (nil, .unknown)
        }
    }

    /// Results that follow the arguments: what works on text stays late for late text, what selects keeps the kind.
    private func builtinResult(_ name: String, _ result: StaticType, _ types: [StaticType]) -> StaticType {
        guard let first = types.first else { return result }
        switch name {
        case "lower", "upper", "trim", "replace": return first.isText ? first : .unknown
        case "filter", "take", "drop", "reversed", "sorted", "unique": return first == .fleet ? .fleet : first == .list ? .list : .unknown
        default: return result
        }
    }

    private mutating func checkArguments(_ call: Call, _ types: [StaticType], _ shape: CallShape, at span: Span) {
        var taken: [String: Span] = [:]
        var position = 0
        let positional = shape.parameters.filter { !$0.isNamedOnly }
        var surplus: [Argument] = []
        var hasUnknownLabel = false
        for (argument, found) in zip(call.arguments, types) {
            var parameter: CallParameter?
            if let label = argument.label {
                parameter = shape.parameters.first { $0.name == label.text }
                if parameter == nil, !shape.takesAnyName {
                    hasUnknownLabel = true
                    report(.unknownArgument(label, of: shape, near: Nearest.match(label.text, among: shape.parameters.map(\.name))))
                }
                if let earlier = taken[label.text] { report(.duplicateArgument(label, earlier: earlier)) }
                taken[label.text] = label.span
            } else {
                while position < positional.count, taken[positional[position].name] != nil { position += 1 }
                if position < positional.count {
                    parameter = positional[position]
                    taken[positional[position].name] = argument.value.span
                    position += 1
                } else if !shape.takesRest {
                    surplus.append(argument)
                }
            }
            if let parameter, let wanted = parameter.type, !wanted.contains(where: found.fits) {
                report(.wrongArgument(parameter, of: shape, found: found, at: argument.value))
            }
        }
        if let first = surplus.first {
            report(.tooManyArguments(shape, given: call.arguments.count, at: first.value.span))
        }
        let missing = shape.parameters.filter { $0.isRequired && taken[$0.name] == nil }.map(\.name)
        if !missing.isEmpty, !hasUnknownLabel, !broken.touches(span) { report(.missingArguments(missing, of: shape, at: call.callee.span)) }
    }
}
