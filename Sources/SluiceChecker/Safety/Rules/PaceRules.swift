import SluiceModel

extension SafetyRules {
    /// How fast a wave goes through its targets.
    static let paceRules: [SafetyRule] = [
        SafetyRule(
            "S139", .error, "more than a third of a region is out at once",
            why:
                "What is being replaced serves nobody; the rest must carry the load, and a fault hits all that is out together. In small "
                + "regions the count is rounded up to one target, which can be more than a third.",
            wrong: "wave three { deploy us with host rolling 50%; bake 2h until requests >= 100 at_most 6h }",
            right: "wave three { deploy us with host rolling 33%; bake 2h until requests >= 100 at_most 6h }", find: fastPace),
        SafetyRule(
            "S140", .warning, "a pair of zones, or a whole small region, is out at once",
            why:
                "Zones fail one at a time, and services are built to lose one. A rollout that has two zones out at once, or all that a "
                + "small region has, takes more than that: `one zone at a time` keeps to what users survive.",
            wrong: "let us = [target(\"us-${n}\", region: \"us\", zone: \"${n}\") for n in 1..9]",
            right: "let us = [target(\"us-${n}\", region: \"us\", zone: \"${n % 3}\") for n in 1..9]", find: zonePairs),
        SafetyRule(
            "S141", .error, "failures are tolerated in production without a reason",
            why: "A target that fails is the first sign of a bad revision; going on over it needs a reason that others can read.",
            wrong: "wave three { deploy us with host max_failures 2; bake 2h until requests >= 100 at_most 6h }",
            right: "wave three {\n    allow S141 because \"two hosts are being repaired\"\n    deploy us with host max_failures 2\n"
                + "    bake 2h until requests >= 100 at_most 6h\n}"
        ) { view in
            view.waves.flatMap { wave in
                wave.deploys.filter { $0.step.maxFailures.isAboveZero }.map {
                    view.finding(
                        "S141", at: wave, clause: stated("max_failures", $0, wave), says: "it goes on over failed targets",
                        fix: "remove `max_failures`, or say why: `allow S141 because \"…\"`")
                }
            }
        },
    ]

    private static let third = Percent(33)

    /// The modifier of a deploy, or the setting in `defaults` that stands for it.
    private static func stated(_ word: String, _ deploy: Site.Deploy, _ wave: Site) -> ClauseOrigin? {
        guard let clause = deploy.clause, clause.modifier(word) == nil else { return deploy.clause?.part(word) }
        return wave.origin?.block.setting(word) ?? clause
    }

    private static func fastPace(_ view: SafetyView) -> [SafetyFinding] {
        view.waves.flatMap { wave in
            wave.deploys.compactMap { deploy -> SafetyFinding? in
                let clause = stated("rolling", deploy, wave)
                if case .share(let share) = deploy.step.rolling, share > third {
                    return view.finding(
                        "S139", at: wave, clause: clause, says: "`rolling \(share)` takes more than a third of a region at once",
                        fix: "write `rolling 33%`")
                }
                for region in wave.regions {
                    guard let total = deploy.members[region]?.count else { continue }
                    let out = deploy.step.rolling.limit(of: total)
                    guard total > 1, Double(out) > Double(total) / 3 else { continue }
                    return out > 1
                        ? view.finding(
                            "S139", at: wave, clause: clause, says: "\(out) of \(total) targets of \(region.shown) are out at once",
                            fix: "write `rolling 33%`")
                        : view.finding(
                            "S139", .warning, at: wave, clause: clause,
                            says: "rounded up to one, \(out) of \(total) targets of \(region.shown) is out at once",
                            fix: "add targets to the region, or allow it with a reason")
                }
                return nil
            }
        }
    }

    private static func zonePairs(_ view: SafetyView) -> [SafetyFinding] {
        view.waves.flatMap { wave in
            wave.deploys.filter { $0.step.share == nil }.compactMap { deploy -> SafetyFinding? in
                for region in wave.regions {
                    guard let members = deploy.members[region], let all = view.regionTargets[region] else { continue }
                    let out = deploy.step.rolling.limit(of: members.count)
                    if all.count < 3, out >= all.count {
                        let what = all.count == 1 ? "the only target" : "both targets"
                        return view.finding(
                            "S140", .warning, at: wave, clause: stated("rolling", deploy, wave),
                            says: "\(what) of \(region.shown) \(all.count == 1 ? "is" : "are") out at once: nothing is left there",
                            fix: all.count == 1 ? "add targets to the region, or allow it with a reason" : "write `rolling 1`")
                    }
                    guard deploy.step.oneAtATime == nil, out > 1, let pair = smallestZones(members, of: all), out >= pair.targets else {
                        continue
                    }
                    return view.finding(
                        "S140", .warning, at: wave, clause: stated("rolling", deploy, wave),
                        says: "\(out) targets of \(region.shown) are out at once: zones `\(pair.first)` and `\(pair.second)` may be down "
                            + "together", fix: "add `one zone at a time`")
                }
                return nil
            }
        }
    }

    /// The two zones that are down together first: those with the fewest targets, if all of these are in the deploy.
    private static func smallestZones(_ members: [Target], of all: [Target]) -> (first: String, second: String, targets: Int)? {
        var order: [String] = []
        var counts: [String: Int] = [:]
        for zone in members.compactMap(\.zone) {
            if counts[zone] == nil { order.append(zone) }
            counts[zone, default: 0] += 1
        }
        guard order.count > 1 else { return nil }
        var inRegion: [String: Int] = [:]
        for zone in all.compactMap(\.zone) { inRegion[zone, default: 0] += 1 }
        let whole = order.compactMap { zone in counts[zone].flatMap { $0 == inRegion[zone] ? (zone: zone, count: $0) : nil } }
            .sorted { $0.count < $1.count }
        guard whole.count > 1 else { return nil }
        return (whole[0].zone, whole[1].zone, whole[0].count + whole[1].count)
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
