import OrderedCollections
import SluiceEngine
import SluiceModel
import Testing

@Suite struct ReachTests {
    @Test func `an alarm of a region that only an earlier wave has reached takes that region back`() {
        let slow = [
            Step.run(RunStep(command: CommandTemplate(shell: "test"))), Shop.deploy(Array(Shop.rest.prefix(3))),
            Shop.deploy(Array(Shop.rest.suffix(3))),
        ]
        let pipeline = Shop.pipeline(two: slow)
        var world = settled(pipeline)
        world.run(for: .seconds(60))
        let id = world.start(pipeline, "v2")
        world.run { $0.stage(id, "two") == .deploying && $0.runs("eu-4") == "v2" }
        world.verdict = { instance, _ in instance.region == "us" ? .breaching : .notBreaching }
        world.run(for: .seconds(120))
        #expect(world.state.execution(id)?.end == .rolledBack)
        #expect(world.runs("us-1") == "v1")
        #expect(world.runs("eu-4") == "v2")
    }

    /// A test stage between two waves fails: it names no region and deploys nowhere.
    @Test(arguments: [FailureResponse.rollbackRegion, .rollbackPhase, .rollbackWave, .nothing])
    func `a failing stage without targets takes back every region of its phase that has the revision`(_ response: FailureResponse) {
        let check = StageDefinition(
            name: "check", phase: "production", policies: StagePolicies(onFailure: response),
            steps: [.run(RunStep(command: CommandTemplate(shell: "test"))), .require(RequireStep(condition: .constant(true)))])
        for word in ["run", "require"] {
            var pipeline = Shop.pipeline()
            pipeline.stages.insert(check, at: 1)
            var world = settled(pipeline)
            world.outcome = { effect, _ in
                effect.action.word == word ? (.seconds(5), failure()) : (.seconds(5), .succeeded(output: ""))
            }
            let id = world.start(pipeline, "v2")
            let goesBack = response == .rollbackRegion || response == .rollbackPhase
            #expect(world.runToEnd(id) == (goesBack ? .rolledBack : .failed), "\(word)")
            for target in Shop.oneBox { #expect(world.runs(target.name) == (goesBack ? "v1" : "v2"), "\(word)") }
            #expect(world.runs("eu-2") == "v1")
            #expect(world.stage(id, "one") == (goesBack ? .rolledBack : .succeeded))
            #expect(world.stage(id, "check") == (goesBack ? .rolledBack : .failed))
            #expect((world.state.pipelines["shop"]?.badMark(of: "v2") != nil) == goesBack)
        }
    }

    @Test func `an alarm that fires where everything has baked holds forward motion and takes nothing back`() {
        let eu = Shop.rest.filter { $0.region == "eu" }
        let us = Shop.rest.filter { $0.region == "us" }
        let check = Step.run(RunStep(command: CommandTemplate(shell: "test"), timeout: .seconds(900)))
        let pipeline = Shop.pipeline(one: [Shop.deploy([Shop.oneBox[0]]), Shop.bake(3)], two: [Shop.deploy(eu), check, Shop.deploy(us)])
        var world = settled(pipeline)
        world.outcome = { effect, _ in (.seconds(effect.action.word == "run" ? 300 : 5), .succeeded(output: "")) }
        let id = world.start(pipeline, "v2")
        world.run { $0.state.effects.values.contains { $0.effect.action.word == "run" } }
        world.verdict = { instance, _ in instance.region == "us" ? .breaching : .notBreaching }
        world.run(for: .seconds(900))
        #expect(world.stage(id, "two") == .paused)
        #expect(world.kinds().contains("motion_held") && !world.kinds().contains("rollback_started"))
        #expect(world.runs("us-2") == "v1")
        world.verdict = { _, _ in .notBreaching }
        #expect(world.runToEnd(id) == .succeeded)
    }

    @Test(arguments: [true, false])
    func `a stage that only bakes is watched in the targets of its phase`(_ isBad: Bool) {
        let soak = StageDefinition(
            name: "soak", phase: "production", policies: StagePolicies(watches: ["errors"]), steps: [Shop.bake(5)])
        var pipeline = Shop.pipeline(policies: StagePolicies(), one: [Shop.deploy(Shop.oneBox)])
        pipeline.stages.insert(soak, at: 1)
        var world = settled(pipeline)
        let id = world.start(pipeline, "v2")
        world.run { $0.stage(id, "soak") == .baking }
        if isBad { world.verdict = { instance, _ in instance.region == "eu" ? .breaching : .notBreaching } }
        #expect(world.runToEnd(id) == (isBad ? .rolledBack : .succeeded))
        #expect(world.runs("eu-1") == (isBad ? "v1" : "v2") && world.runs("us-1") == "v2")
        #expect(!world.kinds().contains("motion_held"))
    }

    @Test func `a bake before the first deploy of its stage is watched`() {
        let pipeline = Shop.pipeline(one: [Shop.bake(5), Shop.deploy(Shop.oneBox)], two: [.wait(.seconds(1))])
        var world = settled(pipeline)
        #expect(world.runToEnd(world.start(pipeline, "v2")) == .succeeded)
    }

    @Test func `an alarm that holds everything is read until it is over, whoever still watches it`() {
        var world = settled()
        let id = world.start(Shop.pipeline(one: [Shop.deploy(Shop.oneBox)]), "v2")
        world.run { $0.stage(id, "one") == .deploying }
        world.command(.pause(.execution(id), because: "look"))
        hold(&world, id)
        #expect(world.state.pipelines["shop"]?.motionHolds.isEmpty == false)
        #expect(Attention(world.state).subscriptions.contains { $0.instance.region == "us" })
        world.verdict = { _, _ in .notBreaching }
        world.run(for: .seconds(60))
        #expect(world.state.pipelines["shop"]?.motionHolds.isEmpty == true)
    }

    /// The alarm of `us`, which has baked, fires while only `eu` has something new; then nobody watches any more.
    private func hold(_ world: inout FakeWorld, _ id: ExecutionID) {
        world.command(.cancel(id, because: "start over"))
        let eu = Shop.rest.filter { $0.region == "eu" }
        let us = Shop.rest.filter { $0.region == "us" }
        let check = Step.run(RunStep(command: CommandTemplate(shell: "test"), timeout: .seconds(900)))
        let pipeline = Shop.pipeline(one: [Shop.deploy([Shop.oneBox[0]])], two: [Shop.deploy(eu), check, Shop.deploy(us)])
        world.run(for: .seconds(60))
        world.outcome = { effect, _ in (.seconds(effect.action.word == "run" ? 300 : 5), .succeeded(output: "")) }
        let next = world.start(pipeline, "v3")
        world.run { $0.state.effects.values.contains { $0.effect.action.word == "run" } }
        world.verdict = { instance, _ in instance.region == "us" ? .breaching : .notBreaching }
        world.run { $0.kinds().contains("motion_held") }
        world.command(.cancel(next, because: "look first"))
        world.run { $0.state.execution(next)?.end != nil }
    }

    @Test func `an alarm that held everything on a target that is gone holds nothing any more`() {
        let pipeline = Shop.pipeline(alarms: [Shop.errors(.target)], one: [Shop.deploy(Shop.oneBox), Shop.bake()])
        let smaller = Shop.pipeline(
            alarms: [Shop.errors(.target)], one: [Shop.deploy([Shop.oneBox[0]]), Shop.bake()],
            two: [Shop.deploy(Array(Shop.rest.prefix(3))), Shop.bake()])
        var world = settled(pipeline)
        let check = Step.run(RunStep(command: CommandTemplate(shell: "test"), timeout: .seconds(900)))
        let staged = Shop.pipeline(
            alarms: [Shop.errors(.target)], one: [Shop.deploy([Shop.oneBox[0]])],
            two: [Shop.deploy(Array(Shop.rest.prefix(3))), check, Shop.deploy(Array(Shop.rest.suffix(3)))])
        world.outcome = { effect, _ in (.seconds(effect.action.word == "run" ? 300 : 5), .succeeded(output: "")) }
        let id = world.start(staged, "v2")
        world.run { $0.state.effects.values.contains { $0.effect.action.word == "run" } }
        world.verdict = { instance, _ in instance.target == "us-4" ? .breaching : .notBreaching }
        world.run { $0.kinds().contains("motion_held") }
        world.command(.cancel(id, because: "us-4 is dead"))
        world.run { $0.state.execution(id)?.end != nil }
        world.command(.activate(smaller))
        #expect(world.targetState("us-4") == .retired)
        #expect(world.state.pipelines["shop"]?.motionHolds.isEmpty == true)
        #expect(world.runToEnd(world.start(smaller, "v3")) == .succeeded)
    }

    @Test func `those are told whom the definition says to tell, and nobody waits for it`() {
        let telling = Notification(channel: .command(CommandTemplate(shell: "mail")), occasions: [.started, .succeeded])
        let pipeline = Shop.pipeline(notifications: [telling])
        var world = FakeWorld()
        world.outcome = { effect, _ in
            if case .notify = effect.action { return (.seconds(5), failure("no route")) }
            return (.seconds(5), .succeeded(output: ""))
        }
        let id = world.start(pipeline, "v1")
        #expect(Engine.pendingEffects(world.state).contains { $0.action.word == "notify" })
        #expect(world.runToEnd(id) == .succeeded)
        world.run(for: .seconds(30))
        #expect(Engine.pendingEffects(world.state).isEmpty)
    }

    @Test func `a wave of a thousand targets in parallel goes through`() {
        let fleet = (0..<1000).map { Shop.target(TargetName("t\($0)"), "eu") }
        let pipeline = Shop.pipeline(
            policies: StagePolicies(), one: [Shop.deploy(fleet, rolling: .share(Percent(100)))], two: [.wait(.seconds(1))])
        var state = EngineState()
        var observations = Observations()
        var now = Instant(seconds: 1_767_603_600)
        let start = CommandEnvelope(id: "c", by: "ada", command: .start(StartCommand(definition: pipeline, revision: "v1")))
        _ = Engine.advance(.command(start), state: &state, observations: &observations, now: now)
        #expect(state.effects.count == 1000)
        var answered = 0
        while let key = state.effects.keys.last {
            now = now + .milliseconds(1)
            _ = Engine.advance(.outcome(key, .succeeded(output: "")), state: &state, observations: &observations, now: now)
            answered += 1
        }
        #expect(answered == 3000)
        _ = Engine.advance(.tick, state: &state, observations: &observations, now: now + .seconds(2))
        #expect(state.execution("shop#1")?.end == .succeeded)
    }
}
