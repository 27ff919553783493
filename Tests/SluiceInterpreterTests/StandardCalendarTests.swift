import OrderedCollections
import SluiceFuzzing
import SluiceInterpreter
import SluiceModel
import SluiceSyntax
import Testing

/// Events of a calendar and the days that they close, as `2026-12-24..2026-12-26 Christmas (UTC)`.
struct CalendarCase: CustomTestStringConvertible, Sendable {
    let events: [String]
    let until: String?
    let days: [String]
    var testDescription: String { events.joined(separator: " ") }

    /// The event's lines without its `BEGIN` and `END`.
    init(_ event: String..., until: String? = nil, days: [String]) {
        events = event
        self.until = until
        self.days = days
    }
}

@Suite("Calendars of the standard library")
struct StandardCalendarTests {
    private static func calendar(_ events: [String], lineEnd: String = "\r\n") -> String {
        var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Calendar 1.0//EN"]
        for event in events {
            lines += ["BEGIN:VEVENT", "UID:1@example.com"] + event.split(separator: "|").map(String.init) + ["END:VEVENT"]
        }
        lines += ["END:VCALENDAR", ""]
        return lines.joined(separator: lineEnd)
    }

    private static func days(_ text: String, until: String?, zones: String = "[:]") throws -> ScriptOutcome {
        let script = """
            import "std/windows"
            for d in windows.days_of("team.ics", zone: "Europe/Berlin", until: \(until ?? "none"), zones: \(zones)) {
                print "${d.first}..${d.last} ${d.because} (${d.zone})"
            }
            """
        return evaluate(script, try standardWorld(files: ["team.ics": text]), limits: Limits())
    }

    static let days = [
        CalendarCase(
            "SUMMARY:Christmas|DTSTART;VALUE=DATE:20261225|DTEND;VALUE=DATE:20261227",
            days: ["2026-12-25..2026-12-26 Christmas (Europe/Berlin)"]),
        CalendarCase("SUMMARY:A day|DTSTART;VALUE=DATE:20261225", days: ["2026-12-25..2026-12-25 A day (Europe/Berlin)"]),
        CalendarCase("DTSTART;VALUE=DATE:20261225", days: ["2026-12-25..2026-12-25 1@example.com (Europe/Berlin)"]),
        CalendarCase(
            "SUMMARY:In the night|DTSTART:20261224T220000Z|DTEND:20261225T000000Z", days: ["2026-12-24..2026-12-24 In the night (UTC)"]),
        CalendarCase(
            "SUMMARY:Over midnight|DTSTART;TZID=America/New_York:20261224T220000|DTEND;TZID=America/New_York:20261225T000001",
            days: ["2026-12-24..2026-12-25 Over midnight (America/New_York)"]),
        CalendarCase(
            "SUMMARY:Quoted|DTSTART;TZID=\"Europe/Berlin\":20261224T100000", days: ["2026-12-24..2026-12-24 Quoted (Europe/Berlin)"]),
        CalendarCase(
            "SUMMARY:Weeks|DTSTART;VALUE=DATE:20260701|DURATION:P2W", "SUMMARY:Hours|DTSTART:20260701T200000|DURATION:PT5H30M",
            days: ["2026-07-01..2026-07-14 Weeks (Europe/Berlin)", "2026-07-01..2026-07-02 Hours (Europe/Berlin)"]),
        CalendarCase(
            "SUMMARY:A long \r\n title\\, with\\; all \\\\ escapes\\nand lines|DTSTART;VALUE=DATE:20260701",
            days: ["2026-07-01..2026-07-01 A long title, with; all \\ escapes and lines (Europe/Berlin)"]),
        CalendarCase(
            "SUMMARY:Called off|STATUS:CANCELLED|DTSTART;VALUE=DATE:20260701", "DTSTART;VALUE=DATE:20260702|SUMMARY:Held",
            days: ["2026-07-02..2026-07-02 Held (Europe/Berlin)"]),
        CalendarCase(
            "SUMMARY:Alarmed|DTSTART;VALUE=DATE:20260701|BEGIN:VALARM|TRIGGER:-PT15M|DTSTART:nonsense|END:VALARM",
            days: ["2026-07-01..2026-07-01 Alarmed (Europe/Berlin)"]),
        CalendarCase(
            "SUMMARY:New Year|DTSTART;VALUE=DATE:20260101|RRULE:FREQ=YEARLY", until: "2028-06-30",
            days: [
                "2026-01-01..2026-01-01 New Year (Europe/Berlin)", "2027-01-01..2027-01-01 New Year (Europe/Berlin)",
                "2028-01-01..2028-01-01 New Year (Europe/Berlin)",
            ]),
        CalendarCase(
            "SUMMARY:Leap|DTSTART;VALUE=DATE:20240229|RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=2",
            days: ["2024-02-29..2024-02-29 Leap (Europe/Berlin)", "2028-02-29..2028-02-29 Leap (Europe/Berlin)"]),
        CalendarCase(
            "SUMMARY:Release|DTSTART;VALUE=DATE:20260702|DTEND;VALUE=DATE:20260704|RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20260731T235959Z|EXDATE;VALUE=DATE:20260716",
            days: ["2026-07-02..2026-07-03 Release (Europe/Berlin)", "2026-07-30..2026-07-31 Release (Europe/Berlin)"]),
        CalendarCase(
            "SUMMARY:Twice|DTSTART:20260630T080000|RRULE:FREQ=WEEKLY;BYDAY=TU,FR;COUNT=4;WKST=MO",
            days: [
                "2026-06-30..2026-06-30 Twice (Europe/Berlin)", "2026-07-03..2026-07-03 Twice (Europe/Berlin)",
                "2026-07-07..2026-07-07 Twice (Europe/Berlin)", "2026-07-10..2026-07-10 Twice (Europe/Berlin)",
            ]),
        CalendarCase("SUMMARY:Over|DTSTART;VALUE=DATE:20260701|RRULE:FREQ=WEEKLY", until: "2026-06-30", days: []),
        CalendarCase(days: []),
    ]

