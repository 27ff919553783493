import SluiceModel

extension SafetyRules {
    /// When production may change.
    static let windowRules: [SafetyRule] = [
        SafetyRule(
            "S150", .error, "production may start at any hour",
            why: "A fault at night or before a weekend meets fewer people who can help, and lasts longer.",
            wrong: "# no `window`", right: "window mon..thu 09:00..16:00 in \"Europe/Berlin\"", find: windows),
        SafetyRule(
            "S151", .error, "a window is never open, or opens at an hour that a clock change moves",
            why:
                "The stage behind a window that never opens can never start; only `promote … past window` would get a revision through. And "
                + "where a clock change skips or repeats the hour of an edge, the window opens late, twice or not at all on that day. A "
                + "time zone that does not exist is E0321.",
            wrong: "stage beta {\n    window sun 02:30..13:00 in \"Europe/Berlin\"\n    deploy beta with host\n"
                + "    run \"./test\" timeout 10m\n}",
            right: "stage beta {\n    window sun 04:00..14:00 in \"Europe/Berlin\"\n    deploy beta with host\n"
                + "    run \"./test\" timeout 10m\n}",
            find: badEdges),
        SafetyRule(
            "S152", .warning, "the window is shorter than the first deploy and its bake",
            why:
                "What starts in the window ends outside of it: the first wave, where most faults are found, would be watched by nobody. The "
                + "deploy is estimated from its time-outs and `rolling`, as if each target took all of its time.",
            wrong: "window mon..thu 09:00..12:00 in \"Europe/Berlin\"\n"
                + "wave one { deploy box with host; bake 3h until requests >= 100 at_most 6h }",
            right: "window mon..thu 09:00..16:00 in \"Europe/Berlin\"\n"
                + "wave one { deploy box with host; bake 3h until requests >= 100 at_most 6h }", find: shortWindows),
        SafetyRule(
            "S153", .warning, "fewer than ten open hours a week",
            why: "Changes pile up before a door that is nearly always shut, and large piles are riskier than small changes.",
            wrong: "window tue..wed 09:00..13:00 in \"Europe/Berlin\"", right: "window mon..thu 09:00..13:00 in \"Europe/Berlin\""
        ) { view in
            view.sites.compactMap { site in
                let open = OpenHours(site.stage.policies.windows).minutes
                guard open > 0, open < 600 else { return nil }
                return view.finding(
                    "S153", .warning, at: site, clause: site.policy("window"),
                    says: "it may start in \(Duration.seconds(open * 60).scriptText) of a week",
                    fix: "open it longer: `window mon..thu 09:00..16:00`")
            }
        },
        SafetyRule(
            "S159", .note, "how long a rollout takes",
            why:
                "From a start to the last wave, first as if every door were open, then with the windows, for a start on a Monday at 09:00 "
                + "UTC. At least: bakes and waits alone. At most: every command, verification and bake at its time-out, `rolling` and "
                + "retries counted; approvals and freezes are not. Said of pipelines with two production waves or more.",
            wrong: "wave three { deploy us with host; bake 2h until requests >= 100 at_most 6h }",
            right: "phase production {\n    window mon..thu 09:00..16:00 in \"Europe/Berlin\"\n    block when errors, health\n"
                + "    watch errors, health\n    wave one { deploy box with host; bake 1h until requests >= 100 at_most 6h }\n}",
            find: wholeTime),
    ]

    private static func windows(_ view: SafetyView) -> [SafetyFinding] {
        view.waves.compactMap { wave in
            let windows = wave.stage.policies.windows
            if windows.isEmpty {
                let place = wave.stage.phase.map { "phase `\($0)`" } ?? "it"
                return view.finding(
                    "S150", at: wave, clause: view.phaseHead(of: wave), says: "\(place) has no window",
                    fix: "add `window mon..thu 09:00..16:00 in \"ZONE\"`")
            }
            return windows.compactMap(\.risk).first.map { risk in
                view.finding(
                    "S150", .warning, at: wave, clause: wave.policy("window"), says: "its window includes \(risk)",
                    fix: "keep to `mon..thu 09:00..16:00`")
            }
        }
    }

    private static func badEdges(_ view: SafetyView) -> [SafetyFinding] {
        view.sites.compactMap { site in
            let windows = site.stage.policies.windows
            guard !windows.isEmpty else { return nil }
            if windows.allSatisfy({ OpenHours([$0]).minutes == 0 }) {
                return view.finding(
                    "S151", at: site, clause: site.policy("window"), says: "its window is never open",
                    fix: "name days and hours: `window mon..thu 09:00..16:00`")
            }
            return windows.compactMap(\.movedEdge).first.map { edge in
                view.finding(
                    "S151", .warning, at: site, clause: site.policy("window"),
                    says: "its window \(edge.what) at \(edge.time), and a clock change in \(edge.zone) \(edge.change) that hour",
                    fix: "move it by some hours, or leave that day out")
            }
        }
    }

