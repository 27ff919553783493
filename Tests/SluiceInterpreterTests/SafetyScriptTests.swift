import OrderedCollections
import SluiceChecker
import SluiceModel
import SluiceSyntax
import Testing

/// A change of the safe script, and what one rule says of it: the text under each finding, and how grave it is.
struct SafetyScriptCase: CustomTestStringConvertible, Sendable {
    let name: String
    let code: String
    let change: String
    let expected: [String]

    /// `expected`: `TEXT`, with `warning: ` or `note: ` before what is no error; only the first line of a text.
    init(_ name: String, _ code: String, _ change: String, _ expected: String...) {
        self.name = name
        self.code = code
        self.change = change
        self.expected = expected
    }

    var testDescription: String { "\(code): \(name)" }

    func found() -> [String] {
        let judged = JudgedScript(SafeScript.with(change))
        guard judged.diagnostics.isEmpty else { return judged.diagnostics.map(\.message) }
        return judged.findings.filter { $0.code == code }.map { finding in
            let text = judged.text(under: finding)?.split(separator: "\n").first.map(String.init) ?? ""
            return finding.severity == .error ? text : "\(finding.severity.rawValue): \(text)"
        }
    }
}

@Suite("Safety rules and the script")
struct SafetyScriptTests {
    private static let bakes = "bake 1h until requests >= 100 at_most 6h"

    @Test("a finding stands at the clause that causes it", arguments: places + stated + allowances)
    func place(safety: SafetyScriptCase) {
        #expect(safety.found() == safety.expected)
    }

    private static let places: [SafetyScriptCase] = [
        SafetyScriptCase("the watch is missing", "S101", "# no `watch`", "wave one", "wave two", "wave three"),
        SafetyScriptCase("the response of the phase", "S102", "on alarm nothing", "on alarm nothing"),
        SafetyScriptCase("not that to failures", "S102", "on alarm nothing\non failure rollback wave", "on alarm nothing"),
        SafetyScriptCase("the watch", "S103", "watch errors", "warning: watch errors"),
        SafetyScriptCase(
            "`for` of the alarm", "S105", "alarm errors = prometheus(\"u\", \"e\") > 1% for 1 of 3 every 10s", "warning: 1 of 3"),
        SafetyScriptCase("the bake", "S106", "wave one { deploy box with host; bake 30s }", "bake 30s"),
        SafetyScriptCase(
            "the alarm", "S108", "alarm errors = elapsed() > 1h missing ok", "warning: alarm errors = elapsed() > 1h missing ok"),
        SafetyScriptCase("an alarm that no pipeline has", "S110", "alarm idle = elapsed() > 1h", "warning: alarm idle = elapsed() > 1h"),
        SafetyScriptCase(
            "an alarm in another one that is watched", "S110", "alarm idle = elapsed() > 1h\nalarm both = idle or errors\nwatch both"),
        SafetyScriptCase(
            "an alarm that a signal asks for", "S110", "alarm idle = elapsed() > 1h\nalarm on = alarm_state(idle) == 1\nwatch on"),
        SafetyScriptCase("the block", "S112", "# no `owner`", "warning: block when errors, health"),
        SafetyScriptCase("the pace back", "S113", "rollback rolling 1", "warning: rollback rolling 1"),
        SafetyScriptCase(
            "the deploy", "S131", "let box = [target(\"a\", region: \"x\"), target(\"b\", region: \"y\")]", "deploy box with host"),
        SafetyScriptCase(
            "`rolling` of the deploy", "S139", "wave three { deploy us with host rolling 50%; \(bakes) }", "50%"),
        SafetyScriptCase("`rolling` in the defaults", "S139", "defaults { rolling 50% }", "rolling 50%"),
        SafetyScriptCase("the defaults do not count for what says more", "S139", "defaults { rolling 50% }\n" + paced),
        SafetyScriptCase("`max_failures`", "S141", "wave three { deploy us with host max_failures 2; \(bakes) }", "2"),
        SafetyScriptCase("the phase without a window", "S150", "# no `window`", "phase production"),
        SafetyScriptCase("the window", "S150", "window fri 09:00..20:00", "warning: window fri 09:00..20:00"),
        SafetyScriptCase(
            "a step in a parallel block", "S157", "stage beta { deploy beta with host; parallel { run \"a\" timeout 1m retry 3 } }", "3"),
        SafetyScriptCase(
            "`retry` in the defaults", "S157", "stage beta { defaults { retry 2 }; deploy beta with host; run \"a\" timeout 1m }", "retry 2"
        ),
        SafetyScriptCase(
            "the command of a deployer", "S174", "deployer host { install \"x ${raw(revision)}\" }",
            "warning: install \"x ${raw(revision)}\""),
        SafetyScriptCase(
            "a fleet of which some are in no wave", "S137",
            "let all = fleet(flatten([box, eu, us, [target(\"us-99\", region: \"us\")]]))", "phase production"),
        SafetyScriptCase("a fleet that is wholly in waves", "S137", "let all = fleet(flatten([box, eu, us]))"),
        SafetyScriptCase(
            "a fleet that is mostly somewhere else", "S137",
            "let all = fleet(flatten([box, [target(\"x-${n}\", region: \"x\") for n in 1..5]]))"),
        SafetyScriptCase("the others are in a stage before production", "S137", "let all = fleet(flatten([box, eu, us, beta]))"),
    ]

