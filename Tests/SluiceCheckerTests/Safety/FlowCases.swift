import SluiceModel

extension SafetyCase {
    /// Summer time on Sunday 2026-03-29 at two in the morning.
    private static let berlin = TimeZoneRules(
        name: "Europe/Berlin", initialOffset: 3600,
        transitions: [
            .init(from: Instant(seconds: 1_774_746_000), offset: 7200), .init(from: Instant(seconds: 1_792_890_000), offset: 3600),
        ])

    private static func open(_ days: [Weekday], _ from: Int, _ to: Int) -> [Window] {
        [window(days, from, to, zone: berlin)].compactMap { $0 }
    }

    private static func shell(_ parts: Template.Part...) -> Step {
        .run(RunStep(command: CommandTemplate(.shell(Template(parts)))))
    }

    private static let revision = Template.Part.late(LateReference(.revision))

    static let windowCases: [SafetyCase] = [
        SafetyCase("S150: no window, once for a phase", ["S150 one+two+three"]) { $0.eachWave { $0.policies.windows = [] } },
        SafetyCase("S150: no window for one wave", ["S150 two"]) { $0.stages[2].policies.windows = [] },
        SafetyCase("S150: on Fridays", ["S150 one warning"]) { $0.stages[1].policies.windows[0].days = [.fri] },
        SafetyCase("S150: late in the evening", ["S150 two warning"]) { $0.stages[2].policies.windows = open([.mon], 540, 1440) },
        SafetyCase("S150: over midnight", ["S150 two warning"]) { $0.stages[2].policies.windows = open([.mon], 540, 60) },
        SafetyCase("S150: until ten in the evening", []) { $0.stages[2].policies.windows = open([.mon, .tue], 540, 1320) },
        SafetyCase("S151: never open", ["S151 two"]) { $0.stages[2].policies.windows[0].days = [] },
        SafetyCase("S151: one of two is", []) {
            var never = $0.stages[2].policies.windows[0]
            never.days = []
            $0.stages[2].policies.windows.append(never)
        },
        SafetyCase("S151: opens in the hour that is skipped", ["S151 two warning"]) {
            $0.stages[2].policies.windows = open([.sun], 120, 960)
        },
        SafetyCase("S151: closes in it, a day after it opened", ["S151 two warning"]) {
            $0.stages[2].policies.windows = open([.sat], 540, 150)
        },
        SafetyCase("S151: the same hour on another day", []) { $0.stages[2].policies.windows = open([.mon], 150, 960) },
        SafetyCase("S151: around that hour", []) { $0.stages[2].policies.windows = open([.sun], 0, 1440) },
        SafetyCase("S151: closes as it begins, opens as it ends", []) {
            $0.stages[2].policies.windows = open([.sun], 0, 120) + open([.sun], 180, 960)
        },
        SafetyCase("S152: an hour for a deploy and a bake of one", ["S152 one warning"]) {
            $0.stages[1].policies.windows = open([.mon, .tue], 540, 600)
        },
        SafetyCase("S152: enough for both", []) { $0.stages[1].policies.windows = open([.mon, .tue], 540, 605) },
        SafetyCase("S152: over Sunday night in one piece", []) {
            $0.stages[1].policies.windows = open([.sun], 1320, 1440) + open([.mon], 0, 60)
            $0.bake(1) { $0.duration = .seconds(2 * 3600) }
        },
        SafetyCase("S153: eight hours a week", ["S153 two warning"]) { $0.stages[2].policies.windows = open([.mon, .tue], 540, 780) },
        SafetyCase("S153: ten hours a week", []) { $0.stages[2].policies.windows = open([.mon, .tue], 540, 840) },
        SafetyCase("S153: two windows that overlap count once", ["S153 two warning"]) {
            $0.stages[2].policies.windows = open([.mon], 540, 900) + open([.mon], 600, 960)
        },
        SafetyCase("S159: several waves", ["S159 one+two+three note"]) { _ in },
        SafetyCase("S159: one wave", []) { $0.stages.removeLast(2) },
    ]

