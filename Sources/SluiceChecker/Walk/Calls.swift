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
    /// What each of the rest must be.
    var restType: CallParameter?
    var takesAnyName = false
    var declaredAt: Span?

    /// The builtin functions, by name.
    static let builtins: [String: CallShape] = Dictionary(uniqueKeysWithValues: BuiltinTable.rows.map { ($0.name, CallShape($0)) })

    private init(_ row: BuiltinRow) {
        func parameter(_ parameter: BuiltinParameter) -> CallParameter {
            CallParameter(
                name: parameter.name, type: StaticType.alternatives(in: parameter.type), isRequired: parameter.need == .required,
                isNamedOnly: parameter.isNamedOnly, typeText: parameter.type)
        }
        name = row.name
        parameters = row.parameters.filter { $0.need != .rest }.map(parameter)
        restType = row.parameters.first { $0.need == .rest }.map(parameter)
        takesRest = restType != nil
        takesAnyName = row.takesAnyName
    }

    init(_ function: FunctionShape, named name: String? = nil) {
        self.name = name ?? function.name ?? "the function"
        parameters = function.parameters.map { parameter in
            let isKnown = parameter.type != .unknown
            return CallParameter(
                name: parameter.name, type: isKnown ? [parameter.type] : nil, isRequired: parameter.isRequired,
                typeText: isKnown ? parameter.type.detail : "")
        }
        declaredAt = function.declaredAt
    }
}

/// What is called.
private enum Callee {
    case builtin(String)
    case function(CallShape, StaticType)
    /// Nothing is certain about it.
    case anything
}

extension Walk {
    mutating func callType(_ call: Call, at span: Span) -> StaticType {
        switch callee(call) {
        case .builtin(let name): return builtinType(name, call, at: span)
        case .function(let shape, let result):
            checkArguments(call, argumentTypes(call), shape, at: span)
            checkLanding(of: call.callee)
            return result
        case .anything:
            _ = argumentTypes(call)
            checkLanding(of: call.callee)
            return .unknown
        }
    }

    private mutating func argumentTypes(_ call: Call) -> [StaticType] { call.arguments.map { type(of: $0.value) } }

    private mutating func builtinType(_ name: String, _ call: Call, at span: Span) -> StaticType {
        guard let shape = CallShape.builtins[name], let row = BuiltinTable.row(name) else { return .unknown }
        var types: [StaticType] = []
        var functions: [(expression: Expression, type: StaticType)] = []
        let takesFunction = BuiltinCall.withFunction.contains(name)
        for (index, argument) in call.arguments.enumerated() {
            guard takesFunction, index > 0, let items = types.first else {
                types.append(type(of: argument.value))
                continue
            }
            let found = callbackType(argument.value, over: BuiltinCall.items(name, items, call))
            types.append(found)
            if found.isFunction { functions.append((argument.value, found)) }
        }
        checkArguments(call, types, shape, at: span)
        if BuiltinCall.deciding.contains(name) {
            for case (let expression, .function(let function?)) in functions {
                checkDecision(function.result, at: expression.resultSpan, of: name)
            }
        }
        return BuiltinCall(name: name, row: row, call: call, types: types).result
    }

    /// A function that a builtin calls for each element knows what it is given; a text names a field of each.
    private mutating func callbackType(_ value: Expression, over items: BuiltinCall.Items) -> StaticType {
        switch value.kind {
        case .lambda(let lambda):
            let required = lambda.parameters.count { $0.defaultValue == nil }
            let found = lambdaType(lambda, given: items.given(to: required), at: value.span)
            recorder?.types.append(ScriptIndex.TypedSpan(span: value.span, type: found))
            return found
        case .string(let literal):
            if let text = literal.plainText, items.element != .unknown {
                _ = fieldType(Name(text, span: value.span), of: items.element, at: value)
            }
            return type(of: value)
        case .literal, .name, .list, .map, .comprehension, .unary, .binary, .call, .member, .index, .conditional, .clause, .invalid:
            return type(of: value)
        }
    }

    /// Resolves what is called.
    private mutating func callee(_ call: Call) -> Callee {
        switch call.callee.kind {
        case .name(let name): return named(Name(name, span: call.callee.span))
        case .member(let base, let member):
            let found = type(of: call.callee)
            if case .name(let module) = base.kind, let function = names[module]?.interface?.export(member.text)?.function {
                var shape = FunctionShape(name: member.text, function.parameters, result: .unknown, declaredAt: nil)
                var result = function.result?.staticType ?? .unknown
                if case .function(let known?) = found { (shape, result) = (known, known.result) }
                return .function(CallShape(shape, named: "\(module).\(member.text)"), result)
            }
            return anonymous(found, at: call.callee.span)
        case .literal, .string, .list, .map, .comprehension, .unary, .binary, .call, .index, .lambda, .conditional, .clause, .invalid:
            return anonymous(type(of: call.callee), at: call.callee.span)
        }
    }

