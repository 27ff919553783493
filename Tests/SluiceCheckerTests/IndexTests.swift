import SluiceChecker
import SluiceModel
import SluiceSyntax
import Testing

@Suite("The index for editors")
struct IndexTests {
    private static let script = """
        import "std/waves" as spread
        ## Everything that serves customers.
        let prod = fleet([target("a", region: "eu")])
        alarm errors = elapsed() > 5m
        deployer host { install "deploy ${target.name} ${revision.author}" }
        fn slow(members, limit: Duration = 5m) {
            let members = take(members, 1)
            return [limit for m in members]
        }
        pipeline checkout {
            watch errors
            param note
            wave one { deploy spread.one_box(prod) with host; bake 1h }
        }
        print slow(prod), checkout
        """

    private let file = SourceFile(name: "test.pipe", text: Self.script)

    private func index() throws -> ScriptIndex {
        let waves = ModuleInterface(
            of: Parser.parse(SourceFile(id: FileID(1), name: "std/waves", text: "## The first.\nfn one_box(targets) { return targets }"))
                .tree)
        return try #require(Checker.check(Parser.parse(file), modules: { _ in waves }, recordsIndex: true).index)
    }

    /// The offset of the first letter of a piece of the script, the first one after `start`.
    private func offset(of piece: String, after start: String = "") throws -> Int {
        let bytes = Array(Self.script.utf8)
        func find(_ text: String, from: Int) -> Int? {
            let pattern = Array(text.utf8)
            return (from..<(bytes.count - pattern.count + 1)).first { bytes[$0..<($0 + pattern.count)].elementsEqual(pattern) }
        }
        let from = start.isEmpty ? 0 : try #require(find(start, from: 0)) + start.utf8.count
        return try #require(find(piece, from: from))
    }

    @Test(
        "each name leads to its declaration",
        arguments: [
            ("prod", "one_box(", 3, "constant"), ("errors", "watch ", 4, "alarm"), ("host", "with ", 5, "deployer"),
            ("slow", "print ", 6, "function"), ("checkout", "prod), ", 10, "pipeline"), ("members", "take(", 7, "constant"),
            ("limit", "[", 6, "parameter"), ("m ", "for ", 8, "loopVariable"), ("spread", "deploy ", 1, "module"),
        ])
    func declarations(name: String, start: String, line: Int, kind: String) throws {
        let found = try #require(try index().declaration(at: try offset(of: name, after: start)))
        #expect(file.text(of: found.span) == found.name)
        if name != "members" { #expect(file.line(at: found.span.start) == line) }
        if name != "members" { #expect(found.kind.rawValue == kind) }
    }

    @Test("a declaration knows its documentation, its type and where it is used")
    func facts() throws {
        let index = try index()
        let number = try #require(index.declarations.firstIndex { $0.name == "prod" })
        #expect(index.declarations[number].documentation == "Everything that serves customers.")
        #expect(index.declarations[number].type.title == "Fleet")
        #expect(index.uses(of: number).map { file.line(at: $0.start) } == [13, 15])
    }

    @Test("exports, late names, builtins and parts are known as such")
    func others() throws {
        let index = try index()
        guard case .export(let path, let export)? = index.referent(at: try offset(of: "one_box", after: "spread."))?.referent else {
            Issue.record("no export")
            return
        }
        #expect(path == "std/waves" && export.documentation == "The first." && export.span.start == 17)
        #expect(index.referent(at: try offset(of: "target.name"))?.referent == .late(.target))
        #expect(index.referent(at: try offset(of: "elapsed"))?.referent == .builtin(try #require(BuiltinTable.row("elapsed"))))
        #expect(index.declarations.filter { $0.kind == .part }.map(\.name) == ["one"])
    }

    @Test("a position sees the names of the blocks around it")
    func visible() throws {
        let index = try index()
        let inside = index.visible(at: try offset(of: "limit for")).map(\.name)
        #expect(inside.contains("members") && inside.contains("limit") && inside.contains("prod") && inside.contains("slow"))
        #expect(inside.count { $0 == "members" } == 1)
        let outside = index.visible(at: try offset(of: "print slow")).map(\.name)
        #expect(!outside.contains("members") && !outside.contains("note") && outside.contains("checkout"))
    }

    @Test("expressions have their types, the smallest one counts")
    func types() throws {
        let index = try index()
        #expect(index.type(at: try offset(of: "5m", after: "= "))?.type.title == "Duration")
        #expect(index.type(at: try offset(of: "elapsed()"))?.type.title == "Signal")
    }

    @Test("nothing is recorded unless it is asked for")
    func silent() {
        #expect(Checker.check(Parser.parse(file)).index == nil)
    }
}
