import SluiceChecker
import SluiceInterpreter
import SluiceModel
import SluiceReport
import SluiceSyntax

/// Judges a script without carrying out anything.
struct ScriptCheck {
    let console: Console
    var limits = Limits()

    struct Findings {
        var diagnostics: [Diagnostic]
        var files: SourceFiles
        var definitions: [PipelineDefinition]
        var safety: [SafetyReport]
        var hasWarnings: Bool {
            diagnostics.contains { $0.severity == .warning } || safety.contains { $0.findings.contains { $0.severity == .warning } }
        }
        var hasErrors: Bool { diagnostics.contains { $0.severity == .error } || safety.contains(where: \.hasErrors) }
    }

    /// Evaluates the script with no command carried out; what hangs on an answer is passed over.
    func findings(_ script: LoadedScript) -> Findings {
        var found = Findings(diagnostics: script.result.diagnostics, files: script.files, definitions: [], safety: [])
        guard !script.result.hasErrors else { return found }
        var evaluation = ScriptEvaluation(
            script: script.result.script, folder: script.folder, inputs: script.inputs, limits: limits, judgesOnly: true)
        var step = evaluation.run()
        while case .request(let request, _) = step {
            if case .print = request { step = evaluation.resume(with: .none) } else { step = evaluation.resume(with: .notRun) }
        }
        if case .failed(let diagnostics) = step { found.diagnostics += diagnostics }
        found.files = evaluation.files
        found.definitions = evaluation.definitions
        found.safety = SafetyRules.check(evaluation.definitions, origins: evaluation.scriptOrigins)
        return found
    }

    /// The pipelines of a script; `nil` when it has errors, which are printed.
    func definitions(of path: String, arguments: [String: String]) -> [PipelineDefinition]? {
        do {
            let found = findings(try LoadedScript.read(path, arguments: arguments))
            guard found.diagnostics.contains(where: { $0.severity == .error }) else { return found.definitions }
            console.note(DiagnosticText(files: found.files, style: console.style).render(found.diagnostics))
        } catch let error as LoadedScript.Unreadable {
            console.fail(error.message, help: error.help)
        } catch {
            console.fail("\(error)")
        }
        return nil
    }
}
