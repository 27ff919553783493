import SluiceChecker
import SluiceSyntax
import Testing

@Suite("Types of parts")
struct ElementTests {
    @Test("elements of lists and maps keep their types", arguments: elements)
    func elementsAreJudged(planted: Planted) {
        #expect(planted.found() == planted.expected)
    }

    static let elements: [Planted] = [
        Planted("through an index", "let ds = [5m, 10m]\nprint ds[0] + 1m, ds[-1] * 2\nprint ds[0] + 3  #! E0401"),
        Planted("through a slice", "let ds = [5m, 10m]\nprint ds[0..1][0] + 3  #! E0401"),
        Planted("through `for`", "for d in [5m, 10m] {\n    print d + 3  #! E0401\n}"),
        Planted("through a comprehension", "print [d + 3 for d in [5m]]  #! E0401\nprint [d * 3 for d in [5m]][0] + 3m"),
        Planted("mixed elements are not judged", "for d in [5m, 3] { print d + 3 }\nprint [1, \"a\"][0] + 1"),
        Planted("an empty list holds anything", "let xs = []\nfor x in xs { print x + 3, x.y }\nprint xs[0] + 5m"),
        Planted("lists together", "let xs = [5m] + [10m]\nprint xs[0] + 3  #! E0401\nlet ys = [5m] + [\"a\"]\nprint ys[0] + 3"),
        Planted("of ranges", "for i in 1..3 { print i + 1 }\nfor i in 1..3 {\n    print i + 5m  #! E0401\n}"),
        Planted("of days", "for d in mon..wed {\n    print d + 1  #! E0401\n}"),
        Planted("of texts", "for c in \"abc\" { print c + \"x\" }\nfor c in \"abc\" {\n    print c + 1  #! E0401\n}"),
        Planted("ranges that cannot be gone through", "for x in 1m..5m { print x }  #! E0408\nfor x in 0.5..2.5 { print x }  #! E0408"),
        Planted("keys and values", "for k, v in [\"a\": 5m] {\n    print k + \"x\", v + 1m\n    print v + 3  #! E0401\n}"),
        Planted("keys alone", "for k in [\"a\": 5m] { print k + \"x\" }"),
        Planted("pairs", "for i, d in enumerate([5m]) { print i, d }\nfor a, b in [[1, 2]] { print a + b }"),
        Planted("no pairs", "for a, b in [1, 2] { print a, b }  #! E0408\nprint [a for a, _ in [5m]]  #! E0408"),
        Planted("keys of a map", "let m = [\"first\": 1, \"second\": 5m]\nprint m.first + 1, m.second + 1m\nprint m.fist  #! E0210"),
        Planted("keys by index", "let m = [\"first\": 1]\nprint m[\"first\"] + 1\nprint m[\"fist\"]  #! E0505\nprint m[0]  #! E0409"),
        Planted("`get` does not fail", "let m = [\"first\": 1]\nprint get(m, \"fist\", 0) + 1, get(m, \"first\", 0) + 1"),
        Planted("a computed key leaves a map open", "let k = arg(\"k\")\nlet m = [k: 1]\nprint m.anything, m[\"other\"]"),
        Planted("joined maps have the keys of both", "let m = [\"a\": 1] + [\"b\": 5m]\nprint m.a + 1, m.b + 1m\nprint m.c  #! E0210"),
        Planted("the right map wins", "let m = [\"a\": 1] + [\"a\": 5m]\nprint m.a + 1m"),
        Planted(
            "maps in a list may differ",
            "let ms = [[\"a\": 1], [\"b\": 2]]\nfor m in ms {\n    print get(m, \"a\", 0), m.b\n    print m.c  #! E0210\n}"),
        Planted("what JSON holds is not known", "let d = json(\"x.json\")\nprint d.a.b[0] + 5m\nfor x in d { print x + 3 }"),
        Planted("text is indexed by numbers", "print \"abc\"[0] + \"x\"\nprint \"abc\"[\"a\"]  #! E0409"),
    ]

    @Test("builtins give what their arguments lead to", arguments: builtins)
    func builtinResults(planted: Planted) {
        #expect(planted.found() == planted.expected)
    }

