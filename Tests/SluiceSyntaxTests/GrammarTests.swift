import SluiceSyntax
import Testing

@Suite("Expressions and statements")
struct GrammarTests {
    static let precedence: [Case] = [
        Case("a + b * c", "(+ a (* b c))"),
        Case("a * b + c", "(+ (* a b) c)"),
        Case("a - b - c", "(- (- a b) c)"),
        Case("(a + b) * c", "(* (+ a b) c)"),
        Case("-a * b", "(* (- a) b)"),
        Case("-a.b(c)[0]", "(- (at (call (. a b) c) 0))"),
        Case("a // b % c / d", "(/ (% (// a b) c) d)"),
        Case("1..n + 1", "(.. 1 (+ n 1))"),
        Case("a + 1 == b", "(== (+ a 1) b)"),
        Case("x in 1..3", "(in x (.. 1 3))"),
        Case("not a == b", "(not (== a b))"),
        Case("not a and b", "(and (not a) b)"),
        Case("a or b and not c", "(or a (and b (not c)))"),
        Case("a and b or c", "(or (and a b) c)"),
        Case("a or b |> f", "(pipe f (or a b))"),
        Case("xs |> f(a) |> g", "(pipe g (pipe f xs a))"),
        Case("xs |> m.f(a, b: 1)", "(pipe (. m f) xs a b:1)"),
        Case("f(if a { 1 } else { fail \"no\" })", "(call f (if a {1} else {(fail message:\"no\")}))"),
        Case("f(1, b: 2)", "(call f 1 b:2)"),
        Case("f(for: 2, in: 3, timeout: 4)", "(call f for:2 in:3 timeout:4)"),
        Case("m[\"k\"].in.for", "(. (. (at m \"k\") in) for)"),
        Case("xs[1..3]", "(at xs (.. 1 3))"),
        Case("xs[-1]", "(at xs (- 1))"),
        Case("f(x => x + 1)", "(call f (=> (x) (+ x 1)))"),
        Case("f((x, y) => { return x })", "(call f (=> (x y) {(return x)}))"),
        Case("f(() => 1)", "(call f (=> () 1))"),
        Case("f((x: Int, y: 3) => x)", "(call f (=> (x:Int y=3) x))"),
        Case("[f(x) for x in xs if x > 1]", "(each (call f x) x xs if (> x 1))"),
        Case("[k for k, v in m]", "(each k k,v m)"),
        Case("f(if a { 1 } else if b { 2 } else { 3 })", "(call f (if a {1} b {2} else {3}))"),
        Case("target(\"a\", region: \"eu\")", "(call target \"a\" region:\"eu\")"),
        Case("\"${a + b}\" + c", "(+ \"${(+ a b)}\" c)"),
    ]

    @Test("bind as the language says", arguments: precedence)
    func binding(_ sample: Case) {
        #expect(read(sample.text) == sample.expected)
    }

    static let statements: [Case] = [
        Case("let a = 1", "(let a 1)"),
        Case("let a: [Int] = []", "(let a:[Int] (list))"),
        Case("var a = 1; a = 2", "(var a 1)\n(= a 2)"),
        Case(
            "fn f(a, n: Int, b: 10, c: Int = 3, d: [String], e: [1]) -> [Int] { return a }",
            "(fn f (a n:Int b=10 c:Int=3 d:[String] e=(list 1)) -> [Int] {(return a)})"),
        Case("fn f(a) = a + 1", "(fn f (a) (+ a 1))"),
        Case("fn f() { return }", "(fn f () {(return)})"),
        Case("if a { f() } else if b { g() } else { h() }", "(if a {(call f)} b {(call g)} else {(call h)})"),
        Case("if a {\n}\nelse {\n}", "(if a {} else {})"),
        Case("if any(xs, x => x > 1) { f() }", "(if (call any xs (=> (x) (> x 1))) {(call f)})"),
        Case("for x in xs { continue }", "(for x xs {(continue)})"),
        Case("for k, v in m { break }", "(for k,v m {(break)})"),
        Case("while a < 3 { a = a + 1 }", "(while (< a 3) {(= a (+ a 1))})"),
        Case("import \"std/waves\"", "(import \"std/waves\" waves)"),
        Case("import \"lib/hosts.pipe\" as h", "(import \"lib/hosts.pipe\" h)"),
        Case("let import = 1", "(let import 1)"),
        Case("fail \"no\"", "(fail message:\"no\")"),
        Case("let test = 1\nlet start = 2\nlet in_ = 3", "(let test 1)\n(let start 2)\n(let in_ 3)"),
        Case("status = 3", "(= status 3)"),
        Case("status.x", "(. status x)"),
        Case("print(1)", "(call print 1)"),
        Case("print (1)", "(print items:[1])"),
        Case("watch |> f", "(pipe f watch)"),
        Case("# only a comment", ""),
        Case("", ""),
    ]

