import SluiceFuzzing
import SluiceInterpreter
import SluiceModel
import SluiceSyntax
import Testing

/// Types lines one after the other and shows what came of each: a value, or a code.
private struct Typist {
    var evaluation = ScriptEvaluation(session: "/work", inputs: FixedInputs(), limits: Limits(fuel: 100_000))
    var answers = Answers()
    var prints: [String] = []

    mutating func type(_ text: String) -> String {
        let parsed = Parser.parse(evaluation.nextFile(name: "<shell>", text: text))
        var step = evaluation.enter(parsed)
        while true {
            switch step {
            case .request(let request, _):
                if case .print(let items) = request { prints.append(items.joined(separator: " ")) }
                step = evaluation.resume(with: answers.answer(request))
            case .finished(let value, _): return value.text
            case .failed(let diagnostics): return diagnostics.first?.code ?? ""
            }
        }
    }
}

@Suite struct SessionTests {
    static let sessions: [[(String, String)]] = [
        [("let x = 1", "none"), ("x + 1", "2"), ("_ * 10", "20"), ("let x = 5", "none"), ("x", "5")],
        [("fn f(n) = n + 1", "none"), ("f(1)", "2"), ("fn f(n) = n + 2", "none"), ("f(1)", "3"), ("map([1], f)", "[3]")],
        [("var n = 1", "none"), ("n = n + 1", "none"), ("n", "2"), ("for i in 1..3 { n = n + i }", "none"), ("n", "8")],
        [("1 // 0", "E0502"), ("let a = 1; nowhere; let b = 2", "E0201"), ("a", "1"), ("let a = (", "E0110"), ("a", "1")],
        [("while true { }", "E0506"), ("1 + 1", "2")],
        [("fn deep(n) = deep(n)", "none"), ("deep(1)", "E0507"), ("2", "2")],
        [("let f = x => 1 // x", "none"), ("map([1, 0], f)", "E0502"), ("f(1)", "1")],
        [
            ("let t = fleet([target('a')])", "none"), ("deployer d { install 'x' }", "none"),
            ("pipeline p { stage one { deploy t with d } }", "none"), ("p.one", "p.one"),
            ("pipeline p { stage two { deploy t with d } }", "none"), ("p.two", "p.two"), ("p.one", "E0210"),
        ],
        [
            ("pipeline p { stage one {", "E0112"), ("pipeline p { stage one { bake 5 } }", "E0406"), ("p", "E0202"),
            ("pipeline p { stage one { bake 5m } }", "none"), ("p", "p"),
        ],
        [("run 'x'", "[\"state\": \"succeeded\", \"status\": 0, \"output\": \"hello\", \"problem\": none]"), ("_.status", "0")],
    ]

    @Test(arguments: sessions) func `lines share one environment, and a mistake leaves what was there`(lines: [(String, String)]) {
        var typist = Typist()
        for (line, shown) in lines { #expect(typist.type(line) == shown, "\(line)") }
    }

    @Test func `variables can be listed`() {
        var typist = Typist()
        _ = typist.type("let x = 1; fn f(a) = a; var y = 'b'")
        #expect(typist.evaluation.variables.map(\.name) == ["f", "x", "y"])
        #expect(typist.evaluation.variables.map(\.value.typeName) == ["Function", "Int", "String"])
    }

    @Test func `a pipeline that was declared anew takes the place of the old one`() {
        var typist = Typist()
        _ = typist.type("pipeline p { stage one { bake 5m } }")
        _ = typist.type("pipeline p { stage two { bake 5m } }")
        #expect(typist.evaluation.definitions.map { $0.stages.map(\.name.text) } == [["two"]])
    }
}

@Suite struct TestBlockTests {
    static let script = """
        let prod = fleet([target("a", region: "eu")])
        deployer host { install "x" }
        alarm errors = http("http://x") != 200
        pipeline checkout { watch errors; stage one { deploy prod with host } }
        test "good" { expect 1 + 1 == 2; expect true }
        test "wrong" { let xs = [1, 2]; for x in xs { expect x < 2 } }
        test "fails" { fail "no" }
        test "simulated" {
            let r = simulate checkout at "v2" seed 7 runs 3 from "2026-01-05T09:00:00Z" {
                previous "v1"
                install takes 20s..40s fails 0.1%
                fault errors after 3m in "eu"
                revision "v3" arrives after 2h
            }
            expect r.outcome == "rolled_back"
            expect r.exposed <= 1%
        }
        print "end"
        """

    @Test func `tests are passed over by a run`() {
        let outcome = evaluate(Self.script)
        #expect(outcome.prints == ["end"] && outcome.evaluation.testOutcomes.isEmpty && outcome.requests.isEmpty)
    }

    @Test func `each test has its own outcome`() {
        let outcome = evaluate(Self.script, runsTests: true)
        #expect(outcome.diagnostics.map(\.message) == [])
        #expect(outcome.evaluation.testOutcomes.map(\.name) == ["good", "wrong", "fails", "simulated"])
        #expect(outcome.evaluation.testOutcomes.map { $0.diagnostics.map(\.code) } == [[], ["E0511"], ["E0504"], ["E0511"]])
        #expect(outcome.evaluation.testOutcomes[1].diagnostics.first?.notes == ["left:  2", "right: 2"])
        #expect(outcome.prints == ["end"])
    }

    @Test func `a simulation is asked for with everything that was said`() {
        let outcome = evaluate(Self.script, runsTests: true)
        guard case .simulate(let request)? = outcome.requests.first else { return #expect(Bool(false)) }
        #expect(request.revision == "v2" && request.seed == 7 && request.runs == 3 && request.previous == "v1")
        #expect(request.installTakes?.shortest == .seconds(20) && request.installTakes?.longest == .seconds(40))
        #expect(request.faults.map(\.region) == ["eu"] && request.arrivals.map(\.after) == [.seconds(7200)])
        #expect(request.from == Instant("2026-01-05T09:00:00Z"))
    }

    static let mistakes = [
        MistakeCase("simulate checkout at 'v2' { fault errors in 'us' }", "E0407"),
        MistakeCase("simulate checkout", "E0306"),
        MistakeCase("alarm other = http('http://y') != 200; simulate checkout at 'v2' { fault other }", "E0203"),
        MistakeCase("simulate checkout at 'v2' { install takes 5s..1s }", "E0406"),
    ]

    @Test(arguments: mistakes) func `a mistake has a code, a place and a way out`(row: MistakeCase) {
        check(MistakeCase(Self.script + "\n" + row.script, row.code, at: row.place, help: row.help))
    }
}
