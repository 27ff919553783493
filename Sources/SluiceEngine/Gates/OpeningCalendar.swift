public import SluiceModel

/// When a stage may start something: its windows, which unite, and its freezes.
///
/// A window opens the first time that the wall clock of its zone shows `from` (or skips over it) and closes the first time
/// after that at which it shows `to` (or skips over it). So an hour that a clock change skips is never open, and an hour that
/// it repeats opens once. Without windows it is always open. Looks 15 days ahead.
public struct OpeningCalendar: Hashable, Sendable {
    public var windows: [Window]
    public var freezes: [Freeze]

    private static let horizon = 15

    public init(windows: [Window], freezes: [Freeze] = []) {
        self.windows = windows
        self.freezes = freezes
    }

    /// Whether some window is open; freezes are asked for apart.
    public func isOpen(at now: Instant) -> Bool {
        windows.isEmpty || openings(around: now).contains { $0.from <= now && now < $0.to }
    }

    /// When the next window opens; `nil` while one is open, without windows, or when none opens in sight.
    public func nextOpening(after now: Instant) -> Instant? {
        guard !isOpen(at: now) else { return nil }
        return openings(around: now).first { $0.from > now }?.from
    }

    /// When the windows that are open now will all have closed; `nil` when none is open or there is no end in sight.
    public func nextClosing(after now: Instant) -> Instant? {
        guard let end = openings(around: now).first(where: { $0.from <= now && now < $0.to })?.to else { return nil }
        return end - now > .seconds((Self.horizon - 2) * 86_400) ? nil : end
    }

    /// When the last window closed; `nil` while one is open or when none was open in the week before.
    public func lastClosing(before now: Instant) -> Instant? {
        guard !isOpen(at: now) else { return nil }
        return openings(around: now).last { $0.to <= now }?.to
    }

    /// The freeze that holds now and ends last.
    public func freeze(at now: Instant) -> Freeze? {
        freezes.filter { $0.begins <= now && now < $0.ends }.max { $0.ends < $1.ends }
    }

    /// The first moment from now on at which a window is open and no freeze holds; `nil` when there is none in sight.
    public func nextStart(from now: Instant) -> Instant? {
        var moment = now
        for _ in 0...(freezes.count + 1) {
            if let freeze = freeze(at: moment) {
                moment = freeze.ends
            } else if isOpen(at: moment) {
                return moment
            } else if let opening = nextOpening(after: moment) {
                moment = opening
            } else {
                return nil
            }
        }
        return freeze(at: moment) == nil && isOpen(at: moment) ? moment : nil
    }

    /// The stretches from a week back to the horizon in which some window is open, ascending and apart.
    private func openings(around now: Instant) -> [(from: Instant, to: Instant)] {
        let all = windows.flatMap { window in
            let today = LocalTime(now, in: window.zone).date.daysSinceEpoch
            return (today - 8...today + Self.horizon).compactMap { window.opening(onDay: $0) }
        }.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
        var united = [(from: Instant, to: Instant)]()
        for opening in all {
            if let last = united.last, opening.from <= last.to {
                united[united.count - 1].to = max(last.to, opening.to)
            } else {
                united.append(opening)
            }
        }
        return united
    }
}

extension Window {
    /// `nil` on a day of the week that it leaves out, and when a clock change skips all of it.
    fileprivate func opening(onDay day: Int) -> (from: Instant, to: Instant)? {
        guard days.contains(CivilDate(daysSinceEpoch: day).weekday) else { return nil }
        let lastDay = to <= from ? day + 1 : day
        let opens = zone.firstInstant(day: day, minute: from.minutes)
        let closes = zone.firstInstant(day: lastDay, minute: to.minutes)
        return opens < closes ? (opens, closes) : nil
    }

    /// `mon, tue 09:00..16:00 America/Los_Angeles`.
    public var text: String { "\(daysText) \(from)..\(to) \(zone.name)" }

    private var daysText: String {
        guard let first = days.first, let last = days.last, days.count > 2, first.through(last) == days else {
            return days.map(\.rawValue).joined(separator: ", ")
        }
        return "\(first.rawValue)..\(last.rawValue)"
    }
}

extension Freeze {
    /// Midnight in its zone at which its first day begins.
    public var begins: Instant { zone.firstInstant(day: first.daysSinceEpoch, minute: 0) }
    /// Midnight in its zone after its last day.
    public var ends: Instant { zone.firstInstant(day: last.daysSinceEpoch + 1, minute: 0) }
}

extension TimeZoneRules {
    /// The first instant at which the clock on the wall shows a day and minute, or skips over it.
    ///
    /// `day` counts from 1970-01-01, `minute` from midnight.
    func firstInstant(day: Int, minute: Int) -> Instant {
        let wall = Int64(day) * 86_400 + Int64(minute) * 60
        let reach: Int64 = 50 * 3600
        let early = Instant(seconds: wall - reach)
        let late = Instant(seconds: wall + reach)
        let changes = transitions.filter { $0.from > early && $0.from < late }
        var start = early
        var offset = offset(at: early)
        for change in changes {
            let instant = max(start, Instant(seconds: wall - Int64(offset)))
            if instant < change.from { return instant }
            start = change.from
            offset = change.offset
        }
        return max(start, Instant(seconds: wall - Int64(offset)))
    }
}
