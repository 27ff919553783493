import SluiceModel
import Testing

private let values = LateValues(
    pipeline: "checkout", execution: "checkout#3", stage: "one", revision: Revision(id: "v2", ordinal: 2, author: "Ana"),
    target: Target(name: "Host-1", region: "eu", zone: "a", address: "10.0.0.1", attributes: [Attribute("rack", .integer(7))]),
    share: Percent(10), artifacts: [Attribute("web", .string("/store/web"))], parameters: [Attribute("size", .number(2))])

struct LateTests {
    @Test(
        "A late name gives its text, and nothing when it has none",
        arguments: [
            (LateReference(.revision), "v2"), (LateReference(.revision, member: "ordinal"), "2"),
            (LateReference(.revision, member: "author"), "Ana"),
            (LateReference(.revision, member: "message"), nil), (LateReference(.previous), nil), (LateReference(.target), "Host-1"),
            (LateReference(.target, member: "rack"), "7"), (LateReference(.target, member: "nothing"), nil), (LateReference(.region), "eu"),
            (LateReference(.zone), "a"), (LateReference(.wave), "one"), (LateReference(.share), "10%"),
            (LateReference(.artifact, member: "web"), "/store/web"), (LateReference(.param, member: "size"), "2"),
            (LateReference(.target, changes: [.lower, .replace(of: "-", with: "")]), "host1"),
            (LateReference(.pipeline, changes: [.upper]), "CHECKOUT"),
            (LateReference(.target, changes: [.replace(of: "", with: "x")]), "Host-1"),
        ])
    func references(reference: LateReference, text: String?) { #expect(values.text(of: reference) == text) }

    @Test("A template keeps data apart from text and never shows a secret")
    func templates() {
        let hostile = LateValues(revision: Revision(id: "$(rm -rf /)'; reboot", ordinal: 1))
        let template = Template([.text("deploy "), .late(LateReference(.revision)), .raw(LateReference(.revision)), .secret("TOKEN")])
        #expect(
            template.filled(with: hostile) == [
                .text("deploy "), .data("$(rm -rf /)'; reboot"), .text("$(rm -rf /)'; reboot"), .secret("TOKEN"),
            ])
        #expect(template.text(with: values) == "deploy v2v2‹TOKEN›")
        #expect(template.scriptText == "deploy ${revision}${raw(revision)}‹TOKEN›")
        #expect(template.secrets == ["TOKEN"] && template.references.count == 2)
    }
}

private let signal = Signal.prometheus(PrometheusQuery(url: Template(text: "u"), query: Template(text: "q")))

private func reading(_ number: Double?) -> [Measured] {
    let value = number.map(Reading.Value.number) ?? .missing("no data")
    return [Measured(signal: signal, reading: Reading(value: value, source: "prometheus", at: Instant(seconds: 0)))]
}

private func above(_ limit: Double, _ unit: Condition.Comparison.Unit = .plain) -> Condition {
    .comparison(.init(left: signal, relation: .greater, right: .constant(limit), unit: unit))
}

struct ConditionTests {
    static let table: [(Bool?, Bool?, and: Bool?, or: Bool?)] = [
        (true, true, true, true), (true, false, false, true), (true, nil, nil, true), (false, true, false, true),
        (false, false, false, false),
        (false, nil, false, nil), (nil, true, nil, true), (nil, false, false, nil), (nil, nil, nil, nil),
    ]

    @Test("And, or and not are three-valued", arguments: table.indices)
    func threeValued(row: Int) {
        func part(_ value: Bool?) -> Condition { value.map(Condition.constant) ?? above(1) }
        let (left, right, and, or) = Self.table[row]
        #expect(Condition.and(part(left), part(right)).evaluate([], values: values).result == and)
        #expect(Condition.or(part(left), part(right)).evaluate([], values: values).result == or)
        #expect(Condition.not(part(left)).evaluate([], values: values).result == left.map { !$0 })
    }

    @Test("An evaluation shows its parts with unit and source")
    func texts() {
        #expect(above(0.01, .percent).evaluate(reading(0.031), values: values).text == "0.031 (prometheus) > 1% → true")
        #expect(above(5, .seconds).evaluate(reading(2), values: values).text == "2 (prometheus) > 5s → false")
        let missing = above(1).evaluate(reading(nil), values: values)
        #expect(missing.result == nil && missing.text == "missing (prometheus: no data) > 1" && missing.missing == ["no data"])
    }

    @Test("Division by zero, NaN and what was not measured are missing")
    func totality() {
        let ratio = Signal.calculation(.init(left: signal, operation: .divide, right: .constant(0)))
        let condition = Condition.comparison(.init(left: ratio, relation: .greater, right: .constant(1)))
        #expect(condition.evaluate(reading(1), values: values).missing == ["division by zero"])
        #expect(above(1).evaluate(reading(.nan), values: values).result == nil)
        #expect(above(1).evaluate([], values: values).missing == ["not measured"])
    }

    @Test("Each measurement is named once")
    func measurements() {
        let both = Condition.and(above(1), .or(above(2), .not(.comparison(.init(left: .elapsed, relation: .less, right: signal)))))
        #expect(both.measurements == [signal, .elapsed])
    }

    @Test("Late text is compared as text")
    func textComparison() {
        let same = Condition.TextComparison(left: Template([.late(LateReference(.region))]), relation: .equal, right: Template(text: "eu"))
        #expect(Condition.textComparison(same).evaluate([], values: values).result == true)
        #expect(Condition.textComparison(same).evaluate([], values: LateValues()).text == "`` == `eu` → false")
    }
}

struct PaceTests {
    @Test(
        "A pace is rounded down and never less than one; a tolerance may be none",
        arguments: [
            (Pace.share(Percent(33)), 10, 3, 3), (.share(Percent(33)), 2, 1, 0), (.share(Percent(100)), 7, 7, 7), (.count(5), 3, 3, 5),
            (.count(0), 3, 1, 0), (.share(Percent(50)), 0, 1, 0), (.share(Percent(10)), 30, 3, 3),
        ])
    func paces(pace: Pace, total: Int, limit: Int, tolerance: Int) {
        #expect(pace.limit(of: total) == limit && pace.tolerance(of: total) == tolerance)
    }
}
