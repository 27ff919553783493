import OrderedCollections
import SluiceChecker
import SluiceEngine
import SluiceInterpreter
import SluiceModel
import SluiceReport
import SluiceRuntime
import SluiceSyntax

/// Evaluates what is typed, one input after another, in the same surroundings.
actor SessionCore {
    /// Where an input stands when the session gets control back.
    enum Outcome: Hashable, Sendable {
        case done
        /// It was told what is wrong.
        case failed
        /// Goes on with `answer`.
        case asks(Confirmation)
        /// Waiting was given up.
        case interrupted
    }

    let configuration: ShellConfiguration
    let store: SessionStore
    let known: KnownState
    let output: ShellOutput
    private let isInteractive: Bool
    private let audience: ShellAudience
    private let run: ScriptRunID
    private var evaluation: ScriptEvaluation
    private(set) var names = SessionNames()
    /// What it started, in order.
    private(set) var executions: [ExecutionID] = []
    private var index = 0
    private var waiting: (request: Request, file: SourceFile)?
    private var foreground: Foreground?
    private var current = SourceFile(name: "<shell>", text: "")
    /// Looked at by the evaluation, which holds this actor while it runs.
    private nonisolated let stop = StopFlag()

    /// - Parameter isInteractive: whether there is somebody who reads values and answers questions.
    init(
        _ configuration: ShellConfiguration, store: SessionStore, known: KnownState, output: ShellOutput, audience: ShellAudience,
        session: String, isInteractive: Bool
    ) {
        self.configuration = configuration
        self.store = store
        self.known = known
        self.output = output
        self.audience = audience
        self.isInteractive = isInteractive
        run = ScriptRunID("shell-\(session)")
        evaluation = ScriptEvaluation(session: configuration.folder, inputs: configuration.inputs, limits: configuration.limits)
        evaluation.isInterrupted = { [stop] in stop.isAsked }
    }

    // MARK: Inputs

    /// Checks and evaluates an input.
    func enter(_ text: String, named name: String = "<shell>") async -> Outcome {
        stop.forget()
        let state = await bindNames(in: text)
        let (readable, executions) = ExecutionNames.replaced(in: text) { state.execution($0) != nil }
        for id in executions {
            guard let execution = state.execution(id) else { continue }
            evaluation.bind(
                ExecutionNames.name(of: id), to: Value(execution: id, of: execution.pipeline, at: execution.revision.id))
        }
        let file = evaluation.nextFile(name: name, text: readable)
        current = file
        let parsed = Parser.parse(file)
        let result = Checker.check(parsed, modules: interface, context: .shell(names.known(evaluation.variables)))
        if !result.diagnostics.isEmpty { report(result.diagnostics) }
        guard !result.hasErrors else { return .failed }
        names.take(parsed, modules: interface)
        return await goOn(from: evaluation.enter(parsed))
    }

    /// Goes on with what was asked for, or leaves it.
    func answer(_ isAccepted: Bool) async -> Outcome {
        guard let waiting else { return .failed }
        self.waiting = nil
        guard isAccepted else {
            output.note("nothing was done")
            abandon()
            return .failed
        }
        return await carryOutAndGoOn(waiting.request)
    }

    /// Ends the evaluation of an input, or the waiting of what is in the foreground; what it waits for goes on.
    nonisolated func interrupt() async {
        stop.ask()
        await endWaiting()
    }

    private func endWaiting() { foreground?.interrupt() }

    private func goOn(from first: ScriptStep) async -> Outcome {
        var step = first
        while true {
            switch step {
            case .finished(let value, _):
                remember(value)
                return .done
            case .failed(let diagnostics):
                publishNames()
                report(diagnostics)
                return .failed
            case .request(let request, _):
                if let refusal = refusal(of: request) {
                    step = evaluation.resume(with: refusal)
                    continue
                }
                if isInteractive, !configuration.yes, let confirmation = await confirmation(of: request) {
                    waiting = (request, current)
                    return .asks(confirmation)
                }
                guard let result = await carryOut(request) else { return stopWaiting(for: request) }
                step = evaluation.resume(with: result)
            }
        }
    }

    private func carryOutAndGoOn(_ request: Request) async -> Outcome {
        guard let result = await carryOut(request) else { return stopWaiting(for: request) }
        return await goOn(from: evaluation.resume(with: result))
    }

    private func stopWaiting(for request: Request) -> Outcome {
        abandon()
        if case .follow(let id) = request {
            output.note("stopped following \(id); the rollout goes on (`follow \(id)` shows it again)")
        } else {
            output.note("stopped waiting for `\(request.word)`")
        }
        return .interrupted
    }

    /// Leaves the input that is being evaluated; what it declared before stays.
    private func abandon() {
        var step = evaluation.resume(with: .refused(message: "given up", help: nil))
        while case .request = step { step = evaluation.resume(with: .refused(message: "given up", help: nil)) }
        publishNames()
    }

    // MARK: Requests

    private func confirmation(of request: Request) async -> Confirmation? {
        guard let (state, observations, now) = try? await store.look() else { return nil }
        return Confirmation.of(request, by: configuration.operatorName, state: state, observations: observations, now: now)
    }

    private func refusal(of request: Request) -> RequestResult? {
        guard configuration.readOnly else { return nil }
        switch request {
        case .command, .adHocRun, .measure, .judge, .require, .waitUntil, .follow:
            return .refused(
                message: "this session only reads, and `\(request.word)` needs the store", help: "open a shell without --read-only")
        case .execution, .status, .history, .explain, .plan, .print, .wait, .storedPipeline, .simulate: return nil
        }
    }

    /// Nil when it was interrupted.
    private func carryOut(_ request: Request) async -> RequestResult? {
        do {
            if let result = try await answerFromState(request) { return result }
            let runtime = try await store.open()
            index += 1
            let identity = RequestHandler.Identity(run: run, index: index)
            let handler = RequestHandler(
                runtime: runtime, audience: audience, operatorName: configuration.operatorName, folder: configuration.folder)
            let script = JudgedScript(evaluation, for: request, isStrict: false)
            let foreground = Foreground(request: request) { try await handler.handle(request, identity, in: script) }
            self.foreground = foreground
            defer { self.foreground = nil }
            let result = try await foreground.result()
            if case .execution(let execution)? = result, !executions.contains(execution.id) { executions.append(execution.id) }
            return result
        } catch let refusal as Refusal {
            return .refused(message: refusal.message, help: refusal.help)
        } catch {
            let refusal = configuration.store.explain(error)
            return .refused(message: refusal.message, help: refusal.help)
        }
    }

    /// What can be answered without holding the store.
    private func answerFromState(_ request: Request) async throws -> RequestResult? {
        switch request {
        case .print(let items):
            await audience.printed(items.joined(separator: " "))
            return RequestResult.none
        case .status, .history, .explain, .plan:
            let (state, observations, now) = try await store.look()
            let views = Views(format: configuration.format, style: output.style, width: output.width())
            if let text = try views.text(of: request, state: state, observations: observations, now: now) { output.result(text) }
            return RequestResult.none
        case .execution(let id):
            guard await store.runtime == nil else { return nil }
            return try await store.look().state.execution(id).map { .execution($0.asResult) }
        case .storedPipeline(let name):
            guard await store.runtime == nil else { return nil }
            return try await store.look().state.activeDefinition(of: name).map { .definition($0) }
        case .command, .adHocRun, .follow, .wait, .waitUntil, .require, .measure, .judge, .simulate: return nil
        }
    }

    private func state() async -> EngineState { (try? await store.look().state) ?? known.current.state }

    // MARK: Names

    /// Binds the stored pipelines that a text names and the session has not declared itself.
    private func bindNames(in text: String) async -> EngineState {
        let words = Set(text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
        let state = await state()
        for (name, _) in state.pipelines where words.contains(name.text) && !names.owns(name.text) {
            guard let definition = state.activeDefinition(of: name) else { continue }
            evaluation.bind(name.text, to: Value(definition))
        }
        return state
    }

    private func interface(of declaration: ImportDeclaration) -> ModuleInterface? {
        guard case .success(let module) = configuration.inputs.moduleSource(declaration.path, from: "<shell>") else { return nil }
        let parsed = Parser.parse(SourceFile(name: module.name, text: module.text))
        return parsed.hasErrors ? nil : Checker.interface(of: parsed)
    }

    private func remember(_ value: Value) {
        switch value {
        case .none, .notRun: break
        case .execution: evaluation.bind("_", to: value)
        case .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .template, .list, .map,
            .range,
            .function, .target, .fleet, .signal, .condition, .alarm, .deployer, .pipeline, .part, .module:
            evaluation.bind("_", to: value)
            if isInteractive { output.result(Self.shown(value, style: output.style)) }
        }
        publishNames()
    }

    /// On at most a few lines; long values are cut, with how much there is.
    private static func shown(_ value: Value, style: SluiceReport.Style) -> String {
        let text = Printable.text(value.scriptText)
        let limit = 2000
        guard text.count > limit else { return text }
        return text.prefix(limit) + style.paint("… (\(text.count) characters)", .dim)
    }

    private func publishNames() { known.setNames(evaluation.variables) }

    // MARK: Diagnostics

    private func report(_ diagnostics: [Diagnostic]) {
        var files = evaluation.files
        if files[current.id] == nil { files.add(name: current.name, bytes: current.bytes) }
        output.note(DiagnosticText(files: files, style: output.style).render(diagnostics))
    }
}

extension ExecutionState {
    /// As scripts see it.
    fileprivate var asResult: ExecutionResult {
        ExecutionResult(
            id: id, pipeline: pipeline, revision: revision.id, state: end?.rawValue ?? "running",
            stages: stages.values.map { .init(name: $0.name.text, state: $0.state.rawValue) })
    }
}
