import Foundation
import SluiceFuzzing
import Testing

/// The same inputs in every run; `scripts/fuzz` tries more of them.
@Suite("Inputs that nobody would write")
struct FuzzTests {
    struct Batch: CustomTestStringConvertible, Sendable {
        let part: FuzzPart
        let numbers: Range<Int>
        /// How many of a hundred inputs must get through, so that the properties are looked at.
        let accepted: Int

        var testDescription: String { "\(part.rawValue) \(numbers)" }

        static func all(_ part: FuzzPart, count: Int, accepted: Int) -> [Batch] {
            stride(from: 0, to: count, by: 200).map { Batch(part: part, numbers: $0..<min(count, $0 + 200), accepted: accepted) }
        }
    }

    static let batches =
        Batch.all(.parser, count: 3000, accepted: 1) + Batch.all(.formatter, count: 3000, accepted: 30)
        + Batch.all(.evaluation, count: 1600, accepted: 5) + Batch.all(.decoder, count: 6000, accepted: 20)

    static let seed: UInt64 = 1

    @Test("break no property", arguments: batches)
    func properties(_ batch: Batch) {
        var accepted = 0
        for number in batch.numbers {
            let input = batch.part.input(number, seed: Self.seed, corpus: RepositoryScripts.corpus)
            let verdict = batch.part.verdict(on: input, corpus: RepositoryScripts.corpus)
            accepted += verdict.isAccepted ? 1 : 0
            guard let violation = verdict.violation else { continue }
            let smaller = Shrinking.shrunk(input, attempts: 500) {
                batch.part.verdict(on: $0, corpus: RepositoryScripts.corpus).violation == violation
            }
            Issue.record("\(batch.part.rawValue) \(number): broken: \(violation)\n\(String(decoding: smaller, as: UTF8.self))")
        }
        #expect(accepted * 100 >= batch.accepted * batch.numbers.count, "\(accepted) of \(batch.numbers.count) were accepted")
    }
}

/// The scripts that the repository holds.
enum RepositoryScripts {
    static let corpus: FuzzCorpus = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let paths = ["scripts", "stdlib", "Tests"].flatMap { folder -> [String] in
            let files = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
            return (files?.compactMap { ($0 as? URL)?.path } ?? []).filter { $0.hasSuffix(".pipe") }
        }
        return FuzzCorpus(
            files: paths.sorted().compactMap { path in FileManager.default.contents(atPath: path).map { (path, [UInt8]($0)) } })
    }()
}
