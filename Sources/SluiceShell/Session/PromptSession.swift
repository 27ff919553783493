import Glibc
import OrderedCollections
import SluiceEngine
import SluiceLineEditor
import SluiceModel
import SluiceReport
import SluiceRuntime
import Synchronization

/// A session at a terminal. Everything in it runs on the thread of the editor but what `attend` sends elsewhere.
final class PromptSession {
    private enum Turn {
        case goOn
        case leave(Int32)
    }

    private let configuration: ShellConfiguration
    private let known: KnownState
    private let board = NoticeBoard()
    private let history: HistoryStore
    private let editor: LineEditor
    private let feed: LiveFeed
    private let store: SessionStore
    private let core: SessionCore
    private let output: ShellOutput
    private var saidHistoryFails = false
    private var hintedAtLeaving = false
    private var ending: SignalSource.Signal?

    init(_ configuration: ShellConfiguration) {
        self.configuration = configuration
        let session = ShellConfiguration.sessionName(at: ShellConfiguration.wallClock())
        let clock: @Sendable () -> Instant = { ShellConfiguration.wallClock() }
        known = KnownState(clock: clock)
        history = HistoryStore(path: configuration.historyPath ?? "/dev/null", session: session)
        editor = LineEditor(
            configuration: Self.editorConfiguration(configuration), language: ShellLanguage(known: known), history: history, board: board)
        let style: SluiceReport.Style = editor.showsColours && configuration.style(isTerminal: true) == .ansi ? .ansi : .plain
        output = .board(board, style: style)
        feed = LiveFeed(
            surface: Self.surface(board, style: style, isPlain: editor.isPlain), known: known, clock: clock,
            isReadOnly: configuration.readOnly)
        store = SessionStore(configuration.store, known: known, clock: clock) { [feed] runtime in await feed.begin(runtime) }
        core = SessionCore(
            configuration, store: store, known: known, output: output,
            audience: ShellAudience(configuration: configuration, output: output, feed: feed, rollbacks: AskedRollbacks()),
            session: session, isInteractive: true)
    }

    func run() -> Int32 {
        lookAround()
        while true {
            let turn: Turn
            switch editor.readInput() {
            case .submitted(let text): turn = take(text)
            case .interrupted(let hadText): turn = interrupted(hadText)
            case .endOfInput: turn = leave()
            case .terminated(let signal): turn = .leave(128 + signal.number)
            }
            if case .leave(let status) = turn {
                close()
                return status
            }
        }
    }

    // MARK: Turns

    private func take(_ text: String) -> Turn {
        guard !text.trimmed.isEmpty else { return .goOn }
        hintedAtLeaving = false
        remember(text)
        switch InputKind(text) {
        case .script: return evaluate(text)
        case .help(let name): help(name)
        case .command(let line):
            switch ColonCommand.read(line) {
            case .success(let command): return carryOut(command)
            case .failure(let misread): fail(misread.message, misread.help)
            }
        }
        return .goOn
    }

    private func evaluate(_ text: String) -> Turn {
        var outcome = attend { core in await core.enter(text) }
        while case .asks(let confirmation) = outcome {
            let isAccepted = ask(confirmation)
            outcome = attend { core in await core.answer(isAccepted) }
        }
        if case .interrupted = outcome {
            let feed = feed
            editor.attend(to: { await feed.stopFollowing() }, onSignal: { _ in })
        }
        return ending.map { .leave(128 + $0.number) } ?? .goOn
    }

    /// Works for the session in the foreground; Ctrl-C ends the waiting.
    private func attend(_ work: @escaping @Sendable (SessionCore) async -> SessionCore.Outcome) -> SessionCore.Outcome {
        let core = core
        var ending: SignalSource.Signal?
        let outcome = editor.attend(
            to: { await work(core) },
            onSignal: { signal in
                if signal != .interrupt { ending = signal }
                Task.detached { await core.interrupt() }
            })
        self.ending = ending
        return outcome
    }

    private func ask(_ confirmation: Confirmation) -> Bool {
        editor.print(StyledText(confirmation.effect))
        let answer = editor.readAnswer(to: StyledText("\(confirmation.question) [y/N] ", .bold))?.trimmed.lowercased()
        return answer == "y" || answer == "yes"
    }

    private func interrupted(_ hadText: Bool) -> Turn {
        if !hadText { editor.print(StyledText("Ctrl-D or :quit leaves; `help` says what can be done here", .dim)) }
        return .goOn
    }

