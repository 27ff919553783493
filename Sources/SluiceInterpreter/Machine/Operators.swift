import OrderedCollections
import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    /// What decides a branch must be a Bool by now.
    func decide(_ value: Value, _ word: DecisionWord) throws(Trouble) -> Bool {
        switch value {
        case .bool(let flag): return flag
        case .condition, .alarm, .signal, .template:
            throw Trouble(
                .lateDecision, "`\(word.rawValue)` decides while the script is evaluated, but this is known only while a pipeline runs",
                label: "\(value.typeWithArticle)",
                help: "put it where the pipeline decides: `require`, `bake … until`, an `alarm`, or a command")
        case .notRun: throw notRun()
        case .none, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .list, .map, .range,
            .function,
            .target, .fleet, .deployer, .pipeline, .part, .execution, .module:
            throw Trouble(
                .notBool, "`\(word.rawValue)` takes a Bool, not \(value.typeWithArticle)", label: "this is \(value.typeWithArticle)",
                help: value.comparisonHint)
        }
    }

    func notRun() -> Trouble {
        Trouble(
            .notYetKnown, "this hangs on a command that was not carried out", label: "not known",
            help: "`sluice run` carries the commands out; what follows cannot be looked at without")
    }

    mutating func apply(_ unary: UnaryOperator, to value: Value) throws(Trouble) -> Value {
        switch (unary, value) {
        case (.not, .bool(let flag)): return .bool(!flag)
        case (.not, .condition(let inner)):
            return .condition(
                ConditionValue(.not(inner.condition), alarms: inner.alarms, depth: inner.depth + levelOfNesting, size: inner.size))
        case (.not, .alarm(let alarm)): return .alarm(.composed(.not(alarm.expression), of: alarm.named, size: alarm.size))
        case (.not, .notRun), (.negate, .notRun): return .notRun
        case (.not, _):
            throw Trouble(
                .notBool, "`not` takes a Bool, a Condition or an Alarm, not \(value.typeWithArticle)",
                label: "this is \(value.typeWithArticle)", help: value.comparisonHint)
        case (.negate, .int(let number)):
            guard number != .min else { throw overflow("-(\(number))") }
            return .int(-number)
        case (.negate, .float(let number)): return .float(-number)
        case (.negate, .percent(let percent)): return .percent(Percent(billionths: 0 &- percent.billionths))
        case (.negate, .duration(let nanoseconds)): return .duration(nanoseconds: 0 &- nanoseconds)
        case (.negate, .size(let bytes)): return .size(bytes: 0 &- bytes)
        case (.negate, .signal): return try arithmetic(.subtract, .int(0), value)
        case (.negate, _):
            throw Trouble(.operandTypes, "`-` takes a number, not \(value.typeWithArticle)", label: "this is \(value.typeWithArticle)")
        }
    }

    mutating func binaryOperation(_ to: Register, _ left: Register, _ right: Register, _ binary: BinaryOperator) throws(Trouble) {
        let (first, second) = (try taken(left), try taken(right))
        set(to, try limits.checked(try operation(binary, first, second)))
    }

    mutating func operation(_ binary: BinaryOperator, _ left: Value, _ right: Value) throws(Trouble) -> Value {
        if case .notRun = left { return .notRun }
        if case .notRun = right { return .notRun }
        try prepareWalk(binary, left, right)
        switch binary {
        case .and, .or: return try joined(left, right, isAnd: binary == .and)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return try compared(binary, left, right)
        case .contained:
            if let late = try lateMembership(left, in: right) { return late }
            return .bool(try contains(right, left))
        case .range: return .range(try range(left, right))
        case .add, .subtract, .multiply, .divide, .floorDivide, .remainder: return try arithmetic(binary, left, right)
        }
    }

    /// Pays for going through values to compare them; numbers and keys cost nothing more.
    private mutating func prepareWalk(_ binary: BinaryOperator, _ left: Value, _ right: Value) throws(Trouble) {
        let size: UInt32
        switch (binary, right) {
        case (.contained, .map): return
        case (.contained, _): size = right.extent.size
        case (.equal, _), (.notEqual, _), (.less, _), (.lessOrEqual, _), (.greater, _), (.greaterOrEqual, _):
            size = min(left.extent.size, right.extent.size)
        case (_, _): return
        }
        if size > 64 { try burn(Int(size) / 16) }
    }

    // MARK: Logic

    private func joined(_ left: Value, _ right: Value, isAnd: Bool) throws(Trouble) -> Value {
        let word = isAnd ? "and" : "or"
        for value in [left, right] {
            switch value {
            case .bool, .condition, .alarm: continue
            case .none, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .template, .list, .map,
                .range, .function, .target, .fleet, .signal, .deployer, .pipeline, .part, .execution, .module, .notRun:
                throw Trouble(
                    .notBool, "`\(word)` takes Bools, Conditions or Alarms, not \(value.typeWithArticle)",
                    label: "found \(value.typeWithArticle)", help: value.comparisonHint)
            }
        }
        switch (left, right) {
        // The left side did not decide, so the right one does.
        case (.bool, _): return right
        case (.alarm(let first), .alarm(let second)):
            let size = try limits.joined(first.size, second.size)
            let expression = isAnd ? AlarmExpression.and(first.expression, second.expression) : .or(first.expression, second.expression)
            let named = first.named + second.named.filter { other in !first.named.contains { $0.definition.name == other.definition.name } }
            return .alarm(.composed(expression, of: named, size: size))
        case (_, _):
            if case .bool(let flag) = right { return flag == isAnd ? left : .bool(flag) }
            let first = try condition(left)
            let second = try condition(right)
            return .condition(
                ConditionValue(
                    isAnd ? .and(first.condition, second.condition) : .or(first.condition, second.condition),
                    alarms: AlarmValue.united(first.alarms, second.alarms), depth: levelOfNesting + max(first.depth, second.depth),
                    size: try limits.joined(first.size, second.size)))
        }
    }

    /// A value as a condition: alarms hold while they fire.
    func condition(_ value: Value) throws(Trouble) -> ConditionValue {
        switch value {
        case .condition(let condition): return condition
        case .bool(let flag): return ConditionValue(.constant(flag))
        case .alarm(let alarm): return alarm.asCondition(alarm.expression)
        case .none, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .template, .list, .map,
            .range,
            .function, .target, .fleet, .signal, .deployer, .pipeline, .part, .execution, .module, .notRun:
            throw Trouble(
                .clauseType, "a Condition is wanted here, not \(value.typeWithArticle)", label: "this is \(value.typeWithArticle)",
                help: value.comparisonHint)
        }
    }

    // MARK: Membership

    /// Late text in a List as a condition; nil where neither side is known only later.
    private func lateMembership(_ part: Value, in whole: Value) throws(Trouble) -> Value? {
        guard case .list(let list) = whole, part.isLateText || list.elements.contains(where: \.isLateText) else { return nil }
        if case .template(let template) = part, template.isSecret { throw secretComparison() }
        var condition: ConditionValue?
        for element in list.elements where part.isLateText || element.isLateText {
            guard case .condition(let next)? = try lateComparison(.equal, part, element) else { continue }
            condition =
                condition.map {
                    ConditionValue(.or($0.condition, next.condition), depth: levelOfNesting + max($0.depth, next.depth))
                } ?? next
        }
        guard let condition else { return nil }
        // A value that is in the list as it is decides now.
        if !part.isLateText {
            for element in list.elements where !element.isLateText {
                if try Value.areEqual(element, part) { return .bool(true) }
            }
        }
        return .condition(condition)
    }

    func contains(_ whole: Value, _ part: Value) throws(Trouble) -> Bool {
        if case .template(let template) = part, whole.holdsText {
            guard !template.isSecret else { throw secretComparison() }
            throw Trouble(
                .lateDecision,
                "what is known only while a pipeline runs can be looked for by `in` in a List, not in \(whole.typeWithArticle)",
                label: "not known yet", help: "write the values as a list: `… in [\"a\", \"b\"]`")
        }
        switch whole {
        case .list(let list):
            for element in list.elements where try Value.areEqual(element, part) { return true }
            return false
        case .fleet(let targets):
            if case .string(let name) = part { return targets.contains { sameScalars($0.name.text, name) } }
            guard case .target(let target) = part else { return false }
            return targets.contains(target)
        case .map(let map):
            guard case .string(let key) = part else { return false }
            return map.entries[MapKey(key)] != nil
        case .string(let text):
            guard case .string(let piece) = part else {
                throw Trouble(.operandTypes, "only text is in a String, not \(part.typeWithArticle)", help: "write `string(x) in …`")
            }
            return text.utf8Contains(piece)
        case .range(let range):
            if case .weekday(let day) = part, case .weekday(let first) = range.first, case .weekday(let last) = range.last {
                return first.through(last).contains(day)
            }
            guard let low = Value.order(range.first, part), let high = Value.order(part, range.last) else {
                throw Trouble(.operandTypes, "\(part.typeWithArticle) is never in a Range of \(range.first.typeName)")
            }
            if case .timeOfDay = part { return low <= 0 && high < 0 }
            return low <= 0 && high <= 0
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .template, .function, .target,
            .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            throw Trouble(
                .operandTypes, "`in` looks into a List, Map, Range, Fleet or String, not into \(whole.typeWithArticle)",
                label: "this is \(whole.typeWithArticle)")
        }
    }

    private func range(_ first: Value, _ last: Value) throws(Trouble) -> RangeValue {
        guard first.canBound, last.canBound, Value.order(first, last) != nil,
            first.typeName == last.typeName || first.isNumber && last.isNumber
        else {
            throw Trouble(
                .operandTypes, "there is no range from \(first.typeWithArticle) to \(last.typeWithArticle)",
                help: "both ends must be numbers, durations, sizes, shares, dates, times of day or weekdays")
        }
        return RangeValue(first: first, last: last)
    }
}

