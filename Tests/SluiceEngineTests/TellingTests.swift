import OrderedCollections
import SluiceEngine
import SluiceModel
import Testing

@Suite struct TellingTests {
    static func pipeline(
        policies: StagePolicies = StagePolicies(watches: ["errors"]), approvals: [ApproveStep] = [], one: [Step]? = nil
    ) -> PipelineDefinition {
        let all = Notification(channel: .command(CommandTemplate(shell: "mail")), occasions: Notification.Occasion.allCases)
        return Shop.pipeline(policies: policies, one: one, approvals: approvals, notifications: [all])
    }

    /// What people were told about an execution, in order.
    private static func told(_ world: FakeWorld, _ id: ExecutionID) -> [String] {
        world.journal.compactMap { record in
            guard case .effectRequested(let request) = record.event, case .tell(id, _, let occasion, _) = request.purpose else {
                return nil
            }
            return occasion.rawValue
        }
    }

    @Test func `a rollout that goes well tells that it started and that it succeeded`() {
        var world = FakeWorld()
        let id = world.start(Self.pipeline(), "v1")
        _ = world.runToEnd(id)
        #expect(Self.told(world, id) == ["started", "succeeded"])
    }

    @Test func `an alarm tells that it fired and, later, that the revision was rolled back`() {
        var world = settled(Self.pipeline())
        let id = world.start(Self.pipeline(), "v2")
        world.run { $0.stage(id, "one") == .baking }
        world.verdict = { instance, world in
            world.runs("eu-1") == "v2" && instance.region == "eu" ? .breaching : .notBreaching
        }
        _ = world.runToEnd(id)
        #expect(Self.told(world, id) == ["started", "alarm", "rolled_back"])
    }

    @Test func `a rollback that somebody asks for is no alarm`() {
        var world = settled(Self.pipeline())
        let id = world.start(Self.pipeline(), "v2")
        _ = world.runToEnd(id)
        world.command(.rollback(RollbackCommand(subject: .pipeline("shop"), because: "complaints")))
        world.run(for: .seconds(600))
        #expect(Self.told(world, id) == ["started", "succeeded", "rolled_back"])
    }

    @Test func `an install that fails is no alarm`() {
        var world = settled(Self.pipeline())
        world.outcome = { effect, _ in effect.isInstall(of: "v2") ? (.seconds(5), failure()) : (.seconds(5), .succeeded(output: "")) }
        let id = world.start(Self.pipeline(), "v2")
        _ = world.runToEnd(id)
        #expect(Self.told(world, id) == ["started", "rolled_back"])
    }

    @Test func `a rollback that fails is told, and so is its end when the target is back`() {
        var world = settled(Self.pipeline())
        let broke = world.now
        world.outcome = { effect, world in
            if effect.isInstall(of: "v2", on: "us-1") { return (.seconds(5), failure()) }
            if effect.target == "us-1", world.now - broke < .seconds(7200) { return (.seconds(5), failure()) }
            return (.seconds(5), .succeeded(output: ""))
        }
        let id = world.start(Self.pipeline(), "v2")
        world.run { $0.state.execution(id)?.end == .rolledBack }
        #expect(Self.told(world, id) == ["started", "rollback_failed", "rolled_back"])
    }

    @Test func `the first revision that fails has nothing to go back to, which is told as failed`() {
        var world = FakeWorld()
        world.outcome = { effect, _ in effect.isInstall() ? (.seconds(5), failure()) : (.seconds(5), .succeeded(output: "")) }
        let id = world.start(Self.pipeline(), "v1")
        _ = world.runToEnd(id)
        #expect(Self.told(world, id) == ["started", "failed"])
    }

    @Test func `an approval is asked for once at the gate of a phase`() {
        let pipeline = Self.pipeline(approvals: [ApproveStep(count: 2)])
        var world = FakeWorld()
        let id = world.start(pipeline, "v1")
        world.run(for: .seconds(600))
        world.command(.approve(.execution(id), because: nil), by: "ada")
        world.run(for: .seconds(600))
        world.command(.approve(.execution(id), because: nil), by: "bob")
        _ = world.runToEnd(id)
        #expect(Self.told(world, id) == ["started", "approval", "succeeded"])
    }

