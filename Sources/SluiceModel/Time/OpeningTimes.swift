/// When something may start: days of the week and times of day in a time zone.
///
/// A window whose `to` is not after its `from` runs over midnight into the next day. Several windows of a stage unite.
public struct Window: Hashable, Sendable, Codable {
    public var days: [Weekday]
    public var from: TimeOfDay
    /// Not included.
    public var to: TimeOfDay
    public var zone: TimeZoneRules

    public init(days: [Weekday], from: TimeOfDay, to: TimeOfDay, zone: TimeZoneRules) {
        self.days = days
        self.from = from
        self.to = to
        self.zone = zone
    }
}

/// Days in which nothing starts: `first` to `last`, both in, in a time zone.
public struct Freeze: Hashable, Sendable, Codable {
    public var first: CivilDate
    public var last: CivilDate
    public var zone: TimeZoneRules
    public var because: String

    public init(first: CivilDate, last: CivilDate, zone: TimeZoneRules, because: String) {
        self.first = first
        self.last = last
        self.zone = zone
        self.because = because
    }
}
