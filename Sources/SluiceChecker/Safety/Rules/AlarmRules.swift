import SluiceModel

extension SafetyRules {
    /// Which alarms there are, and what they look at.
    static let alarmRules: [SafetyRule] = [
        SafetyRule(
            "S101", .error, "a production wave watches no alarm",
            why: "Without an alarm nobody learns that a revision hurts users until they say so; the rollout goes on meanwhile.",
            wrong: "# no `watch`", right: "watch errors, health"
        ) { view in
            view.waves.filter(\.watched.isEmpty).map {
                view.finding(
                    "S101", at: $0, says: "it deploys to production and watches no alarm", fix: "add `watch ALARM` to it or to its phase")
            }
        },
        SafetyRule(
            "S103", .warning, "a one-box watches no alarm of its own targets",
            why: "A fault on one target of many disappears in the average of a region; an alarm about the target itself sees it.",
            wrong: "watch errors", right: "watch errors, health", find: oneBoxScope),
        SafetyRule(
            "S104", .warning, "an alarm does not say what missing data means",
            why:
                "A monitoring system that is down, or a metric that was renamed, gives no data. `missing breaching` takes that for a fault, "
                + "which is safe; with `ignore` or `keep` on every alarm of a wave, a blind rollout goes on. Say which it is: readers "
                + "should not have to know the default.",
            wrong: "alarm errors = prometheus(\"http://prometheus:9090\", \"error_ratio{region='${region}'}\") > 1% for 3 of 5 every 10s",
            right: "alarm errors = prometheus(\"http://prometheus:9090\", \"error_ratio{region='${region}'}\") > 1% for 3 of 5 every 10s "
                + "missing breaching", find: missingPolicies),
        SafetyRule(
            "S108", .warning, "an alarm averages over all regions",
            why: "A region is a small part of the whole: what breaks one of them completely may not move a global figure.",
            wrong: "alarm errors = prometheus(\"http://prometheus:9090\", \"error_ratio\") > 1% for 3 of 5 every 10s missing breaching",
            right: "alarm errors = prometheus(\"http://prometheus:9090\", \"error_ratio{region='${region}'}\") > 1% for 3 of 5 every 10s "
                + "missing breaching", find: globalAlarms),
        SafetyRule(
            "S109", .error, "alarms are joined in a circle",
            why:
                "Their state depends on itself, so none of them ever has one. A script cannot say it, because names come before their use; "
                + "a definition that was made elsewhere can.",
            wrong: "alarm both = errors or both\nwatch both", right: "alarm both = errors or health\nwatch both\nblock when both",
            find: circles),
        SafetyRule(
            "S110", .warning, "an alarm is declared and used nowhere",
            why: "It looks as if something were watched that is not.",
            wrong: "alarm slow = prometheus(\"http://prometheus:9090\", \"latency_p99{region='${region}'}\") > 1s for 3 of 5 every 10s "
                + "missing breaching",
            right: "alarm slow = prometheus(\"http://prometheus:9090\", \"latency_p99{region='${region}'}\") > 1s for 3 of 5 every 10s "
                + "missing breaching\nwatch errors, health, slow\nblock when errors, health, slow", find: unusedAlarms),
    ]

    static let fewTargets = 3

    private static func oneBoxScope(_ view: SafetyView) -> [SafetyFinding] {
        view.waves.compactMap { wave -> SafetyFinding? in
            let names = view.measured(wave.watched).map(\.name)
            guard wave.targets.count <= fewTargets, !names.isEmpty, !names.contains(where: { view.alarm($0)?.scope == .target }) else {
                return nil
            }
            let count = wave.targets.count == 1 ? "one target" : "\(wave.targets.count) targets"
            return view.finding(
                "S103", .warning, at: wave, clause: wave.policy("watch"), says: "it has \(count) and watches no alarm about a target",
                fix: "watch an alarm with `${target…}` in it")
        }
    }

