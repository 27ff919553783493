import Foundation
public import SluiceModel
public import SluiceProvider

/// Carries out commands: `install`, `uninstall`, `current` and `run`; measures `exec(command)`.
///
/// Each runs under a supervisor of its own that outlives this process. Cancelling ends it; leaving this process does not.
public struct ProcessProvider: EffectProvider, SignalProvider {
    private let runner: CommandRunner
    private let secrets: SecretSource
    private let environment: [String: String]
    private let now: @Sendable () -> Instant

    /// `environment` gives commands their `PATH`, `HOME` and `LANG`, nothing else.
    public init(
        runner: CommandRunner, secrets: SecretSource, environment: [String: String],
        now: @escaping @Sendable () -> Instant
    ) {
        self.runner = runner
        self.secrets = secrets
        self.environment = environment
        self.now = now
    }

    // MARK: Effects

    public func accepts(_ effect: Effect) -> Bool { Self.command(of: effect) != nil }

    private static func command(of effect: Effect) -> CommandTemplate? {
        switch effect.action {
        case .install(let command), .uninstall(let command), .current(let command), .run(let command, _), .notify(.command(let command), _):
            command
        case .verify, .require, .artifact, .preflight, .notify(.http, _): nil
        }
    }

    /// Issued first after doubt, it is the repeat that was decided on, under the same key; the old attempt is dead or overdue by then.
    @concurrent
    public func carryOut(_ effect: Effect, issue: Issue) async -> Outcome {
        guard let command = Self.command(of: effect) else {
            return .failed(EffectFailure(cause: .notStarted, message: "`\(effect.action.word)` is not a command"))
        }
        switch await runner.reattach(effect.key) {
        case .ended(let ending): return outcome(of: effect, ending)
        case .refused(let reason): return notStarted(reason)
        case .inDoubt(let reason):
            guard issue == .first, !Task.isCancelled else { return .inDoubt(reason) }
            do { try runner.forgetDoubt(effect.key) } catch {
                return .inDoubt("\(reason), and its claim cannot be put aside: \(error.localizedDescription)")
            }
        case nil: break
        }
        return await begin(effect, command)
    }

    private func begin(_ effect: Effect, _ command: CommandTemplate) async -> Outcome {
        if Task.isCancelled { return .cancelled }
        let preparation = CommandPreparation(
            values: effect.values, folder: effect.folder, basis: CommandEnvironment.basis(environment),
            told: CommandEnvironment.merged(CommandEnvironment.place(effect.values), CommandEnvironment.identity(of: effect)),
            source: secrets)
        var request: SupervisorRequest
        do { request = try preparation.request(for: command, timeout: effect.timeout) } catch {
            switch error {
            case .missingSecret(let message): return .failed(EffectFailure(cause: .missingInput, message: message))
            case .unusable(let message): return notStarted(message)
            }
        }
        if case .current = effect.action { request.capture = SupervisorRequest.recordedOutput }
        switch await runner.start(effect.key, request) {
        case .ended(let ending): return outcome(of: effect, ending)
        case .inDoubt(let reason): return .inDoubt(reason)
        case .refused(let reason): return Task.isCancelled ? .cancelled : notStarted(reason)
        }
    }

    private func notStarted(_ message: String) -> Outcome { .failed(EffectFailure(cause: .notStarted, message: message)) }

    private func outcome(of effect: Effect, _ ending: CommandEnding) -> Outcome {
        let output = runner.lastLines(of: effect.key)
        let stuck = ending.remaining > 0 ? "; \(ending.remaining) of its processes cannot be ended" : ""
        func failed(_ cause: EffectFailure.Cause, _ message: String) -> Outcome {
            .failed(EffectFailure(cause: cause, message: message + stuck, output: output))
        }
        switch ending.because {
        case .cancelled: return .cancelled
        case .timedOut: return failed(.timedOut, "`\(effect.action.word)` was not done within \(effect.timeout.scriptText) and was ended")
        case .itself: break
        }
        switch ending.end {
        case .exited(0):
            if case .current = effect.action { return revision(in: ending, output) }
            return .succeeded(output: output)
        case .exited(let code): return failed(.exit(code), "`\(effect.action.word)` ended with exit code \(code)")
        case .signalled(let number): return failed(.signal(number), "`\(effect.action.word)` was ended by signal \(number)")
        case .notStarted(let reason): return failed(.notStarted, "the command cannot be started: \(systemText(reason))")
        }
    }

    /// `current` prints one line.
    private func revision(in ending: CommandEnding, _ output: String) -> Outcome {
        let text = String(decoding: ending.captured, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else {
            return .failed(
                EffectFailure(cause: .unreadable, message: "`current` printed nothing; it prints one line, the revision", output: output))
        }
        guard !text.contains(where: \.isNewline), ending.capturedFrom <= ending.captured.count else {
            let message = "`current` printed more than one short line; it prints one, the revision"
            return .failed(EffectFailure(cause: .unreadable, message: message, output: output))
        }
        return .succeeded(output: text)
    }

    @concurrent
    public func log(of key: EffectKey) async -> String? { runner.log(of: key) }

    // MARK: Signals

    public func measures(_ signal: Signal) -> Bool {
        if case .exec = signal { return true }
        return false
    }

    @concurrent
    public func measure(_ signal: Signal, values: LateValues, folder: String) async -> Reading {
        guard case .exec(let measurement) = signal else { return reading(.missing("not a command")) }
        let preparation = CommandPreparation(
            values: values, folder: folder, basis: CommandEnvironment.basis(environment), told: CommandEnvironment.place(values),
            source: secrets)
        var request: SupervisorRequest
        do { request = try preparation.request(for: measurement.command, timeout: measurement.timeout) } catch {
            switch error {
            case .missingSecret(let message), .unusable(let message): return reading(.missing(message))
            }
        }
        request.capture = SupervisorRequest.recordedOutput
        // A reading is due within its time, so what does not stop then gets no grace.
        request.grace = .zero
        switch await runner.runUnclaimed(request) {
        case .ended(let ending): return reading(value(of: ending, measurement))
        case .refused(let reason), .inDoubt(let reason): return reading(.missing(reason))
        }
    }

    private func reading(_ value: Reading.Value) -> Reading { Reading(value: value, source: "exec", at: now()) }

    private func value(of ending: CommandEnding, _ measurement: ExecMeasurement) -> Reading.Value {
        switch ending.because {
        case .timedOut: return .missing("timed out")
        case .cancelled: return .missing("cancelled")
        case .itself: break
        }
        switch ending.end {
        case .signalled(let number): return .missing("ended by signal \(number)")
        case .notStarted(let reason): return .missing("cannot be started: \(systemText(reason))")
        case .exited(let code):
            guard measurement.printsNumber else { return .number(Double(code)) }
            guard code == 0 else { return .missing("exit code \(code)") }
            let text = String(decoding: ending.captured, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            guard let number = Double(text), number.isFinite else { return .missing("printed `\(text.prefix(40))`, which is no number") }
            return .number(number)
        }
    }
}
