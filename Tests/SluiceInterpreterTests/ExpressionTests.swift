import SluiceInterpreter
import Testing

@Suite struct ExpressionTests {
    @Test func `a first sum`() {
        let o = evaluate("print 1 + 2")
        #expect(o.prints == ["3"], "\(o.diagnostics)")
    }
}
