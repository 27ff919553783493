import SluiceChecker
import SluiceSyntax
import Testing

@Suite("Members")
struct MemberTests {
    @Test("are known where the value is", arguments: planted)
    func members(planted: Planted) {
        #expect(planted.found() == planted.expected)
    }

    static let planted: [Planted] = [
        Planted("of a target", "let t = target(\"a\", rack: \"r1\")\nprint t.name, t.zone, t.rack\nprint t.rak  #! E0210"),
        Planted(
            "of the targets of a fleet",
            "let prod = fleet([target(\"a\", rack: 1), target(\"b\", row: 2)])\nfor t in prod {\n    print t.rack, t.row, t.weight\n    print t.rak  #! E0210\n}"
        ),
        Planted("of targets that come from a file", "for t in inventory(\"fleet.csv\") { print t.anything }"),
        Planted("of a parameter", "fn f(t: Target) = t.anything\nfn g(t) = t.anything"),
        Planted(
            "of targets made in a loop",
            "let ts = [target(n, rack: 1) for n in [\"a\"]]\nprint ts[0].rack\nprint fleet(ts)[0].rak  #! E0210"),
        Planted(
            "of what a fleet holds",
            "let prod = fleet([target(\"web\")])\nprint prod.web.name, prod[\"web\"].name\nprint prod.wbe  #! E0210\nprint prod[\"wbe\"]  #! E0210"
        ),
        Planted(
            "sorted by a field",
            "let prod = fleet([target(\"a\", rack: 1)])\nprint sorted(prod, by: \"rack\"), group_by(prod, \"region\")\nprint sorted(prod, by: \"rak\")  #! E0210"
        ),
        Planted(
            "in a function for each target",
            "let prod = fleet([target(\"a\", rack: 1)])\nprint map(prod, t => t.rack)\nprint filter(prod, t => t.rak == 1)  #! E0210"),
        Planted(
            "of an execution",
            "fn f(p) {\n    let e = start p at \"v1\"\n    print e.state, e.revision, e.stages\n    print e.staet  #! E0210\n}"),
        Planted(
            "of a pipeline",
            "pipeline p {\n    stage build { wait 1s }\n    phase production { wave one { wait 1s } }\n}\nprint p.build, p.production, p.one, p[\"one\"], p.name\npause p.prodution because \"x\"  #! E0325"
        ),
        Planted(
            "of a pipeline whose stages are computed",
            "pipeline p {\n    for n in 1..3 { stage \"s-${n}\" { wait 1s } }\n}\nprint p.anything, p[\"s-1\"]"),
        Planted("of a pipeline whose stages a function brings", "fn f() { stage a { wait 1s } }\npipeline p { f() }\nprint p.a"),
        Planted(
            "of a pipeline with stages in an if",
            "let n = 1\npipeline p {\n    if n > 1 { stage a { wait 1s } }\n}\nprint p.a\nprint p.b  #! E0325"),
        Planted("of the stored pipeline", "print pipeline(\"checkout\").anything"),
        Planted(
            "of an alarm and a deployer",
            "alarm a = elapsed() > 5\ndeployer d { install \"x\" }\nprint a.name, a.scope, d.name, d.timeout\nprint a.nmae, d.nmae  #! E0210 E0210"
        ),
        Planted("of a duration", "print (5m).seconds\nprint (5m).seconnds  #! E0210"),
        Planted("of a date and a range", "print 2026-01-05.year, (1..3).first\nprint 2026-01-05.yeer  #! E0210"),
        Planted("a builtin is no member", "print [1].len  #! E0210\nprint \"a\".upper  #! E0210"),
        Planted("of none", "fn f() { print 1 }\nlet x = f()\nprint x.y  #! E0210"),
    ]

    @Test(
        "the nearest name is one that is valid there",
        arguments: [
            ("print [\"first\": 1, \"second\": 2].fist", "did you mean `first`?"),
            ("print [\"first\": 1][\"fist\"]", "did you mean `first`?"),
            ("let t = target(\"a\", rack: 1)\nprint t.rak", "did you mean `rack`?"),
            ("pipeline p { phase production { wave one { wait 1s } } }\nprint p.prodution", "did you mean `production`?"),
            ("print (5m).secnds", "did you mean `seconds`?"),
            ("print [1].len", "it is a function: write `len(…)` or `… |> len`"),
            ("pipeline p { watch elapsed() > 5 }", "declare it first: `alarm NAME = …`"),
            ("print 5m / 2", "multiply by a fraction, such as `5m * 0.5`"),
            ("print 1 in \"abc\"", "turn it into text: `string(…) in …`"),
        ])
    func nearest(script: String, help: String) {
        #expect(diagnostics(script).flatMap(\.fixes).map(\.text).first == help)
    }

    @Test("what there is is listed where nothing is near")
    func listed() {
        #expect(diagnostics("print [\"a\": 1, \"b\": 2].other").first?.notes == ["it has `a`, `b`"])
    }

    @Test("attributes of `target` are checked against the fleet, where it is known", arguments: attributes)
    func attributesAreJudged(planted: Planted) {
        #expect(planted.found() == planted.expected)
    }

    private static let fleet = "let prod = fleet([target(\"a\", rack: 1, address: \"x\"), target(\"b\", rack: 2)])\n"

    static let attributes: [Planted] = [
        Planted(
            "used by a deployer",
            fleet + "deployer d {\n    install \"x ${target.rack} ${target.name}\"\n}\npipeline p { stage a { deploy prod with d } }"),
        Planted(
            "misspelt in a deployer",
            fleet + "deployer d {\n    install \"x ${target.rak}\"  #! E0322\n}\npipeline p { stage a { deploy prod with d } }"),
        Planted(
            "not given to every target",
            fleet + "deployer d {\n    install \"x ${target.address}\"  #! E0322\n}\npipeline p { stage a { deploy prod with d } }"),
        Planted(
            "said once",
            fleet
                + "deployer d {\n    install \"x ${target.rak}\"  #! E0322\n}\npipeline p {\n    stage a { deploy prod with d }\n    stage b { deploy prod with d }\n}"
        ),
        Planted(
            "used by a step",
            fleet
                + "deployer d { install \"x\" }\npipeline p { stage a {\n    deploy prod with d\n    run \"y ${target.rak}\"  #! E0322\n} }"
        ),
        Planted(
            "used by a watched alarm",
            fleet
                + "alarm bad = http(\"http://${target.adress}\") != 200  #! E0322\ndeployer d { install \"x\" }\npipeline p { stage a { watch bad\n deploy prod with d } }"
        ),
        Planted("used where nothing is deployed", fleet + "deployer d { install \"x ${target.anything}\" }\nprint prod"),
        Planted(
            "of a fleet from a file",
            "deployer d { install \"x ${target.anything}\" }\npipeline p { stage a { deploy inventory(\"f.csv\") with d } }"),
        Planted(
            "of a part of a fleet, which may have it",
            fleet
                + "deployer d { install \"x ${target.address}\" }\npipeline p { stage a { deploy filter(prod, t => t.address != none) with d } }"
        ),
        Planted(
            "of a list of targets",
            "deployer d { install \"x ${target.rak}\" }  #! E0322\npipeline p { stage a { deploy [target(\"a\", rack: 1)] with d } }"),
    ]
}
