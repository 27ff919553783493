import SluiceChecker
import SluiceSyntax
import Testing

/// A script whose lines say at their end what is wrong with them: `watch eror  #! E0203`.
struct Planted: CustomTestStringConvertible, Sendable {
    let name: String
    let script: String
    var context = CheckContext.script

    init(_ name: String, _ script: String, context: CheckContext = .script) {
        self.name = name
        self.script = script
        self.context = context
    }

    var testDescription: String { name }

    /// `LINE CODE` of each mark.
    var expected: [String] {
        script.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line -> [String] in
            guard let mark = line.split(separator: "#!", maxSplits: 1).dropFirst().first else { return [] }
            return mark.split(separator: " ").map { "\(index + 1) \($0)" }
        }
    }

    /// The script without the marks, which would be comments anyway.
    func found(_ modules: [String: String] = Self.modules) -> [String] {
        let file = SourceFile(name: "test.pipe", text: script)
        let result = Checker.check(
            Parser.parse(file),
            modules: { declaration in
                modules[declaration.path].map {
                    Checker.interface(of: Parser.parse(SourceFile(id: FileID(1), name: declaration.path, text: $0)))
                }
            }, context: context)
        return result.diagnostics.map { "\(file.line(at: $0.primary.span.start)) \($0.code)" }
    }

    static let modules = [
        "std/waves": """
        fn one_box(targets, by: "region") { return targets }
        fn growing(targets, by: "region", first: 1) { return [] }
        fn _hidden() = 1
        """,
        "lib": """
        let limit = 5m
        fn twice(d: Duration) -> Duration = d * 2
        fn steps() { bake 1h }
        """,
    ]
}

func diagnostics(_ script: String, context: CheckContext = .script) -> [Diagnostic] {
    Checker.check(Parser.parse(SourceFile(name: "test.pipe", text: script)), context: context).diagnostics
}
