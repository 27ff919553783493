import OrderedCollections
import SluiceChecker
import SluiceInterpreter
import SluiceModel
import SluiceSyntax
import Testing

/// Numbers that are the same in every run.
private struct Dice {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(max(1, bound)))
    }
}

@Suite struct RobustnessTests {
    static let pieces = [
        "1", "0", "-1", "9223372036854775807", "2.5", "5%", "10m", "0s", "64KiB", "09:00", "2026-12-24", "mon", "'a'", "\"${x}\"",
        "\"${revision}\"",
        "none", "true", "[]", "[1, 2]", "[:]", "['k': 1]", "1..3", "3..1", "mon..wed", "x", "y", "f", "prod", "host", "errors", "checkout",
        "revision",
        "target.name", "region", "t => t", "(a, b) => a", "elapsed()", "http('http://x') > 1", "secret('A')", "target('a')", "fleet([])",
        "len", "map",
    ]
    static let operators = ["+", "-", "*", "/", "//", "%", "==", "<", ">=", "in", "and", "or", "..", "|>"]
    private func expression(_ dice: inout Dice, _ depth: Int) -> String {
        switch dice.next(depth > 3 ? 2 : 9) {
        case 0, 1, 2: return Self.pieces[dice.next(Self.pieces.count)]
        case 3, 4:
            return "(\(expression(&dice, depth + 1)) \(Self.operators[dice.next(Self.operators.count)]) \(expression(&dice, depth + 1)))"
        case 5:
            let builtin = BuiltinTable.rows[dice.next(BuiltinTable.rows.count)].name
            return "\(builtin)(\((0..<dice.next(4)).map { _ in expression(&dice, depth + 1) }.joined(separator: ", ")))"
        case 6: return "\(expression(&dice, depth + 1))[\(expression(&dice, depth + 1))]"
        case 7: return "[\(expression(&dice, depth + 1)) for x in \(expression(&dice, depth + 1))]"
        default: return "f(\(expression(&dice, depth + 1)))"
        }
    }

    private func value(_ shape: ClauseShape, _ dice: inout Dice) -> String {
        switch shape {
        case .expression(let type):
            // Half of the time what is wanted, so that more than the first check is reached.
            if dice.next(2) == 0, let piece = Self.fitting[String(type.prefix { $0 != " " })] { return piece }
            return expression(&dice, 1)
        case .expressionList: return "\(expression(&dice, 2)), \(expression(&dice, 2))"
        case .expressionRun: return Self.pieces[dice.next(Self.pieces.count)]
        case .label: return ["one", "two", "'three'", "\"${x}\""][dice.next(4)]
        case .labelList: return "alice, bob"
        case .word(let words): return words.isEmpty ? "S131" : words[dice.next(words.count)]
        case .wordList: return "failed"
        }
    }

    static let fitting: OrderedDictionary<String, String> = [
        "Duration": "5m", "Condition": "http('http://x') == 200", "Fleet": "prod", "Deployer": "host", "Alarm": "errors", "String": "'s'",
        "Int": "2",
        "Percent": "5%", "Map": "['note': 1]", "Pipeline": "checkout", "Execution": "e", "Revision": "'v1'", "Execution,": "e",
        "Signal": "elapsed()",
        "Bool": "true", "Date": "2026-12-24", "any": "1",
    ]

    private func arguments(_ parameters: [ClauseParameter], _ dice: inout Dice) -> String {
        parameters.filter { !$0.isOptional || dice.next(2) == 0 }.map { parameter in
            "\(parameter.leadingWord.map { " \($0)" } ?? "") \(value(parameter.shape, &dice))"
        }.joined()
    }

    /// A clause of the table as it may stand in a place, its values drawn at random.
    private func clause(in place: Place, _ dice: inout Dice, _ depth: Int) -> String {
        let rows = ClauseTable.rows(in: place).filter { depth < 5 || $0.block == nil }
        guard !rows.isEmpty else { return "print 1" }
        let row = rows[dice.next(rows.count)]
        var text = row.word + arguments(row.parameters, &dice) + row.trailingWords.map { " \($0)" }.joined()
        for modifier in row.modifiers where modifier.isRequired || dice.next(3) == 0 {
            text += " \(modifier.word)" + arguments(modifier.parameters, &dice) + modifier.trailingWords.map { " \($0)" }.joined()
        }
        guard let block = row.block, !block.isOptional || dice.next(2) == 0 else { return text }
        return text + " {\n\(statements(in: block.place, &dice, depth + 1))\n}"
    }

