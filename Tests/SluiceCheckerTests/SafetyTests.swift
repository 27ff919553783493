import SluiceChecker
import SluiceModel
import Testing

/// A change of a safe definition, and what the rules say about it.
struct SafetyCase: CustomTestStringConvertible, Sendable {
    let name: String
    /// `CODE PLACE`, or `CODE PLACE warning`.
    let expected: [String]
    let change: @Sendable (inout PipelineDefinition) -> Void

    init(_ name: String, _ expected: [String], _ change: @escaping @Sendable (inout PipelineDefinition) -> Void) {
        self.name = name
        self.expected = expected
        self.change = change
    }

    var testDescription: String { name }

    func found() -> [String] {
        var definition = Self.safe
        change(&definition)
        return SafetyRules.check(definition).findings.map { "\($0.code) \($0.place)\($0.severity == .warning ? " warning" : "")" }
    }

    // MARK: A definition with which no rule finds fault

    static let safe = PipelineDefinition(
        name: "p", folder: "/srv", alarms: [errors, health],
        deployers: [DeployerDefinition(name: "host", install: CommandTemplate(shell: "install"))],
        phases: [PhaseDefinition(name: "production")],
        stages: [
            StageDefinition(name: "build", steps: [.run(RunStep(command: CommandTemplate(shell: "make")))]),
            wave("one", [target("a1", "a")]), wave("two", [target("a2", "a"), target("a3", "a"), target("a4", "a")]),
            wave("three", (1...9).map { target("b\($0)", "b") }),
        ])

    static let errors = AlarmDefinition(
        name: "errors", rule: .measured(measurement(.prometheus(PrometheusQuery(url: Template(text: "u"), query: Template(text: "q"))))),
        scope: .region)
    static let health = AlarmDefinition(
        name: "health", rule: .measured(measurement(.http(HTTPRequest(url: Template(text: "u"))))), scope: .target)

    static func measurement(_ signal: Signal, _ breaches: Int = 2, of window: Int = 3) -> AlarmDefinition.Measurement {
        AlarmDefinition.Measurement(condition: enough(signal), breaches: breaches, window: window, every: .seconds(60))
    }

    static func enough(_ signal: Signal) -> Condition {
        .comparison(Condition.Comparison(left: signal, relation: .greater, right: .constant(1)))
    }

    static func target(_ name: String, _ region: String, zone: String = "1") -> Target {
        Target(name: TargetName(name), region: RegionName(region), zone: zone)
    }

    static let bake = BakeStep(duration: .seconds(3600), until: enough(.elapsed), atMost: .seconds(7200))

    static func wave(_ name: String, _ fleet: [Target], days: [Weekday] = [.mon, .tue]) -> StageDefinition {
        let hours = TimeOfDay(hour: 9, minute: 0).flatMap { from in TimeOfDay(hour: 16, minute: 0).map { (from, $0) } }
        let windows = hours.map { [Window(days: days, from: $0.0, to: $0.1, zone: .utc)] } ?? []
        return StageDefinition(
            name: StageName(name), phase: "production", isProduction: true,
            policies: StagePolicies(windows: windows, watches: ["errors", "health"]),
            steps: [
                .deploy(DeployStep(fleet: fleet, deployer: "host", rolling: fleet.count < 3 ? .count(1) : .share(Percent(33)))),
                .bake(bake),
            ])
    }
}

extension PipelineDefinition {
    fileprivate mutating func bake(_ stage: Int, _ change: (inout BakeStep) -> Void) {
        var bake = SafetyCase.bake
        change(&bake)
        stages[stage].steps[1] = .bake(bake)
    }

    fileprivate mutating func deploy(_ stage: Int, _ change: (inout DeployStep) -> Void) {
        guard case .deploy(var step) = stages[stage].steps[0] else { return }
        change(&step)
        stages[stage].steps[0] = .deploy(step)
    }

    fileprivate mutating func add(_ name: AlarmName, _ rule: AlarmDefinition.Rule, scope: AlarmDefinition.Scope = .region) {
        alarms.append(AlarmDefinition(name: name, rule: rule, scope: scope))
    }
}

