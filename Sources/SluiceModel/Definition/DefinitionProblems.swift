extension PipelineDefinition {
    /// What keeps it from being activated or started, each with the way out; empty when nothing does.
    ///
    /// A definition without problems can be carried out: whatever it names is in it, and no stage does two things to one target
    /// at once.
    public var problems: [Refusal] {
        nameProblems + repeatedNames + alarms.flatMap(problems(of:)) + phaseProblems + stages.flatMap(problems(of:))
    }

    private func problem(_ message: String, _ help: String) -> Refusal { Refusal("\(name) \(message)", help: help) }

    private var nameProblems: [Refusal] {
        var problems = [Refusal]()
        if name.text.isEmpty { problems.append(Refusal("a pipeline has no name", help: "give it one: pipeline NAME { … }")) }
        if stages.isEmpty { problems.append(problem("has no stages", "add one: stage NAME { … }")) }
        let named: [(String, [String])] = [
            ("a stage", stages.map(\.name.text)), ("a phase", phases.map(\.name.text)), ("an alarm", alarms.map(\.name.text)),
            ("a deployer", deployers.map(\.name.text)), ("a parameter", parameters.map(\.name)),
            ("a target", stages.flatMap(\.targets).map(\.name.text)),
        ]
        for (kind, names) in named where names.contains("") { problems.append(problem("has \(kind) without a name", "give it one")) }
        return problems
    }

    private var repeatedNames: [Refusal] {
        let named: [(String, [String])] = [
            ("stages", stages.map(\.name.text)), ("phases", phases.map(\.name.text)), ("alarms", alarms.map(\.name.text)),
            ("deployers", deployers.map(\.name.text)), ("parameters", parameters.map(\.name)),
        ]
        return named.flatMap { kind, names in
            names.repeated.map { problem("has two \(kind) named `\($0)`", "give each its own name") }
        }
    }

    private func problems(of alarm: AlarmDefinition) -> [Refusal] {
        switch alarm.rule {
        case .measured(let rule):
            guard rule.breaches >= 1, rule.breaches <= rule.window else {
                return [
                    problem("has alarm `\(alarm.name)` for \(rule.breaches) of \(rule.window)", "say for M of N, M from 1 to N")
                ]
            }
            guard rule.every > .zero else {
                return [problem("has alarm `\(alarm.name)` sampled every \(rule.every.scriptText)", "say every D, D above zero")]
            }
            return []
        case .composed(let expression):
            let unknown = unknownAlarms(expression.names, in: "alarm `\(alarm.name)`")
            guard unknown.isEmpty, reaches(alarm.name, from: expression.names) else { return unknown }
            return [problem("has alarm `\(alarm.name)` made from itself", "compose it from alarms that measure")]
        }
    }

    private func reaches(_ name: AlarmName, from names: [AlarmName]) -> Bool {
        var seen = Set<AlarmName>()
        var open = names
        while let next = open.popLast() {
            if next == name { return true }
            guard seen.insert(next).inserted, case .composed(let expression)? = alarm(next)?.rule else { continue }
            open += expression.names
        }
        return false
    }

    private func unknownAlarms(_ names: [AlarmName], in place: String) -> [Refusal] {
        names.unique.filter { alarm($0) == nil }.map { missing in
            let known = alarms.map { "`\($0.name)`" }.joined(separator: ", ")
            return problem(
                "has no alarm `\(missing)`, which \(place) names",
                known.isEmpty ? "declare it: alarm \(missing) = …" : "there are: \(known)")
        }
    }

    private var phaseProblems: [Refusal] {
        let named = stages.compactMap(\.phase).unique
        let undeclared = named.filter { phase($0) == nil }.map { problem("has no phase `\($0)`, which a stage names", "declare it") }
        let torn = named.filter { name in
            let places = stages.indices.filter { stages[$0].phase == name }
            return places.count <= (places.last ?? 0) - (places.first ?? 0)
        }
        return undeclared + torn.map { problem("has other stages between those of phase `\($0)`", "put its stages next to one another") }
    }

    private func problems(of stage: StageDefinition) -> [Refusal] {
        let place = "stage `\(stage.name)`"
        let policies = stage.policies
        let unreadable = stages.allSatisfy(\.targets.isEmpty) ? policies.blocks.filter { alarm($0)?.scope ?? .global != .global } : []
        return unreadable.map { name in
            problem(
                "blocks \(place) when `\(name)`, which is read for each \(alarm(name)?.scope.rawValue ?? ""), but deploys nowhere",
                "block on an alarm that names no target and no region")
        } + unknownAlarms(policies.blocks + policies.watches + stage.steps.flatMap(\.bakedAlarms), in: place)
            + stage.steps.flatMap(\.deploys).flatMap { problems(of: $0, in: place) }
            + stage.steps.flatMap(\.sharedTargets).unique.map { target in
                problem(
                    "deploys to `\(target)` twice at once in \(place)", "take one of the deploys to `\(target)` out of the `parallel`")
            }
    }

    private func problems(of deploy: DeployStep, in place: String) -> [Refusal] {
        var problems = [Refusal]()
        if deployer(deploy.deployer) == nil {
            let known = deployers.map { "`\($0.name)`" }.joined(separator: ", ")
            problems.append(
                problem(
                    "has no deployer `\(deploy.deployer)`, which \(place) names",
                    known.isEmpty ? "declare it: deployer \(deploy.deployer) { … }" : "there are: \(known)"))
        }
        problems += deploy.fleet.map(\.name).repeated.map { target in
            problem("has a fleet in \(place) that holds `\(target)` twice", "give each target its own name, or say unique(FLEET)")
        }
        problems += deploy.fleet.filter { !($0.weight.isFinite && $0.weight > 0) }.map { target in
            problem("gives `\(target.name)` in \(place) the weight \(target.weight)", "a weight is above zero")
        }
        return problems
    }
}

extension Step {
    fileprivate var bakedAlarms: [AlarmName] {
        switch self {
        case .bake(let bake): bake.watching
        case .parallel(let steps): steps.flatMap(\.bakedAlarms)
        case .deploy, .run, .approve, .wait, .require, .artifact, .notify: []
        }
    }

    /// Targets of more than one of the deploys that it does at once.
    fileprivate var sharedTargets: [TargetName] {
        guard case .parallel = self else { return [] }
        return deploys.flatMap { $0.fleet.map(\.name).unique }.repeated
    }
}

extension Array where Element: Hashable {
    /// Each element once, in order.
    fileprivate var unique: [Element] {
        var seen = Set<Element>()
        return filter { seen.insert($0).inserted }
    }

    /// Those that are there more than once, each once, in order.
    fileprivate var repeated: [Element] {
        var seen = Set<Element>()
        return filter { !seen.insert($0).inserted }.unique
    }
}
