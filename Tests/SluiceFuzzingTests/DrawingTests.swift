import SluiceFuzzing
import Testing

@Suite("Drawing and shrinking")
struct DrawingTests {
    @Test("the same seed and number give the same input, others another", arguments: FuzzPart.allCases)
    func repeatable(_ part: FuzzPart) {
        let corpus = RepositoryScripts.corpus
        let inputs = (0..<50).map { part.input($0, seed: 3, corpus: corpus) }
        #expect(inputs == (0..<50).map { part.input($0, seed: 3, corpus: corpus) })
        #expect(Set(inputs).count > 40)
        #expect(inputs != (0..<50).map { part.input($0, seed: 4, corpus: corpus) })
    }

    @Test("an input shrinks to what it was found for")
    func shrinking() {
        let input = Array("let a = 1\nlet b = [1, 2, 3]\nprint \"x${a}y\"\nlet c = 3\n".utf8)
        let smaller = Shrinking.shrunk(input, attempts: 500) { $0.contains(0x24) && $0.contains(0x5B) }
        #expect(smaller == Array("[$".utf8))
    }

    @Test("an input that cannot shrink stays, and no more than the allowed attempts are made")
    func bounded() {
        let input = Array("abcdef".utf8)
        #expect(Shrinking.shrunk(input, attempts: 100) { $0 == input } == input)
        var attempts = 0
        let smaller = Shrinking.shrunk(input, attempts: 3) { _ in
            attempts += 1
            return false
        }
        #expect(smaller == input)
        #expect(attempts == 3)
    }

    @Test("a part says that a property is broken rather than trap", arguments: [[], [0xFF], Array("{".utf8), Array("print 1".utf8)])
    func verdicts(_ input: [UInt8]) {
        for part in FuzzPart.allCases { #expect(part.verdict(on: input, corpus: RepositoryScripts.corpus).violation == nil) }
    }
}
