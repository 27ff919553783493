import SluiceSyntax
import Testing

@Suite("Recovery")
struct RecoveryTests {
    static let single: [Case] = [
        Case("let = 3", "E0111 1:5"),
        Case("let x 3", "E0111 1:7"),
        Case("let x =", "E0110 1:8"),
        Case("let x =\nlet y = 2", "E0110 1:8"),
        Case("let for = 2", "E0128 1:5"),
        Case("let mon = 2", "E0128 1:5"),
        Case("f(1, 2", "E0112 1:2"),
        Case("f(1 2)\nlet y = 1", "E0111 1:5"),
        Case("f(1,\nlet y = 1", "E0112 1:2"),
        Case("let a = [1, 2\nlet b = 3", "E0112 1:9"),
        Case("let a = (1 + )", "E0110 1:14"),
        Case("a < b < c", "E0113 1:7"),
        Case("a b", "E0121 1:1"),
        Case("let a = b c", "E0114 1:11"),
        Case("let a = b = c", "E0114 1:11"),
        Case("a.b = 3", "E0133 1:1"),
        Case("}", "E0115 1:1"),
        Case(")", "E0110 1:1"),
        Case("let a = 1)", "E0114 1:10"),
        Case("if x => y { }", "E0116 1:6"),
        Case("let a = if b { 1 }", "E0117 1:9"),
        Case("let a = if b { wait 1s } else { 2 }", "E0118 1:16"),
        Case("pipeline { }", "E0119 1:10"),
        Case("pipeline 3 { }", "E0119 1:10"),
        Case("pipeline a", "E0126 1:11"),
        Case("pipeline a\n{\n}", "E0126 2:1"),
        Case("pipeline a { bake 1h }", "E0120 1:14"),
        Case("pipeline a { stag b { wait 1s } }", "E0121 1:14"),
        Case("pipeline a { stage b { deploy x } }", "E0123 1:24"),
        Case("pipeline a { stage b { deploy x with } }", "E0122 1:38"),
        Case("pipeline a { stage b { deploy x with y with z } }", "E0124 1:40"),
        Case("pipeline a { stage b { deploy x with y roling 3 } }", "E0125 1:40"),
        Case("pipeline a { stage b { deploy x with y blue 3 } }", "E0125 1:40"),
        Case("pipeline a { stage b { bake until x at_most 3h } }", "E0122 1:29"),
        Case("pipeline a { mode supersede }", "E0127 1:19"),
        Case("pipeline a { stage b { deploy x with y one zone } }", "E0111 1:49"),
        Case("alarm a > 3", "E0122 1:9"),
        Case("alarm a = b missing never", "E0127 1:21"),
        Case("wait 1s { }", "E0126 1:9"),
        Case("import \"a-b\"", "E0129 1:1"),
        Case("import \"${x}\"", "E0129 1:8"),
        Case("f(a: 1, 2)", "E0130 1:9"),
        Case("let x = 1 + (2 + start p)", "E0132 1:18"),
        Case("let x: Strin = \"\"", "E0134 1:8"),
        Case("fn f(a: Int b) = 1", "E0111 1:13"),
        Case("fn (a) = 1", "E0111 1:4"),
        Case("for x xs { f() }", "E0111 1:7"),
        Case("let m = [\"a\": 1, \"b\"]", "E0111 1:21"),
        Case("let a = \"${b c}\"", "E0111 1:14"),
        Case("pipeline a {\n  stage b {\n    wait 1s\n", "E0112 2:11"),
        Case("reject a", "E0123 1:1"),
        Case("!a", "E0101 1:1"),
        Case("if a { b", "E0112 1:6"),
        Case("a +", "E0110 1:4"),
        Case("a.", "E0111 1:3"),
    ]

    @Test("gives one diagnostic for one mistake, at its place", arguments: single)
    func one(_ sample: Case) {
        #expect(mistakes(sample.text) == [sample.expected])
    }

    static let several: [Case] = [
        Case("pipeline a {\n  wave w { deploy b with c\n  wave v { bake 1h }\n}\nlet d = 1", "E0112 2:10"),
        Case("pipeline a {\n  stage s {\n    wait 1s\n\nstart a\nprint 1", "E0112 1:12, E0112 2:11"),
        Case("pipeline a {\n  mode queued\n}\n}\nlet d = 1", "E0115 4:1"),
        Case("import std/waves\nlet a = 1", "E0129 1:8"),
        Case("if a = 3 { f() }\nlet a = 1", "E0111 1:6"),
        Case("x += 1\nlet a = 1", "E0110 1:4"),
        Case("let a = { \"x\": 1 }\nlet b = 1", "E0110 1:9"),
        Case("def f(x):\n  return x", "E0121 1:1"),
        Case("stage a {\n  wait until x\n}", "E0122 2:8", in: .pipeline),
        Case("let a = [1, 2\nlet b = (3\nlet c = f(4", "E0112 1:9, E0112 2:9, E0112 3:10"),
        Case("let a = 1 +\n\nlet b = * 2\nlet c = 3", "E0110 1:12, E0110 3:9"),
    ]

    @Test("goes on where the writer probably did", arguments: several)
    func goesOn(_ sample: Case) {
        #expect(mistakes(sample.text, in: sample.place).joined(separator: ", ") == sample.expected)
    }

    @Test("finds ten mistakes in one go")
    func ten() {
        let text = """
            let = 1
            alarm errors > 1%
            pipeline shop {
                stge build { run "make" }
                stage beta {
                    deploy beta wth host
                    wait
                    bake 10min
                    let x = (1 + 2
                }
                window mon..thu because "x"
                mode newest
                phase production { wave 1 { deploy a with b } }
                require x
            }
            let last = "ok"
            """
        let expected = [
            "E0111 1:5", "E0122 2:14", "E0121 4:5", "E0125 6:21", "E0122 7:13", "E0106 8:16", "E0112 9:17", "E0125 11:21", "E0127 12:10",
            "E0119 13:29", "E0120 14:5",
        ]
        #expect(mistakes(text).map { $0 } == expected)
        let result = Parser.parse(SourceFile(name: "x", text: text))
        #expect(result.tree.statements.last.map { TreeDump.dump($0) } == "(let last \"ok\")")
    }

    @Test("says what was meant")
    func suggestions() {
        let texts: [(String, Place, String)] = [
            ("deply a with b", .stage, "did you mean `deploy`?"),
            ("lett x = 1", .script, "did you mean `let`?"),
            ("let a = 10min", .script, "did you mean `10m`?"),
            ("bake 1h atmost 3h", .stage, "did you mean `at_most`?"),
            ("mode supersede", .pipeline, "did you mean `superseded`?"),
            ("let a = b || c", .script, "write `or`"),
        ]
        for (text, place, expected) in texts {
            let result = Parser.parse(SourceFile(name: "x", text: text), place: place)
            #expect(result.diagnostics.flatMap(\.fixes).map(\.text).contains(expected), "\(text)")
        }
    }

    @Test("has a page for each code, whose wrong script gives it and whose right one gives none", arguments: SyntaxPages.all)
    func pages(_ page: DiagnosticPage) {
        if page.code != "E0102" { #expect(mistakes(page.wrong).first?.hasPrefix(page.code) == true) }
        #expect(mistakes(page.right) == [])
        #expect(SyntaxPages.all.filter { $0.code == page.code }.count == 1)
    }

    @Test("knows no code without a page")
    func everyCodeHasAPage() {
        let codes = (Self.single + LiteralTests.bad).map { String($0.expected.prefix(5)) }
        #expect(codes.filter { code in !SyntaxPages.all.contains { $0.code == code } } == [])
    }
}