    private mutating func named(_ name: Name) -> Callee {
        guard let id = resolve(name.text, at: name.span) else {
            if names.laterDeclaration(name.text) == nil, let row = BuiltinTable.row(name.text) {
                record(.builtin(row), at: name.span)
                return .builtin(name.text)
            }
            _ = nameType(name, wanted: .anyFunction)
            return .anything
        }
        let found = names[id].function == nil ? names[id].type : functionType(of: id)
        recorder?.types.append(ScriptIndex.TypedSpan(span: name.span, type: found))
        if case .function(let shape?) = found { return .function(CallShape(shape, named: name.text), shape.result) }
        if found == .unknown || found.isFunction { return .anything }
        if BuiltinTable.row(name.text) != nil {
            report(.shadowedBuiltin(name.text, at: name.span, type: found, declared: names[id].span))
        } else {
            report(.notCallable(name.span, found: found))
        }
        return .anything
    }

    private mutating func anonymous(_ found: StaticType, at span: Span) -> Callee {
        if case .function(let shape?) = found { return .function(CallShape(shape), shape.result) }
        if found != .unknown, !found.isFunction { report(.notCallable(span, found: found)) }
        return .anything
    }

    private mutating func checkArguments(_ call: Call, _ types: [StaticType], _ shape: CallShape, at span: Span) {
        var filled = FilledParameters(count: shape.parameters.count)
        var surplus: Argument?
        var hasUnknownLabel = false
        for (argument, found) in zip(call.arguments, types) {
            var parameter: CallParameter?
            if let label = argument.label {
                let index = shape.parameters.firstIndex { $0.name == label.text }
                if let earlier = filled.span(index, label) { report(.duplicateArgument(label, earlier: earlier)) }
                filled.fill(index, label)
                if let index {
                    parameter = shape.parameters[index]
                } else if !shape.takesAnyName {
                    hasUnknownLabel = true
                    report(.unknownArgument(label, of: shape, near: nearest(label.text, among: shape.parameters.map(\.name))))
                }
            } else if let index = filled.nextFree(of: shape.parameters) {
                filled.spans[index] = argument.value.span
                parameter = shape.parameters[index]
            } else if let rest = shape.restType {
                parameter = rest
            } else if surplus == nil {
                surplus = argument
            }
            if let parameter, let wanted = parameter.type, !wanted.contains(where: found.fits) {
                report(.wrongArgument(parameter, of: shape, found: found, at: argument.value))
            }
        }
        if let surplus { report(.tooManyArguments(shape, given: call.arguments.count, at: surplus.value.span)) }
        guard !hasUnknownLabel, shape.parameters.indices.contains(where: { shape.parameters[$0].isRequired && filled.spans[$0] == nil }),
            !broken.touches(span)
        else { return }
        let missing = shape.parameters.indices.filter { shape.parameters[$0].isRequired && filled.spans[$0] == nil }
        report(.missingArguments(missing.map { shape.parameters[$0].name }, of: shape, at: call.callee.span))
    }
}

/// Which parameters of a call have their argument.
private struct FilledParameters {
    /// Where the argument of each stands, by place.
    var spans: [Span?]
    /// Arguments of names that the callee does not list.
    private var others: [Name] = []

    init(count: Int) {
        spans = Array(repeating: nil, count: count)
    }

    func span(_ index: Int?, _ label: Name) -> Span? {
        if let index { return spans[index] }
        return others.first { $0.text == label.text }?.span
    }

    mutating func fill(_ index: Int?, _ label: Name) {
        if let index { spans[index] = label.span } else { others.append(label) }
    }

    /// The first parameter that an argument without a label may fill.
    func nextFree(of parameters: [CallParameter]) -> Int? {
        parameters.indices.first { !parameters[$0].isNamedOnly && spans[$0] == nil }
    }
}

extension Expression {
    /// Where a function's value stands, if it is one expression.
    fileprivate var resultSpan: Span {
        if case .lambda(let lambda) = kind, case .expression(let body) = lambda.body { return body.span }
        return span
    }
}
