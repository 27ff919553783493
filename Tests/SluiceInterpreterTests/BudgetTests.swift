import SluiceChecker
import SluiceFuzzing
import SluiceModel
import SluiceSyntax
import Synchronization
import Testing

@testable import SluiceInterpreter

/// A script that would never end, or never fit, and the budget that stops it.
struct BudgetCase: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let codes: [String]
    var testDescription: String { name }

    init(_ name: String, _ text: String, _ codes: String...) {
        self.name = name
        self.text = text
        self.codes = codes
    }
}

@Suite("Budgets")
struct BudgetTests {
    static let endless: [BudgetCase] = [
        BudgetCase("a loop without an end", "while true { }", "E0506"),
        BudgetCase("a recursion without an end", "fn f(n) = f(n + 1)\nprint f(0)", "E0507"),
        BudgetCase("a list of lists that is printed", "var x = ['ha']\nfor i in 1..60 { x = [x, x] }\nprint x", "E0506", "E0508"),
        BudgetCase("a list of lists in a text", "var x = ['ha']\nfor i in 1..60 { x = [x, x] }\nlet t = \"${x}\"", "E0506", "E0508"),
        BudgetCase(
            "a list of lists that is compared", "var x = [1]\nvar y = [1]\nfor i in 1..60 { x = [x, x]; y = [y, y] }\nprint x == y", "E0506"
        ),
        BudgetCase(
            "a list of lists that is sorted",
            "var x = [1]\nvar y = [1]\nfor i in 1..60 { x = [x, x]; y = [y, y] }\nprint len(sorted([x, y]))", "E0506", "E0508"),
        BudgetCase(
            "a list of lists that is joined", "var x = [1]\nfor i in 1..60 { x = [x, x] }\nprint len(join([x], ','))", "E0506", "E0508"),
        BudgetCase("a map of maps that is printed", "var x = ['a': 1]\nfor i in 1..60 { x = ['a': x, 'b': x] }\nprint x", "E0506", "E0508"),
        BudgetCase("a list that doubles", "var x = [1]\nwhile true { x = x + x }", "E0508", "E0519"),
        BudgetCase("a text that doubles", "var x = 'ha'\nwhile true { x = x + x }", "E0506", "E0508", "E0519"),
        BudgetCase("a text that holds itself twice", "var x = 'ha'\nwhile true { x = \"${x}${x}\" }", "E0506", "E0508", "E0519"),
        BudgetCase("a late text that doubles", "var x = \"${revision}\"\nwhile true { x = \"${x}${x}\" }", "E0506", "E0519"),
        BudgetCase("a late text that is added to itself", "var x = \"${revision}\"\nwhile true { x = x + x }", "E0506", "E0519"),
        BudgetCase("lists that are all kept", "var x = []\nwhile true { x = x + [range(1, 1000)] }", "E0506", "E0519"),
        BudgetCase(
            "texts that are all kept",
            "var x = []\nvar n = 0\nwhile true { n = n + 1; x = x + [\"a text of some length that is number ${n}\"] }", "E0506", "E0519"),
        BudgetCase("functions that hold functions", "var f = () => 1\nwhile true { let g = f; f = () => [g, g] }", "E0508"),
        BudgetCase(
            "functions that are all kept", "var x = []\nwhile true { let y = x; x = x + [() => len(y)] }", "E0506", "E0508", "E0519"),
        BudgetCase("a condition that is joined with itself", "var c = http('http://h/') > 1\nwhile true { c = c and c }", "E0508"),
        BudgetCase("a Signal that is added to itself", "var s = http('http://h/')\nwhile true { s = s + s }", "E0508"),
        BudgetCase(
            "alarms that are joined with themselves", "alarm a = http('http://h/') > 1\nvar b = a and a\nwhile true { b = b and b }",
            "E0508"),
        BudgetCase("prints without an end", "while true { print 'still here' }", "E0506", "E0520"),
    ]

    @Test("What would never end or never fit is stopped by a budget", arguments: endless)
    func stops(_ example: BudgetCase) {
        let outcome = evaluate(example.text, limits: Limits(fuel: 2_000_000, memory: 4 << 20, output: 10_000))
        #expect(outcome.codes.count == 1)
        #expect(example.codes.contains(outcome.codes.first ?? ""), "\(outcome.codes)")
    }

