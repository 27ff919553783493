import OrderedCollections
import SluiceEngine
import SluiceModel
import Testing

@Suite struct DoubtScenarioTests {
    @Test func `an install in doubt is repeated under the same key once the old attempt is overdue`() {
        var world = settled()
        world.outcome = { effect, world in
            let isFirst = effect.isInstall(of: "v2", on: "eu-1") && !world.kinds().contains("effect_repeated")
            return isFirst ? (.seconds(5), .inDoubt("supervisor killed")) : (.seconds(5), .succeeded(output: ""))
        }
        let id = world.start(Shop.pipeline(), "v2")
        world.run { $0.targetState("eu-1") == .inDoubt }
        let doubted = world.now
        world.run { $0.kinds().contains("effect_repeated") }
        #expect(world.now - doubted >= .seconds(300))
        #expect(world.runToEnd(id) == .succeeded)
        world.restart()
    }

    @Test(arguments: [("v2", 0), ("v1", 1)])
    func `after a doubt current decides`(_ said: String, _ repeats: Int) {
        let pipeline = Shop.pipeline(deployer: Shop.deployer(current: true))
        var world = FakeWorld()
        world.outcome = { effect, _ in
            if case .current = effect.action { return (.seconds(1), .succeeded(output: "v1")) }
            return (.seconds(5), .succeeded(output: ""))
        }
        _ = world.runToEnd(world.start(pipeline, "v1"))
        world.outcome = { effect, world in
            if case .current = effect.action { return (.seconds(1), .succeeded(output: said)) }
            let isFirst = effect.isInstall(of: "v2", on: "eu-1") && !world.kinds().contains("effect_repeated")
            return isFirst ? (.seconds(5), .inDoubt("gone")) : (.seconds(5), .succeeded(output: ""))
        }
        let id = world.start(pipeline, "v2")
        #expect(world.runToEnd(id) == .succeeded)
        #expect(world.kinds().filter { $0 == "effect_repeated" }.count == repeats)
        #expect(world.runs("eu-1") == "v2")
    }

    @Test(arguments: ["retry", "promote"])
    func `a run in doubt that is not safe to repeat stops the stage and asks`(_ answer: String) {
        let build = StageDefinition(name: "build", steps: [.run(RunStep(command: CommandTemplate(shell: "migrate"), name: "migrate"))])
        let pipeline = Shop.pipeline(before: [build])
        var world = FakeWorld()
        world.outcome = { effect, world in
            if case .run = effect.action, !world.kinds().contains("retry_scheduled") { return (.seconds(5), .inDoubt("rebooted")) }
            return (.seconds(5), .succeeded(output: ""))
        }
        let id = world.start(pipeline, "v1")
        world.run(for: .seconds(3600))
        #expect(world.stage(id, "build") == .paused)
        #expect(world.waits(id) == [.doubt])
        if answer == "retry" {
            #expect(world.command(.retry(id)).isAccepted)
        } else {
            #expect(world.command(.promote(PromoteCommand(execution: id, past: .step("migrate"), because: "it is done"))).isAccepted)
        }
        #expect(world.runToEnd(id) == .succeeded)
    }

    @Test func `a crash anywhere leaves the same effects pending, and forward motion waits for a full window`() {
        var world = settled()
        let id = world.start(Shop.pipeline(), "v2")
        world.run { $0.stage(id, "two") == .deploying }
        world.restart()
        #expect(world.stage(id, "two") == .paused)
        #expect(world.waits(id).contains(.filling))
        #expect(world.runToEnd(id) == .succeeded)
    }

    @Test func `a crash during a bake counts nothing while nobody looked`() {
        var world = settled()
        let id = world.start(Shop.pipeline(), "v2")
        world.run { $0.stage(id, "one") == .baking }
        let began = world.now
        world.run(for: .seconds(120))
        world.restart(downFor: .seconds(3600))
        world.run { $0.stage(id, "one") == .succeeded }
        #expect(world.now - began >= .seconds(600 + 3600))
        #expect(world.runToEnd(id) == .succeeded)
    }

