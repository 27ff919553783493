import OrderedCollections
import SluiceModel
import SluiceSyntax

extension Value {
    /// The number of scalars, entries or elements of what holds them; nil for everything else.
    var storedLength: Int64? {
        switch self {
        case .string(let text): Int64(text.scalarCount)
        case .map(let map): Int64(map.entries.count)
        case .list(let list): Int64(list.elements.count)
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .template, .range, .function,
            .target, .fleet, .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            nil
        }
    }
}

extension Builtin {
    static let collectionBodies: [String: Body] = [
        "len": { evaluation, arguments throws(Trouble) in
            if let length = arguments["items"].storedLength { return .int(length) }
            switch arguments["items"] {
            case .range(let range):
                if case .int(let first) = range.first, case .int(let last) = range.last {
                    let (length, overflow) = last.subtractingReportingOverflow(first)
                    if overflow || length == .max { throw evaluation.overflow("len(\(first)..\(last))") }
                    return .int(max(0, length + 1))
                }
                return .int(Int64(try evaluation.elements(of: range).count))
            case _: return .int(Int64(try evaluation.elements("items", arguments).count))
            }
        },
        "range": { evaluation, arguments throws(Trouble) in
            let start = try arguments.int("start")
            let end = arguments.given("end") == nil ? start : try arguments.int("end")
            let first = arguments.given("end") == nil ? 0 : start
            let step = arguments.given("step") == nil ? 1 : try arguments.int("step")
            guard step != 0 else { throw Trouble(.argumentType, "`step` of `range` must not be 0") }
            var numbers: [Value] = []
            var next = first
            while step > 0 ? next < end : next > end {
                numbers.append(.int(next))
                try evaluation.burn(1)
                try evaluation.checkCount(numbers.count)
                let (sum, overflow) = next.addingReportingOverflow(step)
                if overflow { break }
                next = sum
            }
            return .list(numbers)
        },
        "reversed": { evaluation, arguments throws(Trouble) in .list(try evaluation.elements("list", arguments).reversed()) },
        "zip": { evaluation, arguments throws(Trouble) in
            var columns = [try evaluation.elements("list", arguments)]
            for other in arguments.rest {
                var single = arguments
                single["list"] = other
                columns.append(try evaluation.elements("list", single))
            }
            let count = columns.map(\.count).min() ?? 0
            return try evaluation.list((0..<count).map { row in .list(columns.map { $0[row] }) })
        },
        "enumerate": { evaluation, arguments throws(Trouble) in
            let start = arguments.given("start") == nil ? 0 : try arguments.int("start")
            let elements = try evaluation.elements("list", arguments)
            guard !start.addingReportingOverflow(Int64(elements.count)).overflow else {
                throw evaluation.overflow("enumerate(…, \(start))")
            }
            return try evaluation.list(elements.enumerated().map { .list([.int(start + Int64($0.offset)), $0.element]) })
        },
        "flatten": { evaluation, arguments throws(Trouble) in
            var flat: [Value] = []
            for element in try evaluation.elements("list", arguments) {
                switch element {
                case .list(let list): flat += list.elements
                case .fleet(let targets): flat += targets.map(Value.target)
                case _: flat.append(element)
                }
                try evaluation.checkCount(flat.count)
            }
            try evaluation.burn(flat.count)
            return .list(flat)
        },
        "chunk": { evaluation, arguments throws(Trouble) in
            let elements = try evaluation.elements("list", arguments)
            let size = try arguments.count("size")
            guard size > 0 else { throw Trouble(.argumentType, "`size` of `chunk` must be at least 1") }
            return try evaluation.list(
                stride(from: 0, to: elements.count, by: size).map { .list(Array(elements[$0..<min($0 + size, elements.count)])) })
        },
        "first": { evaluation, arguments throws(Trouble) in try evaluation.end(arguments) { $0.first } },
        "last": { evaluation, arguments throws(Trouble) in try evaluation.end(arguments) { $0.last } },
        "take": { evaluation, arguments throws(Trouble) in
            let count = try arguments.count("count")
            if case .fleet(let targets) = arguments["list"] { return .fleet(Array(targets.prefix(count))) }
            return .list(Array(try evaluation.elements("list", arguments).prefix(count)))
        },
        "drop": { evaluation, arguments throws(Trouble) in
            let count = try arguments.count("count")
            if case .fleet(let targets) = arguments["list"] { return .fleet(Array(targets.dropFirst(count))) }
            return .list(Array(try evaluation.elements("list", arguments).dropFirst(count)))
        },
        "keys": { evaluation, arguments throws(Trouble) in
            guard case .map(let map) = arguments["map"] else { throw arguments.wrong("map", "a Map", arguments["map"]) }
            try evaluation.burn(map.entries.count)
            return .list(map.entries.keys.map { .string($0.text) })
        },
        "values": { evaluation, arguments throws(Trouble) in
            guard case .map(let map) = arguments["map"] else { throw arguments.wrong("map", "a Map", arguments["map"]) }
            try evaluation.burn(map.entries.count)
            return .list(map.entries.values)
        },
        "get": { _, arguments throws(Trouble) in
            let fallback = arguments["default"]
            switch (arguments["from"], arguments["key"]) {
            case (.map(let map), .string(let key)): return map.entries[MapKey(key)] ?? fallback
            case (.target(let target), .string(let key)): return Value(target.attribute(key)) ?? fallback
            case (.fleet(let targets), .string(let key)): return targets.first { $0.name.text == key }.map(Value.target) ?? fallback
            case (.list(let list), .int(let position)):
                let offset = position < 0 ? Int64(list.elements.count) + position : position
                return offset >= 0 && offset < Int64(list.elements.count) ? list.elements[Int(offset)] : fallback
            case (_, _): return fallback
            }
        },
        "contains": { evaluation, arguments throws(Trouble) in .bool(try evaluation.contains(arguments["items"], arguments["item"])) },
    ]
}

