import OrderedCollections
import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    func overflow(_ what: String) -> Trouble {
        Trouble(.overflow, "`\(what)` does not fit", label: "too large", help: "an Int holds ±9.2 × 10¹⁸; use a Float for more")
    }

    mutating func arithmetic(_ binary: BinaryOperator, _ left: Value, _ right: Value) throws(Trouble) -> Value {
        switch (left, right) {
        case (.int(let first), .int(let second)): return try whole(binary, first, second)
        case (.int, .float), (.float, .int), (.float, .float): return try real(binary, left.ratio ?? 0, right.ratio ?? 0)
        case (.string(let first), .string(let second)) where binary == .add: return .string(try concatenated(first, second))
        case (.template, .string), (.string, .template), (.template, .template):
            guard binary == .add else { throw mismatch(binary, left, right) }
            let sum = TemplateValue(parts(left) + parts(right))
            try burn(sum.template.parts.count)
            try charge(sum.byteCount)
            return .template(sum)
        case (.list(let first), .list(let second)) where binary == .add:
            try checkCount(first.elements.count + second.elements.count)
            try burn(first.elements.count + second.elements.count)
            try charge(32 + 24 * (first.elements.count + second.elements.count))
            var sum = first
            sum.append(contentsOf: second)
            return .list(sum)
        case (.fleet(let first), .fleet(let second)) where binary == .add: return .fleet(try distinct(first + second))
        case (.map(let first), .map(let second)) where binary == .add:
            try burn(first.entries.count + second.entries.count)
            try checkCount(first.entries.count + second.entries.count)
            try charge(128 + 48 * (first.entries.count + second.entries.count))
            return .map(MapValue(first.entries.merging(second.entries)))
        case (.signal, _), (_, .signal): return try calculation(binary, left, right)
        case (_, _): return try quantity(binary, left, right)
        }
    }

    private func whole(_ binary: BinaryOperator, _ left: Int64, _ right: Int64) throws(Trouble) -> Value {
        let outcome: (Int64, Bool)
        switch binary {
        case .add: outcome = left.addingReportingOverflow(right)
        case .subtract: outcome = left.subtractingReportingOverflow(right)
        case .multiply: outcome = left.multipliedReportingOverflow(by: right)
        case .divide: return try real(.divide, Double(left), Double(right))
        case .floorDivide:
            guard right != 0 else { throw zero("\(left) // 0") }
            let (quotient, overflow) = left.dividedReportingOverflow(by: right)
            if overflow { throw self.overflow("\(left) // \(right)") }
            return .int(left % right != 0 && (left < 0) != (right < 0) ? quotient - 1 : quotient)
        case .remainder:
            guard right != 0 else { throw zero("\(left) % 0") }
            let (rest, overflow) = left.remainderReportingOverflow(dividingBy: right)
            if overflow { return .int(0) }
            return .int(rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest)
        case .range, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .contained, .and, .or:
            throw mismatch(binary, .int(left), .int(right))
        }
        if outcome.1 { throw overflow("\(left) \(binary.rawValue) \(right)") }
        return .int(outcome.0)
    }

    private func zero(_ what: String) -> Trouble {
        Trouble(.divisionByZero, "`\(what)` divides by zero", label: "division by zero", help: "check for 0 before")
    }

    func real(_ binary: BinaryOperator, _ left: Double, _ right: Double) throws(Trouble) -> Value {
        let number: Double
        switch binary {
        case .add: number = left + right
        case .subtract: number = left - right
        case .multiply: number = left * right
        case .divide, .floorDivide, .remainder:
            guard right != 0 else { throw zero("\(numberText(left)) \(binary.rawValue) 0") }
            switch binary {
            case .divide: number = left / right
            case .floorDivide: number = (left / right).rounded(.down)
            case .remainder: number = left - (left / right).rounded(.down) * right
            case .multiply, .add, .subtract, .range, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .contained, .and,
                .or:
                throw mismatch(binary, .float(left), .float(right))
            }
        case .range, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .contained, .and, .or:
            throw mismatch(binary, .float(left), .float(right))
        }
        guard number.isFinite else { throw overflow("\(numberText(left)) \(binary.rawValue) \(numberText(right))") }
        return .float(number)
    }

    // MARK: Quantities

    private func quantity(_ binary: BinaryOperator, _ left: Value, _ right: Value) throws(Trouble) -> Value {
        switch (left, right) {
        case (.percent(let first), .percent(let second)):
            if binary == .divide {
                guard second.billionths != 0 else { throw zero("\(first) / 0%") }
                return .float(first.ratio / second.ratio)
            }
            return .percent(Percent(billionths: try sum(binary, first.billionths, second.billionths, left, right)))
        case (.percent(let share), .int), (.percent(let share), .float):
            guard binary == .multiply else { throw mismatch(binary, left, right) }
            return try real(.multiply, share.ratio, right.ratio ?? 0)
        case (.int, .percent(let share)), (.float, .percent(let share)):
            guard binary == .multiply else { throw mismatch(binary, left, right) }
            return try real(.multiply, left.ratio ?? 0, share.ratio)
        case (.duration(let first), .duration(let second)):
            if binary == .divide { return try real(.divide, Double(first), Double(second)) }
            return .duration(nanoseconds: try sum(binary, first, second, left, right))
        case (.duration(let amount), .int), (.duration(let amount), .float), (.int, .duration(let amount)), (.float, .duration(let amount)):
            return .duration(nanoseconds: try product(binary, amount, left, right))
        case (.size(let first), .size(let second)):
            if binary == .divide { return try real(.divide, Double(first), Double(second)) }
            return .size(bytes: try sum(binary, first, second, left, right))
        case (.size(let amount), .int), (.size(let amount), .float), (.int, .size(let amount)), (.float, .size(let amount)):
            return .size(bytes: try product(binary, amount, left, right))
        case (.instant(let first), .instant(let second)) where binary == .subtract: return .duration(first - second)
        case (.instant(let first), .duration(let amount)) where binary == .add: return .instant(first + .nanoseconds(amount))
        case (.instant(let first), .duration(let amount)) where binary == .subtract: return .instant(first - .nanoseconds(amount))
        case (_, _): throw mismatch(binary, left, right)
        }
    }

    private func sum(_ binary: BinaryOperator, _ first: Int64, _ second: Int64, _ left: Value, _ right: Value) throws(Trouble) -> Int64 {
        guard binary == .add || binary == .subtract else { throw mismatch(binary, left, right) }
        let (result, overflow) = binary == .add ? first.addingReportingOverflow(second) : first.subtractingReportingOverflow(second)
        if overflow { throw self.overflow("\(left.scriptText) \(binary.rawValue) \(right.scriptText)") }
        return result
    }

    private func product(_ binary: BinaryOperator, _ amount: Int64, _ left: Value, _ right: Value) throws(Trouble) -> Int64 {
        guard binary == .multiply else { throw mismatch(binary, left, right) }
        let what = "\(left.scriptText) * \(right.scriptText)"
        for value in [left, right] {
            guard case .int(let factor) = value else { continue }
            let (result, overflow) = amount.multipliedReportingOverflow(by: factor)
            if overflow { throw self.overflow(what) }
            return result
        }
        let factor = left.ratio ?? right.ratio ?? 0
        guard let exact = Int64(exactly: (Double(amount) * factor).rounded()) else { throw overflow(what) }
        return exact
    }

    func mismatch(_ binary: BinaryOperator, _ left: Value, _ right: Value) -> Trouble {
        Trouble(
            .operandTypes, "`\(binary.rawValue)` does not go with \(left.typeWithArticle) and \(right.typeWithArticle)",
            label: "\(left.typeName) \(binary.rawValue) \(right.typeName)", help: hint(binary, left, right))
    }

    private func hint(_ binary: BinaryOperator, _ left: Value, _ right: Value) -> String? {
        switch (left, right) {
        case (.duration, .int(let number)), (.int(let number), .duration):
            if binary == .divide { return "multiply by a fraction, such as `\(left.scriptText) * 0.5`" }
            return "give the number a unit: `\(left.scriptText) \(binary.rawValue) \(number)m` or `\(number)s`"
        case (.size, .int(let number)), (.int(let number), .size): return "give the number a unit: `\(number)KiB`"
        case (.percent, .int(let number)), (.int(let number), .percent):
            return "a share and a number do not add up: write `\(number)%` for a share"
        case (.string, _), (_, .string): return "put values into text with `\"${…}\"`"
        case (.none, _), (_, .none): return "one side is none: give a default with `get(m, key, default)`"
        case (.list, _), (_, .list): return "put the element into a list: `xs + [x]`"
        case (_, _): return nil
        }
    }

    // MARK: Signals

    private func calculation(_ binary: BinaryOperator, _ left: Value, _ right: Value) throws(Trouble) -> Value {
        let operation: Signal.Calculation.Operator
        switch binary {
        case .add: operation = .add
        case .subtract: operation = .subtract
        case .multiply: operation = .multiply
        case .divide: operation = .divide
        case .floorDivide, .remainder, .range, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .contained, .and, .or:
            throw mismatch(binary, left, right)
        }
        guard let first = signal(left), let second = signal(right) else { throw mismatch(binary, left, right) }
        if binary != .multiply, left.isPercent || right.isPercent { throw mismatch(binary, left, right) }
        return .signal(
            SignalValue(
                .calculation(.init(left: first.signal, operation: operation, right: second.signal)),
                alarms: AlarmValue.united(first.alarms, second.alarms), depth: levelOfNesting + max(first.depth, second.depth),
                size: try limits.joined(first.size, second.size)))
    }

    /// A number, share or Signal as a Signal.
    func signal(_ value: Value) -> SignalValue? {
        if case .signal(let signal) = value { return signal }
        return value.ratio.map { SignalValue(.constant($0)) }
    }

    // MARK: Comparing

    func compared(_ binary: BinaryOperator, _ left: Value, _ right: Value) throws(Trouble) -> Value {
        let relation = Condition.Relation(rawValue: binary.rawValue) ?? .equal
        try refuseIncomparable(binary, left, right)
        switch (left, right) {
        case (.signal, _), (_, .signal): return try measured(relation, left, right)
        case (.template, _), (_, .template):
            if let early = try lateComparison(relation, left, right) { return early }
            return .bool(relation == .notEqual)
        case (_, _): break
        }
        switch binary {
        case .equal: return .bool(try Value.areEqual(left, right))
        case .notEqual: return .bool(!(try Value.areEqual(left, right)))
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard let order = Value.order(left, right) else { throw incomparable(binary, left, right) }
            switch relation {
            case .less: return .bool(order < 0)
            case .lessOrEqual: return .bool(order <= 0)
            case .greater: return .bool(order > 0)
            case .greaterOrEqual, .equal, .notEqual: return .bool(order >= 0)
            }
        case .multiply, .divide, .floorDivide, .remainder, .add, .subtract, .range, .contained, .and, .or:
            throw mismatch(binary, left, right)
        }
    }

    /// What no comparison takes: a Secret, a Function, two quantities of different kinds.
    private func refuseIncomparable(_ binary: BinaryOperator, _ left: Value, _ right: Value) throws(Trouble) {
        for value in [left, right] {
            guard case .template(let template) = value, template.isSecret else { continue }
            throw secretComparison()
        }
        for case .function in [left, right] { throw incomparable(binary, left, right) }
        guard left.isQuantity, right.isQuantity, left.ratio == nil || right.ratio == nil else { return }
        if left.typeName != right.typeName { throw incomparable(binary, left, right) }
    }

    func secretComparison() -> Trouble {
        Trouble(
            .lateDecision, "a Secret cannot be compared: its value is fetched only when an effect starts", label: "a Secret")
    }

    private func incomparable(_ binary: BinaryOperator, _ left: Value, _ right: Value) -> Trouble {
        Trouble(
            .incomparable, "\(left.typeWithArticle) cannot be compared with \(right.typeWithArticle) by `\(binary.rawValue)`",
            label: "\(left.typeName) \(binary.rawValue) \(right.typeName)", help: hint(binary, left, right))
    }

    private func measured(_ relation: Condition.Relation, _ left: Value, _ right: Value) throws(Trouble) -> Value {
        var unit = Condition.Comparison.Unit.plain
        var sides: [SignalValue] = []
        for value in [left, right] {
            switch value {
            case .duration(let nanoseconds):
                unit = .seconds
                sides.append(SignalValue(.constant(Duration.nanoseconds(nanoseconds).inSeconds)))
            case .percent(let percent):
                unit = .percent
                sides.append(SignalValue(.constant(percent.ratio)))
            case _:
                guard let signal = signal(value) else {
                    throw Trouble(
                        .incomparable,
                        "a Signal is compared with a number, a Percent, a Duration or a Signal, not with \(value.typeWithArticle)",
                        label: "this is \(value.typeWithArticle)")
                }
                sides.append(signal)
            }
        }
        let comparison = Condition.Comparison(left: sides[0].signal, relation: relation, right: sides[1].signal, unit: unit)
        return .condition(
            ConditionValue(
                .comparison(comparison), alarms: AlarmValue.united(sides[0].alarms, sides[1].alarms),
                depth: max(sides[0].depth, sides[1].depth), size: try limits.joined(sides[0].size, sides[1].size)))
    }

    /// Late text compared with text; `nil` when the other side is no text at all.
    func lateComparison(_ relation: Condition.Relation, _ left: Value, _ right: Value) throws(Trouble) -> Value? {
        guard relation == .equal || relation == .notEqual else {
            throw Trouble(
                .incomparable, "what is known only while a pipeline runs can be compared with `==` and `!=` only",
                label: "`\(relation.rawValue)`")
        }
        guard let first = text(comparable: left), let second = text(comparable: right) else { return nil }
        return .condition(ConditionValue(.textComparison(.init(left: first, relation: relation, right: second))))
    }

    private func text(comparable value: Value) -> Template? {
        switch value {
        case .template(let template): template.template
        case .string(let text): Template(text: text)
        case .none: Template(text: "")
        case .int, .float, .bool, .percent: Template(text: value.text)
        case .duration, .size, .timeOfDay, .date, .instant, .weekday, .list, .map, .range, .function, .target, .fleet, .signal, .condition,
            .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            nil
        }
    }
}

extension Value {
    fileprivate var isPercent: Bool {
        if case .percent = self { true } else { false }
    }

    fileprivate var isQuantity: Bool {
        switch self {
        case .int, .float, .percent, .duration, .size: true
        case .none, .bool, .timeOfDay, .date, .instant, .weekday, .string, .template, .list, .map, .range, .function, .target, .fleet,
            .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            false
        }
    }
}
