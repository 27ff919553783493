import SluiceSyntax
import Testing

@Suite("Input while it is typed")
struct ShellInputTests {
    struct Input: CustomTestStringConvertible, Sendable {
        let text: String
        let isIncomplete: Bool
        let depth: Int

        init(_ text: String, _ isIncomplete: Bool, _ depth: Int) {
            self.text = text
            self.isIncomplete = isIncomplete
            self.depth = depth
        }

        var testDescription: String { text }
    }

    static let inputs: [Input] = [
        Input("", false, 0),
        Input("status", false, 0),
        Input("let x = 1", false, 0),
        Input("let x =", true, 1),
        Input("a +", true, 1),
        Input("a and", true, 1),
        Input("x =>", true, 1),
        Input("xs |>", true, 1),
        Input("print a,", true, 0),
        Input("pipeline a {", true, 1),
        Input("pipeline a {\n  stage b {", true, 2),
        Input("pipeline a {\n  stage b {\n  }", true, 1),
        Input("f(", true, 1),
        Input("f([", true, 1),
        Input("f(1)", false, 0),
        Input("f(1))", false, 0),
        Input("f(]", false, 1),
        Input("let s = \"\"\"\n  a", true, 0),
        Input("let s = \"\"\"${a", true, 0),
        Input("let s = \"a", false, 0),
        Input("deploy a with", false, 0),
        Input("pipeline a { stge", true, 1),
        Input("if a { b } else {", true, 1),
        Input("status # {", false, 0),
    ]

    @Test("is submitted only when it is complete", arguments: inputs)
    func incomplete(_ input: Input) {
        let result = Parser.parse(SourceFile(name: "<shell>", text: input.text))
        #expect(result.isIncomplete == input.isIncomplete)
        #expect(result.indentDepth == input.depth)
    }

    static let cursors: [Case] = [
        Case("", "statement script ''"),
        Case("sta", "statement script 'sta'"),
        Case("pipeline a { st", "statement pipeline 'st'"),
        Case("pipeline a {\n  stage b {\n    ", "statement stage ''"),
        Case("let x = ", "expression script ''"),
        Case("let x = 1 + f", "expression script 'f'"),
        Case("print checkout.pro", "member checkout 'pro'"),
        Case("start checkout ", "modifiers start [at with because] ''"),
        Case("start checkout at \"v\" b", "modifiers start [with because] 'b'"),
        Case("start ", "parameter start what ''"),
        Case("start checkout at ", "parameter start revision ''"),
        Case("alarm a = b missing ", "parameter alarm policy ''"),
        Case("status ", "parameter status what ''"),
        Case("print \"${tar", "expression script 'tar'"),
        Case("let x = 3 ", "nothing ''"),
        Case("print \"some wo", "nothing 'wo'"),
        Case("print 'some wo", "nothing 'wo'"),
        Case("print \"\"\"\n  some wo", "nothing 'wo'"),
        Case("print \"a ${b} c", "nothing 'c'"),
        Case("print \"a ${f(\"b", "nothing 'b'"),
        Case("print 1 # st", "nothing 'st'"),
        Case("## st", "nothing 'st'"),
        Case("# c\nst", "statement script 'st'"),
        Case("let x = 12", "nothing '12'"),
    ]

    @Test("says at the cursor what may stand there", arguments: cursors)
    func cursor(_ sample: Case) {
        let (context, prefix) = CursorContext.at(sample.text.utf8.count, in: Array(sample.text.utf8))
        #expect(describe(context) + " '\(prefix)'" == sample.expected)
    }

    private func describe(_ context: CursorContext?) -> String {
        switch context {
        case nil: "nothing"
        case .statement(let place): "statement \(place.rawValue)"
        case .expression(let place): "expression \(place.rawValue)"
        case .member(let base, _): "member \(TreeDump.dump(base))"
        case .parameter(let row, let parameter, _, _): "parameter \(row.word) \(parameter.name)"
        case .modifiers(let row, let rest, _): "modifiers \(row.word) [\(rest.map(\.word).joined(separator: " "))]"
        }
    }

    static let calls = [
        Case("f(", "f 0"), Case("f(1, 2, ", "f 2"), Case("waves.growing(prod, by: ", "waves.growing 1 by"), Case("f(1, [2, 3", "f 1"),
        Case("f(g(1, 2), ", "f 1"), Case("f(1, g(", "g 0"), Case("f(x => { let y = ", "none"), Case("f(1)", "none"), Case("(1, ", "none"),
        Case("fn f(a, ", "none"), Case("print \"${f(1, ", "f 1"), Case("print \"${f(1)} ", "none"), Case("f(\"a, b\", ", "f 1"),
        Case("f(\"${g(1, 2)}\", ", "f 1"), Case("", "none"), Case("f(# c, d\n1, ", "f 1"),
    ]

    @Test("knows the call whose arguments are typed, and which of them", arguments: calls)
    func openCall(_ sample: Case) {
        let call = OpenCall.at(sample.text.utf8.count, in: Array(sample.text.utf8))
        let found = call.map { "\($0.callee.joined(separator: ".")) \($0.argument)" + ($0.label.map { " \($0)" } ?? "") }
        #expect(found ?? "none" == sample.expected)
    }

    @Test("is coloured by what its words are")
    func highlight() {
        let text = "## d\nlet a = start(x) # c\nalarm e = f(n: \"v${region}\") > 1% missing ok\nwave.x"
        let found = Highlight.highlight(text).map { item in
            let bytes = Array(text.utf8)[item.range]
            return "\(String(decoding: bytes, as: UTF8.self)):\(item.highlightClass.rawValue)"
        }
        #expect(
            found == [
                "## d:documentation", "let:keyword", "a:declaration", "=:mark", "start:function", "(:mark", "x:name", "):mark",
                "# c:comment",
                "alarm:clause", "e:declaration", "=:mark", "f:function", "(:mark", "n:parameter", "::mark", "\":string", "v:string",
                "${:interpolation", "region:lateName", "}:interpolation", "\":string", "):mark", ">:mark", "1%:literal", "missing:modifier",
                "ok:word", "wave:lateName", ".:mark", "x:member",
            ])
    }
}
