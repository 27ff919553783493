import OrderedCollections
import SluiceModel

extension Value {
    /// Structural equality; values of different kinds differ, except that numbers compare by what they are worth.
    ///
    /// Throws for functions, and for what is known only later.
    static func areEqual(_ left: Value, _ right: Value) throws(Trouble) -> Bool {
        switch (left, right) {
        case (.none, .none): return true
        case (.bool(let first), .bool(let second)): return first == second
        case (.int(let first), .int(let second)): return first == second
        case (.string(let first), .string(let second)): return sameScalars(first, second)
        case (.percent(let first), .percent(let second)): return first == second
        case (.duration(let first), .duration(let second)): return first == second
        case (.size(let first), .size(let second)): return first == second
        case (.timeOfDay(let first), .timeOfDay(let second)): return first == second
        case (.date(let first), .date(let second)): return first == second
        case (.instant(let first), .instant(let second)): return first == second
        case (.weekday(let first), .weekday(let second)): return first == second
        case (.list(let first), .list(let second)): return try areEqual(first.elements, second.elements)
        case (.map(let first), .map(let second)): return try areEqual(first, second)
        case (.range(let first), .range(let second)):
            guard try areEqual(first.first, second.first) else { return false }
            return try areEqual(first.last, second.last)
        case (.function, _), (_, .function):
            throw Trouble(.operandTypes, "functions cannot be compared", help: "compare what they return")
        case (.template(let first), .template(let second)): return first.template == second.template
        case (.target(let first), .target(let second)): return first == second
        case (.fleet(let first), .fleet(let second)): return first == second
        case (.fleet(let first), .list(let second)): return try areEqual(first.map(Value.target), second.elements)
        case (.list(let first), .fleet(let second)): return try areEqual(first.elements, second.map(Value.target))
        case (.signal(let first), .signal(let second)): return first.signal == second.signal
        case (.condition(let first), .condition(let second)): return first.condition == second.condition
        case (.alarm(let first), .alarm(let second)): return first.definition == second.definition
        case (.deployer(let first), .deployer(let second)): return first == second
        case (.pipeline(let first), .pipeline(let second)): return first.definition == second.definition
        case (.part(let first, let firstPart), .part(let second, let secondPart)): return first == second && firstPart == secondPart
        case (.execution(let first), .execution(let second)): return first.id == second.id
        case (.module(let first), .module(let second)): return first === second
        default:
            guard let first = left.ratio, let second = right.ratio else { return false }
            return first == second
        }
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
        default: nil
        }
    }

    /// Negative, zero or positive; `nil` when there is no order between the two.
    static func order(_ left: Value, _ right: Value) -> Int? {
        switch (left, right) {
        case (.int(let first), .int(let second)): sign(first, second)
        case (.string(let first), .string(let second)): scalarOrder(first, second)
        case (.percent(let first), .percent(let second)): sign(first, second)
        case (.duration(let first), .duration(let second)): sign(first, second)
        case (.size(let first), .size(let second)): sign(first, second)
        case (.timeOfDay(let first), .timeOfDay(let second)): sign(first, second)
        case (.date(let first), .date(let second)): sign(first, second)
        case (.instant(let first), .instant(let second)): sign(first, second)
        case (.weekday(let first), .weekday(let second)): sign(first.index, second.index)
        case (.list(let first), .list(let second)): listOrder(first.elements, second.elements)
        default:
            if let first = left.ratio, let second = right.ratio { sign(first, second) } else { nil }
        }
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
