import SluiceModel
import SluiceSyntax

/// A place of one call: from 0 on its variables, from -1 downwards what it works on meanwhile.
///
/// Values that an instruction takes together lie one after the other: the first one at `first`, the next one at `first - 1`.
typealias Register = Int32

/// One step of the machine. Indices point into the tables of the `Code` that holds it; jumps name an instruction.
///
/// Invariant: at most 16 bytes, so that a step is one load.
enum Instruction: Sendable {
    case constant(to: Register, Int32)
    case move(to: Register, from: Register)
    case late(to: Register, SluiceModel.LateName)
    /// `_`: the value of the last expression statement.
    case lastResult(to: Register)
    case builtin(to: Register, Int32)
    /// Ends an expression statement; the value is kept as the result of the whole.
    case keepResult(Register)
    case list(to: Register, first: Register, count: Int32)
    /// Takes key and value of each entry.
    case map(to: Register, first: Register, count: Int32)
    case text(to: Register, first: Register, Int32)
    case unary(to: Register, Register, UnaryOperator)
    case binary(to: Register, Register, Register, BinaryOperator)
    /// With a whole number that is written out on the right.
    case binaryNumber(to: Register, Register, Int32, BinaryOperator)
    case member(to: Register, Register, name: Int32)
    case index(to: Register, Register, Register)
    case jump(Int32)
    /// Takes a Bool.
    case jumpIfFalse(Register, Int32, DecisionWord)
    /// Compares, and jumps when it does not hold.
    case jumpUnless(Register, Register, Int32, Relation, DecisionWord)
    case jumpUnlessNumber(Register, Int32, Int32, Relation, DecisionWord)
    /// Keeps a false and jumps, or goes on.
    case shortAnd(Register, Int32)
    case shortOr(Register, Int32)
    /// Jumps when the parameter was given and is not `none`.
    case jumpIfGiven(Register, Int32)
    case checkParameter(Register, annotation: Int32)
    case checkValue(Register, annotation: Int32)
    /// `x = x + E`, in place when nobody else holds `x`.
    case append(Register, Register)
    case appendElement(Register, Register)
    case appendEntry(Register, key: Register, value: Register)
    /// Prepares the variables `state` and `state + 1` to go through a value.
    case beginLoop(state: Register, Register)
    /// Stores the next elements, or jumps when there are none.
    case next(state: Register, to: Register, end: Int32, variables: UInt16)
    /// At the end of a loop's body: stores the next elements and goes back to it, or goes on when there are none.
    case nextAgain(state: Register, to: Register, body: Int32, variables: UInt16)
    case endLoop(state: Register)
    case collect(Register, Register)
    case endCollect(to: Register, Register)
    /// Makes a function a value, with a copy of what it uses of its surroundings.
    case function(to: Register, use: Int32)
    /// Calls the value in `first` with what follows it.
    case call(to: Register, first: Register, Int32)
    /// Calls a function that is known by its name; all arguments are given by position.
    case callFunction(to: Register, first: Register, use: Int32, count: UInt8)
    case callBuiltin(to: Register, first: Register, layout: Int32, UInt16)
    /// `len(x)`; the layout is for what has no length of its own.
    case length(to: Register, first: Register, layout: Int32)
    case returnValue(Register)
    case importModule(to: Register, Int32)
    /// Carries out a clause without a block.
    case clause(to: Register, first: Register, Int32)
    case beginClause(first: Register, Int32)
    case endClause(to: Register, Int32)
    /// Refuses a bare name that a variable of text also has.
    case guardLabel(Register, name: Int32)
    case beginTest(first: Register, Int32, end: Int32)
    case endTest
    /// One element of a builtin that calls a function for each.
    case stepLoop
    case trouble(Int32)
    case end
}

enum DecisionWord: String, BitwiseCopyable, Sendable {
    case `if`, `while`, and, or
}

/// What a comparison asks for: which of less (1), equal (2) and greater (4) will do.
struct Relation: BitwiseCopyable, Sendable {
    let mask: UInt8

    init?(_ binary: BinaryOperator) {
        switch binary {
        case .less: mask = 1
        case .equal: mask = 2
        case .lessOrEqual: mask = 3
        case .greater: mask = 4
        case .notEqual: mask = 5
        case .greaterOrEqual: mask = 6
        case .multiply, .divide, .floorDivide, .remainder, .add, .subtract, .range, .contained, .and, .or: return nil
        }
    }

    var binary: BinaryOperator {
        switch mask {
        case 1: .less
        case 2: .equal
        case 3: .lessOrEqual
        case 4: .greater
        case 5: .notEqual
        case _: .greaterOrEqual
        }
    }

    @inline(__always)
    func holds<T: Comparable>(_ left: T, _ right: T) -> Bool {
        mask & (left < right ? 1 : left == right ? 2 : 4) != 0
    }
}
