import SluiceChecker
import SluiceModel
import Testing

/// A change of a safe definition, and what the rules named in the case say about it.
struct SafetyCase: CustomTestStringConvertible, Sendable {
    /// `S101: …` looks at the findings of S101 alone; a name without codes at those of all rules but the notes.
    let name: String
    /// `CODE PLACE`, with `warning` or `note` behind it for what is no error.
    let expected: [String]
    let change: @Sendable (inout PipelineDefinition) -> Void

    init(_ name: String, _ expected: [String], _ change: @escaping @Sendable (inout PipelineDefinition) -> Void) {
        self.name = name
        self.expected = expected
        self.change = change
    }

    var testDescription: String { name }

    /// The codes before the colon.
    var codes: [String] {
        guard let colon = name.firstIndex(of: ":") else { return [] }
        return name[..<colon].split(separator: ", ").map(String.init)
    }

    var report: SafetyReport {
        var definition = Self.safe
        change(&definition)
        return SafetyRules.check(definition)
    }

    func found() -> [String] {
        report.findings.filter { codes.isEmpty ? $0.severity != .note : codes.contains($0.code) }.map {
            let stages = $0.stages.map(\.text).joined(separator: "+")
            let place = stages.isEmpty ? "" : " \(stages)"
            return "\($0.code)\(place)\($0.severity == .error ? "" : " \($0.severity.rawValue)")"
        }
    }

    // MARK: A definition with which no rule finds fault

    static let safe = PipelineDefinition(
        name: "p", folder: "/srv", owner: "team", alarms: [errors, health],
        deployers: [
            DeployerDefinition(name: "host", install: CommandTemplate(shell: "install")),
            DeployerDefinition(name: "other", install: CommandTemplate(shell: "install")),
        ],
        phases: [PhaseDefinition(name: "production")],
        stages: [
            StageDefinition(
                name: "beta",
                steps: [
                    .deploy(DeployStep(fleet: [target("x", "lab")], deployer: "host")),
                    .run(RunStep(command: CommandTemplate(shell: "./test"))),
                ]),
            wave("one", [target("a1", "a")], bakes: .seconds(3600)),
            wave("two", [target("a2", "a"), target("a3", "a"), target("a4", "a")], bakes: .seconds(12 * 3600)),
            wave("three", (1...9).map { target("b\($0)", "b") }, bakes: .seconds(2 * 3600)),
        ])

    static let errors = AlarmDefinition(name: "errors", rule: .measured(measurement(query("q"))), scope: .region)
    static let health = AlarmDefinition(
        name: "health", rule: .measured(measurement(.http(HTTPRequest(url: Template(text: "u"))))), scope: .target)

    static func query(_ text: String) -> Signal {
        .prometheus(PrometheusQuery(url: Template(text: "u"), query: Template(text: text)))
    }

    static func measurement(
        _ signal: Signal, _ breaches: Int = 2, of window: Int = 3, missing: AlarmDefinition.MissingPolicy = .breaching
    ) -> AlarmDefinition.Measurement {
        AlarmDefinition.Measurement(
            condition: enough(signal), breaches: breaches, window: window, every: .seconds(60), missing: missing)
    }

    static func enough(_ signal: Signal) -> Condition {
        .comparison(Condition.Comparison(left: signal, relation: .greater, right: .constant(1)))
    }

    static func target(_ name: String, _ region: String, zone: String = "1", weight: Double = 1, pair: String? = nil) -> Target {
        Target(
            name: TargetName(name), region: RegionName(region), zone: zone, weight: weight,
            attributes: pair.map { [Attribute("pair", .string($0))] } ?? [])
    }

    static func wave(
        _ name: String, _ fleet: [Target], bakes duration: Duration = .seconds(7200), days: [Weekday] = [.mon, .tue]
    ) -> StageDefinition {
        StageDefinition(
            name: StageName(name), phase: "production", isProduction: true,
            policies: StagePolicies(
                windows: [window(days, 540, 960)].compactMap { $0 }, blocks: ["errors", "health"], watches: ["errors", "health"]),
            steps: [
                .deploy(DeployStep(fleet: fleet, deployer: "host", rolling: fleet.count < 3 ? .count(1) : .share(Percent(33)))),
                .bake(BakeStep(duration: duration, until: enough(.elapsed), atMost: duration * 2)),
            ])
    }

    /// Times in minutes of the day.
    static func window(_ days: [Weekday], _ from: Int, _ to: Int, zone: TimeZoneRules = .utc) -> Window? {
        guard let from = TimeOfDay(minutes: from), let to = TimeOfDay(minutes: to) else { return nil }
        return Window(days: days, from: from, to: to, zone: zone)
    }
}

extension PipelineDefinition {
    mutating func bake(_ stage: Int, _ change: (inout BakeStep) -> Void) {
        guard case .bake(var bake) = stages[stage].steps[1] else { return }
        change(&bake)
        stages[stage].steps[1] = .bake(bake)
    }

    mutating func deploy(_ stage: Int, _ change: (inout DeployStep) -> Void) {
        guard case .deploy(var step) = stages[stage].steps[0] else { return }
        change(&step)
        stages[stage].steps[0] = .deploy(step)
    }

    mutating func measure(_ alarm: Int, _ measurement: AlarmDefinition.Measurement) { alarms[alarm].rule = .measured(measurement) }

    mutating func add(_ name: AlarmName, _ rule: AlarmDefinition.Rule, scope: AlarmDefinition.Scope = .region) {
        alarms.append(AlarmDefinition(name: name, rule: rule, scope: scope))
    }

    mutating func eachWave(_ change: (inout StageDefinition) -> Void) {
        for index in 1..<stages.count { change(&stages[index]) }
    }
}
