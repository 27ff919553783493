import Foundation
import OrderedCollections
import SluiceFuzzing
import Testing

@testable import SluiceInterpreter

@Suite("Work")
struct WorkTests {
    private static let programs = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("scripts/language-rate/programs")

    /// Lines of `fib n=15: 1973 steps, 0 bytes`.
    static var counted: [String] {
        let text = (try? String(contentsOf: programs.appendingPathComponent("work.txt"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    @Test("The programs of the bench cost what is written beside them, to the step and the byte", arguments: counted)
    func costs(_ line: String) throws {
        let parts = line.split(separator: ":").map { $0.trimmingCharacters(in: .whitespaces) }
        let words = parts[0].split(separator: " ").map(String.init)
        let text = try String(contentsOf: Self.programs.appendingPathComponent("\(words[0]).pipe"), encoding: .utf8)
        let inputs = FixedInputs(arguments: ["n": String(words[1].dropFirst(2))])
        let outcome = evaluate(text, inputs, limits: Limits(fuel: 10_000_000))
        #expect(outcome.codes == [])
        #expect("\(outcome.evaluation.work)" == parts[1])
    }

    @Test("All programs of the bench are there")
    func isComplete() {
        #expect(Self.counted.map { $0.prefix { $0 != " " } } == ["fib", "loop", "map", "text", "sort"])
    }
}
