import OrderedCollections
import SluiceSyntax

extension Walk {
    mutating func unaryType(_ unary: UnaryOperator, _ operand: Expression) -> StaticType {
        let found = type(of: operand)
        switch unary {
        case .negate:
            if found.isQuantity || found == .signal || found == .unknown { return found == .unknown ? .unknown : found }
            report(.wrongOperand("-", found: found, at: operand.span, wanted: "a number, a Percent, a Duration or a Size"))
            return .unknown
        case .not: return logicType([(operand, found)], of: "not")
        }
    }

    mutating func binaryType(_ binary: BinaryOperator, _ left: Expression, _ right: Expression, at span: Span) -> StaticType {
        let first = type(of: left)
        let second = type(of: right)
        switch binary {
        case .and, .or: return logicType([(left, first), (right, second)], of: binary.rawValue)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            return comparisonType(binary, (left, first), (right, second), at: span)
        case .contained: return containedType((left, first), (right, second))
        case .range: return rangeType(first, second, at: span)
        case .add, .subtract, .multiply, .divide, .floorDivide, .remainder:
            if let result = Arithmetic.result(binary, first, second) { return result }
            report(.mismatch(binary, (left, first), (right, second), at: span, source: parsed.file))
            return .unknown
        }
    }

    /// `and`, `or`, `not`: Bools give a Bool, with a Condition or Alarm among them they give a Condition.
    private mutating func logicType(_ operands: [(expression: Expression, type: StaticType)], of word: String) -> StaticType {
        var result = StaticType.bool
        for operand in operands {
            switch operand.type {
            case .bool: break
            case .alarm: if result == .bool { result = .alarm }
            case .condition: if result != .unknown { result = .condition }
            case .unknown: result = .unknown
            case .none, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .secret, .list, .map,
                .range, .function, .target, .fleet, .signal, .deployer, .window, .pipeline, .stage, .execution, .revision, .template,
                .source, .module:
                report(.notTruth(operand.expression.span, found: operand.type, word: word))
                return .unknown
            }
        }
        return result
    }

    private mutating func comparisonType(
        _ binary: BinaryOperator, _ left: (expression: Expression, type: StaticType), _ right: (expression: Expression, type: StaticType),
        at span: Span
    ) -> StaticType {
        let types = [left.type, right.type]
        let ordered = binary != .equal && binary != .notEqual
        if types.contains(.secret) {
            report(.secretCompared(left.type == .secret ? left.expression.span : right.expression.span))
            return .unknown
        }
        if !Arithmetic.canCompare(left.type, right.type, ordered: ordered) {
            // What the parser found fault with was meant otherwise.
            if broken.touches(span) { return .unknown }
            report(.incomparable(binary, left, right, at: span, source: parsed.file))
            return .unknown
        }
        if types.contains(.signal) || types.contains(.template) { return .condition }
        if !ordered, left.type.neverEquals(right.type) {
            warn(.neverEqual(left.type, right.type, always: binary == .notEqual, at: span))
        }
        return types.contains(.unknown) ? .unknown : .bool
    }

    private mutating func containedType(
        _ left: (expression: Expression, type: StaticType), _ right: (expression: Expression, type: StaticType)
    ) -> StaticType {
        if left.type == .secret || left.type.isLateText, let late = lateMembershipType(left, right) { return late }
        if left.type.isFunction, right.type.isList {
            report(.incomparable(.contained, left, right, at: left.expression.span, source: parsed.file))
            return .unknown
        }
        switch right.type {
        case .range(let bound):
            let isOther = bound != left.type && !(bound.isNumber && (left.type.isNumber || left.type == .percent))
            if isOther, bound != .unknown, left.type != .unknown {
                report(.neverInside(left.type, right.type, at: left.expression.span))
                return .unknown
            }
            return .bool
        case .string:
            if left.type != .unknown, !left.type.isText {
                report(.neverInside(left.type, right.type, at: left.expression.span))
                return .unknown
            }
            return .bool
        case .unknown: return left.type.isLateText ? .unknown : .bool
        case .list, .map, .fleet: return .bool
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .secret, .function, .target,
            .signal, .condition, .alarm, .deployer, .window, .pipeline, .stage, .execution, .revision, .template, .source, .module:
            report(.wrongOperand("in", found: right.type, at: right.expression.span, wanted: "a List, Map, Range, Fleet or String"))
            return .unknown
        }
    }

    /// What is known only later is looked for in a List as a condition, and in nothing else; nil where the right side decides.
    private mutating func lateMembershipType(
        _ left: (expression: Expression, type: StaticType), _ right: (expression: Expression, type: StaticType)
    ) -> StaticType? {
        switch right.type {
        case .list, .map, .fleet, .string:
            if left.type == .secret {
                report(.secretCompared(left.expression.span))
            } else if right.type.isList {
                return .condition
            } else {
                report(.lateMembership(left.expression.span, inside: right.type))
            }
            return .unknown
        case .unknown, .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .secret, .range,
            .function, .target, .signal, .condition, .alarm, .deployer, .window, .pipeline, .stage, .execution, .revision, .template,
            .source, .module:
            return nil
        }
    }

    private mutating func rangeType(_ first: StaticType, _ second: StaticType, at span: Span) -> StaticType {
        if first == .unknown || second == .unknown { return .range(first == .unknown ? second : first) }
        let allowed: [StaticType] = [.int, .duration, .timeOfDay, .date, .instant, .weekday, .size, .percent, .float]
        guard first == second || first.isNumber && second.isNumber, allowed.contains(first) else {
            report(.badRange(first, second, at: span))
            return .range(.unknown)
        }
        return .range(first)
    }
}

