import SluiceEngine
import SluiceModel
import Testing

private let start = Instant(seconds: 1_767_603_600)
private let every = Duration.seconds(10)

private func alarm(
    _ breaches: Int, of window: Int, named name: AlarmName = "errors", missing: AlarmDefinition.MissingPolicy = .breaching,
    scope: AlarmDefinition.Scope = .global
) -> AlarmDefinition {
    let rule = AlarmDefinition.Measurement(condition: .constant(true), breaches: breaches, window: window, every: every, missing: missing)
    return AlarmDefinition(name: name, rule: .measured(rule), scope: scope)
}

private let instance = AlarmInstance(pipeline: "checkout", alarm: "errors")

/// `b` breaching, `.` not, `m` missing, `-` nothing came.
private func feed(
    _ observations: inout Observations, _ text: String, _ definition: AlarmDefinition, _ instance: AlarmInstance = instance,
    from first: Instant = start
) -> String {
    var states = ""
    for (index, character) in text.enumerated() where character != "-" {
        let verdict: Datapoint.Verdict = character == "b" ? .breaching : character == "m" ? .missing : .notBreaching
        let point = Datapoint(
            at: first + every * index, verdict: verdict, text: "\(character)", reason: verdict == .missing ? "no data" : nil)
        _ = observations.record(AlarmReading(instance: instance, datapoint: point), by: definition)
        states += observations.state(of: instance).rawValue.prefix(1).uppercased()
    }
    return states
}

struct AlarmsTests {
    @Test(
        "The state after each datapoint",
        arguments: [
            ("M of N fires as soon as M breach", 3, 5, AlarmDefinition.MissingPolicy.breaching, "b.bb", "UUUA"),
            ("OK needs a full window", 1, 3, .breaching, "...", "UUO"),
            ("fires at once with 1 of 1", 1, 1, .breaching, "b.b", "AOA"),
            ("stays until fewer than M of the window breach", 2, 3, .breaching, "bb...", "UAAOO"),
            ("missing breaching counts gaps as breaching", 2, 3, .breaching, "..m.mm", "UUOOAA"),
            ("missing ok counts gaps as not breaching", 2, 3, .ok, "mmmbb", "UUOOA"),
            ("missing ignore leaves gaps out", 2, 3, .ignore, "...mmm", "UUOOOU"),
            ("missing ignore does not end an alarm for want of data", 2, 3, .ignore, "bbmmm", "UAAAU"),
            ("missing keep keeps OK", 1, 2, .keep, "..mmm", "UOOOO"),
            ("missing keep keeps ALARM", 1, 2, .keep, "bmmm..", "AAAAOO"),
        ])
    func states(name: String, breaches: Int, window: Int, missing: AlarmDefinition.MissingPolicy, points: String, states: String) {
        var observations = Observations()
        #expect(feed(&observations, points, alarm(breaches, of: window, missing: missing)) == states, "\(name)")
    }

    @Test("A change carries the window that decided it, and says when it rests on missing data only")
    func evidence() throws {
        var observations = Observations()
        let definition = alarm(2, of: 3)
        _ = feed(&observations, ".b", definition)
        let point = Datapoint(at: start + every * 2, verdict: .breaching, text: "0.031 (prometheus) > 1% → true")
        let proposed = observations.record(AlarmReading(instance: instance, datapoint: point), by: definition)
        let change = try #require(proposed)
        #expect(change.datapoints.map(\.verdict) == [.notBreaching, .breaching, .breaching])
        #expect(change.text == "0.031 (prometheus) > 1% → true, 2 of 3 datapoints")
        #expect(!change.restsOnMissingData && change.from == .unknown && change.to == .alarm)

        var blind = Observations()
        #expect(feed(&blind, "mmm", definition) == "UAA")
        #expect(blind.isOnlyMissing(instance) && !blind.firesOnData(instance))
        #expect(blind.missingSince(instance) == start)
    }

    @Test("After a restart the state is known, the window is empty, and only a full one says OK")
    func restart() {
        var observations = Observations(known: [AlarmStatus(instance: instance, state: .alarm, since: start)])
        #expect(observations.state(of: instance) == .alarm && !observations.hasFullWindow(instance))
        #expect(feed(&observations, "...", alarm(2, of: 3)) == "AAO")
        #expect(observations.hasFullWindow(instance))
    }

    @Test("Masked datapoints count for nothing, and the window starts afresh")
    func masks() {
        var observations = Observations()
        let definition = alarm(1, of: 2)
        _ = feed(&observations, "..", definition)
        let point = Datapoint(at: start + every * 2, verdict: .breaching)
        #expect(observations.record(AlarmReading(instance: instance, datapoint: point), by: definition, isMasked: true) == nil)
        #expect(observations.state(of: instance) == .ok && !observations.hasFullWindow(instance))
    }

