internal import CEditline
internal import Glibc
internal import Synchronization

/// How a line editor starts.
public struct LineEditorConfiguration: Sendable {
    public enum Colours: String, Sendable, CaseIterable {
        /// Unless `NO_COLOR` is set to something.
        case auto
        case always
        case never
    }

    /// Selects the lines of `.editrc` that begin with it and a colon.
    public var programName = "sluice"
    public var prompt: StyledText = "> "
    /// At the start of each further line of an input.
    public var continuationPrompt: StyledText = ""
    public var colours = Colours.auto
    /// No redrawing and no escape codes: the terminal itself edits one line at a time. Also chosen where `TERM` is `dumb` or missing, where
    /// `.editrc` says `edit off`, and where input or output is not a terminal.
    public var plain = false
    /// Spaces that a `}` typed first on its line takes back.
    public var indentWidth = 4
    public var inputDescriptor: Int32 = 0
    public var outputDescriptor: Int32 = 1
    public var environment: [String: String]

    public init(environment: [String: String]) {
        self.environment = environment
    }

    var showsColours: Bool {
        switch colours {
        case .auto: environment["NO_COLOR", default: ""].isEmpty
        case .always: true
        case .never: false
        }
    }

    var canRedraw: Bool {
        let terminal = environment["TERM", default: ""]
        return !plain && !["", "dumb", "emacs"].contains(terminal) && TerminalDevice.isTerminal(inputDescriptor)
            && TerminalDevice.isTerminal(outputDescriptor)
    }

    var editrcPath: String? {
        environment["EDITRC"] ?? environment["HOME"].map { $0 + "/.editrc" }
    }
}

/// Reads what a person types, several lines if need be.
///
/// Make it on a thread of its own and use it only there: reading blocks. `SignalSource.blockSignals` must have run before. What other threads
/// have to say goes through the `NoticeBoard`.
public final class LineEditor {
    /// How a reading ended.
    public enum Input: Hashable, Sendable {
        case submitted(String)
        /// Ctrl-C; `hadText` tells an abandoned text from an empty line.
        case interrupted(hadText: Bool)
        /// Ctrl-D on an empty line, or the terminal is gone.
        case endOfInput
        /// The process was asked to end. The terminal has its settings back.
        case terminated(SignalSource.Signal)
    }

    public let board: NoticeBoard
    public let signals: SignalSource
    let configuration: LineEditorConfiguration
    let history: HistoryStore?
    let device: TerminalDevice
    var language: any InputLanguage
    /// Nil in plain mode.
    private(set) var buffer: EditBuffer?

    var input = KeyInput()
    var painter = FramePainter()
    var screen = (rows: 24, columns: 80)
    var prompt: StyledText
    var overlay = Overlay.none
    var undo = UndoHistory()
    var walk: HistoryWalk?
    var firstVisibleRow = 0
    var appendedTo: Int?
    var understood = Understanding()
    var searchMatch: [Unicode.Scalar] = []
    var liveRows = LiveRows()
    var reading = false
    var answering = false
    private(set) var usesVi = false
    private var initialText: String?
    private var outcome: Input?
    private var workCount = 0

    public init(
        configuration: LineEditorConfiguration, language: any InputLanguage = FreeText(), history: HistoryStore? = nil,
        board: NoticeBoard = NoticeBoard(), signals: SignalSource = SignalSource()
    ) {
        self.configuration = configuration
        self.language = language
        self.history = history
        self.board = board
        self.signals = signals
        prompt = configuration.prompt
        device = TerminalDevice(input: configuration.inputDescriptor, output: configuration.outputDescriptor)
        painter.colours = configuration.showsColours
        ce_choose_utf8()
        if configuration.canRedraw {
            let settings = device.settings
            openEditor()
            if let settings, !isPlain { TerminalRescue.arm(device, settings) }
        }
    }

    deinit {
        if let buffer { unsafe ce_close(buffer.handle) }
    }

    /// Whether there is only plain line input, without editing, menus or live rows.
    public var isPlain: Bool { buffer == nil }

    /// The size of the screen now.
    public var screenSize: (rows: Int, columns: Int) { device.size }

    /// Whether text for this terminal should have colours.
    public var showsColours: Bool { painter.colours && !isPlain }

    /// Reads one input.
    ///
    /// - Parameter initialText: what the buffer holds at the start, the cursor behind it.
    public func readInput(initialText: String = "") -> Input {
        guard !isPlain else { return readPlainInput() }
        if let prompt = board.prompt() { self.prompt = prompt }
        return readEdited(initialText)
    }

