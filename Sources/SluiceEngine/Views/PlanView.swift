import OrderedCollections
public import SluiceModel

/// What a start of a revision would do, and what stands against it now; encodes as what `plan --format json` prints.
public struct PlanView: Hashable, Sendable, Codable {
    public struct Region: Hashable, Sendable, Codable {
        public var name: RegionName
        public var targets: Int
        /// Those that run the revision already.
        public var alreadyThere: Int
        /// How many are out at once.
        public var rolling: Int
    }

    /// A gate that is closed now.
    public struct Gate: Hashable, Sendable, Codable {
        public var kind: Wait.Kind
        public var reason: String
        public var until: Instant?
        public var unblockedBy: String

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(kind, forKey: .kind)
            try container.encode(reason, forKey: .reason)
            try container.encode(until, forKey: .until)
            try container.encode(unblockedBy, forKey: .unblockedBy)
        }
    }

    public struct Stage: Hashable, Sendable, Codable {
        public var name: StageName
        public var phase: PhaseName?
        public var isProduction: Bool
        /// As a script writes them: `deploy 9 targets with host`, `bake 1h`.
        public var steps: [String]
        public var regions: [Region]
        public var targets: Int
        /// Of the weight that counts for exposure, 0 to 1, in this stage alone and up to and with it.
        public var share: Double
        public var reached: Double
        public var windows: [String]
        public var watches: [AlarmName]
        public var blocks: [AlarmName]
        public var onAlarm: FailureResponse
        /// Empty: every gate is open now.
        public var closed: [Gate]
        /// When its windows and freezes let it start next; `nil` when that is not in sight.
        public var opens: Instant?

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(phase, forKey: .phase)
            try container.encode(isProduction, forKey: .isProduction)
            try container.encode(steps, forKey: .steps)
            try container.encode(regions, forKey: .regions)
            try container.encode(targets, forKey: .targets)
            try container.encode(share, forKey: .share)
            try container.encode(reached, forKey: .reached)
            try container.encode(windows, forKey: .windows)
            try container.encode(watches, forKey: .watches)
            try container.encode(blocks, forKey: .blocks)
            try container.encode(onAlarm, forKey: .onAlarm)
            try container.encode(closed, forKey: .closed)
            try container.encode(opens, forKey: .opens)
        }
    }

    public var pipeline: PipelineName
    public var revision: RevisionID?
    /// Why the revision is marked bad, when it is: a start then needs `because`.
    public var markedBad: String?
    public var mode: PipelineDefinition.Mode
    public var targets: Int
    /// The sum of the bakes: no start ends sooner.
    public var bakes: Duration
    public var stages: [Stage]
    /// Safety rules that the script silences, with its reasons.
    public var silenced: [Allowance]

    /// `state` may be empty: then nothing is known of what runs where, and alarms count as unread.
    public init(_ definition: PipelineDefinition, revision: RevisionID?, state: EngineState, now: Instant) {
        let fleet = definition.exposedFleet
        let total = fleet.values.reduce(0) { $0 + $1.weight }
        var reached = OrderedDictionary<TargetName, Double>()
        pipeline = definition.name
        self.revision = revision
        mode = definition.mode
        targets = Set(definition.stages.flatMap(\.targets).map(\.name)).count
        bakes = definition.stages.flatMap(\.steps).flatMap(\.bakes).reduce(.zero) { $0 + $1.duration }
        silenced = definition.allowances
        markedBad = revision.flatMap { state.pipelines[definition.name]?.badMark(of: $0)?.because }
        stages = []
        for stage in definition.stages {
            var own = OrderedDictionary<TargetName, Double>()
            for deploy in stage.steps.flatMap(\.deploys) {
                for target in deploy.fleet { own[target.name] = max(own[target.name] ?? 0, deploy.share?.ratio ?? 1) }
            }
            for (target, share) in own { reached[target] = max(reached[target] ?? 0, share) }
            let weigh = { (shares: OrderedDictionary<TargetName, Double>) -> Double in
                total > 0 ? min(1, shares.reduce(0) { $0 + $1.value * (fleet[$1.key]?.weight ?? 0) } / total) : 0
            }
            stages.append(
                Self.stage(stage, of: definition, revision: revision, state: state, now: now, share: weigh(own), reached: weigh(reached)))
        }
    }

    private static func stage(
        _ stage: StageDefinition, of definition: PipelineDefinition, revision: RevisionID?, state: EngineState, now: Instant, share: Double,
        reached: Double
    ) -> Stage {
        let situation = GateSituation(planning: revision ?? "", of: definition, before: stage, in: state, now: now)
        let freezes = stage.policies.freezes + (situation.activePolicies?.freezes ?? [])
        let known = state.pipelines[definition.name]?.targets
        let deploys = stage.steps.flatMap(\.deploys)
        let regions = stage.regions.map { region in
            let targets = stage.targets.filter { $0.region == region }
            let there = targets.count { revision != nil && known?[$0.name]?.runs?.revision.id == revision }
            let rolling = deploys.map { deploy in deploy.rolling.limit(of: deploy.fleet.count { $0.region == region }) }
            return Region(name: region, targets: targets.count, alreadyThere: there, rolling: rolling.max() ?? 1)
        }
        return Stage(
            name: stage.name, phase: stage.phase, isProduction: stage.isProduction, steps: stage.steps.map(\.planText), regions: regions,
            targets: stage.targets.count, share: share, reached: reached, windows: stage.policies.windows.map(\.text),
            watches: stage.watchedAlarms, blocks: situation.blocks, onAlarm: stage.policies.onAlarm,
            closed: Gates.evaluate(situation, now: now).map {
                Gate(kind: $0.kind, reason: $0.reason, until: $0.until, unblockedBy: $0.unblockedBy)
            },
            opens: OpeningCalendar(windows: stage.policies.windows, freezes: freezes).nextStart(from: now))
    }
}

extension Step {
    /// One line that says what it does.
    public var planText: String {
        switch self {
        case .deploy(let deploy):
            let share = deploy.share.map { " share \($0)" } ?? ""
            return "deploy \(deploy.fleet.count) target\(deploy.fleet.count == 1 ? "" : "s") with \(deploy.deployer)"
                + " rolling \(deploy.rolling.planText)\(share)"
        case .run(let run): return "run `\(run.command.scriptText)`"
        case .bake(let bake):
            let limit = bake.atMost.map { " at_most \($0.scriptText)" } ?? ""
            return "bake \(bake.duration.scriptText)\(bake.until == nil ? "" : " until its condition holds")\(limit)"
        case .approve(let approve):
            let people = approve.people.isEmpty ? "" : " of \(approve.people.joined(separator: ", "))"
            return "approve \(approve.count)\(people)"
        case .wait(let duration): return "wait \(duration.scriptText)"
        case .require: return "require a condition"
        case .artifact(let artifact): return "artifact \(artifact.path.scriptText) as \(artifact.name)"
        case .notify: return "notify"
        case .parallel(let steps): return "parallel { \(steps.map(\.planText).joined(separator: "; ")) }"
        }
    }
}

extension Pace {
    fileprivate var planText: String {
        switch self {
        case .count(let count): String(count)
        case .share(let share): share.description
        }
    }
}