    private static func shortWindows(_ view: SafetyView) -> [SafetyFinding] {
        guard let first = view.waves.first, !first.stage.policies.windows.isEmpty, let bake = first.bakes.first else { return [] }
        let longest = Duration.seconds(OpenHours(first.stage.policies.windows).longest * 60)
        let deploy = first.deploys.map { view.deployTime($0) }.max() ?? .zero
        guard longest > .zero, longest < deploy + bake.step.duration else { return [] }
        return [
            view.finding(
                "S152", .warning, at: first, clause: first.policy("window"),
                says: "its window is open for \(longest.scriptText), but its deploy takes up to \(deploy.scriptText) and its first bake "
                    + "\(bake.step.duration.scriptText)", fix: "open the window longer, or bake shorter in the first wave")
        ]
    }

    private static func wholeTime(_ view: SafetyView) -> [SafetyFinding] {
        guard view.waves.count > 1, let last = view.waves.last else { return [] }
        var open = Estimate()
        var gated = Estimate()
        var isGated = false
        for site in view.sites.prefix(last.position + 1) {
            let hours = site.stage.policies.windows.isEmpty ? nil : OpenHours(site.stage.policies.windows)
            if let hours {
                isGated = true
                guard let least = hours.wait(after: gated.least), let most = hours.wait(after: gated.most) else { return [] }
                gated.add(Estimate(least: least, most: most))
            }
            guard site.position < last.position else { break }
            let stage = site.stage.steps.reduce(into: Estimate()) { $0.add(view.estimate($1)) }
            open.add(stage)
            gated.add(stage)
        }
        return [
            view.finding(
                "S159", .note, at: view.waves, clause: last.head,
                says: "`\(last.stage.name)`, the last wave, begins \(open.shown) after the start"
                    + (isGated ? "; with the windows, \(gated.shown)" : ""),
                fix: "shorter bakes in later waves and longer windows make it less")
        ]
    }
}

extension Window {
    /// The hours in it that are poor hours for a fault.
    fileprivate var risk: String? {
        if days.contains(.sat) || days.contains(.sun) { return "the weekend" }
        if days.contains(.fri) { return "Fridays" }
        let lateEvening = 22 * 60
        return to.minutes > lateEvening || to <= from ? "the last two hours of the day" : nil
    }

    fileprivate struct MovedEdge {
        let what: String
        let time: TimeOfDay
        let zone: String
        /// `skips` or `repeats`.
        let change: String
    }

    /// From here on a zone's clock changes count; earlier ones are history.
    private static let firstYear = Instant(seconds: 1_735_689_600)

    /// The first edge that a clock change of its zone skips or repeats.
    fileprivate var movedEdge: MovedEdge? {
        var before = zone.initialOffset
        for transition in zone.transitions {
            defer { before = transition.offset }
            guard transition.from >= Self.firstYear, transition.offset != before else { continue }
            let start = transition.from.flooredSeconds + Int64(min(before, transition.offset))
            let end = transition.from.flooredSeconds + Int64(max(before, transition.offset))
            let change = transition.offset > before ? "skips" : "repeats"
            let wraps = to <= from
            for day in days {
                if Self.lies(from, on: day, after: 0, from: start, to: end, edgeIncluded: true) {
                    return MovedEdge(what: "opens", time: from, zone: zone.name, change: change)
                }
                if Self.lies(to, on: day, after: wraps ? 1 : 0, from: start, to: end, edgeIncluded: false) {
                    return MovedEdge(what: "closes", time: to, zone: zone.name, change: change)
                }
            }
        }
        return nil
    }

    /// Whether a time of day, so many days after a weekday, lies in a span of local seconds.
    private static func lies(
        _ time: TimeOfDay, on day: Weekday, after days: Int, from start: Int64, to end: Int64, edgeIncluded: Bool
    ) -> Bool {
        let week: Int64 = 7 * 86_400
        // The epoch began on a Thursday.
        let monday = (start + 3 * 86_400).flooredRemainder(week)
        let moment = Int64((day.index + days) % 7) * 86_400 + Int64(time.minutes) * 60
        let offset = (moment - monday).flooredRemainder(week)
        return offset < end - start && (edgeIncluded || offset > 0)
    }
}

extension Int64 {
    fileprivate func flooredRemainder(_ divisor: Int64) -> Int64 {
        let rest = self % divisor
        return rest < 0 ? rest + divisor : rest
    }
}
