import SluiceModel
import Testing

struct CalendarArithmeticTests {
    @Test(
        "Days and instants are what the calendar says",
        arguments: [
            ("1970-01-01", 0, Weekday.thu), ("2000-02-29", 11_016, .tue), ("2026-01-05", 20_458, .mon), ("1969-12-31", -1, .wed),
            ("2100-03-01", 47_541, .mon), ("2024-12-31", 20_088, .tue), ("0001-01-01", -719_162, .mon),
        ])
    func days(text: String, days: Int, weekday: Weekday) throws {
        let date = try #require(CivilDate(text))
        #expect(date.daysSinceEpoch == days && date.weekday == weekday)
        #expect(CivilDate(daysSinceEpoch: days) == date && date.description == text)
    }

    @Test(
        "A day that the calendar does not have is refused",
        arguments: ["2026-02-29", "2026-13-01", "2026-00-10", "26-01-01", "", "2026-1-01"])
    func noDay(text: String) { #expect(CivilDate(text) == nil) }

    @Test("Every day of four centuries comes back from its number, and weekdays follow one another")
    func everyDay() {
        var weekday = CivilDate(daysSinceEpoch: -100_001).weekday
        for number in -100_000...100_000 {
            let date = CivilDate(daysSinceEpoch: number)
            if date.daysSinceEpoch != number { Issue.record("\(date)") }
            weekday = weekday.through(date.weekday).count == 2 ? date.weekday : .mon
            if weekday != date.weekday { Issue.record("\(date)") }
        }
    }

    @Test(
        "Instants are written as RFC 3339 and read back",
        arguments: [
            ("2026-01-05T09:00:00Z", Int64(1_767_603_600_000_000_000)), ("1970-01-01T00:00:00Z", 0),
            ("1969-12-31T23:59:59.5Z", -500_000_000),
            ("2026-01-05T09:00:00.000000001Z", 1_767_603_600_000_000_001),
        ])
    func instants(text: String, nanoseconds: Int64) {
        #expect(Instant(nanoseconds: nanoseconds).description == text)
        #expect(Instant(text)?.nanoseconds == nanoseconds)
    }

    @Test(
        "What is no instant is refused",
        arguments: [
            "", "Z", "2026-01-05", "2026-01-05T09:00Z", "2026-01-05T25:00:00Z", "2026-01-05T09:00:00", "2026-01-05T09:00:00.Z",
            "2026-01-05T09:00:-1Z",
        ])
    func noInstant(text: String) { #expect(Instant(text) == nil) }

    @Test("Arithmetic stops at the bounds")
    func bounds() {
        #expect(Instant.distantFuture + .seconds(1) == .distantFuture)
        #expect(Instant.distantPast - .seconds(1) == .distantPast)
        #expect(Instant(seconds: .max) == .distantFuture && Instant(seconds: .min) == .distantPast)
        #expect(Instant.distantFuture - Instant.distantPast > .zero)
        #expect(Instant(Instant.distantPast.description) == .distantPast && Instant(Instant.distantFuture.description) == .distantFuture)
    }

    @Test(
        "Durations print as a script writes them",
        arguments: [
            (Duration.zero, "0s"), (.milliseconds(250), "250ms"), (.seconds(5400), "1h30m"), (.seconds(86_401), "1d1s"),
            (.seconds(-90), "-1m30s"),
            (.nanoseconds(1_001), "1us1ns"),
        ])
    func durations(duration: Duration, text: String) { #expect(duration.scriptText == text) }

    @Test("Weekdays wrap over Sunday")
    func weekdays() {
        #expect(Weekday.fri.through(.mon) == [.fri, .sat, .sun, .mon])
        #expect(Weekday.mon.through(.mon) == [.mon])
    }

    @Test("A zone's offset changes at its transitions")
    func zones() {
        let change = Instant(seconds: 1000)
        let zone = TimeZoneRules(name: "Test", initialOffset: 60, transitions: [.init(from: change, offset: -60)])
        #expect(zone.offset(at: Instant(seconds: 999)) == 60 && zone.offset(at: change) == -60)
        #expect(LocalTime(Instant(seconds: 0), in: zone).secondOfDay == 60)
        #expect(LocalTime(Instant(seconds: -61), in: zone).date.description == "1969-12-31")
    }
}