    static let builtins: [Planted] = [
        Planted("map", "let xs = map([1, 2], x => x * 1m)\nprint xs[0] + 1m\nprint xs[0] + 1  #! E0401"),
        Planted("a function is given the elements", "print map([5m], d => d + 3)  #! E0401\nprint map([5m], d => d * 3)"),
        Planted(
            "a function is given the entries of a map",
            "print map([\"a\": 5m], (k, _v) => k + \"x\")\nprint map([\"a\": 5m], (_, v) => v + 3)  #! E0401"),
        Planted("filter", "print filter([5m, 10m], d => d > 5m)[0] + 1m\nprint filter([5m], d => d > 5)  #! E0402"),
        Planted("what filters decides now", "print filter([1], x => x)  #! E0403\nprint filter([\"a\"], x => x == revision)  #! E0404"),
        Planted("any and all", "print any([1], x => x > 0)\nprint all([1], x => x + 1)  #! E0403"),
        Planted(
            "sorted, reversed, unique, take, drop",
            "print (sorted([5m]) + reversed([5m]) + unique([5m]) + take([5m], 1) + drop([5m], 1))[0] + 3  #! E0401"),
        Planted("first and last", "print first([5m]) + 1m, last([5m], 1m) + 1m, first([5m], none)\nprint first([5m]) + 3  #! E0401"),
        Planted(
            "min and max", "print min([5m]) + 3  #! E0401\nprint max(5m, 10m) + 3  #! E0401\nprint min(1, 2.5) + 1, max([1], by: x => x)"),
        Planted("sum", "print sum([1, 2]) + 1, sum([5m, 1m]) + 1m\nprint sum([1, 2]) + 5m  #! E0401"),
        Planted("flatten and chunk", "print flatten([[5m], [1m]])[0] + 3  #! E0401\nprint chunk([5m], 2)[0][0] + 3  #! E0401"),
        Planted(
            "group_by", "let g = group_by([5m], d => string(d))\nfor _, ds in g {\n    print ds[0] + 3  #! E0401\n}\nprint g[\"5m\"], g.any"
        ),
        Planted(
            "keys and values", "print keys([\"a\": 5m])[0] + \"x\", values([\"a\": 5m])[0] + 1m\nprint values([\"a\": 5m])[0] + 3  #! E0401"
        ),
        Planted("split and join", "print split(\"a b\")[0] + 1  #! E0401\nprint join([\"a\"], \"-\") + \"x\""),
        Planted("text stays text", "print lower(\"A\") + 1  #! E0401\nprint upper(revision), string(5m) + \"x\""),
        Planted("len and range", "print len([1]) + 5m  #! E0401\nprint range(3)[0] + 5m  #! E0401"),
        Planted("arguments of the command line are text", "print arg(\"n\") + 1  #! E0401\nprint int(arg(\"n\")) + 1, arg(\"n\", 5) + 1"),
        Planted("each of the rest is checked", "print zip([1], 5)  #! E0416"),
        Planted("piped", "print [5m] |> map(d => d + 3)  #! E0401\nprint [5m] |> map(d => d * 3) |> first"),
        Planted(
            "a field by its name",
            "let ms = [[\"weight\": 1]]\nprint sorted(ms, by: \"weight\")\nprint sorted(ms, by: \"wieght\")  #! E0210"),
    ]

    @Test("functions give what their bodies show", arguments: functions)
    func functionsAreJudged(planted: Planted) {
        #expect(planted.found() == planted.expected)
    }

