/// A literal whose value is known to the lexer; strings are `StringLiteral`.
public enum Literal: Hashable, Sendable {
    case none
    case bool(Bool)
    case int(Int64)
    case float(Double)
    case percent(PercentLiteral)
    case duration(nanoseconds: Int64)
    case size(bytes: Int64)
    /// Minutes since midnight, 0 to 1440; `24:00` is 1440 and serves as the end of a range.
    case timeOfDay(minutes: Int)
    case date(DateLiteral)
    case weekday(WeekdayLiteral)
}

/// An exact decimal share: `0.1%` is 1 with 1 decimal.
public struct PercentLiteral: Hashable, Sendable {
    public let digits: Int64
    /// How many of the digits stand behind the point, 0 to 18.
    public let decimals: Int

    public init(digits: Int64, decimals: Int) {
        self.digits = digits
        self.decimals = decimals
    }
}

/// A day of the Gregorian calendar that exists.
public struct DateLiteral: Hashable, Sendable {
    public let year: Int
    public let month: Int
    public let day: Int

    public init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }
}

public enum WeekdayLiteral: String, Hashable, Sendable, CaseIterable {
    case monday = "mon"
    case tuesday = "tue"
    case wednesday = "wed"
    case thursday = "thu"
    case friday = "fri"
    case saturday = "sat"
    case sunday = "sun"
}

/// A string as its pieces, escapes resolved and indentation of multi-line strings removed.
public struct StringLiteral: Hashable, Sendable {
    public enum Style: Hashable, Sendable {
        /// `"…"`
        case quoted
        /// `'…'`, without escapes or interpolation
        case raw
        /// `"""…"""`
        case multiline
    }

    public enum Segment: Hashable, Sendable {
        case text(String, Span)
        case interpolation(Expression)
    }

    public let style: Style
    public let segments: [Segment]

    public init(style: Style, segments: [Segment]) {
        self.style = style
        self.segments = segments
    }

    /// The text, if no `${}` is in it.
    public var plainText: String? {
        var result = ""
        for segment in segments {
            switch segment {
            case .text(let text, _): result += text
            case .interpolation: return nil
            }
        }
        return result
    }
}
