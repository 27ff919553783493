/// Writes a script in the one style of the language, described in the guide (CommandLine, "The formatter's style").
///
/// What comes out has the same tree (but for spans), the same strings byte for byte and the same comments in the same order, and formatting it
/// again changes nothing. Every result is read again and compared before it is returned.
public enum Formatter {
    /// Columns that a line has, unless a string, a comment or a name alone needs more.
    public static let lineWidth = 100
    /// Columns of one level of indentation.
    public static let indentation = 4

    /// Why a text is left as it is.
    public enum Refusal: Error, Hashable, Sendable {
        /// It does not parse; the errors and warnings of reading it.
        case mistakes([Diagnostic])
        /// The formatter would have changed more than white space: its own mistake.
        case unfaithful
    }

    /// The formatted bytes of a whole file whose top level is the given place. O(length × nesting).
    public static func format(_ file: SourceFile, place: Place = .script) -> Result<[UInt8], Refusal> {
        var script = FormattedScript(file, place: place)
        guard !script.parse.hasErrors else { return .failure(.mistakes(script.parse.diagnostics)) }
        // What a line was broken for may be gone once it is broken, but nothing is ever joined again: this ends after two or three rounds.
        for _ in 0..<Self.roundLimit {
            let bytes = script.written()
            if bytes == script.parse.file.bytes { return .success(bytes) }
            let next = FormattedScript(SourceFile(id: file.id, name: file.name, bytes: bytes), place: place)
            guard next.means(what: script) else { return .failure(.unfaithful) }
            script = next
        }
        return .failure(.unfaithful)
    }

    /// The formatted text of a whole file.
    public static func format(_ text: String, name: String = "<text>", place: Place = .script) -> Result<String, Refusal> {
        format(SourceFile(name: name, text: text), place: place).map { String(decoding: $0, as: UTF8.self) }
    }

    private static let roundLimit = 16
}

/// One reading of a script with all that writing it needs.
struct FormattedScript {
    let parse: ParseResult
    private let pieces: ScriptPieces
    private let layout: Layout
    private let documentation: [String?]

    init(_ file: SourceFile, place: Place) {
        var parser = Parser(file: file, place: place)
        parse = parser.parseFile()
        guard !parse.hasErrors else {
            pieces = ScriptPieces(tokens: [], comments: [], file: file)
            layout = Layout(pieces)
            documentation = []
            return
        }
        pieces = ScriptPieces(tokens: parser.tokens, comments: parser.comments, file: file)
        var reader = LayoutReader(pieces: pieces, place: place)
        reader.read(parse.tree)
        documentation = reader.documentation
        layout = reader.finished()
    }

    func written() -> [UInt8] {
        var writer = LayoutWriter(pieces: pieces, layout: layout)
        return writer.written()
    }

    /// True if both have the same tree, words, strings, comments and documentation.
    func means(what other: FormattedScript) -> Bool {
        !parse.hasErrors && documentation == other.documentation && pieces.text == other.pieces.text
            && pieces.commentTexts == other.pieces.commentTexts && TreeDump.dump(parse.tree) == TreeDump.dump(other.parse.tree)
    }
}
