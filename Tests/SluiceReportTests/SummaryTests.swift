import OrderedCollections
import SluiceEngine
import SluiceModel
import SluiceReport
import Testing

@Suite("The summary")
struct SummaryTests {
    private static let definition = Checkout.definition()

    @Test("of a good rollout is its waves and how far it reached")
    func good() {
        var world = LiveWorld()
        let id = world.start(Self.definition, "v2", because: "gift cards")
        world.runToEnd(id)
        #expect(
            Summary.text(of: id, state: world.state, width: 100) == """
                ✔ checkout#1  v2  succeeded after 1m
                  ada: gift cards

                  one_box    succeeded      3 targets · 25%   deployed in 4.5s, baked 5.5s                       10s
                  regions-1  succeeded      3 targets · 25%   deployed in 10s, baked 5.5s                        16s
                  regions-2  succeeded      3 targets · 25%   deployed in 10s, baked 5.5s                        16s
                  regions-3  succeeded      3 targets · 25%   deployed in 10s, baked 5.5s                        16s

                  Reached    12 targets, 100% of the weight

                """)
    }

    @Test("of a bad one is the cause with its evidence, who was exposed, for how long, and what to do")
    func bad() {
        var world = LiveWorld()
        world.runToEnd(world.start(Self.definition, "v2"))
        world.isBreaching = LiveWorld.firing(where: "v3")
        let id = world.start(Self.definition, "v3")
        world.runToEnd(id)
        #expect(
            Summary.text(of: id, state: world.state, width: 80) == """
                ↺ checkout#2  v3  rolled back after 7.5s
                  started by ada

                  one_box    rolled back    3 targets   deploy stopped after 3s,            7.5s
                                                        back in 4.5s
                  regions-1  never reached  3 targets
                  regions-2  never reached  3 targets
                  regions-3  never reached  3 targets

                  Cause      alarm `errors` (eu-west-1) fired: 0.21 (prometheus) > 2% → true, 2
                             of 3 datapoints
                  then       alarm `errors` (us-east-1) fired: 0.21 (prometheus) > 2% → true, 2
                             of 3 datapoints
                  then       alarm `errors` (ap-south-1) fired: 0.21 (prometheus) > 2% → true, 2
                             of 3 datapoints
                  Detected   3s after the first install
                  Exposed    3 targets, at most 25% of the weight, for 7.5s
                  Now        euw1-1, use1-1, aps1-1 run v2
                  Never saw  regions-1, regions-2, regions-3: 9 targets stayed as they were
                  Next       fix it and start a newer revision: it passes, older ones are held.
                             `sluice explain checkout` says why.

                """)
    }

    @Test("counts no stage without targets among those that never saw the revision")
    func stageWithoutTargets() {
        var definition = Self.definition
        definition.stages.insert(
            StageDefinition(name: "unit_tests", steps: [.run(RunStep(command: CommandTemplate(shell: "make test")))]), at: 0)
        var world = LiveWorld()
        world.runToEnd(world.start(definition, "v2"))
        world.isBreaching = LiveWorld.firing(where: "v3")
        let id = world.start(definition, "v3")
        world.runToEnd(id)
        let lines = Summary.text(of: id, state: world.state, width: 80).split(separator: "\n")
        #expect(lines.contains("  Never saw  regions-1, regions-2, regions-3: 9 targets stayed as they were"))
        #expect(lines.contains { $0.contains("unit_tests  succeeded") })
    }

    @Test("of a rollback that did not work names each target with the last of its output")
    func rollbackFailed() {
        var world = LiveWorld()
        world.runToEnd(world.start(Self.definition, "v2"))
        world.outcome = { effect in
            guard effect.values.target?.name == "use1-1" else { return .succeeded(output: "") }
            return .failed(EffectFailure(cause: .exit(7), message: "no route to host", output: "connecting\ngiving up\n"))
        }
        let id = world.start(Self.definition, "v3")
        world.runToEnd(id)
        let text = Summary.text(of: id, state: world.state, width: 80)
        #expect(text.hasPrefix("✖ checkout#2  v3  rollback failed after "))
        #expect(
            text.contains(
                """
                  Not back   use1-1: exit 7: no route to host
                             | connecting
                             | giving up
                """))
        #expect(!text.contains("Failed"))
        #expect(text.contains("Now        euw1-1, aps1-1 run v3; use1-1 runs v2"))
    }

    @Test("of an operator's rollback says what runs now")
    func asked() throws {
        var world = LiveWorld()
        let definition = Checkout.definition(regions: ["eu-west-1"])
        world.runToEnd(world.start(definition, "v1"))
        world.runToEnd(world.start(definition, "v2"))
        let answer = world.command(.rollback(RollbackCommand(subject: .pipeline("checkout"), to: "v1", because: "customers call")))
        let id = try #require(answer?.rollback)
        world.run { $0.state.rollback(id)?.end != nil }
        let text = Summary.text(of: id, state: world.state, width: 80)
        #expect(text.hasPrefix("↺ checkout!1  v2  rolled back after "))
        #expect(text.contains("customers call"))
        #expect(text.contains("Restored   euw1-1, euw1-2, euw1-3, euw1-4 run v1"))
    }

    @Test("keeps to the width, and to the text without colours", arguments: [20, 40, 80, 120])
    func fits(width: Int) {
        var world = LiveWorld()
        let definition = Checkout.definition(regions: ["東京-リージョン", "eu-west-1"])
        world.runToEnd(world.start(definition, "v2"))
        world.isBreaching = LiveWorld.firing(where: "v3")
        let id = world.start(definition, "v3", because: "long " + String(repeating: "reason ", count: 30))
        world.runToEnd(id)
        let text = Summary.text(of: id, state: world.state, width: width)
        #expect(text.split(separator: "\n").allSatisfy { CellWidth.of($0) <= max(width, 24) })
        #expect(withoutColours(Summary.text(of: id, state: world.state, style: .ansi, width: width)) == text)
    }

    @Test("of what is not known is empty")
    func unknown() {
        #expect(Summary.text(of: "x#1" as ExecutionID, state: EngineState(), width: 80).isEmpty)
        #expect(Summary.text(of: "x!1" as RollbackID, state: EngineState(), width: 80).isEmpty)
    }
}
