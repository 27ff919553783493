extension Lexer {
    mutating func lexStringOpen() {
        let start = position
        if byte() == 0x27 {
            lexRawString()
            return
        }
        let style: StringLiteral.Style = byte(1) == 0x22 && byte(2) == 0x22 ? .multiline : .quoted
        position += style == .multiline ? 3 : 1
        add(.stringOpen(style), from: start)
        strings.append(OpenString(style: style, start: start))
    }

    private mutating func lexRawString() {
        let start = position
        position += 1
        add(.stringOpen(.raw), from: start)
        let textStart = position
        while position < bytes.count, bytes[position] != 0x27, bytes[position] != 0x0A { position += 1 }
        if position > textStart { add(.stringText(decodedText(textStart..<position)), from: textStart) }
        let close = position
        if byte() == 0x27 {
            position += 1
        } else {
            report(.unterminatedString(from: span(from: start), closing: "'"))
        }
        add(.stringClose, from: close)
    }

    /// Reads up to the next `${`, the closing quotes, or the end of what the string may span.
    mutating func lexStringText(_ open: OpenString) {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case 0x5C:
                position += min(2, bytes.count - position)
            case 0x24 where byte(1) == 0x7B:
                addText(from: start)
                let dollar = position
                position += 2
                strings[strings.count - 1].braces = 0
                strings[strings.count - 1].interpolationStart = dollar
                add(.interpolationOpen, from: dollar)
                return
            case 0x22 where open.style == .quoted || (byte(1) == 0x22 && byte(2) == 0x22):
                addText(from: start)
                closeString(length: open.style == .multiline ? 3 : 1)
                return
            case 0x0A where open.style == .quoted:
                addText(from: start)
                closeUnterminatedString(atEnd: false, isReported: true)
                return
            default:
                position += 1
            }
        }
        addText(from: start)
    }

    private mutating func addText(from start: Int) {
        guard position > start else { return }
        let style = strings[strings.count - 1].style
        strings[strings.count - 1].textTokens.append(result.tokens.count)
        add(.stringText(style == .quoted ? unescaped(start..<position) : ""), from: start)
    }

    private mutating func closeString(length: Int) {
        let start = position
        position += length
        finishString(from: start)
    }

    private mutating func finishString(from start: Int) {
        guard let open = strings.popLast() else { return }
        if open.style == .multiline { removeIndentation(open) }
        add(.stringClose, from: start)
    }

    /// Ends strings from the inside out while there are such; only the innermost is reported.
    mutating func closeUnterminatedStrings(atEnd: Bool, while condition: ([OpenString]) -> Bool) {
        var isReported = true
        while !strings.isEmpty, condition(strings) {
            closeUnterminatedString(atEnd: atEnd, isReported: isReported)
            isReported = false
        }
    }

    /// Ends the innermost string without its quotes; what follows is read as code again.
    private mutating func closeUnterminatedString(atEnd: Bool, isReported: Bool) {
        guard let open = strings.last else { return }
        if open.braces != nil {
            let from = Span(file: file.id, start: open.interpolationStart, end: open.interpolationStart + 2)
            if isReported { report(.unterminatedInterpolation(from: from)) }
            result.endsInString = result.endsInString || atEnd
            strings[strings.count - 1].braces = nil
            add(.interpolationClose, from: position)
        } else {
            let closing = open.style == .multiline ? "\"\"\"" : "\""
            if isReported { report(.unterminatedString(from: Span(file: file.id, start: open.start, end: position), closing: closing)) }
            if open.style == .multiline { result.endsInString = result.endsInString || atEnd }
        }
        finishString(from: position)
    }

    private mutating func decodedText(_ range: Range<Int>) -> String {
        let text = String(decoding: bytes[range], as: UTF8.self)
        if text.utf8.count != range.count || !text.utf8.elementsEqual(bytes[range]) {
            report(.invalidUTF8(at: Span(file: file.id, start: range.lowerBound, end: range.upperBound)))
        }
        return text
    }

    private mutating func unescaped(_ range: Range<Int>) -> String {
        guard bytes[range].contains(0x5C) else { return decodedText(range) }
        var text = ""
        var plainStart = range.lowerBound
        var index = range.lowerBound
        while index < range.upperBound {
            guard bytes[index] == 0x5C else {
                index += 1
                continue
            }
            if index > plainStart { text += decodedText(plainStart..<index) }
            let (escape, end) = self.escape(at: index, limit: range.upperBound)
            text += escape
            index = end
            plainStart = end
        }
        if plainStart < range.upperBound { text += decodedText(plainStart..<range.upperBound) }
        return text
    }

    /// What the escape at a backslash stands for, and where it ends.
    private mutating func escape(at start: Int, limit: Int) -> (text: String, end: Int) {
        guard start + 1 < limit else { return ("", limit) }
        switch bytes[start + 1] {
        case 0x6E: return ("\n", start + 2)
        case 0x74: return ("\t", start + 2)
        case 0x22: return ("\"", start + 2)
        case 0x5C: return ("\\", start + 2)
        case 0x24: return ("$", start + 2)
        case 0x75: return unicodeEscape(at: start, limit: limit)
        default:
            var end = start + 2
            while end < limit, bytes[end] & 0xC0 == 0x80 { end += 1 }
            let text = String(decoding: bytes[start..<end], as: UTF8.self)
            report(.unknownEscape(text, at: Span(file: file.id, start: start, end: end)))
            return (text, end)
        }
    }

    private mutating func unicodeEscape(at start: Int, limit: Int) -> (text: String, end: Int) {
        var end = start + 2
        var digits = ""
        if end < limit, bytes[end] == 0x7B {
            end += 1
            while end < limit, isWordByte(bytes[end]) {
                digits.unicodeScalars.append(Unicode.Scalar(bytes[end]))
                end += 1
            }
            if end < limit, bytes[end] == 0x7D, let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) {
                return (String(Character(scalar)), end + 1)
            }
        }
        report(.unknownEscape(String(decoding: bytes[start..<end], as: UTF8.self), at: Span(file: file.id, start: start, end: end)))
        return ("", end)
    }

    /// Gives the text tokens of a multi-line string their text: outer newlines and common indentation go.
    private mutating func removeIndentation(_ open: OpenString) {
        let contentStart = open.start + 3
        let contentEnd = position - (byte(-3) == 0x22 && byte(-1) == 0x22 && position - 3 >= contentStart ? 3 : 0)
        let common = commonIndentation(open, contentStart: contentStart)
        for index in open.textTokens {
            let span = result.tokens[index].span
            var start = span.start
            if start == contentStart {
                if start < span.end, bytes[start] == 0x0D { start += 1 }
                start = start < span.end && bytes[start] == 0x0A ? start + 1 : span.start
            }
            var end = span.end
            if end == contentEnd {
                var back = end
                while back > start, bytes[back - 1] == 0x20 || bytes[back - 1] == 0x09 { back -= 1 }
                if back > start, bytes[back - 1] == 0x0A {
                    end = back - 1
                    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
                } else if back == start, start > span.start, bytes[start - 1] == 0x0A {
                    end = start
                }
            }
            result.tokens[index].kind = .stringText(dedented(start..<end, by: common))
        }
    }

    /// The shortest white space before text at the start of a line; blank lines do not count.
    private func commonIndentation(_ open: OpenString, contentStart: Int) -> Int {
        var common: Int?
        for index in open.textTokens {
            let span = result.tokens[index].span
            for lineStart in lineStarts(in: span.range) {
                var end = lineStart
                while end < span.end, bytes[end] == 0x20 || bytes[end] == 0x09 { end += 1 }
                let isLast = end == span.end
                let closesHere = isLast && end < bytes.count && bytes[end] == 0x22
                let isBlank = !isLast && (bytes[end] == 0x0A || bytes[end] == 0x0D)
                if closesHere || isBlank || end == bytes.count { continue }
                common = min(common ?? Int.max, end - lineStart)
            }
        }
        return common ?? 0
    }

    private func lineStarts(in range: Range<Int>) -> [Int] {
        range.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
    }

    private mutating func dedented(_ range: Range<Int>, by common: Int) -> String {
        var text = ""
        var index = range.lowerBound
        var isLineStart = index > 0 && bytes[index - 1] == 0x0A
        while index < range.upperBound {
            if isLineStart {
                var dropped = 0
                while dropped < common, index < range.upperBound, bytes[index] == 0x20 || bytes[index] == 0x09 {
                    index += 1
                    dropped += 1
                }
            }
            var end = index
            while end < range.upperBound, bytes[end] != 0x0A { end += 1 }
            var textEnd = end
            if end < range.upperBound, textEnd > index, bytes[textEnd - 1] == 0x0D { textEnd -= 1 }
            text += unescaped(index..<textEnd)
            if end < range.upperBound { text += "\n" }
            index = end + 1
            isLineStart = true
        }
        return text
    }
}
