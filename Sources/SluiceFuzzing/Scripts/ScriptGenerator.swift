import OrderedCollections
import SluiceChecker
import SluiceSyntax

/// Writes scripts from the table of clauses: what parses, with values drawn at random.
struct ScriptGenerator {
    var numbers: SeededNumbers

    static let pieces = [
        "1", "0", "-1", "9223372036854775807", "2.5", "5%", "10m", "0s", "64KiB", "09:00", "2026-12-24", "mon", "'a'", "\"${x}\"",
        "\"${revision}\"", "none", "true", "[]", "[1, 2]", "[:]", "['k': 1]", "1..3", "3..1", "mon..wed", "x", "y", "f", "prod", "host",
        "errors", "checkout", "revision", "target.name", "region", "t => t", "(a, b) => a", "elapsed()", "http('http://x') > 1",
        "secret('A')", "target('a')", "fleet([])", "len", "map", "\"\"\"\n  a\n  ${x}\n\"\"\"", "x => {\n let z = x\n return z\n}",
        "if x == 1 { 2 } else { 3 }",
    ]

    static let operators = ["+", "-", "*", "/", "//", "%", "==", "!=", "<", ">=", "in", "and", "or", "..", "|>"]

    /// What a place for a type most likely takes.
    private static let fitting: OrderedDictionary<String, String> = [
        "Duration": "5m", "Condition": "http('http://x') == 200", "Fleet": "prod", "Deployer": "host", "Alarm": "errors", "String": "'s'",
        "Int": "2", "Percent": "5%", "Map": "['note': 1]", "Pipeline": "checkout", "Execution": "e", "Revision": "'v1'", "Execution,": "e",
        "Signal": "elapsed()", "Bool": "true", "Date": "2026-12-24", "any": "1",
    ]

    mutating func expression(_ depth: Int = 0) -> String {
        switch numbers.next(below: depth > 3 ? 2 : 12) {
        case 0, 1, 2, 3: return pick(Self.pieces)
        case 4, 5:
            return "(\(expression(depth + 1)) \(pick(Self.operators)) \(expression(depth + 1)))"
        case 6:
            let builtin = numbers.pick(BuiltinTable.rows)?.name ?? "len"
            return "\(builtin)(\((0..<numbers.next(below: 4)).map { _ in expression(depth + 1) }.joined(separator: ", ")))"
        case 7: return "\(expression(depth + 1))[\(expression(depth + 1))]"
        case 8: return "[\(expression(depth + 1)) for x in \(expression(depth + 1))]"
        case 9: return "\(expression(depth + 1)) \(pick(Self.operators)) \(expression(depth + 1))"
        case 10: return "[\(expression(depth + 1)), \(expression(depth + 1))]"
        default: return "f(\(expression(depth + 1)))"
        }
    }

    private mutating func value(_ shape: ClauseShape) -> String {
        switch shape {
        case .expression(let type):
            // Half of the time what is wanted, so that more than the first check is reached.
            if numbers.isOne(in: 2), let piece = Self.fitting[String(type.prefix { $0 != " " })] { return piece }
            return expression(1)
        case .expressionList: return "\(expression(2)), \(expression(2))"
        case .expressionRun: return pick(Self.pieces)
        case .label: return pick(["one", "two", "'three'", "\"${x}\""])
        case .labelList: return "alice, bob"
        case .word(let words): return words.isEmpty ? "S131" : pick(words)
        case .wordList: return "failed"
        }
    }

    private mutating func pick(_ words: [String]) -> String { numbers.pick(words) ?? "" }

    private mutating func arguments(_ parameters: [ClauseParameter]) -> String {
        var text = ""
        for parameter in parameters where !parameter.isOptional || numbers.isOne(in: 2) {
            text += "\(parameter.leadingWord.map { " \($0)" } ?? "") \(value(parameter.shape))"
        }
        return text
    }

    /// A clause of the table as it may stand in a place.
    private mutating func clause(in place: Place, _ depth: Int) -> String {
        guard let row = numbers.pick(ClauseTable.rows(in: place).filter({ depth < 5 || $0.block == nil })) else { return "print 1" }
        var text = row.word + arguments(row.parameters) + row.trailingWords.map { " \($0)" }.joined()
        for modifier in row.modifiers where modifier.isRequired || numbers.isOne(in: 3) {
            text += " \(modifier.word)" + arguments(modifier.parameters) + modifier.trailingWords.map { " \($0)" }.joined()
        }
        guard let block = row.block, !block.isOptional || numbers.isOne(in: 2) else { return text }
        if numbers.isOne(in: 4) { return text + " { \(statement(in: block.place, depth + 1)) }" }
        return text + " {\n\(statements(in: block.place, depth + 1))\n}"
    }

    mutating func statements(in place: Place, _ depth: Int = 0) -> String {
        var lines: [String] = []
        for _ in 0...numbers.next(below: 3) { lines.append(statement(in: place, depth)) }
        return lines.joined(separator: "\n")
    }

    private mutating func statement(in place: Place, _ depth: Int) -> String {
        switch numbers.next(below: depth > 4 ? 9 : 12) {
        case 0: return "let \(pick(["z", "w"]))\(numbers.next(below: 1000)) = \(expression(1))"
        case 1: return "x = \(expression(1))"
        case 2...8: return clause(in: place, depth)
        case 9: return "for i in 1..2 {\n\(statements(in: place, depth + 1))\n}"
        case 10: return "if x == 1 {\n\(statements(in: place, depth + 1))\n}"
        default: return "fn g\(numbers.next(below: 10_000))(a) {\n\(statements(in: .function, depth + 1))\n}"
        }
    }
}
