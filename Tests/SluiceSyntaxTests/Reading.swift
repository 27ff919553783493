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

/// Numbers that look random and are the same in every run (xorshift64*).
struct Sequence64 {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed == 0 ? 1 : seed
    }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 2_685_821_657_736_338_717
    }

    mutating func next(below bound: Int) -> Int { Int(next() >> 33) % bound }
}
