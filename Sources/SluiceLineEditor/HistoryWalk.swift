/// A walk through earlier inputs with Up and Down, begun from what was typed.
struct HistoryWalk {
    private let draft: BufferState
    private let entries: [String]
    private var position = -1
    /// What the walk put into the buffer last; when the buffer holds something else, the walk is over.
    private(set) var shown: BufferState

    /// - Parameter entries: newest first.
    init(from draft: BufferState, through entries: [String]) {
        self.draft = draft
        self.entries = entries
        shown = draft
    }

    func continues(from state: BufferState) -> Bool {
        state.scalars == shown.scalars
    }

    /// One step back in time, or nil at the oldest.
    mutating func older() -> BufferState? {
        guard position + 1 < entries.count else { return nil }
        position += 1
        shown = BufferState(text: entries[position])
        return shown
    }

    /// One step towards the present, at last to what was typed; nil when already there.
    mutating func newer() -> BufferState? {
        guard position >= 0 else { return nil }
        position -= 1
        shown = position < 0 ? draft : BufferState(text: entries[position])
        return shown
    }
}

/// Undo and redo over whole states of the buffer; a run of typed letters is one step.
struct UndoHistory {
    private static let limit = 500
    private var undone: [BufferState] = []
    private var past: [BufferState] = []
    private var current = BufferState()
    private var typing = false

    mutating func reset(to state: BufferState) {
        self = UndoHistory()
        current = state
    }

    /// Takes note of the buffer as it is now.
    mutating func observe(_ state: BufferState) {
        guard state.scalars != current.scalars else {
            if state.cursor != current.cursor { typing = false }
            current.cursor = state.cursor
            return
        }
        let typed = isTyping(to: state)
        if !(typed && typing) {
            past.append(current)
            if past.count > Self.limit { past.removeFirst() }
        }
        typing = typed
        undone.removeAll()
        current = state
    }

    mutating func undo() -> BufferState? {
        guard let state = past.popLast() else { return nil }
        undone.append(current)
        return become(state)
    }

    mutating func redo() -> BufferState? {
        guard let state = undone.popLast() else { return nil }
        past.append(current)
        return become(state)
    }

    private mutating func become(_ state: BufferState) -> BufferState {
        current = state
        typing = false
        return state
    }

    private func isTyping(to state: BufferState) -> Bool {
        guard state.scalars.count == current.scalars.count + 1, state.cursor == current.cursor + 1, current.cursor <= current.scalars.count
        else {
            return false
        }
        let letter = state.scalars[current.cursor]
        return letter != " " && letter != "\n"
    }
}
