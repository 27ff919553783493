import OrderedCollections
import SluiceEngine
import SluiceModel
import Testing

@Suite struct FlowScenarioTests {
    @Test func `waiting before a busy stage the newest wins and the older is superseded`() {
        var world = settled()
        let second = world.start(Shop.pipeline(), "v2")
        let third = world.start(Shop.pipeline(), "v3")
        let fourth = world.start(Shop.pipeline(), "v4")
        #expect(world.state.execution(third)?.end == .superseded)
        #expect(world.runToEnd(second) == .succeeded)
        #expect(world.runToEnd(fourth) == .succeeded)
    }

    @Test func `in mode queued nobody is superseded`() {
        let pipeline = Shop.pipeline(mode: .queued)
        var world = settled(pipeline)
        let ids = ["v2", "v3", "v4"].map { world.start(pipeline, RevisionID($0)) }
        for id in ids { #expect(world.runToEnd(id) == .succeeded) }
        #expect(world.runs("eu-2") == "v4")
    }

    @Test func `different stages hold different revisions at once`() {
        var world = settled()
        let second = world.start(Shop.pipeline(), "v2")
        world.run { $0.stage(second, "two") == .deploying }
        let third = world.start(Shop.pipeline(), "v3")
        #expect(world.stage(third, "one") == .deploying)
        #expect(world.stage(second, "two") == .deploying)
        #expect(world.runToEnd(third) == .succeeded)
        #expect(world.state.execution(second)?.end == .succeeded)
    }

    @Test func `a target is held by one execution across pipelines`() {
        var world = settled()
        let other = Shop.pipeline(name: "tools")
        let first = world.start(Shop.pipeline(), "v2")
        let second = world.start(other, "t1")
        #expect(world.waits(second).contains(.targets))
        #expect(world.runToEnd(first) == .succeeded)
        #expect(world.runToEnd(second) == .succeeded)
        #expect(world.mostEffectsOnOneTarget == 1)
    }

    @Test func `pause stops starts and lets the bake go on, resume goes on`() {
        var world = settled()
        let id = world.start(Shop.pipeline(), "v2")
        world.run { $0.stage(id, "one") == .baking }
        world.command(.pause(.part("shop", "production"), because: "lunch"))
        world.run(for: .seconds(3600))
        #expect(world.stage(id, "one") == .succeeded)
        #expect(world.stage(id, "two") == .waiting)
        world.command(.resume(.part("shop", "production"), because: nil))
        #expect(world.runToEnd(id) == .succeeded)
    }

    @Test func `pause in mid-wave starts no further install`() {
        var world = settled()
        let id = world.start(Shop.pipeline(), "v2")
        world.run { $0.stage(id, "two") == .deploying }
        world.command(.pause(.execution(id), because: "look"))
        world.run(for: .seconds(600))
        #expect(world.stage(id, "two") == .paused)
        #expect(world.runs("eu-4") == "v1")
        world.command(.resume(.execution(id), because: nil))
        #expect(world.runToEnd(id) == .succeeded)
    }

    @Test func `cancel in mid-deploy with an alarm a minute later still goes back`() {
        var world = settled()
        let id = world.start(Shop.pipeline(), "v2")
        world.run { $0.runs("eu-2") == "v2" }
        world.command(.cancel(id, because: "wrong branch"))
        world.run { $0.state.execution(id)?.end == .cancelled }
        world.run(for: .seconds(60))
        world.verdict = { instance, world in world.runs("eu-2") == "v2" && instance.region == "eu" ? .breaching : .notBreaching }
        world.run(for: .seconds(600))
        #expect(world.runs("eu-2") == "v1")
        #expect(world.runs("eu-1") == "v1")
        world.restart()
    }

    @Test func `an approval is asked for once, of whoever may, and nobody counts twice`() {
        let pipeline = Shop.pipeline(approvals: [ApproveStep(count: 2, people: ["ada", "bob", "cy"])])
        var world = FakeWorld()
        let id = world.start(pipeline, "v1")
        #expect(world.waits(id).contains(.approval))
        #expect(!world.command(.approve(.execution(id), because: nil), by: "eve").isAccepted)
        world.command(.approve(.execution(id), because: nil), by: "ada")
        world.command(.approve(.execution(id), because: nil), by: "ada")
        #expect(world.waits(id).contains(.approval))
        world.command(.approve(.part("shop", "production"), because: nil), by: "bob")
        #expect(world.runToEnd(id) == .succeeded)
    }

    @Test func `nobody approves for seven days and it is rejected`() {
        let pipeline = Shop.pipeline(policies: StagePolicies(), approvals: [ApproveStep()])
        var world = FakeWorld()
        let id = world.start(pipeline, "v1")
        world.run(until: world.now + .seconds(8 * 86_400)) { $0.state.execution(id)?.end != nil }
        #expect(world.state.execution(id)?.end == .failed)
    }

    @Test func `approve against rollback: what was approved is refused once it has moved on`() {
        let pipeline = Shop.pipeline(approvals: [ApproveStep()])
        var world = FakeWorld()
        let first = world.start(pipeline, "v1")
        let second = world.start(pipeline, "v2")
        #expect(world.state.execution(first)?.end == .superseded)
        let answer = world.command(.approve(.part("shop", "production"), because: nil), seen: .init(execution: first, revision: "v1"))
        #expect(!answer.isAccepted)
        #expect(world.waits(second).contains(.approval))
    }

    @Test func `a newer revision without approvals does not supersede one that has them`() {
        var window = StagePolicies()
        window.freezes = [
            Freeze(
                first: CivilDate(year: 2026, month: 1, day: 1)!, last: CivilDate(year: 2026, month: 1, day: 6)!, zone: .utc,
                because: "holidays")
        ]
        let pipeline = Shop.pipeline(policies: window, approvals: [ApproveStep()])
        var world = FakeWorld()
        let first = world.start(pipeline, "v1")
        world.command(.approve(.execution(first), because: nil))
        _ = world.start(pipeline, "v2")
        #expect(world.state.execution(first)?.end == nil)
    }

    @Test func `reply lost, command repeated: the first answer again and nothing twice`() {
        var world = FakeWorld()
        let command = Command.start(StartCommand(definition: Shop.pipeline(), revision: "v1"))
        let first = world.command(command, id: "same")
        let second = world.command(command, id: "same")
        #expect(first == second)
        #expect(world.state.pipelines["shop"]?.executionCount == 1)
    }

    @Test func `a freeze activated while an execution waits holds it`() {
        var world = settled()
        let id = world.start(Shop.pipeline(), "v2")
        world.run { $0.stage(id, "one") == .baking }
        var policies = StagePolicies(watches: ["errors"])
        policies.freezes = [
            Freeze(
                first: CivilDate(year: 2026, month: 1, day: 1)!, last: CivilDate(year: 2026, month: 1, day: 8)!, zone: .utc,
                because: "audit")
        ]
        world.command(.activate(Shop.pipeline(policies: policies)))
        world.run(for: .seconds(7200))
        #expect(world.stage(id, "two") == .waiting)
        #expect(world.waits(id).contains(.freeze))
        #expect(world.command(.promote(PromoteCommand(execution: id, past: .freeze, because: "security fix"))).isAccepted)
        #expect(world.runToEnd(id) == .succeeded)
    }

    @Test func `the clock jumps and starts wait until it is steady`() {
        var world = settled()
        world.feed(.clockJumped(by: .seconds(-7200)))
        let id = world.start(Shop.pipeline(), "v2")
        #expect(world.waits(id).contains(.clock))
        #expect(world.runToEnd(id) == .succeeded)
    }

    @Test func `an artifact with another digest under the same revision is refused`() {
        let build = StageDefinition(name: "build", steps: [.artifact(ArtifactStep(path: Template(text: "a.tgz"), name: "app"))])
        let pipeline = Shop.pipeline(before: [build])
        var world = FakeWorld()
        var digest = "aaa"
        world.outcome = { [digest] effect, _ in
            if case .artifact = effect.action { return (.seconds(1), .succeeded(output: "\(digest) /store/\(digest)")) }
            return (.seconds(5), .succeeded(output: ""))
        }
        #expect(world.runToEnd(world.start(pipeline, "v1")) == .succeeded)
        digest = "bbb"
        world.outcome = { [digest] effect, _ in
            if case .artifact = effect.action { return (.seconds(1), .succeeded(output: "\(digest) /store/\(digest)")) }
            return (.seconds(5), .succeeded(output: ""))
        }
        let again = world.start(pipeline, "v1", because: "rebuilt")
        #expect(world.runToEnd(again) == .failed)
        #expect(world.state.execution(again)?.reason?.contains("rebuilt revision") == true)
    }
}
