import OrderedCollections
import SluiceSyntax

// The loop carries out by itself what scripts do most: whole numbers, comparisons, jumps, calls of functions that are known by name.
// An instruction that it cannot finish changes nothing and is handed to `execute`, which knows every case and every mistake.

extension ScriptEvaluation {
    /// Carries out instructions until something must be answered, or the end.
    mutating func proceed() -> ScriptStep {
        own()
        while true {
            do throws(Trouble) {
                return try carryOut()
            } catch {
                if let step = recover(from: error) { return step }
            }
        }
    }

    private mutating func carryOut() throws(Trouble) -> ScriptStep {
        var entry = unsafe frame.entry
        var cells = unsafe registers.cells + frame.base
        var pc = frame.pc
        var slice = meter.slice
        while true {
            slice &-= 1
            let instruction = unsafe entry.pointee.instructions[pc]
            pc &+= 1
            if slice >= 0 {
                switch instruction {
                case .move(let to, let from): if unsafe Fast.move(cells, to, from) { continue }
                case .constant(let to, let index):
                    unsafe cells[Int(to)] = entry.pointee.constants[Int(index)]
                    continue
                case .binary(let to, let left, let right, let binary): if unsafe Fast.binary(cells, to, left, right, binary) { continue }
                case .binaryNumber(let to, let left, let number, let binary):
                    if unsafe Fast.binaryNumber(cells, to, left, Int64(number), binary) { continue }
                case .append(let to, let from): if unsafe add(cells, to, from, &slice) { continue }
                case .appendElement(let to, let from): if unsafe lengthen(cells, to, element: from, &slice) { continue }
                case .length(let to, let first, _): if unsafe Fast.measure(cells, to, first) { continue }
                case .jump(let target):
                    pc = Int(target)
                    continue
                case .jumpIfFalse(let register, let target, _):
                    if case .bool(let flag)? = unsafe cells[Int(register)] {
                        if !flag { pc = Int(target) }
                        continue
                    }
                case .jumpUnless(let left, let right, let target, let relation, _):
                    if case .int(let first)? = unsafe cells[Int(left)], case .int(let second)? = unsafe cells[Int(right)] {
                        if !relation.holds(first, second) { pc = Int(target) }
                        continue
                    }
                case .jumpUnlessNumber(let left, let number, let target, let relation, _):
                    if case .int(let first)? = unsafe cells[Int(left)] {
                        if !relation.holds(first, Int64(number)) { pc = Int(target) }
                        continue
                    }
                case .shortAnd(let register, let target):
                    if case .bool(false)? = unsafe cells[Int(register)] { pc = Int(target) }
                    continue
                case .shortOr(let register, let target):
                    if case .bool(true)? = unsafe cells[Int(register)] { pc = Int(target) }
                    continue
                case .next(let state, let to, _, 1): if unsafe Fast.next(cells + Int(state), cells + Int(to)) { continue }
                case .nextAgain(let state, let to, let body, 1):
                    if unsafe Fast.next(cells + Int(state), cells + Int(to)) {
                        pc = Int(body)
                        continue
                    }
                case .index(let to, let base, let key): if unsafe Fast.index(cells, to, base, key) { continue }
                case .callFunction(let to, let first, let use, let count):
                    if unsafe enter(&cells, &entry, &pc, to, first, use, Int(count)) { continue }
                case .returnValue(let register):
                    if unsafe leave(&cells, &entry, &pc, with: register) { continue }
                case _: break
                }
            }
            unsafe (frame.entry, frame.base, frame.pc) = unsafe (entry, cells - registers.cells, pc)
            meter.slice = slice
            if slice < 0 { try settle() }
            if try carryOutSlowly(instruction) {
                if let step = try takePause() { return step }
            }
            unsafe (entry, cells) = unsafe (frame.entry, registers.cells + frame.base)
            pc = frame.pc
            slice = meter.slice
        }
    }

