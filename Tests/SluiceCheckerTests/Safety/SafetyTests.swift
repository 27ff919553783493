import SluiceModel
import Testing

@testable import SluiceChecker

@Suite("Safety rules")
struct SafetyTests {
    @Test(
        "find what is unsafe and leave the next best thing alone",
        arguments: SafetyCase.alarmCases + SafetyCase.bakeCases + SafetyCase.radiusCases + SafetyCase.windowCases + SafetyCase.flowCases)
    func find(safety: SafetyCase) {
        #expect(safety.found() == safety.expected)
    }

    /// What only a script states: a time-out, a source, a reason for what is not there. Those have their cases with the interpreter.
    private static let ofScripts = ["S156", "S170", "S195"]

    @Test("every rule is in the table once, in order, with a firing case and a silent one", arguments: SafetyRules.all.map(\.code))
    func table(code: String) {
        let codes = SafetyRules.all.map(\.code)
        #expect(codes == codes.sorted() && codes.count { $0 == code } == 1)
        guard !Self.ofScripts.contains(code) else { return }
        let cases = SafetyCase.alarmCases + SafetyCase.bakeCases + SafetyCase.radiusCases + SafetyCase.windowCases + SafetyCase.flowCases
        #expect(cases.contains { $0.codes.contains(code) && $0.expected.contains { $0.hasPrefix(code) } })
        #expect(cases.contains { $0.codes.contains(code) && $0.expected.isEmpty })
    }

    @Test("the table holds every rule of the design")
    func complete() {
        let numbers = [101...113, 120...127, 131...143, 150...159, 170...175].flatMap { $0.map { "S\($0)" } }
        #expect(SafetyRules.all.map(\.code) == numbers + ["S195"])
    }

    @Test("extreme figures are judged like others")
    func extremes() {
        let found = SafetyCase("", []) {
            $0.measure(0, SafetyCase.measurement(SafetyCase.query("q[999999999y]"), 2, of: .max))
            $0.deploy(3) { $0.fleet[0].weight = .greatestFiniteMagnitude }
            $0.stages[0].steps.append(.run(RunStep(command: CommandTemplate(shell: "x"), timeout: .seconds(Int64.max / 4), retries: .max)))
        }.found()
        #expect(found.contains("S106 one") && found.contains("S136 three warning"))
    }

    @Test("nothing at all is judged as well")
    func empty() {
        let report = SafetyRules.check(PipelineDefinition(name: "p", folder: "/"))
        #expect(report.findings.isEmpty && report.silenced.isEmpty)
    }

    @Test("findings say where, what and what to write")
    func finding() throws {
        let report = SafetyCase("", []) { $0.bake(2) { $0.duration = .seconds(60) } }.report
        let finding = try #require(report.findings.first { $0.code == "S106" })
        #expect(finding.place == "p.two")
        #expect(finding.message == "it bakes 1m, but alarm `errors` looks at 3m: it cannot see a fault")
        #expect(finding.fix == "bake 6m or longer")
        #expect(finding.clause == nil && finding.diagnostic == nil)
    }

    @Test("informing figures are computed")
    func figures() {
        let found = SafetyCase("", []) { _ in }.report.findings.filter { $0.severity == .note }
        #expect(
            found.map(\.message) == [
                "at most 15.4% of the weight is out at once, and at most 69.2% runs a revision that has not baked",
                "`three`, the last wave, begins 13h to 1d2h35m after the start; with the windows, 1d to 1d2h35m",
            ])
    }

    // MARK: Allowances

    private static func silenced(_ allowances: Allowance...) -> ([String], [String]) {
        let report = SafetyCase("", []) { definition in
            definition.eachWave { $0.policies.onAlarm = .nothing }
            definition.allowances = allowances
        }.report
        let open = report.findings.filter { $0.code == "S102" }.flatMap(\.stages).map(\.text)
        return (open, report.silenced.map { "\($0.finding.stages.map(\.text).joined(separator: "+")): \($0.because)" })
    }

    @Test("an allowance counts where it stands, and only there")
    func scopes() {
        #expect(Self.silenced() == (["one", "two", "three"], []))
        #expect(Self.silenced(Allowance(rule: "S102", because: "drill")) == ([], ["one+two+three: drill"]))
        #expect(Self.silenced(Allowance(rule: "S102", because: "drill", phase: "production")) == ([], ["one+two+three: drill"]))
        #expect(Self.silenced(Allowance(rule: "S102", because: "drill", phase: "other")) == (["one", "two", "three"], []))
        #expect(Self.silenced(Allowance(rule: "S102", because: "drill", stage: "two")) == (["one", "three"], ["two: drill"]))
        #expect(Self.silenced(Allowance(rule: "S101", because: "drill")) == (["one", "two", "three"], []))
        #expect(
            Self.silenced(Allowance(rule: "S102", because: "a", stage: "one"), Allowance(rule: "S102", because: "b", stage: "two"))
                == (["three"], ["one: a", "two: b"]))
    }

    @Test("what concerns several stages at once is silenced when all of them allow it")
    func together() {
        func found(_ stages: StageName...) -> Int {
            SafetyCase("", []) { definition in
                definition.stages.removeLast()
                definition.deploy(2) { $0.fleet = ["a", "b", "c", "d"].flatMap { r in (1...3).map { SafetyCase.target("\(r)\($0)", r) } } }
                definition.allowances = stages.map { Allowance(rule: "S138", because: "x", stage: $0) }
            }.report.findings.count { $0.code == "S138" }
        }
        #expect(found("one") == 1)
        #expect(found("one", "two") == 0)
    }
}

/// The chance of false alarms against figures that were computed by hand.
@Suite("Noise")
struct NoiseTests {
    @Test(
        "the share of rollouts that an alarm stops by accident",
        arguments: [
            (1, 1, 0.001), (1, 1000, 0.632_3), (2, 1000, 0.001_997), (3, 1000, 0.000_005_98),
        ])
    func chance(breaches: Int, checks: Double, expected: Double) {
        let windows = [1: 1, 2: 3, 3: 5]
        let found = Noise.chance(breaches, of: windows[breaches] ?? 1, checks: checks, each: 0.001)
        #expect((found / expected - 1).magnitude < 0.01, "\(found)")
    }

    @Test("at the edges")
    func edges() {
        #expect(Noise.chance(5, of: 3, checks: 10, each: 0.001) == 0)
        #expect(Noise.chance(1, of: 1, checks: 0, each: 0.001) == 0)
        #expect(Noise.atLeast(0, of: 0, each: 0.5) == 1)
        #expect(Noise.atLeast(2, of: 2, each: 0.5) == 0.25)
        #expect(Noise.chance(1000, of: 10_000, checks: 1e9, each: 0.001) < 1e-9)
    }

    @Test(
        "ranges of queries",
        arguments: [
            ("rate(x[15m])", 900), ("rate(x[1h30m])", 5400), ("x", 0), ("x{a='[1h]'}", 0), ("x{a=\"\\\"[1h]\"}", 0), ("x[1h:5m]", 3600),
            ("a[5m] + b[ 2h ]", 7200), ("x[500ms]", 0.5), ("x[", 0), ("x[]", 0), ("x[5q]", 0), ("x[99999999999h]", 0),
        ] as [(String, Double)])
    func ranges(query: String, seconds: Double) {
        #expect(QueryRange.longest(in: query) == .seconds(seconds))
    }
}
