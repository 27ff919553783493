import SluiceChecker
import SluiceSyntax
import Testing

@Suite("Clauses and values")
struct ClauseTests {
    @Test("stand where they can", arguments: inPlaces)
    func places(planted: Planted) {
        #expect(planted.found() == planted.expected)
    }

    static let inPlaces: [Planted] = [
        Planted("in the wrong block", "pipeline p {\n    phase production {\n        bake 1h  #! E0120\n    }\n}"),
        Planted("a clause word alone in the wrong place", "pipeline p {\n    defaults {\n        production  #! E0301\n    }\n}"),
        Planted("a fragment lands in a block that takes it", "fn f() { bake 1h }\npipeline p { stage a { f() } }"),
        Planted("a fragment lands in a block that does not", "fn f() { bake 1h }\npipeline p { phase a { f() } }  #! E0301"),
        Planted("through another fragment", "fn f() { bake 1h }\nfn g(n: 1) { if n > 0 { f() } }\npipeline p { g() }  #! E0301"),
        Planted("a fragment that calls itself", "fn f(n) { if n > 0 { f(n - 1) }\n wait 1s }\npipeline p { stage a { f(3) } }"),
        Planted(
            "through very many calls",
            "fn f0() { wait 1s }\n" + (1...40).map { "fn f\($0)() { f\($0 - 1)(); f\($0 - 1)() }\n" }.joined()
                + "pipeline p { stage a { f40() } }"),
        Planted("a function that declares", "fn f() {\n    alarm a = elapsed() > 1\n    return a\n}\npipeline p { watch f() }"),
        Planted(
            "a clause in an if that is a value",
            "let y = 1\npipeline p { stage a {\n    let x = if y > 0 { wait 1s } else { 2 }  #! E0118\n    run \"${x}\"\n} }"),
        Planted(
            "commands at the top level of a module", "pipeline p { stage a { wait 1s } }\nprint 1\nstart p  #! E0311", context: .module),
        Planted("commands in a function of a module", "fn f(p) { start p }", context: .module),
        Planted("twice in a deployer", "deployer d {\n    install \"a\"\n    install \"b\"  #! E0308\n}"),
        Planted("a deployer without install", "deployer d {  #! E0310\n    timeout 5m\n}"),
        Planted("a deployer whose install a fragment brings", "fn f() { install \"a\" }\ndeployer d { f() }"),
        Planted("two stages of one name", "pipeline p {\n    stage a { wait 1s }\n    stage a { wait 2s }  #! E0309\n}"),
        Planted("return out of a clause", "fn f() {\n    stage a { return 1 }  #! E0326\n}"),
        Planted("a modifier that is missing is one fault", "let d = 1\npipeline p { stage a {\n    deploy fleet([])  #! E0123\n} }"),
        Planted(
            "a clause that cannot stand there is one fault",
            "expect 1 == 1  #! E0120\nprint 1 < 2 < 3  #! E0113\nif x => x { print 1 }  #! E0116"),
        Planted(
            "a function of another file lands as well",
            "import \"lib\"\npipeline p {\n    stage a { lib.steps() }\n    lib.steps()  #! E0301\n}"),
        Planted("a lambda lands as well", "let f = () => { bake 1h }\npipeline p {\n    stage a { f() }\n    f()  #! E0301\n}"),
        Planted("what prints lands nowhere", "fn f() { print 1; wait 1s }\npipeline p { stage a { f() } }\nfn g() { expect 1 == 1 }\ng()"),
        Planted("break out of a clause", "for n in [1] { pipeline \"p-${n}\" { break } }  #! E0326"),
        Planted("two faults in one clause", "pipeline p { stage a {\n    deploy nope with nix  #! E0203 E0203\n} }"),
    ]

    @Test("have values of the right types and units", arguments: ofTypes)
    func values(planted: Planted) {
        #expect(planted.found() == planted.expected)
    }

