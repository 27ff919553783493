import SluiceInterpreter
import SluiceSyntax
import Testing

@Suite struct StatementTests {
    static let variables = [
        PrintCase("var x = 1; x = x + 1; print x", "2"),
        PrintCase("var xs = []; for i in 1..3 { xs = xs + [i] }; print xs", "[1, 2, 3]"),
        PrintCase("var xs = [1]; let ys = xs; xs = xs + [2]; print xs, ys", "[1, 2] [1]"),
        PrintCase("let x = 1; if true { let x = 2; print x }; print x", "2", "1"),
        PrintCase("let n: Int = 5; print n", "5"),
        PrintCase("let xs: [Int] = [1, 2]; print xs", "[1, 2]"),
        PrintCase("var i = 0; while i < 3 { i = i + 1; if i == 2 { continue }; print i }", "1", "3"),
        PrintCase("for i in 1..10 { if i > 2 { break }; print i }; print 'end'", "1", "2", "end"),
        PrintCase(#"for k, v in ["a": 1, "b": 2] { print k, v }"#, "a 1", "b 2"),
        PrintCase("for i, x in enumerate(['a', 'b']) { print i, x }", "0 a", "1 b"),
        PrintCase(#"for k in ["a": 1] { print k }"#, "a"),
        PrintCase("for i in 1..2 { for j in 1..2 { if j == 2 { break }; print i, j } }", "1 1", "2 1"),
        PrintCase("if false { print 1 } else if false { print 2 } else { print 3 }", "3"),
    ]

    static let functions = [
        PrintCase("fn add(a, b) = a + b; print add(1, 2), add(b: 1, a: 5), 1 |> add(2)", "3 6 3"),
        PrintCase("fn f(a, b: 10, c: Int = 3) { return a + b + c }; print f(1), f(1, 2), f(1, c: 0)", "14 6 11"),
        PrintCase("print twice(4); fn twice(x) = x * 2", "8"),
        PrintCase("fn fib(n) { if n < 2 { return n }; return fib(n - 1) + fib(n - 2) }; print fib(12)", "144"),
        PrintCase(
            "fn even(n) = if n == 0 { true } else { odd(n - 1) }; fn odd(n) = if n == 0 { false } else { even(n - 1) }; print even(10)",
            "true"),
        PrintCase("fn outer(a) { let b = 2; fn inner(x) = x + a + b; return inner(1) }; print outer(10)", "13"),
        PrintCase("let f = x => x + 1; print f(1), [1, 2] |> map(f)", "2 [2, 3]"),
        PrintCase("let f = (a, b) => { return a * b }; print f(3, 4)", "12"),
        PrintCase("var x = 1; let f = () => x; x = 2; print f()", "1"),
        PrintCase("var fs = []; for i in 1..3 { fs = fs + [() => i] }; print [f() for f in fs]", "[1, 2, 3]"),
        PrintCase("fn adder(n) = x => x + n; let add5 = adder(5); print add5(1)", "6"),
        PrintCase("fn f(a: 1) = a; print f(none), f()", "1 1"),
        PrintCase("fn f(a) = a; print f(none)", "none"),
        PrintCase("fn f() { }; print f()", "none"),
        PrintCase("fn f(x) { for i in 1..10 { if i == x { return i } }; return 0 }; print f(4), f(40)", "4 0"),
        PrintCase("let limit = 3; fn below(x) = x < limit; print [1, 2, 3, 4] |> filter(below)", "[1, 2]"),
        PrintCase("fn a() = b() + 1; fn b() = k; let k = 5; print a()", "6"),
        PrintCase("print (x => x * 2)(4)", "8"),
        PrintCase("fn compose(f, g) = x => f(g(x)); print compose(x => x + 1, x => x * 10)(2)", "21"),
        PrintCase("fn f(xs) = [x for x in xs if x > 1] |> sum; print f([1, 2, 3])", "5"),
    ]

    @Test(arguments: variables) func `variables and loops`(row: PrintCase) { check(row) }
    @Test(arguments: functions) func `functions, lambdas and closures that copy`(row: PrintCase) { check(row) }

    static let mistakes = [
        MistakeCase("let x = 1; x = 2", "E0205", at: "x", help: "var"),
        MistakeCase("let x = 1; let x = 2", "E0204", at: "x"),
        MistakeCase("x = 1", "E0201", help: "var x"),
        MistakeCase("print x; let x = 1", "E0201"),
        MistakeCase("fn f() = x; print f(); let x = 1", "E0202"),
        MistakeCase("var n = 0; fn f() { n = 1 }; f()", "E0212", help: "return the new value"),
        MistakeCase("let target = 1", "E0206", at: "target"),
        MistakeCase("fn f(a) = a; f()", "E0413"),
        MistakeCase("fn f(a) = a; f(1, 2)", "E0412"),
        MistakeCase("fn f(alpha) = alpha; f(alhpa: 1)", "E0414", at: "alhpa", help: "`alpha`"),
        MistakeCase("fn f(a) = a; f(1, a: 2)", "E0415"),
        MistakeCase("fn f(n: Int) = n; f('a')", "E0416"),
        MistakeCase("let x: Duration = 5", "E0405", at: "5"),
        MistakeCase("let xs: [Int] = [1, 'a']", "E0405"),
        MistakeCase("fn f(n) = f(n + 1); f(0)", "E0507", help: "recursion"),
        MistakeCase("while true { }", "E0506"),
        MistakeCase("fail 'nothing to do'", "E0504", at: "fail 'nothing to do'"),
        MistakeCase("if revision == 'v1' { print 1 }", "E0404", help: "require"),
        MistakeCase("while target.name == 'a' { }", "E0404"),
        MistakeCase("print len(revision)", "E0404"),
        MistakeCase("var x = []; for i in 1..300 { x = [x] }", "E0508"),
        MistakeCase("var f = x => x; for i in 1..3000 { let g = f; f = x => g(x) }", "E0508"),
        MistakeCase("var s = 'ab'; for i in 1..40 { s = s + s }", "E0506"),
        MistakeCase("print map([3, 0], x => 6 // x)", "E0502", at: "6 // x"),
    ]

    @Test(arguments: mistakes) func `a mistake has a code, a place and a way out`(row: MistakeCase) { check(row) }

    @Test func `an endless loop is told by its line`() {
        let outcome = evaluate("print 1\nvar n = 0\nwhile true {\n    n = n + 1\n}\n", limits: Limits(fuel: 10_000))
        #expect(outcome.prints == ["1"])
        #expect(outcome.codes == ["E0506"])
        #expect(outcome.diagnostics.first?.message.contains("line") == true)
        let line = outcome.diagnostics.first.map { outcome.evaluation.files[$0.primary.span.file]?.line(at: $0.primary.span.start) ?? 0 }
        #expect(line == 3 || line == 4)
    }

    @Test func `a long list costs what it holds`() {
        let outcome = evaluate("var xs = []\nfor i in 1..20000 { xs = xs + [i] }\nprint len(xs)", limits: Limits(fuel: 400_000))
        #expect(outcome.prints == ["20000"], "\(outcome.codes)")
    }

    @Test func `errors name the calls that led to them`() {
        let outcome = evaluate("fn inner(x) = 1 // x\nfn outer(x) = inner(x)\nouter(0)")
        #expect(outcome.codes == ["E0502"])
        #expect(outcome.diagnostics.first?.secondary.map(\.text) == ["called from here", "called from here"])
    }
}
