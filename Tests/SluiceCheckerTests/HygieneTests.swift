import SluiceChecker
import SluiceSyntax
import Testing

@Suite("Hygiene")
struct HygieneTests {
    @Test("unused names", arguments: unused)
    func unusedAreJudged(planted: Planted) {
        #expect(planted.found() == planted.expected)
    }

    static let unused: [Planted] = [
        Planted("a variable of a function", "fn f() {\n    let limit = 5m  #! S190\n    return 10m\n}"),
        Planted("a variable that is only assigned", "fn f() {\n    var limit = 5m  #! S190\n    limit = 10m\n}"),
        Planted("used in a text", "fn f() {\n    let limit = 5m\n    return \"${limit}\"\n}"),
        Planted("used in a function inside", "fn f() {\n    let limit = 5m\n    return () => limit\n}"),
        Planted("a leading underscore", "fn f(_n) {\n    let _limit = 5m\n    for _ in 1..3 { print 1 }\n}"),
        Planted("a loop's variable", "for i in 1..3 { print 1 }  #! S190\nprint [1 for i in 1..3]  #! S190"),
        Planted("a parameter of a lambda", "print map([1], x => 1)  #! S190"),
        Planted("a parameter of what others may call", "fn f(n) = 1"),
        Planted("a parameter of an inner function", "fn f() {\n    fn g(n) = 1  #! S190\n    return g(1)\n}"),
        Planted("a function inside that nobody calls", "fn f() {\n    fn g() = 1  #! S190\n    return 2\n}"),
        Planted("a deployer inside that nobody uses", "fn f() {\n    deployer d { install \"x\" }  #! S190\n}"),
        Planted("top level of a file that others may import", "let limit = 5m\nfn f() = 1\nimport \"std/waves\""),
        Planted("top level of a script that acts", "let limit = 5m  #! S190\nfn f() = 1  #! S190\nimport \"std/waves\"  #! S190\nstatus"),
        Planted("alarms and pipelines have rules of their own", "alarm a = elapsed() > 5\npipeline p { stage s { wait 1s } }\nstatus"),
        Planted("misspelt where it is used", "fn f() {\n    let size = 3\n    return sise  #! E0201\n}"),
        Planted("where the text could not be read", "fn f() {\n    let size = 3\n    return size +  #! E0110\n}"),
        Planted("names of the shell stay", "let x = 1", context: .shell([])),
        Planted("a module's own", "let x = 1\nlet _y = 2\nfn f(a) = 1", context: .module),
        Planted(
            "allowed in a block", "pipeline p {\n    allow S190 because \"later\"\n    let x = 1\n    stage a { let y = 2\n wait 1s }\n}"),
        Planted(
            "allowed in another block", "pipeline p {\n    stage a { allow S190 because \"later\"\n wait 1s }\n    let x = 1  #! S190\n}"),
        Planted("allowed in a function", "fn f() {\n    allow S190 because \"later\"\n    let x = 1\n}"),
    ]

    @Test("hidden names", arguments: hidden)
    func hiddenAreJudged(planted: Planted) {
        #expect(planted.found() == planted.expected)
    }

    static let hidden: [Planted] = [
        Planted("in a block", "let n = 1\nif n > 0 {\n    let n = 2  #! S191\n    print n\n}"),
        Planted("a loop's variable", "let n = 1\nfor n in [n] { print n }  #! S191"),
        Planted("a parameter in its function", "fn f(n) {\n    let n = 2  #! S191\n    return n\n}"),
        Planted("a parameter like a name of the top level", "let n = 1\nfn f(n) = n\nprint f(n), map([1], n => n)"),
        Planted("a parameter like one around", "fn f(n) = map([1], n => n)  #! S191"),
        Planted("names of blocks side by side", "for n in 1..2 { print n }\nfor n in 1..2 { print n }\nfn f(a) = a\nfn g(a) = a"),
        Planted("builtins may be hidden", "let first = 1\nprint first"),
    ]

    @Test("code that is never reached and conditions that never change", arguments: constant)
    func constantAreJudged(planted: Planted) {
        #expect(planted.found() == planted.expected)
    }

    static let constant: [Planted] = [
        Planted("behind a return", "fn f() {\n    return 1\n    print 2  #! S192\n}"),
        Planted("behind a fail", "fail \"x\"\nprint 1  #! S192"),
        Planted("behind an if that always leaves", "fn f(n) {\n    if n > 1 { return 1 } else { return 2 }\n    print 3  #! S192\n}"),
        Planted("behind an if that may not", "fn f(n) {\n    if n > 1 { return 1 }\n    print 3\n}"),
        Planted("behind a loop that never ends", "while true { print 1 }  #! S193\nprint 2  #! S192"),
        Planted("behind a loop with a way out", "var n = 0\nwhile true {\n    n = n + 1\n    if n > 3 { break }\n}\nprint n"),
        Planted("a break of an inner loop is no way out", "while true {  #! S193\n    for _ in 1..3 { break }\n}"),
        Planted("a return is a way out", "fn f() {\n    while true {\n        for x in 1..3 { return x }\n    }\n}"),
        Planted("literals", "if true { print 1 }  #! S193\nif 1 > 2 { print 1 }  #! S193\nprint [x for x in [1] if not false]  #! S193"),
        Planted("a name may be a switch", "let debug = false\nif debug { print 1 }"),
        Planted("a requirement", "pipeline p { stage a { require true } }  #! S193"),
        Planted(
            "kinds that are never equal",
            "print \"1\" == 1  #! S193\nprint [1] != \"a\"  #! S193\nprint 1 == 1.0, 1 == 100%, \"a\" == arg(\"x\")"),
        Planted("none compares with anything", "print 5m == none, \"a\" != none"),
        Planted("allowed", "fn f() {\n    allow S192 because \"kept for later\"\n    return 1\n    print 2\n}"),
    ]

    @Test("suspicious units", arguments: units)
    func unitsAreJudged(planted: Planted) {
        #expect(planted.found() == planted.expected)
    }

    static let units: [Planted] = [
        Planted("a bake of a millisecond", "pipeline p { stage a { bake 1ms } }  #! S194"),
        Planted("a bake of a second", "pipeline p { stage a { bake 1s } }"),
        Planted("a time-out of milliseconds", "pipeline p { stage a { run \"x\" timeout 10ms } }  #! S194"),
        Planted("a wait of milliseconds", "pipeline p { stage a { wait 100ms } }"),
        Planted("a bake of months", "pipeline p { stage a { bake 6w } }  #! S194"),
        Planted("all at once", "fn f(p) { deploy p with p rolling 100% }  #! S194"),
        Planted("all at once on the way back", "pipeline p { rollback rolling 100% }"),
        Planted("allowed", "pipeline p { stage a { allow S194 because \"a test\"\n bake 1ms } }"),
    ]

    @Test("are warnings, which say what to do")
    func severity() {
        let found = diagnostics("fn f() {\n    let limit = 5m\n    return 10m\n}")
        #expect(found.map(\.severity) == [.warning])
        #expect(found.first?.fixes.first?.text == "remove it, or call it `_limit` to keep it")
    }
}
