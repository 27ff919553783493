import SluiceModel
import SluiceSyntax

/// A definition as the rules look at it: production waves, which alarms count where, and where each clause stands.
struct SafetyView: Sendable {
    /// What else the script holds that declares it.
    struct Script: Sendable {
        let origins: ScriptOrigins
        let definitions: [PipelineDefinition]
        /// Findings about the script as a whole stand at its first definition.
        let isFirst: Bool
    }

    let definition: PipelineDefinition
    let origins: DefinitionOrigins?
    let script: Script?
    /// Every stage, in order.
    let sites: [Site]
    /// Stages of production that deploy, in order.
    let waves: [Site]
    /// Regions of all production waves, in order.
    let regions: [RegionName]
    /// The production targets of each region, each once.
    let regionTargets: [RegionName: [Target]]
    /// The weight of all production targets, each counted once.
    let totalWeight: Double
    private let alarms: [AlarmName: AlarmDefinition]

    init(_ definition: PipelineDefinition, origins: DefinitionOrigins? = nil, script: Script? = nil) {
        self.definition = definition
        self.origins = origins
        self.script = script
        sites = definition.stages.enumerated().map { index, stage in
            Site(index, stage, origins.flatMap { $0.stages.indices.contains(index) ? $0.stages[index] : nil })
        }
        waves = sites.filter { $0.stage.isProduction && !$0.targets.isEmpty }
        alarms = Dictionary(definition.alarms.map { ($0.name, $0) }) { first, _ in first }
        var regions: [RegionName] = []
        var members: [RegionName: [Target]] = [:]
        var seen: Set<TargetName> = []
        var weight = 0.0
        for target in waves.flatMap(\.targets) where seen.insert(target.name).inserted {
            if members[target.region] == nil { regions.append(target.region) }
            members[target.region, default: []].append(target)
            weight += target.weight
        }
        self.regions = regions
        regionTargets = members
        totalWeight = weight
    }

    // MARK: Findings

    func finding(
        _ code: String, _ severity: SafetyRule.Severity = .error, at sites: [Site] = [], clause: ClauseOrigin? = nil,
        says message: String, fix: String
    ) -> SafetyFinding {
        SafetyFinding(
            code: code, severity: severity, pipeline: definition.name, stages: sites.map(\.stage.name), message: message, fix: fix,
            clause: clause ?? sites.first?.head ?? origins?.head)
    }

    func finding(
        _ code: String, _ severity: SafetyRule.Severity = .error, at site: Site, clause: ClauseOrigin? = nil, says message: String,
        fix: String
    ) -> SafetyFinding {
        finding(code, severity, at: [site], clause: clause, says: message, fix: fix)
    }

    // MARK: Clauses

    /// The head of a stage's phase, or of the stage itself outside of phases.
    func phaseHead(of site: Site) -> ClauseOrigin? {
        origins?.phases.first { $0.name == site.stage.phase }?.head ?? site.head
    }

    func clause(of alarm: AlarmName) -> ClauseOrigin? {
        guard let definition = alarms[alarm] else { return nil }
        return script?.origins.alarms.first { $0.definition == definition }?.clause
    }

    func origin(of deployer: DeployerDefinition) -> ScriptOrigins.Deployer? {
        script?.origins.deployers.first { $0.definition == deployer }
    }

    // MARK: Alarms

    func alarm(_ name: AlarmName) -> AlarmDefinition? { alarms[name] }

    /// The measured alarms behind some names, with those that composed alarms join.
    func measured(_ names: [AlarmName]) -> [(name: AlarmName, measurement: AlarmDefinition.Measurement)] {
        var open = names[...]
        var seen: Set<AlarmName> = []
        var result: [(name: AlarmName, measurement: AlarmDefinition.Measurement)] = []
        while let name = open.popFirst() {
            guard seen.insert(name).inserted, let alarm = alarms[name] else { continue }
            switch alarm.rule {
            case .measured(let measurement): result.append((name, measurement))
            case .composed(let expression): open += expression.names
            }
        }
        return result
    }

    /// Beyond it a window is too long for any bake anyway, and its length would not fit.
    private static let mostDatapoints = 1_000_000

