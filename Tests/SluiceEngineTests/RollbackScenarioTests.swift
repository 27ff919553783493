import OrderedCollections
import SluiceEngine
import SluiceModel
import Testing

/// A world in which `v1` runs everywhere.
func settled(_ pipeline: PipelineDefinition = Shop.pipeline(), approving people: [String] = []) -> FakeWorld {
    var world = FakeWorld()
    let id = world.start(pipeline, "v1")
    for person in people { world.command(.approve(.execution(id), because: nil), by: person) }
    _ = world.runToEnd(id)
    return world
}

@Suite struct RollbackScenarioTests {
    @Test func `rollback of a revision whose successor waits at the gate holds the successor, and promote lets it pass`() {
        var world = settled()
        let second = world.start(Shop.pipeline(), "v2")
        world.run { $0.stage(second, "one") == .baking }
        let third = world.start(Shop.pipeline(), "v3")
        #expect(world.stage(third, "one") == .waiting)
        world.verdict = { instance, world in world.runs("eu-1") == "v2" && instance.region == "eu" ? .breaching : .notBreaching }
        #expect(world.runToEnd(second) == .rolledBack)
        world.run(for: .seconds(600))
        #expect(world.stage(third, "one") == .waiting)
        #expect(world.waits(third).contains(.rollback))
        #expect(world.command(.promote(PromoteCommand(execution: third, past: .rollback, because: "it is the fix"))).isAccepted)
        #expect(world.runToEnd(third) == .succeeded)
        world.restart()
    }

    @Test func `a later arrival flows after a rollback`() {
        var world = settled()
        world.outcome = { effect, _ in effect.isInstall(of: "v2") ? (.seconds(5), failure()) : (.seconds(5), .succeeded(output: "")) }
        #expect(world.runToEnd(world.start(Shop.pipeline(), "v2")) == .rolledBack)
        #expect(world.runToEnd(world.start(Shop.pipeline(), "v3")) == .succeeded)
    }

    @Test func `a revision marked bad is refused without a reason and taken up with one`() {
        var world = settled()
        world.outcome = { effect, _ in effect.isInstall(of: "v2") ? (.seconds(5), failure()) : (.seconds(5), .succeeded(output: "")) }
        _ = world.runToEnd(world.start(Shop.pipeline(), "v2"))
        #expect(!world.command(.start(StartCommand(definition: Shop.pipeline(), revision: "v2"))).isAccepted)
        world.outcome = { _, _ in (.seconds(5), .succeeded(output: "")) }
        #expect(world.runToEnd(world.start(Shop.pipeline(), "v2", because: "the registry was down")) == .succeeded)
        #expect(world.good("eu-2").last == "v2")
    }

