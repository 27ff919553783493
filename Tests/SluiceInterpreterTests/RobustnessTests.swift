import SluiceChecker
import SluiceInterpreter
import SluiceModel
import SluiceSyntax
import Testing

@Suite struct RobustnessTests {
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
