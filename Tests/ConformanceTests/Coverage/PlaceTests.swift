import SluiceSyntax
import SluiceTestKit
import Testing

/// Each clause in each block where it may not stand, one check for each block.
@Suite("Clauses in the wrong block")
struct PlaceTests {
    private static let blocks: [Place] = Place.allCases.filter { $0 != .function }

    @Test("a clause that cannot stand there is an error on its line that names the block", arguments: blocks)
    func refused(place: Place) throws {
        let (head, tail) = Self.around(place)
        var text = head
        var clauses: [(word: String, line: Int)] = []
        for word in ClauseTable.words where ClauseTable.row(word, in: place) == nil {
            guard let row = ClauseTable.rows(named: word).first else { continue }
            clauses.append((word, text.split(separator: "\n", omittingEmptySubsequences: false).count))
            text += row.example + "\n"
        }
        let run = try CaseRun(
            ConformanceCase(title: "places", file: "clauses/places.pipe", line: 1, text: text + tail, calls: [.init(arguments: ["check"])]))
        defer { run.clear() }
        let found = RenderedDiagnostic.all(in: try run.end(of: ["check", "case.pipe"]).text)
        for (word, line) in clauses {
            let errors = found.filter { $0.line == line && $0.severity == "error" }
            let names = errors.contains {
                ["E0120", "E0301"].contains($0.code) && $0.message == "`\(word)` cannot stand in \(place.title)"
            }
            // A word that stands alone may as well be a variable.
            let isName = errors.contains { $0.code == "E0201" && $0.message.contains("`\(word)`") }
            #expect(names || isName, "`\(word)` in \(place.title), line \(line): \(errors.map(\.shown))")
        }
    }

    /// A script with an open block, and what closes it.
    private static func around(_ place: Place) -> (head: String, tail: String) {
        switch place {
        case .script, .function: ("", "")
        case .pipeline: ("pipeline p {\n", "stage last { wait 1s } }\n")
        case .phase: ("pipeline p { phase x {\n", "stage last { wait 1s } } }\n")
        case .stage: ("pipeline p { stage s {\n", "wait 1s } }\n")
        case .wave: ("pipeline p { wave w {\n", "wait 1s } }\n")
        case .parallel: ("pipeline p { stage s { parallel {\n", "wait 1s } } }\n")
        case .defaults: ("pipeline p { defaults {\n", "timeout 1m }; stage s { wait 1s } }\n")
        case .deployer: ("deployer d {\n", "install \"true\" }\n")
        case .source: ("pipeline p { source git(\"x\") {\n", "require review }; stage s { wait 1s } }\n")
        case .test: ("test \"t\" {\n", "expect true }\n")
        case .simulation: ("pipeline p { stage s { wait 1s } }\ntest \"t\" { let r = simulate p at \"v\" {\n", "previous \"v1\" } }\n")
        }
    }
}