    /// Calls a function that is known by its name; false, and nothing is changed, where the budget or the registers want a look first.
    @inline(__always)
    private mutating func enter(
        _ cells: inout UnsafeMutablePointer<Value?>, _ entry: inout UnsafeMutablePointer<CodeEntry>, _ pc: inout Int, _ to: Register,
        _ first: Register, _ use: Int32, _ count: Int
    ) -> Bool {
        let used = unsafe entry.pointee.uses[Int(use)]
        let inner = unsafe cells + (entry.pointee.variables &+ used.entry.pointee.temporaries)
        guard unsafe used.entry.pointee.parameters == count, callers.count < limits.callDepth,
            unsafe inner + used.entry.pointee.variables <= registers.end
        else { return false }
        var caller = unsafe Frame(entry, base: cells - registers.cells)
        caller.pc = pc
        caller.wanted = to
        callers.append(caller)
        unsafe Fast.pass(cells, inner, first, count, used)
        unsafe (cells, entry, pc) = unsafe (inner, used.entry, 0)
        return true
    }

    /// Goes back to the caller; false, and nothing is changed, where there is none or it is a builtin.
    @inline(__always)
    private mutating func leave(
        _ cells: inout UnsafeMutablePointer<Value?>, _ entry: inout UnsafeMutablePointer<CodeEntry>, _ pc: inout Int,
        with register: Register
    ) -> Bool {
        guard let caller = callers.last, !caller.isLoop, unsafe Fast.holdsValue(cells + Int(register)) else { return false }
        callers.removeLast()
        let outer = unsafe registers.cells + caller.base
        unsafe Fast.leave(cells, entry, register, outer + Int(caller.wanted))
        unsafe (cells, entry, pc) = unsafe (outer, caller.entry, caller.pc)
        return true
    }

    /// Adds to a number, or to a text in place; false, and nothing is changed, where it is neither or a budget wants a look first.
    @inline(__always)
    private mutating func add(_ cells: UnsafeMutablePointer<Value?>, _ to: Register, _ from: Register, _ slice: inout Int) -> Bool {
        if unsafe Fast.binary(cells, to, to, from, .add) { return true }
        guard let count = unsafe Fast.length(cells + Int(to)), let more = unsafe Fast.length(cells + Int(from)),
            count + more <= limits.textBytes, meter.take(more / 16, of: &slice, bytes: more)
        else { return false }
        unsafe Fast.lengthen(cells + Int(to), by: cells + Int(from))
        if from < 0 { unsafe cells[Int(from)] = nil }
        return true
    }

    /// Makes a list longer in place by one element; false, and nothing is changed, where it is none or a budget wants a look first.
    @inline(__always)
    private mutating func lengthen(
        _ cells: UnsafeMutablePointer<Value?>, _ to: Register, element from: Register, _ slice: inout Int
    ) -> Bool {
        guard let count = unsafe Fast.count(cells + Int(to)), count < limits.elements, let element = unsafe cells[Int(from)],
            element.depth < limits.nesting * levelOfNesting, meter.take(1, of: &slice, bytes: 24)
        else { return false }
        unsafe Fast.lengthen(cells + Int(to), by: element)
        return true
    }

    /// True when something must be answered, or at the end of a file.
    private mutating func carryOutSlowly(_ instruction: Instruction) throws(Trouble) -> Bool {
        if case .end = instruction { return true }
        try execute(instruction)
        switch outgoing {
        case nil: return false
        case _?: return true
        }
    }

    /// What the evaluation stops for; nil at the end of a module, after which its importer goes on.
    private mutating func takePause() throws(Trouble) -> ScriptStep? {
        guard let open = outgoing.take() else { return try endOfFile() }
        phase = .waiting(open)
        return .request(open.request, open.span)
    }

    /// Gives a copy of an evaluation registers of its own.
    mutating func own() {
        if !isKnownUniquelyReferenced(&registers) { registers = registers.copy(frame.end) }
    }
}

