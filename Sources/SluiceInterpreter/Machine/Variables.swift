import OrderedCollections
import SluiceChecker
import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    mutating func load(_ depth: Int, _ slot: Int, _ name: Int) throws(Trouble) {
        guard let value = value(depth, slot) else {
            throw Trouble(
                .beforeDeclaration, "`\(frame.code.tables.names[name])` is used before it is declared", label: "no value yet",
                help: "move its declaration above this")
        }
        stack.append(value)
    }

    private func value(_ depth: Int, _ slot: Int) -> Value? {
        if depth == 0 { return frame.slots[slot] }
        let slots = environment(depth)?.slots ?? []
        return slots.indices.contains(slot) ? slots[slot] : nil
    }

    /// The copied surroundings, `depth` functions out.
    private func environment(_ depth: Int) -> Environment? {
        var environment = frame.environment
        for _ in 1..<max(1, depth) { environment = environment?.parent }
        return environment
    }

    /// `x = x + E`, with the list in `x` made longer in place.
    mutating func addToSlot(_ slot: Int, _ name: Int) throws(Trouble) {
        let addition = pop()
        guard case .list(let other) = addition, let count = listCount(slot) else {
            guard let value = frame.slots[slot] else {
                throw Trouble(.beforeDeclaration, "`\(frame.code.tables.names[name])` is used before it is declared", label: "no value yet")
            }
            return frame.set(slot, try arithmetic(.add, value, addition))
        }
        try burn(other.elements.count)
        try checkCount(count + other.elements.count)
        extend(slot, with: other)
    }

    private func listCount(_ slot: Int) -> Int? {
        guard case .list(let list)? = frame.slots[slot] else { return nil }
        return list.elements.count
    }

    /// Makes the list in a variable longer; nothing else holds it meanwhile, so it is not copied.
    private mutating func extend(_ slot: Int, with other: ListValue) {
        guard case .list(var list)? = frame.slots[slot].take() else { return }
        list.append(contentsOf: other)
        frame.set(slot, .list(list))
    }

    mutating func guardLabel(_ depth: Int, _ slot: Int, _ name: String) throws(Trouble) {
        switch value(depth, slot) {
        case .string, .int, .template:
            throw Trouble(
                .labelIsVariable, "`\(name)` is a variable here, and a bare word is the name itself", label: "which one is meant?",
                help: "write `\"${\(name)}\"` for the variable's value, or rename the variable")
        case nil, .none?, .bool, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .list, .map, .range, .function,
            .target, .fleet, .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            break
        }
    }

    // MARK: Functions

    mutating func pushClosure(_ code: Int, depth: Int) throws(Trouble) {
        let surroundings =
            depth == 0 ? Environment(slots: frame.slots, parent: frame.environment, deepest: frame.deepest) : environment(depth)
        try push(.function(.closure(Closure(code: code, environment: surroundings, name: codes[code]?.name ?? "function"))))
    }

    // MARK: Loops

    func iterator(over value: Value, variables: Int) throws(Trouble) -> ElementIterator {
        switch value {
        case .list(let list): return .elements(list.elements, next: 0)
        case .fleet(let targets): return .elements(targets.map(Value.target), next: 0)
        case .map(let map): return .entries(map.entries, next: 0)
        case .string(let text): return .elements(text.unicodeScalars.map { .string(String($0)) }, next: 0)
        case .range(let range):
            if case .int(let first) = range.first, case .int(let last) = range.last {
                return .numbers(next: first, last: last, done: first > last)
            }
            return .elements(try elements(of: range), next: 0)
        case .notRun: return .elements([], next: 0)
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .template, .function, .target,
            .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module:
            throw Trouble(
                .notIterable, "\(value.typeWithArticle) cannot be gone through", label: "found \(value.typeWithArticle)",
                help: "give a List, Fleet, Map, Range or String")
        }
    }

    /// The days or numbers of a range; other ranges have no elements.
    func elements(of range: RangeValue) throws(Trouble) -> [Value] {
        switch (range.first, range.last) {
        case (.int(let first), .int(let last)):
            guard first <= last else { return [] }
            let (count, overflow) = last.subtractingReportingOverflow(first)
            guard !overflow, count < Int64(limits.elements) else { throw tooMany() }
            return (first...last).map(Value.int)
        case (.weekday(let first), .weekday(let last)): return first.through(last).map(Value.weekday)
        case (.date(let first), .date(let last)):
            guard first <= last else { return [] }
            return (first.daysSinceEpoch...last.daysSinceEpoch).map { .date(CivilDate(daysSinceEpoch: $0)) }
        case (let first, _):
            throw Trouble(
                .notIterable, "a Range of \(first.typeName) cannot be gone through", help: "only whole numbers, dates and weekdays can")
        }
    }

    func tooMany() -> Trouble { Trouble(.tooLarge, "a list or map may hold at most \(limits.elements) elements") }

    func checkCount(_ count: Int) throws(Trouble) {
        guard count <= limits.elements else { throw tooMany() }
    }

    mutating func nextElement(_ slot: Int, _ variables: Int, _ end: Int) throws(Trouble) {
        guard let values = try frame.iterators[frame.iterators.count - 1].next(variables) else {
            frame.pc = end
            return
        }
        for (offset, value) in values.enumerated() { frame.set(slot + offset, value) }
    }

    mutating func collect() throws(Trouble) {
        let last = frame.collected.count - 1
        try checkCount(frame.collected[last].count + 1)
        frame.collected[last].append(pop())
    }

    // MARK: Types

    mutating func checkParameter(_ slot: Int, _ annotation: TypeAnnotation) throws(Trouble) {
        guard let value = frame.slots[slot] else { return }
        do { try checkType(value, annotation, of: "`\(frame.code.parameters.names[slot])`") } catch {
            guard let caller = callers.last else { throw error }
            var trouble = error
            trouble.code = TroubleCode.argumentType.rawValue
            trouble.secondary.append(Diagnostic.Label(frame.span, "declared here"))
            trouble.span = caller.span
            throw trouble
        }
    }

    func checkType(_ value: Value, _ annotation: TypeAnnotation, of what: String) throws(Trouble) {
        guard !value.fits(annotation) else { return }
        throw Trouble(
            .annotation, "\(what) must be \(annotation.text), but is \(value.typeWithArticle)",
            label: "found \(value.scriptText.prefix(60))")
    }
}

extension TypeAnnotation {
    var text: String {
        switch kind {
        case .named(let name): name
        case .list(let element): "[\(element.text)]"
        }
    }
}

extension Value {
    func fits(_ annotation: TypeAnnotation) -> Bool {
        switch annotation.kind {
        case .list(let element):
            switch self {
            case .list(let list): return list.elements.allSatisfy { $0.fits(element) }
            case .fleet: return element.text == "Target"
            case .none, .notRun: return true
            case .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .template, .map, .range,
                .function, .target, .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module:
                return false
            }
        case .named(let name):
            if case .none = self { return true }
            if case .notRun = self { return true }
            if typeName == name { return true }
            switch (self, name) {
            case (.int, "Float"), (.fleet, "List"), (.template, "Template"), (.template, "String"), (.template, "Revision"),
                (.string, "Template"), (.string, "Revision"), (.alarm, "Condition"):
                return true
            case (.list(let list), "Fleet"): return list.elements.allSatisfy { $0.typeName == "Target" }
            case (_, _): return false
            }
        }
    }
}
