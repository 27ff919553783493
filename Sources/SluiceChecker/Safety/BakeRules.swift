import SluiceModel

extension SafetyRules {
    static let bakeRules: [SafetyRule] = [
        SafetyRule(
            "S106", .error, "a bake is shorter than the alarms need",
            why: "An alarm over N datapoints needs N times its interval before it can fire: a shorter bake never sees the fault.",
            wrong: "alarm errors = error_ratio > 1% for 3 of 5 every 1m\nbake 2m watching errors",
            right: "alarm errors = error_ratio > 1% for 3 of 5 every 1m\nbake 15m watching errors", find: shortBakes),
        SafetyRule(
            "S120", .error, "a production wave goes on without a bake",
            why:
                "Most faults need time and traffic to show. Without a bake the next wave gets the revision before the first has shown them.",
            wrong: "wave one { deploy box with host }\nwave two { deploy rest with host; bake 1h }",
            right: "wave one { deploy box with host; bake 1h }\nwave two { deploy rest with host; bake 1h }", find: missingBakes),
        SafetyRule(
            "S125", .warning, "a bake does not ask for traffic",
            why: "An hour without requests proves nothing. `until` makes the bake wait for enough of them.",
            wrong: "bake 1h", right: "bake 1h until requests >= 100 at_most 6h"
        ) { view in
            view.waves.filter { wave in wave.bakes.contains { $0.until == nil } }.map {
                view.finding(
                    "S125", .warning, at: $0, says: "its bake ends by the clock alone", fix: "add `until requests >= 100 at_most 6h`, say")
            }
        },
        SafetyRule(
            "S126", .error, "a bake could wait for ever",
            why: "When the traffic never comes, the stage stays occupied and every later revision waits behind it.",
            wrong: "bake 1h until requests >= 100", right: "bake 1h until requests >= 100 at_most 6h"
        ) { view in
            view.definition.stages.filter { stage in stage.bakes.contains { $0.until != nil && $0.atMost == nil } }.map {
                view.finding("S126", at: $0, says: "its bake has `until` without `at_most`", fix: "add `at_most 6h`, say")
            }
        },
    ]

    private static func shortBakes(_ view: SafetyView) -> [SafetyFinding] {
        view.definition.stages.flatMap { stage in
            stage.bakes.compactMap { bake -> SafetyFinding? in
                guard let longest = view.longestWindow(of: bake, in: stage) else { return nil }
                let length = min(bake.duration, bake.atMost ?? bake.duration)
                let window = longest.window.scriptText
                let enough = (longest.window * 2).scriptText
                if length < longest.window {
                    return view.finding(
                        "S106", at: stage,
                        says: "it bakes \(length.scriptText), but alarm `\(longest.name)` looks at \(window): it cannot see a fault",
                        fix: "bake \(enough) or longer")
                }
                guard length < longest.window * 2 else { return nil }
                return view.finding(
                    "S106", .warning, at: stage,
                    says: "it bakes \(length.scriptText), less than twice the \(window) that alarm `\(longest.name)` looks at",
                    fix: "bake \(enough) or longer")
            }
        }
    }

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
}