extension Value {
    fileprivate var isLateText: Bool {
        if case .template = self { true } else { false }
    }

    /// Looked into for text: a List, Map, Fleet or String.
    fileprivate var holdsText: Bool {
        switch self {
        case .list, .map, .fleet, .string: true
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .template, .range, .function,
            .target, .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            false
        }
    }

    fileprivate var isNumber: Bool {
        switch self {
        case .int, .float: true
        case .none, .bool, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .template, .list, .map, .range,
            .function, .target, .fleet, .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            false
        }
    }

    fileprivate var canBound: Bool {
        switch self {
        case .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday: true
        case .none, .bool, .string, .template, .list, .map, .range, .function, .target, .fleet, .signal, .condition, .alarm, .deployer,
            .pipeline, .part, .execution, .module, .notRun:
            false
        }
    }

    /// How to make a Bool of it, for messages.
    fileprivate var comparisonHint: String? {
        switch self {
        case .signal: "compare it: `… > 1%`"
        case .string, .list, .map, .fleet: "there is no truthiness: write `len(x) > 0`"
        case .int, .float: "there is no truthiness: write `x != 0`"
        case .none: "there is no truthiness: write `x != none`"
        case .bool, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .template, .range, .function, .target, .condition,
            .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            nil
        }
    }
}

