import SluiceModel

extension SafetyCase {
    private static func regions(_ names: String..., each: Int = 3, pair: String? = nil) -> [Target] {
        names.flatMap { name in (1...each).map { target("\(name)\($0)", name, pair: pair) } }
    }

    static let radiusCases: [SafetyCase] = [
        SafetyCase("S131: two regions first", ["S131 one"]) { $0.deploy(1) { $0.fleet = [target("a1", "a"), target("b0", "b")] } },
        SafetyCase("S131: two zones first", ["S131 one"]) {
            $0.deploy(1) { $0.fleet = [target("a1", "a"), target("a0", "a", zone: "2")] }
        },
        SafetyCase("S131: three targets of one zone first", []) {
            $0.deploy(1) { $0.fleet = ["a1", "a0", "a9"].map { target($0, "a") } }
        },
        SafetyCase("S132: more than a tenth of the weight", ["S132 one warning"]) {
            $0.deploy(1) { $0.fleet = [target("a1", "a", weight: 1.4)] }
        },
        SafetyCase("S132: a tenth", []) { $0.deploy(1) { $0.fleet = [target("a1", "a", weight: 12.0 / 9)] } },
        SafetyCase("S132: a tenth of the traffic of all", []) {
            for stage in 1...3 { $0.deploy(stage) { $0.fleet = (1...9).map { target("b\($0)", "b") } } }
            $0.deploy(1) { $0.share = Percent(10) }
            $0.deploy(2) { $0.share = Percent(50) }
            $0.deploy(3) { $0.share = Percent(100) }
        },
        SafetyCase("S133: all regions at once", ["S133 three"]) {
            $0.deploy(3) { $0.fleet += ["c1", "c2", "c3"].map { target($0, "a") } }
        },
        SafetyCase("S133: two regions of three", []) { $0.deploy(3) { $0.fleet += regions("c") } },
        SafetyCase("S134: two regions of three", ["S134 three warning"]) { $0.deploy(3) { $0.fleet += regions("c") } },
        SafetyCase("S134: two regions of four", []) {
            $0.deploy(3) { $0.fleet = regions("b", "c") }
            $0.stages.append(wave("four", regions("d", each: 6)))
        },
        SafetyCase("S135: smaller than the one before", ["S135 two warning"]) {
            $0.deploy(1) { $0.fleet = (1...4).map { target("c\($0)", "a") } }
        },
        SafetyCase("S135: the last may be smaller", []) { $0.deploy(3) { $0.fleet = [target("b1", "b")] } },
        SafetyCase("S136: more than four times", ["S136 three warning"]) {
            $0.deploy(3) { $0.fleet = (1...13).map { target("b\($0)", "b") } }
        },
        SafetyCase("S136: four times", []) { $0.deploy(3) { $0.fleet = (1...12).map { target("b\($0)", "b") } } },
        SafetyCase("S137: in two waves", ["S137 two"]) { $0.deploy(2) { $0.fleet[0] = target("a1", "a") } },
        SafetyCase("S137: in two waves of shares", []) {
            $0.deploy(1) { $0.share = Percent(10) }
            $0.deploy(2) {
                $0.fleet[0] = target("a1", "a")
                $0.share = Percent(10)
            }
            $0.deploy(3) { $0.share = Percent(10) }
        },
        SafetyCase("S138: four regions in two waves", ["S138 one+two warning"]) {
            $0.stages.removeLast()
            $0.deploy(2) { $0.fleet = regions("a", "b", "c", "d") }
        },
        SafetyCase("S138: three regions in two waves", []) {
            $0.stages.removeLast()
            $0.deploy(2) { $0.fleet = regions("a", "b", "c") }
        },
        SafetyCase("S139: half a region", ["S139 three"]) { $0.deploy(3) { $0.rolling = .share(Percent(50)) } },
        SafetyCase("S139: a count of four of nine", ["S139 three"]) { $0.deploy(3) { $0.rolling = .count(4) } },
        SafetyCase("S139: a count of three of nine", []) { $0.deploy(3) { $0.rolling = .count(3) } },
        SafetyCase("S139: rounded up to one of two", ["S139 two warning"]) { $0.deploy(2) { $0.fleet.removeLast() } },
        SafetyCase("S139: a third of three", []) { $0.deploy(2) { $0.rolling = .share(Percent(33)) } },
        SafetyCase("S140: two zones of three may be down together", ["S140 three warning"]) {
            $0.deploy(3) { $0.fleet = (1...9).map { target("b\($0)", "b", zone: $0 < 8 ? "1" : "\($0)") } }
        },
        SafetyCase("S140: one zone at a time", []) {
            $0.deploy(3) {
                $0.fleet = (1...9).map { target("b\($0)", "b", zone: $0 < 8 ? "1" : "\($0)") }
                $0.oneAtATime = .zone
            }
        },
        SafetyCase("S140: the rest of the zones is in another wave", []) {
            $0.deploy(3) { $0.fleet = (1...6).map { target("b\($0)", "b", zone: "\($0 % 2)") } }
            $0.stages.append(wave("four", (7...12).map { target("b\($0)", "b", zone: "\($0 % 2)") }))
        },
        SafetyCase("S140: all that a small region has", ["S140 three warning"]) {
            $0.deploy(3) {
                $0.fleet = [target("b1", "b"), target("b2", "b")]
                $0.rolling = .count(2)
            }
        },
        SafetyCase("S140: one of two", []) {
            $0.deploy(3) {
                $0.fleet = [target("b1", "b"), target("b2", "b")]
                $0.rolling = .count(1)
            }
        },
        SafetyCase("S141: failures are tolerated", ["S141 three"]) { $0.deploy(3) { $0.maxFailures = .share(Percent(1)) } },
        SafetyCase("S141: none of them", []) { $0.deploy(3) { $0.maxFailures = .share(Percent(0)) } },
        SafetyCase("S142: two regions with one pair", ["S142 three warning"]) { $0.deploy(3) { $0.fleet = regions("b", "c", pair: "x") } },
        SafetyCase("S142: a region names the other", ["S142 three warning"]) {
            $0.deploy(3) { $0.fleet = regions("b", pair: "c") + regions("c") }
        },
        SafetyCase("S142: the pair is in another wave", []) {
            $0.deploy(2) { $0.fleet = regions("c", pair: "x") }
            $0.deploy(3) { $0.fleet = regions("b", pair: "x") + regions("d", pair: "y") }
        },
        SafetyCase("S143: two thirds without a bake", ["S143 one+two+three note"]) { $0.stages[2].steps.removeLast() },
        SafetyCase("S143: small waves", []) { $0.deploy(3) { $0.fleet = (1...6).map { target("b\($0)", "b") } } },
        SafetyCase("S143: a fifth out at once", ["S143 one+two+three note"]) {
            $0.deploy(3) {
                $0.fleet = (1...6).map { target("b\($0)", "b") }
                $0.rolling = .count(3)
            }
        },
    ]
}
