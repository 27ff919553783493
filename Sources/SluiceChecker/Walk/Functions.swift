import SluiceSyntax

/// A function whose body is being looked at.
struct FunctionFrame {
    let name: String?
    let wanted: StaticType?
    /// What its `return`s give.
    var results: [StaticType] = []
}

extension Walk {
    /// How many functions are looked at inside each other to know what a call gives; beyond, nothing is certain.
    private static let inferenceDepth = 12
    /// Where so many expressions are open, no further function is looked at: the stack has an end.
    private static let inferenceNesting = 100

    /// Checks a function and says what it gives; `given` is what is known of its arguments.
    @discardableResult
    mutating func checkFunction(
        _ parameters: [SluiceSyntax.Parameter], _ body: FunctionBody, named name: String? = nil, result annotation: TypeAnnotation? = nil,
        given: [StaticType] = [], at span: Span
    ) -> StaticType {
        let saved = (place, loopDepth, outerLoops, openClauses)
        let outer = (attributes, fleets)
        (place, loopDepth, outerLoops, openClauses) = (.function, 0, 0, 0)
        (attributes, fleets) = ([], [])
        functionDepth += 1
        frames.append(FunctionFrame(name: name, wanted: annotation?.staticType))
        var result = StaticType.unknown
        inScope(span) { walk in
            for (index, parameter) in parameters.enumerated() {
                walk.declareParameter(parameter, given: index < given.count ? given[index] : .unknown)
            }
            switch body {
            case .expression(let expression):
                result = walk.type(of: expression)
                walk.checkResult(result, at: expression.span)
            case .block(let block): walk.check(block)
            }
        }
        let frame = frames.removeLast()
        functionDepth -= 1
        (place, loopDepth, outerLoops, openClauses) = saved
        (attributes, fleets) = outer
        if case .block(let block) = body {
            let leaves = block.statements.contains { $0.endsItsBlock(inLoop: false, inFunction: true) }
            result = .joined(leaves ? frame.results : frame.results + [.none])
        }
        return annotation?.staticType ?? result
    }

    private mutating func declareParameter(_ parameter: SluiceSyntax.Parameter, given: StaticType) {
        let wanted = parameter.type?.staticType
        if let value = parameter.defaultValue {
            let found = type(of: value)
            if let wanted, !found.fits(wanted) {
                report(.wrongAnnotation(parameter.name.text, wanted: wanted, found: found, at: value.span))
            }
        }
        declare(parameter.name, Binding(kind: .parameter, type: wanted ?? given))
    }

    mutating func checkReturn(_ value: Expression?, at span: Span) {
        let word = Span(file: span.file, start: span.start, end: span.start + 6)
        if functionDepth == 0 { report(.outside("return", "a function", word)) }
        if functionDepth > 0, openClauses > 0 { report(.leavesClause(word)) }
        let found = value.map { type(of: $0) } ?? .none
        guard !frames.isEmpty else { return }
        frames[frames.count - 1].results.append(found)
        if let value { checkResult(found, at: value.span) }
    }

    private mutating func checkResult(_ found: StaticType, at span: Span) {
        guard let frame = frames.last, let wanted = frame.wanted, !found.fits(wanted) else { return }
        report(.wrongResult(frame.name, wanted: wanted, found: found, at: span))
    }

    /// What a call of a function of this file gives: what it says itself, or what its body shows when it is looked at from here.
    mutating func result(of id: Int) -> StaticType {
        let binding = names[id]
        guard let function = binding.function else { return .unknown }
        if let annotation = function.result { return annotation.staticType }
        guard binding.kind == .function, binding.span != nil else { return .unknown }
        let key = function.name.span.start
        if let known = results[key] { return known }
        guard inferences < Self.inferenceDepth, depth < Self.inferenceNesting else { return .unknown }
        // A function that calls itself gives nothing certain there.
        results[key] = .unknown
        inferences += 1
        let saved = (recorder, place, functionDepth, allowed)
        recorder = nil
        functionDepth = binding.functionDepth
        let count = names.bindings.count
        names.hide(above: binding.level)
        let found = checkFunction(function.parameters, function.body, named: binding.name, at: binding.scope ?? function.name.span)
        names.unhide(keeping: count)
        (recorder, place, functionDepth, allowed) = saved
        inferences -= 1
        results[key] = found
        return found
    }

    /// A function of this file as a value.
    mutating func functionType(of id: Int) -> StaticType {
        guard let function = names[id].function else { return names[id].type }
        let key = function.name.span.start
        let isHere = names[id].span != nil
        if isHere, let known = functionTypes[key] { return known }
        let given = result(of: id)
        let type = StaticType.function(
            FunctionShape(
                name: function.name.text, function.parameters, result: given,
                declaredAt: names[id].span == nil ? nil : function.name.span))
        // While it is still being looked at, what it gives is not known yet.
        if isHere, inferences == 0 { functionTypes[key] = type }
        return type
    }
}