    @Test("are read in every form", arguments: statements)
    func statement(_ sample: Case) {
        #expect(read(sample.text) == sample.expected)
    }

    static let continuation: [Case] = [
        Case("let a = b\n    |> f\n    |> g", "(let a (pipe g (pipe f b)))"),
        Case("let a = b\n    .c", "(let a (. b c))"),
        Case("let a = b\n    + c", "(let a (+ b c))"),
        Case("let a = b\n-c", "(let a b)\n(- c)"),
        Case("let a = b -\nc", "(let a (- b c))"),
        Case("let a =\n  b", "(let a b)"),
        Case("let f = x =>\n  x", "(let f (=> (x) x))"),
        Case("let a = f(\n  1,\n\n  2\n)", "(let a (call f 1 2))"),
        Case("let a = [\n 1\n + 2\n]", "(let a (list (+ 1 2)))"),
        Case("a\n(b)", "a\nb"),
        Case("a\n[b]", "a\n(list b)"),
        Case("print a,\n  b", "(print items:[a b])"),
        Case("let f = (x) => {\n a\n b\n}", "(let f (=> (x) {a b}))"),
        Case("f((x) => {\n let a = 1\n return a\n})", "(call f (=> (x) {(let a 1) (return a)}))"),
        Case(
            "alarm a = b\n    > 1%\n    for 3 of 5\n    every 10s",
            "(alarm name:a condition:(> b 1e-0%) .for(breaching:3 datapoints:5) .every(interval:10s))"),
        Case("alarm a = b\nfor x in xs { }", "(alarm name:a condition:b)\n(for x xs {})"),
        Case("alarm a = b\nevery = 3", "(alarm name:a condition:b)\n(= every 3)"),
        Case("alarm a = b\nmissing.x", "(alarm name:a condition:b)\n(. missing x)"),
        Case("require a\n  else \"b\"", "(require condition:a .else(message:\"b\"))", in: .stage),
        Case("run \"x\"\non alarm nothing", "(run command:\"x\")\n(on trigger:alarm response:nothing)", in: .wave),
        Case("run \"x\"\n  timeout 5m\n  retry 1", "(run command:\"x\" .timeout(duration:300s) .retry(count:1))", in: .wave),
        Case("fn f() {\n run \"x\"\n retry 1\n}", "(fn f () {(run command:\"x\" .retry(count:1))})"),
        Case(
            "fn f() {\n deploy a with b\n rolling 1\n on alarm nothing\n}",
            "(fn f () {(deploy fleet:a .with(deployer:b) .rolling(share:1)) (on trigger:alarm response:nothing)})"),
        Case("install \"x\"\ntimeout 5m", "(install command:\"x\")\n(timeout duration:300s)", in: .deployer),
    ]

    @Test("go on over line ends only where the language says so", arguments: continuation)
    func goesOn(_ sample: Case) {
        #expect(read(sample.text, in: sample.place) == sample.expected)
    }

    @Test("keep the doc comment that stands right above")
    func documentation() {
        let result = Parser.parse(
            SourceFile(name: "x", text: "## lost\n\n## One.\n##  Two.\n# aside\nfn f() = 1\n\nlet a = 1 ## not this\nlet b = 2"))
        #expect(result.tree.statements.map(\.documentation) == ["One.\n Two.", nil, nil])
    }

    @Test("have spans that cover their text")
    func spans() {
        let file = SourceFile(name: "x", text: "let e = f(\"é\") + 2  # c\nwait 5s\n")
        let result = Parser.parse(file)
        #expect(result.tree.statements.map { file.text(of: $0.span) } == ["let e = f(\"é\") + 2", "wait 5s"])
        #expect(file.position(at: file.bytes.count - 1) == Position(line: 2, column: 8))
    }
}
