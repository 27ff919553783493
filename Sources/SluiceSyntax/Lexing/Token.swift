/// The smallest piece of a script; comments and white space lie between tokens.
public struct Token: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case identifier
        case keyword(Keyword)
        case mark(Mark)
        case literal(Literal)
        case stringOpen(StringLiteral.Style)
        /// Text between quotes or interpolations, escapes resolved.
        case stringText(String)
        case interpolationOpen
        case interpolationClose
        /// Empty where the closing quotes are missing.
        case stringClose
        /// Bytes that are no token; a diagnostic was reported.
        case invalid
        /// Behind the last byte.
        case end
    }

    public internal(set) var kind: Kind
    public let span: Span
    /// The word itself for identifiers and keywords, else empty.
    public let text: String
    /// True for the first token of a line.
    public let startsLine: Bool
    /// True if white space, a comment or a line end stands before.
    public let spaceBefore: Bool
}

/// The reserved words.
public enum Keyword: String, Hashable, Sendable, CaseIterable {
    case `let`
    case `var`
    case `fn`
    case `return`
    case `if`
    case `else`
    case `for`
    case `in`
    case `while`
    case `break`
    case `continue`
    case and
    case or
    case not
    case `true`
    case `false`
    case none
}

/// Operators and punctuation.
public enum Mark: String, Hashable, Sendable, CaseIterable {
    case pipe = "|>"
    case thickArrow = "=>"
    case thinArrow = "->"
    case equal = "=="
    case notEqual = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case range = ".."
    case floorDivide = "//"
    case plus = "+"
    case minus = "-"
    case star = "*"
    case slash = "/"
    case percent = "%"
    case less = "<"
    case greater = ">"
    case assign = "="
    case dot = "."
    case comma = ","
    case colon = ":"
    case semicolon = ";"
    case openParen = "("
    case closeParen = ")"
    case openBracket = "["
    case closeBracket = "]"
    case openBrace = "{"
    case closeBrace = "}"

    /// The mark that closes this one.
    public var closing: Mark? {
        switch self {
        case .openParen: .closeParen
        case .openBracket: .closeBracket
        case .openBrace: .closeBrace
        case .pipe, .thickArrow, .thinArrow, .equal, .notEqual, .lessOrEqual, .greaterOrEqual, .range, .floorDivide, .plus, .minus, .star,
            .slash, .percent, .less, .greater, .assign, .dot, .comma, .colon, .semicolon, .closeParen, .closeBracket, .closeBrace:
            nil
        }
    }

    var isClosing: Bool { self == .closeParen || self == .closeBracket || self == .closeBrace }
}

/// A `#` or `##` comment up to the end of its line.
public struct SourceComment: Hashable, Sendable {
    public let span: Span
    public let isDocumentation: Bool
}

/// A file as tokens, with everything found wrong in them.
public struct LexResult: Sendable {
    /// Ends with a token of kind `end`.
    public internal(set) var tokens: [Token] = []
    public internal(set) var comments: [SourceComment] = []
    public internal(set) var diagnostics: [Diagnostic] = []
    /// The text of the `##` lines right above a token, by the token's index.
    var documentation: [Int: String] = [:]
    /// True if the file ends inside a multi-line string or inside `${`.
    var endsInString = false
}
