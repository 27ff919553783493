public import SluiceModel
public import SluiceSyntax

/// One rule about the safety of a rollout.
public struct SafetyRule: Sendable {
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        case error
        case warning
        /// Informs; never a reason to fail.
        case note

        public var ofDiagnostic: Diagnostic.Severity {
            switch self {
            case .error: .error
            case .warning: .warning
            case .note: .note
            }
        }
    }

    /// Stable, for example `S101`.
    public let code: String
    /// The gravest that its findings have.
    public let severity: Severity
    public let title: String
    /// Why it hurts users, and how to write it: what `sluice explain` shows.
    public let page: DiagnosticPage
    let find: @Sendable (SafetyView) -> [SafetyFinding]

    init(
        _ code: String, _ severity: Severity, _ title: String, why: String, wrong: String, right: String,
        find: @escaping @Sendable (SafetyView) -> [SafetyFinding]
    ) {
        self.code = code
        self.severity = severity
        self.title = title
        self.page = DiagnosticPage(code: code, title: title, text: why, wrong: wrong, right: right)
        self.find = find
    }
}

/// What a rule found in one place of a definition.
public struct SafetyFinding: Hashable, Sendable {
    public let code: String
    public let severity: SafetyRule.Severity
    public let pipeline: PipelineName
    /// The stages that it concerns, in order; empty when it is the pipeline as a whole.
    public internal(set) var stages: [StageName]
    public let message: String
    /// What to write instead.
    public let fix: String
    /// The clause that causes it; `nil` when no script is at hand.
    public let clause: ClauseOrigin?

    /// The first stage that it concerns.
    public var stage: StageName? { stages.first }

    /// `checkout.one_box`, or the pipeline's name.
    public var place: String { stage.map { "\(pipeline).\($0)" } ?? pipeline.text }

    /// With its place in the script; `nil` when no script is at hand.
    public var diagnostic: Diagnostic? {
        guard let clause else { return nil }
        var found = Diagnostic(
            code: code, severity: severity.ofDiagnostic, message: "\(place): \(message)", at: clause.span, fixes: [Diagnostic.Fix(fix)])
        if let call = clause.calledFrom { found.secondary = [Diagnostic.Label(call, "called from here")] }
        if stages.count > 1 { found.notes = ["also in \(stages.dropFirst().map { "`\($0)`" }.joined(separator: ", "))"] }
        return found
    }
}

/// What the rules say about one definition.
public struct SafetyReport: Hashable, Sendable {
    public struct Silenced: Hashable, Sendable {
        public internal(set) var finding: SafetyFinding
        public let because: String
    }

    public let pipeline: PipelineName
    /// In the order of the rules, then of the stages.
    public let findings: [SafetyFinding]
    /// What an `allow` hides, with its reason.
    public let silenced: [Silenced]

    public var hasErrors: Bool { findings.contains { $0.severity == .error } }
}
