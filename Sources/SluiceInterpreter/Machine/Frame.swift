import SluiceSyntax

/// One call in progress.
///
/// Invariant: `entry` belongs to a code that the evaluation holds, so it lives as long as the frame.
@safe struct Frame: BitwiseCopyable, @unchecked Sendable {
    var entry: UnsafeMutablePointer<CodeEntry>
    /// The instruction after the one that is being carried out.
    var pc = 0
    /// Where its variables begin in the register file; what it works on lies below.
    var base: Int
    /// The register that waits for the value of a call, a command or a builtin.
    var wanted: Register = -1
    /// A builtin that calls a function for each element, between two calls.
    var isLoop = false

    init(_ entry: UnsafeMutablePointer<CodeEntry>, base: Int) {
        unsafe self.entry = unsafe entry
        self.base = base
    }

    /// The first register behind it.
    var end: Int { unsafe base + entry.pointee.variables }
    /// The first register of it.
    var start: Int { unsafe base - entry.pointee.temporaries }
}

/// The registers of all calls in progress, one after the other.
///
/// Invariants: every cell up to `capacity` is initialised; the cells behind the innermost call are `nil`. It is changed by one evaluation
/// only: a copy of an evaluation copies it before it goes on.
@safe final class RegisterFile: @unchecked Sendable {
    private(set) var cells: UnsafeMutablePointer<Value?>
    private(set) var capacity: Int

    /// Behind the last cell.
    var end: UnsafeMutablePointer<Value?> { unsafe cells + capacity }

    init(capacity: Int) {
        self.capacity = capacity
        unsafe cells = .allocate(capacity: capacity)
        unsafe cells.initialize(repeating: nil, count: capacity)
    }

    deinit {
        unsafe cells.deinitialize(count: capacity)
        unsafe cells.deallocate()
    }

    /// A copy of the first `count` cells.
    func copy(_ count: Int) -> RegisterFile {
        let copy = RegisterFile(capacity: capacity)
        for index in 0..<min(count, capacity) { unsafe copy.cells[index] = unsafe cells[index] }
        return copy
    }

    func reserve(_ count: Int) {
        guard count > capacity else { return }
        let larger = max(count, capacity * 2)
        let moved = UnsafeMutablePointer<Value?>.allocate(capacity: larger)
        unsafe moved.moveInitialize(from: cells, count: capacity)
        unsafe (moved + capacity).initialize(repeating: nil, count: larger - capacity)
        unsafe cells.deallocate()
        unsafe cells = unsafe moved
        capacity = larger
    }

    func clear(_ range: Range<Int>) {
        for index in range { unsafe cells[index] = nil }
    }
}

/// A builtin that calls a function for each element, between two calls.
struct CallbackLoop: Sendable {
    enum Purpose: Sendable {
        case map
        case filter
        case any
        case all
        /// Ascending by what the function gives.
        case sort(reverse: Bool)
        case least
        case greatest
        case group
        case unique
        case sum
    }
    var purpose: Purpose
    var function: Value
    var items: [Value]
    /// Whether a two-element list is passed as two arguments, as the entries of a map are.
    var spreads: Bool
    var index = 0
    var results: [Value] = []
    /// Known before the last element: `any` has found one.
    var decided: Value?
    var name: String
    /// Whether `filter` and its like were given a Fleet, and give one.
    var isFleet = false
}

extension ScriptEvaluation {
    /// The code of the innermost call.
    var code: Code {
        guard let code = codes[unsafe frame.entry.pointee.number] else { preconditionFailure("what runs was compiled") }
        return code
    }

    /// The place of the instruction that is being carried out.
    var span: Span { span(of: frame, calledBy: callers.count - 1) }

    /// The place of the call that the innermost function came from.
    var callerSpan: Span? { callers.last.map { span(of: $0, calledBy: callers.count - 2) } }

    /// The place in a call; a loop's is that of the call that began it.
    func span(of frame: Frame, calledBy caller: Int) -> Span {
        if frame.isLoop, callers.indices.contains(caller) { return span(of: callers[caller], calledBy: caller - 1) }
        guard let code = codes[unsafe frame.entry.pointee.number] else { return Span(file: FileID(0), start: 0, end: 0) }
        return code.spans[max(0, min(frame.pc - 1, code.spans.count - 1))]
    }

    // MARK: Registers of the innermost call

    /// What a register holds; `nil` for a variable without a value yet.
    func held(_ register: Register) -> Value? { unsafe registers.cells[frame.base + Int(register)] }

    func value(_ register: Register) throws(Trouble) -> Value {
        if let value = held(register) { return value }
        let names = code.variableNames
        let name = names.indices.contains(Int(register)) ? names[Int(register)] : "this"
        throw Trouble(
            .beforeDeclaration, "`\(name)` is used before it is declared", label: "no value yet", help: "move its declaration above this")
    }

    mutating func set(_ register: Register, _ value: Value?) { unsafe registers.cells[frame.base + Int(register)] = value }

    /// The value of a register that nobody reads again, so that what it holds can be changed in place; a variable keeps its own.
    mutating func taken(_ register: Register) throws(Trouble) -> Value {
        let value = try value(register)
        if register < 0 { set(register, nil) }
        return value
    }

    /// Takes values that were put together for one instruction.
    mutating func takeRow(_ first: Register, _ count: Int) throws(Trouble) -> [Value] {
        var row: [Value] = []
        row.reserveCapacity(count)
        for index in 0..<count { row.append(try taken(first - Register(index))) }
        return row
    }

    /// Gives the innermost call the value that it waits for.
    mutating func give(_ value: Value) {
        if frame.isLoop { loops[loops.count - 1].accept(value) } else { set(frame.wanted, value) }
    }

    /// Gives a value that was just made, unless it nests too deep.
    mutating func giveNew(_ value: Value) throws(Trouble) { give(try limits.checked(value)) }
}
