import OrderedCollections
import SluiceEngine
public import SluiceInterpreter
public import SluiceModel
import SluiceProvider

/// Carries out what a script or a shell asks for, one request at a time.
public struct RequestHandler: Sendable {
    let runtime: Runtime
    let audience: any ScriptAudience
    /// The login name of the operator.
    let operatorName: String
    /// The folder, absolute, in which the commands of what is measured run.
    let folder: String
    /// Unsafe definitions are refused.
    let isStrict: Bool
    /// Time after which an ad-hoc command is ended when the script says none.
    static let runTimeout = Duration.seconds(3600)

    public init(runtime: Runtime, audience: any ScriptAudience, operatorName: String, folder: String, isStrict: Bool = false) {
        self.runtime = runtime
        self.audience = audience
        self.operatorName = operatorName
        self.folder = folder
        self.isStrict = isStrict
    }

    /// Where a request comes from: the same identity again is the same request again.
    public struct Identity: Hashable, Sendable {
        public var run: ScriptRunID
        public var index: Int
        /// The command of this request was issued before a crash.
        public var wasIssued: Bool
        public init(run: ScriptRunID, index: Int, wasIssued: Bool = false) {
            self.run = run
            self.index = index
            self.wasIssued = wasIssued
        }
        var text: String { "\(run)/\(index)" }
    }

    /// Throws `JournalError` when the journal fails; every other failure is a result. `script` is where the request stands.
    public func handle(_ request: Request, _ identity: Identity, in script: JudgedScript?) async throws -> RequestResult {
        switch request {
        case .command(let command): return try await handle(command, identity, in: script)
        case .adHocRun(let command, let options): return try await run(command, options, identity)
        case .follow(let id): return await follow(id)
        case .execution(let id): return await runtime.state.execution(id).map { .execution($0.result) } ?? Self.unknown(id)
        case .status, .history, .explain, .plan:
            await audience.show(
                request, state: runtime.state, observations: runtime.observations, now: runtime.outside.clock.now())
            return .none
        case .print(let items):
            await audience.printed(items.joined(separator: " "))
            return .none
        case .wait(let duration):
            let clock = runtime.outside.clock
            await clock.sleep(until: clock.now() + duration)
            return .none
        case .waitUntil(let watched, let limit): return await wait(watched, limit)
        case .require(let watched, let within, let otherwise):
            let (holds, last) = await watch().holds(watched.condition, within: within, context(watched.alarms))
            if holds { return .boolean(true) }
            return .refused(message: "\(otherwise ?? "a requirement does not hold"): \(last.text)", help: nil)
        case .measure(let watched): return await measure(watched)
        case .judge(let watched):
            let evaluation = await reader().evaluate(watched.condition, context(watched.alarms))
            return evaluation.result.map { .boolean($0) } ?? .text("missing: \(evaluation.missing.joined(separator: ", "))")
        case .storedPipeline(let name): return await storedPipeline(name)
        case .simulate:
            return .refused(message: "simulation is not part of this version", help: "check the definition with `plan` for now")
        }
    }

    private func handle(_ command: Command, _ identity: Identity, in script: JudgedScript?) async throws -> RequestResult {
        if let refusal = command.safetyRefusal(isStrict: isStrict, in: script) {
            return .refused(message: refusal.message, help: refusal.help)
        }
        let envelope = CommandEnvelope(id: CommandID(identity.text), by: operatorName, command: command)
        let answer = try await runtime.submit(envelope)
        await audience.answered(command, answer)
        guard answer.isAccepted else { return .refused(message: answer.message, help: answer.help) }
        guard let id = answer.execution, let execution = await runtime.state.execution(id) else { return .text(answer.message) }
        return .execution(execution.result)
    }

    private func follow(_ id: ExecutionID) async -> RequestResult {
        await audience.follows(id)
        let ended = await runtime.end(of: id)
        await audience.followed(id)
        return ended.map { .execution($0.result) } ?? Self.unknown(id)
    }

