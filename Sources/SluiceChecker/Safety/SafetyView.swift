import SluiceModel

/// A definition as the rules look at it: production waves, and which alarms count where.
struct SafetyView: Sendable {
    let definition: PipelineDefinition
    /// Stages of production that deploy, in order.
    let waves: [StageDefinition]
    /// Regions of all production waves, in order.
    let regions: [RegionName]

    init(_ definition: PipelineDefinition) {
        self.definition = definition
        waves = definition.stages.filter { $0.isProduction && !$0.targets.isEmpty }
        var seen: [RegionName] = []
        for region in waves.flatMap(\.regions) where !seen.contains(region) { seen.append(region) }
        regions = seen
    }

    func finding(
        _ code: String, _ severity: SafetyRule.Severity = .error, at stage: StageDefinition? = nil, says message: String, fix: String
    ) -> SafetyFinding {
        SafetyFinding(code: code, severity: severity, pipeline: definition.name, stage: stage?.name, message: message, fix: fix)
    }

    // MARK: Alarms

    /// The alarms that a stage watches, in deploy and in bakes, each once.
    func watched(_ stage: StageDefinition) -> [AlarmName] {
        var names: [AlarmName] = []
        for name in stage.policies.watches + stage.bakes.flatMap(\.watching) where !names.contains(name) { names.append(name) }
        return names
    }

    /// The measured alarms behind some names, with those that composed alarms join.
    func measured(_ names: [AlarmName]) -> [(name: AlarmName, measurement: AlarmDefinition.Measurement)] {
        var open = names
        var seen: [AlarmName] = []
        var result: [(name: AlarmName, measurement: AlarmDefinition.Measurement)] = []
        while let name = open.first {
            open.removeFirst()
            guard !seen.contains(name), let alarm = definition.alarm(name) else { continue }
            seen.append(name)
            switch alarm.rule {
            case .measured(let measurement): result.append((name, measurement))
            case .composed(let expression): open += expression.names
            }
        }
        return result
    }

    /// The alarm with the longest window of a bake, and that window.
    func longestWindow(of bake: BakeStep, in stage: StageDefinition) -> (name: AlarmName, window: Duration)? {
        measured(stage.policies.watches + bake.watching)
            .map { (name: $0.name, window: $0.measurement.every * min(max(1, $0.measurement.window), Self.mostDatapoints)) }
            .reduce(nil) { longest, next in longest.map { $0.window >= next.window ? $0 : next } ?? next }
    }

    /// Beyond it a window is too long for any bake anyway, and its length would not fit.
    private static let mostDatapoints = 1_000_000

    // MARK: Weight

    /// The weight that a wave exposes: for waves of shares the share of it.
    func weight(_ wave: StageDefinition) -> Double {
        var seen: [TargetName] = []
        var total = 0.0
        for deploy in wave.deploys {
            for target in deploy.fleet where !seen.contains(target.name) {
                seen.append(target.name)
                total += target.weight * (deploy.share?.ratio ?? 1)
            }
        }
        return total
    }
}

extension StageDefinition {
    /// Every step, those of `parallel` included.
    var allSteps: [Step] { steps.flatMap(\.withParallel) }
    var deploys: [DeployStep] { steps.flatMap(\.deploys) }

    var bakes: [BakeStep] {
        allSteps.compactMap { step in
            if case .bake(let bake) = step { bake } else { nil }
        }
    }

    var runs: [RunStep] {
        allSteps.compactMap { step in
            if case .run(let run) = step { run } else { nil }
        }
    }

    /// True if it moves a share of each target rather than whole targets.
    var isShared: Bool { !deploys.isEmpty && deploys.allSatisfy { $0.share != nil } }

    func targets(in region: RegionName) -> [Target] { targets.filter { $0.region == region } }
}

extension Step {
    fileprivate var withParallel: [Step] {
        switch self {
        case .parallel(let steps): steps.flatMap(\.withParallel)
        case .deploy, .run, .bake, .approve, .wait, .require, .artifact, .notify: [self]
        }
    }
}

extension RegionName {
    /// For messages: targets without a region share one without a name.
    var shown: String { text.isEmpty ? "the fleet's only region" : "`\(text)`" }
}
