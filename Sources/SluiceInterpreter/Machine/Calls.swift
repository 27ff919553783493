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
    /// Calls the value in `first` with what follows it.
    mutating func call(_ to: Register, _ first: Register, _ layout: CallLayout) throws(Trouble) {
        let callee = try value(first)
        let given = try givenArguments(first - 1, layout)
        set(first, nil)
        frame.wanted = to
        if let value = try invoke(callee, given, named: layout.callee) { try giveNew(value) }
    }

    mutating func callBuiltin(_ to: Register, _ first: Register, _ index: Int, _ layout: CallLayout) throws(Trouble) {
        let given = try givenArguments(first, layout)
        frame.wanted = to
        if let value = try run(Builtin.all[index], given) { try giveNew(value) }
    }

    private mutating func givenArguments(_ first: Register, _ layout: CallLayout) throws(Trouble) -> GivenArguments {
        var given = GivenArguments([])
        for (position, label) in layout.labels.enumerated() {
            let value = try taken(first - Register(position))
            if let label { given.labelled.append((label, value)) } else { given.positional.append(value) }
        }
        return given
    }

    /// Calls a function by its name, with what it uses of its surroundings as that is now.
    mutating func callFunction(_ to: Register, _ first: Register, _ use: Int, _ count: Int) throws(Trouble) {
        let given = GivenArguments(try takeRow(first, count))
        frame.wanted = to
        let code = try usedCode(use)
        try enter(code, code.name, captured: captured(by: code), given)
    }

    /// Makes a function a value.
    mutating func makeFunction(_ to: Register, _ use: Int) throws(Trouble) {
        let code = try usedCode(use)
        let closure = Closure(code: code.number, captured: captured(by: code), name: code.name)
        try charge(closure.byteCount)
        set(to, try limits.checked(.function(.closure(closure))))
    }

    private func usedCode(_ use: Int) throws(Trouble) -> Code {
        let number = code.uses[use]
        guard let used = codes[number] else { throw Trouble(.beforeDeclaration, "a function is called while it is still being declared") }
        return used
    }

    func captured(by code: Code) -> [Value?] {
        let own = self.code
        var values: [Value?] = []
        for capture in code.captures { values.append(own.register(of: capture.variable).flatMap { held($0) }) }
        return values
    }

    /// Calls a function; `nil` when its value comes later, by `finishCall` or by an answer.
    mutating func invoke(_ callee: Value, _ given: GivenArguments, named name: String) throws(Trouble) -> Value? {
        switch callee {
        case .function(.closure(let closure)):
            guard let code = codes[closure.code] else {
                throw Trouble(.beforeDeclaration, "`\(closure.name)` is called while it is still being declared")
            }
            try enter(code, closure.name, captured: closure.captured, given)
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

    private mutating func enter(_ code: Code, _ name: String, captured: [Value?], _ given: GivenArguments) throws(Trouble) {
        guard callers.count < limits.callDepth else {
            throw Trouble(
                .callDepth, "calls nest more than \(limits.callDepth) deep", label: "`\(name)` is called once too often",
                help: "check that the recursion comes to an end, or use a loop")
        }
        let names = code.parameters.names
        guard given.positional.count <= names.count else {
            throw Trouble(
                .tooManyArguments,
                "`\(name)` takes \(names.count) argument\(names.count == 1 ? "" : "s"), \(given.positional.count) are given")
        }
        var values = given.positional.map(Optional.some) + Array(repeating: nil, count: names.count - given.positional.count)
        for (label, value) in given.labelled {
            guard let slot = names.firstIndex(of: label.text) else { throw unknownLabel(label, of: name, among: names) }
            guard values[slot] == nil else {
                throw Trouble(.argumentTwice, "`\(label.text)` is given twice", label: "again", at: label.span)
            }
            values[slot] = value
        }
        for (slot, parameter) in names.enumerated() where values[slot] == nil && !code.parameters.optional[slot] {
            throw Trouble(.missingArgument, "`\(name)` needs `\(parameter)`", label: "not given")
        }
        push(code)
        for (slot, value) in values.enumerated() { set(Register(slot), value) }
        for (capture, value) in zip(code.captures, captured) { set(capture.register, value) }
    }

    /// Opens a call, its registers empty.
    mutating func push(_ code: Code) {
        callers.append(frame)
        let base = unsafe frame.end + code.entry.pointee.temporaries
        frame = unsafe Frame(code.entry, base: base)
        registers.reserve(frame.end)
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
        registers.clear(caller.end..<frame.end)
        frame = caller
        give(value)
    }
}
