internal import CEditline

extension LineEditor {
    /// Input without any drawing: the terminal edits a line, we put lines together.
    func readPlainInput() -> Input {
        updateScreenSize()
        var lines: [String] = []
        if let newPrompt = board.prompt(), !answering { prompt = newPrompt }
        showPlainPrompt(first: true)
        while true {
            switch readPlainLine(first: lines.isEmpty) {
            case .line(let line):
                lines.append(line)
                let text = lines.joined(separator: "\n")
                guard case .incomplete = language.completeness(of: text) else { return .submitted(text) }
                showPlainPrompt(first: false)
            case .over(.endOfInput):
                if TerminalDevice.isTerminal(device.input) { device.write([0x0A]) }
                return lines.isEmpty ? .endOfInput : .submitted(lines.joined(separator: "\n"))
            case .over(.interrupted):
                device.write([0x0A])
                return .interrupted(hadText: !lines.isEmpty)
            case .over(let other):
                return other
            }
        }
    }

    private enum PlainLine {
        case line(String)
        case over(Input)
    }

    private func showPlainPrompt(first: Bool) {
        guard TerminalDevice.isTerminal(device.output) else { return }
        device.write(Array((first ? prompt : configuration.continuationPrompt).text.utf8))
    }

    private func readPlainLine(first: Bool) -> PlainLine {
        var line: [Unicode.Scalar] = []
        while true {
            while let scalar = input.next() {
                if scalar == "\n" { return .line(String(String.UnicodeScalarView(line))) }
                line.append(scalar)
            }
            if let ended = waitPlainly(first: first) { return .over(ended) }
            switch input.fill(from: device.input) {
            case .bytes, .nothing: break
            case .endOfInput: return line.isEmpty ? .over(.endOfInput) : .line(String(String.UnicodeScalarView(line)))
            }
        }
    }

    /// - Returns: nil when the input is readable.
    private func waitPlainly(first: Bool) -> Input? {
        while true {
            while let signal = signals.next() {
                switch signal {
                case .interrupt:
                    input.discard()
                    return .interrupted(hadText: false)
                case .terminate, .hangUp: return .terminated(signal)
                case .suspend: raise(SIGSTOP)
                case .windowChanged: updateScreenSize()
                case .resumed: break
                }
            }
            board.drain()
            let notices = board.takeNotices()
            for notice in notices { print(notice) }
            if !notices.isEmpty { showPlainPrompt(first: first) }
            let watched = [signals.descriptor, board.descriptor, device.input].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            if device.wait(for: watched, milliseconds: -1)[2].revents != 0 { return nil }
        }
    }
}
