internal import CEditline

/// What libedit does after one of our functions.
enum KeyResult {
    case changed
    case unchanged
    case submitted
    case over

    var code: UInt8 {
        switch self {
        case .changed: UInt8(CC_REFRESH)
        case .unchanged: UInt8(CC_NORM)
        case .submitted: UInt8(CC_NEWLINE)
        case .over: UInt8(CC_EOF)
        }
    }
}

extension LineEditor {
    func perform(_ command: KeyCommand, _ buffer: EditBuffer) -> KeyResult {
        switch command {
        case .enter: return enter(buffer)
        case .newLine: buffer.insert(["\n"])
        case .complete: return complete(buffer)
        case .search: return search(buffer)
        case .paste: return paste(buffer)
        case .older: older(buffer)
        case .newer: newer(buffer)
        case .lineStart: buffer.place(buffer.state.lineStart)
        case .lineEnd: buffer.place(buffer.state.lineEnd)
        case .deleteOrEnd: return deleteOrEnd(buffer)
        case .closeBrace: closeBrace(buffer)
        case .clearScreen: clearScreen()
        case .undo: restore(undo.undo(), in: buffer)
        case .redo: restore(undo.redo(), in: buffer)
        }
        return .changed
    }

    private func enter(_ buffer: EditBuffer) -> KeyResult {
        let state = buffer.state
        switch language.completeness(of: state.text) {
        case .complete:
            conclude(.submitted(state.text))
            return .submitted
        case .incomplete(let indent):
            // Keys that are already waiting were not typed with a look at the indentation: most likely a paste without brackets.
            let spaces = input.isEmpty ? max(0, indent) : 0
            buffer.insert(["\n"] + Array(repeating: " ", count: spaces))
            return .changed
        }
    }

    private func deleteOrEnd(_ buffer: EditBuffer) -> KeyResult {
        let state = buffer.state
        if state.scalars.isEmpty {
            conclude(.endOfInput)
            return .over
        }
        guard state.cursor < state.scalars.count else {
            beep()
            return .unchanged
        }
        buffer.place(state.cursor + 1)
        buffer.deleteBeforeCursor(1)
        return .changed
    }

    private func closeBrace(_ buffer: EditBuffer) {
        let state = buffer.state
        let before = state.scalars[state.lineStart..<state.cursor]
        if !before.isEmpty, before.allSatisfy({ $0 == " " }) {
            buffer.deleteBeforeCursor(min(configuration.indentWidth, before.count))
        }
        buffer.insert(["}"])
    }

    private func clearScreen() {
        painter.emit("\u{1B}[H\u{1B}[2J")
        painter.forget()
    }

    private func restore(_ state: BufferState?, in buffer: EditBuffer) {
        guard let state else {
            beep()
            return
        }
        buffer.state = state
    }

    private func older(_ buffer: EditBuffer) {
        let state = buffer.state
        if let moved = state.movedByLine(up: true) {
            buffer.place(moved.cursor)
            return
        }
        guard !answering, let history else {
            beep()
            return
        }
        var walk =
            if let walk, walk.continues(from: state) { walk } else {
                HistoryWalk(from: state, through: history.inputs(startingWith: state.text))
            }
        let earlier = walk.older()
        self.walk = walk
        restore(earlier, in: buffer)
    }

    private func newer(_ buffer: EditBuffer) {
        let state = buffer.state
        if let moved = state.movedByLine(up: false) {
            buffer.place(moved.cursor)
            return
        }
        guard var walk, walk.continues(from: state) else {
            beep()
            return
        }
        let later = walk.newer()
        self.walk = walk
        restore(later, in: buffer)
    }

    /// Reads to the end of a bracketed paste and inserts it as one piece; nothing in it is a key.
    private func paste(_ buffer: EditBuffer) -> KeyResult {
        let terminator = PastedText.terminator
        var pasted: [Unicode.Scalar] = []
        while true {
            guard let scalar = readScalar(settling: false) else {
                dropRest(of: PastedText.terminator)
                return .over
            }
            pasted.append(scalar)
            if scalar == "~", pasted.suffix(terminator.count) == terminator[...] { break }
        }
        pasted.removeLast(terminator.count)
        buffer.insert(PastedText.clean(pasted, prompts: [prompt.text, configuration.continuationPrompt.text]))
        return .changed
    }

    /// After an interrupted paste: what is still coming of it must not be taken for keys.
    private func dropRest(of terminator: [Unicode.Scalar]) {
        var last: [Unicode.Scalar] = []
        while device.hasInput(within: 100), case .bytes = input.fill(from: device.input) {
            while let scalar = input.next() {
                last = last.suffix(terminator.count - 1) + [scalar]
                if last == terminator { return }
            }
        }
    }
}

/// Makes what comes from a clipboard fit for the buffer.
enum PastedText {
    static let terminator: [Unicode.Scalar] = ["\u{1B}", "[", "2", "0", "1", "~"]

    /// One kind of line break, no control characters, no line breaks at the end, and no prompts of ours at the start of lines when it is a
    /// transcript of this shell.
    static func clean(_ pasted: [Unicode.Scalar], prompts: [String]) -> [Unicode.Scalar] {
        var text: [Unicode.Scalar] = []
        text.reserveCapacity(pasted.count)
        for (index, scalar) in pasted.enumerated() {
            if scalar == "\r" {
                if index + 1 >= pasted.count || pasted[index + 1] != "\n" { text.append("\n") }
            } else if scalar == "\n" || scalar == "\t" || (scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value)) {
                text.append(scalar)
            }
        }
        while text.last == "\n" { text.removeLast() }
        return withoutPrompts(text, prompts.map { Array($0.unicodeScalars) }.filter { !$0.isEmpty })
    }

    private static func withoutPrompts(_ text: [Unicode.Scalar], _ prompts: [[Unicode.Scalar]]) -> [Unicode.Scalar] {
        guard let first = prompts.first, first.count > 2, text.starts(with: first) else { return text }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            prompts.first { line.starts(with: $0) }.map { line.dropFirst($0.count) } ?? line
        }
        return Array(lines.joined(separator: ["\n"]))
    }
}