    private static func unknown(_ id: ExecutionID) -> RequestResult {
        .refused(message: "there is no execution `\(id)`", help: "`status` lists those that there are")
    }

    private func run(_ command: CommandTemplate, _ options: RunOptions, _ identity: Identity) async throws -> RequestResult {
        let key = EffectKey("script/\(identity.text)/run/1")
        if !identity.wasIssued {
            try await runtime.record([.scriptCommandIssued(run: identity.run, index: identity.index, key: key)])
        }
        let effect = Effect(
            key: key, fence: 1, action: .run(command, isSafeToRepeat: false), values: LateValues(), folder: options.folder,
            timeout: options.timeout ?? Self.runTimeout)
        let outcome = await EffectRouter(outside: runtime.outside).carryOut(
            effect, issue: identity.wasIssued ? .again : .first, SignalReader.Context(folder: options.folder))
        let result = Self.result(of: outcome)
        await audience.ran(command.text(with: LateValues()), result)
        return .ran(result)
    }

    private static func result(of outcome: Outcome) -> RunResult {
        switch outcome {
        case .succeeded(let output): return RunResult(status: 0, output: output)
        case .failed(let failure):
            if case .exit(let status) = failure.cause { return RunResult(status: status, output: failure.output) }
            return RunResult(status: nil, output: failure.output, problem: failure.message)
        case .cancelled: return RunResult(status: nil, output: "", problem: "it was cancelled")
        case .inDoubt(let reason): return RunResult(status: nil, output: "", problem: "it is not known whether it ran: \(reason)")
        }
    }

    private func wait(_ watched: WatchedCondition, _ limit: Duration?) async -> RequestResult {
        let forever = Duration.seconds(365 * 86_400)
        let (holds, last) = await watch().holds(watched.condition, within: limit ?? forever, context(watched.alarms))
        if holds { return .boolean(true) }
        return .refused(message: "what was waited for did not come within \((limit ?? forever).scriptText): \(last.text)", help: nil)
    }

    private func measure(_ watched: WatchedSignal) async -> RequestResult {
        switch await reader().read(watched.signal, context(watched.alarms)).value {
        case .number(let number): return .number(number)
        case .missing(let reason): return .refused(message: "the signal cannot be read: \(reason)", help: nil)
        }
    }

    private func storedPipeline(_ name: PipelineName) async -> RequestResult {
        let state = await runtime.state
        if let definition = state.activeDefinition(of: name) { return .definition(definition) }
        let known = state.pipelines.keys.map(\.text).joined(separator: ", ")
        return .refused(
            message: "no pipeline `\(name)` is stored here", help: known.isEmpty ? "start one from a script first" : "there are: \(known)")
    }

    private func context(_ alarms: [AlarmDefinition]) async -> SignalReader.Context {
        let state = await runtime.state
        let now = runtime.outside.clock.now()
        let known = state.pipelines.keys.flatMap { state.alarmStates(of: $0) }.filter { pair in alarms.contains { $0.name == pair.name } }
        return SignalReader.Context(folder: folder, since: now, alarms: known)
    }

    private func reader() -> SignalReader { SignalReader(providers: runtime.outside.signals, clock: runtime.outside.clock) }
    private func watch() -> ConditionWatch { ConditionWatch(reader: reader(), clock: runtime.outside.clock) }
}

extension ExecutionState {
    /// As scripts see it.
    var result: ExecutionResult {
        let last = stages.values.flatMap(\.steps.values).flatMap(\.parts.values).last { !$0.output.isEmpty }
        return ExecutionResult(
            id: id, pipeline: pipeline, revision: revision.id, state: end?.rawValue ?? "running",
            stages: stages.values.map { .init(name: $0.name.text, state: $0.state.rawValue) }, output: last?.output ?? "")
    }
}
