import Foundation
import SluiceModel

/// The machine's time zones, copied into definitions.
enum TimeZoneDatabase {
    /// Years whose transitions a definition carries.
    private static let years = 2020..<2061

    /// `nil` when the machine knows no zone of that name.
    static func rules(_ name: String) -> TimeZoneRules? {
        if name == "UTC" { return .utc }
        guard name.contains("/"), let zone = TimeZone(identifier: name), let start = date(years.lowerBound),
            let end = date(years.upperBound)
        else { return nil }
        var transitions = [TimeZoneRules.Transition]()
        var moment = start
        while let next = zone.nextDaylightSavingTimeTransition(after: moment), next < end, next > moment {
            let second = Int64(next.timeIntervalSince1970.rounded())
            transitions.append(.init(from: Instant(seconds: second), offset: zone.secondsFromGMT(for: next.addingTimeInterval(1))))
            moment = next.addingTimeInterval(1)
        }
        return TimeZoneRules(name: name, initialOffset: zone.secondsFromGMT(for: start), transitions: transitions)
    }

    private static func date(_ year: Int) -> Date? {
        guard let day = CivilDate(year: year, month: 1, day: 1) else { return nil }
        return Date(timeIntervalSince1970: Double(day.daysSinceEpoch) * 86_400)
    }
}
