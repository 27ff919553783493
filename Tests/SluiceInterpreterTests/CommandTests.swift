import SluiceChecker
import SluiceFuzzing
import SluiceInterpreter
import SluiceModel
import SluiceSyntax
import Testing

private let world = """
    let prod = fleet([target("a", region: "eu")])
    deployer host { install "deploy ${target.name} ${revision}" }
    alarm errors = prometheus("http://p", "e") > 1%
    pipeline checkout { param note = "x"; watch errors; phase production { wave one { deploy prod with host } } }

    """

@Suite struct CommandTests {
    static let words: [(script: String, words: [String])] = [
        ("activate checkout", ["activate"]),
        ("start checkout at 'v1' because 'first'", ["start"]),
        ("let e = start checkout at 'v1'; follow e; print e.state", ["start", "follow", "execution"]),
        (
            "status; status checkout; status checkout.production; status pipeline('other')",
            ["status", "status", "status", "pipeline", "status"]
        ),
        ("history; history checkout", ["history", "history"]),
        ("explain checkout.one; plan checkout at 'v2'", ["explain", "plan"]),
        ("approve checkout.production because 'fine'; reject checkout['one'] because 'no'", ["approve", "reject"]),
        ("pause checkout because 'incident'; resume checkout.production", ["pause", "resume"]),
        (
            "let e = start checkout at 'v1'; promote e past window because 'fix'; cancel e because 'wrong'; retry e",
            ["start", "promote", "cancel", "retry"]
        ),
        ("rollback checkout.production to 'v1' because 'errors'", ["rollback"]),
        ("deploy prod with host at 'v2'", ["deploy"]),
        ("run 'echo hi' timeout 5m in 'sub'", ["run"]),
        ("measure prometheus('http://p', 'x')", ["measure"]),
        ("require http('http://x') == 200 within 30s else 'down'", ["require"]),
        ("wait 5m; wait until http('http://x') == 200 at_most 10m", ["wait", "wait"]),
        ("fn go(r) { return start checkout at r }; go('v1'); go('v2')", ["start", "start"]),
    ]

    @Test(arguments: words) func `each command is a request`(row: (script: String, words: [String])) {
        let outcome = evaluate(world + row.script)
        #expect(outcome.diagnostics.map(\.message) == [])
        #expect(outcome.requests.map(\.word) == row.words)
    }

    static let results = [
        PrintCase(
            "let e = start checkout at 'v1'; print e.id, e.revision, e.state, e.output, e.stages, e.pipeline",
            "checkout#1 v1 succeeded done [\"one\": \"succeeded\"] checkout"),
        PrintCase("print (follow (start checkout at 'v1')).state", "succeeded"),
        PrintCase("let e = start checkout at 'v1'; if e.state == 'succeeded' { print 'good' }", "good"),
        PrintCase("let r = run 'x'; print r.state, r.status, r.output", "succeeded 0 hello"),
        PrintCase("let m = measure prometheus('http://p', 'x'); print m, m * 2", "0.5 1"),
        PrintCase("print checkout.name, checkout.stages, checkout.production", "checkout [\"one\"] checkout.production"),
        PrintCase("print type((status checkout))", "String"),
        PrintCase("print 'a', 1, [2]", "a 1 [2]"),
        PrintCase("let p = pipeline('other'); print p.one", "other.one"),
        PrintCase("print map(['v1', 'v2'], r => (start checkout at r).id)", "[\"checkout#1\", \"checkout#2\"]"),
        PrintCase("print map(['a', 'b'], n => pipeline(n))", "[a, b]"),
    ]

    @Test(arguments: results) func `results are values`(row: PrintCase) { check(PrintCase(world: world, row)) }

    static let mistakes = [
        MistakeCase("start checkout", "E0306", help: "at \"v1\""),
        MistakeCase("start checkout at ''", "E0407"),
        MistakeCase("start checkout at revision", "E0404"),
        MistakeCase("start 'checkout' at 'v1'", "E0406", help: "pipeline(\"checkout\")"),
        MistakeCase("start checkout at 'v1' with ['noet': 1]", "E0325"),
        MistakeCase("pipeline q { param level; stage one { } }; start q at 'v1'", "E0306", help: "level"),
        MistakeCase("follow checkout", "E0406", help: "start"),
        MistakeCase("status checkout.prodution", "E0210", at: "prodution", help: "`production`"),
        MistakeCase("history checkout.one", "E0406"),
        MistakeCase("deploy [] with host at 'v1'", "E0320"),
        MistakeCase("run \"x ${revision}\"", "E0404"),
        MistakeCase("measure http(\"http://${target.name}\")", "E0404"),
        MistakeCase("require http(\"http://${target.name}\") == 200", "E0404"),
        MistakeCase("wait 5", "E0406"),
        MistakeCase("wait", "E0306"),
        MistakeCase("let e = start checkout at 'v1'; pipeline q { stage one { if e.state == 'x' { bake 1h } } }", "E0301"),
        MistakeCase("let e = start checkout at 'v1'; print e.stat", "E0210", help: "`state`"),
    ]

    @Test(arguments: mistakes) func `a mistake has a code, a place and a way out`(row: MistakeCase) {
        check(MistakeCase(world + row.script, row.code, at: row.place, help: row.help))
    }

