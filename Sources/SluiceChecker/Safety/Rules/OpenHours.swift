import SluiceModel

/// When windows are open in a week, in UTC, with the clocks as they stand on Monday 2026-01-05.
struct OpenHours: Sendable {
    private static let week = 7 * 1440
    /// Monday 2026-01-05 00:00 UTC.
    private static let monday = Instant(seconds: 1_767_571_200)
    /// A rollout is taken to start at 09:00 of that day.
    private static let start = 9 * 60

    /// Minutes from Monday 00:00, ascending and disjoint.
    private let intervals: [Range<Int>]

    init(_ windows: [Window]) {
        var pieces: [Range<Int>] = []
        for window in windows {
            let offset = window.zone.offset(at: Self.monday) / 60
            let (from, to) = (window.from.minutes, window.to.minutes)
            let length = to > from ? to - from : to + 1440 - from
            guard length > 0 else { continue }
            for day in window.days {
                let first = ((day.index * 1440 + from - offset) % Self.week + Self.week) % Self.week
                pieces.append(first..<min(first + length, Self.week))
                if first + length > Self.week { pieces.append(0..<(first + length - Self.week)) }
            }
        }
        var merged: [Range<Int>] = []
        for piece in pieces.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, piece.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, piece.upperBound)
            } else {
                merged.append(piece)
            }
        }
        intervals = merged
    }

    /// Of a week.
    var minutes: Int { intervals.reduce(0) { $0 + $1.count } }

    /// The longest time that it is open without a break, in minutes; over Sunday night as well.
    var longest: Int {
        let longest = intervals.map(\.count).max() ?? 0
        guard intervals.count > 1, let first = intervals.first, let last = intervals.last, first.lowerBound == 0,
            last.upperBound == Self.week
        else { return longest }
        return max(longest, first.count + last.count)
    }

    /// How long it stays closed so long after the start; `nil` when it never opens.
    func wait(after elapsed: Duration) -> Duration? {
        guard let first = intervals.first else { return nil }
        let seconds = Int(min(elapsed.components.seconds, Int64(1) << 40)) + Self.start * 60
        let now = seconds % (Self.week * 60)
        for interval in intervals where now < interval.upperBound * 60 {
            return .seconds(max(0, interval.lowerBound * 60 - now))
        }
        return .seconds(Self.week * 60 - now + first.lowerBound * 60)
    }
}
