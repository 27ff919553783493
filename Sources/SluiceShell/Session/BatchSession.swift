import Foundation
import Glibc
import OrderedCollections
import SluiceEngine
import SluiceLineEditor
import SluiceModel
import SluiceReport
import SluiceRuntime
import Synchronization

/// A text without anybody at a terminal: runs as one script, and follows what it starts to the end.
struct BatchSession {
    private let configuration: ShellConfiguration
    private let output: ShellOutput
    private let feed: LiveFeed
    private let store: SessionStore
    private let core: SessionCore
    private let rollbacks = AskedRollbacks()

    init(_ configuration: ShellConfiguration) {
        let clock: @Sendable () -> Instant = { ShellConfiguration.wallClock() }
        let known = KnownState(clock: clock)
        let output = ShellOutput.streams(style: configuration.style(isTerminal: isatty(STDERR_FILENO) == 1))
        let feed = LiveFeed(
            surface: Self.surface(configuration, output), known: known, clock: clock, isReadOnly: configuration.readOnly)
        self.configuration = configuration
        self.output = output
        self.feed = feed
        store = SessionStore(configuration.store, known: known, clock: clock) { [feed] runtime in await feed.begin(runtime) }
        core = SessionCore(
            configuration, store: store, known: known, output: output,
            audience: ShellAudience(configuration: configuration, output: output, feed: feed, rollbacks: rollbacks),
            session: ShellConfiguration.sessionName(at: clock()), isInteractive: false)
    }

    func run(_ text: String, named name: String) async -> Int32 {
        let watch = SignalWatch { [core, store, output] signal in
            let running = await store.runtime?.state.executions.values.count(where: \.isLive) ?? 0
            await core.interrupt()
            await store.close()
            output.note("interrupted: everything is checkpointed" + (running > 0 ? "; \(running) unfinished, `sluice resume` goes on" : ""))
            _exit(signal == .interrupt ? ShellExit.interrupted : 128 + signal.number)
        }
        defer { watch.end() }
        let status = await evaluate(text, named: name)
        await store.close()
        await feed.end()
        return status
    }

    private func evaluate(_ text: String, named name: String) async -> Int32 {
        if case .help(let topic) = InputKind(text) { return help(topic) }
        switch await core.enter(text, named: name) {
        case .done: break
        case .failed, .asks: return ShellExit.mistake
        case .interrupted: return ShellExit.interrupted
        }
        return await followToEnd()
    }

    private func followToEnd() async -> Int32 {
        guard let runtime = await store.runtime else { return ShellExit.success }
        var worst = ShellExit.success
        for id in await core.executions {
            let wasLive = await runtime.state.execution(id)?.isLive ?? false
            guard let execution = await runtime.end(of: id), let end = execution.end else { continue }
            let state = await runtime.state
            if wasLive, configuration.format == .human {
                output.note(Summary.text(of: id, state: state, style: output.style, width: output.width()))
            }
            let wasAsked = execution.goesBack && execution.rollbacks.allSatisfy { state.rollback($0)?.start.cause.kind == .operatorAsked }
            worst = ShellExit.worse(worst, ShellExit.of(end, isAsked: wasAsked))
        }
        for id in rollbacks.all {
            guard let rollback = await runtime.end(of: id), let end = rollback.end else { continue }
            worst = ShellExit.worse(worst, ShellExit.of(end, isAsked: true))
        }
        return worst
    }

    private func help(_ topic: String) -> Int32 {
        if topic.isEmpty {
            output.result(HelpPages.overview(style: output.style))
            return ShellExit.success
        }
        switch HelpPages.page(topic, style: output.style) {
        case .success(let page):
            output.result(page)
            return ShellExit.success
        case .failure(let misread):
            output.fail(misread.message, help: misread.help)
            return ShellExit.mistake
        }
    }

    private static func surface(_ configuration: ShellConfiguration, _ output: ShellOutput) -> LiveFeed.Surface {
        LiveFeed.Surface(
            style: output.style, notice: configuration.format == .json ? output.result : output.note, rows: { _ in }, prompt: { _ in },
            size: { (24, output.width()) },
            line: { record, state in
                configuration.format == .json ? EventLines.json(record) : EventLines.text(record, state: state, style: output.style)
            })
    }
}

/// Exit statuses, as `sluice run` gives them.
enum ShellExit {
    static let success: Int32 = 0
    static let mistake: Int32 = 1
    static let failed: Int32 = 3
    static let rolledBack: Int32 = 4
    static let interrupted: Int32 = 130

    /// A rollback that somebody asked for and that did its work is a success.
    static func of(_ end: ExecutionEnd, isAsked: Bool) -> Int32 {
        switch end {
        case .succeeded, .superseded: success
        case .rolledBack: isAsked ? success : rolledBack
        case .failed, .cancelled, .rollbackFailed: failed
        }
    }

    static func worse(_ left: Int32, _ right: Int32) -> Int32 {
        let order = [success, rolledBack, failed, mistake, interrupted]
        return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0) ? right : left
    }
}

/// Waits for a signal that asks the process to end.
final class SignalWatch: Sendable {
    private let signals = SignalSource()
    private let isOver = Atomic(false)

    init(_ handle: @escaping @Sendable (SignalSource.Signal) async -> Void) {
        let thread = Thread { [self] in
            while !isOver.load(ordering: .acquiring) {
                var watched = pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)
                guard unsafe poll(&watched, 1, 1000) > 0 else { continue }
                while let signal = signals.next() {
                    switch signal {
                    case .interrupt, .terminate, .hangUp: Task { await handle(signal) }
                    case .suspend: raise(SIGSTOP)
                    case .resumed, .windowChanged: break
                    }
                }
            }
        }
        thread.name = "signals"
        thread.start()
    }

    func end() { isOver.store(true, ordering: .releasing) }
}
