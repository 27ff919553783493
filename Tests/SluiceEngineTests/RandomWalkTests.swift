import OrderedCollections
import SluiceEngine
import SluiceModel
import Testing

/// The same numbers for the same seed, everywhere.
struct Dice {
    var state: UInt64
    /// Seeds that follow one another must not give the same numbers one place on.
    init(_ seed: Int) { state = (UInt64(truncatingIfNeeded: seed) &+ 1) &* 0xD134_2543_DE82_EF95 }
    mutating func roll(_ sides: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((z ^ (z >> 31)) % UInt64(sides))
    }
}

@Suite struct RandomWalkTests {
    static let pipeline = Shop.pipeline(
        before: [StageDefinition(name: "build", steps: [.run(RunStep(command: CommandTemplate(shell: "make"), retries: 1))])],
        one: [Shop.deploy(Shop.oneBox), Shop.bake(3)],
        two: [Shop.deploy(Shop.rest, rolling: .count(2), maxFailures: .count(1)), Shop.bake(3)])

    @Test(arguments: 1...8)
    func `whatever happens, the promises hold`(_ seed: Int) {
        var dice = Dice(seed)
        var world = FakeWorld()
        var revision = 0
        for _ in 0..<25 {
            let fate = dice.roll(1000)
            world.outcome = { effect, world in
                var own = Dice(fate &+ effect.fence &* 7919 &+ effect.key.text.utf8.count)
                let luck = own.roll(40)
                let isBad = effect.revision.map { $0.text.hasSuffix("3") || $0.text.hasSuffix("7") } ?? false
                if luck == 0 { return (.seconds(20), .inDoubt("gone")) }
                if luck < (isBad ? 8 : 2) { return (.seconds(15), failure()) }
                return (.seconds(5 + luck), .succeeded(output: ""))
            }
            let firing: RegionName? = dice.roll(5) == 0 ? "eu" : nil
            world.verdict = { instance, _ in instance.region == firing && firing != nil ? .breaching : .notBreaching }
            act(&world, &dice, &revision)
            let end = world.now + .seconds(Int64(30 + dice.roll(600)))
            world.run(until: end) { world in
                check(world)
                return false
            }
        }
        world.verdict = { _, _ in .notBreaching }
        world.outcome = { _, _ in (.seconds(5), .succeeded(output: "")) }
        world.command(.resume(.pipeline("shop"), because: nil))
        world.feed(.storageLow(false))
        world.run(for: .seconds(7200))
        checkRest(world)
        world.restart()
    }

    private func act(_ world: inout FakeWorld, _ dice: inout Dice, _ revision: inout Int) {
        let newest = world.state.executions.keys.last
        switch dice.roll(10) {
        case 0, 1, 2, 3:
            revision += 1
            world.start(Self.pipeline, RevisionID("v\(revision)"))
        case 4: world.command(.rollback(RollbackCommand(subject: .pipeline("shop"), because: "walk")))
        case 5: world.command(dice.roll(2) == 0 ? .pause(.pipeline("shop"), because: "walk") : .resume(.pipeline("shop"), because: nil))
        case 6: if let newest { world.command(.cancel(newest, because: "walk")) }
        case 7: if let newest { world.command(.promote(PromoteCommand(execution: newest, past: .rollback, because: "walk"))) }
        case 8: world.restart(boot: "boot-\(dice.roll(3))", downFor: .seconds(Int64(dice.roll(300))))
        default: world.feed(.storageLow(dice.roll(3) == 0))
        }
        if dice.roll(2) == 0,
            let asked = world.state.executions.values.last(where: { $0.current?.steps.values.contains { $0.state == .inDoubt } == true })
        {
            world.command(.retry(asked.id))
        }
    }

    /// After every step.
    private func check(_ world: FakeWorld) {
        #expect(world.mostEffectsOnOneTarget <= 1, "one effect per target")
        for execution in world.state.executions.values where execution.isLive {
            for (earlier, later) in zip(execution.stages.values, execution.stages.values.dropFirst())
            where later.state == .deploying || later.state == .baking {
                #expect(earlier.state == .succeeded, "\(execution.id): \(later.name) goes on though \(earlier.name) is \(earlier.state)")
            }
        }
        for rollback in world.state.rollbacks.values {
            for region in rollback.start.regions {
                let items = rollback.items.values.filter { $0.restoration.region == region }
                let isGoing = items.contains { $0.state == .installing || $0.state == .verifying }
                let free = items.filter { item in
                    let lock = world.state.locks[item.restoration.target]
                    return item.state == .waiting && lock?.holder == .rollback(rollback.id) && lock?.effect == nil
                        && (lock?.doubtUntil ?? world.now) < world.now
                }
                #expect(isGoing || free.isEmpty, "\(rollback.id) waits though nothing may hold it back")
            }
        }
    }

    /// After time to come to rest.
    private func checkRest(_ world: FakeWorld) {
        for rollback in world.state.endedRollbacks.values {
            for item in rollback.items.values {
                #expect(item.state == .done || item.state == .dropped || item.state == .unrestorable, "\(rollback.id) left \(item.state)")
            }
        }
        #expect(world.state.rollbacks.values.allSatisfy { $0.end != nil }, "every rollback ends")
        for (_, record) in world.state.pipelines["shop"]?.targets ?? [:] where record.state == .healthy {
            #expect(record.runs?.revision.id == record.wanted?.revision.id, "\(record.target.name) runs what is wanted there")
        }
    }
}
