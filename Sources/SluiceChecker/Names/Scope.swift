public import SluiceSyntax

/// What a name stands for.
struct Binding {
    enum Kind: Equatable {
        case constant
        case variable
        case function
        case parameter
        case loopVariable
        case declaration
        case module
        /// `param NAME` of a pipeline.
        case pipelineParameter
        /// From outside the text: the shell's earlier input.
        case known
    }

    var name = ""
    var kind: Kind
    var type: StaticType = .unknown
    /// Nil for what was not declared in this file.
    var span: Span?
    /// The keyword that declared it, for a fix.
    var keyword: Span?
    var function: FunctionDeclaration?
    /// What a constant calls when it is called.
    var meaning: FunctionBody?
    var interface: ModuleInterface?
    /// The path of an import.
    var path: String?
    var documentation: String?
    /// Whether its value or its meaning was wanted somewhere.
    var isUsed = false
    /// The attributes of `target` that an alarm or a deployer uses.
    var attributes: [Name] = []

    // Set by the table.
    var level = 0
    var functionDepth = 0
    /// Where it can be used.
    var scope: Span?
    /// What it hides.
    var outer: Int?

    init(
        kind: Kind, type: StaticType = .unknown, keyword: Span? = nil, function: FunctionDeclaration? = nil,
        interface: ModuleInterface? = nil, documentation: String? = nil
    ) {
        self.kind = kind
        self.type = type
        self.keyword = keyword
        self.function = function
        self.interface = interface
        self.documentation = documentation
    }

    /// What a call of it carries out.
    var landing: FunctionBody? { function?.body ?? meaning }

    /// For messages: "a parameter".
    var title: String {
        switch kind {
        case .constant: "declared with `let`"
        case .variable, .known: "a variable"
        case .function: "a function"
        case .parameter: "a parameter"
        case .loopVariable: "the variable of a loop"
        case .pipelineParameter: "a parameter of the pipeline"
        case .declaration: type.phrase
        case .module: "an imported module"
        }
    }
}

/// What the caller knows about the text's surroundings.
public enum CheckContext: Hashable, Sendable {
    /// The main script: commands may stand at its top level.
    case script
    /// An imported file: of the commands only `print` may stand at its top level.
    case module
    /// A line of the shell, with the names that earlier lines left behind.
    case shell([KnownName])
}

/// A name that stands outside the checked text.
public struct KnownName: Hashable, Sendable {
    public let name: String
    public let type: StaticType
    public let isMutable: Bool
    public let function: FunctionDeclaration?
    public let interface: ModuleInterface?

    public init(
        _ name: String, type: StaticType = .unknown, isMutable: Bool = false, function: FunctionDeclaration? = nil,
        interface: ModuleInterface? = nil
    ) {
        self.name = name
        self.type = type
        self.isMutable = isMutable
        self.function = function
        self.interface = interface
    }
}
