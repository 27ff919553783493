import OrderedCollections
import SluiceEngine
import SluiceModel
import Testing

/// What people and the calendar do while something is on its way.
@Suite struct OperatingScenarioTests {
    /// The world begins on Monday 2026-01-05 at 09:00 UTC.
    private static func morning(until minute: Int) -> StagePolicies {
        let window = Window(
            days: [.mon, .tue, .wed, .thu], from: TimeOfDay(minutes: 9 * 60)!, to: TimeOfDay(minutes: 9 * 60 + minute)!, zone: .utc)
        return StagePolicies(windows: [window], watches: ["errors"])
    }

    @Test func `a window closing in mid-wave lets the wave deploy and bake, and holds the next one`() {
        let pipeline = Shop.pipeline(policies: Self.morning(until: 20), one: [Shop.deploy(Shop.oneBox), Shop.bake(30)])
        var world = FakeWorld()
        let id = world.start(pipeline, "v1")
        world.run { $0.stage(id, "two") == .waiting }
        #expect(world.stage(id, "one") == .succeeded)
        #expect(world.waits(id).contains(.window))
        #expect(world.state.execution(id)?.current?.waits.first { $0.kind == .window }?.until == Instant("2026-01-06T09:00:00Z"))
        #expect(world.runToEnd(id) == .succeeded)
        #expect(world.state.execution(id)?.stages["two"]?.enteredAt ?? world.now >= Instant("2026-01-06T09:00:00Z")!)
    }

    @Test func `a freeze activated while an execution waits for its approval holds it when the approval is there`() {
        var world = FakeWorld()
        let id = world.start(Shop.pipeline(approvals: [ApproveStep()]), "v1")
        var policies = StagePolicies(watches: ["errors"])
        policies.freezes = [
            Freeze(
                first: CivilDate(year: 2026, month: 1, day: 5)!, last: CivilDate(year: 2026, month: 1, day: 6)!, zone: .utc,
                because: "audit")
        ]
        world.command(.activate(Shop.pipeline(policies: policies, approvals: [ApproveStep()])))
        #expect(world.waits(id) == [.freeze, .approval, .filling])
        world.command(.approve(.execution(id), because: nil))
        world.run(for: .seconds(3600))
        #expect(world.waits(id) == [.freeze])
        for _ in 1...3 { world.run(for: .seconds(43_200)) }
        #expect(world.runToEnd(id) == .succeeded)
        #expect(world.state.execution(id)?.stages["one"]?.enteredAt ?? world.state.at < Instant("2026-01-07T00:01:00Z")!)
        #expect(world.state.execution(id)?.stages["one"]?.enteredAt ?? world.state.at >= Instant("2026-01-07T00:00:00Z")!)
    }

    @Test func `an alarm is laid to another pipeline's unbaked revision when that is the newest there`() {
        let agent = Shop.pipeline(
            name: "agent", policies: StagePolicies(), one: [Shop.deploy([Shop.oneBox[0]]), Shop.bake(60)], two: [.wait(.seconds(1))])
        var world = settled()
        #expect(world.runToEnd(world.start(agent, "a1")) == .succeeded)
        let own = world.start(Shop.pipeline(), "v2")
        world.run { $0.stage(own, "two") == .deploying }
        let other = world.start(agent, "a2")
        world.run { $0.stage(other, "one") == .baking }
        world.verdict = { instance, world in
            instance.region == "eu" && world.runs("eu-1", "agent") == "a2" ? .breaching : .notBreaching
        }
        #expect(world.runToEnd(other) == .rolledBack)
        #expect(world.runs("eu-1", "agent") == "a1")
        world.verdict = { _, _ in .notBreaching }
        #expect(world.runToEnd(own) == .succeeded)
        #expect(world.runs("eu-1") == "v2")
    }

