import SluiceChecker
import SluiceSyntax

/// Draws scripts: from nothing, from the table of clauses, and from scripts that exist.
struct ScriptInput {
    var numbers: SeededNumbers
    let corpus: FuzzCorpus

    private static let words = [
        "let", "x", "=", "fn", "(", ")", "[", "]", "{", "}", "\"", "\"\"\"", "'", "${", "}", "|>", "=>", ",", ":", ".", "..", "-", "not",
        "if", "else", "for", "in", "while", "alarm", "pipeline", "stage", "wave", "deploy", "with", "bake", "until", "1", "5%", "3m",
        "09:00", "\n", "\n", ";", "#", "##", "start", "status", "print", "on", "one", "zone", "at", "a", "time", "é", "\\", "\u{0}",
        "return", "import", "==", "approve", "of", "defaults", "1e", "\r\n", "\u{FEFF}", "timeout", "env", "because", "|", "&&", "test",
    ]

    /// Anything: most of it is no script.
    mutating func anything() -> [UInt8] {
        switch numbers.next(below: 8) {
        case 0: return (0..<numbers.next(below: 200)).map { _ in UInt8(truncatingIfNeeded: numbers.next()) }
        case 1, 2: return tokens()
        case 3: return changed(generated())
        default: return changed(Array(numbers.pick(corpus.scripts) ?? []))
        }
    }

    /// Most of it parses: whole statements, laid out as nobody would.
    mutating func layout() -> [UInt8] {
        var text = numbers.isOne(in: 3) ? generated() : statements()
        if numbers.isOne(in: 2) { text = ScriptMutation.lengthen(text, &numbers) }
        if !numbers.isOne(in: 8) { text = ScriptMutation.scatter(text, &numbers) }
        return text
    }

    /// Something to evaluate.
    mutating func evaluated() -> [UInt8] {
        switch numbers.next(below: 8) {
        case 0: return ScriptMutation.changeTokens(statements(), &numbers)
        case 1: return ScriptMutation.changeLiterals(statements(), &numbers)
        case 2: return ScriptMutation.changeLiterals(examples(), &numbers)
        case 3: return ScriptMutation.changeTokens(examples(), &numbers)
        case 4, 5: return operations()
        default: return generated()
        }
    }

    private mutating func examples() -> [UInt8] {
        var text: [UInt8] = []
        for _ in 0...numbers.next(below: 4) { text += (numbers.pick(corpus.examples) ?? []) + [0x0A] }
        return text
    }

    /// Values of all types, joined by operators and put into builtins.
    private mutating func operations() -> [UInt8] {
        var text = "var x = 3\nlet y = ['k': [1, 2]]\n"
        for _ in 0...numbers.next(below: 6) {
            let (left, right) = (ScriptMutation.literal(&numbers), ScriptMutation.literal(&numbers))
            let operation = numbers.pick(ScriptGenerator.operators) ?? "+"
            let builtin = numbers.pick(BuiltinTable.rows)?.name ?? "len"
            switch numbers.next(below: 6) {
            case 0: text += "print \(builtin)(\(left))\n"
            case 1: text += "print \(builtin)(\(left), \(right))\n"
            case 2: text += "print \(builtin)([\(left), \(right)], \(ScriptMutation.literal(&numbers)))\n"
            case 3: text += "x = \(left) \(operation) \(right)\nprint x \(operation) \(ScriptMutation.literal(&numbers))\n"
            case 4: text += "print [\(left), \(right)][\(ScriptMutation.literal(&numbers))], \"${\(left)} ${\(right)}\"\n"
            default: text += "print \(left) \(operation) \(right)\n"
            }
        }
        return Array(text.utf8)
    }

    private mutating func generated() -> [UInt8] {
        var generator = ScriptGenerator(numbers: numbers)
        defer { numbers = generator.numbers }
        return Array(generator.statements(in: .script).utf8)
    }

    private mutating func statements() -> [UInt8] {
        var text: [UInt8] = []
        for _ in 0...numbers.next(below: 3) { text += (numbers.pick(corpus.statements) ?? []) + [0x0A] }
        return text
    }

    private mutating func tokens() -> [UInt8] {
        var text = ""
        for _ in 0..<numbers.next(below: 80) {
            text += numbers.pick(Self.words) ?? ""
            if numbers.next(below: 3) > 0 { text += " " }
        }
        return Array(text.utf8)
    }

    private mutating func changed(_ script: [UInt8]) -> [UInt8] {
        var text = script
        if text.count > 3000, !numbers.isOne(in: 8) {
            let start = numbers.next(below: text.count - 1000)
            text = Array(text[start..<min(text.count, start + 200 + numbers.next(below: 2000))])
        }
        for _ in 0...numbers.next(below: 4) {
            switch numbers.next(below: 4) {
            case 0: text = ScriptMutation.changeBytes(text, &numbers)
            case 1: text = ScriptMutation.changeTokens(text, &numbers)
            case 2: text = ScriptMutation.splice(text, with: numbers.pick(corpus.scripts) ?? [], &numbers)
            default: text = ScriptMutation.insert(Array((numbers.pick(Self.words) ?? "").utf8), into: text, &numbers)
            }
        }
        return text
    }
}
