import OrderedCollections
import SluiceChecker
import SluiceInterpreter
import SluiceModel
import SluiceSyntax
import Testing

/// The world as a test gives it.
struct FixedInputs: ScriptInputs {
    var files: OrderedDictionary<String, String> = [:]
    var modules: OrderedDictionary<String, String> = [:]
    var variables: OrderedDictionary<String, String> = [:]
    var arguments: OrderedDictionary<String, String> = [:]
    var zones: OrderedDictionary<String, TimeZoneRules> = ["Europe/Berlin": TimeZoneRules(name: "Europe/Berlin", initialOffset: 3600)]

    func read(_ path: String) -> Result<String, InputError> {
        files[path].map { .success($0) } ?? .failure(InputError("there is no file `\(path)`", help: "check the path"))
    }
    func yamlAsJSON(_ path: String) -> Result<String, InputError> { read(path) }
    func moduleSource(_ importPath: String, from importingFile: String) -> Result<ModuleSource, InputError> {
        modules[importPath].map { .success(ModuleSource(name: importPath, text: $0)) }
            ?? .failure(InputError("there is no module `\(importPath)`"))
    }
    func environment(_ name: String) -> String? { variables[name] }
    func argument(_ name: String) -> String? { arguments[name] }
    func timeZone(_ name: String) -> TimeZoneRules? { zones[name] }
}

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

/// Answers requests as a runtime would that carries everything out at once.
struct Answers {
    var counter = 0
    var state = "succeeded"
    var refusals: [String] = []

    mutating func answer(_ request: Request) -> RequestResult {
        if refusals.contains(request.word) { return .refused(message: "\(request.word) is refused", help: "ask somebody") }
        switch request {
        case .command(.start(let start)): return execution(start.definition.name, start.revision, "running")
        case .command(.deploy(let deploy)): return execution(deploy.definition.name, deploy.revision, "running")
        case .command(.rollback): return execution("checkout", "v0", "running")
        case .command(.retry(let id)): return .execution(ExecutionResult(id: id, pipeline: "checkout", revision: "v1", state: "running"))
        case .follow(let id), .execution(let id):
            return .execution(
                ExecutionResult(
                    id: id, pipeline: "checkout", revision: "v1", state: state, stages: [.init(name: "one", state: "succeeded")],
                    output: "done"))
        case .adHocRun: return .ran(RunResult(status: 0, output: "hello"))
        case .measure: return .number(0.5)
        case .judge, .require, .waitUntil: return .boolean(true)
        case .storedPipeline(let name):
            return .definition(PipelineDefinition(name: name, folder: "/", stages: [StageDefinition(name: "one")]))
        case .simulate:
            return .data(
                .record([
                    .init("outcome", .text("rolled_back")), .init("exposed", .percent(Percent(2))),
                    .init("duration", .duration(.seconds(60))),
                ]))
        case .status, .history, .explain, .plan: return .text("\(request.word)")
        case .command, .print, .wait: return .none
        }
    }

    private mutating func execution(_ pipeline: PipelineName, _ revision: RevisionID, _ state: String) -> RequestResult {
        counter += 1
        return .execution(ExecutionResult(id: ExecutionID("\(pipeline)#\(counter)"), pipeline: pipeline, revision: revision, state: state))
    }
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
