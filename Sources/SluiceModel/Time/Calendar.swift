/// A day of the Gregorian calendar, in no particular time zone.
public struct CivilDate: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public var year: Int
    /// 1 to 12.
    public var month: Int
    /// 1 to 31.
    public var day: Int

    /// `nil` when the calendar has no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), day >= 1, (0...9999).contains(year) else { return nil }
        self.year = year
        self.month = month
        self.day = day
        guard CivilDate(daysSinceEpoch: daysSinceEpoch) == self else { return nil }
    }

    private init(unchecked year: Int, _ month: Int, _ day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `2026-12-24`.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2, let year = Int(parts[0]),
            let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Days since 1970-01-01, negative before it.
    public var daysSinceEpoch: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    public init(daysSinceEpoch days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.init(unchecked: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    public var weekday: Weekday {
        let index = (daysSinceEpoch + 3) % 7
        return Weekday.allCases[index < 0 ? index + 7 : index]
    }

    public var description: String { "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))" }
    public static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let date = CivilDate(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "`\(text)` is no day"))
        }
        self = date
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A day of the week; a week starts on Monday.
public enum Weekday: String, Hashable, Sendable, Codable, CaseIterable {
    case mon, tue, wed, thu, fri, sat, sun

    /// From this day to `last`, both in, wrapping over Sunday.
    public func through(_ last: Weekday) -> [Weekday] {
        let all = Weekday.allCases
        var days = [self]
        while let day = days.last, day != last { days.append(all[(day.index + 1) % 7]) }
        return days
    }
    public var index: Int {
        switch self {
        case .mon: 0
        case .tue: 1
        case .wed: 2
        case .thu: 3
        case .fri: 4
        case .sat: 5
        case .sun: 6
        }
    }
}

/// A time of day, in minutes since midnight: 0 to 1440, where 1440 (`24:00`) ends a day.
public struct TimeOfDay: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public var minutes: Int
    public init?(minutes: Int) {
        guard (0...1440).contains(minutes) else { return nil }
        self.minutes = minutes
    }
    public init?(hour: Int, minute: Int) {
        guard (0...24).contains(hour), (0..<60).contains(minute) else { return nil }
        self.init(minutes: hour * 60 + minute)
    }
    public var description: String { "\(padded(minutes / 60, to: 2)):\(padded(minutes % 60, to: 2))" }
    public static func < (left: TimeOfDay, right: TimeOfDay) -> Bool { left.minutes < right.minutes }
}

/// The offsets of one time zone, copied into a definition so that it never depends on another machine's files.
///
/// Invariants: `transitions` ascend. Before the first transition `initialOffset` holds, after the last one its offset.
public struct TimeZoneRules: Hashable, Sendable, Codable {
    public struct Transition: Hashable, Sendable, Codable {
        /// From here on.
        public var from: Instant
        /// Seconds east of Greenwich.
        public var offset: Int
        public init(from: Instant, offset: Int) {
            self.from = from
            self.offset = offset
        }
    }
    public var name: String
    /// Seconds east of Greenwich.
    public var initialOffset: Int
    public var transitions: [Transition]

    public init(name: String, initialOffset: Int, transitions: [Transition] = []) {
        self.name = name
        self.initialOffset = initialOffset
        self.transitions = transitions
    }

    public static let utc = TimeZoneRules(name: "UTC", initialOffset: 0)

    /// Seconds east of Greenwich at an instant. Logarithmic in the number of transitions.
    public func offset(at instant: Instant) -> Int {
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].from <= instant { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? initialOffset : transitions[low - 1].offset
    }
}

/// Where a clock on the wall of a time zone stands at an instant.
public struct LocalTime: Hashable, Sendable {
    public var date: CivilDate
    /// 0 to 86,399.
    public var secondOfDay: Int

    public init(_ instant: Instant, in zone: TimeZoneRules) {
        let seconds = instant.flooredSeconds + Int64(zone.offset(at: instant))
        let days = seconds.flooredDivision(by: 86_400)
        date = CivilDate(daysSinceEpoch: Int(days))
        secondOfDay = Int(seconds - days * 86_400)
    }
}
