/// Words, operators, `case … esac` and here-documents.
extension ShellReader {
    mutating func readCommand(_ frame: inout ShellFrame.CommandFrame) throws(Refusal) {
        let here = frames.count - 1
        if case .value(let index) = units[position] {
            try refuseIfOpaque()
            writeQuotedValue(index)
            position += 1
            frame.isInWord = true
            frame.word = nil
            frames[here] = .command(frame)
            return
        }
        guard let next = byte(at: 0) else { return }
        switch next {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"),
            UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "("), UInt8(ascii: ")"):
            endWord(&frame)
            try readOperator(next, &frame, here)
        case UInt8(ascii: "#") where !frame.isInWord:
            frames[here] = .command(frame)
            frames.append(.comment)
        case UInt8(ascii: "`") where frame.end == .backquote:
            copy()
            frames.removeLast()
        default: try readWordByte(next, &frame, here)
        }
    }

    private mutating func readWordByte(_ next: UInt8, _ frame: inout ShellFrame.CommandFrame, _ here: Int) throws(Refusal) {
        if next == UInt8(ascii: "\\"), byte(at: 1) == UInt8(ascii: "\n") {
            if isInBackquotes { markBackquotesOpaque() }
            copy(2)
            return
        }
        frame.isInWord = true
        let isPlain = !"\\'\"$`".utf8.contains(next)
        if isPlain { frame.word?.append(next) } else { frame.word = nil }
        frames[here] = .command(frame)
        switch next {
        case UInt8(ascii: "\\"): readBareBackslash()
        case UInt8(ascii: "'"):
            copy()
            frames.append(.singleQuotes)
        case UInt8(ascii: "\""):
            copy()
            frames.append(.doubleQuotes)
        case UInt8(ascii: "$"): try readDollar(isQuoted: false)
        case UInt8(ascii: "`"): try readBackquote()
        default: copy()
        }
    }

    // MARK: Operators

    private mutating func readOperator(_ next: UInt8, _ frame: inout ShellFrame.CommandFrame, _ here: Int) throws(Refusal) {
        switch next {
        case UInt8(ascii: "\n"):
            copy()
            frame.isCommandStart = true
            try openPendingDocuments(&frame, here)
            return
        case UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"):
            if next == UInt8(ascii: ";"), byte(at: 1) == next || byte(at: 1) == UInt8(ascii: "&"), frame.cases.last?.depth == frame.depth {
                frame.cases[frame.cases.count - 1].state = .pattern
                copy()
            }
            copy()
            frame.isCommandStart = true
        case UInt8(ascii: "<") where matches("<<<"):
            copy(3)
            frame.isCommandStart = false
        case UInt8(ascii: "<") where matches("<<"): try readDocumentOpening(&frame)
        case UInt8(ascii: "<"), UInt8(ascii: ">"):
            copy(byte(at: 1) == next || byte(at: 1) == UInt8(ascii: "&") ? 2 : 1)
            frame.isCommandStart = false
        case UInt8(ascii: "("):
            if frame.isCommandStart, byte(at: 1) == next, frame.cases.last?.state != .pattern {
                frames[here] = .command(frame)
                copy(2)
                frames.append(.arithmetic(.init()))
                return
            }
            if !(frame.cases.last?.state == .pattern && frame.cases.last?.depth == frame.depth) { frame.depth += 1 }
            copy()
            frame.isCommandStart = true
        case UInt8(ascii: ")"):
            copy()
            if closeParenthesis(&frame) {
                frames.removeLast()
                return
            }
        default: copy()
        }
        frames[here] = .command(frame)
    }

    /// Whether the `)` ends the `$(…)` itself.
    private func closeParenthesis(_ frame: inout ShellFrame.CommandFrame) -> Bool {
        if let last = frame.cases.last, last.depth == frame.depth, last.state == .pattern {
            frame.cases[frame.cases.count - 1].state = .body
            frame.isCommandStart = true
        } else if frame.depth > 0 {
            frame.depth -= 1
            frame.cases.removeAll { $0.depth > frame.depth }
            frame.isCommandStart = true
        } else {
            return frame.end == .parenthesis
        }
        return false
    }

    // MARK: Reserved words

    private func endWord(_ frame: inout ShellFrame.CommandFrame) {
        guard frame.isInWord else { return }
        let word = frame.word.map { String(decoding: $0, as: UTF8.self) } ?? ""
        frame.isInWord = false
        frame.word = []
        let openCase = frame.cases.last
        let isInPattern = openCase?.state == .pattern && openCase?.depth == frame.depth
        if openCase?.state == .subject, word == "in" {
            frame.cases[frame.cases.count - 1].state = .pattern
        } else if word == "esac", isInPattern || frame.isCommandStart, openCase != nil {
            frame.cases.removeLast()
            frame.isCommandStart = false
        } else if isInPattern {
            return
        } else if frame.isCommandStart, word == "case" {
            frame.cases.append(.init(depth: frame.depth))
            frame.isCommandStart = false
        } else {
            let opensCommand = ["if", "then", "else", "elif", "do", "while", "until", "!", "{"].contains(word)
            frame.isCommandStart = frame.isCommandStart && opensCommand
        }
    }

    // MARK: Here-documents

    /// `<<WORD` or `<<-WORD`; a literal one is written as an ordinary one with another delimiter, its text escaped.
    private mutating func readDocumentOpening(_ frame: inout ShellFrame.CommandFrame) throws(Refusal) {
        let stripsTabs = byte(at: 2) == UInt8(ascii: "-")
        copy(stripsTabs ? 3 : 2)
        while byte(at: 0) == UInt8(ascii: " ") || byte(at: 0) == UInt8(ascii: "\t") { copy() }
        let start = position
        var delimiter = [UInt8]()
        var quote: UInt8?
        var isLiteral = false
        scan: while position < units.count {
            guard let next = byte(at: 0) else {
                throw Refusal(message: "a value cannot be the end mark of a here-document; write a fixed word after <<")
            }
            switch next {
            case quote: quote = nil
            case _ where quote != nil: delimiter.append(next)
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                quote = next
                isLiteral = true
            case UInt8(ascii: "\\"):
                isLiteral = true
                position += 1
                if let escaped = byte(at: 0) { delimiter.append(escaped) }
            case _ where " \t\n;&|<>()".utf8.contains(next): break scan
            case UInt8(ascii: "`") where isInBackquotes: break scan
            default: delimiter.append(next)
            }
            position += 1
        }
        let isEscapable = isLiteral && !isInBackquotes
        let original = units[start..<min(position, units.count)].compactMap(\.byte)
        let written = isEscapable ? unusedDelimiter() : original
        output += written
        frame.pending.append(
            .init(
                delimiter: delimiter, stripsTabs: stripsTabs, isLiteral: isEscapable, written: isEscapable ? written : delimiter,
                isOpaque: isLiteral && !isEscapable))
        frame.isCommandStart = false
    }

    /// No line of the script is this word.
    private func unusedDelimiter() -> [UInt8] {
        let text = String(decoding: units.compactMap(\.byte), as: UTF8.self)
        var number = 1
        while text.contains("SLUICE_END_\(number)") { number += 1 }
        return Array("SLUICE_END_\(number)".utf8)
    }

    private mutating func openPendingDocuments(_ frame: inout ShellFrame.CommandFrame, _ here: Int) throws(Refusal) {
        let documents = frame.pending
        frame.pending = []
        frames[here] = .command(frame)
        if documents.isEmpty { try refusePendingDocuments() }
        for document in documents.reversed() { frames.append(.hereDocument(document)) }
    }

    /// A line that ends inside a quotation while a here-document waits for the end of the line: shells disagree on where it begins.
    func refusePendingDocuments() throws(Refusal) {
        for frame in frames {
            if case .command(let command) = frame, !command.pending.isEmpty {
                throw Refusal(message: "a quotation that began beside a here-document goes on over the end of the line; finish it before")
            }
        }
    }

    mutating func readHereDocument(_ document: ShellFrame.HereDocument) throws(Refusal) {
        var document = document
        let here = frames.count - 1
        if document.isAtLineStart, let length = delimiterLength(document) {
            output += document.written
            position += length
            frames.removeLast()
            if byte(at: 0) == UInt8(ascii: "\n") { copy() }
            return
        }
        document.isAtLineStart = false
        if case .value(let index) = units[position] {
            frames[here] = .hereDocument(document)
            try refuseIfOpaque()
            writePlainValue(index)
            position += 1
            return
        }
        guard let next = byte(at: 0) else { return }
        if next == UInt8(ascii: "\n") { document.isAtLineStart = true }
        frames[here] = .hereDocument(document)
        switch next {
        case UInt8(ascii: "\\") where document.isLiteral, UInt8(ascii: "$") where document.isLiteral,
            UInt8(ascii: "`") where document.isLiteral:
            write("\\")
            copy()
        case UInt8(ascii: "\\") where !document.isOpaque: readQuotedBackslash()
        case UInt8(ascii: "$") where !document.isOpaque: try readDollar(isQuoted: true)
        case UInt8(ascii: "`") where !document.isOpaque: try readBackquote()
        default: copy()
        }
    }

    /// How many units the end mark takes here, its tabs included; `nil` when the line is none.
    private func delimiterLength(_ document: ShellFrame.HereDocument) -> Int? {
        var offset = 0
        while document.stripsTabs, byte(at: offset) == UInt8(ascii: "\t") { offset += 1 }
        for wanted in document.delimiter {
            guard byte(at: offset) == wanted else { return nil }
            offset += 1
        }
        let isEnd = position + offset >= units.count || byte(at: offset) == UInt8(ascii: "\n")
        return isEnd ? offset : nil
    }
}
