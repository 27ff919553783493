/// A place in a document; the line counts from 0, the character in the units that were agreed on.
public struct TextPosition: Hashable, Sendable, Codable {
    public var line: Int
    public var character: Int

    public init(line: Int, character: Int) {
        self.line = line
        self.character = character
    }
}

/// Half-open.
public struct TextRange: Hashable, Sendable, Codable {
    public var start: TextPosition
    public var end: TextPosition
}

struct Location: Hashable, Codable, Sendable {
    var uri: String
    var range: TextRange
}

struct TextEdit: Hashable, Codable, Sendable {
    var range: TextRange
    var newText: String
}

struct WorkspaceEdit: Hashable, Codable, Sendable {
    /// By URI.
    var changes: [String: [TextEdit]]
}

struct Markup: Hashable, Codable, Sendable {
    var kind = "markdown"
    var value: String
}

/// In which units a character offset counts.
public enum PositionEncoding: String, Hashable, Sendable, Codable {
    case utf8 = "utf-8"
    case utf16 = "utf-16"
}