    @Test func `a global alarm with three regions in flight takes all three back at once`() {
        let regions: [RegionName] = ["eu", "us", "asia"]
        let fleet = regions.flatMap { region in (1...3).map { Shop.target(TargetName("\(region)-\($0)"), region) } }
        let pipeline = Shop.pipeline(alarms: [Shop.errors(.global)], one: [Shop.deploy(fleet), Shop.bake()], two: [.wait(.seconds(1))])
        var world = settled(pipeline)
        let id = world.start(pipeline, "v2")
        world.run { $0.runs("asia-1") == "v2" && $0.stage(id, "one") == .deploying }
        world.verdict = { _, world in world.runs("eu-1") == "v2" ? .breaching : .notBreaching }
        #expect(world.runToEnd(id) == .rolledBack)
        #expect(world.state.execution(id)?.rollbacks == ["shop!1"])
        for target in fleet { #expect(world.runs(target.name) == "v1") }
    }

    @Test func `a target moved to another wave in flight is deployed to as the execution's own definition says`() {
        var world = settled()
        let id = world.start(Shop.pipeline(), "v2")
        world.run { $0.stage(id, "one") == .baking }
        let moved = Shop.pipeline(
            one: [Shop.deploy(Shop.oneBox + [Shop.rest[0]]), Shop.bake()], two: [Shop.deploy(Array(Shop.rest.dropFirst())), Shop.bake()])
        world.command(.activate(moved))
        #expect(world.runToEnd(id) == .succeeded)
        #expect(world.runs("eu-2") == "v2")
        world.outcome = { effect, _ in
            effect.isInstall(of: "v3", on: "eu-3") ? (.seconds(5), failure()) : (.seconds(5), .succeeded(output: ""))
        }
        #expect(world.runToEnd(world.start(moved, "v3")) == .rolledBack)
        #expect(world.runs("eu-2") == "v2" && world.runs("eu-1") == "v2")
    }

    @Test func `a target removed in flight is finished by the execution that has it, and retired after that`() {
        var world = settled()
        let id = world.start(Shop.pipeline(), "v2")
        world.run { $0.stage(id, "two") == .deploying }
        let fewer = Shop.pipeline(two: [Shop.deploy(Array(Shop.rest.dropLast())), Shop.bake()])
        world.command(.activate(fewer))
        #expect(world.targetState("us-4") != .retired)
        #expect(world.runToEnd(id) == .succeeded)
        #expect(world.runs("us-4") == "v2" && world.targetState("us-4") == .retired)
        #expect(world.runToEnd(world.start(fewer, "v3")) == .succeeded)
        #expect(world.runs("us-4") == "v2")
    }

    @Test func `a target removed in flight still goes back with what was brought to it`() {
        var world = settled()
        let id = world.start(Shop.pipeline(), "v2")
        world.run { $0.runs("us-4") == "v2" }
        world.command(.activate(Shop.pipeline(two: [Shop.deploy(Array(Shop.rest.dropLast())), Shop.bake()])))
        world.verdict = { instance, world in world.runs("us-4") == "v2" && instance.region == "us" ? .breaching : .notBreaching }
        #expect(world.runToEnd(id) == .rolledBack)
        #expect(world.runs("us-4") == "v1" && world.targetState("us-4") == .retired)
    }

    @Test func `a target that cannot be restored is given up once it is removed`() {
        var world = settled()
        world.outcome = { effect, _ in
            effect.target == "us-4" ? (.seconds(5), failure("no route to host")) : (.seconds(5), .succeeded(output: ""))
        }
        let id = world.start(Shop.pipeline(), "v2")
        #expect(world.runToEnd(id) == .rollbackFailed)
        let fewer = Shop.pipeline(two: [Shop.deploy(Array(Shop.rest.dropLast())), Shop.bake()])
        world.command(.activate(fewer))
        world.run(for: .seconds(600))
        #expect(world.targetState("us-4") == .retired && world.state.rollbacks.isEmpty)
        #expect(world.state.execution(id)?.end == .rolledBack)
        #expect(world.runToEnd(world.start(fewer, "v3")) == .succeeded)
    }

    @Test func `a target renamed in flight is another target, with nothing good known until it has run something well`() throws {
        var world = settled()
        let id = world.start(Shop.pipeline(), "v2")
        world.run { $0.stage(id, "one") == .baking }
        let renamed = Shop.pipeline(
            two: [Shop.deploy(Array(Shop.rest.dropLast()) + [Shop.target("us-four", "us")]), Shop.bake()])
        world.command(.activate(renamed))
        #expect(world.runToEnd(id) == .succeeded)
        #expect(world.targetState("us-4") == .retired)
        world.outcome = { effect, _ in
            effect.isInstall(of: "v3", on: "us-four") ? (.seconds(5), failure()) : (.seconds(5), .succeeded(output: ""))
        }
        let third = world.start(renamed, "v3")
        #expect(world.runToEnd(third) == .rolledBack)
        #expect(world.runs("us-3") == "v2" && world.targetState("us-four") == .failed)
        let reason = try #require(world.state.execution(third)?.reason)
        #expect(reason.contains("nothing good is known for us-four"))
    }

    @Test(arguments: [-7200, 7200])
    func `the clock jumping either way is journaled and holds starts until it is steady`(_ seconds: Int) {
        var world = settled()
        world.feed(.clockJumped(by: .seconds(seconds)))
        let id = world.start(Shop.pipeline(), "v2")
        #expect(world.waits(id).contains(.clock))
        #expect(world.runToEnd(id) == .succeeded)
        #expect(world.kinds().contains("clock_jumped") && world.kinds().contains("clock_confirmed"))
    }

    @Test func `a host that was changed by hand is named drifted, and a forward deploy overwrites it`() {
        let pipeline = Shop.pipeline(deployer: Shop.deployer(current: true))
        var world = FakeWorld()
        world.outcome = { effect, _ in (.seconds(5), .succeeded(output: effect.action.word == "current" ? "v1" : "")) }
        #expect(world.runToEnd(world.start(pipeline, "v1")) == .succeeded)
        world.outcome = { effect, _ in
            (.seconds(5), .succeeded(output: effect.action.word == "current" ? (effect.target == "eu-1" ? "hand-made" : "v1") : ""))
        }
        let id = world.start(pipeline, "v1")
        world.run { $0.targetState("eu-1") == .drifted }
        #expect(world.state.target("eu-1", in: "shop")?.reported == "hand-made")
        #expect(world.runToEnd(id) == .succeeded)
        #expect(world.targetState("eu-1") == .healthy)
        let installed = world.journal.filter { record in
            guard case .effectRequested(let request) = record.event, case .install(let place, _) = request.purpose else { return false }
            return place.execution == id
        }
        #expect(installed.count == 1)
    }
}

/// Several people at once, and answers that get lost.
@Suite struct OperatorScenarioTests {
    @Test func `two operators: what one rolls back the other cannot approve`() {
        let pipeline = Shop.pipeline(
            before: [StageDefinition(name: "beta", steps: [Shop.deploy([Shop.target("b", "eu")])])], approvals: [ApproveStep()])
        var world = FakeWorld()
        let first = world.start(pipeline, "v1")
        world.run { $0.waits(first) == [.approval] }
        world.command(.approve(.execution(first), because: nil))
        #expect(world.runToEnd(first) == .succeeded)
        let id = world.start(pipeline, "v2")
        world.run { $0.waits(id).contains(.approval) }
        let seen = CommandEnvelope.Seen(execution: id, revision: "v2")
        #expect(world.command(.rollback(RollbackCommand(subject: .execution(id), because: "typo")), by: "ada", seen: seen).isAccepted)
        let approval = world.command(.approve(.execution(id), because: nil), by: "bob", seen: seen)
        #expect(!approval.isAccepted && approval.help != nil)
        let promotion = world.command(
            .promote(PromoteCommand(execution: id, past: .approval, because: "go")), by: "bob", seen: seen)
        #expect(!promotion.isAccepted && promotion.help != nil)
        #expect(world.runToEnd(id) == .rolledBack)
        #expect(world.runs("b") == "v1" && world.runs("eu-1") == "v1")
    }

