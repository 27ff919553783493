import OrderedCollections
import SluiceEngine
import SluiceModel
import Testing

@Suite struct PreflightTests {
    /// A deployer that takes a secret in its install, and another in its verify.
    static func secretive(_ install: String? = "TOKEN", verify: String? = nil) -> DeployerDefinition {
        let parts: [Template.Part] = [.text("install ")] + (install.map { [.secret($0)] } ?? [])
        let header = verify.map { HTTPRequest.Header(name: "X-Key", value: Template([.secret($0)])) }
        let request = HTTPRequest(url: Template(text: "http://a"), headers: [header].compactMap { $0 })
        let condition = Condition.not(.comparison(.init(left: .http(request), relation: .equal, right: .constant(500))))
        return DeployerDefinition(
            name: "host", install: CommandTemplate(.shell(Template(parts))), verify: [.init(condition: condition, within: .seconds(30))])
    }

    static let build = StageDefinition(name: "build", steps: [.artifact(ArtifactStep(path: Template(text: "a.tgz"), name: "app"))])

    private static func looks(_ world: FakeWorld) -> [Effect.Action] {
        var state = EngineState()
        return world.journal.compactMap { record in
            state.apply(record)
            guard case .effectRequested(let request) = record.event, case .preflight = request.purpose else { return nil }
            return state.effects[request.key]?.effect.action
        }
    }

    @Test func `without secrets and artifacts nothing is looked at`() {
        let world = settled()
        #expect(Self.looks(world).isEmpty)
    }

    @Test func `before its first install each stage looks once for the secrets of its deployer`() {
        let pipeline = Shop.pipeline(
            deployer: Self.secretive(verify: "KEY"), two: [Shop.deploy(Shop.rest), .wait(.seconds(1)), Shop.deploy(Shop.rest)])
        let world = settled(pipeline)
        #expect(Self.looks(world) == Array(repeating: .preflight(secrets: ["TOKEN", "KEY"], artifacts: []), count: 2))
        let kinds = world.journal.compactMap { record -> String? in
            guard case .effectRequested(let request) = record.event else { return nil }
            return request.purpose.word
        }
        #expect(kinds.first == "preflight")
    }

    @Test func `the artifacts of good entries are looked for, with what the entry's own deployer takes`() {
        let old = Shop.pipeline(deployer: Self.secretive("OLD_TOKEN"), before: [Self.build])
        let new = Shop.pipeline(deployer: Self.secretive("NEW_TOKEN"), before: [Self.build])
        var world = FakeWorld()
        world.outcome = { effect, _ in
            (.seconds(5), .succeeded(output: effect.action.word == "artifact" ? "d /store/\(effect.revision?.text ?? "")" : ""))
        }
        #expect(world.runToEnd(world.start(old, "v1")) == .succeeded)
        #expect(world.runToEnd(world.start(new, "v2")) == .succeeded)
        #expect(Self.looks(world).last == .preflight(secrets: ["NEW_TOKEN", "OLD_TOKEN"], artifacts: ["/store/v2", "/store/v1"]))
    }

    @Test func `an artifact that is gone before a rollback could need it fails the stage with nothing installed`() {
        let pipeline = Shop.pipeline(deployer: Self.secretive())
        var world = settled(pipeline)
        world.outcome = { effect, _ in
            guard case .preflight = effect.action else { return (.seconds(5), .succeeded(output: "")) }
            return (.seconds(1), failure("the secret `TOKEN` is not there", .missingInput))
        }
        let id = world.start(pipeline, "v2")
        #expect(world.runToEnd(id) == .failed)
        #expect(world.stage(id, "one") == .failed)
        #expect(world.state.execution(id)?.reason == "nothing is installed: the secret `TOKEN` is not there")
        #expect(world.runs("eu-1") == "v1" && world.state.locks.isEmpty)
        #expect(world.state.pipelines["shop"]?.badMark(of: "v2") == nil)
        world.outcome = { _, _ in (.seconds(5), .succeeded(output: "")) }
        #expect(world.runToEnd(world.start(pipeline, "v2")) == .succeeded)
    }

    @Test func `what is missing in a later wave leaves the earlier one watched, and an alarm there still goes back`() {
        let pipeline = Shop.pipeline(deployer: Self.secretive())
        var world = settled(pipeline)
        world.outcome = { effect, _ in
            guard case .preflight = effect.action, effect.values.stage == "two" else { return (.seconds(5), .succeeded(output: "")) }
            return (.seconds(1), failure("gone", .missingInput))
        }
        let id = world.start(pipeline, "v2")
        #expect(world.runToEnd(id) == .failed)
        #expect(world.runs("eu-1") == "v2" && world.runs("eu-2") == "v1")
        world.verdict = { instance, world in world.runs("eu-1") == "v2" && instance.region == "eu" ? .breaching : .notBreaching }
        world.run(for: .seconds(300))
        #expect(world.runs("eu-1") == "v1")
    }

    @Test func `a look that a reboot interrupted is repeated, and a crash leaves it pending`() {
        let pipeline = Shop.pipeline(deployer: Self.secretive())
        var world = settled(pipeline)
        world.outcome = { effect, world in
            let isLost = effect.action.word == "preflight" && !world.kinds().contains("effect_repeated")
            return isLost ? (.seconds(5), .inDoubt("rebooted")) : (.seconds(5), .succeeded(output: ""))
        }
        let id = world.start(pipeline, "v2")
        world.run(for: .seconds(1))
        world.restart()
        #expect(world.runToEnd(id) == .succeeded)
        #expect(world.kinds().contains("effect_repeated"))
    }

    @Test func `cancelled while it is looked, nothing is installed`() {
        let pipeline = Shop.pipeline(deployer: Self.secretive())
        var world = settled(pipeline)
        let id = world.start(pipeline, "v2")
        world.run { Engine.pendingEffects($0.state).contains { $0.action.word == "preflight" } }
        world.command(.cancel(id, because: "no"))
        #expect(world.runToEnd(id) == .cancelled)
        #expect(world.runs("eu-1") == "v1")
    }
}
