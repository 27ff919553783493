import OrderedCollections
import Testing

@testable import SluiceInterpreter

/// What a map keeps is compared with a dictionary that is known to be right, on both sides of where buckets begin and grow.
@Suite struct EntryTableTests {
    @Test(arguments: [0, 1, 7, 8, 9, 24, 25, 48, 49, 1000])
    func `entries are found, stay in the order in which their keys came, and are replaced in their place`(_ count: Int) {
        var table = EntryTable()
        var known = OrderedDictionary<String, Int64>()
        for round in 0..<2 {
            for number in 0..<count {
                let key = "key-\(number &* 7919 % max(count, 1))"
                let value = Int64(number + round * 10_000)
                let former = table.updateValue(.int(value), forKey: MapKey(key))
                let expected = known.updateValue(value, forKey: key)
                #expect(former.map(Self.number) == expected)
            }
        }
        #expect(table.keys.map(\.text) == Array(known.keys))
        #expect(table.values.map(Self.number) == Array(known.values))
        #expect(table.map { Self.number($0.value) } == Array(known.values))
        for (key, value) in known { #expect(table[MapKey(key)].map(Self.number) == value) }
        #expect(table[MapKey("another")] == nil)
    }

    @Test func `a copy of a large map goes its own way`() {
        let first = EntryTable((0..<100).map { ("k\($0)", Value.int($0)) })
        var second = first
        second.updateValue(.int(-1), forKey: MapKey("k5"))
        second.updateValue(.int(-2), forKey: MapKey("new"))
        #expect(first[MapKey("k5")].map(Self.number) == 5)
        #expect(first[MapKey("new")] == nil)
        #expect(second.count == 101)
    }

    @Test func `of two maps made one the second's values count, at the place of the first's`() {
        let sum = EntryTable((0..<12).map { ("k\($0)", Value.int($0)) }).merging(EntryTable([("x", Value.int(7)), ("k3", .int(30))]))
        #expect(sum.keys.map(\.text) == (0..<12).map { "k\($0)" } + ["x"])
        #expect(sum[MapKey("k3")].map(Self.number) == 30)
    }

    @Test func `keys that look alike and differ in their scalars are two`() {
        let table = EntryTable([("é", Value.int(1)), ("e\u{301}", .int(2))])
        #expect(table.count == 2)
        #expect(table[MapKey("e\u{301}")].map(Self.number) == 2)
    }

    private static func number(_ value: Value) -> Int64 {
        guard case .int(let number) = value else { return .min }
        return number
    }
}
