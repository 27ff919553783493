/// Numbers the nodes of one file in the order of parsing, so that later stages can keep tables beside the tree.
public struct NodeID: Hashable, Comparable, Sendable {
    public let number: Int

    public init(_ number: Int) {
        self.number = number
    }

    public static func < (left: NodeID, right: NodeID) -> Bool {
        left.number < right.number
    }
}

/// A word of the source with its place.
public struct Name: Hashable, Sendable {
    public let text: String
    public let span: Span

    public init(_ text: String, span: Span) {
        self.text = text
        self.span = span
    }
}

/// Something that has a value.
///
/// Parentheses leave no node; the span of what stands inside them does not include them.
public struct Expression: Hashable, Sendable {
    public let id: NodeID
    public let span: Span
    public let kind: Kind

    public init(id: NodeID, span: Span, kind: Kind) {
        self.id = id
        self.span = span
        self.kind = kind
    }

    public indirect enum Kind: Hashable, Sendable {
        case literal(Literal)
        case string(StringLiteral)
        case name(String)
        case list([Expression])
        case map([MapEntry])
        case comprehension(Comprehension)
        case unary(UnaryOperator, Expression)
        case binary(BinaryOperator, Expression, Expression)
        /// Also `xs |> f(a)`, which is `f(xs, a)` with `isPiped` set.
        case call(Call)
        case member(Expression, Name)
        /// A slice is an index whose value is a range.
        case index(Expression, Expression)
        case lambda(Lambda)
        case conditional(Conditional)
        /// `alarm`, `deployer`, `pipeline` and commands, where a value is wanted.
        case clause(ClauseStatement)
        /// Stands where no expression could be read; a diagnostic was reported.
        case invalid
    }
}

public enum UnaryOperator: String, Hashable, Sendable, CaseIterable {
    case negate = "-"
    case not = "not"
}

public enum BinaryOperator: String, Hashable, Sendable, CaseIterable {
    case multiply = "*"
    case divide = "/"
    case floorDivide = "//"
    case remainder = "%"
    case add = "+"
    case subtract = "-"
    case range = ".."
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case contained = "in"
    case and = "and"
    case or = "or"
}

public struct MapEntry: Hashable, Sendable {
    public let key: Expression
    public let value: Expression
}

/// `[element for variables in sequence if condition]`; one variable, or two for maps and pairs.
public struct Comprehension: Hashable, Sendable {
    public let element: Expression
    public let variables: [Name]
    public let sequence: Expression
    public let condition: Expression?
}

public struct Argument: Hashable, Sendable {
    public let label: Name?
    public let value: Expression
}

public struct Call: Hashable, Sendable {
    public let callee: Expression
    /// With `isPiped` the first one is what stands left of `|>`.
    public let arguments: [Argument]
    public let isPiped: Bool
}

public struct Lambda: Hashable, Sendable {
    public let parameters: [Parameter]
    public let body: FunctionBody
}

/// `if … else if … else …`, as a statement or as a value.
public struct Conditional: Hashable, Sendable {
    public struct Branch: Hashable, Sendable {
        public let condition: Expression
        public let block: Block
    }

    /// Never empty; the first whose condition holds is taken.
    public let branches: [Branch]
    public let otherwise: Block?
}
