import Foundation
import OrderedCollections
import SluiceChecker
import SluiceFuzzing
import SluiceInterpreter
import SluiceSyntax
import Testing

/// A script in the user guide or the README, with what it says that it prints: `# → 1 2`.
struct GuideScript: CustomTestStringConvertible, Sendable {
    let page: String
    /// Of the first line in the page.
    let line: Int
    let code: [String]
    var testDescription: String { "\(page):\(line)" }

    /// What its lines print, as the arrows say; `↵` stands between the lines of a loop, `\n` for a line end in a text.
    var prints: [String] {
        code.flatMap { line in
            line.components(separatedBy: "# → ").dropFirst().flatMap { text in
                text.components(separatedBy: " ↵ ").map { $0.trimmingCharacters(in: .whitespaces) }
            }
        }
    }

    /// Pages that are written by hand; those that are made of tables and doc comments are tested there.
    static let all: [GuideScript] = {
        let folder = "Sources/SluiceCLI/Documentation.docc"
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
        let pages = names.filter { $0.hasSuffix(".md") && !$0.hasPrefix("Reference") }.sorted().map { "\(folder)/\($0)" }
        return (pages + ["README.md"]).flatMap(scripts)
    }()

    private static func scripts(in path: String) -> [GuideScript] {
        let lines = ((try? repositoryFile(path)) ?? "").components(separatedBy: "\n")
        var scripts: [GuideScript] = []
        var open: (fence: String, line: Int)?
        for (index, line) in lines.enumerated() where line.hasPrefix("```") {
            guard let begun = open else {
                open = (line, index + 1)
                continue
            }
            let code = Array(lines[begun.line..<index])
            // The README is shown where fences with a language of their own are not.
            let isScript = begun.fence == "```pipe" || code.contains { $0.hasPrefix("pipeline ") }
            if isScript {
                scripts.append(
                    GuideScript(page: String(path.split(separator: "/").last ?? ""), line: begun.line + 1, code: code))
            }
            open = nil
        }
        return scripts
    }
}

@Suite("The scripts of the user guide")
struct GuidePageTests {
    private static let files: OrderedDictionary<String, String> = [
        "beta.csv": "name,region,zone,address\nbeta-1,beta,a,10.9.0.1\n",
        "fleet.csv":
            "name,region,zone,address\neu-1,eu,a,10.0.0.1\neu-2,eu,b,10.0.0.2\nus-1,us,a,10.0.1.1\nap-1,ap,a,10.0.2.1\nsa-1,sa,a,10.0.3.1\n",
    ]

    @Test("are right, and print what they say", arguments: GuideScript.all)
    func script(script: GuideScript) throws {
        let text = script.code.joined(separator: "\n") + "\n"
        let shown = DocumentedExample(module: script.page, subject: "", code: script.code).files
        let world = try standardWorld(files: Self.files.merging(shown) { $1 })
        let interfaces = world.modules.mapValues { ModuleInterface(of: parsed($0).tree) }
        let checked = Checker.check(parsed(text), modules: { interfaces[$0.path] }, context: .script)
        #expect(checked.diagnostics.filter { $0.severity == .error }.map { "\($0.code) \($0.message)" } == [])
        let outcome = evaluate(text, world, limits: Limits(), runsTests: true)
        #expect(outcome.diagnostics.map { "\($0.code) \($0.message) \(outcome.place)" } == [])
        #expect(outcome.evaluation.testOutcomes.flatMap(\.diagnostics).map(\.message) == [])
        if !script.prints.isEmpty {
            #expect(
                outcome.prints.map { $0.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n") } == script.prints
            )
        }
    }

    @Test("there are scripts on the pages that teach the language")
    func pages() {
        for page in ["LanguageGuide.md", "WritingPipelines.md", "GettingStarted.md", "AlarmsAndBakes.md", "README.md"] {
            #expect(GuideScript.all.contains { $0.page == page }, "\(page)")
        }
        #expect(GuideScript.all.filter { $0.page == "LanguageGuide.md" }.flatMap(\.prints).count >= 20)
    }
}
