internal import CEditline
internal import Glibc

/// What the language said about the buffer; asked again only when the text changed.
struct Understanding {
    var scalars: [Unicode.Scalar]?
    var styles: [Style] = []
    var hint: String?
}

/// The live rows on the screen and when they were drawn.
struct LiveRows {
    /// Ten drawings a second at most.
    static let interval = 100
    var shown: [StyledText] = []
    var drawnAt = -interval

    /// Milliseconds until a change may be drawn.
    func delay(at now: Int) -> Int {
        max(0, drawnAt + Self.interval - now)
    }

    /// Since an arbitrary moment; never goes back.
    static var now: Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}

extension LineEditor {
    /// The next code point that was typed. Meanwhile the picture is kept up to date and signals are answered.
    ///
    /// - Parameter settling: whether this is a key of its own; then the buffer is painted and taken note of when no more keys are waiting.
    /// - Returns: nil when the reading is over; the outcome is set.
    func readScalar(settling: Bool = true) -> Unicode.Scalar? {
        if let scalar = input.next() { return ready(scalar, asKey: settling) }
        if device.hasInput(within: 0) {
            switch input.fill(from: device.input) {
            case .bytes: if let scalar = input.next() { return ready(scalar, asKey: settling) }
            case .nothing: break
            case .endOfInput: return end(.endOfInput)
            }
        }
        if settling { settle() }
        while true {
            if let ended = answerSignals() { return end(ended, mark: ended.mark) }
            showNotices()
            let delay = updateLiveRows()
            let events = wait(for: device.input, milliseconds: delay)
            guard events else { continue }
            switch input.fill(from: device.input) {
            case .bytes: if let scalar = input.next() { return ready(scalar, asKey: settling) }
            case .nothing: break
            case .endOfInput: return end(.endOfInput)
            }
        }
    }

    /// Paints, and takes note of the buffer for undo.
    func settle() {
        if case .none = overlay, let buffer { undo.observe(buffer.state) }
        paint()
    }

    func paint() {
        painter.paint(picture().frame(firstRow: &firstVisibleRow))
        flush()
    }

    /// The whole input as text that stays, also where it is taller than the screen.
    func paintForGood(mark: String) {
        var picture = picture()
        picture.liveRows = []
        picture.hint = nil
        if picture.layout.rowCount < screen.rows {
            painter.paint(picture.frame(firstRow: &firstVisibleRow))
        } else {
            painter.erase()
            painter.paintTall(picture.layout.rows(styles: picture.styles))
        }
        painter.leave(after: mark)
    }

    func flush() {
        let bytes = painter.takeOutput()
        if !bytes.isEmpty { device.write(bytes) }
    }

    func beep() {
        painter.emit("\u{7}")
        flush()
    }

    func updateScreenSize() {
        screen = device.size
        painter.columns = screen.columns
    }

    /// Notices posted meanwhile, printed above the picture, or as plain lines.
    func showNotices() {
        board.drain()
        let notices = board.takeNotices()
        guard !isPlain else {
            for notice in notices { print(notice) }
            return
        }
        let newPrompt = reading && !answering ? board.prompt() : nil
        guard !notices.isEmpty || (newPrompt != nil && newPrompt != prompt) else { return }
        if let newPrompt { prompt = newPrompt }
        if !notices.isEmpty {
            painter.emit("\u{1B}[?2026h")
            painter.erase()
            for notice in notices { painter.printPermanently(notice) }
        }
        repaint()
        if !notices.isEmpty { painter.emit("\u{1B}[?2026l") }
        flush()
    }

    /// Answers what has happened while work runs in the foreground.
    func attendOnce(_ onSignal: (SignalSource.Signal) -> Void) {
        while let signal = signals.next() {
            switch signal {
            case .interrupt, .terminate, .hangUp: onSignal(signal)
            case .suspend: suspend()
            case .resumed: resume()
            case .windowChanged: resize()
            }
        }
        showNotices()
    }

    /// Waits until there is something to attend to. What was posted since the last `showNotices` does not wait.
    func waitForSomething() {
        _ = wait(for: nil, milliseconds: isPlain ? -1 : updateLiveRows())
    }

    /// A terminal sends the bytes of one key together; an ESC alone is followed by nothing for this long.
    static let sequenceMilliseconds: Int32 = 50

    private var interrupted: Input { .interrupted(hadText: !(buffer?.state.scalars.isEmpty ?? true)) }

