import SluiceChecker
import SluiceModel
import SluiceReport

/// What the safety rules say about a definition that is about to run.
enum SafetyNotes {
    /// Findings of severity error in full, the others as a count; each line ended; empty for nothing.
    static func text(_ definition: PipelineDefinition, style: Style) -> String {
        let report = SafetyRules.check(definition)
        var lines = report.findings.filter { $0.severity == .error }.map { finding in
            "\(style.paint("unsafe[\(finding.code)]", .warning)) \(finding.place): \(finding.message)\n"
                + "  \(style.paint("= help:", .help)) \(finding.fix)\n"
        }
        let warnings = report.findings.count { $0.severity == .warning }
        let counted = warnings == 1 ? "1 safety warning" : "\(warnings) safety warnings"
        if warnings > 0 { lines.append(style.paint("\(counted): `sluice check` shows more", .dim) + "\n") }
        return lines.joined()
    }
}
