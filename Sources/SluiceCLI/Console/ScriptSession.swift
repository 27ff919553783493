import OrderedCollections
import SluiceChecker
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
    private let progress: Mutex<Task<Void, Never>?> = Mutex(nil)

    init(console: Console, store: StateFolder, detach: Bool = false) {
        self.console = console
        self.store = store
        self.detach = detach
    }

    private var held: Runtime? { runtime.withLock { $0 } }
    private var audience: ConsoleAudience { ConsoleAudience(console: console) { [weak self] in self?.held } }

    /// Runs a script to its end and everything that it started to theirs.
    func run(_ script: LoadedScript) async throws -> ExitStatus {
        guard report(script) else { return .mistake }
        listen()
        let runner = ScriptRunner(
            script.result.script, at: script.path, folder: script.folder, inputs: script.inputs, audience: audience,
            operatorName: Holding.operatorName, open: { [self] in try await opened() })
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
            return ExitStatus.worse(status, await self.followToEnd(rest, runtime))
        }
    }

    /// Shows one execution to its end.
    func follow(_ id: ExecutionID) async throws -> ExitStatus {
        listen()
        return await finishing {
            let runtime = try await self.opened()
            guard let execution = await runtime.state.execution(id) else {
                throw Refusal("there is no execution `\(id)`", help: "`sluice status` lists those in flight, `sluice history` all")
            }
            if !execution.isLive {
                self.console.note(
                    Summary.text(of: id, state: await runtime.state, style: self.console.style, width: Terminal.error.size.width))
            }
            return await self.followToEnd([id], runtime)
        }
    }

    /// Carries out one command, follows what it started, and tells how that ended.
    func act(follows: Bool, _ makeCommand: @escaping @Sendable (EngineState) throws -> CommandEnvelope) async throws -> ExitStatus {
        listen()
        return await finishing {
            let runtime = try await self.opened()
            let envelope = try makeCommand(await runtime.state)
            let answer = try await runtime.submit(envelope)
            guard answer.isAccepted else {
                self.console.fail(answer.message, help: answer.help)
                return .mistake
            }
            if !answer.message.isEmpty { self.console.note(answer.message) }
            guard follows, !self.detach else {
                self.noteRest(await runtime.state)
                return .success
            }
            if let rollback = answer.rollback { return await self.followRollback(rollback, runtime) }
            return await self.followToEnd(answer.execution.map { [$0] } ?? [], runtime)
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
        guard let runtime = end.runtime, !detach else { return .success }
        return await followToEnd(end.executions, runtime)
    }

    private func followToEnd(_ executions: [ExecutionID], _ runtime: Runtime) async -> ExitStatus {
        var ends: [(ExecutionEnd, Bool)] = []
        for id in executions {
            let wasLive = await runtime.state.execution(id)?.isLive ?? false
            guard let execution = await runtime.end(of: id), let end = execution.end else { continue }
            let state = await runtime.state
            if wasLive, console.output.format == .human {
                console.note(Summary.text(of: id, state: state, style: console.style, width: Terminal.error.size.width))
            }
            let wasAsked = execution.rollback.flatMap { state.rollback($0) }?.start.cause.kind == .operatorAsked
            ends.append((end, wasAsked))
        }
        return ExitStatus.worst(ends)
    }

    private func followRollback(_ id: RollbackID, _ runtime: Runtime) async -> ExitStatus {
        guard let rollback = await runtime.end(of: id), let end = rollback.end else { return .failed }
        console.note(Summary.text(of: id, state: await runtime.state, style: console.style, width: Terminal.error.size.width))
        return end == .rolledBack || end == .succeeded ? .success : .failed
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
        let shown = Progress(console: console, runtime: opened, clock: opened.clock)
        progress.withLock { $0 = Task { await shown.follow() } }
        return opened
    }

    private func finishing(_ work: @escaping @Sendable () async throws -> ExitStatus) async -> ExitStatus {
        let status: ExitStatus
        do {
            status = try await work()
        } catch let error as JournalError {
            console.fail(error.explanation.message, help: error.explanation.help)
            status = .mistake
        } catch let error as Refusal {
            console.fail(error.message, help: error.help)
            status = .mistake
        } catch {
            console.fail("\(error)")
            status = .mistake
        }
        await held?.stop()
        await progress.withLock { $0 }?.value
        console.restore()
        return status
    }

    /// INT, TERM and HUP end the session, never what it started.
    private func listen() {
        Interruption.shared.onSignal { [self] in
            Task {
                let running = await held?.state.executions.values.count(where: \.isLive) ?? 0
                await held?.stop()
                console.restore()
                let rest = running > 0 ? "; \(running) unfinished, `sluice resume` goes on" : ""
                console.note("interrupted: everything is checkpointed\(rest)")
                Interruption.leave()
            }
        }
    }
}