@Suite("Safety rules")
struct SafetyTests {
    @Test("find what is unsafe and leave the next best thing alone", arguments: alarms + bakes + radius + flow)
    func find(safety: SafetyCase) {
        #expect(safety.found() == safety.expected)
    }

    static let alarms: [SafetyCase] = [
        SafetyCase("a safe definition", []) { _ in },
        SafetyCase("S101: no alarm is watched", ["S101 p.two"]) { $0.stages[2].policies.watches = [] },
        SafetyCase("S101: only the bake watches", []) {
            $0.stages[2].policies.watches = []
            $0.bake(2) { $0.watching = ["errors", "health"] }
        },
        SafetyCase("S101: outside of production", []) {
            $0.stages[0] = SafetyCase.wave("beta", [SafetyCase.target("x", "a")])
            $0.stages[0].isProduction = false
            $0.stages[0].policies.watches = []
        },
        SafetyCase("S102: alarms lead to nothing", ["S102 p.one"]) { $0.stages[1].policies.onAlarm = .nothing },
        SafetyCase("S102: failures may lead to nothing", []) { $0.stages[1].policies.onFailure = .nothing },
        SafetyCase("S103: a one-box without an alarm of its target", ["S103 p.one warning"]) { $0.stages[1].policies.watches = ["errors"] },
        SafetyCase("S103: a large wave without one", []) { $0.stages[3].policies.watches = ["errors"] },
        SafetyCase("S105: more breaches than datapoints", ["S105 p"]) {
            $0.alarms[1].rule = .measured(SafetyCase.measurement(.elapsed, 5, of: 3))
        },
        SafetyCase("S105: a single datapoint of a number", ["S105 p warning"]) {
            $0.alarms[0].rule = .measured(
                SafetyCase.measurement(.prometheus(PrometheusQuery(url: Template(text: "u"), query: Template(text: "q"))), 1))
        },
        SafetyCase("S105: a single datapoint of a status", []) {
            $0.alarms[1].rule = .measured(SafetyCase.measurement(.http(HTTPRequest(url: Template(text: "u"))), 1))
        },
        SafetyCase("S108: an average over all regions", ["S108 p.one warning"]) { $0.alarms[0].scope = .global },
        SafetyCase("S108: with one region", []) {
            $0.alarms[0].scope = .global
            $0.deploy(3) { $0.fleet = (1...9).map { SafetyCase.target("b\($0)", "a") } }
        },
        SafetyCase("S109: a circle, once", ["S109 p"]) {
            $0.add("x", .composed(.or(.alarm("y"), .alarm("errors"))))
            $0.add("y", .composed(.alarm("x")))
        },
        SafetyCase("S109: joined twice, but no circle", []) {
            $0.add("x", .composed(.or(.alarm("health"), .alarm("errors"))))
            $0.add("y", .composed(.and(.alarm("x"), .alarm("errors"))))
            $0.stages[1].policies.blocks = ["y"]
        },
        SafetyCase("S110: an alarm that nothing uses", ["S110 p warning"]) { $0.add("x", .measured(SafetyCase.measurement(.elapsed))) },
        SafetyCase("S110: an alarm that only a condition uses", []) {
            $0.add("x", .measured(SafetyCase.measurement(.elapsed)))
            $0.stages[0].steps.append(.require(RequireStep(condition: SafetyCase.enough(.alarmState("x")))))
        },
    ]