extension ScriptEvaluation {
    fileprivate mutating func end(_ arguments: BuiltinArguments, _ pick: ([Value]) -> Value?) throws(Trouble) -> Value {
        if let value = pick(try elements("list", arguments)) { return value }
        if let fallback = arguments.value("default") { return fallback }
        throw Trouble(
            .outOfRange, "`\(arguments.function)` found no element: the list is empty",
            help: "give a default: `\(arguments.function)(xs, none)`")
    }

    /// The first of the least or greatest by the keys.
    func extreme(_ items: [Value], by keys: [Value], wantsLess: Bool) throws(Trouble) -> Value {
        guard let first = items.first, var best = keys.first else {
            throw Trouble(
                .outOfRange, "`\(wantsLess ? "min" : "max")` found no element: the list is empty", help: "check `len(xs) > 0` before")
        }
        var chosen = first
        for (item, key) in zip(items, keys).dropFirst() {
            guard let order = Value.order(key, best) else {
                throw Trouble(
                    .incomparable, "\(key.typeWithArticle) and \(best.typeWithArticle) have no order", label: "cannot be compared")
            }
            if wantsLess ? order < 0 : order > 0 {
                best = key
                chosen = item
            }
        }
        return chosen
    }

    func grouped(_ items: [Value], by keys: [Value]) throws(Trouble) -> Value {
        var groups = OrderedDictionary<MapKey, [Value]>()
        for (item, key) in zip(items, keys) {
            if key.isKnownLater { throw Trouble(.lateDecision, "`group_by` needs keys that are known now, not \(key.typeWithArticle)") }
            groups[MapKey(key.text), default: []].append(item)
        }
        return .map(MapValue(groups.map { ($0.key.text, Value.list($0.value)) }))
    }

    /// Each element once by its key. Quadratic for keys that are no simple values.
    mutating func uniqueElements(_ items: [Value], by keys: [Value]) throws(Trouble) -> [Value] {
        var seen: [Value] = []
        var simple = Set<String>()
        var result: [Value] = []
        for (item, key) in zip(items, keys) {
            switch key {
            case .string, .int, .bool, .weekday, .date, .duration:
                guard simple.insert("\(key.typeName) \(key.text)").inserted else { continue }
                result.append(item)
            case _:
                try burn(seen.count)
                var known = false
                for other in seen where try Value.areEqual(other, key) {
                    known = true
                    break
                }
                guard !known else { continue }
                seen.append(key)
                result.append(item)
            }
        }
        return result
    }

    mutating func sum(of values: [Value]) throws(Trouble) -> Value {
        guard var total = values.first else { return .int(0) }
        for value in values.dropFirst() { total = try arithmetic(.add, total, value) }
        return total
    }

    func fieldValue(_ item: Value, _ field: String) throws(Trouble) -> Value { try memberValue(item, field) }

    func targets(in value: Value) throws(Trouble) -> [Target] {
        switch value {
        case .target(let target): return [target]
        case .fleet(let targets): return targets
        case .none: return []
        case .list(let list):
            var targets: [Target] = []
            for element in list.elements { targets += try self.targets(in: element) }
            return try distinct(targets)
        case .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .template, .map, .range,
            .function, .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            throw Trouble(
                .argumentType, "a fleet is made of Targets, not of \(value.typeWithArticle)", label: "found \(value.typeWithArticle)",
                help: "make one with `target(\"name\", region: \"…\")`")
        }
    }
}
