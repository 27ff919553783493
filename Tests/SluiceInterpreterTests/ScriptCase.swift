import SluiceChecker
import SluiceFuzzing
import SluiceInterpreter
import SluiceModel
import SluiceSyntax
import Testing

/// What came of a script.
struct ScriptOutcome {
    var prints: [String] = []
    var requests: [Request] = []
    var value: Value?
    var definitions: [PipelineDefinition] = []
    var diagnostics: [Diagnostic] = []
    var evaluation: ScriptEvaluation

    var codes: [String] { diagnostics.map(\.code) }
    /// The text under the first diagnostic.
    var place: String {
        guard let span = diagnostics.first?.primary.span, let file = evaluation.files[span.file] else { return "" }
        return file.text(of: span)
    }
    var helps: String { diagnostics.flatMap(\.fixes).map(\.text).joined(separator: " ") }
}

func parsed(_ text: String, name: String = "main.pipe") -> ParseResult {
    Parser.parse(SourceFile(name: name, text: text))
}

/// Evaluates a script to its end; syntax mistakes count as its diagnostics.
func evaluate(
    _ text: String, _ inputs: FixedInputs = FixedInputs(), limits: Limits = Limits(fuel: 200_000), answers: Answers = Answers(),
    runsTests: Bool = false
) -> ScriptOutcome {
    let parsed = parsed(text)
    let script = Checker.check(parsed).script
    var outcome = ScriptOutcome(
        evaluation: ScriptEvaluation(script: script, folder: "/srv/app", inputs: inputs, limits: limits, runsTests: runsTests))
    let mistakes = parsed.diagnostics.filter { $0.severity == .error }
    guard mistakes.isEmpty else {
        outcome.diagnostics = mistakes
        return outcome
    }
    var answers = answers
    var step = outcome.evaluation.run()
    while true {
        switch step {
        case .request(let request, _):
            if case .print(let items) = request {
                outcome.prints.append(items.joined(separator: " "))
            } else {
                outcome.requests.append(request)
            }
            step = outcome.evaluation.resume(with: answers.answer(request))
        case .finished(let value, let definitions):
            outcome.value = value
            outcome.definitions = definitions
            return outcome
        case .failed(let diagnostics):
            outcome.diagnostics = diagnostics
            return outcome
        }
    }
}
