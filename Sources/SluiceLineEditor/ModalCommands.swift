extension LineEditor {
    /// Tab: the only candidate, else what all candidates share, and the menu.
    func complete(_ buffer: EditBuffer) -> KeyResult {
        var base = buffer.state
        var list = language.completions(for: base.text, cursor: base.cursorOffset)
        guard !answering, let first = list.items.first else {
            beep()
            return .unchanged
        }
        if list.items.count == 1 {
            buffer.state = base.replacing(first.replaces, with: first.text)
            return .changed
        }
        if let shared = sharedStart(of: list.items, in: base) {
            buffer.state = base.replacing(first.replaces, with: shared)
            base = buffer.state
            list = language.completions(for: base.text, cursor: base.cursorOffset)
            guard list.items.count > 1 else { return .changed }
        }
        defer { overlay = .none }
        return chooseFromMenu(list, buffer, base: base)
    }

    private func chooseFromMenu(_ list: CompletionList, _ buffer: EditBuffer, base: BufferState) -> KeyResult {
        var base = base
        var menu = CompletionMenu(list)
        while true {
            overlay = .menu(menu)
            let key = readModalKey()
            switch key {
            case .tab, .down, .backTab, .up:
                menu.select(forward: key.isForward)
                if let chosen = menu.selection { buffer.state = base.replacing(chosen.replaces, with: chosen.text) }
            case .escape, .control("\u{7}"):
                buffer.state = base
                return .changed
            case .enter:
                if menu.selection == nil { input.unread(["\r"]) }
                return .changed
            case .character(let scalar):
                guard menu.selection == nil, scalar != " ", scalar != "}" else {
                    input.unread([scalar])
                    return .changed
                }
                base = base.inserting([scalar])
            case .backspace:
                guard menu.selection == nil, let shorter = base.deletingBackward() else {
                    input.unread(["\u{7F}"])
                    return .changed
                }
                base = shorter
            case .control(let scalar):
                input.unread([scalar])
                return .changed
            case .other(let sequence):
                input.unread(sequence)
                return .changed
            case .ended:
                return .over
            }
            if menu.selection == nil {
                buffer.state = base
                let narrowed = language.completions(for: base.text, cursor: base.cursorOffset)
                guard !narrowed.items.isEmpty else { return .changed }
                menu = CompletionMenu(narrowed)
            }
        }
    }

    /// What all candidates have in common, if that is more than what stands there now.
    private func sharedStart(of items: [Completion], in state: BufferState) -> String? {
        guard let first = items.first, items.allSatisfy({ $0.replaces == first.replaces }) else { return nil }
        var shared = Array(first.text.unicodeScalars)
        for item in items.dropFirst() {
            let count = zip(shared, item.text.unicodeScalars).prefix { $0 == $1 }.count
            shared.removeLast(shared.count - count)
        }
        let range = state.index(ofOffset: first.replaces.lowerBound)..<state.index(ofOffset: first.replaces.upperBound)
        guard range.upperBound == state.cursor, shared.count > range.count, shared.starts(with: state.scalars[range]) else { return nil }
        return String(String.UnicodeScalarView(shared))
    }

    /// Ctrl-R: earlier inputs of all sessions that contain what is typed. What is found goes into the buffer; it never runs by itself.
    func search(_ buffer: EditBuffer) -> KeyResult {
        guard !answering, let history else {
            beep()
            return .unchanged
        }
        defer {
            overlay = .none
            searchMatch = []
        }
        let base = buffer.state
        var panel = SearchPanel()
        history.refresh()
        while true {
            overlay = .search(panel)
            searchMatch = panel.hit == nil ? [] : panel.pattern
            switch readModalKey() {
            case .character(let scalar):
                panel.pattern.append(scalar)
                panel = found(panel, history)
            case .backspace:
                if !panel.pattern.isEmpty { panel.pattern.removeLast() }
                panel = found(panel, history)
            case .control("\u{12}"), .up:
                panel.position = min(panel.position + 1, max(0, panel.hits.count - 1))
            case .down:
                panel.position = max(0, panel.position - 1)
            case .escape, .control("\u{7}"):
                buffer.state = base
                return .changed
            case .enter, .tab, .backTab:
                return .changed
            case .control(let scalar):
                input.unread([scalar])
                return .changed
            case .other(let sequence):
                input.unread(sequence)
                return .changed
            case .ended:
                return .over
            }
            buffer.state = panel.hit.map { BufferState(text: $0) } ?? base
        }
    }

    private func found(_ panel: SearchPanel, _ history: HistoryStore) -> SearchPanel {
        var panel = panel
        panel.hits = panel.pattern.isEmpty ? [] : history.inputs(containing: panel.text)
        panel.position = 0
        return panel
    }

    /// One key, with the sequences of cursor keys put together.
    private func readModalKey() -> ModalKey {
        guard let scalar = readScalar() else { return .ended }
        guard scalar == "\u{1B}" else { return ModalKey(scalar) }
        var sequence: [Unicode.Scalar] = [scalar]
        guard !input.isEmpty || device.hasInput(within: Self.sequenceMilliseconds), let second = readScalar(settling: false) else {
            return .escape
        }
        sequence.append(second)
        guard second == "[" || second == "O" else { return .other(sequence) }
        while let next = readScalar(settling: false) {
            sequence.append(next)
            if (0x40..<0x7F).contains(next.value) { return ModalKey(sequence: sequence) }
        }
        return .ended
    }
}

extension ModalKey {
    fileprivate var isForward: Bool {
        switch self {
        case .tab, .down: true
        case .backTab, .up, .character, .enter, .escape, .backspace, .control, .other, .ended: false
        }
    }
}
