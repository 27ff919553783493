import SluiceSyntax

typealias Operand = (expression: Expression, type: StaticType)

extension Diagnostic {
    static func mismatch(_ operation: BinaryOperator, _ left: Operand, _ right: Operand, at span: Span, source: SourceFile) -> Diagnostic {
        let verb =
            switch operation {
            case .add: "added to"
            case .subtract: "subtracted from"
            case .multiply: "multiplied with"
            case .divide, .floorDivide, .remainder: "divided by"
            case .range, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .contained, .and, .or: "joined with"
            }
        let swap = operation == .add || operation == .subtract
        let message =
            swap
            ? "\(right.type.phrase) cannot be \(verb) \(left.type.phrase)" : "\(left.type.phrase) cannot be \(verb) \(right.type.phrase)"
        return Diagnostic(
            code: "E0401", message: message, at: span,
            label: "\(left.type.title) \(operation.rawValue) \(right.type.title)", fixes: unitFixes(operation, left, right, source))
    }

    /// `5m + 3` → `3m`; text and number → `${}`.
    private static func unitFixes(_ operation: BinaryOperator, _ left: Operand, _ right: Operand, _ source: SourceFile) -> [Fix] {
        if operation == .divide, left.type == .duration || left.type == .size, right.type.isNumber {
            return [Fix("multiply by a fraction, such as `\(source.text(of: left.expression.span)) * 0.5`")]
        }
        if let (plain, unit) = unitFor(left, right, source) ?? unitFor(right, left, source) {
            let text = source.text(of: plain.expression.span)
            if operation == .multiply || operation == .divide || operation == .floorDivide || operation == .remainder {
                return [Fix("write a plain number: only one side has a unit")]
            }
            return [
                Fix("give `\(text)` a unit, such as `\(text)\(unit)`", replacement: Replacement(plain.expression.span, with: text + unit))
            ]
        }
        if operation == .add, left.type.isText || right.type.isText {
            return [Fix("put the value into the text: `\"${…}\"`")]
        }
        if [left.type, right.type].contains(.percent), left.type.isQuantity, right.type.isQuantity {
            return [Fix("a Percent is a share: multiply with it (`0.1 * 5m`), or write both sides in the same unit")]
        }
        if left.type.isQuantity, right.type.isQuantity { return [Fix("write both sides in the same unit")] }
        return []
    }

    private static func unitFor(_ measured: Operand, _ plain: Operand, _ source: SourceFile) -> (Operand, String)? {
        guard plain.type.isNumber, measured.type == .duration || measured.type == .size || measured.type == .percent else { return nil }
        guard case .literal = plain.expression.kind else { return nil }
        let text = source.text(of: measured.expression.span)
        let unit = String(text.reversed().prefix { !$0.isNumber }.reversed())
        let isUnit = unit == "%" || (!unit.isEmpty && unit.allSatisfy(\.isLetter))
        return (plain, isUnit ? unit : measured.type == .duration ? "s" : measured.type == .percent ? "%" : "B")
    }

    static func incomparable(_ operation: BinaryOperator, _ left: Operand, _ right: Operand, at span: Span, source: SourceFile)
        -> Diagnostic
    {
        Diagnostic(
            code: "E0402", message: "\(left.type.phrase) cannot be compared with \(right.type.phrase)", at: span,
            label: "\(left.type.title) \(operation.rawValue) \(right.type.title)", fixes: unitFixes(operation, left, right, source))
    }

    static func wrongOperand(_ word: String, found: StaticType, at span: Span, wanted: String) -> Diagnostic {
        Diagnostic(code: "E0401", message: "`\(word)` takes \(wanted), not \(found.phrase)", at: span, label: "this is \(found.phrase)")
    }