    static let functions: [Planted] = [
        Planted("one expression", "fn twice(d: Duration) = d * 2\nprint twice(5m) + 1m\nprint twice(5m) + 3  #! E0401"),
        Planted("returns", "fn f(n) {\n    if n > 1 { return 5m }\n    return 10m\n}\nprint f(1) + 3  #! E0401"),
        Planted("returns of two kinds are not judged", "fn f(n) {\n    if n > 1 { return 5m }\n    return 3\n}\nprint f(1) + 3, f(1) + 5m"),
        Planted("without an end in every case", "fn f(n) {\n    if n > 1 { return 5m }\n}\nprint f(1) + 3"),
        Planted("called above its declaration", "print f() + 3  #! E0401\nfn f() = 5m"),
        Planted("through another function", "fn f() = g()\nfn g() = 5m\nprint f() + 3  #! E0401"),
        Planted("that call each other", "fn f(n) = if n > 0 { g(n - 1) } else { 1 }\nfn g(n) = f(n)\nprint f(1) + 5m"),
        Planted(
            "declared results", "fn f(n: Int) -> [String] = [string(n)]\nprint f(1)[0] + 1  #! E0401\nfor s in f(1) { print s + \"x\" }"),
        Planted(
            "other results than declared",
            "fn f() -> Int = \"a\"  #! E0405\nfn g(n) -> Duration {\n    if n > 1 { return 5 }  #! E0405\n    return 5m\n}"),
        Planted("lists of other elements", "fn f() -> [String] = [1]  #! E0405\nfn g() -> [Int] = [1]\nlet x: [Duration] = [5]  #! E0405"),
        Planted("none may stand for anything", "fn f() -> Int = none\nlet x: Duration = none\nprint x"),
        Planted(
            "a list parameter", "fn f(xs: [Duration]) = xs[0] + 1m\nprint f([5m]), f([])\nprint f([5])  #! E0416\nprint f(5m)  #! E0416"),
        Planted("lambdas", "let f = (a, b) => a + b\nprint f(1, 2)\nprint f(1)  #! E0413\nprint f(1, 2, 3)  #! E0412"),
        Planted("what a lambda gives", "let f = x => x * 2\nlet g = () => 5m\nprint f(5m) + 1m, g() + 1m\nprint g() + 3  #! E0401"),
        Planted("a function in a map", "let m = [\"f\": (a) => a]\nprint m.f(1)\nprint m.f()  #! E0413\nprint m.g()  #! E0210"),
        Planted("a function as an argument", "fn apply(f, x) = f(x)\nprint apply(x => x + 1, 1), map([1], apply)"),
        Planted("a function that returns one", "fn adder(n) = x => x + n\nlet add = adder(1)\nprint add(2)\nprint add(1, 2)  #! E0412"),
        Planted(
            "names of the caller are not seen", "let d = 5m\nfn f() = d\nfn g() {\n    let d = 3  #! S191\n    return [d + 1, f() + 1m]\n}"),
        Planted("closures copy", "fn f(limit: Duration) {\n    return [d + limit for d in [5m]]\n}\nprint f(1m)[0] + 3  #! E0401"),
        Planted("through a module", "import \"lib\"\nprint lib.limit + 1m, lib.twice(5m) + 1m\nprint lib.limit + 3  #! E0401"),
    ]

    @Test("an `if` that is a value", arguments: values)
    func conditionalsAreJudged(planted: Planted) {
        #expect(planted.found() == planted.expected)
    }

    static let values: [Planted] = [
        Planted("of one kind", "let n = 1\nlet d = if n > 1 { 5m } else { 10m }\nprint d + 3  #! E0401"),
        Planted(
            "nested", "let n = 1\nlet d = if n > 1 { 5m } else if n > 2 { 1m } else { if n > 3 { 2m } else { 3m } }\nprint d + 3  #! E0401"),
        Planted("of two kinds", "let n = 1\nlet d = if n > 1 { 5m } else { 3 }\nprint d + 3, d + 5m"),
        Planted("one branch does not suit the clause", "fn f(n) { bake if n > 1 { 12h } else { 4 } }  #! E0406"),
        Planted("each branch suits the clause", "fn f(n) { deploy n with n rolling if n > 1 { 25% } else { 5 } }"),
    ]

    @Test("an alarm is watched, a condition is not", arguments: alarms)
    func alarmsAreJudged(planted: Planted) {
        #expect(planted.found() == planted.expected)
    }

    static let alarms: [Planted] = [
        Planted("a list of alarms", "alarm a = elapsed() > 5\nlet both = [a, a]\npipeline p { watch both }"),
        Planted("a list of something else", "pipeline p { watch [5m] }  #! E0406"),
        Planted("a condition", "pipeline p { watch elapsed() > 5 }  #! E0406"),
        Planted("joined alarms", "alarm a = elapsed() > 5\nalarm b = elapsed() > 6\npipeline p { watch a or not b }"),
        Planted("an alarm joined with a condition", "alarm a = elapsed() > 5\npipeline p { watch elapsed() > 6 or a }  #! E0406"),
        Planted("an annotation", "let c: Alarm = elapsed() > 5  #! E0405\nlet d: Condition = elapsed() > 5"),
    ]
}