    private static let paced =
        "wave one { deploy box with host rolling 1; \(bakes) }\n"
        + "wave two { deploy eu with host rolling 1; \(bakes) }\nwave three { deploy us with host rolling 33%; \(bakes) }"

    private static let stated: [SafetyScriptCase] = [
        SafetyScriptCase("not stated", "S104", "alarm errors = elapsed() > 1h", "warning: alarm errors = elapsed() > 1h"),
        SafetyScriptCase("stated as what it is anyway", "S104", "alarm errors = elapsed() > 1h missing breaching"),
        SafetyScriptCase("passed over, beside another alarm", "S104", "alarm errors = elapsed() > 1h missing ignore"),
        SafetyScriptCase("passed over by all", "S104", "alarm errors = elapsed() > 1h missing keep\nwatch errors", "keep"),
        SafetyScriptCase("a run", "S156", "stage beta { deploy beta with host; run \"./test\" }", "run \"./test\""),
        SafetyScriptCase(
            "a run that inherits one", "S156", "stage beta { defaults { timeout 1m }; deploy beta with host; run \"./test\" }"),
        SafetyScriptCase(
            "an approval", "S156", "stage beta { approve 1 of alice; deploy beta with host; run \"a\" timeout 1m }", "approve 1 of alice"),
        SafetyScriptCase("an approval with one", "S156", "stage beta { approve timeout 2d; deploy beta with host; run \"a\" timeout 1m }"),
        SafetyScriptCase("an approval of a phase", "S156", "approve 1 of alice", "approve 1 of alice"),
        SafetyScriptCase("an approval of a phase with one", "S156", "approve 1 of alice timeout 1d"),
        SafetyScriptCase(
            "a verify", "S156", "deployer host { install \"x\"; verify http(\"u\") == 200 }", "verify http(\"u\") == 200"),
        SafetyScriptCase("a verify with one", "S156", "deployer host { install \"x\"; verify http(\"u\") == 200 within 30s }"),
        SafetyScriptCase("a source without review", "S170", "source git(\"u\", branch: \"b\")", "source"),
        SafetyScriptCase("a source with one", "S170", "source git(\"u\", branch: \"b\") every 30s { require review }"),
    ]

    private static let rolling = "deploy us with host rolling 50%; \(bakes)"

