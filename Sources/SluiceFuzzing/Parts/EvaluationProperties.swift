import SluiceChecker
import SluiceInterpreter
import SluiceModel
import SluiceSyntax

struct EvaluationProperties {
    let inputs: FixedInputs

    /// Enough for every check, and small enough that no input takes long.
    private static let limits = Limits(fuel: 20_000, callDepth: 60, nesting: 100, elements: 5_000, textBytes: 100_000)

    private static let surroundings = """
        var x = 1; let y = ["k": [1, 2]]; fn f(a) = a
        let prod = fleet([target("a", region: "eu")]); deployer host { install "x" }
        alarm errors = http("http://x") != 200
        pipeline checkout { param note = "a"; watch errors; stage one { deploy prod with host } }
        let e = start checkout at "v1"
        """

    private struct Outcome: Equatable {
        var requests: [Request] = []
        var prints: [String] = []
        var codes: [String] = []
        var definitions: [PipelineDefinition] = []
        var violation: String?
    }

    func verdict(on bytes: [UInt8]) -> FuzzVerdict {
        let parsed = Parser.parse(SourceFile(name: "input.pipe", bytes: bytes))
        let checked = Checker.check(parsed, modules: interface)
        if let wrong = checked.diagnostics.first(where: { !ParserProperties.isSound($0, length: bytes.count) }) {
            return .broken("the checker's diagnostic \(wrong.code) has a message and lies in the file")
        }
        let whole = evaluated(checked)
        if let violation = whole.violation { return .broken(violation) }
        if evaluated(checked) != whole { return .broken("the same script evaluates to the same each time") }
        let session = entered(parsed)
        if let violation = session.violation { return .broken(violation) }
        for definition in whole.definitions + session.definitions {
            if let violation = flaw(in: definition) { return .broken(violation) }
        }
        return FuzzVerdict(isAccepted: !parsed.hasErrors && (whole.codes.isEmpty || session.codes.isEmpty))
    }

    private func interface(_ declaration: ImportDeclaration) -> ModuleInterface? {
        guard case .success(let module) = inputs.moduleSource(declaration.path, from: "input.pipe") else { return nil }
        let parsed = Parser.parse(SourceFile(name: module.name, text: module.text))
        return parsed.hasErrors ? nil : Checker.interface(of: parsed)
    }

    /// As `sluice run` would.
    private func evaluated(_ checked: CheckResult) -> Outcome {
        var outcome = Outcome()
        guard !checked.hasErrors else {
            outcome.codes = checked.diagnostics.map(\.code)
            return outcome
        }
        var evaluation = ScriptEvaluation(script: checked.script, folder: "/srv", inputs: inputs, limits: Self.limits, runsTests: true)
        let step = evaluation.run()
        finish(step, of: &evaluation, &outcome)
        return outcome
    }

    /// As the shell would: the whole, then every statement by itself, so that one mistake does not hide the rest.
    private func entered(_ parsed: ParseResult) -> Outcome {
        var outcome = Outcome()
        var evaluation = ScriptEvaluation(session: "/srv", inputs: inputs, limits: Self.limits, runsTests: true)
        let statements = parsed.tree.statements.prefix(8).map { parsed.file.text(of: $0.span) }
        for text in [Self.surroundings, parsed.file.text] + (statements.count > 1 ? statements : []) {
            let step = evaluation.enter(Parser.parse(evaluation.nextFile(name: "<shell>", text: text)))
            finish(step, of: &evaluation, &outcome)
        }
        outcome.definitions = evaluation.definitions
        return outcome
    }

    private func finish(_ first: ScriptStep, of evaluation: inout ScriptEvaluation, _ outcome: inout Outcome) {
        var step = first
        var answers = Answers()
        var count = 0
        while case .request(let request, _) = step {
            count += 1
            if case .print(let items) = request { outcome.prints += items } else { outcome.requests.append(request) }
            step = evaluation.resume(with: count > 50 ? .refused(message: "enough", help: nil) : answers.answer(request))
        }
        switch step {
        case .finished(_, let definitions): outcome.definitions = definitions
        case .failed(let diagnostics):
            outcome.codes += diagnostics.map(\.code)
            if diagnostics.isEmpty || diagnostics.contains(where: \.message.isEmpty) { outcome.violation = "a failure says why" }
        case .request: break
        }
    }

    /// What a script defines is stored, read back, and judged.
    private func flaw(in definition: PipelineDefinition) -> String? {
        do {
            let bytes = try CanonicalCoding.bytes(of: definition)
            guard try CanonicalCoding.decode(PipelineDefinition.self, from: bytes) == definition else {
                return "a definition comes back from its bytes"
            }
        } catch {
            return "a definition is written and read without an error, not \(error)"
        }
        _ = definition.problems
        _ = SafetyRules.check(definition)
        return nil
    }
}