    @Test("an event closes every day that it touches", arguments: days)
    func events(row: CalendarCase) throws {
        for lineEnd in ["\r\n", "\n"] {
            let outcome = try Self.days(Self.calendar(row.events, lineEnd: lineEnd), until: row.until)
            #expect(outcome.diagnostics.map(\.message) == [])
            #expect(outcome.prints == row.days)
        }
    }

    static let refused = [
        ("RRULE:FREQ=MONTHLY;COUNT=2", "team.ics, event \"Patch day\" recurs as FREQ=MONTHLY;COUNT=2: only plain yearly and weekly rules"),
        ("RRULE:FREQ=YEARLY;BYDAY=4TH;BYMONTH=11", "event \"Patch day\" recurs as"),
        ("RRULE:FREQ=YEARLY;BYMONTH=8;COUNT=2", "event \"Patch day\" recurs as"),
        ("RRULE:FREQ=WEEKLY;BYDAY=1MO;COUNT=2", "event \"Patch day\": BYDAY=1MO is not read"),
        ("RRULE:FREQ=WEEKLY;BYHOUR=9;COUNT=2", "event \"Patch day\" recurs as"),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU;COUNT=2", "weeks that begin on SU are not read"),
        ("RRULE:FREQ=YEARLY", "event \"Patch day\" recurs without an end: say how far it is to be read, `until: 2029-12-31`"),
        ("RRULE:FREQ=YEARLY;COUNT=0", "COUNT of its rule is 0"),
        ("RRULE:FREQ=YEARLY;UNTIL=soon", "UNTIL of its rule is SOON"),
        ("RRULE:FREQ=YEARLY;COUNT=1|RRULE:FREQ=WEEKLY;COUNT=1", "has two RRULEs"),
        ("RDATE:20260801", "RDATE is not read; list its days as events of their own"),
        ("RECURRENCE-ID:20260701", "RECURRENCE-ID is not read"),
        ("DTEND;VALUE=DATE:20260630", "event \"Patch day\" ends before it begins"),
        ("DTEND:20260702T100000Z", "DTSTART and DTEND are of different kinds"),
        ("DURATION:-P1D", "the DURATION -P1D is not read"),
        ("DURATION:P1X", "the DURATION P1X is not read"),
        ("DTEND;VALUE=DATE:20260231", "DTEND is 20260231, which is no date"),
    ]