    @Test func `a refused command stops the script where it stands`() {
        var answers = Answers()
        answers.refusals = ["start"]
        let outcome = evaluate(world + "print 1\nstart checkout at 'v1'\nprint 2", answers: answers)
        #expect(outcome.prints == ["1"])
        #expect(outcome.codes == ["E0510"])
        #expect(outcome.place == "start checkout at 'v1'")
        #expect(outcome.helps == "ask somebody")
    }

    @Test func `a command carries what it is about`() {
        let outcome = evaluate(
            world
                + "start checkout at 'v1' with ['note': 5] because 'why'\nrollback checkout.production to 'v0' because 'bad'\nrun \"say ${1 + 1}\" timeout 5s"
        )
        guard case .command(.start(let start))? = outcome.requests.first, case .command(.rollback(let rollback)) = outcome.requests[1],
            case .adHocRun(let command, let options) = outcome.requests[2]
        else { return #expect(Bool(false), "\(outcome.codes)") }
        #expect(start.revision == "v1" && start.because == "why" && start.parameters == [Attribute("note", .integer(5))])
        #expect(start.definition == outcome.definitions.first)
        #expect(rollback == RollbackCommand(subject: .part("checkout", "production"), to: "v0", because: "bad"))
        #expect(command.form == .shell(Template([.text("say "), .data("2")])))
        #expect(options == RunOptions(folder: "/srv/app", timeout: .seconds(5)))
    }

    // MARK: Resuming

    /// Runs until `count` requests were answered; gives what a run would have kept.
    private func journal(_ text: String, _ count: Int) -> [JournaledAnswer] {
        var evaluation = ScriptEvaluation(script: Checker.check(parsed(text)).script, folder: "/srv/app", inputs: FixedInputs())
        var answers = Answers()
        var journal: [JournaledAnswer] = []
        var step = evaluation.run()
        while journal.count < count, case .request(let request, _) = step {
            journal.append(JournaledAnswer(request: request, result: answers.answer(request)))
            step = evaluation.resume(with: journal[journal.count - 1].result)
        }
        return journal
    }

    private static let long = world + "print 'begin'\nlet e = start checkout at 'v1'\nwait 5m\nprint e.id\nfollow e\nprint e.state\n"

    @Test(arguments: 0...7) func `a run that was stopped goes on where it stopped and repeats nothing`(count: Int) throws {
        let kept = journal(Self.long, count)
        let stored = try CanonicalCoding.decode([JournaledAnswer].self, from: try CanonicalCoding.bytes(of: kept))
        #expect(stored == kept)
        var evaluation = ScriptEvaluation(script: Checker.check(parsed(Self.long)).script, folder: "/srv/app", inputs: FixedInputs())
        var step = evaluation.replay(stored)
        var words = kept.map(\.request.word)
        var answers = Answers()
        while case .request(let request, _) = step {
            words.append(request.word)
            step = evaluation.resume(with: answers.answer(request))
        }
        #expect(words == ["print", "start", "wait", "print", "follow", "execution", "print"])
        guard case .finished = step else { return #expect(Bool(false)) }
    }

    @Test func `a journal of another script is noticed`() {
        var evaluation = ScriptEvaluation(script: Checker.check(parsed("print 'other'")).script, folder: "/", inputs: FixedInputs())
        guard case .failed(let diagnostics) = evaluation.replay(journal("print 'this'", 1)) else { return #expect(Bool(false)) }
        #expect(diagnostics.map(\.code) == ["E0512"])
    }

    @Test func `a copy of an evaluation goes its own way`() {
        var evaluation = ScriptEvaluation(
            script: Checker.check(parsed("let x = measure elapsed()\nx + 1")).script, folder: "/", inputs: FixedInputs())
        _ = evaluation.run()
        var other = evaluation
        let values = [evaluation.resume(with: .number(1)), other.resume(with: .number(2))].map { step in
            if case .finished(let value, _) = step { value.text } else { "" }
        }
        #expect(values == ["2", "3"])
    }

    @Test func `calls out of turn are refused, never a trap`() {
        var evaluation = ScriptEvaluation(script: Checker.check(parsed("print 1")).script, folder: "/", inputs: FixedInputs())
        for step in [
            evaluation.resume(with: .none),
            {
                _ = evaluation.run()
                return evaluation.run()
            }(),
        ] {
            guard case .failed(let diagnostics) = step else { return #expect(Bool(false)) }
            #expect(diagnostics.map(\.code) == ["E0517"])
        }
    }

    @Test(arguments: [
        ("let e = start checkout at 'v1'; follow e; print e.state; pipeline q { stage one { bake 1m } }", 2),
        ("let e = start checkout at 'v1'; if e.state == 'x' { print 1 }; pipeline q { stage one { bake 1m } }", 1),
        ("let r = run 'x'; print len(r.output), \"${r.status}\"; pipeline q { stage one { bake 1m } }", 2),
    ]) func `where nothing is carried out, what hangs on a command is passed over`(script: String, definitions: Int) {
        var evaluation = ScriptEvaluation(script: Checker.check(parsed(world + script)).script, folder: "/", inputs: FixedInputs())
        var step = evaluation.run()
        while case .request = step { step = evaluation.resume(with: .notRun) }
        guard case .finished(_, let found) = step else { return #expect(Bool(false)) }
        #expect(found.count == definitions)
    }
}

extension PrintCase {
    init(world: String, _ row: PrintCase) {
        self.init(script: world + row.script, prints: row.prints)
    }

    init(script: String, prints: [String]) {
        self.script = script
        self.prints = prints
    }
}
