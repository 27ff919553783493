/// The ranges of a PromQL query: `[15m]`, `[1h30m]`, and subqueries such as `[1h:30s]`.
enum QueryRange {
    /// Zero when the query has none. Text in quotes, such as a label's pattern, is no range.
    static func longest(in query: String) -> Duration {
        var longest = Duration.zero
        var quote: UInt8?
        var range: [UInt8]?
        var isEscaped = false
        for byte in query.utf8 {
            if let open = quote {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\"), open != UInt8(ascii: "`") {
                    isEscaped = true
                } else if byte == open {
                    quote = nil
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): quote = byte
            case UInt8(ascii: "["): range = []
            case UInt8(ascii: "]"):
                if let text = range, let duration = duration(text.prefix { $0 != UInt8(ascii: ":") }) { longest = max(longest, duration) }
                range = nil
            default: range?.append(byte)
            }
        }
        return longest
    }

    /// A thousand years; longer ones count as that.
    private static let longest = Duration.seconds(31_557_600_000)

    /// `1h30m` as PromQL writes it; `nil` for anything else.
    private static func duration(_ text: ArraySlice<UInt8>) -> Duration? {
        var rest = text.filter { $0 != UInt8(ascii: " ") }[...]
        var total = Duration.zero
        while !rest.isEmpty {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
            rest = rest.dropFirst(unit.count)
            guard digits.count <= 9, let number = Int64(String(decoding: digits, as: UTF8.self)),
                let milliseconds = milliseconds(of: String(decoding: unit, as: UTF8.self))
            else { return nil }
            let (product, isTooLong) = number.multipliedReportingOverflow(by: milliseconds)
            total = min(total + (isTooLong ? longest : .milliseconds(product)), longest)
        }
        return total
    }

    private static func milliseconds(of unit: String) -> Int64? {
        switch unit {
        case "ms": 1
        case "s": 1000
        case "m": 60_000
        case "h": 3_600_000
        case "d": 86_400_000
        case "w": 604_800_000
        case "y": 31_536_000_000
        default: nil
        }
    }
}
