import SluiceEngine
import SluiceModel
import Testing

private let monday = Instant(seconds: 1_767_603_600)  // 2026-01-05T09:00:00Z
private let errors = AlarmInstance(pipeline: "checkout", alarm: "errors", region: "eu")

private func open() -> GateSituation {
    GateSituation(execution: "checkout#3", stage: "regions-1", policies: StagePolicies(), arrived: monday)
}

private func weekend() throws -> Window {
    Window(days: [.sat], from: try #require(TimeOfDay(minutes: 0)), to: try #require(TimeOfDay(minutes: 1440)), zone: .utc)
}

struct GatesTests {
    @Test("Nothing stands against a stage without policies")
    func allOpen() { #expect(Gates.evaluate(open(), now: monday).isEmpty) }

    @Test("A gate is closed if the snapshot or the active definition closes it", arguments: [true, false])
    func bothDefinitions(inSnapshot: Bool) throws {
        let today = try #require(CivilDate("2026-01-05"))
        let frozen = StagePolicies(freezes: [Freeze(first: today, last: today, zone: .utc, because: "audit")])
        var situation = open()
        if inSnapshot { situation.policies = frozen } else { situation.activePolicies = frozen }
        let waits = Gates.evaluate(situation, now: monday)
        #expect(waits.map(\.kind) == [.freeze])
        #expect(waits.first?.until?.description == "2026-01-06T00:00:00Z")
        #expect(waits.first?.reason == "frozen 2026-01-05..2026-01-05: audit")
    }

    @Test("A window says when it opens and how to get past it")
    func window() throws {
        var situation = open()
        situation.policies.windows = [try weekend()]
        let wait = try #require(Gates.evaluate(situation, now: monday).first)
        #expect(wait.kind == .window && wait.since == monday)
        #expect(wait.until?.description == "2026-01-10T00:00:00Z")
        #expect(wait.unblockedBy.contains("`sluice promote checkout#3 --past window --because \"…\"`"))
    }

    @Test(
        "A blocking alarm that fires or cannot be read closes the gate",
        arguments: [(AlarmState?.some(.ok), false), (.alarm, true), (.unknown, true), (nil, true)])
    func blocks(state: AlarmState?, isClosed: Bool) {
        var situation = open()
        situation.policies.blocks = ["errors"]
        situation.alarms = state.map { [AlarmStatus(instance: errors, state: $0, since: monday)] } ?? []
        #expect(Gates.evaluate(situation, now: monday).map(\.kind) == (isClosed ? [.block] : []))
    }

    @Test("One instance of a block is enough to close it")
    func oneOfManyBlocks() {
        var situation = open()
        situation.activePolicies = StagePolicies(blocks: ["errors"])
        let other = AlarmInstance(pipeline: "checkout", alarm: "errors", region: "us")
        situation.alarms = [
            AlarmStatus(instance: errors, state: .ok, since: monday), AlarmStatus(instance: other, state: .alarm, since: monday),
        ]
        #expect(Gates.evaluate(situation, now: monday).first?.reason == "blocking alarm `errors` is in ALARM (us)")
    }

    @Test("An override opens one gate and no other")
    func overrides() throws {
        var situation = open()
        situation.policies.windows = [try weekend()]
        situation.policies.blocks = ["errors"]
        situation.pauses = [.init(place: "checkout", by: "ana", because: "lunch", since: monday)]
        situation.holds = [.init(rollback: "checkout!1", revision: "v2", since: monday)]
        #expect(Gates.evaluate(situation, now: monday).map(\.kind) == [.pause, .rollback, .window, .block])
        for (past, kind) in [
            (PromoteCommand.Obstacle.window, Wait.Kind.window), (.block, .block), (.pause, .pause), (.rollback, .rollback),
        ] {
            situation.overrides = [past]
            let kinds = Gates.evaluate(situation, now: monday).map(\.kind)
            #expect(kinds.count == 3 && !kinds.contains(kind))
        }
    }

    @Test(
        "Enough different people who may have to approve",
        arguments: [
            (1, [String](), [String](), true), (1, [], ["ana"], false), (2, [], ["ana", "ana"], true), (2, [], ["ana", "bo"], false),
            (1, ["bo"], ["ana"], true), (1, ["bo"], ["ana", "bo"], false),
        ])
    func approvals(count: Int, people: [String], given: [String], waits: Bool) {
        let step = ApproveStep(count: count, people: people)
        let approval = GateSituation.Approval(place: "checkout.production", step: step, given: given, since: monday)
        let wait = Gates.wait(for: approval, of: "checkout#3")
        #expect((wait != nil) == waits)
        if let wait {
            #expect(wait.unblockedBy.hasPrefix("`sluice approve checkout.production` by "))
            #expect(wait.until == monday + .seconds(7 * 86_400))
        }
    }
}
