import SluiceChecker
import SluiceSyntax
import Testing

@Suite("The tables' own examples")
struct ExampleTests {
    @Test("builtins are described by calls that fit", arguments: BuiltinTable.rows)
    func builtins(row: BuiltinRow) {
        let prelude = "alarm errors = elapsed() > 1\nlet flags = \"-j\"\nlet requests = elapsed()\n"
        let example = row.example
        let script =
            example.hasPrefix("run") || example.hasPrefix("status")
            ? example
            : example.hasPrefix("env [")
                ? "deployer d { install \"a\"; \(example) }"
                : example.hasPrefix("source") ? "pipeline p { \(example) }" : "print \(example)"
        #expect(diagnostics(prelude + script).map(\.message) == [])
    }

    @Test("no builtin has a clause's or a late name's meaning twice")
    func names() {
        let names = BuiltinTable.rows.map(\.name)
        #expect(names.count == Set(names).count)
    }
}
