import SluiceSyntax
import Testing

@Suite("Any bytes")
struct RobustnessTests {
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