    @Test func `two operators: rollback against rollback does the work once`() {
        var world = settled()
        let id = world.start(Shop.pipeline(), "v2")
        world.run { $0.stage(id, "two") == .baking }
        let seen = CommandEnvelope.Seen(execution: id, revision: "v2")
        let first = world.command(.rollback(RollbackCommand(subject: .pipeline("shop"), because: "slow")), by: "ada", seen: seen)
        world.run(for: .seconds(3))
        let second = world.command(.rollback(RollbackCommand(subject: .pipeline("shop"), because: "slow!")), by: "bob", seen: seen)
        #expect(first.rollback == "shop!1" && second.isAccepted && second.rollback == nil)
        #expect(world.runToEnd(id) == .rolledBack)
        for target in Shop.oneBox + Shop.rest { #expect(world.runs(target.name) == "v1") }
    }

    /// What an operator may say twice.
    enum Repeated: String, CaseIterable, Sendable { case start, rollback, cancel, pause, promote, approve, retry }

    @Test(arguments: Repeated.allCases)
    func `a command whose answer was lost gets the same answer again and does nothing twice`(_ what: Repeated) {
        var world = settled(Shop.pipeline(approvals: [ApproveStep(count: 2)]), approving: ["ada", "bob"])
        let id = world.start(Shop.pipeline(approvals: [ApproveStep(count: 2)]), "v2")
        let command: Command =
            switch what {
            case .start: .start(StartCommand(definition: Shop.pipeline(), revision: "v3"))
            case .rollback: .rollback(RollbackCommand(subject: .pipeline("shop"), because: "slow"))
            case .cancel: .cancel(id, because: "wrong")
            case .pause: .pause(.pipeline("shop"), because: "lunch")
            case .promote: .promote(PromoteCommand(execution: id, past: .approval, because: "fix"))
            case .approve: .approve(.execution(id), because: nil)
            case .retry: .retry(id)
            }
        let first = world.command(command, id: "same")
        world.restart()
        let sequence = world.state.sequence
        let again = world.command(command, id: "same")
        #expect(first == again)
        #expect(world.state.sequence == sequence)
    }

    @Test func `what has ended is not retried, and the refusal says how the revision is brought again`() {
        var world = settled()
        world.outcome = { effect, _ in effect.isInstall(of: "v2") ? (.seconds(5), failure()) : (.seconds(5), .succeeded(output: "")) }
        let second = world.start(Shop.pipeline(), "v2")
        world.run { $0.stage(second, "one") == .rollingBack }
        let during = world.command(.retry(second))
        #expect(!during.isAccepted && during.message.contains("is being rolled back"))
        _ = world.runToEnd(second)
        let bad = world.command(.retry(second))
        #expect(bad.message == "shop#2 has ended rolled_back, and only a step in doubt is retried")
        #expect(bad.help == "to bring the revision again: start shop at v2 because \"why it is good now\"")

        let build = StageDefinition(name: "build", steps: [.run(RunStep(command: CommandTemplate(shell: "make")))])
        let pipeline = Shop.pipeline(before: [build])
        world.outcome = { effect, _ in effect.action.word == "run" ? (.seconds(5), failure()) : (.seconds(5), .succeeded(output: "")) }
        let third = world.start(pipeline, "v3")
        #expect(world.runToEnd(third) == .failed)
        let failed = world.command(.retry(third))
        #expect(!failed.isAccepted && failed.help == "to bring the revision again: start shop at v3")
        world.outcome = { _, _ in (.seconds(5), .succeeded(output: "")) }
        #expect(world.runToEnd(world.start(pipeline, "v3")) == .succeeded)
        let unknown = world.command(.retry("shop#99"))
        #expect(!unknown.isAccepted && unknown.help != nil)
    }

    @Test func `retry repeats each part of a step that is in doubt, and only those`() {
        let step = Step.run(RunStep(command: CommandTemplate(shell: "warm"), breadth: .eachTarget, name: "warm"))
        let pipeline = Shop.pipeline(one: [Shop.deploy(Shop.oneBox), step])
        var world = settled(pipeline)
        world.outcome = { effect, world in
            let isLost = effect.action.word == "run" && effect.target == "eu-1" && !world.kinds().contains("retry_scheduled")
            return isLost ? (.seconds(5), .inDoubt("rebooted")) : (.seconds(5), .succeeded(output: ""))
        }
        let id = world.start(pipeline, "v2")
        world.run { $0.waits(id) == [.doubt] }
        #expect(world.command(.retry(id)).isAccepted)
        #expect(world.runToEnd(id) == .succeeded)
        let ran = world.journal.compactMap { record -> TargetName? in
            guard case .effectRequested(let request) = record.event, case .run(let place, _, let target) = request.purpose,
                place.execution == id
            else { return nil }
            return target
        }
        #expect(ran == ["eu-1", "us-1", "eu-1"])
    }
}
