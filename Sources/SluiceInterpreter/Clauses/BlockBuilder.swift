import SluiceChecker
import SluiceModel
import SluiceSyntax

/// A clause's block while its statements are carried out.
struct BlockBuilder: Sendable {
    let place: Place
    let clause: EvaluatedClause
    let name: String
    var policies = OwnPolicies()
    var steps: [DraftStep] = []
    var stages: [DraftStage] = []
    var phases: [PhaseDefinition] = []
    var approvals: [ApproveStep] = []
    var pipeline = PipelineDraft()
    var deployer = DeployerDraft()
    var simulation = SimulationDraft()
    /// What the block states, for the safety rules.
    var origin: BlockOrigin
    /// Clauses of a deployer or of an entry gate.
    var clauseOrigins: [ClauseOrigin] = []
    var sources: [DefinitionOrigins.Source] = []
    var phaseOrigins: [DefinitionOrigins.Phase] = []
    /// Clauses that may stand once, with where they stood first.
    var once: [(word: String, span: Span)] = []

    init(place: Place, clause: EvaluatedClause, name: String, origin: ClauseOrigin) {
        self.place = place
        self.clause = clause
        self.name = name
        self.origin = BlockOrigin(origin)
    }

    /// Refuses the second clause of a kind that says one thing.
    mutating func onlyOnce(_ clause: EvaluatedClause, _ what: String? = nil) throws(Trouble) {
        let word = what ?? clause.word
        if let earlier = once.first(where: { $0.word == word }) {
            var trouble = Trouble(.givenTwice, "\(place.title) has one `\(word)` at most", label: "again", at: clause.layout.word.span)
            trouble.secondary = [Diagnostic.Label(earlier.span, "first here")]
            throw trouble
        }
        once.append((word, clause.layout.word.span))
    }
}

/// What a block itself says about gates and failures.
struct OwnPolicies: Sendable {
    var windows: [Window] = []
    var freezes: [Freeze] = []
    var blocks: [AlarmValue] = []
    var watches: [AlarmValue] = []
    var onAlarm: FailureResponse?
    var onFailure: FailureResponse?
    var rollbackPace: Pace?
    var isProduction = false
    var allowances: [DefinitionOrigins.Allowed] = []
    var defaults = StepDefaults()

    /// With what is inherited: gates and alarms add, windows unite, the rest is replaced.
    func inside(_ outer: OwnPolicies) -> OwnPolicies {
        var result = self
        result.windows = outer.windows + windows
        result.freezes = outer.freezes + freezes
        result.blocks = OwnPolicies.united(outer.blocks, blocks)
        result.watches = OwnPolicies.united(outer.watches, watches)
        result.onAlarm = onAlarm ?? outer.onAlarm
        result.onFailure = onFailure ?? outer.onFailure
        result.rollbackPace = rollbackPace ?? outer.rollbackPace
        result.isProduction = isProduction || outer.isProduction
        result.defaults = defaults.inside(outer.defaults)
        return result
    }

    static func united(_ first: [AlarmValue], _ second: [AlarmValue]) -> [AlarmValue] {
        first + second.filter { alarm in !first.contains { $0.definition == alarm.definition } }
    }

    var stagePolicies: StagePolicies {
        StagePolicies(
            windows: windows, freezes: freezes, blocks: blocks.map(\.definition.name), watches: watches.map(\.definition.name),
            onAlarm: onAlarm ?? .rollbackRegion, onFailure: onFailure ?? .rollbackRegion, rollbackPace: rollbackPace)
    }
}

/// `defaults { … }`.
struct StepDefaults: Sendable {
    var timeout: Duration?
    var rolling: Pace?
    var oneAtATime: DeployStep.Grouping?
    var maxFailures: Pace?
    var retries: Int?
    var backoff: Duration?

    func inside(_ outer: StepDefaults) -> StepDefaults {
        StepDefaults(
            timeout: timeout ?? outer.timeout, rolling: rolling ?? outer.rolling, oneAtATime: oneAtATime ?? outer.oneAtATime,
            maxFailures: maxFailures ?? outer.maxFailures, retries: retries ?? outer.retries, backoff: backoff ?? outer.backoff)
    }
}

struct DraftStage: Sendable {
    var name: String
    var span: Span
    var phase: PhaseName?
    var policies: OwnPolicies
    var steps: [DraftStep]
    var origin: BlockOrigin
}

/// A step before what it inherits is written into it.
struct DraftStep: Sendable {
    indirect enum Kind: Sendable {
        case deploy(DraftDeploy)
        case run(DraftRun)
        case bake(BakeStep, watching: [AlarmValue], until: [AlarmValue])
        case approve(ApproveStep)
        case wait(Duration)
        case require(RequireStep, alarms: [AlarmValue])
        case artifact(ArtifactStep)
        case notify(Notification.Channel)
        case parallel([DraftStep])
    }
    var kind: Kind
    var origin: ClauseOrigin
    var span: Span { origin.span }

    var stepOrigin: StepOrigin {
        if case .parallel(let inner) = kind { return StepOrigin(origin, inner: inner.map(\.stepOrigin)) }
        return StepOrigin(origin)
    }
}

struct DraftDeploy: Sendable {
    var fleet: [Target]
    var deployer: DeployerDefinition
    var rolling: Pace?
    var oneAtATime: DeployStep.Grouping?
    var maxFailures: Pace?
    var share: Percent?
    var timeout: Duration?
    var fleetSpan: Span
}

struct DraftRun: Sendable {
    var command: CommandTemplate
    var timeout: Duration?
    var retries: Int?
    var backoff: Duration?
    var isSafeToRepeat: Bool
    var name: String?
}

struct PipelineDraft: Sendable {
    var owner: String?
    var mode = PipelineDefinition.Mode.superseded
    var strict = false
    var parameters: [SluiceModel.Parameter] = []
    var notifications: [Notification] = []
}

struct DeployerDraft: Sendable {
    var install: CommandTemplate?
    var verify: [DeployerDefinition.Verification] = []
    var current: CommandTemplate?
    var uninstall: CommandTemplate?
    var environment: [CommandTemplate.Variable] = []
    var host: Template?
    var timeout: Duration?
}

struct SimulationDraft: Sendable {
    var previous: RevisionID?
    var installTakes: SimulationRequest.DurationSpan?
    var installFails = Percent(0)
    var faults: [SimulationRequest.Fault] = []
    var arrivals: [SimulationRequest.Arrival] = []
}
