import SluiceModel
import SluiceSyntax

/// One step of the machine. Indices point into the tables of the `Code` that holds it; jumps name an instruction.
enum Instruction: Sendable {
    case constant(Int)
    /// Pushes a variable; depth 0 is this call's own, depth 1 that of the function around it, and so on.
    case load(depth: Int, slot: Int, name: Int)
    case store(Int)
    /// `x = x + E` without copying `x`.
    case addToSlot(Int, name: Int)
    case late(SluiceModel.LateName)
    /// `_`: the value of the last expression statement.
    case lastResult
    case builtin(Int)
    case pop
    /// Ends an expression statement; the value is kept as the result of the whole.
    case keepResult
    case list(Int)
    /// Takes key and value of each entry.
    case map(Int)
    case text(Int)
    case unary(UnaryOperator)
    case binary(BinaryOperator)
    case member(Int)
    case index
    case jump(Int)
    /// Takes a Bool.
    case jumpIfFalse(Int, word: DecisionWord)
    /// Leaves a false and jumps, or goes on with the left side below.
    case shortAnd(Int)
    case shortOr(Int)
    /// Jumps when the parameter was given and is not `none`.
    case jumpIfGiven(slot: Int, to: Int)
    case checkType(slot: Int, annotation: Int)
    case checkTopType(annotation: Int)
    case beginLoop(variables: Int)
    /// Stores the next elements, or jumps when there are none.
    case next(slot: Int, variables: Int, end: Int)
    case endLoop
    case beginCollect
    case collect
    case endCollect
    case closure(Int)
    /// A named function; its surroundings lie `depth` functions out.
    case function(Int, depth: Int)
    case call(Int)
    case returnValue
    case importModule(Int)
    /// Carries out a clause without a block.
    case clause(Int)
    case beginClause(Int)
    case endClause(Int)
    /// Refuses a bare name that a variable of text also has.
    case guardLabel(depth: Int, slot: Int, name: Int)
    case beginTest(Int, end: Int)
    case endTest
    case trouble(Int)
    case end
}

enum DecisionWord: String, Sendable {
    case `if`, `while`, and, or
}

/// A function's, file's or shell input's instructions.
final class Code: Sendable {
    struct Parameters: Sendable {
        var names: [String] = []
        /// Which ones may be left out.
        var optional: [Bool] = []
    }
    let name: String
    let instructions: [Instruction]
    /// Beside `instructions`.
    let spans: [Span]
    let tables: Tables
    let slotCount: Int
    let parameters: Parameters
    /// Set for the top level of a file.
    let file: String?

    struct Tables: Sendable {
        var constants: [Value] = []
        var names: [String] = []
        var texts: [TextLayout] = []
        var calls: [CallLayout] = []
        var clauses: [ClauseLayout] = []
        var annotations: [TypeAnnotation] = []
        var troubles: [Trouble] = []
        var imports: [ImportDeclaration] = []
    }

    init(
        name: String, instructions: [Instruction], spans: [Span], tables: Tables, slotCount: Int, parameters: Parameters,
        file: String? = nil
    ) {
        self.name = name
        self.instructions = instructions
        self.spans = spans
        self.tables = tables
        self.slotCount = slotCount
        self.parameters = parameters
        self.file = file
    }
}

/// How a string is put together from values on the stack.
struct TextLayout: Sendable {
    enum Piece: Sendable {
        case text(String)
        case hole(Span)
    }
    var pieces: [Piece]
    var holes: Int
    /// A command literal: what fills a hole stays data.
    var isCommand: Bool
}

struct CallLayout: Sendable {
    var labels: [Name?]
    var span: Span
    /// As a message names the callee.
    var callee: String
}

/// How the parts of a clause lie on the stack.
struct ClauseLayout: Sendable {
    enum Content: Sendable {
        /// On the stack.
        case value
        case values(Int)
        /// On the stack, to be a name.
        case computedLabel
        /// In order: a written one, or one on the stack.
        case labels([String?])
        case label(String)
        case word(String)
        case words([Name])
    }
    struct Item: Sendable {
        /// The modifier that it belongs to; `nil` for the clause itself.
        var modifier: String?
        var name: String
        var content: Content
        var span: Span
    }
    var word: Name
    var items: [Item]
    /// Modifiers without arguments.
    var modifiers: [Name]
    var span: Span
    var documentation: String?
    var hasBlock: Bool
    /// A value is wanted where it stands.
    var isValue: Bool
    /// The variable that the declaration binds.
    var slot: Int?
    var isInFunction: Bool
    /// At the top level of an imported file.
    var isInModule: Bool
    /// `expect A == B` keeps both sides, to show them when it fails.
    var comparison: BinaryOperator?
}
