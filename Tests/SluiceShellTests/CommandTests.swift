import SluiceChecker
import SluiceEngine
import SluiceInterpreter
import SluiceLineEditor
import SluiceModel
import SluiceReport
import SluiceSyntax
import Testing

@testable import SluiceShell

@Suite struct CommandTests {
    struct Asked: CustomTestStringConvertible, Sendable {
        let name: String
        let request: Request
        let effect: String?
        var testDescription: String { name }
    }

    static let asked = [
        Asked(
            name: "a rollback without a revision",
            request: .command(.rollback(RollbackCommand(subject: .execution("checkout#2"), because: "errors"))),
            effect: "checkout#2 back to each target's last good revision: 1 target, 1 region, 10% of weight"),
        Asked(
            name: "a rollback to a revision",
            request: .command(.rollback(RollbackCommand(subject: .part("checkout", "production"), to: "v1", because: "e"))),
            effect: "checkout.production back to v1: 1 target, 1 region, 10% of weight"),
        Asked(
            name: "a rollback that is refused",
            request: .command(.rollback(RollbackCommand(subject: .pipeline("checkout"), to: "v0", because: "e"))), effect: nil),
        Asked(
            name: "a rollback that changes nothing",
            request: .command(.rollback(RollbackCommand(subject: .part("checkout", "rest"), to: "v1", because: "e"))), effect: nil),
        Asked(
            name: "a cancellation", request: .command(.cancel("checkout#2", because: "wrong")),
            effect: "checkout#2 (v2) ends: 1 target, 1 region, 10% of weight have v2 already"),
        Asked(
            name: "a command", request: .adHocRun(CommandTemplate(shell: "make clean"), RunOptions(folder: "/")),
            effect: "runs `make clean` on this machine"),
        Asked(name: "approving", request: .command(.approve(.pipeline("checkout"), because: nil)), effect: nil),
        Asked(name: "pausing", request: .command(.pause(.pipeline("checkout"), because: "x")), effect: nil),
        Asked(name: "following", request: .follow("checkout#2"), effect: nil),
        Asked(name: "looking", request: .status(nil), effect: nil),
    ]

    @Test("only what changes production beside the pipelines' rules is asked about, with its effect", arguments: asked)
    func asks(_ asked: Asked) {
        #expect(Confirmation.of(asked.request, by: "ana", state: KnownWorld().state, now: KnownWorld.start)?.effect == asked.effect)
    }

    @Test(
        "shell commands",
        arguments: [
            ("save a b.pipe", ColonCommand.save("a b.pipe")), ("quit", .quit), ("q", .quit), ("history", .history),
            ("live off", .live(false)),
            ("live", .live(true)), ("save", nil), ("live maybe", nil), ("", nil), ("frobnicate", nil),
        ])
    func commands(_ text: String, _ expected: ColonCommand?) {
        switch ColonCommand.read(text) {
        case .success(let command): #expect(command == expected)
        case .failure(let misread): #expect(expected == nil && !misread.help.isEmpty)
        }
    }

    @Test(
        "what kind of input a text is",
        arguments: [
            ("help", InputKind.help("")), ("help start", .help("start")), ("?bake", .help("bake")), ("? E0203", .help("E0203")),
            ("help = 3", .script), ("help(x)", .script), (" :quit ", .command("quit")), ("helper", .script), ("status", .script),
        ])
    func kinds(_ text: String, _ expected: InputKind) {
        #expect(InputKind(text) == expected)
    }

    @Test("every clause, function, late name and code has a page") func pages() {
        for topic in HelpPages.topics {
            #expect(throws: Never.self) { try HelpPages.page(topic.text, style: .plain).get() }
        }
        for page in SyntaxPages.all {
            #expect(throws: Never.self) { try HelpPages.page(page.code.lowercased(), style: .plain).get() }
        }
        #expect(throws: ColonCommand.Misread.self) { try HelpPages.page("nothing_of_this", style: .plain).get() }
    }

    @Test("a page shows how a clause is written") func signature() throws {
        let row = try #require(ClauseTable.row("rollback", in: .script))
        #expect(row.signature == "rollback WHAT [to REVISION] because REASON")
        let page = try HelpPages.page("rollback", style: .plain).get()
        #expect(page.contains("Stands in the top level"))
        #expect(page.contains(row.example))
    }

    @Test("the prompt tells what is on its way, what fires, and that production listens") func prompt() {
        #expect(PromptFacts().prompt.text == "sluice> ")
        #expect(PromptFacts(running: 2, firing: 1, isProductionOpen: true).prompt.text == "PROD sluice 2 running 1 alarm> ")
        let state = KnownWorld().state
        #expect(PromptFacts(state, isReadOnly: false) == PromptFacts(running: 1, firing: 0, isProductionOpen: true))
        #expect(!PromptFacts(state, isReadOnly: true).isProductionOpen)
    }

    @Test("exit statuses are ordered by how bad they are") func exits() {
        #expect(ShellExit.worse(ShellExit.rolledBack, ShellExit.failed) == ShellExit.failed)
        #expect(ShellExit.worse(ShellExit.mistake, ShellExit.success) == ShellExit.mistake)
        #expect(ShellExit.of(.rolledBack, isAsked: true) == ShellExit.success)
        #expect(ShellExit.of(.rolledBack, isAsked: false) == ShellExit.rolledBack)
    }

    @Test("what a session declares is kept as a script, each name once, imports first") func save() {
        var names = SessionNames()
        for text in [
            "let a = 1", "import \"std/waves\"", "## Doubles.\nfn f(x) = x * 2", "print a", "let a=2", "var  b = 1\nalarm bad = a >1",
        ] {
            names.take(Parser.parse(SourceFile(name: "", text: text)), modules: { _ in nil })
        }
        #expect(names.script == "import \"std/waves\"\n\n## Doubles.\nfn f(x) = x * 2\n\nlet a = 2\n\nvar b = 1\n\nalarm bad = a > 1\n")
        #expect(names.owns("bad") && !names.owns("print"))
    }
}