    static func badRange(_ first: StaticType, _ second: StaticType, at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0401", message: "there is no range from \(first.phrase) to \(second.phrase)", at: span,
            label: "\(first.title)..\(second.title)",
            notes: ["both ends are numbers, days, dates, times of day, durations, sizes or percentages"])
    }

    static func notTruth(_ span: Span, found: StaticType, word: String) -> Diagnostic {
        Diagnostic(
            code: "E0403", message: "`\(word)` takes a Bool, not \(found.phrase)", at: span, label: "this is \(found.phrase)",
            fixes: [Fix(found.emptinessTest)], notes: ["there is no truthiness"])
    }

    static func branchOnLate(_ span: Span, found: StaticType, word: String) -> Diagnostic {
        Diagnostic(
            code: "E0404", message: "`\(word)` decides while the script is evaluated, but this is known only while a pipeline runs",
            at: span,
            label: "\(found.phrase)", fixes: [Fix("use it where a condition is wanted: `require`, `verify`, `until`, `alarm`")])
    }

    static func secretCompared(_ span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0404", message: "a Secret cannot be compared: its value is fetched only when an effect starts", at: span,
            label: "a Secret")
    }

    static func lateMembership(_ span: Span, inside whole: StaticType) -> Diagnostic {
        Diagnostic(
            code: "E0404", message: "what is known only while a pipeline runs can be looked for in a List, not in \(whole.phrase)",
            at: span,
            label: "not known yet", fixes: [Fix("write the values as a list: `… in [\"a\", \"b\"]`")])
    }

    static func wrongAnnotation(_ name: String, wanted: StaticType, found: StaticType, at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0405",
            message: "`\(name)` is declared as \(wanted.phrase(besides: found)), but this is \(found.phrase(besides: wanted))", at: span,
            label: "\(found.phrase(besides: wanted))")
    }

    static func wrongResult(_ name: String?, wanted: StaticType, found: StaticType, at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0405",
            message:
                "`\(name ?? "the function")` is declared to give \(wanted.phrase(besides: found)), but this is \(found.phrase(besides: wanted))",
            at: span, label: "\(found.phrase(besides: wanted))")
    }

    static func neverInside(_ found: StaticType, _ whole: StaticType, at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0401", message: "\(found.phrase) is never in \(whole.phrase)", at: span, label: "this is \(found.phrase)",
            fixes: whole == .string ? [Fix("turn it into text: `string(…) in …`")] : [])
    }

    static func noPairs(_ span: Span, element: StaticType) -> Diagnostic {
        Diagnostic(
            code: "E0408", message: "two variables need pairs, but an element here is \(element.phrase)", at: span,
            label: "no Map and no list of pairs", fixes: [Fix("write one variable, or go through `enumerate(…)` or `zip(…)`")])
    }

    static func wrongClauseType(
        _ clause: String, wanted: String, found: StaticType, at span: Span, source: SourceFile
    ) -> Diagnostic {
        let text = source.text(of: span)
        var fixes: [Fix] = []
        if found.isNumber, text.allSatisfy({ $0.isNumber || $0 == "." || $0 == "_" }) {
            if wanted == "Duration" {
                fixes = [Fix("give it a unit, such as `\(text)s` or `\(text)m`")]
            } else if wanted == "Percent" {
                fixes = [Fix("write `\(text)%`", replacement: Replacement(span, with: "\(text)%"))]
            }
        } else if wanted == "Alarm", found == .condition {
            fixes = [Fix("declare it first: `alarm NAME = …`")]
        }
        return Diagnostic(
            code: "E0406", message: "`\(clause)` takes \(articled(wanted)), not \(found.phrase)", at: span,
            label: "this is \(found.phrase)", fixes: fixes)
    }

    private static func articled(_ wanted: String) -> String {
        wanted.hasPrefix("any") || wanted.hasPrefix("review") || wanted.hasPrefix("[")
            ? wanted : "aeiouAEIOU".contains(wanted.first ?? "x") ? "an \(wanted)" : "a \(wanted)"
    }

    static func outOfBounds(_ clause: String, _ span: Span, text: String, bound: String) -> Diagnostic {
        Diagnostic(code: "E0407", message: "`\(clause) \(text)` makes no sense", at: span, label: "must be \(bound)")
    }

    static func notASequence(_ span: Span, found: StaticType) -> Diagnostic {
        Diagnostic(
            code: "E0408", message: "`for` goes through a List, Map, Range or Fleet, not \(found.phrase)", at: span,
            label: "this is \(found.phrase)",
            fixes: found == .int ? [Fix("write `range(…)` or `1..…` to count")] : [],
            notes: found.title.hasPrefix("Range of") ? ["only whole numbers, dates and weekdays can be counted through"] : [])
    }

    static func wrongIndex(_ span: Span, of base: StaticType, found: StaticType) -> Diagnostic {
        Diagnostic(
            code: "E0409", message: "\(base.phrase) is not indexed by \(found.phrase)", at: span, label: "this is \(found.phrase)",
            notes: [
                base == .anyMap || base.title == "Map"
                    ? "maps take a String" : "the index is an Int from 0, negative from the end, or a range"
            ])
    }

    static func notIndexable(_ span: Span, found: StaticType) -> Diagnostic {
        Diagnostic(code: "E0409", message: "\(found.phrase) has no elements", at: span, label: "this is \(found.phrase)")
    }

    static func keyIsNoString(_ span: Span, found: StaticType) -> Diagnostic {
        Diagnostic(
            code: "E0410", message: "the keys of a map are Strings, not \(found.phrase)", at: span, label: "this is \(found.phrase)",
            fixes: [Fix("put it between quotes")])
    }

    // MARK: Calls

    static func notCallable(_ span: Span, found: StaticType) -> Diagnostic {
        Diagnostic(code: "E0411", message: "\(found.phrase) cannot be called", at: span, label: "this is \(found.phrase)")
    }

    static func shadowedBuiltin(_ name: String, at span: Span, type: StaticType, declared: Span?) -> Diagnostic {
        Diagnostic(
            code: "E0411", message: "`\(name)` is \(type.phrase) here, not the builtin function", at: span, label: "cannot be called",
            secondary: declared.map { [Label($0, "hides the builtin")] } ?? [], fixes: [Fix("give the variable another name")])
    }

    static func tooManyArguments(_ shape: CallShape, given: Int, at span: Span) -> Diagnostic {
        let count = shape.parameters.filter { !$0.isNamedOnly }.count
        let takes = count == 0 ? "no arguments" : count == 1 ? "1 argument" : "\(count) arguments"
        return Diagnostic(
            code: "E0412", message: "`\(shape.name)` takes \(takes), \(given) are given", at: span, label: "one too many",
            secondary: shape.declaredAt.map { [Label($0, "defined here")] } ?? [], notes: [shape.note].compactMap { $0 })
    }

    static func missingArguments(_ names: [String], of shape: CallShape, at span: Span) -> Diagnostic {
        let list = names.map { "`\($0)`" }.joined(separator: ", ")
        return Diagnostic(
            code: "E0413", message: "`\(shape.name)` needs \(list)", at: span, label: "not given",
            secondary: shape.declaredAt.map { [Label($0, "defined here")] } ?? [], notes: [shape.note].compactMap { $0 })
    }

    static func unknownArgument(_ label: Name, of shape: CallShape, near: String?) -> Diagnostic {
        Diagnostic(
            code: "E0414", message: "`\(shape.name)` has no parameter `\(label.text)`", at: label.span, label: "not found",
            secondary: shape.declaredAt.map { [Label($0, "defined here")] } ?? [],
            fixes: near.map { [Fix("did you mean `\($0)`?", replacement: Replacement(label.span, with: $0))] } ?? [],
            notes: near == nil ? [shape.note].compactMap { $0 } : [])
    }

    static func duplicateArgument(_ label: Name, earlier: Span) -> Diagnostic {
        Diagnostic(
            code: "E0415", message: "`\(label.text)` is given twice", at: label.span, label: "again",
            secondary: [Label(earlier, "first here")])
    }

    static func wrongArgument(_ parameter: CallParameter, of shape: CallShape, found: StaticType, at expression: Expression) -> Diagnostic {
        Diagnostic(
            code: "E0416",
            message:
                "`\(parameter.name)` of `\(shape.name)` is \(articled(parameter.typeText)), not \(found.phrase(besides: parameter.type?.first ?? .unknown))",
            at: expression.span, label: "this is \(found.phrase(besides: parameter.type?.first ?? .unknown))")
    }
}

extension CallShape {
    /// How it is called, for a note; nil where the definition is shown anyway.
    fileprivate var note: String? {
        if declaredAt != nil { return nil }
        if let row = BuiltinTable.row(name) { return "call it as `\(row.signature)`" }
        return "call it as `\(name)(\(parameters.map { $0.isRequired ? $0.name : "[\($0.name)]" }.joined(separator: ", ")))`"
    }
}

extension StaticType {
    /// What to write where this type was taken for a truth value.
    fileprivate var emptinessTest: String {
        switch self {
        case .string, .secret, .template: "compare it: `… != \"\"`"
        case .list, .map, .fleet, .range: "compare its length: `len(…) > 0`"
        case .int, .float: "compare it: `… != 0`"
        case .none: "compare something with it: `… == none`"
        case .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .function, .target, .signal, .condition, .alarm, .deployer,
            .window, .pipeline, .stage, .execution, .revision, .source, .module, .unknown, .bool:
            "compare it with something"
        }
    }
}
