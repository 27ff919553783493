import OrderedCollections
public import SluiceModel

/// How much of the fleet had a revision, and for how long.
public struct Exposure: Hashable, Sendable, Codable {
    /// Greatest share of weight that had it, 0 to 1: weight × `share` over the weight of the production fleet, or of the whole
    /// fleet where nothing is production.
    public var share: Double
    /// Its first install.
    public var since: Instant?
    /// When the last target had its good revision back; `nil` while some has not, and when nothing went back.
    public var until: Instant?
    /// From the first install to the first failure.
    public var detectedAfter: Duration?

    public init(share: Double, since: Instant? = nil, until: Instant? = nil, detectedAfter: Duration? = nil) {
        self.share = share
        self.since = since
        self.until = until
        self.detectedAfter = detectedAfter
    }

    /// From the first install to the restore, or to `now`; `nil` when nothing was installed.
    public func length(at now: Instant) -> Duration? { since.map { (until ?? now) - $0 } }
}

extension EngineState {
    /// What an execution exposed so far. An install that began counts, and so does a target that had the revision already.
    public func exposure(of execution: ExecutionState) -> Exposure {
        let definition = definition(of: execution)
        let fleet = definition.exposedFleet
        let total = fleet.values.reduce(0) { $0 + $1.weight }
        var exposed = OrderedDictionary<TargetName, Double>()
        for (name, progress) in execution.stages {
            guard let stage = definition.stage(name) else { continue }
            for step in progress.steps.values {
                guard let deploy = step.deploy else { continue }
                let share = stage.deployStep(of: step)?.share?.ratio ?? 1
                for (target, state) in deploy.targets where state.state.isExposed {
                    exposed[target] = max(exposed[target] ?? 0, share)
                }
            }
        }
        let weight = exposed.reduce(0) { $0 + $1.value * (fleet[$1.key]?.weight ?? 0) }
        let since = execution.stages.values.compactMap(\.firstInstallAt).min()
        let endings = execution.rollbacks.compactMap { rollback($0) }
        let isBack = !endings.isEmpty && endings.allSatisfy { $0.end == .rolledBack }
        return Exposure(
            share: total > 0 ? min(1, weight / total) : 0, since: since,
            until: isBack ? endings.compactMap(\.endedAt).max() : nil,
            detectedAfter: since.flatMap { first in execution.detectedAt.map { max(.zero, $0 - first) } })
    }
}

extension PipelineDefinition {
    /// The targets by name that count for exposure.
    var exposedFleet: OrderedDictionary<TargetName, Target> {
        let production = stages.filter(\.isProduction)
        let targets = (production.isEmpty ? stages : production).flatMap(\.targets)
        var fleet = OrderedDictionary<TargetName, Target>()
        for target in targets where fleet[target.name] == nil { fleet[target.name] = target }
        return fleet
    }
}

extension StageDefinition {
    /// The step that a progress is of; `nil` when it has no such position.
    func step(of progress: StepProgress) -> Step? {
        guard steps.indices.contains(progress.position) else { return nil }
        let step = steps[progress.position]
        guard let child = progress.child, case .parallel(let children) = step else { return step }
        return children.indices.contains(child) ? children[child] : nil
    }

    func deployStep(of progress: StepProgress) -> DeployStep? {
        guard case .deploy(let deploy) = step(of: progress) else { return nil }
        return deploy
    }

    /// The alarms that it watches, those of its bakes included, each once.
    var watchedAlarms: [AlarmName] {
        var names = [AlarmName]()
        for name in policies.watches + steps.flatMap(\.bakes).flatMap(\.watching) where !names.contains(name) { names.append(name) }
        return names
    }
}

extension Step {
    var bakes: [BakeStep] {
        switch self {
        case .bake(let bake): [bake]
        case .parallel(let steps): steps.flatMap(\.bakes)
        case .deploy, .run, .approve, .wait, .require, .artifact, .notify: []
        }
    }
}

extension TargetProgress.State {
    /// An install of the revision has begun, or it was there already.
    var isExposed: Bool {
        switch self {
        case .pending, .asking: false
        case .installing, .verifying, .inDoubt, .settling, .healthy, .skipped, .verifyingAgain, .failed: true
        }
    }
}