/// Steps of the loop that need nothing but registers. Each gives false, and has changed nothing, when it is not its case.
private enum Fast {
    typealias Cells = UnsafeMutablePointer<Value?>

    /// Puts a whole number over what was there.
    @inline(__always)
    private static func put(_ cell: Cells, _ value: Value) {
        if unsafe isPlain(cell) { unsafe cell.initialize(to: value) } else { unsafe cell.pointee = value }
    }

    /// Whether a cell can be overwritten without giving anything back; looks without taking a copy.
    @inline(__always)
    private static func isPlain(_ cell: Cells) -> Bool {
        switch unsafe cell.pointee {
        case .int?, .bool?, nil: true
        case _?: false
        }
    }

    @inline(__always)
    static func move(_ cells: Cells, _ to: Register, _ from: Register) -> Bool {
        if case .int(let number)? = unsafe cells[Int(from)] {
            unsafe put(cells + Int(to), .int(number))
            return true
        }
        guard let value = unsafe cells[Int(from)] else { return false }
        unsafe cells[Int(to)] = value
        return true
    }

    @inline(__always)
    static func binary(_ cells: Cells, _ to: Register, _ left: Register, _ right: Register, _ binary: BinaryOperator) -> Bool {
        guard case .int(let first)? = unsafe cells[Int(left)], case .int(let second)? = unsafe cells[Int(right)] else { return false }
        return unsafe numbers(cells + Int(to), first, second, binary)
    }

    @inline(__always)
    static func binaryNumber(_ cells: Cells, _ to: Register, _ left: Register, _ number: Int64, _ binary: BinaryOperator) -> Bool {
        guard case .int(let first)? = unsafe cells[Int(left)] else { return false }
        return unsafe numbers(cells + Int(to), first, number, binary)
    }

    @inline(__always)
    private static func numbers(_ cell: Cells, _ first: Int64, _ second: Int64, _ binary: BinaryOperator) -> Bool {
        let outcome: (partialValue: Int64, overflow: Bool)
        switch binary {
        case .add: outcome = first.addingReportingOverflow(second)
        case .subtract: outcome = first.subtractingReportingOverflow(second)
        case .multiply: outcome = first.multipliedReportingOverflow(by: second)
        case .remainder:
            // The sign of a remainder is that of the divisor; what needs care is left to `arithmetic`.
            guard first >= 0, second > 0 else { return false }
            outcome = (first % second, false)
        case .floorDivide:
            guard first >= 0, second > 0 else { return false }
            outcome = (first / second, false)
        case .less, .lessOrEqual, .equal, .notEqual, .greater, .greaterOrEqual:
            guard let relation = Relation(binary) else { return false }
            unsafe put(cell, .bool(relation.holds(first, second)))
            return true
        case .divide, .range, .contained, .and, .or: return false
        }
        if outcome.overflow { return false }
        unsafe put(cell, .int(outcome.partialValue))
        return true
    }

    /// The next number of a range, or element of a list.
    @inline(__always)
    static func next(_ state: Cells, _ to: Cells) -> Bool {
        switch unsafe state[0] {
        case .int(let number)?:
            guard case .int(let last)? = unsafe state[1], number < last else { return false }
            unsafe put(state, .int(number &+ 1))
            unsafe put(to, .int(number))
            return true
        case .list(let list)?:
            guard case .int(let index)? = unsafe state[1], index < list.elements.count else { return false }
            unsafe put(state + 1, .int(index &+ 1))
            unsafe to.pointee = list.elements[Int(index)]
            return true
        case _: return false
        }
    }

