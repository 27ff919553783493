import OrderedCollections
import SluiceSyntax

/// A call of a builtin whose arguments are known as far as that goes: what it gives.
struct BuiltinCall {
    let name: String
    let row: BuiltinRow
    let call: Call
    let types: [StaticType]

    /// Those that call a function for each element.
    static let withFunction: Set<String> = ["map", "filter", "any", "all", "sorted", "min", "max", "group_by", "unique", "sum"]
    /// Those whose function decides.
    static let deciding: Set<String> = ["filter", "any", "all"]

    /// What a builtin goes through.
    struct Items {
        let element: StaticType
        /// The entries of a map, which are given as key and value.
        let entries: [StaticType]?

        /// What a function with so many required parameters is given.
        func given(to count: Int) -> [StaticType] {
            if let entries { return entries }
            if count == 2, case .list(let inner) = element { return [inner, inner] }
            return count == 1 ? [element] : []
        }
    }

    static func items(_ name: String, _ first: StaticType, _ call: Call) -> Items {
        // `min(a, b, by: f)` goes through its arguments.
        if name == "min" || name == "max", call.arguments.count(where: { $0.label == nil }) > 1 {
            return Items(element: .unknown, entries: nil)
        }
        if case .map(let shape) = first { return Items(element: .anyList, entries: [.string, shape.values]) }
        return Items(element: first.elementType, entries: nil)
    }

    private var first: StaticType { types.first ?? .unknown }
    private var element: StaticType {
        if case .map = first { return .anyList }
        return first.elementType
    }

    /// The type of an argument by its place among those without a label, or by its label.
    private func argument(_ position: Int, _ label: String) -> StaticType? {
        let positional = call.arguments.indices.filter { call.arguments[$0].label == nil }
        if position < positional.count { return types[positional[position]] }
        return call.arguments.firstIndex { $0.label?.text == label }.map { types[$0] }
    }

    var result: StaticType {
        switch name {
        case "lower", "upper", "trim", "replace": first.isText ? first : .unknown
        case "range": .list(.int)
        case "filter", "take", "drop": some
        case "sorted", "reversed", "unique": whole
        case "map": .list(functionResult ?? .unknown)
        case "group_by": .map(MapShape(values: .list(element)))
        case "chunk": .list(.list(element))
        case "zip", "enumerate": .list(.anyList)
        case "flatten": .list(flattened)
        case "first", "last": argument(1, "default").map { element.joined(with: $0) } ?? element
        case "min", "max": extreme
        case "sum": element.isNumber && types.count == 1 ? element : .unknown
        case "keys", "split": .list(.string)
        case "values": if case .map(let shape) = first { .list(shape.values) } else { .anyList }
        case "get": looked
        case "csv": .list(.anyMap)
        case "env", "arg": argument(1, "default").map { StaticType.string.joined(with: $0) } ?? .string
        case "string": first == .unknown || first.isLate || first == .secret ? .unknown : .string
        case "format": first == .string && types.allSatisfy { $0 != .unknown && !$0.isLate && $0 != .secret } ? .string : .unknown
        case "raw": .template
        case "target": .target(targetShape)
        case "fleet": .fleet(fleetShape)
        default: row.result
        }
    }

    /// Some of the elements, in the same kind of collection.
    private var some: StaticType {
        switch first {
        case .fleet(let shape): .fleet(shape?.subset)
        case .map(let shape):
            name == "filter" ? .map(MapShape(fields: shape.fields, isClosed: shape.isClosed, values: shape.values)) : .list(.anyList)
        case .unknown: .unknown
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .secret, .list, .range,
            .function, .target, .signal, .condition, .alarm, .deployer, .window, .pipeline, .stage, .execution, .revision, .template,
            .source, .module:
            if case .target(let shape) = element { .list(.target(shape?.subset)) } else { .list(element) }
        }
    }

    /// All elements, perhaps in another order.
    private var whole: StaticType { first == .unknown ? .unknown : first.isFleet ? first : .list(element) }

    private var functionResult: StaticType? {
        for case .function(let shape?) in types.dropFirst() { return shape.result }
        return nil
    }

    private var flattened: StaticType {
        switch element {
        case .list(let inner): return inner
        case .fleet(let shape): return .target(shape?.element)
        case .unknown, .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .secret,
            .map,
            .range, .function, .target, .signal, .condition, .alarm, .deployer, .window, .pipeline, .stage, .execution, .revision,
            .template, .source, .module:
            return element
        }
    }

    private var extreme: StaticType {
        let values = zip(call.arguments, types).filter { $0.0.label == nil }.map(\.1)
        return values.count == 1 ? element : .joined(values)
    }

    private var looked: StaticType {
        guard case .map(let shape) = first, call.arguments.count > 1, case .string(let literal) = call.arguments[1].value.kind,
            let key = literal.plainText, shape.isClosed, let found = shape.fields[key]
        else { return .unknown }
        return argument(2, "default").map { found.joined(with: $0) } ?? .unknown
    }

    // MARK: Targets

    private var targetShape: AttributeShape {
        var given: [String] = []
        for argument in call.arguments {
            if let label = argument.label, !AttributeShape.always.contains(label.text) { given.append(label.text) }
        }
        var names: [String]?
        if let argument = call.arguments.first, argument.label == nil, case .string(let literal) = argument.value.kind {
            names = literal.plainText.map { [$0] }
        }
        return AttributeShape(names: names, common: given, any: given)
    }

    private var fleetShape: AttributeShape? {
        var shape: AttributeShape?
        for type in types {
            let part: AttributeShape?
            switch type {
            case .target(let own), .fleet(let own), .list(.target(let own)): part = own
            case .list, .unknown, .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string,
                .secret, .map, .range, .function, .signal, .condition, .alarm, .deployer, .window, .pipeline, .stage, .execution, .revision,
                .template, .source, .module:
                part = nil
            }
            guard let part else { return nil }
            if shape == nil { shape = part } else { shape?.join(part) }
        }
        return shape
    }
}
