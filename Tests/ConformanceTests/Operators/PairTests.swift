import Foundation
import SluiceSyntax
import SluiceTestKit
import Testing

/// Every binary operator with every pair of types, against `operators/pairs.table`.
@Suite("Operators and pairs of types")
struct PairTests {
    private let table: PairTable

    init() throws { table = try PairTable() }

    @Test("the table knows every binary operator")
    func complete() {
        #expect(Set(table.operators) == Set(BinaryOperator.allCases.map(\.rawValue)))
    }

    @Test("what goes together has the type of the table", arguments: BinaryOperator.allCases)
    func yields(binary: BinaryOperator) throws {
        let symbol = binary.rawValue
        let pairs = table.pairs.filter { table.result(symbol, $0) != nil }
        // Once as written, and once through a function that knows no types.
        var text = PairTable.names + "fn through(left, right) = left \(symbol) right\n"
        for pair in pairs {
            text += "print type(\(table.text(symbol, pair)))\n"
            text += "print type(through(\(table.expression(pair.left)), \(table.expression(pair.right))))\n"
        }
        let end = try run(text)
        #expect(end.status == 0, "\(end.errors.prefix(2_000))")
        for (index, pair) in pairs.enumerated() {
            let expected = table.result(symbol, pair)
            for (way, line) in [("as written", index * 2), ("through a function", index * 2 + 1)] where line < end.lines.count {
                #expect(end.lines[line] == expected, "\(pair.left) \(symbol) \(pair.right), \(way)")
            }
        }
        #expect(end.lines.count == pairs.count * 2)
    }

    @Test("what does not go together is found before anything runs", arguments: BinaryOperator.allCases)
    func refused(binary: BinaryOperator) throws {
        let symbol = binary.rawValue
        var text = PairTable.names
        let first = text.split(separator: "\n").count + 1
        for pair in table.pairs { text += "print \(table.text(symbol, pair))\n" }
        let end = try run(text, ["check", "case.pipe"])
        var found: [Int: [String]] = [:]
        for diagnostic in RenderedDiagnostic.all(in: end.text) where diagnostic.severity == "error" {
            found[diagnostic.line ?? 0, default: []].append(diagnostic.code)
        }
        var differences: [String] = []
        for (index, pair) in table.pairs.enumerated() {
            let expected = table.result(symbol, pair) == nil ? [table.code(symbol, pair)] : []
            let codes = found[first + index] ?? []
            if codes != expected { differences.append("\(pair.left) \(symbol) \(pair.right): expected \(expected), found \(codes)") }
        }
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    @Test("where the types are hidden, it is an error when it runs", arguments: BinaryOperator.allCases)
    func refusedLater(binary: BinaryOperator) throws {
        let symbol = binary.rawValue
        let all = ProcessInfo.processInfo.environment["CONFORMANCE_ALL_PAIRS"] != nil
        for (index, pair) in table.pairs.enumerated() where table.result(symbol, pair) == nil {
            // Each is a run of its own: without the variable a part of them, another one for each operator.
            guard all || (index + symbol.count) % 13 == 0 else { continue }
            guard !(symbol == "or" && pair.left == "Bool"), ![pair.left, pair.right].contains("Execution") else { continue }
            let names = PairTable.names.split(separator: "\n").dropLast().joined(separator: "\n")
            let end = try run(
                names + "\nfn through(left, right) = left \(symbol) right\n"
                    + "print through(\(table.expression(pair.left)), \(table.expression(pair.right)))\n")
            let codes = RenderedDiagnostic.all(in: end.errors).map(\.code)
            #expect(codes == [table.code(symbol, pair)], "\(pair.left) \(symbol) \(pair.right): \(end.errors.prefix(400))")
        }
    }

    private func run(_ text: String, _ arguments: [String] = ["run", "case.pipe"]) throws -> RunningProgram.End {
        let run = try CaseRun(
            ConformanceCase(title: "pairs", file: "operators/pairs.pipe", line: 1, text: text, calls: [.init(arguments: arguments)]))
        defer { run.clear() }
        return try run.end(of: arguments)
    }
}
