/// Follows shell text as far as is needed to know what encloses each value, and writes the text with references in their places.
struct ShellReader {
    typealias Refusal = ShellQuoting.Refusal

    let units: [ShellUnit]
    let values: [String]
    var position = 0
    var output = [UInt8]()
    var frames = [ShellFrame.command(.init(end: .input))]

    init(units: [ShellUnit], values: [String]) {
        self.units = units
        self.values = values
    }

    mutating func readAll() throws(Refusal) {
        while position < units.count {
            switch frames[frames.count - 1] {
            case .command(var frame): try readCommand(&frame)
            case .doubleQuotes: try readDoubleQuotes()
            case .singleQuotes: try readSingleQuotes()
            case .braces(var frame): try readBraces(&frame)
            case .arithmetic(let frame): try readArithmetic(frame)
            case .hereDocument(let document): try readHereDocument(document)
            case .comment: try readComment()
            }
        }
    }

    // MARK: Looking and writing

    func byte(at offset: Int) -> UInt8? { position + offset < units.count ? units[position + offset].byte : nil }
    func isValue(at offset: Int) -> Bool { position + offset < units.count && units[position + offset].isValue }

    func matches(_ text: StaticString) -> Bool {
        let wanted = Array("\(text)".utf8)
        return wanted.indices.allSatisfy { byte(at: $0) == wanted[$0] }
    }

    mutating func copy(_ count: Int = 1) {
        for unit in units[position..<min(position + count, units.count)] {
            if let byte = unit.byte { output.append(byte) }
        }
        position += count
    }

    mutating func write(_ text: String) { output += Array(text.utf8) }

    mutating func writeQuotedValue(_ index: Int) { write("\"${\(ShellQuoting.variableName(index))}\"") }
    mutating func writePlainValue(_ index: Int) { write("${\(ShellQuoting.variableName(index))}") }

    var isInBackquotes: Bool {
        frames.contains { frame in
            if case .command(let command) = frame { return command.end == .backquote }
            return false
        }
    }

    /// The shell reads a backslash in backquotes once more; nothing is exact there any longer.
    mutating func markBackquotesOpaque() {
        for index in frames.indices {
            if case .command(var command) = frames[index], command.end == .backquote {
                command.isOpaque = true
                frames[index] = .command(command)
            }
        }
    }

    func refuseIfOpaque() throws(Refusal) {
        for frame in frames {
            switch frame {
            case .command(let command) where command.isOpaque:
                throw Refusal(message: "a value cannot stand in backquotes together with a backslash; use $( … ) instead")
            case .braces(let braces) where braces.isOpaque:
                throw Refusal(message: "a value cannot stand in this kind of ${…}; assign it to a variable first")
            case .hereDocument(let document) where document.isOpaque:
                throw Refusal(message: "a value cannot stand in a quoted here-document inside backquotes; use $( … ) instead")
            case .command, .braces, .hereDocument, .doubleQuotes, .singleQuotes, .arithmetic, .comment:
                continue
            }
        }
    }

    // MARK: Quotes and comments

    mutating func readDoubleQuotes() throws(Refusal) {
        if case .value(let index) = units[position] {
            try refuseIfOpaque()
            writePlainValue(index)
            position += 1
            return
        }
        switch byte(at: 0) {
        case UInt8(ascii: "\""):
            copy()
            frames.removeLast()
        case UInt8(ascii: "\\"): readQuotedBackslash()
        case UInt8(ascii: "$"): try readDollar(isQuoted: true)
        case UInt8(ascii: "`"): try readBackquote()
        case UInt8(ascii: "\n"):
            try refusePendingDocuments()
            copy()
        default: copy()
        }
    }

    /// Where a backslash is literal unless something special follows; a value is never special.
    mutating func readQuotedBackslash() {
        if isInBackquotes { markBackquotesOpaque() }
        if isValue(at: 1) {
            write("\\\\")
            position += 1
        } else {
            copy(2)
        }
    }

    mutating func readSingleQuotes() throws(Refusal) {
        if case .value(let index) = units[position] {
            try refuseIfOpaque()
            write("'")
            writeQuotedValue(index)
            write("'")
            position += 1
            return
        }
        switch byte(at: 0) {
        case UInt8(ascii: "'"):
            copy()
            frames.removeLast()
        case UInt8(ascii: "`") where isInBackquotes, UInt8(ascii: "\\") where isInBackquotes:
            markBackquotesOpaque()
            copy()
        case UInt8(ascii: "\n"):
            try refusePendingDocuments()
            copy()
        default: copy()
        }
    }

    /// Nothing is expanded here, so a reference is as good as nothing.
    mutating func readComment() throws(Refusal) {
        if case .value(let index) = units[position] {
            writePlainValue(index)
            position += 1
            return
        }
        switch byte(at: 0) {
        case UInt8(ascii: "\n"): frames.removeLast()
        case UInt8(ascii: "`") where isInBackquotes: frames.removeLast()
        default: copy()
        }
    }

    // MARK: Expansions

