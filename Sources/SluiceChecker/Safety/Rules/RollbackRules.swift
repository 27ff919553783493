import SluiceModel

extension SafetyRules {
    /// What an alarm leads to.
    static let rollbackRules: [SafetyRule] = [
        SafetyRule(
            "S102", .error, "an alarm in production leads to nothing",
            why: "An alarm that only rings leaves the faulty revision in front of users until somebody wakes up.",
            wrong: "on alarm nothing", right: "on alarm rollback region"
        ) { view in
            view.waves.filter { $0.stage.policies.onAlarm == .nothing }.map {
                view.finding(
                    "S102", at: $0, clause: $0.policy("on alarm"), says: "its alarms lead to nothing",
                    fix: "write `on alarm rollback region`")
            }
        },
        SafetyRule(
            "S112", .warning, "nobody is named who may promote past a block",
            why:
                "While the alarm fires, nothing starts, the fix for it neither: somebody has to say `promote … past block`. At night that "
                + "somebody must be known; `owner`, or the people of an `approve`, says who.",
            wrong: "# no `owner`", right: "owner \"team-shop\""
        ) { view in
            guard view.definition.owner == nil, !view.definition.namesPeople else { return [] }
            return view.waves.filter { !$0.stage.policies.blocks.isEmpty }.map { wave in
                let alarms = wave.stage.policies.blocks.map { "`\($0)`" }.joined(separator: ", ")
                return view.finding(
                    "S112", .warning, at: wave, clause: wave.policy("block"),
                    says: "\(alarms) may block it, and nobody is named who may promote the fix past that",
                    fix: "add `owner \"TEAM\"` to the pipeline")
            }
        },
        SafetyRule(
            "S113", .warning, "the way back is slower than the way forward",
            why: "On the way back every minute is one in which users are hurt; the good revision is known, so it can go faster.",
            wrong: "rollback rolling 10%", right: "rollback rolling 50%", find: slowRollbacks),
    ]

    private static func slowRollbacks(_ view: SafetyView) -> [SafetyFinding] {
        view.waves.compactMap { wave in
            guard let back = wave.stage.policies.rollbackPace else { return nil }
            for deploy in wave.deploys {
                for region in wave.regions {
                    guard let total = deploy.members[region]?.count else { continue }
                    let (forward, backward) = (deploy.step.rolling.limit(of: total), back.limit(of: total))
                    guard backward < forward else { continue }
                    return view.finding(
                        "S113", .warning, at: wave, clause: wave.policy("rollback"),
                        says: "in \(region.shown) \(backward) of \(total) go back at once, but \(forward) go forward",
                        fix: "write `rollback rolling 50%`, or leave it out")
                }
            }
            return nil
        }
    }
}

extension PipelineDefinition {
    /// Whether an approval says who may decide.
    fileprivate var namesPeople: Bool {
        let steps = stages.flatMap(\.steps).contains { step in
            if case .approve(let approve) = step { !approve.people.isEmpty } else { false }
        }
        return steps || phases.contains { $0.approvals.contains { !$0.people.isEmpty } }
    }
}
