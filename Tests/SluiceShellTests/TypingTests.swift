import SluiceEngine
import SluiceLineEditor
import SluiceModel
import SluiceSyntax
import Testing

@testable import SluiceShell

@Suite struct TypingTests {
    struct Offer: CustomTestStringConvertible, Sendable {
        let typed: String
        let offered: [String]
        var not: [String] = []
        var first: String?
        var testDescription: String { "‹\(typed)›" }
    }

    static let offers = [
        Offer(typed: "ro", offered: ["rollback"]),
        Offer(typed: "pipeline p { st", offered: ["stage"], not: ["status", "start"]),
        Offer(typed: "pipeline p { phase ", offered: [], not: ["production"]),
        Offer(typed: "rollback ", offered: ["checkout", "checkout#2", "checkout#1"]),
        Offer(typed: "status che", offered: ["checkout", "checkout#2"]),
        Offer(typed: "explain ", offered: ["checkout", "checkout#2"]),
        Offer(typed: "approve checkout.", offered: ["production", "one", "rest"], first: "production"),
        Offer(typed: "start checkout at ", offered: ["\"v1\"", "\"v2\""], first: "\"v2\""),
        Offer(typed: "start checkout at \"v", offered: ["\"v1\"", "\"v2\""]),
        Offer(typed: "rollback checkout.production to ", offered: ["\"v1\""]),
        Offer(typed: "rollback checkout.production ", offered: ["because", "to"], first: "because"),
        Offer(typed: "promote checkout#2 past ", offered: ["window", "freeze"]),
        Offer(typed: "follow checkout", offered: ["checkout#2"]),
        Offer(typed: "follow checkout_2.", offered: ["state", "revision"]),
        Offer(typed: "print revision.", offered: ["id", "author"]),
        Offer(typed: ":s", offered: [":save"], not: [":quit"]),
        Offer(typed: "help ba", offered: ["bake"]),
        Offer(typed: "?E01", offered: []),
        Offer(typed: "print target(\"a", offered: ["\"a1\"", "\"a2\""], not: ["\"b1\""]),
    ]

    @Test("what may stand at the cursor is offered", arguments: offers)
    func offered(_ offer: Offer) {
        let list = Completer(known: KnownWorld().known).completions(for: offer.typed, cursor: offer.typed.utf8.count)
        let texts = list.items.map(\.text)
        for text in offer.offered { #expect(texts.contains(text), "\(texts)") }
        for text in offer.not { #expect(!texts.contains(text), "\(texts)") }
        if let first = offer.first { #expect(texts.first == first) }
    }

    @Test("live names carry state and age") func descriptions() {
        let known = KnownWorld().known
        func described(_ text: String, _ name: String) -> String? {
            Completer(known: known).completions(for: text, cursor: text.utf8.count).items.first { $0.text == name }?.description
        }
        #expect(described("follow ", "checkout#2") == "v2, baking in one 10m")
        #expect(described("status ", "checkout#1") == "v1, succeeded 10m ago")
        #expect(described("status ", "checkout") == "v2 baking in one 10m")
        #expect(described("start checkout at ", "\"v2\"") == "9m old, on 1 target, marked bad")
        #expect(described("start checkout at ", "\"v1\"") == "10m old, on 2 targets")
        #expect(described("status checkout.", "one")?.contains("baking") == true)
    }

    @Test("names that another process may have changed say how old they are") func staleness() {
        var known = KnownWorld().known
        known.readAt = KnownWorld.start
        let list = Completer(known: known).completions(for: "follow ", cursor: 7)
        #expect(list.note == "names as of 10m ago")
    }

    @Test("a completion replaces what is typed of the word") func replaces() {
        let list = Completer(known: KnownWorld().known).completions(for: "status che", cursor: 10)
        #expect(list.items.map(\.replaces) == Array(repeating: 7..<10, count: list.items.count))
    }

    @Test(
        "Enter asks the parser",
        arguments: [
            ("let x = 1", Completeness.complete), ("pipeline p {", .incomplete(indent: 4)),
            ("pipeline p { stage a {", .incomplete(indent: 4)),
            ("pipeline p {\n    stage a {", .incomplete(indent: 8)), ("print \"\"\"a", .incomplete(indent: 0)), (":save {", .complete),
            ("help start", .complete), ("", .complete), ("let x = )", .complete),
        ])
    func completeness(_ text: String, _ expected: Completeness) {
        #expect(ShellLanguage(known: KnownState { KnownWorld.start }).completeness(of: text) == expected)
    }

    @Test("every kind of text has its look, and colours stand on what they are for") func highlighting() {
        let styles = Colouring.styles(of: "rollback checkout to \"v1\" # go")
        #expect(styles.first == StyledRange(0..<8, Style(.blue, .bold)))
        #expect(styles.contains(StyledRange(18..<20, Style(.blue))))
        #expect(styles.contains { $0.range.contains(22) && $0.style == Style(.green) })
        #expect(styles.contains { $0.range.lowerBound == 26 && $0.style == Style(.brightBlack, .dim) })
        #expect(Colouring.style(of: .invalid)?.attributes.contains(.underlined) == true)
    }

    @Test(
        "an execution's number is no comment",
        arguments: [
            ("follow checkout#2", "follow checkout_2", 1), ("follow checkout#9", "follow checkout#9", 0),
            ("print 1 # checkout#2", "print 1 # checkout#2", 0), ("print \"checkout#2\"", "print \"checkout#2\"", 0),
            ("explain checkout#2 # why", "explain checkout_2 # why", 1),
            ("follow checkout#1; follow checkout#2", "follow checkout_1; follow checkout_2", 2),
            ("x#2", "x#2", 0), ("", "", 0),
        ])
    func executionNames(_ text: String, _ expected: String, _ count: Int) {
        let state = KnownWorld().state
        let found = ExecutionNames.replaced(in: text) { state.execution($0) != nil }
        #expect(found.text == expected)
        #expect(found.executions.count == count)
    }

    @Test("the hint says what a clause still needs") func hints() {
        let language = ShellLanguage(known: KnownState { KnownWorld.start })
        #expect(language.hint(for: "rollback checkout ") == "because …")
        #expect(language.hint(for: "start ") == "‹Pipeline›")
        #expect(language.hint(for: "let x = 1") == nil)
    }

    @Test("codes for colours become styles") func ansi() {
        let text = AnsiText.styled("\u{1B}[1;31merror\u{1B}[0m: é \u{1B}[2mdim\u{1B}[0m\u{1B}[5A")
        #expect(text.text == "error: é dim")
        #expect(text.styles == [StyledRange(0..<5, Style(.red, .bold)), StyledRange(10..<13, .dim)])
        #expect(AnsiText.styled("plain") == StyledText("plain"))
    }
}
