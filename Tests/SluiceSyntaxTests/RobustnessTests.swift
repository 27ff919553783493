import SluiceSyntax
import Testing

@Suite("Any bytes")
struct RobustnessTests {
    private static let words = [
        "let", "x", "=", "fn", "(", ")", "[", "]", "{", "}", "\"", "\"\"\"", "'", "${", "}", "|>", "=>", ",", ":", ".", "..", "-", "not",
        "if", "else",
        "for", "in", "while", "alarm", "pipeline", "stage", "wave", "deploy", "with", "bake", "until", "1", "5%", "3m", "09:00", "\n", "\n",
        ";", "#", "##",
        "start", "status", "print", "on", "one", "zone", "at", "a", "time", "é", "\\", "\u{0}", "return", "import", "==", "approve", "of",
        "defaults", "1e",
    ]

    private func check(_ bytes: [UInt8], _ comment: Comment) {
        let result = Parser.parse(SourceFile(name: "random", bytes: bytes))
        #expect(result.tree.span.end == bytes.count, comment)
        for diagnostic in result.diagnostics { #expect(diagnostic.primary.span.end <= bytes.count, comment) }
        var end = 0
        for item in Highlight.highlight(bytes) {
            #expect(item.range.lowerBound >= end, comment)
            end = item.range.upperBound
        }
        _ = TreeDump.dump(result.tree)
        _ = CursorContext.at(bytes.count / 2, in: bytes)
    }

    @Test("never trap, at random", arguments: 1...40)
    func randomBytes(_ seed: Int) {
        var numbers = Sequence64(seed: UInt64(seed))
        for round in 0..<10 {
            let bytes = (0..<numbers.next(below: 200)).map { _ in UInt8(numbers.next(below: 256)) }
            check(bytes, "seed \(seed), round \(round)")
        }
    }

    @Test("never trap, as random tokens", arguments: 1...100)
    func randomTokens(_ seed: Int) {
        var numbers = Sequence64(seed: UInt64(seed))
        for round in 0..<10 {
            var text = ""
            for _ in 0..<numbers.next(below: 80) {
                text += Self.words[numbers.next(below: Self.words.count)]
                if numbers.next(below: 3) > 0 { text += " " }
            }
            check(Array(text.utf8), "seed \(seed), round \(round): \(text)")
        }
    }

    @Test("never trap when the guide's example is cut anywhere")
    func cutExample() {
        let bytes = Array(guideText.utf8)
        for end in stride(from: 0, to: bytes.count, by: 7) { _ = Parser.parse(SourceFile(name: "cut", bytes: Array(bytes[..<end]))) }
    }

    struct Deep: CustomTestStringConvertible, Sendable {
        let name: String
        let text: String

        init(_ name: String, _ text: String) {
            self.name = name
            self.text = text
        }

        var testDescription: String { name }
    }

    static let deep: [Deep] = [
        Deep("parentheses", String(repeating: "(", count: 100_000)),
        Deep("closed parentheses", String(repeating: "(", count: 100_000) + String(repeating: ")", count: 100_000)),
        Deep("lists", "let a = " + String(repeating: "[", count: 100_000)),
        Deep("braces", String(repeating: "if a {", count: 50_000)),
        Deep("calls", "let a = " + String(repeating: "f(", count: 100_000)),
        Deep("negations", "let a = " + String(repeating: "-", count: 100_000) + "1"),
        Deep("nots", "let a = " + String(repeating: "not ", count: 100_000) + "b"),
        Deep("sums", "let a = 1" + String(repeating: "+1", count: 100_000)),
        Deep("members", "let a = b" + String(repeating: ".b", count: 100_000)),
        Deep("pipes", "let a = b" + String(repeating: "|>b", count: 100_000)),
        Deep("lambdas", "let a = " + String(repeating: "a=>", count: 100_000) + "1"),
        Deep("values", "let a = " + String(repeating: "if a {", count: 50_000)),
        Deep("strings", "let a = " + String(repeating: "\"${", count: 50_000)),
        Deep("types", "let a: " + String(repeating: "[", count: 100_000)),
        Deep("functions", String(repeating: "fn a() {", count: 50_000)),
        Deep("clauses", "let a = " + String(repeating: "alarm a = ", count: 50_000)),
        Deep("ranges", "let a = 1" + String(repeating: "..1", count: 100_000)),
    ]

    @Test("never overflow the stack", arguments: deep)
    func nesting(_ sample: Deep) {
        let result = Parser.parse(SourceFile(name: sample.name, text: sample.text))
        #expect(result.diagnostics.contains { $0.code == "E0109" })
        #expect(result.diagnostics.count < 10)
        _ = TreeDump.dump(result.tree)
    }

    @Test("give the same tree and diagnostics each time")
    func deterministic() {
        let file = SourceFile(name: "x", text: guideText + "\nlet = 3\nfoo bar")
        let first = Parser.parse(file)
        let second = Parser.parse(file)
        #expect(first.tree == second.tree)
        #expect(first.diagnostics == second.diagnostics)
    }
}