    @Test func `while a watched alarm fires on real datapoints nothing is installed`() {
        var world = settled()
        let id = world.start(Shop.pipeline(), "v2")
        world.run { $0.stage(id, "one") == .baking }
        world.verdict = { instance, _ in instance.region == "eu" ? .breaching : .notBreaching }
        world.run { $0.state.execution(id)?.end != nil }
        #expect(world.state.execution(id)?.end == .rolledBack)
        let third = world.start(Shop.pipeline(), "v3")
        world.run(for: .seconds(600))
        #expect(world.stage(third, "one") == .waiting)
        #expect(world.waits(third).contains(.alarm))
    }

    @Test func `the fix is promoted past its own firing alarm and bakes once the alarm is OK`() {
        var policies = StagePolicies(watches: ["errors"])
        policies.blocks = ["errors"]
        let pipeline = Shop.pipeline(policies: policies)
        var world = settled(pipeline)
        world.run(for: .seconds(60))
        world.verdict = { instance, world in world.runs("eu-1") == "v2" ? .notBreaching : .breaching }
        let id = world.start(pipeline, "v2")
        world.run(for: .seconds(300))
        #expect(world.stage(id, "one") == .waiting)
        world.command(.promote(PromoteCommand(execution: id, past: .block, because: "this is the fix")))
        world.run { $0.stage(id, "one") == .baking || $0.state.execution(id)?.end != nil }
        #expect(world.stage(id, "one") == .baking)
        #expect(world.kinds().contains("alarm_armed"))
        #expect(world.runToEnd(id) == .succeeded)
    }

    @Test func `verify's own downtime does not trip a target's health alarm`() {
        let pipeline = Shop.pipeline(alarms: [Shop.errors(.target)])
        var world = settled(pipeline)
        world.verdict = { instance, world in
            instance.target.map { world.targetState($0) == .deploying } == true ? .breaching : .notBreaching
        }
        world.outcome = { _, _ in (.seconds(45), .succeeded(output: "")) }
        #expect(world.runToEnd(world.start(pipeline, "v2")) == .succeeded)
    }

    @Test func `only missing datapoints before the first install fail the wave with nothing installed`() {
        let pipeline = Shop.pipeline()
        var world = settled(pipeline)
        world.run(for: .seconds(60))
        world.verdict = { _, _ in .missing }
        let id = world.start(pipeline, "v2")
        #expect(world.runToEnd(id) == .failed)
        #expect(world.runs("eu-1") == "v1")
        #expect(world.state.pipelines["shop"]?.badMark(of: "v2") == nil)
    }

    @Test func `an alarm that goes missing during a bake fails it and marks nothing bad`() {
        var world = settled()
        let id = world.start(Shop.pipeline(), "v2")
        world.run { $0.stage(id, "one") == .baking }
        world.verdict = { _, _ in .missing }
        #expect(world.runToEnd(id) == .rolledBack)
        #expect(world.state.pipelines["shop"]?.badMark(of: "v2") == nil)
    }

    @Test func `one zone at a time finishes a zone before the next`() {
        let fleet = [("a1", "a"), ("b1", "b"), ("a2", "a"), ("b2", "b")].map { Shop.target(TargetName($0.0), "eu", zone: $0.1) }
        let pipeline = Shop.pipeline(one: [Shop.deploy(fleet, rolling: .count(2), oneAtATime: .zone)], two: [.wait(.seconds(1))])
        var world = FakeWorld()
        world.outcome = { effect, _ in (.seconds(effect.target == "a1" ? 60 : 5), .succeeded(output: "")) }
        _ = world.runToEnd(world.start(pipeline, "v1"))
        let installed = world.journal.compactMap { record -> TargetName? in
            if case .effectRequested(let request) = record.event, case .install(_, let target) = request.purpose { return target }
            return nil
        }
        #expect(installed == ["a1", "a2", "b1", "b2"])
    }
}
