import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    mutating func begin(_ loop: CallbackLoop) {
        callers.append(frame)
        frame = unsafe Frame(driver.entry, base: frame.end)
        frame.isLoop = true
        loops.append(loop)
    }

    /// One element of a builtin that calls a function, or its end.
    mutating func stepLoop() throws(Trouble) {
        frame.pc = 0
        let last = loops.count - 1
        if let decided = loops[last].decided {
            loops.removeLast()
            return finishCall(with: decided)
        }
        guard loops[last].index < loops[last].items.count else {
            let value = try limits.checked(try result(of: loops[last]))
            loops.removeLast()
            try charge(value)
            return finishCall(with: value)
        }
        let item = loops[last].items[loops[last].index]
        let function = loops[last].function
        loops[last].index += 1
        var given = GivenArguments([item])
        if case .list(let pair) = item, pair.elements.count == 2, loops[last].spreads || takesTwo(function) {
            given = GivenArguments(pair.elements)
        }
        if case .string(let field) = function {
            loops[last].accept(try fieldValue(item, field))
        } else if let value = try invoke(function, given, named: "the function") {
            loops[last].accept(value)
        }
    }

    private func takesTwo(_ function: Value) -> Bool {
        guard case .function(.closure(let closure)) = function, let code = codes[closure.code] else { return false }
        return code.parameters.optional.filter { !$0 }.count == 2
    }

    private mutating func result(of loop: CallbackLoop) throws(Trouble) -> Value {
        switch loop.purpose {
        case .map: return .list(loop.results)
        case .filter:
            var kept: [Value] = []
            for (item, keep) in zip(loop.items, loop.results) {
                guard case .bool(let flag) = keep else { throw wantsBool(loop.name, keep) }
                if flag { kept.append(item) }
            }
            return loop.isFleet ? .fleet(try targets(in: .list(kept))) : loop.spreads ? entries(kept) : .list(kept)
        case .any, .all:
            for test in loop.results {
                guard case .bool = test else { throw wantsBool(loop.name, test) }
            }
            if case .any = loop.purpose { return .bool(false) }
            return .bool(true)
        case .sort(let reverse):
            let sorted = try sorted(loop.items, by: loop.results, reverse: reverse)
            return .list(sorted)
        case .least: return try extreme(loop.items, by: loop.results, wantsLess: true)
        case .greatest: return try extreme(loop.items, by: loop.results, wantsLess: false)
        case .group: return try grouped(loop.items, by: loop.results)
        case .unique: return .list(try uniqueElements(loop.items, by: loop.results))
        case .sum: return try sum(of: loop.results)
        }
    }

    private func entries(_ pairs: [Value]) -> Value {
        .map(
            MapValue(
                pairs.compactMap { pair in
                    guard case .list(let pair) = pair, case .string(let key) = pair.elements[0] else { return nil }
                    return (key, pair.elements[1])
                }))
    }

    func wantsBool(_ name: String, _ value: Value) -> Trouble {
        switch value {
        case .condition, .alarm, .template, .signal:
            Trouble(
                .lateDecision, "`\(name)` decides while the script is evaluated, but its function gives \(value.typeWithArticle)",
                help: "what is known only while a pipeline runs belongs in `require`, `until` or an alarm")
        case .notRun: notRun()
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .list, .map, .range,
            .function, .target, .fleet, .deployer, .pipeline, .part, .execution, .module:
            Trouble(.notBool, "the function of `\(name)` must give a Bool, not \(value.typeWithArticle)")
        }
    }
}

extension CallbackLoop {
    mutating func accept(_ value: Value) {
        switch (purpose, value) {
        case (.any, .bool(true)): decided = .bool(true)
        case (.all, .bool(false)): decided = .bool(false)
        case (_, _): results.append(value)
        }
    }
}
