/// One clause as it was written: every clause of the language has this one shape.
///
/// Which row of the clause table it follows depends on where it lands: `ClauseTable.row(_:in:)`. Arguments carry the names
/// of the row's parameters; what was left out is absent.
public struct ClauseStatement: Hashable, Sendable {
    public let id: NodeID
    public let word: Name
    public let arguments: [ClauseArgument]
    /// In the order written; a word at most once.
    public let modifiers: [ClauseModifier]
    public let block: Block?
    public let documentation: String?
    public let span: Span

    public func argument(_ name: String) -> ClauseValue? {
        arguments.first { $0.name == name }?.value
    }

    public func modifier(_ word: String) -> ClauseModifier? {
        modifiers.first { $0.word.text == word }
    }

    /// The expression given for a positional parameter, also if it is a string that names something.
    public func expression(_ name: String) -> Expression? {
        argument(name)?.expression
    }

    /// The only expression of a modifier that takes one.
    public func modifierExpression(_ word: String) -> Expression? {
        modifier(word)?.value?.expression
    }
}

/// A value given for a parameter of a clause or of a modifier.
public struct ClauseArgument: Hashable, Sendable {
    public let name: String
    public let value: ClauseValue
    public let span: Span
}

/// A modifier such as `timeout 5m`, `for 3 of 5` or `one zone at a time`.
public struct ClauseModifier: Hashable, Sendable {
    public let word: Name
    public let arguments: [ClauseArgument]
    public let span: Span

    public func argument(_ name: String) -> ClauseValue? {
        arguments.first { $0.name == name }?.value
    }

    public func expression(_ name: String) -> Expression? {
        argument(name)?.expression
    }

    /// The first argument; nil for a bare word.
    public var value: ClauseValue? { arguments.first?.value }
}

/// What kind of value it is follows from the parameter's `ClauseShape` alone.
public indirect enum ClauseValue: Hashable, Sendable {
    case expression(Expression)
    /// From `.expressionList` and `.expressionRun`; never empty.
    case expressions([Expression])
    /// A fixed word such as `breaching` or `region`.
    case word(Name)
    case words([Name])
    /// A name, literal or computed.
    case label(Label)
    case labels([Label])

    public var expression: Expression? {
        switch self {
        case .expression(let expression): expression
        case .label(.string(let expression)): expression
        case .expressions(let list): list.count == 1 ? list[0] : nil
        case .word, .words, .label(.word), .labels: nil
        }
    }

    public var expressions: [Expression] {
        switch self {
        case .expression(let expression): [expression]
        case .expressions(let list): list
        case .word, .words, .label, .labels: []
        }
    }

    public var word: Name? {
        switch self {
        case .word(let name): name
        case .label(.word(let name)): name
        case .expression, .expressions, .words, .label(.string), .labels: nil
        }
    }

    public var words: [Name] {
        switch self {
        case .word(let name): [name]
        case .words(let names): names
        case .expression, .expressions, .label, .labels: []
        }
    }

    public var label: Label? {
        if case .label(let label) = self { label } else { nil }
    }

    public var labels: [Label] {
        switch self {
        case .label(let label): [label]
        case .labels(let labels): labels
        case .expression, .expressions, .word, .words: []
        }
    }
}

/// The name of a pipeline, phase, stage, wave, alarm or person: `one` or `"r-${n}"`.
public enum Label: Hashable, Sendable {
    case word(Name)
    case string(Expression)

    public var span: Span {
        switch self {
        case .word(let name): name.span
        case .string(let expression): expression.span
        }
    }

    /// The text, unless it has `${}` in it.
    public var plainText: String? {
        switch self {
        case .word(let name): return name.text
        case .string(let expression):
            guard case .string(let literal) = expression.kind else { return nil }
            return literal.plainText
        }
    }
}