    @Test("The error of a budget names the line that used most of it")
    func namesTheLine() {
        let steps = evaluate("let a = 1\nvar n = 0\nwhile true {\n    n = n + 1\n}\nprint n", limits: Limits(fuel: 10_000))
        #expect(steps.codes == ["E0506"])
        #expect(steps.diagnostics.first?.message.hasSuffix("most of them in line 4") == true || steps.place.contains("true"))
        let memory = evaluate(
            "var small = []\nvar large = []\nwhile true {\n    small = small + [1]\n    large = large + [range(1, 100)]\n}",
            limits: Limits(memory: 1 << 20))
        #expect(memory.codes == ["E0519"])
        #expect(memory.diagnostics.first?.message == "the script holds more than 1MiB of values, most of them made in line 5")
    }

    @Test("Values that nobody holds any more do not count")
    func forgets() {
        let text = "var last = []\nfor i in 1..2000 { last = range(i, i + 1000) }\nprint last[0]"
        let outcome = evaluate(text, limits: Limits(fuel: 10_000_000, memory: 1 << 20))
        #expect(outcome.prints == ["2000"])
        #expect(outcome.evaluation.work.bytes > 40 << 20)
    }

    @Test("A value that is held many times counts once")
    func countsOnce() {
        let text = "let one = range(1, 10000)\nlet all = [one for i in 1..1000]\nprint len(all)"
        #expect(evaluate(text, limits: Limits(fuel: 10_000_000, memory: 1 << 20)).prints == ["1000"])
    }

    @Test("What is printed is bounded, line ends included")
    func boundsOutput() {
        #expect(evaluate("print 'abc'\nprint 'def'", limits: Limits(output: 8)).prints == ["abc", "def"])
        let outcome = evaluate("print 'abc'\nprint 'defg'", limits: Limits(output: 8))
        #expect(outcome.codes == ["E0520"])
        #expect(outcome.prints == ["abc"])
    }

    static let long = [
        "while true { }", "fn f(n) = if n == 0 { 0 } else { f(n - 1) }\nwhile true { f(100) }",
        "let xs = [\"${i * 7919 % 10007}\" for i in 1..20000]\nwhile true { let ys = sorted(xs) }",
        "let xs = range(1, 20000)\nwhile true { let ys = sorted(xs, by: x => 0 - x) }",
        "while true { let xs = range(1, 5000) }", "let xs = range(1, 5000)\nwhile true { let t = join(xs, ',') }",
        "let xs = range(1, 5000)\nwhile true { let ys = map(xs, x => x + 1) }",
    ]

    @Test("An interruption is looked for all the time, and ends the script", arguments: long)
    func interrupts(_ text: String) {
        let looks = Counter()
        var evaluation = ScriptEvaluation(
            script: Checker.check(Parser.parse(SourceFile(id: FileID(0), name: "a.pipe", text: text))).script, folder: "/",
            inputs: FixedInputs(), limits: Limits(fuel: 1_000_000_000, memory: 1 << 30))
        evaluation.isInterrupted = { looks.next() == 500 }
        guard case .failed(let diagnostics) = evaluation.run() else {
            Issue.record("it went on")
            return
        }
        #expect(diagnostics.map(\.code) == ["E0518"])
        // At most a quarter of a million steps a look: a few milliseconds of the slowest builtin.
        #expect(evaluation.work.steps / 500 < 250_000)
    }

    @Test("A copy of an evaluation goes its own way, whatever is changed in place")
    func copies() {
        let text = """
            fn grown(n) {
                var xs = [1]
                var m = ["a": 1]
                var t = "x"
                for i in 1..n { print i; xs = xs + [i]; m = m + ["k${i}": i]; t = t + "y" }
                return "${xs} ${m} ${t}"
            }
            print grown(3)
            """
        var first = ScriptEvaluation(
            script: Checker.check(Parser.parse(SourceFile(id: FileID(0), name: "a.pipe", text: text))).script, folder: "/",
            inputs: FixedInputs())
        var step = first.run()
        var copies: [(ScriptEvaluation, ScriptStep)] = []
        while case .request(.print, _) = step {
            copies.append((first, step))
            step = first.resume(with: .none)
        }
        #expect(copies.count == 4)
        for (copy, _) in copies {
            var copy = copy
            var prints: [String] = []
            var step = copy.resume(with: .none)
            while case .request(.print(let texts), _) = step {
                prints += texts
                step = copy.resume(with: .none)
            }
            #expect(prints.isEmpty || prints.last == #"[1, 1, 2, 3] ["a": 1, "k1": 1, "k2": 2, "k3": 3] xyyy"#)
        }
    }

    @Test("A step is one load, and a value is three words")
    func layout() {
        #expect(MemoryLayout<Instruction>.stride <= 16)
        #expect(MemoryLayout<Value?>.stride <= 24)
    }
}

private final class Counter: Sendable {
    private let count = Atomic(0)
    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