extension AlarmValue {
    /// An alarm without a name; it is called by what it is made of.
    static func composed(_ expression: AlarmExpression, of parts: [AlarmValue], size: Int) -> AlarmValue {
        let scope = parts.map(\.definition.scope).max() ?? .global
        return AlarmValue(
            AlarmDefinition(name: AlarmName(expression.scriptText), rule: .composed(expression), scope: scope), parts: parts,
            isAnonymous: true, size: size)
    }

    /// Each alarm once, in order.
    static func united(_ first: [AlarmValue], _ second: [AlarmValue]) -> [AlarmValue] {
        first + second.filter { alarm in !first.contains { $0 === alarm } }
    }

    /// That it fires, as a condition.
    func asCondition(_ expression: AlarmExpression) -> ConditionValue {
        func build(_ expression: AlarmExpression) -> Condition {
            switch expression {
            case .alarm(let name): .comparison(.init(left: .alarmState(name), relation: .equal, right: .constant(1)))
            case .not(let inner): .not(build(inner))
            case .and(let left, let right): .and(build(left), build(right))
            case .or(let left, let right): .or(build(left), build(right))
            }
        }
        return ConditionValue(build(expression), alarms: named, depth: depth, size: size)
    }
}

extension String {
    func utf8Contains(_ piece: String) -> Bool { firstOccurrence(of: Array(piece.utf8), in: Array(utf8), from: 0) != nil }
}

/// The offset of the first occurrence; 0 for an empty pattern. Linear but for texts made to be slow.
func firstOccurrence(of pattern: [UInt8], in text: [UInt8], from start: Int) -> Int? {
    guard let first = pattern.first else { return start <= text.count ? start : nil }
    var offset = start
    while offset + pattern.count <= text.count {
        if text[offset] == first, text[offset..<(offset + pattern.count)].elementsEqual(pattern) { return offset }
        offset += 1
    }
    return nil
}
