public import SluiceModel
public import SluiceSyntax

/// A clause of a script that made a part of a definition.
public struct ClauseOrigin: Hashable, Sendable {
    /// A modifier that the script states.
    public struct Modifier: Hashable, Sendable {
        public var word: String
        public var span: Span
        public init(_ word: String, _ span: Span) {
            self.word = word
            self.span = span
        }
    }

    /// A setting of `defaults` has the word of the clause in that block.
    public var word: String
    /// The clause, without its block.
    public var span: Span
    public var modifiers: [Modifier]
    /// Where the function was called that holds the clause.
    public var calledFrom: Span?

    public init(_ word: String, _ span: Span, modifiers: [Modifier] = [], calledFrom: Span? = nil) {
        self.word = word
        self.span = span
        self.modifiers = modifiers
        self.calledFrom = calledFrom
    }

    /// The span of what a modifier says; `nil` when the script does not state it.
    public func modifier(_ word: String) -> Span? { modifiers.first { $0.word == word }?.span }

    func part(_ word: String) -> ClauseOrigin {
        guard let span = modifier(word) else { return self }
        return ClauseOrigin(self.word, span, modifiers: modifiers, calledFrom: calledFrom)
    }
}

/// The clause of a step, with those of the steps in it.
public struct StepOrigin: Hashable, Sendable {
    public var clause: ClauseOrigin
    /// Of `parallel`.
    public var inner: [StepOrigin]
    public init(_ clause: ClauseOrigin, inner: [StepOrigin] = []) {
        self.clause = clause
        self.inner = inner
    }
}

/// What a block states: its head, and what it says about gates, failures and defaults.
public struct BlockOrigin: Hashable, Sendable {
    public var head: ClauseOrigin
    /// In the order written; what is inherited comes first.
    public var policies: [ClauseOrigin]
    /// Settings in `defaults`, the inherited ones first.
    public var defaults: [ClauseOrigin]
    public init(_ head: ClauseOrigin, policies: [ClauseOrigin] = [], defaults: [ClauseOrigin] = []) {
        self.head = head
        self.policies = policies
        self.defaults = defaults
    }

    /// The last one, which counts where clauses replace one another.
    func policy(_ word: String) -> ClauseOrigin? { policies.last { $0.word == word } }
    func setting(_ word: String) -> ClauseOrigin? { defaults.last { $0.word == word } }
}

/// Where the parts of one definition come from, beside it: a definition itself holds no places, so that its hash does not change
/// with how a script is laid out.
///
/// Invariant: `stages` and `steps` go by the positions of the definition.
public struct DefinitionOrigins: Hashable, Sendable {
    public struct Stage: Hashable, Sendable {
        public var block: BlockOrigin
        public var steps: [StepOrigin]
        public init(_ block: BlockOrigin, steps: [StepOrigin]) {
            self.block = block
            self.steps = steps
        }
    }
    public struct Phase: Hashable, Sendable {
        public var name: PhaseName
        public var head: ClauseOrigin
        /// Of its entry gate.
        public var approvals: [ClauseOrigin]
        public init(_ name: PhaseName, _ head: ClauseOrigin, approvals: [ClauseOrigin]) {
            self.name = name
            self.head = head
            self.approvals = approvals
        }
    }
    public struct Allowed: Hashable, Sendable {
        public var allowance: Allowance
        public var clause: ClauseOrigin
        public init(_ allowance: Allowance, _ clause: ClauseOrigin) {
            self.allowance = allowance
            self.clause = clause
        }
    }
    public struct Source: Hashable, Sendable {
        public var clause: ClauseOrigin
        public var requiresReview: Bool
        public init(_ clause: ClauseOrigin, requiresReview: Bool) {
            self.clause = clause
            self.requiresReview = requiresReview
        }
    }

    public var pipeline: PipelineName
    public var head: ClauseOrigin
    public var phases: [Phase]
    public var stages: [Stage]
    public var allowances: [Allowed]
    public var sources: [Source]

    public init(
        _ pipeline: PipelineName, _ head: ClauseOrigin, phases: [Phase] = [], stages: [Stage] = [], allowances: [Allowed] = [],
        sources: [Source] = []
    ) {
        self.pipeline = pipeline
        self.head = head
        self.phases = phases
        self.stages = stages
        self.allowances = allowances
        self.sources = sources
    }
}

/// Where everything that a script declares comes from.
public struct ScriptOrigins: Hashable, Sendable {
    public struct Alarm: Hashable, Sendable {
        public var definition: AlarmDefinition
        public var clause: ClauseOrigin
        public init(_ definition: AlarmDefinition, _ clause: ClauseOrigin) {
            self.definition = definition
            self.clause = clause
        }
    }
    public struct Deployer: Hashable, Sendable {
        public var definition: DeployerDefinition
        public var head: ClauseOrigin
        /// In the order written.
        public var clauses: [ClauseOrigin]
        public init(_ definition: DeployerDefinition, _ head: ClauseOrigin, clauses: [ClauseOrigin]) {
            self.definition = definition
            self.head = head
            self.clauses = clauses
        }
    }
    /// A fleet that a variable of the script names.
    public struct NamedFleet: Hashable, Sendable {
        public var name: String
        public var targets: [Target]
        public init(_ name: String, _ targets: [Target]) {
            self.name = name
            self.targets = targets
        }
    }

    public var definitions: [DefinitionOrigins] = []
    public var alarms: [Alarm] = []
    public var deployers: [Deployer] = []
    public var fleets: [NamedFleet] = []
    /// Alarms whose state a command or a test asks for.
    public var askedAlarms: [AlarmName] = []

    public init() {}
}
