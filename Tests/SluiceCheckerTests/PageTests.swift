import Foundation
import SluiceChecker
import SluiceSyntax
import Testing

@Suite("The pages of `sluice explain`")
struct PageTests {
    @Test("there is one for each code that the sources use")
    func complete() throws {
        var missing: [String] = []
        for path in try Self.sources() {
            let text = try String(contentsOf: path, encoding: .utf8)
            for match in text.matches(of: /"([ES]\d{3,4})"/) where DiagnosticCodes.page(String(match.1)) == nil {
                missing.append("\(match.1) in \(path.lastPathComponent)")
            }
        }
        #expect(missing.isEmpty, "add a row to the pages in Sources/SluiceChecker/Codes: \(missing.joined(separator: ", "))")
    }

    /// Where codes are given out; tests and tables of numbers elsewhere are not meant.
    private static func sources() throws -> [URL] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return ["SluiceSyntax", "SluiceChecker", "SluiceInterpreter", "SluiceRuntime", "SluiceShell", "SluiceCLI"].flatMap {
            target -> [URL] in
            let folder = root.appending(path: "Sources/\(target)")
            let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
            return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
        }
    }

    @Test("each code has one, with all that a page needs", arguments: DiagnosticCodes.pages)
    func whole(page: DiagnosticPage) {
        #expect(DiagnosticCodes.pages.count { $0.code == page.code } == 1)
        #expect(!page.title.isEmpty && !page.text.isEmpty && !page.right.isEmpty)
        #expect(!page.wrong.isEmpty || page.code == "E0102", "bytes that are no text cannot be shown")
        #expect(page.text.hasSuffix("."))
    }

    @Test("what the checker finds: the wrong example has the fault, the right one has none", arguments: Self.checked)
    func examples(page: DiagnosticPage) {
        let context = page.code == "E0311" ? CheckContext.module : .script
        let wrong = Planted(page.code, page.wrong, context: context)
        #expect(wrong.found().contains { $0.hasSuffix(page.code) }, "found \(wrong.found())")
        let right = Planted(page.code, page.right, context: context)
        // Pages about reading show fragments, whose names are declared elsewhere.
        #expect(right.found().filter { !page.code.hasPrefix("E01") || $0.contains("E01") } == [])
    }

    /// Not those that only evaluation finds, or that a text of this kind cannot show.
    private static let checked: [DiagnosticPage] = DiagnosticCodes.pages.filter { page in
        let elsewhere = ["E0102", "E0109", "E0222", "E0223", "E0306"]
        return page.code.hasPrefix("E0") && page.code < "E0500" && !elsewhere.contains(page.code)
            && !("E0320"..."E0325").contains(page.code)
            || ("S190"..."S194").contains(page.code)
    }

    @Test("codes are found however they are written, and near ones are offered")
    func lookUp() {
        #expect(DiagnosticCodes.page("e0203")?.code == "E0203")
        #expect(DiagnosticCodes.page("E9999") == nil)
        #expect(DiagnosticCodes.nearest(to: "S1O1") != nil)
    }
}
