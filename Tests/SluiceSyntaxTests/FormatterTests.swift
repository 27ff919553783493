import Foundation
import SluiceSyntax
import Testing

/// A script before and after formatting; one that is right already stands there once.
struct FormatCase: CustomTestStringConvertible, Sendable {
    let name: String
    let before: String
    let after: String

    init(_ name: String, _ before: String, _ after: String? = nil) {
        self.name = name
        self.before = before
        self.after = after ?? before
    }

    var testDescription: String { name }
}

/// The formatted text, or what was said instead.
func formatted(_ text: String) -> String {
    switch SluiceSyntax.Formatter.format(text) {
    case .success(let text): text
    case .failure(.mistakes(let diagnostics)): "refused: " + diagnostics.map(\.code).joined(separator: " ")
    case .failure(.unfaithful): "unfaithful"
    }
}

@Suite("The formatter")
struct FormatterTests {
    @Test("writes one style", arguments: spacing + layouts + clauses + commented)
    func style(_ sample: FormatCase) {
        #expect(formatted(sample.before) == sample.after)
        #expect(formatted(sample.after) == sample.after)
    }

    /// Every script of the repository.
    static let scripts: [String] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return ["scripts", "stdlib", "Tests"].flatMap { folder -> [String] in
            let files = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
            return (files?.compactMap { ($0 as? URL)?.path } ?? []).filter { $0.hasSuffix(".pipe") }
        }.sorted()
    }()

    /// A file of conformance cases holds many scripts, most of them with a mistake; each is formatted by itself as well.
    @Test("changes only white space, and nothing the second time", arguments: scripts)
    func repository(_ path: String) throws {
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        let cases = text.components(separatedBy: "\n#---").map { "#---" + $0 }
        for script in cases.count > 1 ? [text] + cases : [text] { check(SourceFile(name: path, text: script)) }
    }

    private func check(_ file: SourceFile) {
        let before = Parser.parse(file)
        switch SluiceSyntax.Formatter.format(file) {
        case .failure(let refusal):
            #expect(before.hasErrors, "\(file.text)")
            #expect(refusal == .mistakes(before.diagnostics), "\(file.text)")
        case .success(let text):
            let again = SourceFile(name: file.name, bytes: text)
            #expect(TreeDump.dump(Parser.parse(again).tree) == TreeDump.dump(before.tree))
            #expect(commentTexts(text) == commentTexts(file.bytes))
            #expect(SluiceSyntax.Formatter.format(again) == .success(text), "\(file.text)")
        }
    }

    private func commentTexts(_ bytes: [UInt8]) -> [String] {
        Lexer.lex(SourceFile(name: "x", bytes: bytes)).comments.map {
            String(decoding: bytes[$0.span.range], as: UTF8.self).trimmingCharacters(in: .whitespaces)
        }
    }

    @Test("leaves a script with mistakes alone")
    func mistakes() {
        #expect(formatted("let = 3") == "refused: E0111")
        #expect(formatted("let a = [1, 2") == "refused: E0112")
        #expect(formatted("print \"a") == "refused: E0103")
    }

    @Test("never touches the inside of a string")
    func strings() {
        let text = "let a = \"  ${ x+1 }  \"\nlet b = '  #'\nlet c = \"\"\"\n   one\r\n     ${ f( 1 )  # why\n     }\n   \"\"\"\n"
        #expect(formatted(text) == text)
    }

    @Test("keeps bytes in comments that are no text")
    func foreignBytes() {
        let bytes = Array("let a = 1 # ".utf8) + [0xFF, 0xFE, 0x0A]
        #expect(
            SluiceSyntax.Formatter.format(SourceFile(name: "x", bytes: bytes))
                == .success(Array("let a = 1  # ".utf8) + [0xFF, 0xFE, 0x0A]))
    }

    @Test("takes Windows line ends, a byte order mark and tabs")
    func foreignText() {
        #expect(formatted("\u{FEFF}let a = 1\r\n\r\n\r\n\tlet b = 2\t# c\t\r\n") == "let a = 1\n\nlet b = 2  # c\n")
    }
}
