import SluiceChecker
import SluiceModel
import SluiceReport
import SluiceSyntax

/// What `sluice check` says about one script, for people and for programs.
struct CheckReport {
    let found: ScriptCheck.Findings
    private let findings: [SafetyFinding]
    private let silenced: [SafetyReport.Silenced]

    init(_ found: ScriptCheck.Findings) {
        self.found = found
        findings = found.safety.flatMap(\.findings)
        silenced = found.safety.flatMap(\.silenced)
    }

    // MARK: People

    /// Mistakes and findings with the lines that cause them; what only informs, and what is allowed, in a line each.
    func show(on console: Console) {
        let style = console.resultStyle
        let text = DiagnosticText(files: found.files, style: style)
        let grave = findings.filter { $0.severity != .note }.compactMap(\.diagnostic)
        let shown = found.diagnostics + grave
        if !shown.isEmpty { console.result(text.render(shown)) }
        for finding in findings where finding.severity == .note {
            console.result("\(style.paint("note[\(finding.code)]", .note)) \(finding.pipeline): \(finding.message)")
        }
        for silenced in silenced {
            console.result(style.paint("allowed[\(silenced.finding.code)] \(silenced.finding.place): \(silenced.because)", .dim))
        }
        let counts = DiagnosticText.summary(shown)
        console.note(counts.isEmpty ? "no mistakes, no safety findings" : counts)
    }

    // MARK: Programs

    /// One document for all scripts: `{"diagnostics": […], "safety": […], "allowed": […]}`.
    static func json(_ found: [ScriptCheck.Findings]) -> CanonicalValue {
        var diagnostics: [CanonicalValue] = []
        var safety: [CanonicalValue] = []
        var allowed: [CanonicalValue] = []
        for script in found {
            if case .list(let values)? = DiagnosticJSON.value(of: script.diagnostics, files: script.files)["diagnostics"] {
                diagnostics += values
            }
            let report = CheckReport(script)
            safety += report.findings.map { .object(report.members(of: $0)) }
            allowed += report.silenced.map { .object(report.members(of: $0.finding) + [.init("because", .string($0.because))]) }
        }
        return .object([.init("diagnostics", .list(diagnostics)), .init("safety", .list(safety)), .init("allowed", .list(allowed))])
    }

    private func members(of finding: SafetyFinding) -> [CanonicalValue.Member] {
        func place(_ span: Span?) -> CanonicalValue { span.map { DiagnosticJSON.place($0, found.files) } ?? .null }
        return [
            .init("code", .string(finding.code)), .init("severity", .string(finding.severity.rawValue)),
            .init("pipeline", .string(finding.pipeline.text)), .init("stage", finding.stage.map { .string($0.text) } ?? .null),
            .init("stages", .list(finding.stages.map { .string($0.text) })), .init("message", .string(finding.message)),
            .init("fix", .string(finding.fix)), .init("place", place(finding.clause?.span)),
            .init("called_from", place(finding.clause?.calledFrom)),
        ]
    }

    func sarif(version: String) -> CanonicalValue {
        DiagnosticSARIF.run(
            of: found.diagnostics + findings.compactMap(\.diagnostic),
            allowed: silenced.compactMap { silenced in
                silenced.finding.diagnostic.map { DiagnosticSARIF.Allowed($0, because: silenced.because) }
            }, files: found.files, version: version, rule: Self.rule)
    }

    private static func rule(_ code: String) -> DiagnosticSARIF.Rule? {
        DiagnosticCodes.page(code).map { page in
            let level = SafetyRules.rule(code)?.severity.ofDiagnostic ?? (code.hasPrefix("S") ? .warning : .error)
            return DiagnosticSARIF.Rule(page, level: level)
        }
    }
}