    private func statements(in place: Place, _ dice: inout Dice, _ depth: Int) -> String {
        (0..<(1 + dice.next(3))).map { _ in
            switch dice.next(depth > 4 ? 9 : 12) {
            case 0: return "let \(["z", "w"][dice.next(2)])\(dice.next(1000)) = \(expression(&dice, 1))"
            case 1: return "x = \(expression(&dice, 1))"
            case 2...8: return clause(in: place, &dice, depth)
            case 9: return "for i in 1..2 {\n\(statements(in: place, &dice, depth + 1))\n}"
            case 10: return "if x == 1 {\n\(statements(in: place, &dice, depth + 1))\n}"
            default: return "fn g\(dice.next(10000))(a) {\n\(statements(in: .function, &dice, depth + 1))\n}"
            }
        }.joined(separator: "\n")
    }

    /// Every statement of a random script is tried by itself, so that one mistake does not hide the rest.
    @Test(arguments: 0..<12) func `no script traps, and each one ends`(seed: Int) {
        var dice = Dice(state: UInt64(seed) &* 7919 &+ 17)
        var ends = 0
        for _ in 0..<150 {
            var evaluation = ScriptEvaluation(
                session: "/srv", inputs: FixedInputs(), limits: Limits(fuel: 5000, callDepth: 50), runsTests: true)
            var first = evaluation.enter(
                Parser.parse(
                    evaluation.nextFile(
                        name: "<shell>",
                        text: """
                            var x = 1; let y = ["k": [1, 2]]; fn f(a) = a
                            let prod = fleet([target("a", region: "eu")]); deployer host { install "x" }
                            alarm errors = http("http://x") != 200
                            pipeline checkout { param note = "a"; watch errors; stage one { deploy prod with host } }
                            let e = start checkout at "v1"
                            """)))
            var answers = Answers()
            while case .request(let request, _) = first { first = evaluation.resume(with: answers.answer(request)) }
            for _ in 0..<4 {
                var step = evaluation.enter(Parser.parse(evaluation.nextFile(name: "<shell>", text: statements(in: .script, &dice, 0))))
                var requests = 0
                while case .request(let request, _) = step {
                    requests += 1
                    step = evaluation.resume(with: requests > 50 ? .refused(message: "enough", help: nil) : answers.answer(request))
                }
                switch step {
                case .finished, .request: break
                case .failed(let diagnostics): #expect(!diagnostics.isEmpty && diagnostics.allSatisfy { !$0.message.isEmpty })
                }
                ends += 1
            }
        }
        #expect(ends == 600)
    }

    @Test func `deep nesting and long chains are evaluated or refused`() {
        let opening = String(repeating: "[", count: 100)
        #expect(evaluate("print len(\(opening)1\(String(repeating: "]", count: 100)))").prints == ["1"])
        #expect(evaluate("print \(Array(repeating: "1", count: 200).joined(separator: " + "))").prints == ["200"])
        let deep = String(repeating: "if true { ", count: 60) + "print 1" + String(repeating: " }", count: 60)
        #expect(evaluate(deep).prints == ["1"])
        #expect(!evaluate(String(repeating: "(", count: 5000)).codes.isEmpty)
    }

    @Test func `values as deep as they may be are compared, printed and freed`() {
        let wrap = "var x = []; for i in 1..190 { x = [x] }; var y = []; for i in 1..190 { y = [y] };"
        #expect(evaluate("\(wrap) print x == y, len(string(x))").prints == ["true 382"])
        #expect(evaluate("var f = x => x; for i in 1..900 { let g = f; f = x => x }; print f(1)").prints == ["1"])
        #expect(evaluate("var c = elapsed() > 1s; for i in 1..300 { c = c and elapsed() > 1s }").codes == ["E0508"])
    }

    @Test func `text that would fill the memory is refused`() {
        let limits = Limits(fuel: 1_000_000, textBytes: 1000)
        #expect(evaluate("var s = 'ab'; for i in 1..40 { s = s + s }", limits: limits).codes == ["E0508"])
        #expect(evaluate("var s = 'ab'; for i in 1..40 { s = \"${s}${s}\" }", limits: limits).codes == ["E0508"])
        #expect(evaluate("var s = 'aa'; for i in 1..40 { s = replace(s, 'a', 'aa') }", limits: limits).codes == ["E0508"])
        #expect(evaluate("print join(map(range(600), x => 'ab'), '')", limits: limits).codes == ["E0508"])
        #expect(evaluate("print len(range(1, 5000000000))", limits: Limits(fuel: 100_000_000, elements: 1000)).codes == ["E0508"])
        #expect(evaluate("print len([x for x in 1..5000000000])", limits: Limits(fuel: 1_000_000, elements: 1000)).codes == ["E0508"])
    }

    /// What the checker calls right, evaluation must at least understand; what it calls wrong there has the same code.
    @Test func `the checker finds nothing wrong with the examples`() throws {
        for text in [
            try repositoryFile("scripts/examples/minimal.pipe"), try repositoryFile("scripts/examples/quickstart.pipe"),
            GuideExampleTests.script,
        ] {
            let result = Checker.check(parsed(text))
            #expect(result.diagnostics.filter { $0.severity == .error }.map { "\($0.code) \($0.message)" } == [])
        }
    }
}
