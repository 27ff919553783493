/// What a file holds: its top-level statements.
public struct SourceTree: Hashable, Sendable {
    public let statements: [Statement]
    public let span: Span
    /// Node numbers run from 0 up to this.
    public let nodeCount: Int
}

public struct Statement: Hashable, Sendable {
    public let id: NodeID
    public let span: Span
    /// The text of the `##` lines right above, without the marks.
    public let documentation: String?
    public let kind: Kind

    public indirect enum Kind: Hashable, Sendable {
        case variable(VariableDeclaration)
        case assignment(Name, Expression)
        case function(FunctionDeclaration)
        case returnValue(Expression?)
        case conditional(Conditional)
        case forLoop(ForLoop)
        case whileLoop(condition: Expression, body: Block)
        case breakLoop
        case continueLoop
        case importModule(ImportDeclaration)
        case expression(Expression)
        /// Everything of the clause table, `test`, `expect` and `fail` included.
        case clause(ClauseStatement)
        /// Stands where no statement could be read; a diagnostic was reported.
        case invalid
    }
}

/// Statements between braces; the span includes the braces.
public struct Block: Hashable, Sendable {
    public let id: NodeID
    public let statements: [Statement]
    public let span: Span
}

/// `let NAME = E` or `var NAME = E`, with an optional `: T`.
public struct VariableDeclaration: Hashable, Sendable {
    public let isMutable: Bool
    public let name: Name
    public let type: TypeAnnotation?
    public let value: Expression
}

public struct FunctionDeclaration: Hashable, Sendable {
    public let name: Name
    public let parameters: [Parameter]
    public let result: TypeAnnotation?
    public let body: FunctionBody
}

public struct Parameter: Hashable, Sendable {
    public let name: Name
    public let type: TypeAnnotation?
    public let defaultValue: Expression?

    public init(name: Name, type: TypeAnnotation? = nil, defaultValue: Expression? = nil) {
        self.name = name
        self.type = type
        self.defaultValue = defaultValue
    }
}

public indirect enum FunctionBody: Hashable, Sendable {
    case expression(Expression)
    case block(Block)
}

/// A built-in type's name, or a list of one.
public struct TypeAnnotation: Hashable, Sendable {
    public indirect enum Kind: Hashable, Sendable {
        case named(String)
        case list(TypeAnnotation)
    }

    public let kind: Kind
    public let span: Span

    public init(kind: Kind, span: Span) {
        self.kind = kind
        self.span = span
    }

    /// The names that may stand in an annotation.
    public static let builtinNames = [
        "Alarm", "Bool", "Condition", "Date", "Deployer", "Duration", "Execution", "Fleet", "Float", "Function", "Instant", "Int", "List",
        "Map",
        "Percent", "Pipeline", "Range", "Revision", "Secret", "Signal", "Size", "String", "Target", "Template", "TimeOfDay", "Weekday",
        "Window",
    ]
}

public struct ForLoop: Hashable, Sendable {
    /// One, or two for maps and pairs.
    public let variables: [Name]
    public let sequence: Expression
    public let body: Block
}

/// `import "path"` or `import "path" as NAME`.
public struct ImportDeclaration: Hashable, Sendable {
    public let path: String
    public let pathSpan: Span
    /// What the file binds: the `as` name, else the last part of the path without `.pipe`.
    public let name: Name
}
