import SluiceModel

extension SafetyRules {
    /// Whether an alarm can tell a fault from noise, and in time.
    static let detectionRules: [SafetyRule] = [
        SafetyRule(
            "S105", .error, "`for M of N` can never hold, or one datapoint decides",
            why: "With M above N the alarm never fires. With M = 1 a single noisy reading of a number rolls a healthy revision back.",
            wrong: "alarm errors = prometheus(\"http://prometheus:9090\", \"error_ratio{region='${region}'}\") > 1% for 1 of 3 every 10s "
                + "missing breaching",
            right: "alarm errors = prometheus(\"http://prometheus:9090\", \"error_ratio{region='${region}'}\") > 1% for 3 of 5 every 10s "
                + "missing breaching", find: breachCounts),
        SafetyRule(
            "S106", .error, "a bake is shorter than the alarms need",
            why:
                "An alarm over N datapoints needs N times its interval before it can fire: a shorter bake never sees the fault, and one "
                + "below twice that sees only faults that show at once.",
            wrong: "alarm errors = prometheus(\"http://prometheus:9090\", \"error_ratio{region='${region}'}\") > 1% for 3 of 5 every 15m "
                + "missing breaching",
            right: "alarm errors = prometheus(\"http://prometheus:9090\", \"error_ratio{region='${region}'}\") > 1% for 3 of 5 every 1m "
                + "missing breaching", find: shortBakes),
        SafetyRule(
            "S107", .warning, "the query looks back further than the bake lasts",
            why:
                "`rate(errors[2h])` is an average over two hours: a fault that begins now shows in it little by little. Range and "
                + "datapoints together are how late the alarm may be; the bake must last longer.",
            wrong: "alarm errors = prometheus(\"http://prometheus:9090\", \"sum(rate(errors_total{region='${region}'}[2h]))\") > 1% "
                + "for 3 of 5 every 10s missing breaching",
            right: "alarm errors = prometheus(\"http://prometheus:9090\", \"sum(rate(errors_total{region='${region}'}[1m]))\") > 1% "
                + "for 3 of 5 every 10s missing breaching", find: longRanges),
        SafetyRule(
            "S111", .note, "how likely noise stops a healthy rollout",
            why:
                "Each datapoint of a healthy target breaches now and then. This counts 0.1% of them, a common figure, and no connection "
                + "between one and the next: `for M of N` then fires by chance at a datapoint with 0.1% times the chance of M - 1 or more "
                + "of the N - 1 before it (binomial), and it is asked at every interval of every bake, for each region or target that it "
                + "is scoped to. It is said from 1% on: below that, noise is not what stops you.",
            wrong: "alarm health = http(\"http://${target.name}/health\") != 200 for 2 of 3 every 10s missing breaching",
            right: "alarm health = http(\"http://${target.name}/health\") != 200 for 3 of 5 every 10s missing breaching",
            find: falseAlarms),
    ]

    private static func breachCounts(_ view: SafetyView) -> [SafetyFinding] {
        let impossible = view.definition.alarms.compactMap { alarm -> SafetyFinding? in
            guard case .measured(let measurement) = alarm.rule, measurement.breaches > measurement.window else { return nil }
            return view.finding(
                "S105", clause: view.clause(of: alarm.name)?.part("for"),
                says: "alarm `\(alarm.name)` wants \(measurement.breaches) of \(measurement.window) datapoints: it can never fire",
                fix: "write `for \(measurement.window) of \(measurement.breaches)`")
        }
        return impossible
            + view.sites.flatMap { site in
                view.measured(site.watched).compactMap { alarm -> SafetyFinding? in
                    guard alarm.measurement.breaches == 1, alarm.measurement.window >= 1, alarm.measurement.condition.measuresNumber else {
                        return nil
                    }
                    return view.finding(
                        "S105", .warning, at: site, clause: view.clause(of: alarm.name)?.part("for"),
                        says: "alarm `\(alarm.name)` fires at a single datapoint of a number: noise stops healthy rollouts",
                        fix: "write `for 2 of 3`, say")
                }
            }
    }

    private static func shortBakes(_ view: SafetyView) -> [SafetyFinding] {
        view.sites.flatMap { site in
            site.bakes.compactMap { bake, clause -> SafetyFinding? in
                let alarms = view.measured(site.stage.policies.watches + bake.watching)
                guard let longest = alarms.map({ (name: $0.name, window: SafetyView.window(of: $0.measurement)) }).longest else {
                    return nil
                }
                let length = min(bake.duration, bake.atMost ?? bake.duration)
                let window = longest.window.scriptText
                let enough = (longest.window * 2).scriptText
                if length < longest.window {
                    return view.finding(
                        "S106", at: site, clause: clause,
                        says: "it bakes \(length.scriptText), but alarm `\(longest.name)` looks at \(window): it cannot see a fault",
                        fix: "bake \(enough) or longer")
                }
                guard length < longest.window * 2 else { return nil }
                return view.finding(
                    "S106", .warning, at: site, clause: clause,
                    says: "it bakes \(length.scriptText), less than twice the \(window) that alarm `\(longest.name)` looks at",
                    fix: "bake \(enough) or longer")
            }
        }
    }

