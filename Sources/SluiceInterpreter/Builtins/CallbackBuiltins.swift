import OrderedCollections
import SluiceModel
import SluiceSyntax

extension Builtin {
    static let callbackBodies: [String: Body] = [
        "map": { evaluation, arguments throws(Trouble) in try evaluation.loop(.map, arguments, "change") },
        "filter": { evaluation, arguments throws(Trouble) in try evaluation.loop(.filter, arguments, "keep") },
        "any": { evaluation, arguments throws(Trouble) in
            if arguments.given("test") != nil { return try evaluation.loop(.any, arguments, "test") }
            return .bool(try evaluation.flags(arguments).contains(true))
        },
        "all": { evaluation, arguments throws(Trouble) in
            if arguments.given("test") != nil { return try evaluation.loop(.all, arguments, "test") }
            return .bool(try evaluation.flags(arguments).allSatisfy { $0 })
        },
        "sorted": { evaluation, arguments throws(Trouble) in
            let reverse = try arguments.flag("reverse")
            if arguments.given("by") != nil { return try evaluation.loop(.sort(reverse: reverse), arguments, "by") }
            let elements = try evaluation.elements("list", arguments)
            return .list(try evaluation.sorted(elements, by: elements, reverse: reverse))
        },
        "min": { evaluation, arguments throws(Trouble) in try evaluation.extreme(arguments, wantsLess: true) },
        "max": { evaluation, arguments throws(Trouble) in try evaluation.extreme(arguments, wantsLess: false) },
        "group_by": { evaluation, arguments throws(Trouble) in try evaluation.loop(.group, arguments, "by") },
        "unique": { evaluation, arguments throws(Trouble) in
            if arguments.given("by") != nil { return try evaluation.loop(.unique, arguments, "by") }
            let elements = try evaluation.elements("list", arguments)
            return .list(try evaluation.uniqueElements(elements, by: elements))
        },
        "sum": { evaluation, arguments throws(Trouble) in
            if arguments.given("by") != nil { return try evaluation.loop(.sum, arguments, "by") }
            return try evaluation.sum(of: try evaluation.elements("list", arguments))
        },
    ]
}

extension ScriptEvaluation {
    /// Begins going through the list; the value comes when all calls are done.
    fileprivate mutating func loop(
        _ purpose: CallbackLoop.Purpose, _ arguments: BuiltinArguments, _ parameter: String, over list: String = "list"
    ) throws(Trouble) -> Value? {
        let function = arguments[parameter]
        switch function {
        case .function, .string: break
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .template, .list, .map, .range,
            .target, .fleet, .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            throw arguments.wrong(parameter, "a Function", function)
        }
        guard callers.count < limits.callDepth else {
            throw Trouble(.callDepth, "calls nest more than \(limits.callDepth) deep", help: "check that the recursion comes to an end")
        }
        let items = try elements(list, arguments)
        var spreads = false
        var isFleet = false
        if case .map = arguments[list] { spreads = true }
        if case .fleet = arguments[list] { isFleet = true }
        begin(
            CallbackLoop(purpose: purpose, function: function, items: items, spreads: spreads, name: arguments.function, isFleet: isFleet))
        return nil
    }

    fileprivate mutating func flags(_ arguments: BuiltinArguments) throws(Trouble) -> [Bool] {
        var flags: [Bool] = []
        for element in try elements("list", arguments) {
            guard case .bool(let flag) = element else { throw wantsBool(arguments.function, element) }
            flags.append(flag)
        }
        return flags
    }

    fileprivate mutating func extreme(_ arguments: BuiltinArguments, wantsLess: Bool) throws(Trouble) -> Value? {
        var single = arguments
        if !arguments.rest.isEmpty {
            single["first"] = .list([arguments["first"]] + arguments.rest)
        }
        if arguments.given("by") != nil { return try loop(wantsLess ? .least : .greatest, single, "by", over: "first") }
        let elements = try elements("first", single)
        return try extreme(elements, by: elements, wantsLess: wantsLess)
    }
}
