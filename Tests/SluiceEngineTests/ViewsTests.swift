import OrderedCollections
import SluiceModel
import Testing

@testable import SluiceEngine

private let start = Instant(seconds: 1_767_603_600)  // Monday 2026-01-05T09:00:00Z

private func minute(_ count: Int) -> Instant { start + .seconds(count * 60) }

/// Two waves of a fleet of four, one region each; the first wave has a tenth of the weight.
private struct World {
    var state = EngineState()
    let definition: PipelineDefinition
    let hash: DefinitionHash = "d1"

    init() {
        let fleets = [
            [Target(name: "a", region: "eu", zone: "1", weight: 1)],
            [
                Target(name: "b", region: "eu", weight: 2), Target(name: "c", region: "us", weight: 3),
                Target(name: "d", region: "us", weight: 4),
            ],
        ]
        let alarms = [
            AlarmDefinition(name: "errors", rule: .measured(.init(condition: .constant(true), breaches: 2, window: 3)), scope: .region),
            AlarmDefinition(name: "health", rule: .measured(.init(condition: .constant(true))), scope: .target),
        ]
        let waves = fleets.enumerated().map { index, fleet in
            StageDefinition(
                name: StageName("wave-\(index + 1)"), phase: "production", isProduction: true,
                policies: StagePolicies(blocks: ["errors"], watches: ["errors", "health"]),
                steps: [.deploy(DeployStep(fleet: fleet, deployer: "host")), .bake(BakeStep(duration: .seconds(3600)))])
        }
        definition = PipelineDefinition(
            name: "checkout", folder: "/srv", alarms: alarms,
            deployers: [DeployerDefinition(name: "host", install: CommandTemplate(shell: "i"))],
            phases: [PhaseDefinition(name: "production", approvals: [ApproveStep()])], stages: waves,
            allowances: [Allowance(rule: "S131", because: "two hosts only")])
        state.definitions[hash] = definition
        var pipeline = PipelineState(name: "checkout")
        pipeline.active = hash
        for target in definition.stages.flatMap(\.targets) {
            var record = TargetRecord(target: target, since: start)
            let placement = placement("v1")
            record.runs = placement
            record.wanted = placement
            record.good = [GoodEntry(placement: placement, at: start)]
            record.state = .healthy
            pipeline.targets[target.name] = record
        }
        state.pipelines["checkout"] = pipeline
        state.at = start
    }

    func placement(_ revision: RevisionID) -> Placement {
        Placement(revision: Revision(id: revision, ordinal: 1), deployer: "host", definition: hash, stage: "wave-1", execution: nil)
    }

    private mutating func put(_ revision: RevisionID) {
        let placement = placement(revision)
        state.pipelines["checkout"]?.targets["a"]?.runs = placement
        state.pipelines["checkout"]?.targets["a"]?.wanted = placement
    }

    /// `checkout#1` with `v2` in the first wave, which it entered after one minute.
    mutating func begin(_ stageState: StageState, target: TargetProgress.State = .healthy) {
        var execution = ExecutionState(
            id: "checkout#1", pipeline: "checkout", number: 1, revision: Revision(id: "v2", ordinal: 2), definition: hash, parameters: [],
            by: "ana", because: nil, isAdHoc: false, startedAt: start,
            stages: OrderedDictionary(
                uniqueKeysWithValues: definition.stages.map { ($0.name, StageProgress(name: $0.name, phase: $0.phase, since: start)) }))
        var wave = StageProgress(name: "wave-1", phase: "production", since: minute(1))
        wave.state = stageState
        wave.firstInstallAt = minute(1)
        wave.watchedSince = minute(1)
        var deploy = StepProgress(id: "0-deploy", position: 0, startedAt: minute(1))
        deploy.state = stageState == .deploying ? .running : .finished
        var progress = DeployProgress()
        progress.regions["eu"] = RegionProgress(state: .installing, out: target == .installing ? ["a"] : [], size: 1)
        progress.targets["a"] = TargetProgress(region: "eu", state: target, hadFailed: false)
        deploy.deploy = progress
        wave.steps[deploy.id] = deploy
        if stageState == .baking {
            var bake = StepProgress(id: "1-bake", position: 1, startedAt: minute(2))
            bake.bake = BakeProgress(required: .seconds(3600), startedAt: minute(2))
            bake.bake?.observed = .seconds(900)
            bake.bake?.countedUntil = minute(17)
            wave.steps[bake.id] = bake
        }
        execution.stages["wave-1"] = wave
        state.executions[execution.id] = execution
        state.pipelines["checkout"]?.occupants["wave-1"] = execution.id
        put("v2")
    }

