import SluiceEngine
import SluiceModel
import Testing

private func at(_ text: String) throws -> Instant { try #require(Instant(text)) }
private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

/// Los Angeles around the clock changes of 2026: forward on 8 March at 10:00 UTC, back on 1 November at 09:00 UTC.
private func losAngeles() throws -> TimeZoneRules {
    TimeZoneRules(
        name: "America/Los_Angeles", initialOffset: -8 * 3600,
        transitions: [
            .init(from: try at("2026-03-08T10:00:00Z"), offset: -7 * 3600), .init(from: try at("2026-11-01T09:00:00Z"), offset: -8 * 3600),
        ])
}

private func window(_ days: [Weekday], _ from: Int, _ to: Int, _ zone: TimeZoneRules = .utc) throws -> Window {
    Window(days: days, from: try #require(TimeOfDay(minutes: from)), to: try #require(TimeOfDay(minutes: to)), zone: zone)
}

private let everyDay = Weekday.allCases

struct CalendarTests {
    struct Moment: CustomTestStringConvertible, Sendable {
        var name: String
        var days: [Weekday]
        var from: Int
        var to: Int
        var now: String
        var isOpen: Bool
        /// The next opening when closed, the next closing when open.
        var next: String?
        var testDescription: String { name }
    }

    static let moments = [
        Moment(
            name: "in the window", days: [.mon], from: 540, to: 960, now: "2026-01-05T09:00:00Z", isOpen: true, next: "2026-01-05T16:00:00Z"
        ),
        Moment(
            name: "its end is not in it", days: [.mon], from: 540, to: 960, now: "2026-01-05T16:00:00Z", isOpen: false,
            next: "2026-01-12T09:00:00Z"),
        Moment(
            name: "before it on its day", days: [.mon], from: 540, to: 960, now: "2026-01-05T08:59:59Z", isOpen: false,
            next: "2026-01-05T09:00:00Z"),
        Moment(
            name: "over midnight, after midnight", days: [.fri], from: 1320, to: 120, now: "2026-01-10T01:00:00Z", isOpen: true,
            next: "2026-01-10T02:00:00Z"),
        Moment(
            name: "over midnight, the night before its day", days: [.fri], from: 1320, to: 120, now: "2026-01-09T01:00:00Z", isOpen: false,
            next: "2026-01-09T22:00:00Z"),
        Moment(
            name: "days that wrap over Sunday", days: Weekday.fri.through(.mon), from: 0, to: 1440, now: "2026-01-04T12:00:00Z",
            isOpen: true,
            next: "2026-01-06T00:00:00Z"),
        Moment(
            name: "a window of a whole day from noon", days: [.mon], from: 720, to: 720, now: "2026-01-06T11:59:59Z", isOpen: true,
            next: "2026-01-06T12:00:00Z"),
        Moment(
            name: "open for ever has no closing", days: everyDay, from: 0, to: 1440, now: "2026-01-06T11:59:59Z", isOpen: true, next: nil),
    ]

    @Test("A window is open from its first minute to before its last", arguments: moments)
    func windows(_ moment: Moment) throws {
        let calendar = OpeningCalendar(windows: [try window(moment.days, moment.from, moment.to)])
        let now = try at(moment.now)
        #expect(calendar.isOpen(at: now) == moment.isOpen)
        #expect((moment.isOpen ? calendar.nextClosing(after: now) : calendar.nextOpening(after: now))?.description == moment.next)
    }

    @Test(
        "Clock changes: a skipped hour is never open, a repeated one opens once",
        arguments: [
            ("2026-03-08T09:59:00Z", 120, 180, false), ("2026-03-08T10:00:00Z", 120, 180, false), ("2026-03-08T10:30:00Z", 120, 180, false),
            ("2026-03-08T10:00:00Z", 150, 240, true), ("2026-03-08T09:59:59Z", 150, 240, false), ("2026-03-08T11:00:00Z", 150, 240, false),
            ("2026-11-01T08:00:00Z", 60, 90, true), ("2026-11-01T08:30:00Z", 60, 90, false), ("2026-11-01T09:10:00Z", 60, 90, false),
            ("2026-11-01T09:30:00Z", 60, 120, true), ("2026-11-01T10:00:00Z", 60, 120, false), ("2026-07-01T16:00:00Z", 540, 960, true),
            ("2026-01-05T16:00:00Z", 540, 960, false), ("2026-01-05T17:00:00Z", 540, 960, true),
        ])
    func clockChanges(now: String, from: Int, to: Int, isOpen: Bool) throws {
        let calendar = OpeningCalendar(windows: [try window(everyDay, from, to, losAngeles())])
        #expect(calendar.isOpen(at: try at(now)) == isOpen)
    }

    @Test("Several windows unite, also where they touch and where their zones differ")
    func union() throws {
        let morning = try window([.mon], 540, 720)
        let afternoon = try window([.mon], 720, 900)
        let west = try window([.mon], 420, 480, losAngeles())
        let calendar = OpeningCalendar(windows: [afternoon, morning, west])
        #expect(calendar.nextClosing(after: try at("2026-01-05T10:00:00Z")) == (try at("2026-01-05T16:00:00Z")))
        #expect(calendar.lastClosing(before: try at("2026-01-05T17:00:00Z")) == (try at("2026-01-05T16:00:00Z")))
    }

    @Test("Without windows it is always open, and with days that never come never")
    func extremes() throws {
        let now = try at("2026-01-05T10:00:00Z")
        #expect(OpeningCalendar(windows: []).isOpen(at: now))
        let never = OpeningCalendar(windows: [try window([], 0, 1440)])
        #expect(!never.isOpen(at: now))
        #expect(never.nextOpening(after: now) == nil && never.nextStart(from: now) == nil)
        for extreme in [Instant.distantPast, Instant.distantFuture] { _ = never.nextStart(from: extreme) }
    }

    @Test("A freeze holds from the first midnight of its zone to the midnight after its last day")
    func freezes() throws {
        let freeze = Freeze(first: try day("2026-12-20"), last: try day("2027-01-02"), zone: try losAngeles(), because: "holidays")
        let calendar = OpeningCalendar(windows: [try window([.mon], 540, 960)], freezes: [freeze])
        #expect(calendar.freeze(at: try at("2026-12-20T07:59:59Z")) == nil)
        #expect(calendar.freeze(at: try at("2026-12-20T08:00:00Z")) == freeze)
        #expect(calendar.freeze(at: try at("2027-01-03T07:59:59Z")) == freeze)
        #expect(calendar.freeze(at: try at("2027-01-03T08:00:00Z")) == nil)
        #expect(calendar.nextStart(from: try at("2026-12-21T10:00:00Z")) == (try at("2027-01-04T09:00:00Z")))
    }
}