    /// - Parameter asKey: whether Ctrl-C means what it means for a key; in a paste it is one more control character.
    private func ready(_ scalar: Unicode.Scalar, asKey: Bool) -> Unicode.Scalar? {
        if asKey, scalar == "\u{3}" { return end(interrupted, mark: "^C") }
        if asKey, usesVi, scalar == "\u{1B}", case .none = overlay, input.isEmpty, !device.hasInput(within: Self.sequenceMilliseconds) {
            return KeyBindings.loneEscape
        }
        if asKey { buffer?.catchUp(columns: screen.columns, appendedTo: &appendedTo) }
        return scalar
    }

    private func end(_ outcome: Input, mark: String = "") -> Unicode.Scalar? {
        conclude(outcome, mark: mark)
        return nil
    }

    /// - Returns: true when `descriptor` is readable; false after anything else.
    private func wait(for descriptor: Int32?, milliseconds: Int) -> Bool {
        let watched = [signals.descriptor, board.descriptor, descriptor ?? -1].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        return device.wait(for: watched, milliseconds: Int32(clamping: milliseconds))[2].revents != 0
    }

    /// - Returns: how the reading ends, if a signal ends it.
    private func answerSignals() -> Input? {
        while let signal = signals.next() {
            switch signal {
            case .interrupt:
                return interrupted
            case .terminate, .hangUp: return .terminated(signal)
            case .suspend: suspend()
            case .resumed: resume()
            case .windowChanged: resize()
            }
        }
        return nil
    }

    private func suspend() {
        if !isPlain {
            painter.leave()
            painter.emit("\u{1B}[?2004l")
            flush()
        }
        if reading, let buffer { unsafe ce_set_raw(buffer.handle, 0) }
        device.setEcho(true)
        TerminalRescue.setEditing(false)
        // To this thread, so that nothing of the way back runs before the stop; the way back begins with the signal to go on.
        raise(SIGSTOP)
    }

    /// Whoever had the terminal meanwhile may have left it in any state and the cursor anywhere.
    private func resume() {
        guard !isPlain else { return }
        painter.leave()
        if reading, let buffer {
            unsafe ce_set_raw(buffer.handle, 0)
            unsafe ce_set_raw(buffer.handle, 1)
            painter.emit("\u{1B}[?2004h")
            TerminalRescue.setEditing(true)
        } else {
            device.setEcho(false)
        }
        updateScreenSize()
        repaint()
        flush()
    }

    private func resize() {
        guard !isPlain else { return }
        painter.erase()
        updateScreenSize()
        if let buffer, reading {
            unsafe el_resize(buffer.handle)
            unsafe ce_resync(buffer.handle)
        }
        repaint()
        flush()
    }

    /// Draws changed live rows if enough time has passed.
    ///
    /// - Returns: milliseconds after which to call again, -1 for only when something happens.
    private func updateLiveRows() -> Int {
        let wanted = board.liveRows()
        guard wanted != liveRows.shown else { return -1 }
        let now = LiveRows.now
        let delay = liveRows.delay(at: now)
        guard delay == 0 else { return delay }
        liveRows.drawnAt = now
        liveRows.shown = wanted
        painter.emit("\u{1B}[?2026h")
        repaint()
        painter.emit("\u{1B}[?2026l")
        flush()
        return -1
    }

    private func repaint() {
        if reading {
            painter.paint(picture().frame(firstRow: &firstVisibleRow))
        } else {
            let rows = Picture.live(liveRows.shown, limit: screen.rows - 1, screenRows: screen.rows, columns: screen.columns)
            painter.paint(rows.isEmpty ? Frame() : Frame(rows: rows + [Row()], cursorRow: rows.count))
        }
    }

    private func picture() -> Picture {
        let state = buffer?.state ?? BufferState()
        if understood.scalars != state.scalars {
            let text = state.text
            understood.styles = StyledText.stylePerScalar(of: text, language.highlight(text))
            understood.hint = text.isEmpty ? nil : language.hint(for: text)
            understood.scalars = state.scalars
        }
        let layout = BlockLayout(
            prompt: prompt, continuation: configuration.continuationPrompt, buffer: state.scalars, cursor: state.cursor,
            columns: screen.columns)
        return Picture(
            screenRows: screen.rows, columns: screen.columns, liveRows: liveRows.shown, layout: layout, styles: markedStyles(state),
            hint: understood.hint, overlay: overlay)
    }

    /// The colours of the language, with the search hit underlined in them.
    private func markedStyles(_ state: BufferState) -> [Style] {
        guard !searchMatch.isEmpty, let range = HistoryStore.firstMatch(of: searchMatch, in: state.scalars) else {
            return understood.styles
        }
        var styles = understood.styles
        for index in range { styles[index].attributes.formUnion([.underlined, .bold]) }
        return styles
    }
}

extension LineEditor.Input {
    /// What the terminal would have echoed.
    fileprivate var mark: String {
        switch self {
        case .interrupted: "^C"
        case .submitted, .endOfInput, .terminated: ""
        }
    }
}