    /// How long an alarm looks back.
    static func window(of measurement: AlarmDefinition.Measurement) -> Duration {
        measurement.every * min(max(1, measurement.window), mostDatapoints)
    }
}

/// A stage with what the rules ask of it again and again.
struct Site: Sendable {
    /// A step, those of `parallel` among them.
    struct Placed: Sendable {
        let step: Step
        let clause: ClauseOrigin?
    }
    struct Deploy: Sendable {
        let step: DeployStep
        let clause: ClauseOrigin?
        /// Targets of each region, in the order of `regions`.
        let members: [RegionName: [Target]]
    }

    let position: Int
    let stage: StageDefinition
    let origin: DefinitionOrigins.Stage?
    /// Every step, those of `parallel` included.
    let steps: [Placed]
    let deploys: [Deploy]
    let bakes: [(step: BakeStep, clause: ClauseOrigin?)]
    let runs: [(step: RunStep, clause: ClauseOrigin?)]
    let targets: [Target]
    let regions: [RegionName]
    /// What the wave exposes: for waves of shares, the share of it.
    let weight: Double

    init(_ position: Int, _ stage: StageDefinition, _ origin: DefinitionOrigins.Stage?) {
        self.position = position
        self.stage = stage
        self.origin = origin
        let steps = Self.flattened(stage.steps, origin?.steps)
        self.steps = steps
        bakes = steps.compactMap { placed in
            if case .bake(let bake) = placed.step { (bake, placed.clause) } else { nil }
        }
        runs = steps.compactMap { placed in
            if case .run(let run) = placed.step { (run, placed.clause) } else { nil }
        }
        var seen: Set<TargetName> = []
        var targets: [Target] = []
        var regions: [RegionName] = []
        var seenRegions: Set<RegionName> = []
        var weight = 0.0
        var deploys: [Deploy] = []
        for placed in steps {
            guard case .deploy(let deploy) = placed.step else { continue }
            let share = deploy.share?.ratio ?? 1
            var members: [RegionName: [Target]] = [:]
            for target in deploy.fleet {
                members[target.region, default: []].append(target)
                guard seen.insert(target.name).inserted else { continue }
                targets.append(target)
                weight += target.weight * share
                if seenRegions.insert(target.region).inserted { regions.append(target.region) }
            }
            deploys.append(Deploy(step: deploy, clause: placed.clause, members: members))
        }
        self.deploys = deploys
        self.targets = targets
        self.regions = regions
        self.weight = weight
    }

    private static func flattened(_ steps: [Step], _ origins: [StepOrigin]?) -> [Placed] {
        steps.enumerated().flatMap { index, step -> [Placed] in
            let origin = origins.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            switch step {
            case .parallel(let inner): return flattened(inner, origin?.inner)
            case .deploy, .run, .bake, .approve, .wait, .require, .artifact, .notify: return [Placed(step: step, clause: origin?.clause)]
            }
        }
    }

    var head: ClauseOrigin? { origin?.block.head }
    var isProduction: Bool { stage.isProduction }

    /// True if it moves a share of each target rather than whole targets.
    var isShared: Bool { !deploys.isEmpty && deploys.allSatisfy { $0.step.share != nil } }

    /// The clause of a policy, or the head of the stage.
    func policy(_ word: String) -> ClauseOrigin? { origin?.block.policy(word) ?? head }

    /// Alarms that the stage watches, in deploy and in bakes, each once.
    var watched: [AlarmName] {
        var names: [AlarmName] = []
        for name in stage.policies.watches + bakes.flatMap(\.step.watching) where !names.contains(name) { names.append(name) }
        return names
    }

    /// How long it bakes in all; `nil` when it does not.
    var baking: Duration? { bakes.isEmpty ? nil : bakes.reduce(.zero) { $0 + $1.step.duration } }
}

extension RegionName {
    /// For messages: targets without a region share one without a name.
    var shown: String { text.isEmpty ? "the fleet's only region" : "`\(text)`" }
}

extension [RegionName] {
    var listed: String { map { $0.text.isEmpty ? "one without a name" : $0.text }.joined(separator: ", ") }
}

/// A share as people read it: `7.7%`.
func shareText(_ share: Double) -> String {
    guard share.isFinite, share.magnitude < 1e6 else { return "all" }
    return numberText((share * 1000).rounded() / 10) + "%"
}
