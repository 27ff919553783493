/// Whether what was typed can be submitted.
public enum Completeness: Hashable, Sendable {
    case complete
    /// More is needed; the next line starts with this many spaces.
    case incomplete(indent: Int)
}

/// One thing that could stand at the cursor.
public struct Completion: Hashable, Sendable {
    /// UTF-8 offsets of what it replaces, up to the cursor or beyond.
    public var replaces: Range<Int>
    public var text: String
    /// What it is, for the menu; may be empty.
    public var description: String

    public init(replaces: Range<Int>, text: String, description: String = "") {
        self.replaces = replaces
        self.text = text
        self.description = description
    }
}

/// What Tab offers.
public struct CompletionList: Hashable, Sendable {
    public var items: [Completion]
    /// Shown below the menu, for example that live names are some seconds old.
    public var note: String?

    public init(_ items: [Completion], note: String? = nil) {
        self.items = items
        self.note = note
    }
}

/// What the line editor must ask about the text that is typed.
///
/// All calls come from the thread of the editor, between two keys, with the whole buffer; whoever is slow here is felt by the typist.
/// Offsets are UTF-8 bytes.
public protocol InputLanguage {
    func completeness(of text: String) -> Completeness
    func highlight(_ text: String) -> [StyledRange]
    func completions(for text: String, cursor: Int) -> CompletionList
    /// A dim remark behind the text: a signature, an effect.
    func hint(for text: String) -> String?
}

/// Text without any rules: every line is complete.
public struct FreeText: InputLanguage {
    public init() {}

    public func completeness(of text: String) -> Completeness { .complete }
    public func highlight(_ text: String) -> [StyledRange] { [] }
    public func completions(for text: String, cursor: Int) -> CompletionList { CompletionList([]) }
    public func hint(for text: String) -> String? { nil }
}
