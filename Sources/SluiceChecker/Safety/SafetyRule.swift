public import SluiceModel
public import SluiceSyntax

/// One rule about the safety of a rollout.
public struct SafetyRule: Sendable {
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        case error
        case warning
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
    /// Nil when it concerns the pipeline as a whole.
    public let stage: StageName?
    public let message: String
    /// What to write instead.
    public let fix: String

    /// `checkout.one_box`, or the pipeline's name.
    public var place: String { stage.map { "\(pipeline).\($0)" } ?? pipeline.text }
}

/// What the rules say about one definition.
public struct SafetyReport: Hashable, Sendable {
    public struct Silenced: Hashable, Sendable {
        public let finding: SafetyFinding
        public let because: String
    }

    /// In the order of the rules, then of the stages.
    public let findings: [SafetyFinding]
    /// What an `allow` hides, with its reason.
    public let silenced: [Silenced]

    public var hasErrors: Bool { findings.contains { $0.severity == .error } }
}

/// The safety rules as one table.
public enum SafetyRules {
    /// In the order of their codes.
    public static let all: [SafetyRule] = (alarmRules + bakeRules + radiusRules + paceRules + flowRules).sorted { $0.code < $1.code }

    public static func rule(_ code: String) -> SafetyRule? { all.first { $0.code == code } }

    /// True for a code of the published list, so that an `allow` of a rule that this version cannot judge is no error.
    static func isReserved(_ code: String) -> Bool {
        guard code.first == "S", code.count == 4, let number = Int(code.dropFirst()) else { return false }
        return [101...113, 120...127, 131...143, 150...159, 170...175, 190...194].contains { $0.contains(number) }
    }

    /// Judges a definition; nothing is measured, the same definition gives the same report.
    public static func check(_ definition: PipelineDefinition) -> SafetyReport {
        let view = SafetyView(definition)
        var findings: [SafetyFinding] = []
        var silenced: [SafetyReport.Silenced] = []
        for finding in all.flatMap({ $0.find(view) }) {
            if let allowance = definition.allowances.first(where: { $0.rule == finding.code }) {
                silenced.append(SafetyReport.Silenced(finding: finding, because: allowance.because))
            } else {
                findings.append(finding)
            }
        }
        return SafetyReport(findings: findings, silenced: silenced)
    }
}