    private static let allowances: [SafetyScriptCase] = [
        SafetyScriptCase("allowed in the wave", "S139", "wave three { allow S139 because \"x\"; \(rolling) }"),
        SafetyScriptCase("allowed in the phase", "S139", "allow S139 because \"x\"\nwave three { \(rolling) }"),
        SafetyScriptCase(
            "allowed in another wave", "S139",
            "wave one { allow S139 because \"x\"; deploy box with host; \(bakes) }\nwave three { \(rolling) }", "50%"),
        SafetyScriptCase(
            "what is allowed in another wave is not there", "S195",
            "wave one { allow S139 because \"x\"; deploy box with host; \(bakes) }\nwave three { \(rolling) }",
            "warning: allow S139 because \"x\""),
        SafetyScriptCase("what is allowed is there", "S195", "allow S139 because \"x\"\nwave three { \(rolling) }"),
        SafetyScriptCase("what the checker finds in the text", "S195", "allow S190 because \"x\""),
        SafetyScriptCase(
            "allowed for the script as a whole", "S110", "alarm idle = elapsed() > 1h\nowner \"me\"; allow S110 because \"soon\""),
    ]

    // MARK: Functions and loops

    @Test("a clause in a function stands in the function, and says where it was called")
    func calledFrom() throws {
        let judged = JudgedScript(
            SafeScript.with("fn quick(limit) { run \"./test\" timeout 1m retry limit }\nstage beta { deploy beta with host; quick(2) }"))
        let found = try #require(judged.findings.first { $0.code == "S157" })
        #expect(judged.text(under: found) == "limit")
        let call = try #require(found.clause?.calledFrom.flatMap { span in judged.files[span.file]?.text(of: span) })
        #expect(call == "quick(2)")
        #expect(found.diagnostic?.secondary.map(\.text) == ["called from here"])
    }

    @Test("a clause of a loop is one finding about all its waves")
    func loop() throws {
        let judged = JudgedScript(
            SafeScript.with(
                "wave three { deploy us with host; bake 2h until requests >= 100 at_most 6h }\n"
                    + "for n in 1..3 { wave \"more-${n}\" { deploy [target(\"m-${n}\", region: \"m\")] with host; bake 2h } }"))
        let found = judged.findings.filter { $0.code == "S125" }
        #expect(found.map(\.stages) == [["more-1", "more-2", "more-3"]])
        #expect(found.first?.diagnostic?.notes == ["also in `more-2`, `more-3`"])
    }

    @Test("a module's function is judged at its own place")
    func module() throws {
        let judged = JudgedScript(
            SafeScript.with("let m = 1\nstage beta { deploy beta with host; lib.check() }").replacing("let m = 1", with: "import \"lib\""),
            modules: ["lib": "fn check() {\n    run \"./test\"\n}"])
        #expect(judged.diagnostics.map(\.message) == [])
        let found = try #require(judged.findings.first { $0.code == "S156" })
        #expect(found.clause.flatMap { judged.files[$0.span.file]?.name } == "lib")
        #expect(judged.text(under: found) == "run \"./test\"")
    }

    @Test("how a script is laid out changes no definition")
    func layout() throws {
        let text = SafeScript().text
        let spread = text.replacing("; ", with: "\n\n    # a comment\n      ")
        let plain = try #require(evaluate(text).definitions.first)
        let other = try #require(evaluate(spread).definitions.first)
        #expect(try CanonicalCoding.bytes(of: plain) == CanonicalCoding.bytes(of: other))
    }

    @Test("two pipelines of a script are judged one by one, the script itself once")
    func several() {
        let judged = JudgedScript(SafeScript().text + "alarm idle = elapsed() > 1h\npipeline other { stage one { run \"x\" } }")
        #expect(judged.reports.map(\.pipeline) == ["shop", "other"])
        #expect(judged.reports.map { $0.findings.filter { $0.severity != .note }.map(\.code) } == [["S110"], ["S156"]])
    }
}
