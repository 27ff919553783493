import OrderedCollections
import SluiceEngine
import SluiceModel
import Testing

@Suite struct RolloutTests {
    @Test func `a healthy revision goes through every stage and becomes good everywhere`() {
        var world = FakeWorld()
        let id = world.start(Shop.pipeline(), "v1")
        #expect(world.runToEnd(id) == .succeeded)
        for target in Shop.oneBox + Shop.rest {
            #expect(world.runs(target.name) == "v1")
            #expect(world.good(target.name) == ["v1"])
            #expect(world.targetState(target.name) == .healthy)
        }
        #expect(world.state.locks.isEmpty)
        #expect(world.mostEffectsOnOneTarget == 1)
        world.restart()
    }

    @Test func `a failing install takes its region back in every wave and leaves the other region`() {
        var world = FakeWorld()
        let pipeline = Shop.pipeline()
        _ = world.runToEnd(world.start(pipeline, "v1"))
        world.outcome = { effect, _ in
            effect.isInstall(of: "v2", on: "eu-3") ? (.seconds(10), failure("disk broken")) : (.seconds(10), .succeeded(output: ""))
        }
        let id = world.start(pipeline, "v2")
        #expect(world.runToEnd(id) == .rolledBack)
        for target in Shop.oneBox + Shop.rest where target.region == "eu" {
            #expect(world.runs(target.name) == "v1")
            #expect(world.targetState(target.name) == .healthy)
        }
        #expect(world.runs("us-1") == "v2")
        #expect(world.state.pipelines["shop"]?.badMark(of: "v2") != nil)
        world.restart()
    }

    @Test func `the alarm of an early wave firing while a later one deploys takes the region back in both`() {
        var world = FakeWorld()
        let pipeline = Shop.pipeline()
        _ = world.runToEnd(world.start(pipeline, "v1"))
        world.verdict = { instance, world in
            instance.region == "eu" && world.runs("eu-2") == "v2" ? .breaching : .notBreaching
        }
        let id = world.start(pipeline, "v2")
        #expect(world.runToEnd(id) == .rolledBack)
        #expect(world.runs("eu-1") == "v1")
        #expect(world.runs("eu-2") == "v1")
        #expect(world.runs("us-1") == "v2")
        world.restart()
    }
}
