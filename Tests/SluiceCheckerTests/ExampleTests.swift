import Foundation
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

    @Test("every example of the clause table is right where its row says that it may stand", arguments: ClauseTable.rows)
    func clauses(row: ClauseRow) {
        let script = Self.wrapped(row.example, in: row.places[0], word: row.word)
        let found = Checker.check(Parser.parse(SourceFile(name: row.word, text: script)), context: .shell(Self.known)).diagnostics
        #expect(found.map(\.message) == [])
    }

    private static func wrapped(_ example: String, in place: Place, word: String) -> String {
        switch place {
        case .script, .function: example
        case .pipeline: "pipeline p {\n\(example)\n}"
        case .phase: wrapped("phase q {\n\(example)\n}", in: .pipeline, word: word)
        case .stage: wrapped("stage q {\n\(example)\n}", in: .pipeline, word: word)
        case .wave: wrapped("wave q {\n\(example)\n}", in: .pipeline, word: word)
        case .parallel: wrapped("parallel {\n\(example)\n}", in: .stage, word: word)
        case .defaults: wrapped("defaults {\n\(example)\n}", in: .pipeline, word: word)
        case .deployer: "deployer d {\n\(word == "install" ? "" : "install \"a\"")\n\(example)\n}"
        case .source: wrapped("source git(\"a\") {\n\(example)\n}", in: .pipeline, word: word)
        case .test: "test \"t\" {\n\(example)\n}"
        case .simulation: wrapped("let s = simulate checkout {\n\(example)\n}", in: .test, word: word)
        }
    }

    private static let known =
        ["errors", "health", "team"].map { KnownName($0, type: .alarm) } + ["prod", "beta", "first"].map { KnownName($0, type: .fleet) }
        + [
            KnownName("host", type: .deployer), KnownName("checkout", type: .pipeline), KnownName("requests", type: .signal),
            KnownName("e", type: .execution), KnownName("r"), KnownName("_"), KnownName("name", type: .string),
        ]

    @Test("the scripts that ship with Sluice are right", arguments: Self.scripts)
    func shipped(path: String) throws {
        let text = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
        let interface = try ModuleInterface(
            of: Parser.parse(
                SourceFile(
                    id: FileID(1), name: "waves", text: String(contentsOf: Self.root.appending(path: "stdlib/waves.pipe"), encoding: .utf8))
            ).tree)
        let result = Checker.check(
            Parser.parse(SourceFile(name: path, text: text)), modules: { $0.path == "std/waves" ? interface : nil },
            context: path.hasPrefix("stdlib") ? .module : .script)
        #expect(result.diagnostics.map(\.message) == [])
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static var scripts: [String] {
        ["stdlib", "scripts/examples", "scripts/bench"].flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
            return names.filter { $0.hasSuffix(".pipe") }.sorted().map { "\(folder)/\($0)" }
        }
    }
}
