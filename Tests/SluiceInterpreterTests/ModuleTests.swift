import Foundation
import OrderedCollections
import SluiceFuzzing
import SluiceInterpreter
import SluiceModel
import SluiceSyntax
import Testing

/// A file of the repository.
func repositoryFile(_ path: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: path), encoding: .utf8)
}

@Suite struct ModuleTests {
    static let world = FixedInputs(modules: [
        "lib/hosts.pipe":
            "let port = 80\nlet _secret = 1\nfn name(n) = \"h${n}:${port}\"\nfn twice(n) = _double(n)\nfn _double(n) = n * 2\n",
        "a": "import \"b\"\n", "b": "import \"c\"\n", "c": "import \"a\"\n", "self": "import \"self\"\n",
        "broken": "let = 5\n", "acts": "run \"x\"\n", "prints": "print \"loading\"\nlet x = 1\n",
        "calls": "fn go() = (run \"x\")\n", "bad": "fn f(x) = 1 // x\n", "std/bad": "fn f(x) = 1 // x\n",
        "fragments": "fn soak(minutes) { bake 1m * minutes }\nfn alarmed(u) { return alarm errors = http(u) != 200 }\n",
        "shared": "print \"once\"\nlet x = 1\n", "left": "import \"shared\"\nlet y = shared.x\n",
        "right": "import \"shared\"\nlet y = shared.x\n",
    ])

    static let uses = [
        PrintCase("import \"lib/hosts.pipe\"; print hosts.port, hosts.name(2), hosts.twice(4)", "80 h2:80 8"),
        PrintCase("import \"lib/hosts.pipe\" as h; print h.name(1), map([1], h.twice)", "h1:80 [2]"),
        PrintCase("import \"prints\"; print prints.x", "loading", "1"),
        PrintCase("import \"left\"; import \"right\"; print left.y + right.y", "once", "2"),
        PrintCase("import \"calls\"; print calls.go().output", "hello"),
    ]

    @Test(arguments: uses) func `modules are evaluated once and export what has no leading underscore`(row: PrintCase) {
        check(row, Self.world)
    }

    static let mistakes = [
        MistakeCase("import \"a\"", "E0222"),
        MistakeCase("import \"self\"", "E0222"),
        MistakeCase("import \"nowhere\"", "E0223", at: "\"nowhere\""),
        MistakeCase("import \"acts\"", "E0311", at: "run"),
        MistakeCase("import \"lib/hosts.pipe\" as h; print h.prt", "E0209", help: "`port`"),
        MistakeCase("import \"lib/hosts.pipe\" as h; print h._secret", "E0209"),
        MistakeCase("import \"bad\"; bad.f(0)", "E0502", at: "1 // x"),
        MistakeCase("import \"std/bad\"; bad.f(0)", "E0502", at: "bad.f(0)"),
        MistakeCase("import \"fragments\"; fragments.soak(1)", "E0301"),
    ]

    @Test(arguments: mistakes) func `a mistake has a code, a place and a way out`(row: MistakeCase) { check(row, Self.world) }

    @Test func `a cycle is printed`() {
        #expect(evaluate("import \"a\"", Self.world).diagnostics.first?.message.contains("a → b → c → a") == true)
    }

    @Test func `a module's mistakes are its own`() {
        let outcome = evaluate("import \"broken\"", Self.world)
        let file = outcome.diagnostics.first.flatMap { outcome.evaluation.files[$0.primary.span.file]?.name }
        #expect(file == "broken")
    }

    @Test func `waves grow from the lightest region`() throws {
        let world = FixedInputs(modules: ["std/waves": try repositoryFile("stdlib/waves.pipe")])
        let outcome = evaluate(
            """
            import "std/waves"
            let prod = fleet(flatten([[target("r${r}-${i}", region: "r${r}") for i in 1..r] for r in 1..4]))
            let box = waves.one_box(prod)
            print box, [s.name for s in waves.growing(prod, without: box)]
            print [len(s.targets) for s in waves.growing(prod, first: 1, factor: 2)], [s.last for s in waves.growing(prod)]
            print [s.name for s in waves.by_share(prod, [1%, 10%, 100%])]
            """, world)
        #expect(outcome.diagnostics.map(\.message) == [])
        #expect(
            outcome.prints == ["[r1-1] [\"r2\", \"r3+r4\"]", "[1, 5, 4] [false, true]", "[\"1%\", \"10%\", \"100%\"]"])
        #expect(evaluate("import \"std/waves\"\nwaves.one_box([])", world).codes == ["E0504"])
    }

    @Test func `the examples of the repository define what they say`() throws {
        let world = FixedInputs(
            files: ["quickstart/fleet.csv": try repositoryFile("scripts/examples/quickstart/fleet.csv")],
            modules: ["std/waves": try repositoryFile("stdlib/waves.pipe")])
        for name in ["minimal", "quickstart"] {
            let outcome = evaluate(try repositoryFile("scripts/examples/\(name).pipe"), world)
            #expect(outcome.diagnostics.map { "\($0.code) \($0.message)" } == [], "\(name)")
            #expect(outcome.definitions.count == 1)
            #expect(outcome.prints.last?.contains("succeeded") == true, "\(outcome.prints)")
        }
    }
}
