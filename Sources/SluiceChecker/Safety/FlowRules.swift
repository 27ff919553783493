import SluiceModel

extension SafetyRules {
    static let paceRules: [SafetyRule] = [
        SafetyRule(
            "S139", .error, "more than a third of a region is out at once",
            why: "What is being replaced serves nobody; the rest must carry the load, and a fault hits all that is out together.",
            wrong: "deploy prod with host rolling 50%", right: "deploy prod with host rolling 33%", find: fastPace),
        SafetyRule(
            "S141", .error, "failures are tolerated in production without a reason",
            why: "A target that fails is the first sign of a bad revision; going on over it needs a reason that others can read.",
            wrong: "deploy prod with host max_failures 2",
            right: "deploy prod with host max_failures 2\nallow S141 because \"two hosts are being repaired\""
        ) { view in
            view.waves.filter { wave in wave.deploys.contains { $0.maxFailures.isAboveZero } }.map {
                view.finding(
                    "S141", at: $0, says: "it goes on over failed targets",
                    fix: "remove `max_failures`, or say why: `allow S141 because \"…\"`")
            }
        },
    ]

    static let flowRules: [SafetyRule] = [
        SafetyRule(
            "S150", .error, "production may start at any hour",
            why: "A fault at night or before a weekend meets fewer people who can help, and lasts longer.",
            wrong: "phase production { wave one { … } }",
            right: "phase production { window mon..thu 09:00..16:00 in \"Europe/Berlin\"; wave one { … } }", find: windows),
        SafetyRule(
            "S151", .error, "a window is never open",
            why: "The stage behind it can never start; only `promote … past window` would get a revision through.",
            wrong: "window 09:00..16:00 # with no day left", right: "window mon..thu 09:00..16:00"
        ) { view in
            view.definition.stages.filter { !$0.policies.windows.isEmpty && !$0.policies.windows.contains(where: \.everOpens) }.map {
                view.finding("S151", at: $0, says: "its window is never open", fix: "name days and hours: `window mon..thu 09:00..16:00`")
            }
        },
        SafetyRule(
            "S157", .error, "a step is repeated that is not safe to repeat",
            why: "After a failure nobody knows how much of it was done; a second run may do it twice.",
            wrong: "run \"./migrate.sh\" retry 2", right: "run \"./migrate.sh\" retry 2 safe_to_repeat true"
        ) { view in
            view.definition.stages.flatMap { stage in
                stage.runs.filter { $0.retries > 0 && !$0.isSafeToRepeat }.map {
                    view.finding(
                        "S157", at: stage, says: "`run \($0.name ?? $0.command.scriptText)` has `retry` and is not safe to repeat",
                        fix: "add `safe_to_repeat true` if it is, or remove `retry`")
                }
            }
        },
    ]

    private static let third = Percent(33)

    private static func fastPace(_ view: SafetyView) -> [SafetyFinding] {
        view.waves.compactMap { wave in
            for deploy in wave.deploys {
                if case .share(let share) = deploy.rolling, share > third {
                    return view.finding(
                        "S139", at: wave, says: "`rolling \(share)` takes more than a third of a region at once", fix: "write `rolling 33%`"
                    )
                }
                for region in wave.regions {
                    let total = deploy.fleet.filter { $0.region == region }.count
                    let out = deploy.rolling.limit(of: total)
                    guard total > 1, Double(out) > Double(total) / 3 else { continue }
                    return out > 1
                        ? view.finding(
                            "S139", at: wave, says: "\(out) of \(total) targets of \(region.shown) are out at once",
                            fix: "write `rolling 33%`")
                        : view.finding(
                            "S139", .warning, at: wave,
                            says: "rounded up to one, \(out) of \(total) targets of \(region.shown) is out at once",
                            fix: "add targets to the region, or allow it with a reason")
                }
            }
            return nil
        }
    }

    private static func windows(_ view: SafetyView) -> [SafetyFinding] {
        var phases: [PhaseName?] = []
        return view.waves.compactMap { wave in
            if wave.policies.windows.isEmpty {
                guard !phases.contains(wave.phase) else { return nil }
                phases.append(wave.phase)
                let place = wave.phase.map { "phase `\($0)`" } ?? "it"
                return view.finding("S150", at: wave, says: "\(place) has no window", fix: "add `window mon..thu 09:00..16:00 in \"ZONE\"`")
            }
            guard let risk = wave.policies.windows.compactMap(\.risk).first, !phases.contains(wave.phase) else { return nil }
            phases.append(wave.phase)
            return view.finding("S150", .warning, at: wave, says: "its window includes \(risk)", fix: "keep to `mon..thu 09:00..16:00`")
        }
    }
}

extension Window {
    fileprivate var everOpens: Bool { !days.isEmpty }

    /// The hours in it that are poor hours for a fault.
    fileprivate var risk: String? {
        if days.contains(.sat) || days.contains(.sun) { return "the weekend" }
        if days.contains(.fri) { return "Fridays" }
        let lateEvening = 22 * 60
        return to.minutes > lateEvening || to <= from ? "the last two hours of the day" : nil
    }
}

extension Pace {
    fileprivate var isAboveZero: Bool {
        switch self {
        case .count(let count): count > 0
        case .share(let share): share.billionths > 0
        }
    }
}
