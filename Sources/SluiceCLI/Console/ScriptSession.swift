import OrderedCollections
import SluiceChecker
import SluiceControl
import SluiceEngine
import SluiceInterpreter
import SluiceModel
import SluiceReport
import SluiceRuntime
import SluiceStore
import SluiceStoreSQLite
import SluiceSyntax
import Synchronization

/// Scripts that run at a console: shows what happens, follows what they start, and tells how it ended.
final class ScriptSession: Sendable {
    private let console: Console
    private let store: StateFolder
    private let detach: Bool
    private let runtime: Mutex<Runtime?> = Mutex(nil)
    private let joined: Mutex<JoinedHolder?> = Mutex(nil)
    /// What an earlier holder's events came to.
    private let shownUntil: Mutex<EngineState?> = Mutex(nil)
    private let progress: Mutex<Task<Void, Never>?> = Mutex(nil)

    init(console: Console, store: StateFolder, detach: Bool = false) {
        self.console = console
        self.store = store
        self.detach = detach
    }

    private var held: Runtime? { runtime.withLock { $0 } }
    private var audience: ConsoleAudience { ConsoleAudience(console: console) { [weak self] in self?.held } }

    /// Runs a script to its end and everything that it started to theirs.
    func run(_ script: LoadedScript, isStrict: Bool = false, limits: Limits = Limits()) async throws -> ExitStatus {
        guard report(script) else { return .mistake }
        listen()
        let runner = ScriptRunner(
            script.result.script, at: script.path, folder: script.folder, inputs: script.inputs, audience: audience,
            operatorName: Holding.operatorName, isStrict: isStrict, limits: limits, open: { [self] in try await opened() })
        return await finishing { try await self.goOn(runner) }
    }

    /// Continues interrupted runs, and what is in flight beside them.
    func resume(_ only: ScriptRunID?) async throws -> ExitStatus {
        listen()
        return await finishing {
            let runtime = try await self.opened()
            let state = await runtime.state
            let runs = state.scripts.values.filter { !$0.isEnded && (only == nil || $0.run.run == only) }
            if let only, runs.isEmpty {
                self.console.fail(
                    "there is no unfinished run `\(only)`",
                    help: "`sluice history` lists what there was; without a name all unfinished runs go on")
                return .mistake
            }
            var status = ExitStatus.success
            for progress in runs {
                let script = LoadedScript.resumed(progress.run)
                let runner = ScriptRunner(
                    resuming: progress, script: script.result.script, folder: script.folder, inputs: script.inputs, audience: self.audience,
                    runtime: runtime)
                status = ExitStatus.worse(status, try await self.goOn(runner))
            }
            let rest = await runtime.state.executions.values.filter(\.isLive).map(\.id)
            if runs.isEmpty && rest.isEmpty { self.console.note("nothing is unfinished") }
            if self.detach { return status }
            return ExitStatus.worse(status, try await self.followToEnd(rest, runtime))
        }
    }

    /// Shows one execution to its end.
    func follow(_ id: ExecutionID) async throws -> ExitStatus {
        listen()
        return await finishing {
            let operated = try await self.operated()
            guard let execution = await operated.state.execution(id) else {
                throw Refusal("there is no execution `\(id)`", help: "`sluice status` lists those in flight, `sluice history` all")
            }
            if !execution.isLive {
                self.console.note(
                    Summary.text(of: id, state: await operated.state, style: self.console.style, width: Terminal.error.size.width))
            }
            return try await self.followToEnd([id], operated)
        }
    }

    /// Carries out one command, follows what it started, and tells how that ended.
    func act(follows: Bool, _ makeCommand: @escaping @Sendable (EngineState) throws -> CommandEnvelope) async throws -> ExitStatus {
        listen()
        return await finishing {
            let showing = follows && !self.detach
            var operated = try await self.operated(showing: showing)
            let envelope = try makeCommand(await operated.state)
            if let refusal = envelope.command.safetyRefusal(isStrict: false) { throw refusal }
            var given: CommandAnswer?
            while given == nil {
                // A repeat of the same envelope gets the first answer.
                do { given = try await operated.submit(envelope) } catch let error as ControlError {
                    guard case .lost = error else { throw error }
                    operated = try await self.takeOver(showing: showing)
                }
            }
            guard let answer = given else { return .mistake }
            guard answer.isAccepted else {
                self.console.fail(answer.message, help: answer.help)
                return .mistake
            }
            if !answer.message.isEmpty { self.console.note(answer.message) }
            guard showing else {
                if let held = self.held { self.noteRest(await held.state) }
                return .success
            }
            if let rollback = answer.rollback { return try await self.followRollback(rollback, operated) }
            return try await self.followToEnd(answer.execution.map { [$0] } ?? [], operated)
        }
    }

    // MARK: Steps

    private func goOn(_ runner: ScriptRunner) async throws -> ExitStatus {
        var runner = runner
        let end = try await runner.goOn()
        if !end.diagnostics.isEmpty {
            console.note(DiagnosticText(files: end.files, style: console.style).render(end.diagnostics))
            return .mistake
        }
        let own: ExitStatus = end.hasFailedRun ? .failed : .success
        guard let runtime = end.runtime, !detach else { return own }
        return ExitStatus.worse(own, try await followToEnd(end.executions, runtime))
    }

