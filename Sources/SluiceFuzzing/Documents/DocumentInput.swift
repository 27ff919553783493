import SluiceModel

/// Draws canonical documents: those that exist, with parts changed, taken away, exchanged.
struct DocumentInput {
    var numbers: SeededNumbers
    let corpus: FuzzCorpus

    mutating func drawn() -> [UInt8] {
        let document = numbers.pick(corpus.documents) ?? []
        if numbers.isOne(in: 4) { return ScriptMutation.changeBytes(document, &numbers) }
        guard var value = try? CanonicalValue(parsing: document) else { return document }
        for _ in 0...numbers.next(below: 3) { value = changed(value, depth: 0) }
        return Array(value.text.utf8)
    }

    private static let numbersToTry = [
        "0", "-0", "1", "-1", "0.5", "1e400", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e-400", "1e18",
        "253402300800", "-62135596801", "0.0000000001", "1.00", "00012", "1e3",
    ]

    private static let textsToTry = [
        "", "a", "é", "\u{0}", "2026-01-05T09:00:00Z", "9999-12-31T23:59:59.999999999Z", "0000-00-00T00:00:00Z", "breaching", "UTC",
        "checkout#99999999999999999999", "checkout#-1", "a.b.c", "${x}", "inf", "-inf", "nan", "1e999",
    ]

    /// The value with one place in it changed.
    private mutating func changed(_ value: CanonicalValue, depth: Int) -> CanonicalValue {
        switch value {
        case .object(var members):
            guard !members.isEmpty, !numbers.isOne(in: 12) else { return replacement() }
            let index = numbers.next(below: members.count)
            switch numbers.next(below: 10) {
            case 0: members.remove(at: index)
            case 1: members.append(members[index])
            case 2: members[index].key = members[numbers.next(below: members.count)].key
            case 3: members.swapAt(index, numbers.next(below: members.count))
            default: members[index].value = changed(members[index].value, depth: depth + 1)
            }
            return .object(members)
        case .list(var values):
            guard !values.isEmpty, !numbers.isOne(in: 12) else { return replacement() }
            let index = numbers.next(below: values.count)
            switch numbers.next(below: 8) {
            case 0: values.remove(at: index)
            case 1: values.append(values[index])
            case 2: return values[index]
            default: values[index] = changed(values[index], depth: depth + 1)
            }
            return .list(values)
        case .string: return .string(numbers.pick(Self.textsToTry) ?? "")
        case .number: return .number(numbers.pick(Self.numbersToTry) ?? "0")
        case .boolean(let flag): return numbers.isOne(in: 3) ? replacement() : .boolean(!flag)
        case .null: return replacement()
        }
    }

    private mutating func replacement() -> CanonicalValue {
        switch numbers.next(below: 7) {
        case 0: return .null
        case 1: return .boolean(true)
        case 2: return .number(numbers.pick(Self.numbersToTry) ?? "0")
        case 3: return .string(numbers.pick(Self.textsToTry) ?? "")
        case 4: return .list([])
        case 5: return .object([])
        default: return numbers.pick(corpus.documents).flatMap { try? CanonicalValue(parsing: $0) } ?? .null
        }
    }
}
