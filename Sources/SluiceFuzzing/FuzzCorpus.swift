import OrderedCollections
import SluiceChecker
import SluiceInterpreter
import SluiceModel
import SluiceSyntax

/// What inputs are made of: scripts that exist, and canonical documents.
public struct FuzzCorpus: Sendable {
    public let scripts: [[UInt8]]
    /// Top-level statements of the scripts without errors, with the comments before them.
    let statements: [[UInt8]]
    /// A statement for each clause of the top level and each builtin.
    let examples: [[UInt8]]
    /// Definitions, commands and events by their canonical bytes.
    let documents: [[UInt8]]
    let inputs: FixedInputs

    /// Takes files by their paths; those below a `stdlib` folder are modules that the others import.
    public init(files: [(path: String, bytes: [UInt8])]) {
        scripts = files.flatMap { Self.cases(of: $0.bytes) }
        statements = scripts.flatMap(Self.statements)
        let rows = ClauseTable.rows.filter { $0.places.contains(.script) }.map(\.example)
        examples = (rows + BuiltinTable.rows.map { "print (\($0.example))" }).map { Array($0.utf8) }
        var modules: OrderedDictionary<String, String> = [:]
        for (path, bytes) in files {
            let parts = path.split(separator: "/")
            guard parts.dropLast().last == "stdlib", let name = parts.last?.split(separator: ".").first else { continue }
            modules["std/\(name)"] = String(decoding: bytes, as: UTF8.self)
        }
        inputs = FixedInputs(modules: modules)
        documents = Specimens.documents
    }

    /// A file of conformance cases holds many scripts, each behind a line that begins with `#---`.
    private static func cases(of file: [UInt8]) -> [[UInt8]] {
        var cases: [[UInt8]] = []
        for line in file.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if cases.isEmpty || line.starts(with: "#---".utf8) { cases.append([]) }
            cases[cases.count - 1] += line + [0x0A]
        }
        return cases
    }

    private static func statements(of script: [UInt8]) -> [[UInt8]] {
        let result = Parser.parse(SourceFile(name: "", bytes: script))
        guard !result.hasErrors else { return [] }
        var end = 0
        return result.tree.statements.map { statement in
            defer { end = statement.span.end }
            return Array(script[end..<statement.span.end])
        }
    }
}
