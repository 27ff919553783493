import OrderedCollections
import SluiceEngine
import SluiceModel
import SluiceReport

/// A rollout as it would be, in virtual time: effects take as long as they are told to, alarms fire when they are told to.
struct LiveWorld {
    var state = EngineState()
    var observations = Observations()
    var now = Instant("2026-10-05T12:03:04Z") ?? .distantPast
    var journal = [EventRecord]()
    /// What one line of a log would say after each event.
    var lines = [String]()
    var notices = [String]()
    var duration = Duration.milliseconds(1200)
    var outcome: (Effect) -> Outcome = { _ in .succeeded(output: "") }
    var isBreaching: (AlarmInstance, EngineState) -> Bool = { _, _ in false }
    var condition: Bool? = true
    private var due = OrderedDictionary<EffectKey, Instant>()
    private var sampled = OrderedDictionary<AlarmInstance, Instant>()
    private var commands = 0

    mutating func feed(_ input: SluiceEngine.Input) -> Decision {
        let decision = Engine.decide(input, state: state, observations: &observations, now: now)
        for event in decision.events {
            let record = EventRecord(sequence: state.sequence + 1, at: now, event: event)
            state.apply(record)
            journal.append(record)
            if let line = EventLines.text(record, state: state) { lines.append(line) }
            if let notice = LivePicture.notice(for: record, state: state) { notices.append(notice) }
        }
        return decision
    }

    @discardableResult
    mutating func command(_ command: Command) -> CommandAnswer? {
        commands += 1
        return feed(.command(CommandEnvelope(id: CommandID("c\(commands)"), by: "ada", command: command))).answer
    }

    mutating func start(_ definition: PipelineDefinition, _ revision: RevisionID, because: String? = nil) -> ExecutionID {
        command(.start(StartCommand(definition: definition, revision: revision, because: because)))?.execution ?? "refused"
    }

    /// Half-second steps until something holds; at most ten minutes.
    mutating func run(until isDone: (LiveWorld) -> Bool) {
        for _ in 0..<1200 where !isDone(self) { step() }
    }

    mutating func run(for time: Duration) {
        let end = now + time
        run { $0.now >= end }
    }

    mutating func runToEnd(_ id: ExecutionID) { run { $0.state.execution(id)?.end != nil } }

    private mutating func step() {
        for (index, effect) in Engine.pendingEffects(state).enumerated() where due[effect.key] == nil {
            due[effect.key] = now + duration + .milliseconds(100 * (index % 7))
        }
        now = now + .milliseconds(500)
        for effect in Engine.pendingEffects(state) {
            if let at = due[effect.key], at <= now { _ = feed(.outcome(effect.key, outcome(effect))) }
        }
        let readings = Attention(state).subscriptions.filter { (sampled[$0.instance] ?? .distantPast) + $0.every <= now }.map {
            subscription in
            sampled[subscription.instance] = now
            let isBad = isBreaching(subscription.instance, state)
            let value = isBad ? "0.21 (prometheus) > 2% → true" : "0.002 (prometheus) > 2% → false"
            return AlarmReading(
                instance: subscription.instance, datapoint: Datapoint(at: now, verdict: isBad ? .breaching : .notBreaching, text: value))
        }
        if !readings.isEmpty { _ = feed(.readings(readings)) }
        for subscription in Attention(state).conditions {
            _ = feed(.conditionReading(subscription.place, Evaluation(result: condition, parts: ["12 (http) >= 50 → false"])))
        }
        _ = feed(.tick)
    }

    /// The bad revision makes `errors` fire wherever it runs.
    static func firing(where revision: RevisionID) -> (AlarmInstance, EngineState) -> Bool {
        { instance, state in
            guard instance.alarm == "errors" else { return false }
            return state.pipelines[instance.pipeline]?.targets.values.contains {
                $0.target.region == instance.region && $0.runs?.revision.id == revision
            } ?? false
        }
    }
}

/// The pipeline of the quickstart: a box in each of three regions, then waves of one and two regions.
enum Checkout {
    static let regions: [RegionName] = ["eu-west-1", "us-east-1", "ap-south-1"]

    static func targets(in region: RegionName, _ numbers: ClosedRange<Int>) -> [Target] {
        let parts = region.text.split(separator: "-")
        let short = parts.enumerated().map { $0.element.prefix($0.offset == 0 ? 2 : 1) }.joined()
        return numbers.map { Target(name: TargetName("\(short)-\($0)"), region: region) }
    }

    static func wave(_ name: StageName, _ fleet: [Target], policies: StagePolicies, until: Bool = true) -> StageDefinition {
        let bake = BakeStep(duration: .seconds(5), until: until ? .constant(true) : nil, atMost: .seconds(25))
        return StageDefinition(
            name: name, phase: "production", isProduction: true, policies: policies,
            steps: [.deploy(DeployStep(fleet: fleet, deployer: "host", rolling: .share(Percent(33)))), .bake(bake)])
    }

    static func definition(
        policies: StagePolicies = StagePolicies(watches: ["errors", "health"]), regions: [RegionName] = regions, size: Int = 4,
        approvals: [ApproveStep] = []
    ) -> PipelineDefinition {
        let alarms = [("errors", AlarmDefinition.Scope.region), ("health", .target)].map { name, scope in
            AlarmDefinition(
                name: AlarmName(name),
                rule: .measured(.init(condition: .constant(false), breaches: 2, window: 3, every: .seconds(1), missing: .breaching)),
                scope: scope)
        }
        let box = regions.flatMap { targets(in: $0, 1...1) }
        let waves = regions.enumerated().map { index, region in
            wave(StageName("regions-\(index + 1)"), targets(in: region, 2...size), policies: policies)
        }
        return PipelineDefinition(
            name: "checkout", folder: "/srv", alarms: alarms,
            deployers: [
                DeployerDefinition(
                    name: "host", install: CommandTemplate(shell: "install"),
                    verify: [.init(condition: .constant(true), within: .seconds(10))])
            ],
            phases: [PhaseDefinition(name: "production", approvals: approvals)], stages: [wave("one_box", box, policies: policies)] + waves,
            allowances: [Allowance(rule: "S150", because: "a demonstration may run at any hour")])
    }
}
