import SluiceModel

extension SafetyRules {
    static let alarmRules: [SafetyRule] = [
        SafetyRule(
            "S101", .error, "a production wave watches no alarm",
            why: "Without an alarm nobody learns that a revision hurts users until they say so; the rollout goes on meanwhile.",
            wrong: "phase production { wave one { deploy prod with host; bake 1h } }",
            right: "phase production { watch errors; wave one { deploy prod with host; bake 1h } }"
        ) { view in
            view.waves.filter { view.watched($0).isEmpty }.map {
                view.finding(
                    "S101", at: $0, says: "it deploys to production and watches no alarm", fix: "add `watch ALARM` to it or to its phase")
            }
        },
        SafetyRule(
            "S102", .error, "an alarm in production leads to nothing",
            why: "An alarm that only rings leaves the faulty revision in front of users until somebody wakes up.",
            wrong: "phase production { watch errors; on alarm nothing }",
            right: "phase production { watch errors; on alarm rollback region }"
        ) { view in
            view.waves.filter { $0.policies.onAlarm == .nothing }.map {
                view.finding("S102", at: $0, says: "its alarms lead to nothing", fix: "write `on alarm rollback region`")
            }
        },
        SafetyRule(
            "S103", .warning, "a one-box watches no alarm of its own targets",
            why: "A fault on one target of many disappears in the average of a region; an alarm about the target itself sees it.",
            wrong: "wave one_box { deploy first with host; bake 1h watching errors_in_all }",
            right: "wave one_box { deploy first with host; bake 1h watching health_of_target }", find: oneBoxScope),
        SafetyRule(
            "S105", .error, "`for M of N` can never hold, or one datapoint decides",
            why: "With M above N the alarm never fires. With M = 1 a single noisy reading of a number rolls a healthy revision back.",
            wrong: "alarm errors = error_ratio > 1% for 5 of 3", right: "alarm errors = error_ratio > 1% for 3 of 5", find: breachCounts),
        SafetyRule(
            "S108", .warning, "an alarm averages over all regions",
            why: "A region is a small part of the whole: what breaks one of them completely may not move a global figure.",
            wrong: "alarm errors = prometheus(url, \"error_ratio\") > 1%",
            right: "alarm errors = prometheus(url, \"error_ratio{region='${region}'}\") > 1%", find: globalAlarms),
        SafetyRule(
            "S109", .error, "alarms are joined in a circle",
            why: "Their state depends on itself, so none of them ever has one.",
            wrong: "alarm a = b or errors; alarm b = a or health", right: "alarm a = errors or health", find: circles),
        SafetyRule(
            "S110", .warning, "an alarm is declared and used nowhere",
            why: "It looks as if something were watched that is not.",
            wrong: "alarm health = http(url) != 200 # and no `watch health`", right: "watch health", find: unusedAlarms),
    ]

    private static let fewTargets = 3

    private static func oneBoxScope(_ view: SafetyView) -> [SafetyFinding] {
        view.waves.compactMap { wave -> SafetyFinding? in
            let names = view.measured(view.watched(wave)).map(\.name)
            guard wave.targets.count <= fewTargets, !names.isEmpty, !names.contains(where: { view.definition.alarm($0)?.scope == .target })
            else {
                return nil
            }
            let count = wave.targets.count == 1 ? "one target" : "\(wave.targets.count) targets"
            return view.finding(
                "S103", .warning, at: wave, says: "it has \(count) and watches no alarm about a target",
                fix: "watch an alarm with `${target…}` in it")
        }
    }

