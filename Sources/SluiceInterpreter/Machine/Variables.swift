import SluiceChecker
import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    // MARK: Longer in place

    /// `x = x + E`: what only this variable holds is made longer in place.
    mutating func append(to register: Register, _ from: Register) throws(Trouble) {
        let addition = try taken(from)
        switch (kept(register), addition) {
        case (.list(let count), .list(let other)):
            try burn(other.elements.count)
            try checkCount(count + other.elements.count)
            try charge(24 * other.elements.count)
            changeList(register) { $0.append(contentsOf: other) }
        case (.text(let bytes), .string(let other)):
            try checkText(bytes + other.utf8.count)
            try burn(other.utf8.count / 16)
            try charge(other.utf8.count)
            changeText(register) { $0 += other }
        case (_, _):
            set(register, try limits.checked(try operation(.add, try value(register), addition)))
        }
    }

    mutating func append(to register: Register, element from: Register) throws(Trouble) {
        let element = try value(from)
        guard case .list(let count) = kept(register), element.depth < limits.nesting * levelOfNesting else {
            let addition = try limits.checked(.list([element]))
            set(register, try limits.checked(try operation(.add, try value(register), addition)))
            return
        }
        try burn(1)
        try checkCount(count + 1)
        try charge(24)
        changeList(register) { $0.append(element) }
    }

    mutating func append(to register: Register, key: Register, value from: Register) throws(Trouble) {
        let (key, value) = (try value(key), try value(from))
        guard case .map(let count) = kept(register), case .string(let name) = key, value.depth < limits.nesting * levelOfNesting else {
            let addition = try limits.checked(.map(try map(of: [key, value])))
            set(register, try limits.checked(try operation(.add, try self.value(register), addition)))
            return
        }
        try burn(1)
        try checkCount(count + 1)
        try charge(48 + name.byteCount)
        changeMap(register) { $0.set(MapKey(name), value) }
    }

    /// What can be made longer in place, and how long it is: looked at without holding it, or it would be copied.
    private enum Kept {
        case list(Int)
        case map(Int)
        case text(Int)
        case other
    }

    @inline(never)
    private func kept(_ register: Register) -> Kept {
        switch unsafe registers.cells[frame.base + Int(register)] {
        case .list(let list)?: .list(list.elements.count)
        case .map(let map)?: .map(map.entries.count)
        case .string(let text)?: .text(text.utf8.count)
        case _: .other
        }
    }

    private mutating func changeList(_ register: Register, _ change: (inout ListValue) -> Void) {
        guard case .list(var list)? = unsafe registers.cells[frame.base + Int(register)].take() else { return }
        change(&list)
        set(register, .list(list))
    }

    private mutating func changeMap(_ register: Register, _ change: (inout MapValue) -> Void) {
        guard case .map(var map)? = unsafe registers.cells[frame.base + Int(register)].take() else { return }
        change(&map)
        set(register, .map(map))
    }

    private mutating func changeText(_ register: Register, _ change: (inout String) -> Void) {
        guard case .string(var text)? = unsafe registers.cells[frame.base + Int(register)].take() else { return }
        change(&text)
        set(register, .string(text))
    }

    mutating func guardLabel(_ register: Register, _ name: String) throws(Trouble) {
        switch held(register) {
        case .string, .int, .template:
            throw Trouble(
                .labelIsVariable, "`\(name)` is a variable here, and a bare word is the name itself", label: "which one is meant?",
                help: "write `\"${\(name)}\"` for the variable's value, or rename the variable")
        case nil, .none?, .bool, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .list, .map, .range, .function,
            .target, .fleet, .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            break
        }
    }

    // MARK: Loops

    /// What a loop goes through, and how far it has come: a number and the last one, a list or map and a position, or nothing.
    mutating func beginLoop(_ state: Register, over value: Value) throws(Trouble) {
        var sequence = value
        var progress: Value? = .int(0)
        switch value {
        case .list, .map: break
        case .fleet(let targets): sequence = .list(targets.map(Value.target))
        case .string(let text):
            try burn(text.utf8.count / 16)
            sequence = .list(text.unicodeScalars.map { .string(String($0)) })
        case .range(let range):
            if case .int(let first) = range.first, case .int(let last) = range.last {
                sequence = .int(first)
                progress = first <= last ? .int(last) : nil
            } else {
                sequence = .list(try elements(of: range))
            }
        case .notRun: sequence = .list([])
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .template, .function, .target,
            .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module:
            throw Trouble(
                .notIterable, "\(value.typeWithArticle) cannot be gone through", label: "found \(value.typeWithArticle)",
                help: "give a List, Fleet, Map, Range or String")
        }
        set(state, sequence)
        set(state + 1, progress)
    }

    /// Stores the next elements; false when there are none.
    mutating func nextElement(_ state: Register, _ to: Register, _ count: Int) throws(Trouble) -> Bool {
        switch (held(state), held(state + 1)) {
        case (.int(let number)?, .int(let last)?):
            set(state, .int(number == last ? number : number + 1))
            if number == last { set(state + 1, nil) }
            try spread(.int(number), to, count)
        case (.list(let list)?, .int(let index)?) where index < list.elements.count:
            set(state + 1, .int(index + 1))
            try spread(list.elements[Int(index)], to, count)
        case (.map(let map)?, .int(let index)?) where index < map.entries.count:
            set(state + 1, .int(index + 1))
            let (key, value) = map.entries[Int(index)]
            set(to, .string(key.text))
            if count > 1 { set(to + 1, value) }
        case (_, _): return false
        }
        return true
    }

    private mutating func spread(_ element: Value, _ to: Register, _ count: Int) throws(Trouble) {
        guard count > 1 else { return set(to, element) }
        guard case .list(let pair) = element, pair.elements.count == count else {
            throw Trouble(
                .notIterable, "two variables need pairs, but an element is \(element.typeWithArticle)",
                help: "write one variable, or go through a Map or a list of pairs such as `enumerate(xs)`")
        }
        for (offset, value) in pair.elements.enumerated() { set(to + Register(offset), value) }
    }

    mutating func collect(_ register: Register, _ element: Value) throws(Trouble) {
        guard case .list(let count) = kept(register) else { return }
        try checkCount(count + 1)
        try charge(24)
        changeList(register) { $0.append(element) }
    }

    mutating func endCollect(_ to: Register, _ list: Register) throws(Trouble) {
        let collected = try limits.checked(try value(list))
        set(list, nil)
        set(to, collected)
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

    // MARK: Types

    mutating func checkParameter(_ register: Register, _ annotation: TypeAnnotation) throws(Trouble) {
        guard let value = held(register) else { return }
        do { try checkType(value, annotation, of: "`\(code.parameters.names[Int(register)])`") } catch {
            guard let callerSpan else { throw error }
            var trouble = error
            trouble.code = TroubleCode.argumentType.rawValue
            trouble.secondary.append(Diagnostic.Label(span, "declared here"))
            trouble.span = callerSpan
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