    static let ofTypes: [Planted] = [
        Planted("a duration and a number", "print 5m + 3  #! E0401"),
        Planted("a share and a duration", "print 10% + 5m  #! E0401"),
        Planted("a size and a duration", "print 1GB - 5m  #! E0401"),
        Planted("a text and a number", "print \"a\" + 1  #! E0401"),
        Planted("two durations multiplied", "print 5m * 5m  #! E0401"),
        Planted("what may be mixed", "print 5m * 3, 3 * 1GB, 10% * 50, 5m / 1m, 5m * 0.5, 7 // 2, 1 + 2.5, 10% + 5%, -5m, [1] + [2]"),
        Planted("through names", "let a = 5m\nlet b = 3\nprint a - b  #! E0401"),
        Planted("variables are not judged", "var a = 5m\na = 3\nprint a + 1"),
        Planted("a duration compared with a share", "print 5m > 10%  #! E0402"),
        Planted("a duration compared with a number", "print 5m == 300  #! E0402"),
        Planted("ratios compare", "print 0.5 < 60%, 1 == 100%, 2 < 2.5"),
        Planted(
            "signals compare with shares, numbers and durations",
            "alarm a = elapsed() > 5m\nalarm b = elapsed() / 2 > 1%\nalarm c = a or not b"),
        Planted("order of lists and texts", "print \"a\" < \"b\", [1] < [2]\nprint \"a\" < 1  #! E0402"),
        Planted("no truthiness", "if 1 { print 1 }  #! E0403\nprint not \"a\"  #! E0403\nprint true and 1  #! E0403"),
        Planted("a decision on what is late", "if revision == \"v1\" { print 1 }  #! E0404"),
        Planted("rolling 0", "pipeline p {\n    defaults { rolling 0 }  #! E0407\n}"),
        Planted("bounds", "fn f(p) { deploy p with p rolling 150% max_failures 0 share 0% }  #! E0407 E0407"),
        Planted("a number where a duration is wanted", "pipeline p { stage a { wait 10 } }  #! E0406"),
        Planted("a duration where a share is wanted", "pipeline p { defaults { rolling 5m } }  #! E0406"),
        Planted("none counts as left out", "pipeline p { stage a { run \"x\" timeout none } }"),
        Planted("annotations", "let x: Duration = 5  #! E0405\nlet y: Float = 5\nfn f(a: String = 1) = a  #! E0405"),
        Planted("what cannot be gone through", "for x in 5 { print x }  #! E0408\nprint [y for y in true]  #! E0408"),
        Planted("what has no elements", "let x = 5m\nprint x[0]  #! E0409\nprint [1][\"a\"]  #! E0409"),
        Planted("keys are texts", "print [1: 2]  #! E0410"),
        Planted("ranges", "print 1..5, mon..fri, 09:00..16:00, 20s..40s\nprint 1..5m  #! E0401"),
        Planted(
            "what is never inside",
            "print 5 in 1m..2m  #! E0401\nprint 1 in \"abc\"  #! E0401\nprint 50% in 0.1..0.9, mon in mon..fri, \"a\" in [1]"),
        Planted(
            "no other mixing of units", "print 5m / 2  #! E0401\nprint 5m // 2m  #! E0401\nprint 10% / 2  #! E0401\nprint 1GB % 3  #! E0401"
        ),
        Planted("signals are added, not divided by whole steps", "print elapsed() // 2  #! E0401\nalarm a = elapsed() / 2 > 3"),
        Planted("functions do not compare", "fn f() = 1\nprint f == f  #! E0402\nprint [f] == [f]  #! E0402"),
        Planted("an assignment that the annotation forbids", "var x: Duration = 5m\nx = 10m\nx = 3  #! E0405\nprint x + 1m"),
        Planted("dates stand for instants", "fn f(p) { let _s = simulate p from 2026-01-05 }"),
        Planted("members of a number", "print (5).x  #! E0210"),
    ]

    @Test("calls have the arguments that are wanted", arguments: called)
    func calls(planted: Planted) {
        #expect(planted.found() == planted.expected)
    }

    static let called: [Planted] = [
        Planted("too many", "fn f(a) = a\nprint f(1, 2)  #! E0412"),
        Planted("too few", "fn f(a, b: 2) = a + b\nprint f()  #! E0413"),
        Planted("by name and with defaults", "fn f(a, b: 2) = a + b\nprint f(1), f(1, 3), f(a: 1, b: 2), f(b: 2, a: 1)"),
        Planted("no such parameter", "fn f(a, b: 2) = a + b\nprint f(1, c: 3)  #! E0414"),
        Planted("given twice", "fn f(a, b: 2) = a + b\nprint f(1, a: 3)  #! E0415"),
        Planted("of a builtin", "print len()  #! E0413\nprint len([1], 2)  #! E0412\nprint sorted([1], bye: x => x)  #! E0414"),
        Planted("of another type", "print range(\"a\")  #! E0416\nfn f(n: Int) = n\nprint f(5m)  #! E0416"),
        Planted("piped", "print [1, 2] |> len\nprint [1] |> take(1, 2)  #! E0412"),
        Planted("attributes of a target", "print target(\"a\", region: \"eu\", rack: 7)"),
        Planted("not a function", "let x = 5\nprint x()  #! E0411"),
        Planted("a variable that hides a builtin", "let first = fleet([])\nprint first([1])  #! E0411"),
        Planted("lambdas are functions", "let f = (x, y) => x + y\nprint f(1, 2), map([1], f)"),
        Planted("minimum and maximum", "print min(1, 2, 3), max([1, 2]), zip([1], [2], [3]), format(\"{} {}\", 1, 2)"),
    ]

    @Test(
        "an error of units says what to write",
        arguments: [
            ("print 5m + 3", "give `3` a unit, such as `3m`"),
            ("print 10% + 5m", "a Percent is a share: multiply with it (`0.1 * 5m`), or write both sides in the same unit"),
            ("print 1h30m > 5", "give `5` a unit, such as `5m`"),
            ("print \"a\" + 1", "put the value into the text: `\"${…}\"`"),
            ("pipeline p { stage a { wait 10 } }", "give it a unit, such as `10s` or `10m`"),
            ("if [1] { print 1 }", "compare its length: `len(…) > 0`"),
        ])
    func unitHelp(script: String, help: String) {
        #expect(diagnostics(script).flatMap(\.fixes).map(\.text).first == help)
    }
}