    /// The wave's alarm fires at minute 5, and by minute 8 the target has `v1` back.
    mutating func rollBack() {
        begin(.rolledBack)
        let instance = AlarmInstance(pipeline: "checkout", alarm: "errors", region: "eu")
        let point = Datapoint(at: minute(5), verdict: .breaching, text: "0.031 (prometheus) > 1% → true")
        state.pipelines["checkout"]?.alarms[instance] = AlarmChange(
            instance: instance, from: .ok, to: .alarm, at: minute(5), datapoints: [point, point])
        let restoration = Restoration(target: "a", region: "eu", to: placement("v1"))
        let cause = RollbackCause(kind: .alarm, text: "alarm `errors` (eu) fired")
        let begun = RollbackStart(
            rollback: "checkout!1", pipeline: "checkout", cause: cause, execution: "checkout#1", revision: "v2", stages: ["wave-1"],
            regions: ["eu"], restorations: [restoration], hold: nil, pace: nil)
        state.endedRollbacks["checkout!1"] = RollbackState(
            id: "checkout!1", start: begun, startedAt: minute(5), items: ["a": RestorationProgress(restoration: restoration, state: .done)],
            end: .rolledBack, endedAt: minute(8))
        guard var execution = state.executions.removeValue(forKey: "checkout#1") else { return }
        execution.end = .rolledBack
        execution.endedAt = minute(8)
        execution.reason = cause.text
        execution.rollbacks = ["checkout!1"]
        execution.detectedAt = minute(5)
        state.endedExecutions[execution.id] = execution
        state.pipelines["checkout"]?.occupants = [:]
        put("v1")
    }
}

private func json(_ value: some Encodable) throws -> String { String(decoding: try CanonicalCoding.bytes(of: value), as: UTF8.self) }