    private static func breachCounts(_ view: SafetyView) -> [SafetyFinding] {
        let watched = view.definition.stages.flatMap { view.watched($0) }
        return view.definition.alarms.compactMap { alarm -> SafetyFinding? in
            guard case .measured(let measurement) = alarm.rule else { return nil }
            if measurement.breaches > measurement.window {
                return view.finding(
                    "S105",
                    says: "alarm `\(alarm.name)` wants \(measurement.breaches) of \(measurement.window) datapoints: it can never fire",
                    fix: "write `for \(measurement.window) of \(measurement.breaches)`")
            }
            guard measurement.breaches == 1, measurement.condition.measuresNumber, watched.contains(alarm.name) else { return nil }
            return view.finding(
                "S105", .warning, says: "alarm `\(alarm.name)` fires at a single datapoint of a number: noise stops healthy rollouts",
                fix: "write `for 2 of 3`, say")
        }
    }

    private static func globalAlarms(_ view: SafetyView) -> [SafetyFinding] {
        guard view.regions.count > 1 else { return [] }
        var said: [AlarmName] = []
        return view.waves.flatMap { wave in
            view.measured(view.watched(wave)).compactMap { alarm -> SafetyFinding? in
                guard view.definition.alarm(alarm.name)?.scope == .global, !said.contains(alarm.name) else { return nil }
                said.append(alarm.name)
                return view.finding(
                    "S108", .warning, at: wave,
                    says: "alarm `\(alarm.name)` is the same for all \(view.regions.count) regions: a fault in one hides in it",
                    fix: "use `${region}` or `${target…}` in its query")
            }
        }
    }

    private static func circles(_ view: SafetyView) -> [SafetyFinding] {
        var said: [AlarmName] = []
        return view.definition.alarms.compactMap { alarm -> SafetyFinding? in
            guard !said.contains(alarm.name), let circle = circle(from: alarm.name, view) else { return nil }
            said += circle
            let path = (circle + [alarm.name]).map(\.text).joined(separator: " → ")
            return view.finding("S109", says: "alarms are joined in a circle: \(path)", fix: "take one of them out of its own definition")
        }
    }

    /// The shortest way from an alarm back to itself, without the return.
    private static func circle(from start: AlarmName, _ view: SafetyView) -> [AlarmName]? {
        var paths: [[AlarmName]] = [[start]]
        var seen: [AlarmName] = []
        while !paths.isEmpty {
            let path = paths.removeFirst()
            guard let last = path.last, case .composed(let expression)? = view.definition.alarm(last)?.rule else { continue }
            for name in expression.names {
                if name == start { return path }
                if !seen.contains(name) {
                    seen.append(name)
                    paths.append(path + [name])
                }
            }
        }
        return nil
    }

    private static func unusedAlarms(_ view: SafetyView) -> [SafetyFinding] {
        let definition = view.definition
        var used = definition.stages.flatMap { view.watched($0) + $0.policies.blocks }
        for alarm in definition.alarms {
            if case .composed(let expression) = alarm.rule { used += expression.names }
        }
        used += definition.stages.flatMap { stage in stage.allSteps.flatMap(\.conditions).flatMap(\.alarmStates) }
        return definition.alarms.filter { !used.contains($0.name) }.map {
            view.finding("S110", .warning, says: "alarm `\($0.name)` is used nowhere", fix: "add `watch \($0.name)`, or remove it")
        }
    }
}

extension Step {
    var conditions: [Condition] {
        switch self {
        case .bake(let bake): [bake.until].compactMap { $0 }
        case .require(let require): [require.condition]
        case .parallel(let steps): steps.flatMap(\.conditions)
        case .deploy, .run, .approve, .wait, .artifact, .notify: []
        }
    }
}

extension Condition {
    /// True if it compares a figure that varies, rather than a status.
    var measuresNumber: Bool {
        measurements.contains { signal in
            switch signal {
            case .prometheus: true
            case .http(let request): request.jsonPath != nil
            case .exec(let measurement): measurement.printsNumber
            case .constant, .elapsed, .alarmState, .calculation: false
            }
        }
    }

    var alarmStates: [AlarmName] {
        measurements.compactMap { signal in
            if case .alarmState(let name) = signal { name } else { nil }
        }
    }
}
