import OrderedCollections
import SluiceEngine
import SluiceModel
import Testing

@Suite struct DefinitionScenarioTests {
    static func growing(_ share: Int) -> Step {
        .deploy(DeployStep(fleet: Shop.oneBox, deployer: "host", rolling: .count(2), share: Percent(share)))
    }

    private static func installs(_ world: FakeWorld) -> [String] {
        world.journal.compactMap { record -> String? in
            guard case .effectRequested(let request) = record.event, case .install(_, let target) = request.purpose else { return nil }
            return "\(target) \(world.state.target(target, in: "shop")?.runs?.share?.description ?? "")"
        }
    }

    @Test func `a stage that deploys to the same targets twice with growing shares does one after the other`() {
        let pipeline = Shop.pipeline(one: [Self.growing(10), .wait(.seconds(5)), Self.growing(50)], two: [Self.growing(100)])
        var world = settled(pipeline)
        #expect(world.runToEnd(world.start(pipeline, "v2")) == .succeeded)
        #expect(world.mostEffectsOnOneTarget == 1)
        #expect(world.state.target("eu-1", in: "shop")?.runs?.share == Percent(100))
        #expect(Self.installs(world).count == 12)
    }

    @Test func `a target whose failure was tolerated goes back before the next deploy of the stage takes it`() {
        let tolerant = Shop.deploy(Shop.oneBox, maxFailures: .count(1))
        let pipeline = Shop.pipeline(one: [tolerant, tolerant], two: [.wait(.seconds(1))])
        var world = settled(pipeline)
        world.outcome = { effect, world in
            let isFirst = !world.kinds().contains("rollback_started")
            return effect.isInstall(of: "v2", on: "eu-1") && isFirst ? (.seconds(5), failure()) : (.seconds(5), .succeeded(output: ""))
        }
        let id = world.start(pipeline, "v2")
        #expect(world.runToEnd(id) == .succeeded)
        #expect(world.runs("eu-1") == "v2" && world.good("eu-1").last == "v2")
        #expect(world.mostEffectsOnOneTarget == 1)
    }

    @Test func `a failure of the second deploy of a stage takes back what the first brought`() {
        let pipeline = Shop.pipeline(one: [Self.growing(10), Self.growing(50)], two: [.wait(.seconds(1))])
        var world = settled(pipeline)
        world.outcome = { effect, _ in
            effect.isInstall(of: "v2", on: "eu-1") && effect.values.share == Percent(50)
                ? (.seconds(5), failure()) : (.seconds(5), .succeeded(output: ""))
        }
        #expect(world.runToEnd(world.start(pipeline, "v2")) == .rolledBack)
        #expect(world.runs("eu-1") == "v1")
        #expect(world.state.target("eu-1", in: "shop")?.runs?.share == Percent(50))
    }

    @Test(arguments: ["start", "activate", "deploy"])
    func `a definition that cannot be carried out is refused and leaves nothing`(_ word: String) {
        let twice = Shop.pipeline(one: [.parallel([Shop.deploy(Shop.oneBox), Shop.deploy(Shop.oneBox)])])
        var world = FakeWorld()
        let command: Command =
            switch word {
            case "start": .start(StartCommand(definition: twice, revision: "v1"))
            case "activate": .activate(twice)
            default: .deploy(AdHocDeploy(definition: twice, revision: "v1"))
            }
        let answer = world.command(command)
        #expect(!answer.isAccepted && answer.message.contains("`eu-1`") && answer.help != nil)
        #expect(world.kinds() == ["command_answered"])
    }

    @Test func `a parallel with nothing in it is done at once`() {
        let pipeline = Shop.pipeline(one: [.parallel([]), .parallel([.parallel([])])], two: [Shop.deploy(Shop.rest), .parallel([])])
        var world = FakeWorld()
        #expect(world.runToEnd(world.start(pipeline, "v1")) == .succeeded)
    }