struct ViewsTests {
    @Test("Status has every key that programs are promised, null where nothing is known")
    func statusKeys() throws {
        var world = World()
        world.begin(.baking)
        let text = try json(StatusView(world.state, now: minute(20)))
        #expect(text.hasPrefix(#"{"pipelines":[{"name":"checkout","definition":"d1","stages":[{"name":"wave-1","phase":"production","#))
        #expect(
            text.contains(
                #""state":"baking","execution":"checkout#1","revision":"v2","reason":"baking: 15m of 1h observed","#
                    + #""since":"2026-01-05T09:01:00Z","until":"2026-01-05T10:02:00Z"}"#))
        #expect(
            text.contains(
                #"{"name":"wave-2","phase":"production","state":"idle","execution":null,"revision":null,"reason":null,"since":null,"until":null}"#
            ))
        #expect(
            text.contains(
                #"{"name":"a","region":"eu","zone":"1","revision":"v2","wanted":"v2","last_good":"v1","state":"healthy"}"#))
        #expect(text.contains(#""zone":null"#))
        #expect(
            text.contains(
                #""executions":[{"id":"checkout#1","pipeline":"checkout","revision":"v2","state":"baking","stage":"wave-1","#))
        #expect(try CanonicalCoding.decode(StatusView.self, from: Array(text.utf8)) == StatusView(world.state, now: minute(20)))
    }

    @Test("An empty state is an empty status") func emptyStatus() throws {
        #expect(try json(StatusView(EngineState(), now: start)) == #"{"pipelines":[],"executions":[]}"#)
    }

    @Test("Status of one pipeline or execution leaves the others out")
    func statusOfOne() {
        var world = World()
        world.begin(.deploying)
        #expect(StatusView(world.state, pipeline: "other", now: start).pipelines.isEmpty)
        #expect(StatusView(world.state, execution: "checkout#1", now: start).executions.map(\.id) == ["checkout#1"])
        #expect(StatusView(world.state, execution: "checkout#9", now: start).executions.isEmpty)
    }

    @Test("History says who was exposed and how soon it was noticed")
    func history() throws {
        var world = World()
        world.rollBack()
        #expect(
            try json(HistoryView(world.state))
                == #"[{"id":"checkout#1","pipeline":"checkout","revision":"v2","state":"rolled_back","started":"2026-01-05T09:00:00Z","#
                + #""ended":"2026-01-05T09:08:00Z","by":"ana","because":null,"exposed":0.1,"detected_after":240}]"#)
        #expect(HistoryView(world.state, pipeline: "other").rows.isEmpty && HistoryView(world.state, limit: 0).rows.isEmpty)
    }

    @Test("Exposure runs from the first install to the last restore")
    func exposure() throws {
        var world = World()
        world.begin(.deploying, target: .pending)
        let pending = try #require(world.state.execution("checkout#1"))
        #expect(world.state.exposure(of: pending).share == 0)
        world.rollBack()
        let ended = try #require(world.state.execution("checkout#1"))
        #expect(world.state.exposure(of: ended).length(at: minute(60)) == .seconds(7 * 60))
    }

    @Test("Explain gives what a deploy, a bake and an end are about")
    func explain() throws {
        var world = World()
        world.begin(.deploying, target: .installing)
        let deploying = ExplainView(world.state, execution: "checkout#1", now: minute(2))
        #expect(deploying.rows.map(\.reason) == ["0 of 1 targets are in, out now: a"])
        world.begin(.baking)
        let text = try json(ExplainView(world.state, execution: "checkout#1", now: minute(20)))
        #expect(
            text == #"[{"what":"checkout#1 (v2)","where":"checkout.wave-1","reason":"baking: 15m of 1h observed","#
                + #""since":"2026-01-05T09:02:00Z","until":"2026-01-05T10:02:00Z","unblocked_by":"observed time"}]"#)
        world.rollBack()
        let rows = ExplainView(world.state, execution: "checkout#1", now: minute(20)).rows
        #expect(rows.first?.reason == "rolled_back: alarm `errors` (eu) fired")
        #expect(rows.last?.reason == "ALARM: 0.031 (prometheus) > 1% → true, 2 of 2 datapoints")
        #expect(ExplainView(world.state, execution: "nothing", now: start).rows.isEmpty)
    }

    @Test("Explain of a pipeline says where each revision is and what holds it")
    func explainPipeline() {
        var world = World()
        world.begin(.deploying)
        world.state.pipelines["checkout"]?.pauses = [Pause(subject: .pipeline("checkout"), by: "bo", because: "lunch", since: start)]
        let rows = ExplainView(world.state, pipeline: "checkout", now: minute(2)).rows
        #expect(rows.contains { $0.what == "pause" && $0.unblockedBy == "`sluice resume checkout`" })
        #expect(rows.contains { $0.what == "revision v2" && $0.place == "a" && $0.reason == "runs on 1 of 4 targets" })
        #expect(rows.contains { $0.what == "revision v1" && $0.place == "b, c, d" })
    }

    @Test("A waiting execution is explained with the waits that were journaled for it")
    func explainWaiting() {
        var world = World()
        world.begin(.waiting)
        let wait = Wait(kind: .pause, reason: "checkout was paused by bo: lunch", since: start, unblockedBy: "`sluice resume checkout`")
        world.state.executions["checkout#1"]?.stages["wave-1"]?.waits = [wait]
        #expect(ExplainView(world.state, execution: "checkout#1", now: start).rows.map(\.unblockedBy) == ["`sluice resume checkout`"])
        #expect(StatusView(world.state, now: start).executions.first?.reason == wait.reason)
    }

    @Test("A plan counts targets and shares, and names the gates that are closed")
    func plan() throws {
        var world = World()
        let plan = PlanView(world.definition, revision: "v2", state: world.state, now: start)
        #expect(plan.targets == 4 && plan.bakes == .seconds(7200) && plan.silenced.map(\.rule) == ["S131"])
        #expect(plan.stages.map(\.share) == [0.1, 0.9] && plan.stages.map(\.reached) == [0.1, 1])
        #expect(plan.stages[1].regions.map(\.name) == ["eu", "us"] && plan.stages[1].regions.map(\.targets) == [1, 2])
        #expect(plan.stages[0].steps == ["deploy 1 target with host rolling 33%", "bake 1h"])
        #expect(plan.stages[0].closed.map(\.kind) == [.block, .approval] && plan.stages[1].closed.map(\.kind) == [.block])
        for region in [RegionName("eu"), "us"] {
            let instance = AlarmInstance(pipeline: "checkout", alarm: "errors", region: region)
            world.state.pipelines["checkout"]?.alarms[instance] = AlarmChange(
                instance: instance, from: .unknown, to: .ok, at: start, datapoints: [])
        }
        #expect(PlanView(world.definition, revision: "v2", state: world.state, now: start).stages[1].closed.isEmpty)
        #expect(PlanView(world.definition, revision: "v1", state: world.state, now: start).stages[0].regions[0].alreadyThere == 1)
        #expect(PlanView(world.definition, revision: nil, state: EngineState(), now: start).stages[0].regions[0].alreadyThere == 0)
        #expect(try CanonicalCoding.decode(PlanView.self, from: CanonicalCoding.bytes(of: plan)) == plan)
    }

    @Test("The live picture has stages, regions, targets, bake and alarms")
    func rollout() throws {
        var world = World()
        world.begin(.baking)
        var observations = Observations()
        let instance = AlarmInstance(pipeline: "checkout", alarm: "errors", region: "eu")
        let errors = world.definition.alarms[0]
        for second in stride(from: 0, through: 30, by: 10) {
            let point = Datapoint(at: minute(17) + .seconds(second), verdict: second == 30 ? .breaching : .notBreaching, text: "\(second)")
            _ = observations.record(AlarmReading(instance: instance, datapoint: point), by: errors)
        }
        let view = try #require(RolloutView(world.state, execution: "checkout#1", observations: observations, now: minute(18)))
        let wave = view.stages[0]
        #expect(wave.state == .baking && view.stages[1].state == .idle && view.stages[1].alarms.isEmpty)
        #expect(wave.regions.map(\.done) == [1] && wave.regions[0].targets[0].revision == "v2")
        #expect(wave.bakes.map(\.fraction) == [0.25])
        #expect(wave.alarms.map(\.name) == ["errors", "health"] && wave.alarms.map(\.place) == ["eu", "eu"])
        #expect(wave.alarms[0].recent == [.notBreaching, .notBreaching, .breaching])
        #expect(view.exposure.share == 0.1)
        #expect(RolloutView(world.state, execution: "nothing", now: start) == nil)
    }

    @Test("After a rollback the picture shows what was restored")
    func restored() throws {
        var world = World()
        world.rollBack()
        let view = try #require(RolloutView(world.state, execution: "checkout#1", now: minute(9)))
        #expect(view.stages[0].regions[0].targets.map(\.state) == [.restored])
        #expect(view.stages[0].alarms[0].state == .alarm && view.stages[0].alarms[0].firing == 1)
        #expect(view.stages[1].regions[0].targets.map(\.state) == [.waiting])
        #expect(view.state == "rolled_back")
    }
}

struct GateSituationTests {
    private func kinds(_ world: World) -> [Wait.Kind] {
        guard let situation = GateSituation(of: "checkout#1", before: "wave-1", in: world.state) else { return [] }
        return Gates.evaluate(situation, now: world.state.at).map(\.kind)
    }

    private func quiet() -> World {
        var world = World()
        world.begin(.waiting)
        let instance = AlarmInstance(pipeline: "checkout", alarm: "errors", region: "eu")
        world.state.pipelines["checkout"]?.alarms[instance] = AlarmChange(
            instance: instance, from: .unknown, to: .ok, at: start, datapoints: [])
        world.state.executions["checkout#1"]?.approvals = [Approval(gate: "production", by: "bo", because: nil, at: start)]
        return world
    }

    @Test("The state's gates are open when alarms are OK and the phase is approved")
    func allOpen() { #expect(kinds(quiet()).isEmpty) }

    @Test("Without the approval of its phase the first wave waits, the second does not")
    func phaseApproval() {
        var world = quiet()
        world.state.executions["checkout#1"]?.approvals = []
        #expect(kinds(world) == [.approval])
        let second = GateSituation(of: "checkout#1", before: "wave-2", in: world.state)
        #expect(second?.approvals.isEmpty == true)
    }

    @Test(
        "A pause of the pipeline, the phase, the stage or the execution holds it; another's does not",
        arguments: [
            (Subject.pipeline("checkout"), true), (.part("checkout", "production"), true), (.part("checkout", "wave-1"), true),
            (.part("checkout", "wave-2"), false), (.execution("checkout#1"), true), (.execution("checkout#2"), false),
        ])
    func pauses(subject: Subject, holds: Bool) {
        var world = quiet()
        world.state.pipelines["checkout"]?.pauses = [Pause(subject: subject, by: "bo", because: "lunch", since: start)]
        #expect(kinds(world) == (holds ? [.pause] : []))
    }

    @Test(
        "A rollback holds the executions that were there, in its stages, unless they were promoted past it",
        arguments: [(1, "wave-1", false, true), (0, "wave-1", false, false), (1, "wave-2", false, false), (1, "wave-1", true, false)])
    func holds(last: Int, stage: StageName, passed: Bool, holds: Bool) {
        var world = quiet()
        let hold = Hold(rollback: "checkout!1", lastExecution: last, stages: [stage])
        world.state.pipelines["checkout"]?.holds = [HoldRecord(hold: hold, since: start, passed: passed ? ["checkout#1"] : [])]
        #expect(kinds(world) == (holds ? [.rollback] : []))
    }

    @Test("Too little room, a clock that jumped and an unexplained alarm hold every start")
    func obstacles() {
        var world = quiet()
        world.state.runtime.isStorageLow = true
        world.state.runtime.clockInDoubtSince = start
        let instance = AlarmInstance(pipeline: "checkout", alarm: "errors")
        world.state.pipelines["checkout"]?.motionHolds = [MotionHold(instance: instance, reason: "everything has baked", since: start)]
        world.state.holdingPipelines = ["checkout"]
        #expect(kinds(world) == [.storage, .clock, .held])
    }

    @Test("An override lapses")
    func lapse() {
        var world = quiet()
        world.state.executions["checkout#1"]?.approvals = []
        for (lapses, open) in [(minute(60), true), (minute(-1), false)] {
            world.state.executions["checkout#1"]?.overrides = [
                Override(execution: "checkout#1", stage: "wave-1", past: .approval, by: "ana", because: "x", lapses: lapses)
            ]
            #expect(kinds(world).isEmpty == open)
        }
    }
}