    @inline(__always)
    static func index(_ cells: Cells, _ to: Register, _ base: Register, _ key: Register) -> Bool {
        switch unsafe (cells[Int(base)], cells[Int(key)]) {
        case (.list(let list)?, .int(let index)?):
            guard index >= 0, index < list.elements.count else { return false }
            unsafe cells[Int(to)] = list.elements[Int(index)]
        case (.map(let map)?, .string(let key)?):
            guard let value = map.entries[MapKey(key)] else { return false }
            unsafe cells[Int(to)] = value
        case (_, _): return false
        }
        return true
    }

    /// Looks without taking a copy.
    @inline(__always)
    static func holdsValue(_ cell: Cells) -> Bool {
        switch unsafe cell.pointee {
        case nil: false
        case _?: true
        }
    }

    /// The bytes of a text; `nil` where there is none.
    @inline(__always)
    static func length(_ cell: Cells) -> Int? {
        switch unsafe cell.pointee {
        case .string(let text)?: text.utf8.count
        case _: nil
        }
    }

    /// Puts a text behind another, where the cell holds the only copy in its own memory.
    @inline(__always)
    static func lengthen(_ cell: Cells, by addition: Cells) {
        guard case .string(let more)? = unsafe addition.pointee, case .string(var text)? = unsafe cell.move() else { return }
        text += more
        unsafe cell.initialize(to: .string(text))
    }

    /// The elements of a list; `nil` where there is none.
    @inline(__always)
    static func count(_ cell: Cells) -> Int? {
        switch unsafe cell.pointee {
        case .list(let list)?: list.elements.count
        case _: nil
        }
    }

    /// Puts an element behind a list, where the cell holds the only copy in its own memory.
    @inline(__always)
    static func lengthen(_ cell: Cells, by element: Value) {
        guard case .list(var list)? = unsafe cell.move() else { return }
        list.append(element)
        unsafe cell.initialize(to: .list(list))
    }

    /// The length of a text, list or map.
    @inline(__always)
    static func measure(_ cells: Cells, _ to: Register, _ from: Register) -> Bool {
        guard let length = unsafe cells[Int(from)]?.storedLength else { return false }
        if from < 0 { unsafe cells[Int(from)] = nil }
        unsafe put(cells + Int(to), .int(length))
        return true
    }

    /// Empties cells. Looking at all of them before any is changed spares a copy of each.
    @inline(__always)
    private static func clear(_ cells: Cells, _ count: Int) {
        var arePlain = true
        for index in 0..<count { arePlain = unsafe isPlain(cells + index) && arePlain }
        if arePlain {
            unsafe cells.initialize(repeating: nil, count: count)
        } else {
            for index in 0..<count { unsafe cells[index] = nil }
        }
    }

    /// Moves arguments into the registers of a call, and copies what the function uses of its surroundings.
    @inline(__always)
    static func pass(_ cells: Cells, _ inner: Cells, _ first: Register, _ count: Int, _ use: CodeEntry.Use) {
        for index in 0..<count {
            let argument = unsafe cells + (Int(first) - index)
            if case .int(let number)? = unsafe argument.pointee {
                unsafe (inner + index).initialize(to: .int(number))
            } else {
                unsafe (inner + index).initialize(to: argument.move())
            }
            unsafe argument.initialize(to: nil)
        }
        for index in 0..<use.moveCount {
            let move = unsafe use.moves[index]
            unsafe inner[Int(move.to)] = unsafe cells[Int(move.from)]
        }
    }

    /// Moves a result to where it is wanted, and leaves the registers of the call empty.
    @inline(__always)
    static func leave(_ cells: Cells, _ entry: UnsafeMutablePointer<CodeEntry>, _ result: Register, _ wanted: Cells) {
        if case .int(let number)? = unsafe cells[Int(result)] {
            unsafe put(wanted, .int(number))
        } else {
            let value = unsafe (cells + Int(result)).move()
            unsafe (cells + Int(result)).initialize(to: nil)
            unsafe wanted.pointee = value
        }
        unsafe clear(cells - entry.pointee.temporaries, entry.pointee.temporaries &+ entry.pointee.variables)
    }
}