/// Which kinds of values may be calculated with and compared.
enum Arithmetic {
    /// The type of `first OP second`; `unknown` if it is not certain, nil if it is certainly an error.
    static func result(_ operation: BinaryOperator, _ first: StaticType, _ second: StaticType) -> StaticType? {
        if first == .unknown || second == .unknown { return uncertain(operation, first, second) }
        if first == .signal || second == .signal { return signalResult(operation, first, second) }
        switch operation {
        case .add: return sum(first, second)
        case .subtract: return difference(first, second)
        case .multiply: return product(first, second)
        case .divide:
            if first.isNumber, second.isNumber { return .float }
            return first == second && (first == .duration || first == .size || first == .percent) ? .float : nil
        case .floorDivide:
            guard first.isNumber, second.isNumber else { return nil }
            return first == .int && second == .int ? .int : .float
        case .remainder:
            guard first.isNumber, second.isNumber else { return nil }
            return first == .int && second == .int ? .int : .float
        case .range, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .contained, .and, .or: return .unknown
        }
    }

    /// With one side unknown only what no partner could make right is an error.
    private static func uncertain(_ operation: BinaryOperator, _ first: StaticType, _ second: StaticType) -> StaticType? {
        let known = first == .unknown ? second : first
        switch known {
        case .bool, .none, .function, .alarm, .deployer, .pipeline, .stage, .weekday, .module, .condition, .target, .execution: return nil
        case .string, .template, .secret, .list, .map, .fleet: return operation == .add ? .unknown : nil
        case .unknown, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .range, .signal, .window, .revision, .source:
            return .unknown
        }
    }

    private static func signalResult(_ operation: BinaryOperator, _ first: StaticType, _ second: StaticType) -> StaticType? {
        guard operation != .floorDivide, operation != .remainder else { return nil }
        if operation != .multiply, first == .percent || second == .percent { return nil }
        return [first, second].allSatisfy { $0 == .signal || $0.isNumber || $0 == .percent } ? .signal : nil
    }

    private static func sum(_ first: StaticType, _ second: StaticType) -> StaticType? {
        if first.isNumber, second.isNumber { return first == .int && second == .int ? .int : .float }
        if first.isText, second.isText { return first == second ? first : .template }
        if first == second, [.percent, .duration, .size].contains(first) { return first }
        if let collection = collectionSum(first, second) { return collection }
        return second == .duration && first == .instant ? .instant : nil
    }

    /// Lists, maps and fleets are put behind each other.
    private static func collectionSum(_ first: StaticType, _ second: StaticType) -> StaticType? {
        switch (first, second) {
        case (.list(let one), .list(let other)): return .list(one.joined(with: other))
        case (.fleet, .fleet): return first.joined(with: second)
        case (.map(var shape), .map(let more)):
            // What stands on the right wins.
            for (name, type) in more.fields { shape.fields[name] = type }
            return .map(
                MapShape(fields: shape.fields, isClosed: shape.isClosed && more.isClosed, values: shape.values.joined(with: more.values)))
        case (_, _): return nil
        }
    }

    private static func difference(_ first: StaticType, _ second: StaticType) -> StaticType? {
        if first.isNumber, second.isNumber { return first == .int && second == .int ? .int : .float }
        if first == second, [.percent, .duration, .size].contains(first) { return first }
        guard first == .instant else { return nil }
        return second == .duration ? .instant : second == .instant ? .duration : nil
    }

    private static func product(_ first: StaticType, _ second: StaticType) -> StaticType? {
        if first.isNumber, second.isNumber { return first == .int && second == .int ? .int : .float }
        if first == .percent, second.isNumber { return .float }
        if first.isNumber, second == .percent { return .float }
        if first.isNumber, second == .duration || second == .size { return second }
        if second.isNumber, first == .duration || first == .size { return first }
        return nil
    }

    static func canCompare(_ first: StaticType, _ second: StaticType, ordered: Bool) -> Bool {
        let types = [first, second]
        if types.contains(.module) || first.holdsFunction || second.holdsFunction { return false }
        if ordered, first.isLateText || second.isLateText { return false }
        if types.contains(.none), types.contains(.signal) { return false }
        if types.contains(.unknown) || types.contains(.none) { return !ordered || !types.contains(.none) }
        if types.contains(.signal) {
            return types.allSatisfy { $0 == .signal || $0.isNumber || $0 == .percent || $0 == .duration }
        }
        if first.isQuantity, second.isQuantity {
            let ratios = types.allSatisfy { $0.isNumber || $0 == .percent }
            return ratios || first == second
        }
        if !ordered || first.isText && second.isText { return true }
        return first == second && [.date, .instant, .timeOfDay, .weekday].contains(first) || first.isList && second.isList
    }
}

extension StaticType {
    /// Text that is known only while a pipeline runs.
    fileprivate var isLateText: Bool { self == .template || self == .revision }

    /// A function, or a list of them.
    fileprivate var holdsFunction: Bool {
        if case .list(let element) = self { element.holdsFunction } else { isFunction }
    }

    /// True if a value of this type is certainly never equal to one of the other: a String and a Bool.
    fileprivate func neverEquals(_ other: StaticType) -> Bool {
        let simple: [StaticType] = [.bool, .int, .string, .duration, .size, .percent, .float, .date, .timeOfDay, .weekday]
        guard simple.contains(self) || isList, simple.contains(other) || other.isList else { return false }
        let areRatios = (isNumber || self == .percent) && (other.isNumber || other == .percent)
        return title != other.title && !areRatios
    }
}