    private func leave() -> Turn {
        let store = store
        let running = editor.attend(
            to: { await store.runtime?.state.executions.values.count(where: \.isLive) ?? 0 }, onSignal: { _ in })
        guard running > 0, !configuration.yes, !hintedAtLeaving else { return .leave(0) }
        let what = running == 1 ? "1 execution stops" : "\(running) executions stop"
        editor.print(StyledText("\(what) with this session, checkpointed, until `sluice resume` or the next shell goes on"))
        let answer = editor.readAnswer(to: StyledText("Leave? [y/N] ", .bold))?.trimmed.lowercased()
        // A terminal that is gone answers nothing; so does a second Ctrl-D.
        guard let answer else { return .leave(0) }
        return answer == "y" || answer == "yes" ? .leave(0) : .goOn
    }

    private func close() {
        let (store, feed) = (store, feed)
        editor.attend(
            to: {
                await store.close()
                await feed.end()
            }, onSignal: { _ in })
    }

    // MARK: Shell commands

    private func help(_ name: String) {
        if name.isEmpty { return editor.print(AnsiText.styled(HelpPages.overview(style: output.style))) }
        switch HelpPages.page(name, style: output.style) {
        case .success(let page): editor.print(AnsiText.styled(page))
        case .failure(let misread): fail(misread.message, misread.help)
        }
    }

    private func carryOut(_ command: ColonCommand) -> Turn {
        switch command {
        case .quit: return leave()
        case .history:
            for entry in history.entries().suffix(500) { editor.print(StyledText(Printable.text(entry.text))) }
        case .live(let isOn):
            let feed = feed
            editor.attend(to: { await feed.setLive(isOn) }, onSignal: { _ in })
        case .save(let path): save(path)
        }
        return .goOn
    }

    private func save(_ path: String) {
        let core = core
        let script = editor.attend(to: { await core.names.script }, onSignal: { _ in })
        guard !script.isEmpty else {
            return fail("this session has defined nothing yet", "write a pipeline, alarm, deployer, `fn` or `let`")
        }
        let full = path.hasPrefix("/") ? path : "\(configuration.folder)/\(path)"
        switch ScriptFile.write(script, to: full) {
        case .success: editor.print(StyledText("wrote \(full)"))
        case .failure(let problem): fail(problem.message, problem.help)
        }
    }

    private func fail(_ message: String, _ help: String?) {
        output.fail(message, help: help)
    }

    // MARK: Surroundings

    /// Reads what is there, for names and the prompt, while the first line is typed.
    private func lookAround() {
        let (store, feed, output) = (store, feed, output)
        let isReadOnly = configuration.readOnly
        Task.detached {
            guard let state = try? await store.look().state else { return }
            await feed.show(facts: state)
            let live = state.executions.values.count(where: \.isLive)
            guard live > 0, !isReadOnly, await store.runtime == nil else { return }
            output.note("\(counted(live, "execution")) in flight; `status` shows, and the first command that acts here goes on with it")
        }
    }

    private func remember(_ text: String) {
        guard configuration.historyPath != nil else { return }
        do {
            try history.append(text, folder: configuration.folder)
        } catch {
            guard !saidHistoryFails else { return }
            saidHistoryFails = true
            editor.print(StyledText(error.description, .dim))
        }
    }

    private static func editorConfiguration(_ configuration: ShellConfiguration) -> LineEditorConfiguration {
        var result = LineEditorConfiguration(environment: configuration.environment)
        result.prompt = PromptFacts().prompt
        result.plain = configuration.plain
        result.colours =
            switch configuration.colour {
            case .auto: .auto
            case .always: .always
            case .never: .never
            }
        return result
    }

    private static func surface(_ board: NoticeBoard, style: SluiceReport.Style, isPlain: Bool) -> LiveFeed.Surface {
        LiveFeed.Surface(
            style: style, notice: { board.post(notice: AnsiText.styled($0)) },
            rows: { rows in if !isPlain { board.setLiveRows(rows.map(AnsiText.styled)) } },
            prompt: { board.setPrompt($0.prompt) }, size: { ScreenSize.of(STDOUT_FILENO) },
            line: { record, state in
                isPlain ? EventLines.text(record, state: state, style: style) : LivePicture.notice(for: record, state: state, style: style)
            })
    }
}