    /// Asks a question and reads one line, without history, completion or colours; nil when it was not answered.
    public func readAnswer(to question: StyledText) -> String? {
        let before = (language, prompt)
        defer { (language, prompt, answering) = (before.0, before.1, false) }
        (language, answering) = (FreeText(), true)
        prompt = question
        guard case .submitted(let answer) = isPlain ? readPlainInput() : readEdited("") else { return nil }
        return answer
    }

    /// Prints text that stays, while no line is read; it ends with a line break even if `text` does not.
    public func print(_ text: StyledText) {
        for text in board.takeNotices() + [text] {
            if isPlain {
                device.write(Array((text.text.hasSuffix("\n") ? text.text : text.text + "\n").utf8))
            } else {
                painter.erase()
                painter.printPermanently(text)
                flush()
            }
        }
    }

    /// Runs work in the foreground: notices and live rows go on, and signals reach `onSignal` instead of ending anything.
    ///
    /// Blocks until the work ends by itself; Ctrl-C only tells. Ctrl-Z stops the process as everywhere.
    public func attend<Value: Sendable>(
        to work: @escaping @Sendable () async -> Value, onSignal: (SignalSource.Signal) -> Void
    ) -> Value {
        workCount += 1
        let identifier = workCount
        let result = WorkResult<Value>()
        let board = board
        Task.detached {
            let value = await work()
            result.value.withLock { $0 = value }
            board.finish(identifier)
        }
        device.setEcho(false)
        defer { device.setEcho(true) }
        while true {
            attendOnce(onSignal)
            // Asked after the board was emptied: an end that comes later leaves its mark there and ends the waiting.
            if board.takeFinished(identifier), let value = result.value.withLock({ $0 }) {
                showNotices()
                painter.erase()
                flush()
                return value
            }
            waitForSomething()
        }
    }

    /// Ends the reading: the picture becomes text that stays, without menu, hint and live rows.
    func conclude(_ input: Input, mark: String = "") {
        outcome = input
        overlay = .none
        searchMatch = []
        paintForGood(mark: mark)
        painter.emit("\u{1B}[?2004l")
        flush()
        TerminalRescue.setEditing(false)
    }

    private func readEdited(_ text: String) -> Input {
        guard let buffer else { return .endOfInput }
        begin(with: text, in: buffer)
        var length: Int32 = 0
        _ = unsafe el_wgets(buffer.handle, &length)
        if outcome == nil { conclude(.endOfInput) }
        reading = false
        return outcome ?? .endOfInput
    }

    private func begin(with text: String, in buffer: EditBuffer) {
        outcome = nil
        initialText = text
        overlay = .none
        walk = nil
        firstVisibleRow = 0
        appendedTo = nil
        understood = Understanding()
        reading = true
        updateScreenSize()
        unsafe ce_set_client(buffer.handle, Unmanaged.passUnretained(self).toOpaque())
        painter.emit("\u{1B}[?2004h")
        TerminalRescue.setEditing(true)
        if !answering { history?.refresh() }
    }

    /// Called by libedit for every key it wants.
    fileprivate func nextCharacter() -> Unicode.Scalar? {
        if let text = initialText, let buffer {
            initialText = nil
            // The terminal has echoed what was typed ahead; it is shown again behind the prompt.
            if device.hasInput(within: 0) { painter.emit("\r\u{1B}[K") }
            undo.reset(to: BufferState(text: text))
            if !text.isEmpty { buffer.state = BufferState(text: text) }
        }
        return readScalar()
    }

    private func openEditor() {
        guard let handle = unsafe ce_open(configuration.programName, device.input, device.output) else { return }
        unsafe ce_set_client(handle, Unmanaged.passUnretained(self).toOpaque())
        unsafe ce_set_signal_handling(handle, 0)
        unsafe ce_set_read_function(handle) { editor, character in
            guard let editor = unsafe editor, let character = unsafe character, let owner = unsafe LineEditor.owner(of: editor) else {
                return 0
            }
            guard let scalar = owner.nextCharacter() else {
                errno = EINTR
                return -1
            }
            unsafe character.pointee = wchar_t(bitPattern: scalar.value)
            return 1
        }
        // Ctrl-C must keep its place among the keys: as a signal it would flush what is unread, also the mark that begins a paste.
        for setting in ["-intr", "intr=", "+noflsh"] { unsafe ce_set_editing_mode(handle, setting) }
        usesVi = unsafe KeyBindings.install(in: handle, editrc: configuration.editrcPath)
        if unsafe ce_editing_enabled(handle) == 0 {
            unsafe ce_close(handle)
        } else {
            buffer = unsafe EditBuffer(handle: handle)
        }
    }

    static func owner(of handle: OpaquePointer) -> LineEditor? {
        unsafe ce_client(handle).map { unsafe Unmanaged<LineEditor>.fromOpaque($0).takeUnretainedValue() }
    }
}

/// Where work in the foreground leaves its value.
private final class WorkResult<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}
