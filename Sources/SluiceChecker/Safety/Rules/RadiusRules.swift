import SluiceModel

extension SafetyRules {
    /// How much of the fleet a fault reaches before it is found.
    static let radiusRules: [SafetyRule] = [
        SafetyRule(
            "S131", .error, "the first production wave is too wide",
            why: "The first wave meets the unknown. One zone of one region keeps what breaks small, and leaves places to move users to.",
            wrong: "let box = fleet([target(\"eu-0\", region: \"eu\", zone: \"1\"), target(\"eu-1\", region: \"eu\", zone: \"2\")])\n"
                + "allow S139 because \"for S132 and S139 the fleet of this page is too small\"\n"
                + "allow S132 because \"the same\"",
            right: "let box = fleet([target(\"eu-1\", region: \"eu\", zone: \"1\")])", find: wideStart),
        SafetyRule(
            "S132", .warning, "the first wave holds more than a tenth of the weight",
            why: "Who meets the unknown should be few: a tenth of the users is much to lose to a fault that a hundredth would have shown.",
            wrong: "let box = fleet([target(\"eu-1\", region: \"eu\", zone: \"1\", weight: 3)])",
            right: "let box = fleet([target(\"eu-1\", region: \"eu\", zone: \"1\", weight: 1)])"
        ) { view in
            guard let first = view.waves.first, view.totalWeight > 0, first.weight > view.totalWeight / 10 else { return [] }
            return [
                view.finding(
                    "S132", .warning, at: first, clause: first.deploys.first?.clause,
                    says: "the first wave holds \(shareText(first.weight / view.totalWeight)) of the weight",
                    fix: "begin with a smaller target, or with `share 10%` of its traffic")
            ]
        },
        SafetyRule(
            "S133", .error, "a wave holds every region at once",
            why: "When it goes wrong, there is no healthy region left to send users to.",
            wrong: "wave three { deploy fleet(flatten([us, [target(\"eu-9\", region: \"eu\", zone: \"9\")]])) with host "
                + "rolling 1; bake 2h until requests >= 100 at_most 6h }",
            right: "wave three { deploy us with host rolling 1; bake 2h until requests >= 100 at_most 6h }"
        ) { view in
            guard view.regions.count > 1 else { return [] }
            return view.waves.filter { $0.regions.count == view.regions.count }.map {
                view.finding(
                    "S133", at: $0, clause: $0.deploys.first?.clause, says: "it holds all \(view.regions.count) regions at once",
                    fix: "split it: `for step in waves.growing(FLEET) { wave … }`")
            }
        },
        SafetyRule(
            "S134", .warning, "a wave holds more than half of the regions",
            why: "If it goes wrong, the fewer regions that are left must carry the users of the many: they may go down under the load.",
            wrong: "let rest = flatten([[target(\"${r}-${n}\", region: r, zone: \"${n}\") for n in 1..3] for r in [\"us\", \"ap\"]])\n"
                + "wave three { deploy rest with host; bake 2h until requests >= 100 at_most 6h }",
            right: "wave three { deploy us with host; bake 2h until requests >= 100 at_most 6h }"
        ) { view in
            guard view.regions.count > 1 else { return [] }
            return view.waves.filter { $0.regions.count * 2 > view.regions.count && $0.regions.count < view.regions.count }.map {
                view.finding(
                    "S134", .warning, at: $0, clause: $0.deploys.first?.clause,
                    says: "it holds \($0.regions.count) of \(view.regions.count) regions: \($0.regions.listed)",
                    fix: "make two waves of it, or one for each region")
            }
        },
        SafetyRule(
            "S142", .warning, "two regions that stand in for each other are in one wave",
            why:
                "The `pair` of a region is where its users go when it is down. A fault in both at once leaves them nowhere: put them into "
                + "different waves.",
            wrong:
                "let us = flatten([\n    [target(\"${r}-${n}\", region: r, zone: \"${n}\", pair: \"us\") for n in 1..3] for r in [\"us-1\", \"us-2\"]\n])\n"
                + "allow S134 because \"three regions in all\"",
            right: "let us = [target(\"us-${n}\", region: \"us-1\", zone: \"${n % 3}\", pair: \"us\") for n in 1..9]", find: pairs),
        SafetyRule(
            "S143", .note, "the largest share at once",
            why:
                "Two figures of this rollout: how much of the production weight is out of service at the same moment (`rolling`, counted "
                + "with the heaviest targets of each region), and how much runs a revision that has not baked yet (a wave, and those before "
                + "it that have no bake). Both are what a fault costs at the worst moment. It is said when a fifth is out, or two thirds have not baked.",
            wrong: "let us = [target(\"us-${n}\", region: \"us\", zone: \"${n % 3}\") for n in 1..9]",
            right: "let us = [target(\"us-${n}\", region: \"us\", zone: \"${n % 3}\") for n in 1..6]", find: largestShares),
    ]

