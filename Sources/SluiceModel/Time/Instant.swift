/// A point of wall time: nanoseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Bounds: the years 1678 to 2261; arithmetic beyond them stops at the bound. Stored as RFC 3339 in UTC.
public struct Instant: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
    public init(seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        nanoseconds = overflow ? (seconds < 0 ? .min : .max) : product
    }

    public static let distantPast = Instant(nanoseconds: .min)
    public static let distantFuture = Instant(nanoseconds: .max)

    public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }
    public static func - (left: Instant, right: Instant) -> Duration {
        .nanoseconds(left.nanoseconds) - .nanoseconds(right.nanoseconds)
    }
    public static func + (left: Instant, right: Duration) -> Instant {
        let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.wholeNanoseconds)
        return Instant(nanoseconds: overflow ? (right < .zero ? .min : .max) : sum)
    }
    public static func - (left: Instant, right: Duration) -> Instant { left + (.zero - right) }

    /// Whole seconds since the epoch, rounded towards the past.
    public var flooredSeconds: Int64 { nanoseconds.flooredDivision(by: 1_000_000_000) }

    /// RFC 3339 in UTC, with as many digits of a second as are not zero.
    public var description: String {
        let day = CivilDate(daysSinceEpoch: Int(flooredSeconds.flooredDivision(by: 86_400)))
        let secondOfDay = Int(flooredSeconds - Int64(day.daysSinceEpoch) * 86_400)
        let clock = [secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60].map { padded($0, to: 2) }.joined(separator: ":")
        let remainder = Int(nanoseconds % 1_000_000_000)
        let fraction = remainder < 0 ? remainder + 1_000_000_000 : remainder
        return "\(day)T\(clock)\(decimalFraction(nanoseconds: fraction))Z"
    }

    /// Reads RFC 3339 in UTC (`Z`), the form that `description` writes; `nil` for anything else.
    public init?(_ text: String) {
        guard text.utf8.last == UInt8(ascii: "Z") else { return nil }
        let halves = text.dropLast().split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, let day = CivilDate(String(halves[0])) else { return nil }
        let parts = halves[1].split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let hour = Int(parts[0]), let minute = Int(parts[1]) else { return nil }
        let second = parts[2].split(separator: ".", omittingEmptySubsequences: false)
        guard second.count <= 2, let whole = Int(second[0]), (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(whole)
        else { return nil }
        var fraction: Int64 = 0
        if second.count == 2 {
            let digits = second[1].prefix(9)
            guard let number = Int64(digits), number >= 0 else { return nil }
            fraction = (digits.count..<9).reduce(number) { value, _ in value * 10 }
        }
        let seconds = Int64(day.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + whole)
        self =
            seconds < 0
            ? Instant(seconds: seconds + 1) + .nanoseconds(fraction - 1_000_000_000) : Instant(seconds: seconds) + .nanoseconds(fraction)
    }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let instant = Instant(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "`\(text)` is no RFC 3339 time in UTC"))
        }
        self = instant
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Duration {
    /// Whole nanoseconds, rounded towards zero; stops at the bounds of `Int64` (about 292 years).
    public var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carried ? (seconds < 0 ? .min : .max) : sum
    }

    /// Seconds as a number, for ratios and figures; exact to 15 significant digits.
    public var inSeconds: Double { Double(wholeNanoseconds) / 1e9 }

    /// For sentences: whole seconds from ten on, tenths from one on, else milliseconds.
    public var roundedText: String {
        let magnitude = self < .zero ? .zero - self : self
        let unit: Int64 = magnitude >= .seconds(10) ? 1_000_000_000 : magnitude >= .seconds(1) ? 100_000_000 : 1_000_000
        let rounded = (wholeNanoseconds / unit) * unit
        guard unit == 100_000_000, rounded % 1_000_000_000 != 0 else { return Duration.nanoseconds(rounded).scriptText }
        return numberText(Double(rounded) / 1e9) + "s"
    }

    /// As a script writes it: `1h30m`, `250ms`, `0s`.
    public var scriptText: String {
        var rest = wholeNanoseconds
        if rest == 0 { return "0s" }
        if rest == .min { return "-\(Duration.nanoseconds(Int64.max).scriptText)" }
        let sign = rest < 0 ? "-" : ""
        rest = abs(rest)
        let units: [(String, Int64)] = [
            ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000),
            ("us", 1000),
            ("ns", 1),
        ]
        var text = ""
        for (unit, size) in units where rest >= size {
            text += "\(rest / size)\(unit)"
            rest %= size
        }
        return sign + text
    }
}

extension Int64 {
    /// The quotient rounded towards negative infinity.
    func flooredDivision(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor != 0 && (self < 0) != (divisor < 0) ? quotient - 1 : quotient
    }
}

func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// `.25` for 250,000,000; empty for 0.
func decimalFraction(nanoseconds: Int) -> String {
    guard nanoseconds > 0 else { return "" }
    var digits = padded(nanoseconds, to: 9)
    while digits.last == "0" { digits.removeLast() }
    return "." + digits
}
