import SluiceSyntax
import Testing

/// Parses and prints the tree; mistakes follow as `! CODE line:column`.
func read(_ text: String, in place: Place = .script) -> String {
    let result = Parser.parse(SourceFile(name: "test.pipe", text: text), place: place)
    let tree = TreeDump.dump(result.tree)
    let mistakes = marks(result)
    return mistakes.isEmpty ? tree : tree + "\n" + mistakes.map { "! " + $0 }.joined(separator: "\n")
}

/// Diagnostics as `CODE line:column`.
func marks(_ result: ParseResult) -> [String] {
    result.diagnostics.map { diagnostic in
        let position = result.file.position(at: diagnostic.primary.span.start)
        return "\(diagnostic.code) \(position.line):\(position.column)"
    }
}

func mistakes(_ text: String, in place: Place = .script) -> [String] {
    marks(Parser.parse(SourceFile(name: "test.pipe", text: text), place: place))
}

/// A text and what reading it gives.
struct Case: CustomTestStringConvertible, Sendable {
    let text: String
    let expected: String
    let place: Place

    init(_ text: String, _ expected: String, in place: Place = .script) {
        self.text = text
        self.expected = expected
        self.place = place
    }

    var testDescription: String { text }
}
