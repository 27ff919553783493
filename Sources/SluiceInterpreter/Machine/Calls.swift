import OrderedCollections
import SluiceChecker
import SluiceModel
import SluiceSyntax

/// The arguments of a call as they were given.
struct GivenArguments {
    var positional: [Value]
    var labelled: [(Name, Value)]

    init(_ positional: [Value], labelled: [(Name, Value)] = []) {
        self.positional = positional
        self.labelled = labelled
    }
}

extension ScriptEvaluation {
    mutating func call(_ layout: CallLayout) throws(Trouble) {
        let values = Array(stack.suffix(layout.labels.count))
        stack.removeLast(layout.labels.count)
        let callee = pop()
        var given = GivenArguments([])
        for (label, value) in zip(layout.labels, values) {
            if let label { given.labelled.append((label, value)) } else { given.positional.append(value) }
        }
        if let value = try invoke(callee, given, named: layout.callee) { try push(value) }
    }

    /// Calls a function; `nil` when its value comes later, by `finishCall` or by an answer.
    mutating func invoke(_ callee: Value, _ given: GivenArguments, named name: String) throws(Trouble) -> Value? {
        switch callee {
        case .function(.closure(let closure)):
            try enter(closure, given)
            return nil
        case .function(.builtin(let builtin)):
            return try run(builtin, given)
        case .notRun: return .notRun
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .template, .list, .map,
            .range, .target, .fleet, .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module:
            throw Trouble(
                .notCallable, "`\(name)` is \(callee.typeWithArticle) and cannot be called", label: "this is \(callee.typeWithArticle)",
                help: Builtin.index(of: name) == nil
                    ? nil : "the variable `\(name)` hides the builtin function; call the variable something else")
        }
    }

    private mutating func enter(_ closure: Closure, _ given: GivenArguments) throws(Trouble) {
        guard let code = codes[closure.code] else {
            throw Trouble(.beforeDeclaration, "`\(closure.name)` is called while it is still being declared")
        }
        guard callers.count < limits.callDepth else {
            throw Trouble(
                .callDepth, "calls nest more than \(limits.callDepth) deep", label: "`\(closure.name)` is called once too often",
                help: "check that the recursion comes to an end, or use a loop")
        }
        var next = Frame(code: code, environment: closure.environment)
        let names = code.parameters.names
        guard given.positional.count <= names.count else {
            throw Trouble(
                .tooManyArguments,
                "`\(closure.name)` takes \(names.count) argument\(names.count == 1 ? "" : "s"), \(given.positional.count) are given")
        }
        for (slot, value) in given.positional.enumerated() { next.set(slot, value) }
        for (label, value) in given.labelled {
            guard let slot = names.firstIndex(of: label.text) else { throw unknownLabel(label, of: closure.name, among: names) }
            guard next.slots[slot] == nil else {
                throw Trouble(.argumentTwice, "`\(label.text)` is given twice", label: "again", at: label.span)
            }
            next.set(slot, value)
        }
        for (slot, name) in names.enumerated() where next.slots[slot] == nil && !code.parameters.optional[slot] {
            throw Trouble(.missingArgument, "`\(closure.name)` needs `\(name)`", label: "not given")
        }
        callers.append(frame)
        frame = next
    }

    func unknownLabel(_ label: Name, of function: String, among names: [String]) -> Trouble {
        let near = Nearest.match(label.text, among: names)
        return Trouble(
            .unknownArgument, "`\(function)` has no parameter `\(label.text)`", label: "not found", at: label.span,
            help: near.map { "did you mean `\($0)`?" }
                ?? (names.isEmpty ? nil : "it takes \(names.map { "`\($0)`" }.joined(separator: ", "))"))
    }

    /// Gives a call's value to whoever called.
    mutating func finishCall(with value: Value) {
        guard let caller = callers.popLast() else { return }
        frame = caller
        if frame.loop != nil { frame.loop?.accept(value) } else { stack.append(value) }
    }

    // MARK: Builtins that call functions

    mutating func begin(_ loop: CallbackLoop) {
        callers.append(frame)
        var next = Frame(code: frame.code)
        next.pc = frame.pc
        next.loop = loop
        frame = next
    }

    /// One element of a builtin that calls a function, or its end.
    mutating func stepLoop() throws(Trouble) {
        guard let loop = frame.loop else { return }
        if let decided = loop.decided { return finishCall(with: decided) }
        guard loop.index < loop.items.count else {
            return finishCall(with: try checked(try result(of: loop)))
        }
        let item = loop.items[loop.index]
        frame.loop?.index += 1
        var given = GivenArguments([item])
        if case .list(let pair) = item, pair.elements.count == 2, loop.spreads || takesTwo(loop.function) {
            given = GivenArguments(pair.elements)
        }
        if case .string(let field) = loop.function {
            let value = try fieldValue(item, field)
            frame.loop?.accept(value)
        } else if let value = try invoke(loop.function, given, named: "the function") {
            frame.loop?.accept(value)
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