    private static func longRanges(_ view: SafetyView) -> [SafetyFinding] {
        view.sites.flatMap { site in
            site.bakes.flatMap { bake, clause in
                view.measured(site.stage.policies.watches + bake.watching).compactMap { alarm -> SafetyFinding? in
                    let length = min(bake.duration, bake.atMost ?? bake.duration)
                    let range = alarm.measurement.condition.longestRange
                    let datapoints = alarm.measurement.every * max(1, min(alarm.measurement.breaches, 1_000_000))
                    guard range > .zero, range + datapoints > length else { return nil }
                    return view.finding(
                        "S107", .warning, at: site, clause: clause,
                        says:
                            "it bakes \(length.scriptText), but alarm `\(alarm.name)` averages over \(range.scriptText): a fault may show "
                            + "as late as \((range + datapoints).scriptText)",
                        fix: "shorten the range in the query, or bake \((range + datapoints).scriptText) or longer")
                }
            }
        }
    }

    // MARK: Noise

    /// How many datapoints of a healthy target breach: what S111 counts with.
    static let falseDatapoints = 0.001
    private static let worthSaying = 0.01

    private static func falseAlarms(_ view: SafetyView) -> [SafetyFinding] {
        var silence = 1.0
        var noisiest: (name: AlarmName, chance: Double)?
        for wave in view.waves {
            for name in wave.watched {
                let chance = chance(of: .alarm(name), in: wave, view)
                silence *= 1 - chance
                if chance > noisiest?.chance ?? 0 { noisiest = (name, chance) }
            }
        }
        let chance = 1 - silence
        guard chance >= worthSaying, let noisiest else { return [] }
        let most = chance > noisiest.chance ? ", most of it from `\(noisiest.name)`" : ""
        return [
            view.finding(
                "S111", .note, at: view.waves, clause: view.clause(of: noisiest.name),
                says: "a healthy rollout is stopped by noise with a chance of \(shareText(chance))\(most), "
                    + "if 0.1% of all datapoints breach by accident", fix: "ask for more datapoints, such as `for 3 of 5`")
        ]
    }

    /// That an alarm fires by accident during the bakes of a wave.
    private static func chance(of expression: AlarmExpression, in wave: Site, _ view: SafetyView, depth: Int = 0) -> Double {
        guard depth < 50 else { return 0 }
        switch expression {
        case .alarm(let name):
            guard let alarm = view.alarm(name) else { return 0 }
            switch alarm.rule {
            case .composed(let inner): return chance(of: inner, in: wave, view, depth: depth + 1)
            case .measured(let measurement):
                let instances =
                    switch alarm.scope {
                    case .global: 1
                    case .region: wave.regions.count
                    case .target: wave.targets.count
                    }
                let checks = (wave.baking ?? .zero).inSeconds / max(measurement.every.inSeconds, 1e-9) * Double(instances)
                return Noise.chance(measurement.breaches, of: measurement.window, checks: checks, each: falseDatapoints)
            }
        case .or(let left, let right):
            let (first, second) = (chance(of: left, in: wave, view, depth: depth + 1), chance(of: right, in: wave, view, depth: depth + 1))
            return 1 - (1 - first) * (1 - second)
        case .and(let left, let right):
            return chance(of: left, in: wave, view, depth: depth + 1) * chance(of: right, in: wave, view, depth: depth + 1)
        case .not: return 0
        }
    }
}

/// How often independent datapoints breach together by accident.
enum Noise {
    /// That M of the last N breach at some check, when each datapoint breaches with the given probability.
    ///
    /// A check counts when its own datapoint breaches and M - 1 or more of the N - 1 before it do. Checks are taken as independent,
    /// which is a little too high.
    static func chance(_ breaches: Int, of window: Int, checks: Double, each probability: Double) -> Double {
        guard breaches >= 1, breaches <= window, checks > 0 else { return 0 }
        let firing = probability * atLeast(breaches - 1, of: min(window, 10_000) - 1, each: probability)
        return 1 - power(1 - firing, checks)
    }

    /// P(X ≥ k) of a binomial variable.
    static func atLeast(_ least: Int, of count: Int, each probability: Double) -> Double {
        guard least > 0 else { return 1 }
        guard least <= count else { return 0 }
        // The term for `least`, factor by factor so that nothing overflows, then each from the one before.
        var term = 1.0
        for index in 0..<least { term *= Double(count - index) / Double(index + 1) * probability }
        term *= power(1 - probability, Double(count - least))
        var sum = 0.0
        var successes = least
        while successes <= count, term > sum * 1e-17 {
            sum += term
            term *= Double(count - successes) / Double(successes + 1) * probability / (1 - probability)
            successes += 1
        }
        return min(1, sum)
    }

    /// `base` to the power of a positive number, by squaring; the fraction of the exponent is dropped.
    private static func power(_ base: Double, _ exponent: Double) -> Double {
        var (result, square) = (1.0, base)
        var rest = UInt64(min(max(exponent, 0), 1e15))
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return result
    }
}

extension [(name: AlarmName, window: Duration)] {
    fileprivate var longest: Element? {
        reduce(nil) { longest, next in longest.map { $0.window >= next.window ? $0 : next } ?? next }
    }
}

extension Condition {
    /// The longest range of its Prometheus queries; zero for none.
    var longestRange: Duration {
        measurements.reduce(.zero) { longest, signal in
            if case .prometheus(let query) = signal { max(longest, QueryRange.longest(in: query.query.scriptText)) } else { longest }
        }
    }
}
