/// What came of reading one file: always a tree, and everything found wrong on the way.
public struct ParseResult: Sendable {
    public let file: SourceFile
    public let tree: SourceTree
    /// In the order of their places.
    public let diagnostics: [Diagnostic]
    /// True if the text ends inside brackets, a string, or behind an operator: more text could make it right.
    public let isIncomplete: Bool
    /// How many levels the line behind the text is to be indented.
    public let indentDepth: Int

    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