    @Test func `a retired target that comes back and still runs the revision is left alone`() {
        let deployer = Shop.deployer(current: true)
        let all = Shop.pipeline(deployer: deployer, one: [Shop.deploy(Shop.oneBox)], two: [Shop.deploy(Shop.rest)])
        let fewer = Shop.pipeline(deployer: deployer, one: [Shop.deploy(Shop.oneBox)], two: [Shop.deploy(Array(Shop.rest.dropLast()))])
        var world = FakeWorld()
        var says = "v1"
        world.outcome = { [says] effect, _ in (.seconds(5), .succeeded(output: effect.action.word == "current" ? says : "")) }
        #expect(world.runToEnd(world.start(all, "v1")) == .succeeded)
        world.command(.activate(fewer))
        #expect(world.targetState("us-4") == .retired)
        world.command(.activate(all))
        #expect(world.runToEnd(world.start(all, "v1")) == .succeeded)
        #expect(world.targetState("us-4") == .healthy)
        world.command(.activate(fewer))
        world.command(.activate(all))
        says = "v0-by-hand"
        world.outcome = { [says] effect, _ in (.seconds(5), .succeeded(output: effect.action.word == "current" ? says : "")) }
        #expect(world.runToEnd(world.start(all, "v1")) == .succeeded)
        #expect(world.kinds().contains("target_reported") && world.targetState("us-4") == .healthy)
    }

    @Test func `a rollback of one pipeline takes its target from another pipeline's deploy, which does it again afterwards`() {
        let own = Shop.pipeline(one: [Shop.deploy(Shop.oneBox), Shop.bake(60)], two: [.wait(.seconds(1))])
        let agent = Shop.pipeline(name: "agent", one: [Shop.deploy(Shop.oneBox)], two: [.wait(.seconds(1))])
        var world = settled(own)
        #expect(world.runToEnd(world.start(agent, "a1")) == .succeeded)
        #expect(world.runToEnd(world.start(own, "v2")) == .succeeded)
        world.outcome = { effect, _ in (.seconds(effect.isInstall(of: "a2") ? 60 : 5), .succeeded(output: "")) }
        let id = world.start(agent, "a2")
        world.run { $0.targetState("eu-1", "agent") == .deploying }
        #expect(world.command(.rollback(RollbackCommand(subject: .pipeline("shop"), because: "complaints"))).isAccepted)
        #expect(world.runToEnd(id) == .succeeded)
        #expect(world.runs("eu-1") == "v1" && world.runs("us-1") == "v1")
        #expect(world.runs("eu-1", "agent") == "a2" && world.runs("us-1", "agent") == "a2")
        #expect(world.mostEffectsOnOneTarget == 1)
        #expect(world.state.locks.isEmpty)
    }

    @Test func `rollbacks of two pipelines on one target take turns`() {
        let own = Shop.pipeline(one: [Shop.deploy(Shop.oneBox)], two: [.wait(.seconds(1))])
        let agent = Shop.pipeline(name: "agent", one: [Shop.deploy(Shop.oneBox)], two: [.wait(.seconds(1))])
        var world = settled(own)
        for (pipeline, revision) in [(agent, "a1"), (own, "v2"), (agent, "a2")] {
            #expect(world.runToEnd(world.start(pipeline, RevisionID(revision))) == .succeeded)
        }
        #expect(world.command(.rollback(RollbackCommand(subject: .pipeline("shop"), because: "complaints"))).isAccepted)
        world.run(for: .seconds(3))
        #expect(world.command(.rollback(RollbackCommand(subject: .pipeline("agent"), because: "complaints"))).isAccepted)
        world.run(for: .seconds(600))
        for target in Shop.oneBox {
            #expect(world.runs(target.name) == "v1" && world.runs(target.name, "agent") == "a1")
        }
        #expect(world.mostEffectsOnOneTarget == 1)
        #expect(world.state.locks.isEmpty && world.state.rollbacks.isEmpty)
    }

    @Test func `a rollback ends the newer execution that was about to deploy to its targets`() {
        let pipeline = Shop.pipeline(
            one: [Shop.deploy(Shop.oneBox)], two: [.wait(.seconds(5)), Shop.deploy(Shop.rest), Shop.bake(60)])
        var world = settled(pipeline)
        let second = world.start(pipeline, "v2")
        world.run { $0.stage(second, "two") == .baking }
        world.outcome = { effect, _ in (.seconds(effect.revision == "v3" ? 120 : 5), .succeeded(output: "")) }
        let third = world.start(pipeline, "v3")
        #expect(world.stage(third, "one") == .deploying)
        world.verdict = { instance, world in world.runs("us-2") == "v2" && instance.region == "us" ? .breaching : .notBreaching }
        #expect(world.runToEnd(second) == .rolledBack)
        #expect(world.runToEnd(third) == .rolledBack)
        world.run(for: .seconds(600))
        #expect(world.runs("us-1") == "v1")
        #expect(world.state.locks.isEmpty)
    }
}
