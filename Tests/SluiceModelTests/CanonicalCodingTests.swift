import SluiceFuzzing
import SluiceModel
import Testing

private func roundTrip<T: Codable & Hashable>(_ value: T, _ text: String? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let bytes = try CanonicalCoding.bytes(of: value)
    if let text { #expect(String(decoding: bytes, as: UTF8.self) == text, sourceLocation: sourceLocation) }
    #expect(try CanonicalCoding.decode(T.self, from: bytes) == value, sourceLocation: sourceLocation)
    #expect(try CanonicalCoding.bytes(of: CanonicalCoding.decode(T.self, from: bytes)) == bytes, sourceLocation: sourceLocation)
}

struct CanonicalCodingTests {
    @Test(
        "Durations are exact seconds",
        arguments: [(Int64(0), "0"), (90_000_000_000, "90"), (250_000_000, "0.25"), (-1_000_000_001, "-1.000000001")])
    func durations(nanoseconds: Int64, text: String) throws { try roundTrip([Duration.nanoseconds(nanoseconds)], "[\(text)]") }

    @Test(
        "A Duration that could not be written exactly is not read",
        arguments: ["62135596801", "-9223372036.854775809", "1e3", "1.0000000001"])
    func longDurations(text: String) {
        #expect(throws: DecodingError.self) { try CanonicalCoding.decode([Duration].self, from: Array("[\(text)]".utf8)) }
    }

    @Test("The longest Durations come back", arguments: [Int64.min, Int64.max])
    func longestDurations(nanoseconds: Int64) throws { try roundTrip([Duration.nanoseconds(nanoseconds)]) }

    @Test("Instants are RFC 3339 in UTC, to the nanosecond")
    func instants() throws {
        try roundTrip([Instant(seconds: 1_767_603_600)], #"["2026-01-05T09:00:00Z"]"#)
        try roundTrip([Instant(nanoseconds: -1)], #"["1969-12-31T23:59:59.999999999Z"]"#)
        try roundTrip([Instant.distantPast, .distantFuture])
    }

    @Test(
        "Shares are numbers from 0 to 1, exactly",
        arguments: [Int64(0), 1, 10_000_000, 333_333_333, 999_999_999, 1_000_000_000, -5_000_000, 2_500_000_000])
    func percents(billionths: Int64) throws { try roundTrip([Percent(billionths: billionths)]) }

    @Test("A share's text is what a script writes")
    func percentText() throws {
        try roundTrip([Percent(5)], "[0.05]")
        #expect(Percent(billionths: 1_000_000).description == "0.1%" && Percent(33).description == "33%")
    }

    @Test("An enum is its raw value, or an object with the case's name as its only member")
    func enums() throws {
        try roundTrip([AlarmDefinition.MissingPolicy.breaching], #"["breaching"]"#)
        try roundTrip([Signal.elapsed], #"[{"elapsed":{}}]"#)
        try roundTrip([Signal.constant(0.5)], #"[{"constant":0.5}]"#)
        try roundTrip([FailureResponse.rollbackRegion], #"["rollback_region"]"#)
        try roundTrip([Step.wait(.seconds(5))], #"[{"wait":5}]"#)
        try roundTrip([Outcome.cancelled, .succeeded(output: "v1"), .inDoubt("gone")])
        try roundTrip([Pace.count(3), .share(Percent(33))])
    }

    @Test("Names are snake_case, members keep their order, absent optionals are left out")
    func structs() throws {
        try roundTrip(Revision(id: "v1", ordinal: 1), #"{"id":"v1","ordinal":1}"#)
        try roundTrip(RequireStep(condition: .constant(true)), #"{"condition":{"constant":true},"within":0}"#)
        try roundTrip(
            StagePolicies(),
            #"{"windows":[],"freezes":[],"blocks":[],"watches":[],"on_alarm":"rollback_region","on_failure":"rollback_region"}"#)
    }

    @Test("Text of every kind comes back", arguments: ["", "\"\\\n\r\t\u{0}\u{7F}\u{1F}", "ü‹›😀", "$(rm -rf /)'; reboot", "e\u{301}"])
    func strings(text: String) throws { try roundTrip([text]) }

    @Test("Numbers that JSON has no form for come back too", arguments: [Double.infinity, -.infinity, 1e300, -0.0, .leastNonzeroMagnitude])
    func numbers(number: Double) throws { try roundTrip([Signal.constant(number)]) }

    @Test("A whole definition comes back")
    func definitions() throws { try roundTrip(Specimens.definition) }

    @Test("Every command comes back", arguments: Specimens.commands)
    func commands(command: Command) throws {
        try roundTrip(CommandEnvelope(id: "c1", by: "ana", command: command, seen: .init(execution: "checkout#1", revision: "v1")))
    }

    @Test("Every event comes back, and is named as it is stored", arguments: Specimens.events)
    func events(event: Event) throws {
        try roundTrip(event)
        let value = try CanonicalCoding.value(of: event)
        guard case .object(let members) = value else {
            #expect(value == .string(event.kind))
            return
        }
        #expect(members.map(\.key) == [event.kind])
    }

    @Test("Every step comes back", arguments: Specimens.steps)
    func steps(step: Step) throws { try roundTrip(step) }

    @Test("Every effect comes back", arguments: Specimens.actions)
    func effects(action: Effect.Action) throws {
        let values = LateValues(pipeline: "checkout", revision: Revision(id: "v1", ordinal: 1), target: Specimens.targets[0])
        try roundTrip(
            Effect(key: "checkout/1/one/deploy/a/install/1", fence: 1, action: action, values: values, folder: "/", timeout: .seconds(5)))
    }

    @Test(
        "A form that a type does not have is refused with its place",
        arguments: ["[]", "{}", #"{"id":1,"ordinal":1}"#, #"{"id":"v1","ordinal":1.5}"#, "null"])
    func refusals(text: String) {
        #expect(throws: DecodingError.self) { try CanonicalCoding.decode(Revision.self, from: Array(text.utf8)) }
    }

    @Test(
        "An error says where in the text it is",
        arguments: [
            (#"[{"id":"v1","ordinal":"x"}]"#, ["0", "ordinal"]), (#"[{"id":"v1","ordinal":1},{"ordinal":1}]"#, ["1"]), (#"{}"#, []),
        ] as [(String, [String])])
    func places(text: String, place: [String]) throws {
        let error = try #require(throws: DecodingError.self) { try CanonicalCoding.decode([Revision].self, from: text.utf8) }
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context), .dataCorrupted(let context):
            #expect(context.codingPath.map(\.stringValue) == place)
        @unknown default: Issue.record(error)
        }
    }

    @Test("A subject is read as it is written", arguments: ["checkout", "checkout.production", "checkout#3", "a.b.c"])
    func subjects(text: String) throws { #expect(try #require(Subject(text)).description == text) }

    @Test("What is no subject is refused", arguments: ["", ".a", "a."])
    func noSubject(text: String) { #expect(Subject(text) == nil) }
}
