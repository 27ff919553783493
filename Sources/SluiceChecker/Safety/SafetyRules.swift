public import SluiceModel

/// The safety rules as one table.
public enum SafetyRules {
    /// In the order of their codes.
    public static let all: [SafetyRule] =
        (alarmRules + detectionRules + rollbackRules + bakeRules + radiusRules + growthRules + paceRules + windowRules
        + flowRules + stepRules + sourceRules + [idleAllowance]).sorted { $0.code < $1.code }

    private static let byCode: [String: SafetyRule] = Dictionary(all.map { ($0.code, $0) }) { first, _ in first }

    public static func rule(_ code: String) -> SafetyRule? { byCode[code] }

    /// True for a rule that the walk over the script judges, not this table.
    static func isHygiene(_ code: String) -> Bool { (190...194).contains { code == "S\($0)" } }

    /// Judges a definition without its script: where a clause stands, and what the script states or leaves to a default, is not known.
    ///
    /// Nothing is measured; the same definition gives the same report.
    public static func check(_ definition: PipelineDefinition) -> SafetyReport { check(SafetyView(definition), idle: []) }

    /// Judges everything that a script declares, one report for each definition, in their order.
    ///
    /// Findings about the script as a whole stand in the first one.
    public static func check(_ definitions: [PipelineDefinition], origins: ScriptOrigins) -> [SafetyReport] {
        definitions.enumerated().map { index, definition in
            let own = origins.definitions.first { $0.pipeline == definition.name }
            let script = SafetyView.Script(origins: origins, definitions: definitions, isFirst: index == 0)
            return check(SafetyView(definition, origins: own, script: script), idle: own?.allowances ?? [])
        }
    }

    private static func check(_ view: SafetyView, idle: [DefinitionOrigins.Allowed]) -> SafetyReport {
        var allowances = Allowances(view.definition)
        var findings = FindingGroups()
        var silenced = FindingGroups()
        for finding in all.flatMap({ $0.find(view) }) {
            if let because = allowances.reason(for: finding) {
                silenced.add(finding, because: because)
            } else {
                findings.add(finding)
            }
        }
        for finding in allowances.unused(idle, of: view) { findings.add(finding) }
        return SafetyReport(
            pipeline: view.definition.name, findings: findings.all.map(\.finding),
            silenced: silenced.all.map { SafetyReport.Silenced(finding: $0.finding, because: $0.because) })
    }
}

/// Findings of one rule at one clause, or with one text, are one finding about several stages.
private struct FindingGroups {
    private struct Key: Hashable {
        let code: String
        let severity: SafetyRule.Severity
        let clause: ClauseOrigin?
        let message: String
        let because: String
    }
    private(set) var all: [(finding: SafetyFinding, because: String)] = []
    private var places: [Key: Int] = [:]

    mutating func add(_ finding: SafetyFinding, because: String = "") {
        let key = Key(
            code: finding.code, severity: finding.severity, clause: finding.clause, message: finding.clause == nil ? finding.message : "",
            because: because)
        guard !finding.stages.isEmpty, let place = places[key] else {
            places[key] = all.count
            return all.append((finding, because))
        }
        for stage in finding.stages where !all[place].finding.stages.contains(stage) { all[place].finding.stages.append(stage) }
    }
}

/// The `allow` clauses of a definition, and which of them were needed.
private struct Allowances {
    private let allowances: [Allowance]
    private let stages: [StageName: StageDefinition]
    private var used: Set<Allowance> = []

    init(_ definition: PipelineDefinition) {
        allowances = definition.allowances
        stages =
            allowances.isEmpty ? [:] : Dictionary(definition.stages.map { ($0.name, $0) }) { first, _ in first }
    }

    /// Why a finding is silenced: every stage that it concerns is covered, or the pipeline as a whole.
    mutating func reason(for finding: SafetyFinding) -> String? {
        let candidates = allowances.filter { $0.rule == finding.code }
        guard !candidates.isEmpty else { return nil }
        if let whole = candidates.first(where: { $0.phase == nil && $0.stage == nil }) {
            used.insert(whole)
            return whole.because
        }
        var needed: [Allowance] = []
        for name in finding.stages {
            guard let stage = stages[name], let allowance = candidates.first(where: { $0.covers(stage) }) else { return nil }
            needed.append(allowance)
        }
        guard let first = needed.first else { return nil }
        used.formUnion(needed)
        return first.because
    }

    func unused(_ written: [DefinitionOrigins.Allowed], of view: SafetyView) -> [SafetyFinding] {
        written.compactMap { allowed in
            let allowance = allowed.allowance
            guard !used.contains(allowance), allowance.rule != SafetyRules.idleAllowance.code, SafetyRules.rule(allowance.rule) != nil
            else {
                return nil
            }
            let place = allowance.stage.map { "in `\($0)`" } ?? allowance.phase.map { "in phase `\($0)`" } ?? "in this pipeline"
            return view.finding(
                SafetyRules.idleAllowance.code, .warning, clause: allowed.clause,
                says: "\(allowance.rule) finds nothing \(place), so there is nothing to allow",
                fix: "remove the `allow`, or move it to the block that it is about")
        }
    }
}

extension SafetyRules {
    /// Found by whoever applies the allowances: it is about what the other rules did not find.
    fileprivate static let idleAllowance = SafetyRule(
        "S195", .warning, "an `allow` silences nothing",
        why:
            "A reason for a risk that is not there misleads whoever reads it, and it would hide the next finding of its rule. An `allow` "
            + "counts in the block where it stands, and nowhere else.",
        wrong: "wave two {\n    allow S102 because \"a drill\"\n    deploy eu with host\n    bake 12h until requests >= 100 at_most 24h\n}",
        right: "wave two {\n    deploy eu with host\n    bake 12h until requests >= 100 at_most 24h\n}"
    ) { _ in [] }
}