    @Test("what is not read is refused by the event's name", arguments: refused)
    func refusals(lines: String, message: String) throws {
        let event = "SUMMARY:Patch day|DTSTART;VALUE=DATE:20260701|\(lines)"
        let outcome = try Self.days(Self.calendar([event]), until: nil)
        #expect(outcome.diagnostics.first?.message.contains(message) == true, "\(outcome.diagnostics.map(\.message)) \(outcome.prints)")
    }

    @Test(
        "a file that is no calendar, or not a whole one, is refused",
        arguments: [
            ("", "team.ics is no iCalendar"), ("date,name\n", "`date,name` is no line of an iCalendar"),
            ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260701T0900", "team.ics ends inside VEVENT"),
            ("BEGIN:VCALENDAR\nEND:VEVENT\n", "END:VEVENT stands where END:VCALENDAR is due"),
            ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR", "event \"x\" has no DTSTART"),
            ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260701T09\nEND:VEVENT\nEND:VCALENDAR", "DTSTART is 20260701T09, which is no time"),
        ])
    func damaged(text: String, message: String) throws {
        let outcome = try Self.days(text, until: nil)
        #expect(outcome.diagnostics.first?.message.contains(message) == true, "\(outcome.diagnostics.map(\.message)) \(outcome.prints)")
    }

    @Test("names of time zones of another kind are given theirs")
    func zones() throws {
        let text = Self.calendar(["SUMMARY:x|DTSTART;TZID=W. Europe Standard Time:20260701T090000"])
        let outcome = try Self.days(text, until: nil, zones: "[\"W. Europe Standard Time\": \"Europe/Berlin\"]")
        #expect(outcome.prints == ["2026-07-01..2026-07-01 x (Europe/Berlin)"])
    }

    @Test("what lands in a pipeline is what was asked for")
    func landing() throws {
        let script = """
            import "std/windows"
            pipeline p {
                windows.business_hours("Europe/Berlin")
                stage one { run "true" timeout 1m }
                stage two {
                    windows.no_fridays("America/New_York", hours: 10:00..15:00)
                    windows.holidays("days.txt", zone: "Europe/Berlin", before: 1)
                    windows.calendar("days.csv")
                    run "true" timeout 1m
                }
            }
            """
        let files: OrderedDictionary<String, String> = [
            "days.txt": "2027-01-01 New Year\n", "days.csv": "first,last,name\n2026-08-10,2026-08-14,camp\n",
        ]
        let outcome = evaluate(script, try standardWorld(files: files), limits: Limits())
        #expect(outcome.diagnostics.map(\.message) == [])
        let stages = try #require(outcome.definitions.first?.stages)
        func written(_ window: Window) -> String {
            "\(window.days.map(\.rawValue).joined(separator: " ")) \(window.from)..\(window.to) \(window.zone.name)"
        }
        #expect(stages[0].policies.windows.map(written) == ["mon tue wed thu fri 09:00..16:00 Europe/Berlin"])
        #expect(stages[1].policies.windows.map(written).last == "mon tue wed thu 10:00..15:00 America/New_York")
        #expect(
            stages[1].policies.freezes.map { "\($0.first)..\($0.last) \($0.because) \($0.zone.name)" } == [
                "2026-12-31..2027-01-01 New Year Europe/Berlin", "2026-08-10..2026-08-14 camp UTC",
            ])
    }
}
