import SluiceSyntax

/// A function's, file's or shell input's instructions.
///
/// Invariant: never changed once `link` was called, which happens before anything runs.
@safe final class Code: @unchecked Sendable {
    struct Parameters: Sendable {
        var names: [String] = []
        /// Which ones may be left out.
        var optional: [Bool] = []
    }

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

    let name: String
    /// Its place in the evaluation.
    let number: Int
    let instructions: [Instruction]
    /// Beside `instructions`.
    let spans: [Span]
    let tables: Tables
    /// By variable register.
    let variableNames: [String]
    let parameters: Parameters
    /// What it uses of the functions around it, and in which of its own variables that lies.
    let captures: [Capture]
    /// The functions that it names.
    let uses: [Int]
    /// Set for the top level of a file.
    let file: String?
    /// What the machine reads of it in its loop.
    let entry: UnsafeMutablePointer<CodeEntry>

    init(_ draft: FunctionContext, number: Int, parameters: Parameters, file: String?) {
        name = draft.name
        owner = draft.owner
        self.number = number
        instructions = draft.instructions
        spans = draft.spans
        tables = draft.tables
        variableNames = draft.variableNames
        self.parameters = parameters
        captures = draft.captures.map { Capture(variable: $0.key, register: $0.value) }
        uses = Array(draft.uses)
        self.file = file
        unsafe entry = .allocate(capacity: 1)
        unsafe entry.initialize(
            to: CodeEntry(
                number: number, variables: draft.variableNames.count, temporaries: draft.temporaries,
                parameters: parameters.names.count, instructions: Code.stable(draft.instructions),
                constants: Code.stable(draft.tables.constants), uses: .allocate(capacity: draft.uses.count)))
        unsafe entry.pointee.constantCount = draft.tables.constants.count
    }

    /// The code of a builtin that calls a function for each element.
    static var driver: Code {
        var draft = FunctionContext(name: "", owner: 0)
        draft.instructions = [.stepLoop]
        draft.spans = [Span(file: FileID(0), start: 0, end: 0)]
        return Code(draft, number: 0, parameters: Parameters(), file: nil)
    }

    /// Points what it names at the functions themselves, whose codes `all` holds by number.
    func link(_ all: [Code?]) {
        for (index, number) in uses.enumerated() {
            guard let used = all[number] else { preconditionFailure("a function that is named was compiled") }
            let moves = used.captures.compactMap { capture -> CodeEntry.Move? in
                register(of: capture.variable).map { CodeEntry.Move(from: $0, to: capture.register) }
            }
            unsafe (entry.pointee.uses + index).initialize(
                to: CodeEntry.Use(entry: used.entry, moves: Code.stable(moves), moveCount: moves.count))
        }
        unsafe entry.pointee.useCount = uses.count
    }

    /// Where a variable lies here: its own, or a copy.
    func register(of variable: OuterVariable) -> Register? {
        variable.owner == owner ? variable.register : captures.first { $0.variable == variable }?.register
    }

    /// What its own variables belong to.
    private let owner: Int

    private static func stable<T>(_ elements: [T]) -> UnsafePointer<T> {
        let copy = UnsafeMutablePointer<T>.allocate(capacity: max(1, elements.count))
        for (index, element) in elements.enumerated() { unsafe (copy + index).initialize(to: element) }
        return unsafe UnsafePointer(copy)
    }

    deinit {
        let kept = unsafe entry.pointee
        for index in 0..<kept.useCount { unsafe kept.uses[index].moves.deallocate() }
        unsafe UnsafeMutablePointer(mutating: kept.constants).deinitialize(count: kept.constantCount)
        unsafe kept.constants.deallocate()
        unsafe kept.instructions.deallocate()
        unsafe kept.uses.deallocate()
        unsafe entry.deallocate()
    }
}

/// What the loop needs of a code, without a reference to count.
///
/// Invariant: lives as long as its `Code`, which the evaluation keeps to its end.
@safe struct CodeEntry {
    struct Move: BitwiseCopyable {
        let from: Register
        let to: Register
    }
    @safe struct Use {
        let entry: UnsafeMutablePointer<CodeEntry>
        let moves: UnsafePointer<Move>
        let moveCount: Int
    }
    let number: Int
    let variables: Int
    let temporaries: Int
    let parameters: Int
    let instructions: UnsafePointer<Instruction>
    let constants: UnsafePointer<Value>
    let uses: UnsafeMutablePointer<Use>
    var useCount = 0
    var constantCount = 0
}

/// A variable of a function around: whose it is, and where it lies there.
struct OuterVariable: Hashable, Sendable {
    let owner: Int
    let register: Register
}

struct Capture: Sendable {
    let variable: OuterVariable
    let register: Register
}

/// How a string is put together from values.
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

/// How the parts of a clause lie in registers.
struct ClauseLayout: Sendable {
    enum Content: Sendable {
        /// In a register.
        case value
        case values(Int)
        /// In a register, to be a name.
        case computedLabel
        /// In order: a written one, or one in a register.
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
    var slot: Register?
    var isInFunction: Bool
    /// At the top level of an imported file.
    var isInModule: Bool
    /// `expect A == B` keeps both sides, to show them when it fails.
    var comparison: BinaryOperator?

    /// How many values it takes from registers.
    var valueCount: Int {
        items.reduce(0) { count, item in
            switch item.content {
            case .value, .computedLabel: count + 1
            case .values(let number): count + number
            case .labels(let labels): count + labels.count { $0 == nil }
            case .label, .word, .words: count
            }
        }
    }
}
