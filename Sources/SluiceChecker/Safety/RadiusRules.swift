import SluiceModel

extension SafetyRules {
    static let radiusRules: [SafetyRule] = [
        SafetyRule(
            "S131", .error, "the first production wave is too wide",
            why: "The first wave meets the unknown. One zone of one region keeps what breaks small, and leaves places to move users to.",
            wrong: "wave one { deploy prod with host; bake 1h }", right: "wave one_box { deploy waves.one_box(prod) with host; bake 1h }"
        ) { view in
            guard let first = view.waves.first else { return [] }
            if first.regions.count > 1 {
                return [
                    view.finding(
                        "S131", at: first, says: "the first production wave holds \(first.regions.count) regions: \(names(first.regions))",
                        fix: "begin with one target: `deploy waves.one_box(FLEET) with …`")
                ]
            }
            var zones: [String] = []
            for zone in first.targets.compactMap(\.zone) where !zones.contains(zone) { zones.append(zone) }
            guard zones.count > 1 else { return [] }
            return [
                view.finding(
                    "S131", at: first, says: "the first production wave holds \(zones.count) zones: \(zones.joined(separator: ", "))",
                    fix: "begin with one zone of one region")
            ]
        },
        SafetyRule(
            "S133", .error, "a wave holds every region at once",
            why: "When it goes wrong, there is no healthy region left to send users to.",
            wrong: "wave all { deploy prod with host; bake 1h }",
            right: "for step in waves.growing(prod) { wave \"regions-${step.number}\" { deploy step.targets with host; bake 1h } }"
        ) { view in
            guard view.regions.count > 1 else { return [] }
            return view.waves.filter { $0.regions.count == view.regions.count }.map {
                view.finding(
                    "S133", at: $0, says: "it holds all \(view.regions.count) regions at once",
                    fix: "split it: `for step in waves.growing(FLEET) { wave … }`")
            }
        },
        SafetyRule(
            "S135", .warning, "a wave is smaller than the one before",
            why: "Waves should grow as trust grows; a smaller one later costs time and finds nothing that its forerunner did not.",
            wrong: "wave half { … } wave tenth { … } wave rest { … }", right: "wave tenth { … } wave half { … } wave rest { … }"
        ) { view in
            pairs(view.waves.dropLast()).filter { view.weight($0.next) < view.weight($0.before) }.map {
                view.finding(
                    "S135", .warning, at: $0.next, says: "it is smaller than `\($0.before.name)` before it",
                    fix: "order waves from small to large")
            }
        },
        SafetyRule(
            "S136", .warning, "a wave is more than four times the one before",
            why: "The step from few users to nearly all of them skips the sizes at which rare faults show.",
            wrong: "wave one_box { … } wave everything { … }", right: "for step in waves.growing(prod, factor: 3) { wave … }"
        ) { view in
            pairs(view.waves).filter { view.weight($0.next) > 4 * view.weight($0.before) + 1e-9 }.map {
                let factor = Int(min(view.weight($0.next) / view.weight($0.before), 1e9).rounded())
                return view.finding(
                    "S136", .warning, at: $0.next, says: "it is \(factor) times as large as `\($0.before.name)` before it",
                    fix: "put a wave in between")
            }
        },
        SafetyRule(
            "S137", .error, "a production target is in two waves",
            why: "It gets the revision twice, and in between it counts as tested in a wave that does not hold it.",
            wrong: "wave one { deploy box with host } wave two { deploy prod with host }",
            right: "wave one { deploy box with host } wave two { deploy rest_without_box with host }", find: doubleTargets),
    ]

    private static func names(_ regions: [RegionName]) -> String { regions.map(\.text).joined(separator: ", ") }

    private static func pairs(_ waves: some Collection<StageDefinition>) -> [(before: StageDefinition, next: StageDefinition)] {
        zip(waves, waves.dropFirst()).map { (before: $0, next: $1) }
    }

    /// Waves of growing shares name the same targets on purpose.
    private static func doubleTargets(_ view: SafetyView) -> [SafetyFinding] {
        var holder: [TargetName: StageDefinition] = [:]
        return view.waves.filter { !$0.isShared }.compactMap { wave in
            var twice: [(target: TargetName, earlier: StageDefinition)] = []
            for target in wave.targets {
                if let earlier = holder[target.name] { twice.append((target.name, earlier)) } else { holder[target.name] = wave }
            }
            guard let first = twice.first else { return nil }
            let others = twice.count > 1 ? " and \(twice.count - 1) more" : ""
            return view.finding(
                "S137", at: wave, says: "target `\(first.target)`\(others) is already in `\(first.earlier.name)`",
                fix: "leave it out here: `waves.growing(FLEET, without: BOX)`")
        }
    }
}
