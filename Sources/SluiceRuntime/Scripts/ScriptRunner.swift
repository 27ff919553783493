import OrderedCollections
public import SluiceChecker
public import SluiceEngine
public import SluiceInterpreter
public import SluiceModel
public import SluiceSyntax

/// A script on its way, from its beginning or from where an interrupted run stopped.
///
/// The store is opened at the first request that needs it: a script that only prints leaves no trace and waits for no disk.
public struct ScriptRunner: Sendable {
    /// What became of a run.
    public struct End: Sendable {
        /// Without an error when the script came to its end.
        public var diagnostics: [Diagnostic] = []
        /// The files that the diagnostics are about.
        public var files = SourceFiles()
        /// What it started, in order.
        public var executions: [ExecutionID] = []
        /// Whether a command that it ran outside any pipeline failed.
        public var hasFailedRun = false
        /// `nil` when it never needed one.
        public var runtime: Runtime?
    }

    public typealias Opening = @Sendable () async throws -> Runtime

    private let open: Opening
    private let audience: any ScriptAudience
    private let inputs: RecordedInputs
    private let isStrict: Bool
    private let folder: String
    private var evaluation: ScriptEvaluation
    private var run: ScriptRun
    private var earlier: ScriptProgress?
    private var runtime: Runtime?
    private var executions: [ExecutionID] = []
    /// Answers that no journal holds yet, because nothing but printing has happened.
    private var unrecorded: [Event] = []
    private var index = 0
    private var hasFailedRun = false

    /// A new run of a checked script; `path` and `folder` are absolute.
    public init(
        _ script: CheckedScript, at path: String, folder: String, inputs: any ScriptInputs, audience: any ScriptAudience,
        operatorName: String, isStrict: Bool = false, limits: Limits = Limits(), open: @escaping Opening
    ) {
        self.isStrict = isStrict
        let recorded = RecordedInputs(inputs)
        self.inputs = recorded
        self.open = open
        self.audience = audience
        self.folder = folder
        evaluation = ScriptEvaluation(script: script, folder: folder, inputs: recorded, limits: limits)
        evaluation.isInterrupted = { Task.isCancelled }
        run = ScriptRun(run: "run-0", path: path, source: script.file.text, by: operatorName, inputs: [])
    }

    /// Continues an interrupted run with the source and the inputs that it began with.
    public init(
        resuming progress: ScriptProgress, script: CheckedScript, folder: String, inputs: any ScriptInputs, audience: any ScriptAudience,
        runtime: Runtime
    ) {
        isStrict = false
        let recorded = RecordedInputs(inputs, earlier: progress.run.inputs)
        self.inputs = recorded
        self.runtime = runtime
        open = { runtime }
        self.audience = audience
        self.folder = folder
        evaluation = ScriptEvaluation(script: script, folder: folder, inputs: recorded)
        evaluation.isInterrupted = { Task.isCancelled }
        run = progress.run
        earlier = progress
    }

    /// A request that is known by its hash, with its answer.
    private struct Answered: Codable {
        var request: String
        var result: RequestResult
    }

    /// Goes on to the end of the script; journaled answers are taken first, and nothing of them is done or printed again.
    ///
    /// Throws what opening throws, and `JournalError` when the journal fails; the run can then be resumed.
    public mutating func goOn() async throws -> End {
        var step = evaluation.run()
        while true {
            switch step {
            case .finished: return try await finish([])
            case .failed(let diagnostics): return try await finish(diagnostics)
            case .request(let request, let span):
                guard let result = try await answer(request) else { return try await finish([Self.changed(at: span)]) }
                if case .execution(let execution) = result, !executions.contains(execution.id) { executions.append(execution.id) }
                if case .ran(let ran) = result, ran.status != 0 { hasFailedRun = true }
                index += 1
                step = evaluation.resume(with: result)
            }
        }
    }

    /// `nil` when an earlier run asked for something else here.
    private mutating func answer(_ request: Request) async throws -> RequestResult? {
        let hash = SHA256.hexDigest(try CanonicalCoding.bytes(of: request))
        if let earlier, earlier.answers.indices.contains(index) {
            let known = try CanonicalCoding.decode(Answered.self, from: Array(earlier.answers[index].utf8))
            return known.request == hash ? known.result : nil
        }
        if runtime == nil, case .print(let items) = request {
            await audience.printed(items.joined(separator: " "))
            unrecorded.append(try answered(hash, .none))
            return RequestResult.none
        }
        let runtime = try await opened()
        let wasIssued = earlier.map { index == $0.answers.count && $0.issued != nil } ?? false
        let identity = RequestHandler.Identity(run: run.run, index: index, wasIssued: wasIssued)
        let handler = RequestHandler(runtime: runtime, audience: audience, operatorName: run.by, folder: folder, isStrict: isStrict)
        let result = try await handler.handle(
            request, identity, in: JudgedScript(evaluation, for: request, isStrict: isStrict))
        try await runtime.record([try answered(hash, result)])
        return result
    }

    private func answered(_ hash: String, _ result: RequestResult) throws -> Event {
        let bytes = try CanonicalCoding.bytes(of: Answered(request: hash, result: result))
        return .scriptAnswered(run: run.run, index: index, result: String(decoding: bytes, as: UTF8.self), inputs: inputs.takeFresh())
    }

    private mutating func opened() async throws -> Runtime {
        if let runtime { return runtime }
        let runtime = try await open()
        self.runtime = runtime
        run.run = ScriptRunID("run-\(await runtime.state.scripts.count + 1)")
        run.inputs = inputs.takeFresh()
        let identity = run.run
        let answers = unrecorded.map { event in
            guard case .scriptAnswered(_, let index, let result, let inputs) = event else { return event }
            return Event.scriptAnswered(run: identity, index: index, result: result, inputs: inputs)
        }
        unrecorded = []
        try await runtime.record([.scriptBegan(run)] + answers)
        return runtime
    }

    private func finish(_ diagnostics: [Diagnostic]) async throws -> End {
        let errors = diagnostics.filter { $0.severity == .error }
        try await runtime?.record([.scriptEnded(run: run.run, message: errors.first?.message)])
        return End(diagnostics: diagnostics, files: evaluation.files, executions: executions, hasFailedRun: hasFailedRun, runtime: runtime)
    }

    private static func changed(at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0512", message: "this asks for something else than the run did when it was interrupted here", at: span,
            label: "asked differently now", fixes: [Diagnostic.Fix("start a new run of the script instead of resuming this one")])
    }
}

extension ScriptRunID {
    /// Whether a text has the form of one: `run-3`.
    public static func isOne(_ text: String) -> Bool { text.hasPrefix("run-") && Int(text.dropFirst(4)) != nil }
}