    @Test func `a wave-1 target whose last good is the bad revision goes to the one before it`() {
        var world = settled()
        let definition = Shop.pipeline()
        #expect(world.runToEnd(world.start(definition, "v2")) == .succeeded)
        let back = world.command(.rollback(RollbackCommand(subject: .pipeline("shop"), because: "complaints")))
        #expect(back.isAccepted)
        world.run(for: .seconds(600))
        for target in Shop.oneBox + Shop.rest { #expect(world.runs(target.name) == "v1") }
        #expect(world.good("eu-1") == ["v1"])
    }

    @Test func `rollback of v10 after v11 passed an earlier wave takes v11 back too`() {
        var world = settled()
        let definition = Shop.pipeline(one: [Shop.deploy(Shop.oneBox)], two: [Shop.deploy(Shop.rest), Shop.bake(60)])
        let tenth = world.start(definition, "v10")
        world.run { $0.stage(tenth, "two") == .baking }
        let eleventh = world.start(definition, "v11")
        world.run { $0.stage(eleventh, "two") == .waiting && $0.runs("eu-1") == "v11" }
        world.verdict = { instance, world in world.runs("eu-2") == "v10" && instance.region == "eu" ? .breaching : .notBreaching }
        #expect(world.runToEnd(tenth) == .rolledBack || world.state.execution(tenth)?.end == .rolledBack)
        world.run(for: .seconds(900))
        #expect(world.runs("eu-1") == "v1")
        #expect(world.runs("eu-2") == "v1")
        #expect(world.state.execution(eleventh)?.end == .rolledBack)
        world.restart()
    }

    @Test func `after an ad-hoc rollback another failure goes to what it left, not above it`() {
        var world = settled()
        #expect(world.runToEnd(world.start(Shop.pipeline(), "v2")) == .succeeded)
        #expect(world.command(.rollback(RollbackCommand(subject: .pipeline("shop"), to: "v1", because: "slow"))).isAccepted)
        world.run(for: .seconds(900))
        world.outcome = { effect, _ in effect.isInstall(of: "v3") ? (.seconds(5), failure()) : (.seconds(5), .succeeded(output: "")) }
        #expect(world.runToEnd(world.start(Shop.pipeline(), "v3")) == .rolledBack)
        #expect(world.runs("eu-1") == "v1")
    }

    @Test func `an ad-hoc rollback repeated does nothing, and one to an unknown revision is refused with help`() {
        var world = settled()
        _ = world.runToEnd(world.start(Shop.pipeline(), "v2"))
        let command = Command.rollback(RollbackCommand(subject: .pipeline("shop"), because: "slow"))
        let seen = CommandEnvelope.Seen(revision: "v2")
        let first = world.command(command, seen: seen)
        let second = world.command(command, by: "bob", seen: seen)
        #expect(first.rollback != nil)
        #expect(second.isAccepted && second.rollback == nil)
        let refused = world.command(.rollback(RollbackCommand(subject: .pipeline("shop"), to: "v9", because: "slow")))
        #expect(!refused.isAccepted && refused.help != nil)
    }

    @Test func `a rollback whose first target is dead for hours does the others, names it, and finishes it when it is back`() {
        var world = settled()
        let died = world.now
        world.outcome = { effect, world in
            if effect.isInstall(of: "v2", on: "us-2") { return (.seconds(5), failure()) }
            if effect.target == "us-1", world.now - died > .seconds(400), world.now - died < .seconds(4 * 3600) {
                return (.seconds(60), failure("no route to host"))
            }
            return (.seconds(5), .succeeded(output: ""))
        }
        let id = world.start(Shop.pipeline(), "v2")
        #expect(world.runToEnd(id) == .rollbackFailed)
        #expect(world.state.execution(id)?.reason?.contains("us-1") == true)
        #expect(world.runs("us-2") == "v1")
        let third = world.start(Shop.pipeline(), "v3")
        world.run(for: .seconds(1800))
        #expect(world.stage(third, "one") == .waiting)
        world.run { $0.state.execution(id)?.end == .rolledBack }
        #expect(world.runs("us-1") == "v1")
        #expect(world.runToEnd(third) == .succeeded)
        world.restart()
    }

    @Test func `a global alarm with both regions in flight takes both back`() {
        var world = settled(Shop.pipeline(alarms: [Shop.errors(.global)]))
        world.verdict = { _, world in world.runs("eu-2") == "v2" ? .breaching : .notBreaching }
        let id = world.start(Shop.pipeline(alarms: [Shop.errors(.global)]), "v2")
        #expect(world.runToEnd(id) == .rolledBack)
        for target in Shop.oneBox + Shop.rest { #expect(world.runs(target.name) == "v1") }
    }

    @Test func `pause never stops a rollback, nor does a full disk or a closed window`() {
        var world = settled()
        world.outcome = { effect, _ in
            effect.isInstall(of: "v2", on: "eu-2") ? (.seconds(5), failure()) : (.seconds(5), .succeeded(output: ""))
        }
        let id = world.start(Shop.pipeline(), "v2")
        world.run { $0.stage(id, "two") == .rollingBack }
        world.command(.pause(.pipeline("shop"), because: "wait"))
        world.feed(.storageLow(true))
        world.feed(.clockJumped(by: .seconds(600)))
        #expect(world.runToEnd(id) == .rolledBack)
        #expect(world.runs("eu-1") == "v1")
    }

    @Test func `one dead host with max_failures 0 stops its region, and the next time it says nothing about the revision`() {
        var world = settled()
        world.outcome = { effect, _ in
            effect.target == "eu-3" ? (.seconds(5), failure("no route to host")) : (.seconds(5), .succeeded(output: ""))
        }
        let second = world.start(Shop.pipeline(), "v2")
        #expect(world.runToEnd(second) == .rollbackFailed)
        #expect(world.targetState("eu-3") == .failed)
        let third = world.start(Shop.pipeline(), "v3")
        world.run(for: .seconds(60))
        world.command(.promote(PromoteCommand(execution: third, past: .rollback, because: "eu-3 is being replaced")))
        world.run { $0.stage(third, "two") == .waiting }
        world.command(.promote(PromoteCommand(execution: third, past: .rollback, because: "eu-3 is being replaced")))
        #expect(world.runToEnd(third) == .succeeded)
        #expect(world.runs("eu-4") == "v3")
    }

    @Test func `tolerated failures do not stop a region and go back at its end`() {
        let pipeline = Shop.pipeline(two: [Shop.deploy(Shop.rest, maxFailures: .count(1)), Shop.bake()])
        var world = settled(pipeline)
        world.outcome = { effect, _ in
            effect.isInstall(of: "v2", on: "eu-3") ? (.seconds(5), failure()) : (.seconds(5), .succeeded(output: ""))
        }
        let id = world.start(pipeline, "v2")
        #expect(world.runToEnd(id) == .succeeded)
        #expect(world.runs("eu-3") == "v1")
        #expect(world.runs("eu-4") == "v2")
    }

    @Test func `the first revision ever has nothing to go back to and fails`() {
        var world = FakeWorld()
        world.outcome = { effect, _ in effect.isInstall(on: "eu-1") ? (.seconds(5), failure()) : (.seconds(5), .succeeded(output: "")) }
        let id = world.start(Shop.pipeline(), "v1")
        #expect(world.runToEnd(id) == .failed)
        #expect(world.targetState("eu-1") == .failed)
    }

    @Test func `what current reports before the first install is a good entry`() {
        let pipeline = Shop.pipeline(deployer: Shop.deployer(current: true))
        var world = FakeWorld()
        world.outcome = { effect, _ in
            if case .current = effect.action { return (.seconds(1), .succeeded(output: "v0\n")) }
            return effect.isInstall(of: "v1", on: "eu-1") ? (.seconds(5), failure()) : (.seconds(5), .succeeded(output: ""))
        }
        let id = world.start(pipeline, "v1")
        #expect(world.runToEnd(id) == .rolledBack)
        #expect(world.runs("eu-1") == "v0")
        #expect(world.good("eu-1") == ["v0"])
    }
}

@Suite struct SeveralRollbacksTests {
    /// Regions `eu`, `us` and `asia`, each with a one-box and two more.
    static func world() -> (FakeWorld, PipelineDefinition) {
        let regions: [RegionName] = ["eu", "us", "asia"]
        let box = regions.map { Shop.target(TargetName("\($0)-1"), $0) }
        let rest = regions.flatMap { region in (2...3).map { Shop.target(TargetName("\(region)-\($0)"), region) } }
        let pipeline = Shop.pipeline(one: [Shop.deploy(box), Shop.bake()], two: [Shop.deploy(rest), Shop.bake()])
        return (settled(pipeline), pipeline)
    }

    @Test func `three regional alarms at once take each region back, and the execution knows all three rollbacks`() throws {
        var (world, pipeline) = Self.world()
        let id = world.start(pipeline, "v2")
        world.run { $0.stage(id, "two") == .baking }
        world.verdict = { instance, world in world.runs(TargetName("\(instance.region!)-2")) == "v2" ? .breaching : .notBreaching }
        #expect(world.runToEnd(id) == .rolledBack)
        let execution = try #require(world.state.execution(id))
        #expect(execution.rollbacks == ["shop!1", "shop!2", "shop!3"])
        for stage in ["one", "two"] {
            for region in ["eu", "us", "asia"] {
                let moves = world.journal.filter { record in
                    guard case .regionMoved(let move) = record.event else { return false }
                    return move.place.stage.text == stage && move.region.text == region && move.to == .rolledBack
                }
                #expect(moves.count == 1, "\(stage) \(region)")
            }
        }
        let view = try #require(RolloutView(world.state, execution: id, now: world.now))
        #expect(view.stages.flatMap(\.regions).flatMap(\.targets).map(\.state).allSatisfy { $0 == .restored })
        #expect(view.stages.flatMap(\.regions).map(\.state).allSatisfy { $0 == .rolledBack })
        #expect(view.exposure.until == world.state.endedRollbacks.values.compactMap(\.endedAt).max())
    }

    @Test func `a region that cannot be brought back leaves the others rolled back, and the execution rollback_failed`() throws {
        var (world, pipeline) = Self.world()
        let id = world.start(pipeline, "v2")
        world.run { $0.stage(id, "two") == .baking }
        let broke = world.now
        world.outcome = { effect, world in
            effect.target == "asia-3" && world.now - broke < .seconds(7200)
                ? (.seconds(5), failure()) : (.seconds(5), .succeeded(output: ""))
        }
        world.verdict = { instance, world in world.runs(TargetName("\(instance.region!)-2")) == "v2" ? .breaching : .notBreaching }
        #expect(world.runToEnd(id) == .rollbackFailed)
        let step = try #require(world.state.execution(id)?.stages["two"]?.steps.values.first?.deploy)
        #expect(step.regions.mapValues(\.state) == ["eu": .rolledBack, "us": .rolledBack, "asia": .rollbackFailed])
        #expect(world.stage(id, "two") == .rollbackFailed)
        world.run { $0.state.execution(id)?.end == .rolledBack }
        #expect(world.state.execution(id)?.stages["two"]?.steps.values.first?.deploy?.regions["asia"]?.state == .rolledBack)
    }
}