    static let flowCases: [SafetyCase] = [
        SafetyCase("S154: no block on one of the alarms", ["S154 two warning"]) { $0.stages[2].policies.blocks = ["errors"] },
        SafetyCase("S154: a block on both, joined", []) {
            $0.add("both", .composed(.or(.alarm("errors"), .alarm("health"))))
            $0.stages[2].policies.blocks = ["both"]
        },
        SafetyCase("S155: blocked by an alarm that fires always", ["S155 two"]) {
            $0.add("any", .composed(.or(.alarm("errors"), .not(.alarm("errors")))))
            $0.stages[2].policies.blocks.append("any")
        },
        SafetyCase("S155: blocked by one that may be quiet", []) {
            $0.add("any", .composed(.or(.alarm("errors"), .not(.alarm("health")))))
            $0.stages[2].policies.blocks.append("any")
        },
        SafetyCase("S155: more people than are named", ["S155 beta"]) {
            $0.stages[0].steps.append(.approve(ApproveStep(count: 3, people: ["a", "b"])))
        },
        SafetyCase("S155: more people than a phase names", ["S155 one"]) {
            $0.phases[0].approvals = [ApproveStep(count: 2, people: ["a"])]
        },
        SafetyCase("S155: as many as are named, or anybody", []) {
            $0.stages[0].steps += [.approve(ApproveStep(count: 2, people: ["a", "b"])), .approve(ApproveStep(count: 3))]
        },
        SafetyCase("S155: a requirement that cannot hold", ["S155 beta"]) {
            let never = Condition.comparison(.init(left: .constant(1), relation: .greater, right: .constant(2)))
            $0.stages[0].steps.append(.require(RequireStep(condition: .and(never, enough(.elapsed)))))
        },
        SafetyCase("S155: a requirement that may", []) {
            $0.stages[0].steps.append(.require(RequireStep(condition: .or(.constant(false), enough(.elapsed)))))
        },
        SafetyCase("S156: a definition without its script states nothing", []) { _ in },
        SafetyCase("S157: repeated and not safe to repeat", ["S157 beta"]) {
            $0.stages[0].steps = [.parallel([.run(RunStep(command: CommandTemplate(shell: "x"), retries: 1))])]
        },
        SafetyCase("S157: repeated and safe to repeat", []) {
            $0.stages[0].steps = [.run(RunStep(command: CommandTemplate(shell: "x"), retries: 1, isSafeToRepeat: true))]
        },
        SafetyCase("S158: an approval after the deploy", ["S158 beta warning"]) { $0.stages[0].steps.append(.approve(ApproveStep())) },
        SafetyCase("S158: before it", []) { $0.stages[0].steps.insert(.approve(ApproveStep()), at: 0) },
        SafetyCase("S171: production comes first", ["S171 one"]) { $0.stages.removeFirst() },
        SafetyCase("S171: deployed before, but not tested", ["S171 one"]) { $0.stages[0].steps.removeLast() },
        SafetyCase("S171: tested before the deploy only", ["S171 one"]) { $0.stages[0].steps.swapAt(0, 1) },
        SafetyCase("S171: tested in a stage of its own", []) {
            let test = $0.stages[0].steps.removeLast()
            $0.stages.insert(StageDefinition(name: "test", steps: [.parallel([test])]), at: 1)
        },
        SafetyCase("S171: no production", []) { $0.stages = [StageDefinition(name: "x", steps: [])] },
        SafetyCase("S172: another deployer in production", ["S172 two warning"]) { $0.deploy(2) { $0.deployer = "other" } },
        SafetyCase("S172: both were tried before", []) {
            $0.deploy(2) { $0.deployer = "other" }
            $0.stages[0].steps.insert(.deploy(DeployStep(fleet: [target("y", "lab")], deployer: "other")), at: 0)
        },
        SafetyCase("S173: a build without an artifact", ["S173 build warning"]) {
            $0.stages.insert(StageDefinition(name: "build", steps: [shell(.text("make"))]), at: 0)
        },
        SafetyCase("S173: a build with one", []) {
            let keep = Step.artifact(ArtifactStep(path: Template(text: "a"), name: "a"))
            $0.stages.insert(StageDefinition(name: "build", steps: [shell(.text("make")), keep]), at: 0)
        },
        SafetyCase("S174: raw", ["S174 beta warning"]) {
            $0.stages[0].steps[1] = shell(.text("x "), .raw(LateReference(.revision)))
        },
        SafetyCase("S174: a second shell", ["S174 beta warning"]) {
            $0.stages[0].steps[1] = shell(.text("cd x && sh -ec \"echo "), revision, .text("\""))
        },
        SafetyCase("S174: eval", ["S174 beta warning"]) { $0.stages[0].steps[1] = shell(.text("eval x="), revision) },
        SafetyCase("S174: the far shell of ssh", ["S174 beta warning"]) {
            $0.stages[0].steps[1] = shell(.text("ssh -p 22 host echo "), revision)
        },
        SafetyCase("S174: in the deployer, for all that use it", ["S174 beta+one+two+three warning"]) {
            $0.deployers[0].install = CommandTemplate(.arguments([Template(text: "bash"), Template(text: "-c"), Template([revision])]))
        },
        SafetyCase("S174: the host of ssh is no text of the far shell", []) {
            $0.stages[0].steps[1] = shell(.text("ssh -p 22 -q "), revision, .text(" restart"))
        },
        SafetyCase("S174: an argument of a second shell", []) {
            $0.stages[0].steps[1] = shell(.text("sh -c 'echo \"$1\"' x "), revision, .text("; echo "), revision)
        },
        SafetyCase("S175: a secret in the line", ["S175 beta warning"]) { $0.stages[0].steps[1] = shell(.text("x "), .secret("TOKEN")) },
        SafetyCase("S175: a secret in the environment", []) {
            var command = CommandTemplate(shell: "x")
            command.environment = [.init(name: "TOKEN", value: Template([.secret("TOKEN")]))]
            $0.stages[0].steps[1] = .run(RunStep(command: command))
        },
    ]
}
