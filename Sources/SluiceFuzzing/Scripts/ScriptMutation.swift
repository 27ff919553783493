import SluiceSyntax

/// Ways to change a script; each takes and gives bytes.
enum ScriptMutation {
    /// Changes, takes away, doubles or cuts off some bytes.
    static func changeBytes(_ text: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
        var text = text
        guard !text.isEmpty else { return [UInt8(truncatingIfNeeded: numbers.next())] }
        switch numbers.next(below: 5) {
        case 0:
            for _ in 0...numbers.next(below: 4) { text[numbers.next(below: text.count)] = UInt8(truncatingIfNeeded: numbers.next()) }
        case 1: text[numbers.next(below: text.count)] ^= 1 << UInt8(numbers.next(below: 8))
        case 2: text.removeSubrange(numbers.range(in: text.count, atMost: 20))
        case 3:
            let range = numbers.range(in: text.count, atMost: 40)
            text.insert(contentsOf: Array(text[range]), at: numbers.next(below: text.count))
        default: text.removeSubrange(numbers.next(below: text.count)...)
        }
        return text
    }

    static func insert(_ piece: [UInt8], into text: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
        var text = text
        text.insert(contentsOf: piece, at: numbers.next(below: text.count + 1))
        return text
    }

    /// The start of one script and the end of another.
    static func splice(_ text: [UInt8], with other: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
        let cut = cutPlace(text, &numbers)
        let start = cutPlace(other, &numbers)
        return Array(text[..<cut]) + other[start..<min(other.count, start + numbers.next(below: 600))]
    }

    private static func cutPlace(_ text: [UInt8], _ numbers: inout SeededNumbers) -> Int {
        numbers.pick(ranges(of: text))?.lowerBound ?? 0
    }

    private static func ranges(of text: [UInt8]) -> [Range<Int>] {
        Lexer.lex(SourceFile(name: "", bytes: text)).tokens.map(\.span.range)
    }

    /// Takes away, doubles, swaps or replaces some tokens by others of the same text.
    static func changeTokens(_ text: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
        var text = text
        for _ in 0...numbers.next(below: 3) {
            let ranges = ranges(of: text)
            guard let one = numbers.pick(ranges), let other = numbers.pick(ranges) else { return text }
            switch numbers.next(below: 4) {
            case 0: text.replaceSubrange(one, with: [])
            case 1: text.replaceSubrange(one, with: Array(text[one]) + [0x20] + Array(text[one]))
            case 2: text.replaceSubrange(one, with: Array(text[other]))
            default:
                let (first, second) = one.lowerBound < other.lowerBound ? (one, other) : (other, one)
                guard first.upperBound <= second.lowerBound else { continue }
                let between = Array(text[first.upperBound..<second.lowerBound])
                text.replaceSubrange(first.lowerBound..<second.upperBound, with: Array(text[second]) + between + Array(text[first]))
            }
        }
        return text
    }

    /// Values at the edges of each type.
    private static let literals = [
        "0", "1", "2", "7", "100", "9223372036854775807", "1e308", "1e-308", "0.1", "2.5", "0%", "5%", "100%", "999999999999999999%",
        "0.000000000000000001%", "0s", "1ms", "90s", "10m", "2d", "1w", "292y", "9223372036s", "0B", "1KiB", "8EiB", "00:00", "09:00",
        "24:00",
        "2026-02-28", "2024-02-29", "0001-01-01", "9999-12-31", "mon", "sun", "true", "false", "none", "''", "'a'", "'a,b'", "'e\u{301}'",
        "'😀'", "'2026-01-05T09:00:00Z'", "'09:00'", "'5%'", "'10m'", "'[1, {}]'", "[]", "[:]", "[1, 'a', none]", "1..3", "3..1",
        "-5..9223372036854775807", "fri..mon", "(x => x)", "-1", "-9223372036854775807 - 1", "secret('A')", "target('a')", "elapsed()",
        "revision", "x", "y",
    ]

    static func literal(_ numbers: inout SeededNumbers) -> String { numbers.pick(literals) ?? "0" }

    /// Puts other literals in the place of some.
    static func changeLiterals(_ text: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
        var result: [UInt8] = []
        var end = 0
        for token in Lexer.lex(SourceFile(name: "", bytes: text)).tokens {
            guard case .literal = token.kind, numbers.isOne(in: 3) else { continue }
            result += text[end..<token.span.start] + Array(literal(&numbers).utf8)
            end = token.span.end
        }
        return result + text[end...]
    }

    private static let fillers = [
        " ", "  ", "\t", "\n", "\n\n", "\n\n\n", " # c\n", "\n# c\n", "\n## c\n", " ## c\n", "\r\n", ";", " ; ", "\n;\n", ",",
        "\n# c\n\n# d\n",
    ]

    /// Puts spaces, line ends, comments and semicolons between tokens, but not into strings.
    static func scatter(_ text: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
        let often = [4, 12, 40][numbers.next(below: 3)]
        var result: [UInt8] = []
        var end = 0
        var openStrings = 0
        for token in Lexer.lex(SourceFile(name: "", bytes: text)).tokens {
            let range = token.span.range
            result += text[min(end, range.lowerBound)..<range.lowerBound]
            if openStrings == 0, numbers.isOne(in: often) {
                // A line end most often where one may stand anyway.
                let mayEndLine = end > 0 && [0x28, 0x5B, 0x2C, 0x7B].contains(text[end - 1])
                result += Array((mayEndLine || numbers.isOne(in: 4) ? numbers.pick(fillers) ?? "" : " ").utf8)
            }
            if case .stringOpen = token.kind { openStrings += 1 }
            if token.kind == .stringClose { openStrings -= 1 }
            result += text[range]
            end = max(end, range.upperBound)
        }
        return result + text[min(end, text.count)...]
    }

    /// Makes a name longer everywhere, so that its lines become too long.
    static func lengthen(_ text: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
        let tokens = Lexer.lex(SourceFile(name: "", bytes: text)).tokens
        let names = tokens.filter { $0.kind == .identifier && !ClauseTable.isClauseWord($0.text) && !ClauseTable.isModifierWord($0.text) }
        guard let name = numbers.pick(names)?.text else { return text }
        let tail = [UInt8](repeating: 0x61, count: 1 + numbers.next(below: 40))
        var result: [UInt8] = []
        var end = 0
        for token in tokens where token.kind == .identifier && token.text == name {
            result += text[end..<token.span.end] + tail
            end = token.span.end
        }
        return result + text[end...]
    }
}
