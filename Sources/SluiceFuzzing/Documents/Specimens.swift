public import SluiceModel

/// One of everything that is stored, for whoever must not leave a form out.
public enum Specimens {
    public static let late = Template([
        .text("deploy "), .late(LateReference(.target, member: "address", changes: [.lower, .replace(of: "a", with: "b")])), .data(" v'1"),
        .raw(LateReference(.revision)), .secret("TOKEN"),
    ])
    public static let targets = [
        Target(
            name: "a", region: "eu", zone: "1", cell: "c", address: "10.0.0.1", weight: 2.5, attributes: [Attribute("pair", .string("b"))]),
        Target(name: "b", attributes: [Attribute("n", .integer(1)), Attribute("x", .number(0.5)), Attribute("y", .boolean(true))]),
    ]
    public static let request = HTTPRequest(
        url: late, method: "POST", headers: [.init(name: "X", value: Template(text: "1"))], body: late, jsonPath: "a.b",
        timeout: .seconds(3))
    public static let signals: [Signal] = [
        .constant(1), .http(request), .prometheus(PrometheusQuery(url: late, query: late)),
        .exec(ExecMeasurement(command: CommandTemplate(shell: "true"), printsNumber: true)), .elapsed, .alarmState("errors"),
        .calculation(.init(left: .elapsed, operation: .divide, right: .constant(2))),
    ]
    public static let condition: Condition = signals.reduce(.not(.constant(false))) { result, signal in
        .and(
            .or(result, .textComparison(.init(left: late, relation: .notEqual, right: Template(text: "x")))),
            .comparison(.init(left: signal, relation: .lessOrEqual, right: .constant(0.01), unit: .percent)))
    }
    public static let command = CommandTemplate(
        .arguments([late, Template(text: "x")]), folder: Template(text: "/srv"), environment: [.init(name: "A", value: late)], host: late)
    public static let steps: [Step] = [
        .deploy(
            DeployStep(
                fleet: targets, deployer: "host", rolling: .count(2), oneAtATime: .cell, maxFailures: .share(Percent(1)),
                share: Percent(10),
                timeout: .seconds(9))),
        .run(RunStep(command: command, retries: 2, isSafeToRepeat: true, breadth: .eachRegion, name: "test")),
        .bake(BakeStep(duration: .seconds(3600), watching: ["errors"], until: condition, atMost: .seconds(7200))),
        .approve(ApproveStep(count: 2, people: ["ana", "bo"], message: late)), .wait(.seconds(1)),
        .require(RequireStep(condition: condition, within: .seconds(5), otherwise: late)), .artifact(ArtifactStep(path: late, name: "web")),
        .notify(.command(command)), .notify(.http(request)), .parallel([.wait(.zero), .parallel([.wait(.seconds(2))])]),
    ]
    public static let alarms = [
        AlarmDefinition(
            name: "errors", rule: .measured(.init(condition: condition, breaches: 3, window: 5, missing: .keep)), scope: .region,
            documentation: "why"),
        AlarmDefinition(
            name: "team", rule: .composed(.or(.and(.alarm("errors"), .alarm("x")), .not(.alarm("errors")))), scope: .target),
    ]
    public static let definition: PipelineDefinition = {
        let zone = TimeZoneRules(name: "Z", initialOffset: 0, transitions: [.init(from: Instant(seconds: 5), offset: 3600)])
        let midnight = TimeOfDay(minutes: 0)
        let day = CivilDate(daysSinceEpoch: 20_458)
        let windows = midnight.map { [Window(days: [.mon, .sun], from: $0, to: $0, zone: zone)] } ?? []
        let policies = StagePolicies(
            windows: windows, freezes: [Freeze(first: day, last: day, zone: .utc, because: "x")], blocks: ["team"], watches: ["errors"],
            onAlarm: .rollbackPhase, onFailure: .nothing, rollbackPace: .share(Percent(50)))
        let deployer = DeployerDefinition(
            name: "host", install: command, verify: [.init(condition: condition, within: .seconds(30))], current: command,
            uninstall: command)
        return PipelineDefinition(
            name: "checkout", folder: "/srv/checkout", owner: "team", mode: .queued, strict: true,
            parameters: [Parameter(name: "a"), Parameter(name: "b", defaultValue: "1")], alarms: alarms, deployers: [deployer],
            phases: [PhaseDefinition(name: "production", approvals: [ApproveStep()])],
            stages: [StageDefinition(name: "one", phase: "production", isProduction: true, policies: policies, steps: steps)],
            notifications: [Notification(channel: .http(request), occasions: Notification.Occasion.allCases)],
            allowances: [Allowance(rule: "S131", because: "two hosts only")])
    }()
    public static let commands: [Command] = [
        .activate(definition),
        .start(StartCommand(definition: definition, revision: "v1", parameters: [Attribute("a", .integer(1))], because: "x")),
        .approve(.part("checkout", "production"), because: nil), .reject(.execution("checkout#1"), because: "no"),
        .pause(.pipeline("checkout"), because: "x"), .resume(.pipeline("checkout"), because: nil),
        .promote(PromoteCommand(execution: "checkout#1", past: .block, because: "fix")),
        .promote(PromoteCommand(execution: "checkout#1", past: .step("test"), because: "done by hand")),
        .rollback(RollbackCommand(subject: .pipeline("checkout"), to: "v0", because: "x")), .retry("checkout#1"),
        .cancel("checkout#1", because: "x"), .deploy(AdHocDeploy(definition: definition, revision: "v1")),
    ]
    public static let actions: [Effect.Action] = [
        .install(command), .uninstall(command), .current(command), .run(command, isSafeToRepeat: true),
        .verify([.init(condition: condition, within: .seconds(1))]), .require(RequireStep(condition: condition)),
        .artifact(ArtifactStep(path: late, name: "web")), .notify(.http(request), message: "m"),
        .preflight(secrets: ["TOKEN"], artifacts: ["/store/abc"]),
    ]
}
