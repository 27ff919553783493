import OrderedCollections
import SluiceEngine
import SluiceModel
import SluiceReport
import Testing

/// A rollout to everything, then a bad revision that is caught in the first wave.
private func goodThenBad() -> LiveWorld {
    var world = LiveWorld()
    let definition = Checkout.definition(regions: ["eu-west-1", "us-east-1"], size: 3)
    let good = world.start(definition, "v2", because: "gift cards")
    world.runToEnd(good)
    world.isBreaching = LiveWorld.firing(where: "v3")
    world.runToEnd(world.start(definition, "v3"))
    return world
}

private func json(_ event: Event) -> String {
    EventLines.json(EventRecord(sequence: 7, at: Instant("2026-10-05T12:03:04.25Z") ?? .distantPast, event: event))
}

private let place = StepPlace(execution: "checkout#2", stage: "one_box", step: "0-deploy")

@Suite("Events as JSON lines")
struct EventsJSONTests {
    @Test("the fields of a value stand beside the number, the time and the name")
    func flat() {
        #expect(
            json(.stageMoved(StageMoved(execution: "checkout#2", stage: "one_box", to: .waiting, reason: "busy")))
                == #"{"seq":7,"at":"2026-10-05T12:03:04.25Z","event":"stage_moved","execution":"checkout#2","stage":"one_box","to":"waiting","reason":"busy","waits":[]}"#
        )
        #expect(
            json(.stepFailed(place, failure: EffectFailure(cause: .exit(2), message: "no", output: "a\nb")))
                == #"{"seq":7,"at":"2026-10-05T12:03:04.25Z","event":"step_failed","execution":"checkout#2","stage":"one_box","step":"0-deploy","failure":{"cause":{"exit":2},"message":"no","output":"a\nb"}}"#
        )
        #expect(json(.heartbeat) == #"{"seq":7,"at":"2026-10-05T12:03:04.25Z","event":"heartbeat"}"#)
        #expect(json(.storageLow(true)) == #"{"seq":7,"at":"2026-10-05T12:03:04.25Z","event":"storage_low","value":true}"#)
    }

    @Test("a field that has the name of the record's own is told apart")
    func reserved() {
        let line = json(.retryScheduled(place, part: "eu", at: Instant(seconds: 60)))
        #expect(line.hasPrefix(#"{"seq":7,"at":"2026-10-05T12:03:04.25Z","event":"retry_scheduled""#))
        #expect(line.hasSuffix(#""part":"eu","event_at":"1970-01-01T00:01:00Z"}"#))
    }

    @Test("every event of a rollout is one line that parses, with its number, time and name first")
    func parses() throws {
        for record in goodThenBad().journal {
            let line = EventLines.json(record)
            #expect(!line.contains("\n"))
            let value = try CanonicalValue(parsing: line.utf8)
            guard case .object(let members) = value else {
                Issue.record("\(line) is no object")
                continue
            }
            #expect(members.prefix(3).map(\.key) == ["seq", "at", "event"])
            #expect(Set(members.map(\.key)).count == members.count)
            #expect(value["event"] == .string(record.event.kind))
            #expect(value["seq"] == .number(String(record.sequence)))
        }
    }
}