    @Test func `an approval is asked for once when its step begins`() {
        let pipeline = Self.pipeline(one: [Shop.deploy(Shop.oneBox), .approve(ApproveStep())])
        var world = FakeWorld()
        let id = world.start(pipeline, "v1")
        world.run(for: .seconds(600))
        #expect(Self.told(world, id) == ["started", "approval"])
        world.command(.approve(.execution(id), because: nil))
        _ = world.runToEnd(id)
        #expect(Self.told(world, id) == ["started", "approval", "succeeded"])
    }

    @Test func `a pause holds once, however often datapoints come in meanwhile`() {
        var world = settled(Self.pipeline())
        let id = world.start(Self.pipeline(), "v2")
        world.run { $0.stage(id, "two") == .deploying }
        world.command(.pause(.execution(id), because: "look"))
        world.run(for: .seconds(3600))
        world.command(.resume(.execution(id), because: nil))
        _ = world.runToEnd(id)
        #expect(Self.told(world, id) == ["started", "held", "succeeded"])
    }

    @Test func `a freeze holds, a window and a restart do not`() {
        var frozen = StagePolicies(watches: ["errors"])
        frozen.freezes = [
            Freeze(
                first: CivilDate(year: 2026, month: 1, day: 1)!, last: CivilDate(year: 2026, month: 1, day: 6)!, zone: .utc,
                because: "holidays")
        ]
        var world = FakeWorld()
        let held = world.start(Self.pipeline(policies: frozen), "v1")
        world.run(for: .seconds(600))
        #expect(Self.told(world, held) == ["started", "held"])
        world = settled(Self.pipeline())
        let restarted = world.start(Self.pipeline(), "v2")
        world.run { $0.stage(restarted, "two") == .deploying }
        world.restart()
        _ = world.runToEnd(restarted)
        #expect(Self.told(world, restarted) == ["started", "succeeded"])
    }

    @Test func `an alarm that holds everything is told as an alarm and as a hold`() {
        let eu = Shop.rest.filter { $0.region == "eu" }
        let us = Shop.rest.filter { $0.region == "us" }
        let check = Step.run(RunStep(command: CommandTemplate(shell: "test"), timeout: .seconds(900)))
        var pipeline = Self.pipeline(one: [Shop.deploy([Shop.oneBox[0]]), Shop.bake(3)])
        pipeline.stages[1].steps = [Shop.deploy(eu), check, Shop.deploy(us)]
        var world = settled(pipeline)
        world.outcome = { effect, _ in (.seconds(effect.action.word == "run" ? 300 : 5), .succeeded(output: "")) }
        let id = world.start(pipeline, "v2")
        world.run { $0.state.effects.values.contains { $0.effect.action.word == "run" } }
        world.verdict = { instance, _ in instance.region == "us" ? .breaching : .notBreaching }
        world.run(for: .seconds(900))
        #expect(Self.told(world, id) == ["started", "alarm", "held"])
        world.verdict = { _, _ in .notBreaching }
        _ = world.runToEnd(id)
        #expect(Self.told(world, id) == ["started", "alarm", "held", "succeeded"])
    }

    /// How often the journal says anew what a stage waits for.
    private static func moves(_ world: FakeWorld, _ id: ExecutionID, to state: StageState) -> Int {
        world.journal.count { record in
            guard case .stageMoved(let move) = record.event else { return false }
            return move.execution == id && move.to == state
        }
    }

    @Test func `while windows of alarms fill and evidence changes the journal says once what is waited for`() {
        let pipeline = Shop.pipeline(alarms: [Shop.errors(.target)], two: [Shop.deploy(Shop.rest, rolling: .count(1)), Shop.bake()])
        var world = settled(pipeline)
        world.verdict = { instance, _ in instance.target == "eu-3" ? .breaching : .notBreaching }
        let id = world.start(pipeline, "v2")
        world.run { $0.stage(id, "two") == .waiting }
        world.run(for: .seconds(3600))
        #expect(Self.moves(world, id, to: .waiting) <= 6)
        world.verdict = { _, _ in .notBreaching }
        world.run { $0.stage(id, "two") == .deploying }
        world.restart()
        world.command(.pause(.execution(id), because: "look"))
        world.run(for: .seconds(3600))
        #expect(Self.moves(world, id, to: .paused) <= 3)
        world.command(.resume(.execution(id), because: nil))
        #expect(world.runToEnd(id) == .succeeded)
    }
}