    /// At a `$`. Opens what it opens, and keeps a `$` that means itself away from a value's reference.
    mutating func readDollar(isQuoted: Bool) throws(Refusal) {
        if isValue(at: 1) {
            if isInBackquotes { throw Refusal(message: "a value cannot follow a bare $ in backquotes; use $( … ) instead") }
            write("\\$")
            position += 1
            return
        }
        switch byte(at: 1) {
        case UInt8(ascii: "(") where byte(at: 2) == UInt8(ascii: "("):
            copy(3)
            frames.append(.arithmetic(.init()))
        case UInt8(ascii: "("):
            copy(2)
            frames.append(.command(.init(end: .parenthesis)))
        case UInt8(ascii: "{"): try readBraceOpening(isQuoted: isQuoted)
        case UInt8(ascii: "["):
            throw Refusal(message: "`$[` means different things in different shells; write `$((…))`, or `\\$[` for the text")
        case UInt8(ascii: "'") where !isQuoted:
            throw Refusal(message: "`$'…'` means different things in different shells; use plain quotes, or printf for special characters")
        case .some(let next) where "$!?#*@-0123456789".utf8.contains(next): copy(2)
        default: copy()
        }
    }

    mutating func readBackquote() throws(Refusal) {
        if isInBackquotes {
            throw Refusal(message: "a quotation is still open where these backquotes end; use $( … ) instead")
        }
        copy()
        frames.append(.command(.init(end: .backquote)))
    }

    /// `${name`, and if an operator follows, the frame of its word.
    private mutating func readBraceOpening(isQuoted: Bool) throws(Refusal) {
        copy(2)
        if byte(at: 0) == UInt8(ascii: "#"), byte(at: 1) != UInt8(ascii: "}") || isValue(at: 1) { copy() }
        if let first = byte(at: 0), "$!?#*@-".utf8.contains(first) {
            copy()
        } else {
            while let next = byte(at: 0), isNameByte(next) { copy() }
        }
        if isValue(at: 0) {
            throw Refusal(message: "a value cannot be part of a variable's name in ${…}; use the value itself")
        }
        let quotes = ShellFrame.BraceFrame(isQuoted: isQuoted, isPattern: false, isOpaque: false)
        switch byte(at: 0) {
        case UInt8(ascii: "}"): copy()
        case UInt8(ascii: "#"), UInt8(ascii: "%"):
            copy(byte(at: 1) == byte(at: 0) ? 2 : 1)
            frames.append(.braces(.init(isQuoted: isQuoted, isPattern: true, isOpaque: false)))
        case .some(let next) where "-=?+".utf8.contains(next):
            copy()
            frames.append(.braces(quotes))
        case UInt8(ascii: ":"):
            let isOpaque = !"-=?+".utf8.contains(byte(at: 1) ?? 0)
            copy(isOpaque ? 1 : 2)
            frames.append(.braces(.init(isQuoted: isQuoted, isPattern: false, isOpaque: isOpaque)))
        default: frames.append(.braces(.init(isQuoted: isQuoted, isPattern: false, isOpaque: true)))
        }
    }

    mutating func readBraces(_ frame: inout ShellFrame.BraceFrame) throws(Refusal) {
        if case .value(let index) = units[position] {
            try refuseIfOpaque()
            if frame.quotesCount { writeQuotedValue(index) } else { writePlainValue(index) }
            position += 1
            return
        }
        switch byte(at: 0) {
        case UInt8(ascii: "}"):
            copy()
            frames.removeLast()
        case UInt8(ascii: "'") where frame.quotesCount:
            copy()
            frames.append(.singleQuotes)
        case UInt8(ascii: "\"") where frame.quotesCount:
            copy()
            frames.append(.doubleQuotes)
        case UInt8(ascii: "\""):
            frame.isOpaque = true
            frames[frames.count - 1] = .braces(frame)
            copy()
        case UInt8(ascii: "\\") where frame.quotesCount: readBareBackslash()
        case UInt8(ascii: "\\"): readQuotedBackslash()
        case UInt8(ascii: "$"): try readDollar(isQuoted: !frame.quotesCount)
        case UInt8(ascii: "`"): try readBackquote()
        default: copy()
        }
    }

    /// Where a backslash quotes what follows; a value is quoted already.
    mutating func readBareBackslash() {
        if isInBackquotes { markBackquotesOpaque() }
        if isValue(at: 1) { position += 1 } else { copy(2) }
    }

    mutating func readArithmetic(_ frame: ShellFrame.ArithmeticFrame) throws(Refusal) {
        var frame = frame
        if case .value(let index) = units[position] {
            try refuseIfOpaque()
            guard isWholeNumber(values[index]) else {
                throw Refusal(
                    message: "inside $((…)) a value must be a whole number, because some shells run what else stands there; "
                        + "write `$( (` for a subshell")
            }
            write("(")
            writePlainValue(index)
            write(")")
            position += 1
            return
        }
        switch byte(at: 0) {
        case UInt8(ascii: "("): frame.depth += 1
        case UInt8(ascii: ")") where frame.depth > 0: frame.depth -= 1
        case UInt8(ascii: ")"):
            copy(byte(at: 1) == UInt8(ascii: ")") ? 2 : 1)
            frames.removeLast()
            return
        case UInt8(ascii: "$"):
            try readDollar(isQuoted: true)
            return
        case UInt8(ascii: "`"):
            try readBackquote()
            return
        default: break
        }
        frames[frames.count - 1] = .arithmetic(frame)
        copy()
    }

    private func isWholeNumber(_ text: String) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard let first = digits.first, digits.count <= 18 else { return false }
        return digits.allSatisfy { (48...57).contains($0) } && (first != 48 || digits.count == 1)
    }
}

func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 48...57, 65...90, 97...122, UInt8(ascii: "_"): true
    default: false
    }
}