    @Test("Old datapoints do not fill a window")
    func staleness() {
        var observations = Observations()
        #expect(feed(&observations, "..", alarm(1, of: 3)) == "UU")
        #expect(feed(&observations, ".", alarm(1, of: 3), from: start + .seconds(3600)) == "U")
        #expect(!observations.hasFullWindow(instance))
    }

    @Test(
        "Composed alarms are three-valued",
        arguments: [
            ("o", "o", "OOA"), ("o", "a", "OAA"), ("o", "u", "OUA"), ("a", "a", "AAO"), ("a", "u", "UAO"), ("u", "u", "UUU"),
        ])
    func composition(left: String, right: String, andOrNot: String) {
        let letters: [String: AlarmState] = ["o": .ok, "a": .alarm, "u": .unknown]
        let parts = [alarm(1, of: 1, named: "left"), alarm(1, of: 1, named: "right", scope: .region)]
        let rules: [AlarmExpression] = [
            .and(.alarm("left"), .alarm("right")), .or(.alarm("left"), .alarm("right")),
            .not(.and(.alarm("left"), .or(.alarm("left"), .alarm("right")))),
        ]
        var states = ""
        for rule in rules {
            let place = AlarmInstance(pipeline: "checkout", alarm: "team", region: "eu")
            var observations = Observations(known: [
                AlarmStatus(instance: AlarmInstance(pipeline: "checkout", alarm: "left"), state: letters[left] ?? .unknown, since: start),
                AlarmStatus(
                    instance: AlarmInstance(pipeline: "checkout", alarm: "right", region: "eu"), state: letters[right] ?? .unknown,
                    since: start),
            ])
            let team = AlarmDefinition(name: "team", rule: .composed(rule), scope: .region)
            _ = observations.compose(place, among: parts + [team], at: start)
            states += observations.state(of: place).rawValue.prefix(1).uppercased()
        }
        #expect(states == andOrNot)
    }

    @Test("A composition fires with its part's evidence and has a full window when all its parts have")
    func compositionEvidence() throws {
        let health = alarm(1, of: 1, named: "health", scope: .target)
        let team = AlarmDefinition(name: "team", rule: .composed(.or(.alarm("errors"), .alarm("health"))), scope: .target)
        let alarms = [alarm(1, of: 2), health, team]
        let place = AlarmInstance(pipeline: "checkout", alarm: "team", region: "eu", target: "host-1")
        let part = AlarmInstance(pipeline: "checkout", alarm: "health", region: "eu", target: "host-1")
        var observations = Observations()
        #expect(feed(&observations, "b", health, part) == "A")
        let proposed = observations.compose(place, among: alarms, at: start)
        let change = try #require(proposed)
        #expect(change.to == .alarm && change.text == "health: b, 1 of 1 datapoints")
        #expect(!observations.hasFullWindow(place))
        #expect(feed(&observations, "..", alarms[0]) == "UO")
        #expect(observations.hasFullWindow(place))
        #expect(observations.compose(place, among: alarms, at: start) == nil)
    }

    @Test("A cycle of compositions is not known rather than endless")
    func cycle() {
        let one = AlarmDefinition(name: "one", rule: .composed(.not(.alarm("two"))), scope: .global)
        let two = AlarmDefinition(name: "two", rule: .composed(.alarm("one")), scope: .global)
        var observations = Observations()
        let place = AlarmInstance(pipeline: "checkout", alarm: "one")
        #expect(observations.compose(place, among: [one, two], at: start) == nil)
        #expect(observations.state(of: place) == .unknown)
    }

    @Test("Each measured part is subscribed once for each place")
    func subscriptions() {
        let team = AlarmDefinition(name: "team", rule: .composed(.or(.alarm("errors"), .alarm("health"))), scope: .target)
        let definition = PipelineDefinition(
            name: "checkout", folder: "/srv",
            alarms: [alarm(1, of: 1, scope: .region), alarm(1, of: 1, named: "health", scope: .target), team])
        let targets = [Target(name: "a", region: "eu"), Target(name: "b", region: "eu"), Target(name: "c", region: "us")]
        let subscriptions = AlarmSubscription.subscriptions(for: ["team", "errors"], of: definition, targets: targets)
        #expect(
            subscriptions.map(\.instance.description) == [
                "checkout/errors@eu", "checkout/errors@us", "checkout/health@eu/a", "checkout/health@eu/b", "checkout/health@us/c",
            ])
        #expect(subscriptions.last?.values.target?.name == "c" && subscriptions.last?.values.region == "us")
        #expect(AlarmSubscription.composedInstances(for: ["team"], of: definition, targets: targets).count == 3)
    }
}

struct BakeProgressTests {
    private func coverage(_ text: String) -> AlarmCoverage {
        var observations = Observations()
        _ = feed(&observations, text, alarm(1, of: 1, missing: .ignore))
        return observations.coverage(of: [instance])[0]
    }

