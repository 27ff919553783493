import Foundation
import SluiceChecker
import SluiceInterpreter
import SluiceModel
import SluiceSyntax

/// What a script comes to when it is evaluated and none of its commands is carried out.
struct ScriptOutline: Sendable {
    /// Mistakes that only evaluation finds; empty where it just could not go on.
    let diagnostics: [Diagnostic]
    /// What the safety rules find.
    let safety: [Diagnostic]
    /// Stages that were made, in order, each with the clause that made it.
    let stages: [(clause: Span, stage: StageDefinition)]
    /// What the top level binds.
    private let values: [(name: String, value: Value)]
    /// Every file that was read, the script first.
    let sources: SourceFiles

    init(_ check: CheckResult, path: String, inputs: any ScriptInputs) {
        guard !check.hasErrors else {
            (diagnostics, safety, stages, values, sources) = ([], [], [], [], SourceFiles())
            return
        }
        let folder = (path as NSString).deletingLastPathComponent
        var evaluation = ScriptEvaluation(
            script: check.script, folder: folder, inputs: inputs, limits: DocumentAnalysis.limits, judgesOnly: true)
        var step = evaluation.run()
        while case .request(let request, _) = step {
            if case .print = request { step = evaluation.resume(with: .none) } else { step = evaluation.resume(with: .notRun) }
        }
        if case .failed(let found) = step { diagnostics = found.map(Self.judged) } else { diagnostics = [] }
        let origins = evaluation.scriptOrigins
        safety = SafetyRules.check(evaluation.definitions, origins: origins).flatMap { $0.findings.compactMap(\.diagnostic) }
        stages = evaluation.definitions.flatMap { definition -> [(Span, StageDefinition)] in
            guard let places = origins.definitions.first(where: { $0.pipeline == definition.name }) else { return [] }
            return zip(places.stages.map(\.block.head.span), definition.stages).map { ($0, $1) }
        }
        values = evaluation.variables
        sources = evaluation.files
    }

    /// What a run is given, and bounds that are the editor's own, are no mistakes of the script; but they say why nothing is said further down.
    private static func judged(_ diagnostic: Diagnostic) -> Diagnostic {
        var shown = diagnostic
        switch diagnostic.code {
        case "E0506":
            shown.severity = .note
            shown.message = "the editor looks no further than \(DocumentAnalysis.limits.fuel) steps, most of them here"
            shown.fixes = []
            shown.notes = ["`sluice check` goes further"]
        case "E0509":
            shown.severity = .warning
            shown.notes.append("what comes of the script is not looked at without it")
        default: break
        }
        return shown
    }

    func source(_ file: FileID) -> SourceFile? { sources[file] }

    /// What a name of the top level came to; nil for one that was not reached.
    func value(named name: String) -> Value? { values.last { $0.name == name }?.value }

    /// For people: `12 targets`, `"v1"`; nil where there is nothing short to say.
    func shortText(of name: String) -> String? {
        guard let value = value(named: name) else { return nil }
        if case .fleet(let targets) = value { return Waves.counted(targets.count, "target") }
        if let waves = Waves.text(of: value) { return waves }
        let text = value.scriptText
        guard !text.hasPrefix("‹") else { return nil }
        return text.count > 60 ? "\(text.prefix(59))…" : text
    }
}

/// How a rollout grows: waves with their number of targets.
enum Waves {
    private static let most = 8

    /// `3 waves: 1, 3, 8 targets` for a list of steps as `std/waves` makes them; nil for anything else.
    static func text(of value: Value) -> String? {
        guard case .list(let list) = value, !list.elements.isEmpty else { return nil }
        var counts: [Int] = []
        for element in list.elements {
            guard case .map(let step) = element, case .fleet(let targets)? = step.entries.first(where: { $0.key.text == "targets" })?.value
            else { return nil }
            counts.append(targets.count)
        }
        return "\(counted(counts.count, "wave")): \(joined(counts.map(String.init))) targets"
    }

    /// `regions-1: 4, regions-2: 8 targets`; nil if none of them deploys.
    static func text(of stages: [StageDefinition]) -> String? {
        let parts = stages.filter { !$0.targets.isEmpty }
        if parts.count == 1, parts[0].targets.count == 1 { return "\(parts[0].name): 1 target" }
        return parts.isEmpty ? nil : "\(joined(parts.map { "\($0.name): \($0.targets.count)" })) targets"
    }

    static func counted(_ count: Int, _ thing: String) -> String { count == 1 ? "1 \(thing)" : "\(count) \(thing)s" }

    private static func joined(_ parts: [String]) -> String {
        parts.prefix(most).joined(separator: ", ") + (parts.count > most ? " and \(parts.count - most) more:" : "")
    }
}