    static let bakes: [SafetyCase] = [
        SafetyCase("S106: shorter than the alarms' window", ["S106 p.two"]) { $0.bake(2) { $0.duration = .seconds(179) } },
        SafetyCase("S106: at_most shorter than it", ["S106 p.two"]) { $0.bake(2) { $0.atMost = .seconds(60) } },
        SafetyCase("S106: shorter than twice the window", ["S106 p.two warning"]) { $0.bake(2) { $0.duration = .seconds(359) } },
        SafetyCase("S106: twice the window", []) { $0.bake(2) { $0.duration = .seconds(360) } },
        SafetyCase("S106: the window of an alarm that is part of another", ["S106 p.two"]) {
            $0.add("x", .composed(.alarm("long")))
            $0.add("long", .measured(SafetyCase.measurement(.elapsed, 2, of: 90)))
            $0.bake(2) { $0.watching = ["x"] }
        },
        SafetyCase("S120: no bake", ["S120 p.two"]) { $0.stages[2].steps.removeLast() },
        SafetyCase("S120: no bake at the end", ["S120 p.three warning"]) { $0.stages[3].steps.removeLast() },
        SafetyCase("S120: a bake beside other steps", []) {
            $0.stages[2].steps[1] = .parallel([.bake(SafetyCase.bake), .wait(.seconds(1))])
        },
        SafetyCase("S120: outside of production", []) { $0.stages[0].steps = [.wait(.seconds(1))] },
        SafetyCase("S125, S126: until there was traffic, at most a day", []) { $0.bake(2) { $0.atMost = .seconds(86_400) } },
        SafetyCase("S125, S126: by the clock alone", ["S125 p.two warning"]) { $0.bake(2) { $0.until = nil } },
        SafetyCase("S126: without a limit", ["S126 p.two"]) { $0.bake(2) { $0.atMost = nil } },
    ]

    static let radius: [SafetyCase] = [
        SafetyCase("S131: two regions first", ["S131 p.one", "S133 p.one"]) {
            $0.deploy(1) { $0.fleet = [SafetyCase.target("a1", "a"), SafetyCase.target("b0", "b")] }
        },
        SafetyCase("S131: two zones first", ["S131 p.one", "S139 p.one warning"]) {
            $0.deploy(1) { $0.fleet = [SafetyCase.target("a1", "a"), SafetyCase.target("a0", "a", zone: "2")] }
        },
        SafetyCase("S131: three targets of one zone first", []) {
            $0.deploy(1) { $0.fleet = ["a1", "a0", "a9"].map { SafetyCase.target($0, "a") } }
        },
        SafetyCase("S133: all regions at once", ["S133 p.three"]) {
            $0.deploy(3) { $0.fleet += ["c1", "c2", "c3"].map { SafetyCase.target($0, "a") } }
        },
        SafetyCase("S133: two regions of three", []) {
            $0.deploy(3) { $0.fleet += ["c1", "c2", "c3"].map { SafetyCase.target($0, "c") } }
        },
        SafetyCase("S135: smaller than the one before", ["S135 p.two warning"]) {
            $0.deploy(1) { $0.fleet = (1...4).map { SafetyCase.target("c\($0)", "a") } }
        },
        SafetyCase("S135: the last may be smaller", []) { $0.deploy(3) { $0.fleet = [SafetyCase.target("b1", "b")] } },
        SafetyCase("S136: more than four times", ["S136 p.three warning"]) {
            $0.deploy(3) { $0.fleet = (1...13).map { SafetyCase.target("b\($0)", "b") } }
        },
        SafetyCase("S136: four times", []) { $0.deploy(3) { $0.fleet = (1...12).map { SafetyCase.target("b\($0)", "b") } } },
        SafetyCase("S137: in two waves", ["S137 p.two"]) { $0.deploy(2) { $0.fleet[0] = SafetyCase.target("a1", "a") } },
        SafetyCase("S137: in two waves of shares", []) {
            $0.deploy(1) { $0.share = Percent(10) }
            $0.deploy(2) {
                $0.fleet[0] = SafetyCase.target("a1", "a")
                $0.share = Percent(10)
            }
            $0.deploy(3) { $0.share = Percent(10) }
        },
        SafetyCase("S139: half a region", ["S139 p.three"]) { $0.deploy(3) { $0.rolling = .share(Percent(50)) } },
        SafetyCase("S139: a count of four of nine", ["S139 p.three"]) { $0.deploy(3) { $0.rolling = .count(4) } },
        SafetyCase("S139: a count of three of nine", []) { $0.deploy(3) { $0.rolling = .count(3) } },
        SafetyCase("S141: failures are tolerated", ["S141 p.three"]) { $0.deploy(3) { $0.maxFailures = .share(Percent(1)) } },
        SafetyCase("S141: none of them", []) { $0.deploy(3) { $0.maxFailures = .share(Percent(0)) } },
    ]

