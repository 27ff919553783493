import OrderedCollections
import SluiceSyntax

/// What a name of the script stands for.
enum NameMeaning: Sendable {
    case variable(slot: Int, isMutable: Bool, span: Span)
    case function(code: Int, span: Span)

    var span: Span {
        switch self {
        case .variable(_, _, let span), .function(_, let span): span
        }
    }
}

/// The names of one block.
struct Scope: Sendable {
    var names: OrderedDictionary<String, NameMeaning> = [:]
}

/// A function while its instructions are written.
struct FunctionContext {
    var name: String
    /// What `-> T` promises.
    var result: TypeAnnotation?
    /// Variables with a type, by slot.
    var annotated: [Int: TypeAnnotation] = [:]
    var scopes: [Scope] = [Scope()]
    var instructions: [Instruction] = []
    var spans: [Span] = []
    var tables = Code.Tables()
    var slotCount = 0
    /// The jumps of each loop around, innermost last, and how many clause blocks were open where it began.
    var loops: [OpenLoop] = []
    /// Clause blocks that are open in this function.
    var openClauses = 0
    var nameIndices: OrderedDictionary<String, Int> = [:]

    struct OpenLoop {
        var start: Int
        var breaks: [Int] = []
        var openClauses: Int
        var hasIterator: Bool
    }

    mutating func newSlot() -> Int {
        slotCount += 1
        return slotCount - 1
    }

    mutating func index(ofName name: String) -> Int {
        if let index = nameIndices[name] { return index }
        tables.names.append(name)
        nameIndices[name] = tables.names.count - 1
        return tables.names.count - 1
    }
}
