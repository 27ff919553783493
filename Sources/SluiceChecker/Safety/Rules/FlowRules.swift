import SluiceModel

extension SafetyRules {
    /// What keeps a revision from going on, and what should.
    static let flowRules: [SafetyRule] = [
        SafetyRule(
            "S154", .warning, "a stage starts while the alarm fires that it watches",
            why:
                "Then the alarm cannot tell whether the new revision is at fault, and a deploy in the middle of an incident makes it harder "
                + "to end. `block when` waits until it is over.",
            wrong: "# no `block`", right: "block when errors, health"
        ) { view in
            view.waves.compactMap { wave in
                let blocking = Set(view.measured(wave.stage.policies.blocks).map(\.name))
                let open = view.measured(wave.watched).map(\.name).filter { !blocking.contains($0) }
                guard !open.isEmpty else { return nil }
                let names = open.map { "`\($0)`" }.joined(separator: ", ")
                return view.finding(
                    "S154", .warning, at: wave, clause: wave.origin?.block.policy("watch") ?? wave.head,
                    says: "it watches \(names), but starts while \(open.count == 1 ? "it fires" : "one of them fires")",
                    fix: "add `block when \(open.map(\.text).joined(separator: ", "))`")
            }
        },
        SafetyRule(
            "S155", .error, "a stage can never be reached",
            why:
                "A gate that nothing can open, or a condition that can never hold, ends every revision here. What stands behind it is never "
                + "deployed, and it looks as if it were.",
            wrong: "alarm any = errors or not errors\nblock when any, errors, health\n",
            right: "alarm any = errors or health\nblock when any, errors, health\n", find: deadEnds),
        SafetyRule(
            "S158", .warning, "an approval holds a stage that has deployed",
            why:
                "While it waits, the stage is occupied: no other revision gets in, not even a fix, and the new revision runs in front of "
                + "users without a bake that watches it. Approve before the deploy, or at the entry of the next phase.",
            wrong: "stage beta { deploy beta with host; approve 1 of alice timeout 1d; run \"./test\" timeout 10m }",
            right: "stage beta { approve 1 of alice timeout 1d; deploy beta with host; run \"./test\" timeout 10m }"
        ) { view in
            view.sites.flatMap { site -> [SafetyFinding] in
                guard let deploy = site.steps.firstIndex(where: { !$0.step.deploys.isEmpty }) else { return [] }
                return site.steps[deploy...].filter(\.step.isApproval).map {
                    view.finding(
                        "S158", .warning, at: site, clause: $0.clause, says: "it waits for an approval after it has deployed",
                        fix: "put `approve` before the deploy, or into a stage of its own after this one")
                }
            }
        },
    ]

    private static func deadEnds(_ view: SafetyView) -> [SafetyFinding] {
        view.sites.flatMap { site -> [SafetyFinding] in
            let gates = site.stage.policies.blocks.filter { view.alwaysFires($0) }.map {
                view.finding(
                    "S155", at: site, clause: site.policy("block"), says: "alarm `\($0)` fires always, so nothing can open this stage",
                    fix: "block on an alarm that can be quiet")
            }
            let steps = site.steps.compactMap { placed -> SafetyFinding? in
                guard let reason = placed.step.deadEnd else { return nil }
                return view.finding("S155", at: site, clause: placed.clause, says: reason.message, fix: reason.fix)
            }
            return gates + steps + view.unopenedPhase(of: site)
        }
    }
}

extension SafetyView {
    /// True for joined alarms that fire whatever the alarms in them do.
    fileprivate func alwaysFires(_ name: AlarmName) -> Bool {
        switch alarm(name)?.rule {
        case .measured(let measurement)?: return measurement.condition.constantValue == true
        case .composed(let expression)?:
            let names = measured(expression.names).map(\.name)
            guard names.count <= 10 else { return false }
            return (0..<(1 << names.count)).allSatisfy { bits in
                let firing = Set(names.indices.filter { bits & (1 << $0) != 0 }.map { names[$0] })
                return fires(expression, when: firing, depth: 0) == true
            }
        case nil: return false
        }
    }

    /// `nil` when alarms are joined in a circle or are not there.
    private func fires(_ expression: AlarmExpression, when firing: Set<AlarmName>, depth: Int) -> Bool? {
        guard depth < 50 else { return nil }
        switch expression {
        case .alarm(let name):
            switch alarm(name)?.rule {
            case .measured?: return firing.contains(name)
            case .composed(let inner)?: return fires(inner, when: firing, depth: depth + 1)
            case nil: return nil
            }
        case .not(let inner): return fires(inner, when: firing, depth: depth + 1).map { !$0 }
        case .and(let left, let right):
            guard let left = fires(left, when: firing, depth: depth + 1), let right = fires(right, when: firing, depth: depth + 1) else {
                return nil
            }
            return left && right
        case .or(let left, let right):
            guard let left = fires(left, when: firing, depth: depth + 1), let right = fires(right, when: firing, depth: depth + 1) else {
                return nil
            }
            return left || right
        }
    }

    /// An entry gate of a phase that asks for more people than it names; said at the phase's first stage.
    fileprivate func unopenedPhase(of site: Site) -> [SafetyFinding] {
        guard let name = site.stage.phase, sites.first(where: { $0.stage.phase == name })?.position == site.position else { return [] }
        let approvals = definition.phase(name)?.approvals ?? []
        let clauses = origins?.phases.first { $0.name == name }?.approvals ?? []
        return approvals.enumerated().compactMap { index, approval in
            guard let reason = Step.approve(approval).deadEnd else { return nil }
            return finding(
                "S155", at: site, clause: clauses.indices.contains(index) ? clauses[index] : nil, says: reason.message, fix: reason.fix)
        }
    }
}

extension Step {
    fileprivate var isApproval: Bool {
        if case .approve = self { true } else { false }
    }

    /// Why nothing can come after it.
    fileprivate var deadEnd: (message: String, fix: String)? {
        switch self {
        case .require(let require) where require.condition.constantValue == false:
            ("its `require` can never hold: what comes after it is never reached", "require something that is measured")
        case .bake(let bake) where bake.until?.constantValue == false:
            ("its bake waits for something that can never hold: it always fails", "wait for something that is measured")
        case .approve(let approve) where !approve.people.isEmpty && approve.count > approve.people.count:
            ("\(approve.count) of \(approve.people.count) people can never approve", "name more people, or ask for fewer")
        case .require, .bake, .approve, .deploy, .run, .wait, .artifact, .notify, .parallel: nil
        }
    }
}

extension Condition {
    /// Its value where neither a measurement nor a late name has a part in it.
    var constantValue: Bool? { references.isEmpty ? evaluate([], values: LateValues()).result : nil }
}