@Suite("Events as lines for people")
struct EventsTextTests {
    @Test("a good rollout reads as what happened, in order")
    func good() {
        let lines = goodThenBad().lines
        #expect(
            lines.prefix(13).joined(separator: "\n") == """
                12:03:04  checkout                    activated      definition \(hash(in: lines)) by ada
                12:03:04  checkout#1                  started        v2 → 6 targets, by ada: gift cards
                12:03:04  checkout#1    one_box       waiting        one full window of `errors` (eu-west-1), `errors` (us-east-1) is read before going forward; ended by datapoints coming in
                12:03:06  checkout#1    one_box       deploying      v2 → 2 targets in 2 regions
                12:03:09  checkout#1    one_box       healthy        euw1-1 on v2
                12:03:09  checkout#1    one_box       healthy        use1-1 on v2
                12:03:11  checkout#1    one_box       deployed       in 4.5s
                12:03:11  checkout#1    one_box       baking         5s of observed time, at most 25s
                12:03:16  checkout#1    one_box       baked          in 5.5s
                12:03:16  checkout#1    one_box       succeeded      in 10s
                12:03:16  checkout#1    regions-1     deploying      v2 → 2 targets in 1 region
                12:03:19  checkout#1    regions-1     healthy        euw1-2 on v2
                12:03:22  checkout#1    regions-1     healthy        euw1-3 on v2
                """)
    }

    private func hash(in lines: [String]) -> Substring { lines[0].split(separator: " ").dropLast(2).last ?? "" }

    @Test("a bad one says which alarm, with its evidence, and how it was taken back")
    func bad() {
        let lines = goodThenBad().lines
        #expect(lines.contains { $0.contains("ALARM          `errors` (eu-west-1): 0.21 (prometheus) > 2% → true, 2 of 3 datapoints") })
        #expect(lines.contains { $0.contains("checkout#2                  rolling back   v3 in eu-west-1 of one_box") })
        #expect(lines.contains { $0.contains("checkout!1                  restored       euw1-1 on v2") })
        #expect(lines.last?.contains("checkout#2                  rolled back    v3 after ") == true)
    }

    @Test("a failure is followed by the last lines of its output, with controls made visible")
    func failure() {
        var world = LiveWorld()
        let output = (1...9).map { "line \($0)" }.joined(separator: "\n") + "\n\u{1B}[31mred\r\n\n"
        world.outcome = { effect in
            guard case .install = effect.action else { return .succeeded(output: "") }
            return .failed(EffectFailure(cause: .exit(1), message: "installing did not work", output: output))
        }
        world.runToEnd(world.start(Checkout.definition(regions: ["eu-west-1"]), "v2"))
        let line = world.lines.first { $0.contains("failed         euw1-1") }
        #expect(
            line?.split(separator: "\n").dropFirst().joined(separator: "\n") == """
                          | line 6
                          | line 7
                          | line 8
                          | line 9
                          | ␛[31mred
                """)
        #expect(line?.contains("euw1-1: exit 1: installing did not work") == true)
    }

    @Test("people, promises and parking are told with who and why")
    func people() {
        let state = goodThenBad().state
        let told: [(Event, String)] = [
            (.approvalGiven(execution: "checkout#1", gate: "production", by: "ana", because: "seen"), "approved       by ana: seen"),
            (
                .paused(subject: .part("checkout", "production"), by: "bo", because: "lunch"),
                "checkout.production                paused         by bo: lunch"
            ),
            (
                .overrideGranted(
                    Override(
                        execution: "checkout#1", stage: "one_box", past: .block, by: "ana", because: "the fix",
                        lapses: Instant("2026-10-05T13:00:00Z") ?? .distantPast)),
                "promoted       past block by ana until 13:00:00 UTC: the fix"
            ),
            (
                .restorationParked(
                    rollback: "checkout!1", target: "euw1-1", failure: EffectFailure(cause: .timedOut, message: "no answer"),
                    retryAt: Instant(seconds: 0)), "parked         euw1-1 until it can be reached: timed out: no answer"
            ),
            (.clockJumped(by: .seconds(90)), "clock jumped   by 1m30s: nothing starts until it is steady"),
            (.runtimeStarted(holder: "h", bootID: "b", gap: .seconds(75)), "resumed        after nothing was running for 1m15s"),
        ]
        for (event, expected) in told {
            let record = EventRecord(sequence: 1, at: Instant("2026-10-05T12:00:00Z") ?? .distantPast, event: event)
            let line = EventLines.text(record, state: state) ?? "nothing"
            #expect(line.contains(expected), "\(line)")
        }
    }

    @Test("what nobody needs to read gives no line")
    func silent() {
        let state = goodThenBad().state
        for event in [
            Event.heartbeat, .runtimeStarted(holder: "h", bootID: "b", gap: .zero),
            .targetsProven(execution: "checkout#1", stage: "one_box", targets: []),
        ] {
            #expect(EventLines.text(EventRecord(sequence: 1, at: Instant(seconds: 0), event: event), state: state) == nil)
        }
    }

    @Test("colours change nothing but colours")
    func colours() {
        var world = LiveWorld()
        world.runToEnd(world.start(Checkout.definition(regions: ["eu-west-1"]), "v2"))
        for record in world.journal {
            let plain = EventLines.text(record, state: world.state)
            let coloured = EventLines.text(record, state: world.state, style: .ansi)
            #expect(coloured.map(withoutColours) == plain)
        }
    }

    @Test("notices are the few lines that one wants while busy with something else")
    func notices() {
        let notices = goodThenBad().notices
        #expect(
            notices.prefix(4) == [
                "✔ checkout#1 one_box succeeded in 10s", "✔ checkout#1 regions-1 succeeded in 13s",
                "✔ checkout#1 regions-2 succeeded in 13s",
                "✔ checkout#1 succeeded v2 after 38s: every stage succeeded",
            ])
        #expect(notices.count { $0.hasPrefix("✖ checkout ALARM `errors`") } == 2)
        #expect(notices.last?.hasPrefix("↺ checkout#2 rolled back v3 after ") == true)
    }

    @Test("an approval is asked for once")
    func approval() {
        var world = LiveWorld()
        _ = world.start(Checkout.definition(approvals: [ApproveStep(people: ["ana"])]), "v2")
        world.run(for: .seconds(20))
        #expect(
            world.notices == [
                "◷ checkout#1 one_box waiting checkout.production asks for approval of checkout#1, until 2026-10-12 12:03 UTC; ended by `sluice approve checkout.production` by ana"
            ])
    }
}

/// The text with its escape sequences taken out.
func withoutColours(_ text: String) -> String {
    text.replacing(/\u{1B}\[[0-9;]*m/, with: "")
}
