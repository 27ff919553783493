import SluiceModel

extension SafetyCase {
    static let alarmCases: [SafetyCase] = [
        SafetyCase("a safe definition", []) { _ in },
        SafetyCase("S101: no alarm is watched", ["S101 two"]) { $0.stages[2].policies.watches = [] },
        SafetyCase("S101: only the bake watches", []) {
            $0.stages[2].policies.watches = []
            $0.bake(2) { $0.watching = ["errors", "health"] }
        },
        SafetyCase("S101: outside of production", []) {
            $0.stages[1].isProduction = false
            $0.stages[1].policies.watches = []
        },
        SafetyCase("S102: alarms lead to nothing", ["S102 one"]) { $0.stages[1].policies.onAlarm = .nothing },
        SafetyCase("S102: failures may lead to nothing", []) { $0.stages[1].policies.onFailure = .nothing },
        SafetyCase("S103: a one-box without an alarm of its target", ["S103 one warning"]) { $0.stages[1].policies.watches = ["errors"] },
        SafetyCase("S103: a large wave without one", []) { $0.stages[3].policies.watches = ["errors"] },
        SafetyCase("S104: all alarms of a wave pass over missing data", ["S104 two", "S104 two"]) {
            $0.add("a", .measured(measurement(query("q"), missing: .ignore)))
            $0.add("b", .measured(measurement(query("q"), missing: .keep)))
            $0.stages[2].policies.watches = ["a", "b"]
        },
        SafetyCase("S104: one beside it takes missing data for a fault", []) {
            $0.measure(0, measurement(query("q"), missing: .ignore))
        },
        SafetyCase("S105: more breaches than datapoints", ["S105"]) { $0.measure(1, measurement(.elapsed, 5, of: 3)) },
        SafetyCase("S105: as many breaches as datapoints", []) { $0.measure(1, measurement(.elapsed, 3, of: 3)) },
        SafetyCase("S105: a single datapoint of a number", ["S105 one+two+three warning"]) { $0.measure(0, measurement(query("q"), 1)) },
        SafetyCase("S105: a single datapoint of a status", []) {
            $0.measure(1, measurement(.http(HTTPRequest(url: Template(text: "u"))), 1))
        },
        SafetyCase("S105: a single datapoint of a number that nobody watches", []) {
            $0.add("x", .measured(measurement(query("q"), 1)))
        },
        SafetyCase("S108: an average over all regions", ["S108 one+two+three warning"]) { $0.alarms[0].scope = .global },
        SafetyCase("S108: with one region", []) {
            $0.alarms[0].scope = .global
            $0.deploy(3) { $0.fleet = (1...9).map { target("b\($0)", "a") } }
        },
        SafetyCase("S109: a circle, once", ["S109"]) {
            $0.add("x", .composed(.or(.alarm("y"), .alarm("errors"))))
            $0.add("y", .composed(.alarm("x")))
        },
        SafetyCase("S109: joined twice, but no circle", []) {
            $0.add("x", .composed(.or(.alarm("health"), .alarm("errors"))))
            $0.add("y", .composed(.and(.alarm("x"), .alarm("errors"))))
            $0.stages[1].policies.blocks = ["y"]
        },
        SafetyCase("S110: an alarm that nothing uses", ["S110 warning"]) { $0.add("x", .measured(measurement(.elapsed))) },
        SafetyCase("S110: an alarm that only a condition uses", []) {
            $0.add("x", .measured(measurement(.elapsed)))
            $0.stages[0].steps.append(.require(RequireStep(condition: enough(.alarmState("x")))))
        },
        SafetyCase("S111: two of three of many targets by accident", ["S111 one+two+three note"]) {
            $0.measure(1, measurement(query("q")))
            $0.deploy(3) { $0.fleet = (1...900).map { target("b\($0)", "b") } }
        },
        SafetyCase("S111: three of five", []) {
            $0.measure(0, measurement(query("q"), 3, of: 5))
            $0.measure(1, measurement(query("q"), 3, of: 5))
        },
        SafetyCase("S112: nobody is named who may promote the fix", ["S112 one+two+three warning"]) { $0.owner = nil },
        SafetyCase("S112: an approval names people", []) {
            $0.owner = nil
            $0.phases[0].approvals = [ApproveStep(people: ["alice"])]
        },
        SafetyCase("S112: nothing blocks", []) {
            $0.owner = nil
            $0.eachWave { $0.policies.blocks = [] }
        },
        SafetyCase("S113: back one by one, forward two at once", ["S113 three warning"]) { $0.stages[3].policies.rollbackPace = .count(1) },
        SafetyCase("S113: back as fast as forward", []) { $0.stages[3].policies.rollbackPace = .count(2) },
    ]

