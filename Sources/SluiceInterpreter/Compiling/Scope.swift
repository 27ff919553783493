import OrderedCollections
import SluiceSyntax

/// What a name of the script stands for.
enum NameMeaning: Sendable {
    case variable(register: Register, isMutable: Bool, span: Span)
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
    let name: String
    /// What its variables belong to: its own number, or 0 for the top level of a session.
    let owner: Int
    /// What `-> T` promises.
    let result: TypeAnnotation?
    /// Variables with a type.
    var annotated: [Register: TypeAnnotation] = [:]
    var scopes: [Scope] = [Scope()]
    var instructions: [Instruction] = []
    var spans: [Span] = []
    var tables = Code.Tables()
    /// By register. A variable never shares its register, so that one without a value yet is known as such.
    var variableNames: [String] = []
    var captures: OrderedDictionary<OuterVariable, Register> = [:]
    var uses: OrderedSet<Int> = []
    var parameters = Code.Parameters()
    /// The most registers that were in use at once besides variables.
    var temporaries = 0
    var openTemporaries = 0
    /// The jumps of each loop around, innermost last, and how many clause blocks were open where it began.
    var loops: [OpenLoop] = []
    /// Clause blocks that are open in this function.
    var openClauses = 0
    var nameIndices: OrderedDictionary<String, Int32> = [:]

    init(name: String, owner: Int, result: TypeAnnotation? = nil) {
        self.name = name
        self.owner = owner
        self.result = result
    }

    struct OpenLoop {
        var start: Int
        var breaks: [Int] = []
        var openClauses: Int
    }

    mutating func newVariable(_ name: String) -> Register {
        variableNames.append(name)
        return Register(variableNames.count - 1)
    }

    mutating func newTemporary() -> Register {
        openTemporaries += 1
        temporaries = max(temporaries, openTemporaries)
        return Register(-openTemporaries)
    }

    /// Where a variable of a function around lies here.
    mutating func capture(_ variable: OuterVariable, _ name: String) -> Register {
        if let register = captures[variable] { return register }
        let register = newVariable(name)
        captures[variable] = register
        return register
    }

    mutating func index(ofName name: String) -> Int32 {
        if let index = nameIndices[name] { return index }
        tables.names.append(name)
        nameIndices[name] = Int32(tables.names.count - 1)
        return Int32(tables.names.count - 1)
    }
}