    private static func wideStart(_ view: SafetyView) -> [SafetyFinding] {
        guard let first = view.waves.first else { return [] }
        let clause = first.deploys.first?.clause
        if first.regions.count > 1 {
            return [
                view.finding(
                    "S131", at: first, clause: clause,
                    says: "the first production wave holds \(first.regions.count) regions: \(first.regions.listed)",
                    fix: "begin with one target: `deploy waves.one_box(FLEET) with …`")
            ]
        }
        var zones: [String] = []
        var seen: Set<String> = []
        for zone in first.targets.compactMap(\.zone) where seen.insert(zone).inserted { zones.append(zone) }
        guard zones.count > 1 else { return [] }
        return [
            view.finding(
                "S131", at: first, clause: clause,
                says: "the first production wave holds \(zones.count) zones: \(zones.joined(separator: ", "))",
                fix: "begin with one zone of one region")
        ]
    }

    /// Regions that name each other as `pair`, or that share the name of their pair.
    private static func pairs(_ view: SafetyView) -> [SafetyFinding] {
        var partners: [RegionName: String] = [:]
        for region in view.regions {
            for target in view.regionTargets[region] ?? [] {
                guard case .string(let pair)? = target.attribute("pair") else { continue }
                partners[region] = pair
                break
            }
        }
        guard !partners.isEmpty else { return [] }
        return view.waves.compactMap { wave in
            for (index, region) in wave.regions.enumerated() {
                guard let pair = partners[region] else { continue }
                let other = wave.regions.enumerated().first { place, other in
                    place != index && (other.text == pair || partners[other] == pair)
                }?.element
                guard let other else { continue }
                return view.finding(
                    "S142", .warning, at: wave, clause: wave.deploys.first?.clause,
                    says: "\(region.shown) and \(other.shown) stand in for each other and are both in it",
                    fix: "put them into different waves")
            }
            return nil
        }
    }

    // MARK: Shares

    private static let worthSaying = (out: 0.2, unbaked: 2.0 / 3)

    private static func largestShares(_ view: SafetyView) -> [SafetyFinding] {
        guard view.totalWeight > 0 else { return [] }
        var out = 0.0
        var unbaked = 0.0
        var running = 0.0
        for wave in view.waves {
            out = max(out, wave.deploys.reduce(0) { max($0, weightOut(of: $1)) })
            running += wave.weight
            unbaked = max(unbaked, running)
            if !wave.bakes.isEmpty { running = 0 }
        }
        let (outShare, unbakedShare) = (out / view.totalWeight, min(1, unbaked / view.totalWeight))
        guard outShare > worthSaying.out || unbakedShare > worthSaying.unbaked else { return [] }
        return [
            view.finding(
                "S143", .note, at: view.waves, clause: view.waves.first.flatMap(view.phaseHead),
                says: "at most \(shareText(outShare)) of the weight is out at once, and at most \(shareText(unbakedShare)) runs a revision "
                    + "that has not baked", fix: "smaller waves and a smaller `rolling` lower both")
        ]
    }

    /// The heaviest targets that a deploy may have out at once, in all regions.
    private static func weightOut(of deploy: Site.Deploy) -> Double {
        var total = 0.0
        var seen: Set<RegionName> = []
        for region in deploy.step.fleet.map(\.region) where seen.insert(region).inserted {
            let weights = (deploy.members[region] ?? []).map(\.weight).sorted(by: >)
            total += weights.prefix(deploy.step.rolling.limit(of: weights.count)).reduce(0, +)
        }
        return total * (deploy.step.share?.ratio ?? 1)
    }
}