    static let bakeCases: [SafetyCase] = [
        SafetyCase("S106: shorter than the alarms' window", ["S106 two"]) { $0.bake(2) { $0.duration = .seconds(179) } },
        SafetyCase("S106: at_most shorter than it", ["S106 two"]) { $0.bake(2) { $0.atMost = .seconds(60) } },
        SafetyCase("S106: shorter than twice the window", ["S106 two warning"]) { $0.bake(2) { $0.duration = .seconds(359) } },
        SafetyCase("S106: twice the window", []) { $0.bake(2) { $0.duration = .seconds(360) } },
        SafetyCase("S106: the window of an alarm that is part of another", ["S106 two"]) {
            $0.add("x", .composed(.alarm("long")))
            $0.add("long", .measured(measurement(.elapsed, 2, of: 800)))
            $0.bake(2) { $0.watching = ["x"] }
        },
        SafetyCase("S107: the query's range and two datapoints last longer", ["S107 one warning"]) {
            $0.measure(0, measurement(query("rate(errors[59m])")))
        },
        SafetyCase("S107: they last as long", []) { $0.measure(0, measurement(query("rate(errors[58m])"))) },
        SafetyCase("S107: a pattern in brackets is no range", []) { $0.measure(0, measurement(query("errors{code=~'[4h]'}"))) },
        SafetyCase("S107: the longest of several, with a subquery", ["S107 one warning"]) {
            $0.measure(0, measurement(query("max_over_time(rate(errors[5m])[1h30m:1m])")))
        },
        SafetyCase("S120: no bake", ["S120 two"]) { $0.stages[2].steps.removeLast() },
        SafetyCase("S120: no bake at the end", ["S120 three warning"]) { $0.stages[3].steps.removeLast() },
        SafetyCase("S120: a bake beside other steps", []) {
            $0.stages[2].steps[1] = .parallel([$0.stages[2].steps[1], .wait(.seconds(1))])
        },
        SafetyCase("S120: outside of production", []) { $0.stages[0].steps = [.wait(.seconds(1))] },
        SafetyCase("S121: 59 minutes after the one-box", ["S121 one warning"]) { $0.bake(1) { $0.duration = .seconds(59 * 60) } },
        SafetyCase("S121: the first wave is no one-box", []) {
            $0.bake(1) { $0.duration = .seconds(59 * 60) }
            $0.deploy(1) { $0.fleet = (1...4).map { target("a0\($0)", "a") } }
        },
        SafetyCase("S122: eleven hours in the first region", ["S122 two warning"]) { $0.bake(2) { $0.duration = .seconds(11 * 3600) } },
        SafetyCase("S122: twelve hours in two bakes", []) {
            $0.bake(2) { $0.duration = .seconds(6 * 3600) }
            $0.stages[2].steps.append($0.stages[2].steps[1])
        },
        SafetyCase("S123: 119 minutes later", ["S123 three warning"]) { $0.bake(3) { $0.duration = .seconds(119 * 60) } },
        SafetyCase("S123: no bake is another matter", []) { $0.stages[3].steps.removeLast() },
        SafetyCase("S124: longer than in the first region", ["S124 three warning"]) { $0.bake(3) { $0.duration = .seconds(13 * 3600) } },
        SafetyCase("S124: as long, and longer than the one-box", []) { $0.bake(3) { $0.duration = .seconds(12 * 3600) } },
        SafetyCase("S125, S126: until there was traffic, at most a day", []) { $0.bake(2) { $0.atMost = .seconds(86_400) } },
        SafetyCase("S125, S126: by the clock alone", ["S125 two warning"]) { $0.bake(2) { $0.until = nil } },
        SafetyCase("S126: without a limit", ["S126 two"]) { $0.bake(2) { $0.atMost = nil } },
        SafetyCase("S127: a bake before production without an alarm", ["S127 beta warning"]) {
            $0.stages[0].steps.append(.bake(BakeStep(duration: .seconds(60))))
        },
        SafetyCase("S127: one of two bakes watches, the other sleeps", ["S127 two warning"]) {
            $0.stages[2].policies.watches = []
            let asleep = $0.stages[2].steps[1]
            $0.bake(2) { $0.watching = ["errors"] }
            $0.stages[2].steps.append(asleep)
        },
        SafetyCase("S127: the stage watches", []) {
            $0.stages[0].steps.append(.bake(BakeStep(duration: .seconds(600))))
            $0.stages[0].policies.watches = ["health"]
        },
    ]
}