    @Test(
        "Only time between datapoints of all alarms counts, and gaps count as blind",
        arguments: [
            ("no gap", ["......"], 50, 50, 0), ("one missing datapoint is no gap", ["..m..."], 50, 50, 0),
            ("two are", ["..mm.."], 50, 20, 30), ("one alarm's gap is everybody's", ["......", "..--.."], 50, 20, 30),
            ("gaps that overlap count once", ["..mm..", ".mmm.."], 50, 10, 40), ("an alarm that never came", ["......", ""], 50, 0, 50),
            ("what is not settled waits", ["....."], 50, 40, 0), ("long after the last datapoint it is settled", ["..."], 60, 20, 40),
        ])
    func observedTime(name: String, alarms: [String], now: Int, observed: Int, blind: Int) {
        var progress = BakeProgress(required: .seconds(60), startedAt: start)
        progress.observe(alarms.map(coverage), upSince: start, now: start + .seconds(now))
        #expect(progress.observed == .seconds(observed), "\(name)")
        #expect(progress.blind == .seconds(blind), "\(name)")
    }

    @Test("Counting in steps gives what counting at once gives")
    func steps() {
        let whole = coverage("..mm....mmm...")
        var once = BakeProgress(required: .seconds(60), startedAt: start)
        once.observe([whole], upSince: start, now: start + .seconds(130))
        var inSteps = BakeProgress(required: .seconds(60), startedAt: start)
        for count in 1...14 {
            inSteps.observe([coverage(String("..mm....mmm...".prefix(count)))], upSince: start, now: start + every * (count - 1))
        }
        #expect(inSteps.observed == once.observed && inSteps.blind == once.blind)
    }

    @Test("Without alarms the time counts in which the runtime was up")
    func withoutAlarms() {
        var progress = BakeProgress(required: .seconds(600), startedAt: start)
        progress.observe([], upSince: start, now: start + .seconds(60))
        #expect(progress.observed == .seconds(60))
        progress.observe([], upSince: start + .seconds(3600), now: start + .seconds(3630))
        #expect(progress.observed == .seconds(90) && progress.blind == .seconds(3540))
    }

    private func watched(_ state: AlarmState, full: Bool = true, since: Int = 0) -> WatchedAlarm {
        WatchedAlarm(
            instance: instance, state: state, since: start + .seconds(since), hasFullWindow: full, windowLength: .seconds(30))
    }

    @Test("It passes when the time is observed, the condition holds and every alarm has a full window of OK")
    func verdicts() {
        var progress = BakeProgress(required: .seconds(60), atMost: .seconds(100), startedAt: start)
        let now = start + .seconds(60)
        #expect(progress.verdict([watched(.ok)], until: nil, now: now) == .observing)
        progress.observe([coverage(".......")], upSince: start, now: now)
        #expect(progress.verdict([watched(.ok)], until: nil, now: now) == .passed)
        #expect(progress.verdict([watched(.ok)], until: Evaluation(result: true), now: now) == .passed)
        #expect(progress.verdict([watched(.ok)], until: Evaluation(result: nil), now: now) == .observing)
        #expect(progress.verdict([watched(.ok, full: false)], until: nil, now: now) == .observing)
        #expect(progress.verdict([watched(.unknown, since: 40)], until: nil, now: now) == .observing)
        #expect(progress.verdict([watched(.unknown)], until: nil, now: now) == .failed(.unreadable([instance])))
        #expect(progress.verdict([watched(.alarm)], until: nil, now: now) == .failed(.alarm([instance])))
        let late = progress.verdict(
            [watched(.ok)], until: Evaluation(result: false, parts: ["3 >= 100 → false"]), now: start + .seconds(101))
        #expect(late == .failed(.atMost("the bake did not end within 1m40s: until 3 >= 100 → false")))
    }

    @Test("Only an alarm on data is evidence against the revision")
    func marks() {
        #expect(BakeFailure.alarm([instance]).marksBad)
        #expect(!BakeFailure.unreadable([instance]).marksBad && !BakeFailure.atMost("").marksBad)
    }

    @Test("Gaps extend the limit, and blindness is told")
    func blindness() {
        var progress = BakeProgress(required: .seconds(60), atMost: .seconds(100), startedAt: start)
        let journaled = progress
        progress.observe([coverage("...")], upSince: start, now: start + .seconds(150))
        #expect(progress.verdict([watched(.ok)], until: nil, now: start + .seconds(150)) == .blind(since: start + .seconds(150)))
        #expect(progress.elapsed(at: start + .seconds(150)) == .seconds(20))
        #expect(progress.isHeartbeatDue(after: journaled) && !progress.isHeartbeatDue(after: progress))
    }
}
