import OrderedCollections
import SluiceModel

extension Value {
    /// Structural equality; values of different kinds differ, except that numbers compare by what they are worth.
    ///
    /// Throws for functions, and for what is known only later.
    static func areEqual(_ left: Value, _ right: Value) throws(Trouble) -> Bool {
        if case .function = right { throw incomparableFunctions() }
        switch left {
        case .none: if case .none = right { return true }
        case .bool(let first): if case .bool(let second) = right { return first == second }
        case .int(let first):
            if case .int(let second) = right { return first == second }
            return left.ratio == right.ratio
        case .percent(let first):
            if case .percent(let second) = right { return first == second }
            return left.ratio == right.ratio
        case .float: return left.ratio == right.ratio
        case .string(let first): if case .string(let second) = right { return sameScalars(first, second) }
        case .duration, .size, .timeOfDay, .date, .instant, .weekday:
            return left.typeName == right.typeName && order(left, right) == 0
        case .list(let first):
            if case .list(let second) = right { return try areEqual(first.elements, second.elements) }
            if case .fleet(let second) = right { return try areEqual(first.elements, second.map(Value.target)) }
        case .fleet(let first):
            if case .fleet(let second) = right { return first == second }
            if case .list(let second) = right { return try areEqual(first.map(Value.target), second.elements) }
        case .map(let first): if case .map(let second) = right { return try areEqual(first, second) }
        case .range(let first):
            guard case .range(let second) = right, try areEqual(first.first, second.first) else { return false }
            return try areEqual(first.last, second.last)
        case .function: throw incomparableFunctions()
        case .template, .target, .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            return areSame(left, right)
        }
        return false
    }

    private static func incomparableFunctions() -> Trouble {
        Trouble(.incomparable, "functions cannot be compared", help: "compare what they return")
    }

    /// Equality of domain values.
    private static func areSame(_ left: Value, _ right: Value) -> Bool {
        switch left {
        case .template(let first): if case .template(let second) = right { return first.template == second.template }
        case .target(let first): if case .target(let second) = right { return first == second }
        case .signal(let first): if case .signal(let second) = right { return first.signal == second.signal }
        case .condition(let first): if case .condition(let second) = right { return first.condition == second.condition }
        case .alarm(let first): if case .alarm(let second) = right { return first.definition == second.definition }
        case .deployer(let first): if case .deployer(let second) = right { return first == second }
        case .pipeline(let first): if case .pipeline(let second) = right { return first.definition == second.definition }
        case .part(let first, let part): if case .part(let second, let other) = right { return first == second && part == other }
        case .execution(let first): if case .execution(let second) = right { return first.id == second.id }
        case .module(let first): if case .module(let second) = right { return first === second }
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .list, .map, .range,
            .function, .fleet, .notRun:
            return false
        }
        return false
    }

    private static func areEqual(_ left: [Value], _ right: [Value]) throws(Trouble) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices {
            guard try areEqual(left[index], right[index]) else { return false }
        }
        return true
    }

    private static func areEqual(_ left: MapValue, _ right: MapValue) throws(Trouble) -> Bool {
        guard left.entries.count == right.entries.count else { return false }
        for (key, value) in left.entries {
            guard let other = right.entries[key], try areEqual(value, other) else { return false }
        }
        return true
    }

    /// Its worth as a number, if it is one or a share.
    var ratio: Double? {
        switch self {
        case .int(let number): Double(number)
        case .float(let number): number
        case .percent(let percent): percent.ratio
        case .none, .bool, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .template, .list, .map, .range, .function,
            .target, .fleet, .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            nil
        }
    }

    /// Negative, zero or positive; `nil` when there is no order between the two.
    static func order(_ left: Value, _ right: Value) -> Int? {
        switch left {
        case .int(let first): if case .int(let second) = right { return sign(first, second) }
        case .string(let first): if case .string(let second) = right { return scalarOrder(first, second) }
        case .percent(let first): if case .percent(let second) = right { return sign(first, second) }
        case .duration(let first): if case .duration(let second) = right { return sign(first, second) }
        case .size(let first): if case .size(let second) = right { return sign(first, second) }
        case .timeOfDay(let first): if case .timeOfDay(let second) = right { return sign(first, second) }
        case .date(let first): if case .date(let second) = right { return sign(first, second) }
        case .instant(let first): if case .instant(let second) = right { return sign(first, second) }
        case .weekday(let first): if case .weekday(let second) = right { return sign(first.index, second.index) }
        case .list(let first): if case .list(let second) = right { return listOrder(first.elements, second.elements) }
        case .none, .bool, .float, .template, .map, .range, .function, .target, .fleet, .signal, .condition, .alarm, .deployer, .pipeline,
            .part, .execution, .module, .notRun:
            break
        }
        guard let first = left.ratio, let second = right.ratio else { return nil }
        return sign(first, second)
    }

    private static func sign<T: Comparable>(_ left: T, _ right: T) -> Int { left < right ? -1 : left > right ? 1 : 0 }

    private static func scalarOrder(_ left: String, _ right: String) -> Int {
        var first = left.unicodeScalars.makeIterator()
        var second = right.unicodeScalars.makeIterator()
        while true {
            switch (first.next(), second.next()) {
            case (nil, nil): return 0
            case (nil, _): return -1
            case (_, nil): return 1
            case (let one?, let other?):
                if one != other { return one < other ? -1 : 1 }
            }
        }
    }

    private static func listOrder(_ left: [Value], _ right: [Value]) -> Int? {
        for (first, second) in zip(left, right) {
            guard let order = order(first, second) else { return nil }
            if order != 0 { return order }
        }
        return sign(left.count, right.count)
    }
}
