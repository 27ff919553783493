import SluiceModel

extension Instant {
    /// `12:03:04`, in UTC.
    var clockText: String {
        let second = LocalTime(self, in: .utc).secondOfDay
        return [second / 3600, second / 60 % 60, second % 60].map(twoDigits).joined(separator: ":")
    }

    /// `2026-10-05 12:03`, in UTC, for columns.
    var minuteText: String {
        let local = LocalTime(self, in: .utc)
        return "\(local.date) \(twoDigits(local.secondOfDay / 3600)):\(twoDigits(local.secondOfDay / 60 % 60))"
    }

    /// The time alone on the same day, the day too on another: `12:03:04`, `2026-10-05 12:03 UTC`.
    func text(near now: Instant) -> String {
        let isSameDay = LocalTime(self, in: .utc).date == LocalTime(now, in: .utc).date
        return isSameDay ? "\(clockText) UTC" : "\(minuteText) UTC"
    }
}

extension Duration {
    /// Two units at most, for people: `0.4s`, `7.2s`, `42s`, `3m20s`, `2h05m`, `3d4h`.
    var shortText: String {
        let tenths = wholeNanoseconds / 100_000_000
        if tenths < 100 { return tenths % 10 == 0 ? "\(max(0, tenths / 10))s" : "\(tenths / 10).\(tenths % 10)s" }
        return wholeText
    }

    /// Like `shortText`, without parts of a second: for what is redrawn.
    var wholeText: String {
        let seconds = max(0, wholeNanoseconds / 1_000_000_000)
        if seconds < 60 { return "\(seconds)s" }
        if seconds < 3600 { return seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds / 60)m\(twoDigits(Int(seconds % 60)))s" }
        let minutes = seconds / 60
        if minutes < 1440 { return minutes % 60 == 0 ? "\(minutes / 60)h" : "\(minutes / 60)h\(twoDigits(Int(minutes % 60)))m" }
        let hours = minutes / 60
        return hours % 24 == 0 ? "\(hours / 24)d" : "\(hours / 24)d\(hours % 24)h"
    }
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

/// `1 target`, `3 targets`.
func counted(_ count: Int, _ thing: String) -> String { count == 1 ? "1 \(thing)" : "\(count) \(thing)s" }

/// `a, b, c and 4 more`.
func listed(_ names: [String], atMost most: Int = 3) -> String {
    let shown = names.prefix(most).joined(separator: ", ")
    return names.count > most ? "\(shown) and \(names.count - most) more" : shown
}

/// `8%`, `0.5%`, `33%`: whole from 10% on.
func shareText(_ share: Double) -> String {
    guard share.isFinite else { return "0%" }
    let tenths = Int((share * 1000).rounded())
    return tenths >= 100 || tenths % 10 == 0 ? "\((tenths + 5) / 10)%" : "\(tenths / 10).\(tenths % 10)%"
}