    private static func missingPolicies(_ view: SafetyView) -> [SafetyFinding] {
        view.sites.filter { !$0.deploys.isEmpty }.flatMap { site -> [SafetyFinding] in
            let watched = view.measured(site.watched)
            let isBlind = !watched.isEmpty && watched.allSatisfy { $0.measurement.missing == .ignore || $0.measurement.missing == .keep }
            return watched.compactMap { alarm in
                let clause = view.clause(of: alarm.name)
                let policy = alarm.measurement.missing
                if isBlind {
                    return view.finding(
                        "S104", at: site, clause: clause?.part("missing"),
                        says: "alarm `\(alarm.name)` passes over missing data, and no other alarm here takes it for a fault: without data "
                            + "nothing stops the rollout", fix: "write `missing breaching` instead of `missing \(policy.rawValue)`")
                }
                guard let clause, clause.modifier("missing") == nil else { return nil }
                return view.finding(
                    "S104", .warning, at: site, clause: clause, says: "alarm `\(alarm.name)` does not say what missing data means",
                    fix: "add `missing breaching`, which is also what happens without it")
            }
        }
    }

    private static func globalAlarms(_ view: SafetyView) -> [SafetyFinding] {
        guard view.regions.count > 1 else { return [] }
        return view.waves.flatMap { wave in
            view.measured(wave.watched).compactMap { alarm -> SafetyFinding? in
                guard view.alarm(alarm.name)?.scope == .global else { return nil }
                return view.finding(
                    "S108", .warning, at: wave, clause: view.clause(of: alarm.name),
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
            return view.finding(
                "S109", clause: view.clause(of: alarm.name), says: "alarms are joined in a circle: \(path)",
                fix: "take one of them out of its own definition")
        }
    }

    /// The shortest way from an alarm back to itself, without the return.
    private static func circle(from start: AlarmName, _ view: SafetyView) -> [AlarmName]? {
        var paths: [[AlarmName]] = [[start]]
        var seen: Set<AlarmName> = []
        while !paths.isEmpty {
            let path = paths.removeFirst()
            guard let last = path.last, case .composed(let expression)? = view.alarm(last)?.rule else { continue }
            for name in expression.names {
                if name == start { return path }
                if seen.insert(name).inserted { paths.append(path + [name]) }
            }
        }
        return nil
    }

    /// Alarms of a definition that none of its stages uses, and alarms of the script that no definition uses.
    private static func unusedAlarms(_ view: SafetyView) -> [SafetyFinding] {
        var used = Set(view.sites.flatMap { $0.watched + $0.stage.policies.blocks })
        used.formUnion(view.sites.flatMap { $0.steps.flatMap { $0.step.conditions }.flatMap(\.alarmStates) })
        for alarm in view.definition.alarms { used.formUnion(alarm.rule.names) }
        let idle = view.definition.alarms.filter { !used.contains($0.name) }.map { ($0.name, view.clause(of: $0.name)) }
        return (idle + idleDeclarations(view)).map { name, clause in
            view.finding(
                "S110", .warning, clause: clause, says: "alarm `\(name)` is used nowhere", fix: "add `watch \(name)`, or remove it")
        }
    }

    private static func idleDeclarations(_ view: SafetyView) -> [(AlarmName, ClauseOrigin?)] {
        guard let script = view.script, script.isFirst else { return [] }
        var used = Set(script.definitions.flatMap { $0.alarms.map(\.name) } + script.origins.askedAlarms)
        for alarm in script.origins.alarms.reversed() where used.contains(alarm.definition.name) {
            used.formUnion(alarm.definition.rule.names)
        }
        var said: Set<AlarmName> = []
        return script.origins.alarms.compactMap { alarm in
            let name = alarm.definition.name
            guard !used.contains(name), said.insert(name).inserted else { return nil }
            return (name, alarm.clause)
        }
    }
}

extension AlarmDefinition.Rule {
    /// The alarms that it names, in its conditions too.
    var names: [AlarmName] {
        switch self {
        case .measured(let measurement): measurement.condition.alarmStates
        case .composed(let expression): expression.names
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
            case .prometheus, .report: true
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