    private func followToEnd(_ executions: [ExecutionID], _ operated: any OperatedState) async throws -> ExitStatus {
        var operated = operated
        var ends: [(ExecutionEnd, Bool)] = []
        for id in executions {
            let wasLive = await operated.state.execution(id)?.isLive ?? false
            guard let execution = try await outlasting(&operated, { await $0.end(of: id) }), let end = execution.end else { continue }
            let state = await operated.state
            if wasLive, console.output.format == .human {
                console.note(Summary.text(of: id, state: state, style: console.style, width: Terminal.error.size.width))
            }
            let wasAsked = execution.goesBack && execution.rollbacks.allSatisfy { state.rollback($0)?.start.cause.kind == .operatorAsked }
            ends.append((end, wasAsked))
        }
        return ExitStatus.worst(ends)
    }

    private func followRollback(_ id: RollbackID, _ operated: any OperatedState) async throws -> ExitStatus {
        var operated = operated
        guard let rollback = try await outlasting(&operated, { await $0.end(of: id) }), let end = rollback.end else { return .failed }
        console.note(Summary.text(of: id, state: await operated.state, style: console.style, width: Terminal.error.size.width))
        return end == .rolledBack || end == .succeeded ? .success : .failed
    }

    /// Waits for an end, whoever holds the state meanwhile.
    private func outlasting<End>(
        _ operated: inout any OperatedState, _ end: (any OperatedState) async -> End?
    ) async throws -> End? {
        while true {
            if let end = await end(operated) { return end }
            guard let joined = operated as? JoinedHolder else { return nil }
            if let failure = await joined.failure { throw failure }
            operated = try await takeOver(showing: true)
        }
    }

    private func noteRest(_ state: EngineState) {
        let rest = state.executions.values.count(where: \.isLive)
        if rest > 0 { console.note("\(rest) unfinished; `sluice resume` goes on with it") }
    }

    /// Prints what is wrong with a script; false when it must not run.
    private func report(_ script: LoadedScript) -> Bool {
        console.note(DiagnosticText(files: script.files, style: console.style).render(script.result.diagnostics))
        guard script.result.hasErrors else { return true }
        console.note(DiagnosticText.summary(script.result.diagnostics) + "; nothing was started")
        return false
    }

    // MARK: The store

    private func opened() async throws -> Runtime {
        if let held { return held }
        let opened = try await Holding.open(store)
        runtime.withLock { $0 = opened }
        try await show(opened)
        return opened
    }

    /// The state of this process, or of the one that holds it.
    ///
    /// A holder that just comes or goes has the lock and no socket: it is given a moment.
    private func operated(showing: Bool = true) async throws -> any OperatedState {
        let clock = ContinuousClock()
        let limit = clock.now + .seconds(3)
        while true {
            do { return try await opened() } catch let error as JournalError {
                guard case .held = error else { throw error }
                if let holder = try await JoinedHolder.join(store) {
                    joined.withLock { $0 = holder }
                    if showing { try await show(holder) }
                    return holder
                }
                guard clock.now < limit else { throw error }
                try await clock.sleep(for: .milliseconds(50))
            }
        }
    }

    /// Goes on after the holder has gone: this process holds the state now, or joins who does.
    private func takeOver(showing: Bool) async throws -> any OperatedState {
        let known = await joined.withLock { $0 }?.state
        shownUntil.withLock { $0 = known }
        await leave()
        let operated = try await operated(showing: showing)
        if operated is Runtime { console.note("the session that held the state has ended; this one goes on with it") }
        return operated
    }

    /// Shows everything from now on, or from where an earlier holder's events ended.
    private func show(_ operated: any OperatedState) async throws {
        let shown = Progress(console: console, runtime: operated, clock: SystemClock())
        let (state, events) = await operated.follow()
        let known = shownUntil.withLock { $0 } ?? state
        let missed = try known.sequence < state.sequence ? Holding.events(store, after: known.sequence, through: state.sequence) : []
        progress.withLock { $0 = Task { await shown.follow(from: known, missed: missed, events: events) } }
    }

    /// Leaves a state that another process holds.
    private func leave() async {
        guard let holder = joined.withLock({ $0 }) else { return }
        await holder.leave()
        await progress.withLock { $0 }?.value
        joined.withLock { $0 = nil }
    }

    private func finishing(_ work: @escaping @Sendable () async throws -> ExitStatus) async -> ExitStatus {
        let result: Result<ExitStatus, any Error>
        do { result = .success(try await work()) } catch { result = .failure(error) }
        if Interruption.shared.isUnderWay { await Interruption.awaitEnd() }
        let status = status(of: result)
        await held?.stop()
        await leave()
        await progress.withLock { $0 }?.value
        console.restore()
        return status
    }

    /// Tells what went wrong.
    private func status(of result: Result<ExitStatus, any Error>) -> ExitStatus {
        do {
            return try result.get()
        } catch let error as JournalError {
            console.fail(error.explanation.message, help: error.explanation.help)
        } catch let error as ControlError {
            console.fail(error.explanation.message, help: error.explanation.help)
        } catch let error as Refusal {
            console.fail(error.message, help: error.help)
        } catch {
            console.fail("\(error)")
        }
        return .mistake
    }

    /// INT, TERM and HUP end the session, never what it started.
    private func listen() {
        Interruption.shared.onSignal { [self] in
            Task {
                let running = await held?.state.executions.values.count(where: \.isLive) ?? 0
                await held?.stop()
                console.restore()
                if let holder = joined.withLock({ $0 }) {
                    console.note("interrupted: the work goes on in \(holder.holder)")
                    Interruption.leave()
                }
                let rest = running > 0 ? "; \(running) unfinished, `sluice resume` goes on" : ""
                console.note("interrupted: everything is checkpointed\(rest)")
                Interruption.leave()
            }
        }
    }
}