    static let flow: [SafetyCase] = [
        SafetyCase("S150: no window, once for a phase", ["S150 p.one"]) { definition in
            for index in 1...3 { definition.stages[index].policies.windows = [] }
        },
        SafetyCase("S150: on Fridays", ["S150 p.one warning"]) { $0.stages[1].policies.windows[0].days = [.fri] },
        SafetyCase("S150: late in the evening", ["S150 p.two warning"]) {
            if let midnight = TimeOfDay(minutes: 1440) { $0.stages[2].policies.windows[0].to = midnight }
        },
        SafetyCase("S150: until ten in the evening", []) {
            if let ten = TimeOfDay(minutes: 1320) { $0.stages[2].policies.windows[0].to = ten }
        },
        SafetyCase("S151: never open", ["S151 p.two"]) { $0.stages[2].policies.windows[0].days = [] },
        SafetyCase("S151: one of two is", []) {
            var never = $0.stages[2].policies.windows[0]
            never.days = []
            $0.stages[2].policies.windows.append(never)
        },
        SafetyCase("S157: repeated and not safe to repeat", ["S157 p.build"]) {
            $0.stages[0].steps = [.parallel([.run(RunStep(command: CommandTemplate(shell: "x"), retries: 1))])]
        },
        SafetyCase("S157: repeated and safe to repeat", []) {
            $0.stages[0].steps = [.run(RunStep(command: CommandTemplate(shell: "x"), retries: 1, isSafeToRepeat: true))]
        },
        SafetyCase("allow silences a rule", []) {
            $0.stages[1].policies.onAlarm = .nothing
            $0.allowances = [Allowance(rule: "S102", because: "a drill")]
        },
    ]

    @Test("extreme figures are judged like others")
    func extremes() {
        let found = SafetyCase("", []) {
            $0.alarms[0].rule = .measured(SafetyCase.measurement(.elapsed, 2, of: .max))
            $0.deploy(3) { $0.fleet[0].weight = .greatestFiniteMagnitude }
        }.found()
        #expect(found == ["S106 p.one", "S106 p.two", "S106 p.three", "S136 p.three warning"])
    }

    @Test("what is silenced is kept with its reason")
    func silenced() {
        var definition = SafetyCase.safe
        definition.stages[1].policies.onAlarm = .nothing
        definition.allowances = [Allowance(rule: "S102", because: "a drill")]
        let report = SafetyRules.check(definition)
        #expect(!report.hasErrors)
        #expect(report.silenced.map { "\($0.finding.code) \($0.finding.place): \($0.because)" } == ["S102 p.one: a drill"])
    }

    @Test("every rule is in the table once, in order, with a firing case and a silent one", arguments: SafetyRules.all.map(\.code))
    func table(code: String) {
        let codes = SafetyRules.all.map(\.code)
        #expect(codes == codes.sorted() && codes.count { $0 == code } == 1)
        let cases = Self.alarms + Self.bakes + Self.radius + Self.flow
        #expect(cases.contains { $0.expected.contains { $0.hasPrefix(code) } })
        #expect(cases.contains { $0.name.contains(code) && $0.expected.isEmpty })
    }

    @Test("findings say where, what and what to write")
    func finding() throws {
        var definition = SafetyCase.safe
        definition.bake(2) { $0.duration = .seconds(60) }
        let finding = try #require(SafetyRules.check(definition).findings.first)
        #expect(finding.place == "p.two")
        #expect(finding.message == "it bakes 1m, but alarm `errors` looks at 3m: it cannot see a fault")
        #expect(finding.fix == "bake 6m or longer")
    }
}
