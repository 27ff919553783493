extension Diagnostic {
    static func unexpectedCharacter(_ text: String, at span: Span) -> Diagnostic {
        var fixes: [Fix] = []
        let replacements = ["&&": "and", "||": "or", "!": "not ", "“": "\"", "”": "\"", "‘": "'", "’": "'", "–": "-", "\u{A0}": " "]
        if let replacement = replacements[text] {
            fixes = [Fix("write `\(replacement == "not " ? "not" : replacement)`", replacement: Replacement(span, with: replacement))]
        }
        return Diagnostic(code: "E0101", message: "unexpected \(visible(text))", at: span, label: "not part of the language", fixes: fixes)
    }

    private static func visible(_ text: String) -> String {
        guard let scalar = text.unicodeScalars.first, scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0xA0 else {
            return "`\(text)`"
        }
        return "character U+\(String(scalar.value + 0x10000, radix: 16, uppercase: true).dropFirst())"
    }

    static func invalidUTF8(at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0102", message: "these bytes are not UTF-8", at: span, label: "here", fixes: [Fix("save the file as UTF-8")])
    }

    static func unterminatedString(from span: Span, closing: String) -> Diagnostic {
        let quotes = closing.utf8.count
        var fixes = [Fix("close it with \(closing)", replacement: Replacement(span.behind, with: closing))]
        if quotes == 1 { fixes.append(Fix("a string of several lines stands between \"\"\" and \"\"\"")) }
        let opening = Span(file: span.file, start: span.start, end: min(span.end, span.start + quotes))
        return Diagnostic(code: "E0103", message: "this string does not end", at: opening, label: "starts here", fixes: fixes)
    }

    static func unterminatedInterpolation(from span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0103", message: "this `${` is not closed on its line", at: span, label: "starts here",
            fixes: [Fix("close it with `}`; write `\\$` for a dollar sign")])
    }

    static func numberOutOfRange(_ text: String, at span: Span, limit: String) -> Diagnostic {
        Diagnostic(code: "E0104", message: "`\(text)` is too large", at: span, label: "out of range", notes: [limit])
    }

    static func unknownEscape(_ text: String, at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0105", message: "unknown escape `\(text)`", at: span, label: "not an escape",
            fixes: [Fix("write `\\\\` for a backslash, or a raw string '…'")], notes: ["escapes are \\n \\t \\\" \\\\ \\$ \\u{1F600}"])
    }

    static func unknownUnit(_ unit: String, number: String, at span: Span, whole: Span) -> Diagnostic {
        let known = [
            "sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m", "minute": "m", "minutes": "m", "hr": "h",
            "hrs": "h",
            "hour": "h", "hours": "h", "day": "d", "days": "d", "week": "w", "weeks": "w", "msec": "ms", "millis": "ms", "K": "KiB",
            "k": "KiB",
            "M": "MiB", "G": "GiB", "T": "TiB", "Mb": "MB", "Gb": "GB", "mb": "MB", "gb": "GB", "kb": "KB", "S": "s", "H": "h", "D": "d",
        ]
        var fixes: [Fix] = []
        if let meant = known[unit] {
            fixes = [Fix("did you mean `\(number)\(meant)`?", replacement: Replacement(whole, with: number + meant))]
        }
        return Diagnostic(
            code: "E0106", message: "unknown unit `\(unit)`", at: span, label: "not a unit", fixes: fixes,
            notes: ["durations: ms s m h d w, largest first as in 1h30m; sizes: B KB MB GB TB, KiB MiB GiB TiB"])
    }

    static func percentWithoutSpaces(_ number: String, at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0107", message: "`\(number)%` is a percentage, and a value cannot follow it", at: span, label: "percent or remainder?",
            fixes: [Fix("for the remainder, write `\(number) % …` with spaces", replacement: Replacement(span, with: " % "))])
    }

    static func impossibleDate(_ text: String, at span: Span) -> Diagnostic {
        Diagnostic(code: "E0108", message: "there is no date `\(text)`", at: span, label: "year-month-day")
    }

    static func impossibleTime(_ text: String, at span: Span) -> Diagnostic {
        Diagnostic(code: "E0108", message: "there is no time of day `\(text)`", at: span, label: "00:00 to 24:00")
    }
}
