import SluiceModel

extension SafetyRules {
    /// How waves follow one another.
    static let growthRules: [SafetyRule] = [
        SafetyRule(
            "S135", .warning, "a wave is smaller than the one before",
            why: "Waves should grow as trust grows; a smaller one later costs time and finds nothing that its forerunner did not.",
            wrong: "let ap = [target(\"ap-${n}\", region: \"ap\", zone: \"${n % 3}\") for n in 1..5]\n"
                + "wave four { deploy take(ap, 1) with host; bake 2h until requests >= 100 at_most 6h }\n"
                + "wave five { deploy drop(ap, 1) with host; bake 2h until requests >= 100 at_most 6h }",
            right: "wave two { deploy eu with host; bake 12h until requests >= 100 at_most 24h }\n"
                + "wave three { deploy us with host; bake 2h until requests >= 100 at_most 6h }"
        ) { view in
            pairs(view.waves.dropLast()).filter { $0.next.weight < $0.before.weight }.map {
                view.finding(
                    "S135", .warning, at: $0.next, says: "it is smaller than `\($0.before.stage.name)` before it",
                    fix: "order waves from small to large")
            }
        },
        SafetyRule(
            "S136", .warning, "a wave is more than four times the one before",
            why: "The step from few users to nearly all of them skips the sizes at which rare faults show.",
            wrong: "let us = [target(\"us-${n}\", region: \"us\", zone: \"${n % 3}\") for n in 1..15]",
            right: "let us = [target(\"us-${n}\", region: \"us\", zone: \"${n % 3}\") for n in 1..12]"
        ) { view in
            pairs(view.waves).filter { $0.next.weight > 4 * $0.before.weight + 1e-9 }.map {
                let factor = Int(min($0.next.weight / $0.before.weight, 1e9).rounded())
                return view.finding(
                    "S136", .warning, at: $0.next, clause: $0.next.deploys.first?.clause,
                    says: "it is \(factor) times as large as `\($0.before.stage.name)` before it", fix: "put a wave in between")
            }
        },
        SafetyRule(
            "S137", .error, "a production target is in no wave, or in two",
            why:
                "In two waves it gets the revision twice, and in between it counts as tested in a wave that does not hold it. In none, it "
                + "stays on an old revision, unseen: this is judged for a fleet that a variable names and of which at least half is in "
                + "production waves, and a target is missed when no stage of any pipeline in the script has it.",
            wrong: "wave two { deploy fleet(flatten([eu, box])) with host rolling 1; bake 12h until requests >= 100 at_most 24h }",
            right: "wave two { deploy eu with host rolling 1; bake 12h until requests >= 100 at_most 24h }"
        ) { view in doubleTargets(view) + forgottenTargets(view) },
        SafetyRule(
            "S138", .warning, "few waves for many regions",
            why: "With four regions and two waves, one wave is at least two regions, and nothing is learnt in between.",
            wrong: "let box = [target(\"eu-${n}\", region: \"eu\", zone: \"1\") for n in 1..3]\n"
                + "let us = flatten([[target(\"${r}-${n}\", region: r, zone: \"${n}\") for n in 1..3] for r in [\"us\", \"ap\", \"sa\"]])\n"
                + "phase production {\n    allow S134 because \"the regions are small\"\n    allow S132 because \"the same\"\n"
                + "    window mon..thu 09:00..16:00 in \"Europe/Berlin\"\n    block when errors, health\n    watch errors, health\n"
                + "    wave one { deploy box with host; bake 1h until requests >= 100 at_most 6h }\n"
                + "    wave two { deploy us with host; bake 12h until requests >= 100 at_most 24h }\n}",
            right: "wave one { deploy box with host; bake 1h until requests >= 100 at_most 6h }\n"
                + "wave two { deploy eu with host; bake 12h until requests >= 100 at_most 24h }\n"
                + "wave three { deploy us with host; bake 2h until requests >= 100 at_most 6h }"
        ) { view in
            guard view.regions.count >= 4, view.waves.count < 3 else { return [] }
            let waves = view.waves.count == 1 ? "one wave" : "\(view.waves.count) waves"
            return [
                view.finding(
                    "S138", .warning, at: view.waves, clause: view.waves.first.flatMap(view.phaseHead),
                    says: "\(view.regions.count) regions in \(waves)",
                    fix: "grow in steps: `for step in waves.growing(FLEET, first: 1, factor: 3) { wave … }`")
            ]
        },
    ]

    private static func pairs(_ waves: some Collection<Site>) -> [(before: Site, next: Site)] {
        zip(waves, waves.dropFirst()).map { (before: $0, next: $1) }
    }

    /// Waves of growing shares name the same targets on purpose.
    private static func doubleTargets(_ view: SafetyView) -> [SafetyFinding] {
        var holder: [TargetName: Site] = [:]
        return view.waves.filter { !$0.isShared }.compactMap { wave in
            var twice: [(target: TargetName, earlier: Site)] = []
            for target in wave.targets {
                if let earlier = holder[target.name] { twice.append((target.name, earlier)) } else { holder[target.name] = wave }
            }
            guard let first = twice.first else { return nil }
            let others = twice.count > 1 ? " and \(twice.count - 1) more" : ""
            return view.finding(
                "S137", at: wave, clause: wave.deploys.first?.clause,
                says: "target `\(first.target)`\(others) is already in `\(first.earlier.stage.name)`",
                fix: "leave it out here: `waves.growing(FLEET, without: BOX)`")
        }
    }

    private static func forgottenTargets(_ view: SafetyView) -> [SafetyFinding] {
        guard let script = view.script, !view.waves.isEmpty else { return [] }
        var held: Set<TargetName> = []
        for stage in script.definitions.flatMap(\.stages) {
            held.formUnion(stage.steps.flatMap(\.deploys).flatMap { $0.fleet.map(\.name) })
        }
        var production: Set<TargetName> = []
        for wave in view.waves { production.formUnion(wave.targets.map(\.name)) }
        var said: Set<TargetName> = []
        return script.origins.fleets.compactMap { fleet in
            let missed = fleet.targets.map(\.name).filter { !held.contains($0) }
            guard let first = missed.first, fleet.targets.count(where: { production.contains($0.name) }) * 2 >= fleet.targets.count,
                said.insert(first).inserted
            else { return nil }
            let others = missed.count > 1 ? " and \(missed.count - 1) more" : ""
            return view.finding(
                "S137", at: view.waves, clause: view.waves.first.flatMap(view.phaseHead),
                says: "target `\(first)`\(others) of `\(fleet.name)` is in no wave",
                fix: "add a wave that holds it, or take it out of the fleet")
        }
    }
}
