import SluiceModel

extension SafetyRules {
    static let bakeRules: [SafetyRule] = [
        SafetyRule(
            "S120", .error, "a production wave goes on without a bake",
            why:
                "Most faults need time and traffic to show. Without a bake the next wave gets the revision before the first has shown them, "
                + "and what the last wave breaks is not rolled back.",
            wrong: "wave two { deploy eu with host }",
            right: "wave two { deploy eu with host; bake 12h until requests >= 100 at_most 24h }",
            find: missingBakes),
        SafetyRule(
            "S121", .warning, "the one-box bakes less than an hour",
            why:
                "The one-box is the cheapest place to find a fault: everything that it does not find, a region will. Slow leaks and hourly "
                + "jobs need an hour to show.",
            wrong: "wave one { deploy box with host; bake 20m until requests >= 100 at_most 6h }",
            right: "wave one { deploy box with host; bake 1h until requests >= 100 at_most 6h }", find: shortOneBox),
        SafetyRule(
            "S122", .warning, "the first regional wave bakes less than 12 hours",
            why:
                "It is the first with the traffic of a whole region. Twelve hours see a peak, a nightly job and people at work, before the "
                + "revision is in more places than can be left.",
            wrong: "wave two { deploy eu with host; bake 4h until requests >= 100 at_most 24h }",
            right: "wave two { deploy eu with host; bake 12h until requests >= 100 at_most 24h }"
        ) { view in
            guard let wave = view.regionalWaves.first else { return [] }
            return short(wave, least: .seconds(12 * 3600), "S122", "the first regional wave", view)
        },
        SafetyRule(
            "S123", .warning, "a later wave bakes less than two hours",
            why:
                "Each wave is other hardware, other data and other users. Two hours let the alarms of the new places see the revision under "
                + "load.",
            wrong: "wave three { deploy us with host; bake 30m until requests >= 100 at_most 6h }",
            right: "wave three { deploy us with host; bake 2h until requests >= 100 at_most 6h }"
        ) { view in
            view.regionalWaves.dropFirst().flatMap { short($0, least: .seconds(2 * 3600), "S123", "a later wave", view) }
        },
        SafetyRule(
            "S124", .warning, "a later wave bakes longer than an earlier one",
            why:
                "Time is best spent where little is exposed: what is found in the first region hurts one region, what is found in the last "
                + "one hurts all.",
            wrong: "wave two { deploy eu with host; bake 12h until requests >= 100 at_most 24h }\n"
                + "wave three { deploy us with host; bake 16h until requests >= 100 at_most 24h }",
            right: "wave two { deploy eu with host; bake 16h until requests >= 100 at_most 24h }\n"
                + "wave three { deploy us with host; bake 4h until requests >= 100 at_most 24h }", find: growingBakes),
        SafetyRule(
            "S125", .warning, "a bake does not ask for traffic",
            why: "An hour without requests proves nothing. `until` makes the bake wait for enough of them.",
            wrong: "wave one { deploy box with host; bake 1h }",
            right: "wave one { deploy box with host; bake 1h until requests >= 100 at_most 6h }"
        ) { view in
            view.waves.flatMap { wave in
                wave.bakes.filter { $0.step.until == nil }.map {
                    view.finding(
                        "S125", .warning, at: wave, clause: $0.clause, says: "its bake ends by the clock alone",
                        fix: "add `until requests >= 100 at_most 6h`, say")
                }
            }
        },
        SafetyRule(
            "S126", .error, "a bake could wait for ever",
            why: "When the traffic never comes, the stage stays occupied and every later revision waits behind it.",
            wrong: "wave one { deploy box with host; bake 1h until requests >= 100 }",
            right: "wave one { deploy box with host; bake 1h until requests >= 100 at_most 6h }"
        ) { view in
            view.sites.flatMap { site in
                site.bakes.filter { $0.step.until != nil && $0.step.atMost == nil }.map {
                    view.finding(
                        "S126", at: site, clause: $0.clause, says: "its bake has `until` without `at_most`", fix: "add `at_most 6h`, say")
                }
            }
        },
        SafetyRule(
            "S127", .warning, "a bake watches no alarm",
            why: "Then it is a plain sleep: it takes time, and nothing that happens in it stops the rollout.",
            wrong: "stage beta { deploy beta with host; bake 1h; run \"./test\" timeout 10m }",
            right: "stage beta { deploy beta with host; bake 1h watching health; run \"./test\" timeout 10m }", find: plainSleeps),
    ]

    private static func missingBakes(_ view: SafetyView) -> [SafetyFinding] {
        view.waves.enumerated().compactMap { index, wave in
            guard wave.bakes.isEmpty else { return nil }
            let isLast = index == view.waves.count - 1
            return view.finding(
                "S120", isLast ? .warning : .error, at: wave,
                says: isLast
                    ? "the last wave has no bake: what it breaks is not rolled back" : "it has no bake: the next wave starts at once",
                fix: "add `bake 1h watching ALARM`")
        }
    }

    private static func shortOneBox(_ view: SafetyView) -> [SafetyFinding] {
        guard let first = view.waves.first, first.targets.count <= fewTargets else { return [] }
        return short(first, least: .seconds(3600), "S121", "the one-box", view)
    }

    private static func short(
        _ wave: Site, least: Duration, _ code: String, _ what: String, _ view: SafetyView
    ) -> [SafetyFinding] {
        guard let baking = wave.baking, baking < least else { return [] }
        return [
            view.finding(
                code, .warning, at: wave, clause: wave.bakes.first?.clause,
                says: "\(what) bakes \(baking.scriptText), less than \(least.scriptText)", fix: "write `bake \(least.scriptText)`")
        ]
    }

    private static func growingBakes(_ view: SafetyView) -> [SafetyFinding] {
        let baking = view.regionalWaves.filter { $0.baking != nil }
        return zip(baking, baking.dropFirst()).compactMap { before, wave in
            guard let first = before.baking, let second = wave.baking, second > first else { return nil }
            return view.finding(
                "S124", .warning, at: wave, clause: wave.bakes.first?.clause,
                says: "it bakes \(second.scriptText), longer than the \(first.scriptText) of `\(before.stage.name)` before it",
                fix: "bake longest in the first regional wave")
        }
    }

    /// Where a production wave watches nothing at all, S101 says so.
    private static func plainSleeps(_ view: SafetyView) -> [SafetyFinding] {
        view.sites.flatMap { site -> [SafetyFinding] in
            guard site.stage.policies.watches.isEmpty, !site.isProduction || !site.watched.isEmpty else { return [] }
            return site.bakes.filter(\.step.watching.isEmpty).map {
                view.finding(
                    "S127", .warning, at: site, clause: $0.clause,
                    says: "its bake of \($0.step.duration.scriptText) watches no alarm: it is a plain sleep",
                    fix: "add `watching ALARM`, or write `wait \($0.step.duration.scriptText)`")
            }
        }
    }
}

extension SafetyView {
    /// The waves after the one-box.
    var regionalWaves: [Site] {
        guard let first = waves.first, first.targets.count <= SafetyRules.fewTargets else { return waves }
        return Array(waves.dropFirst())
    }
}
