import SluiceChecker
import SluiceModel
import SluiceSyntax
import Testing

/// The pages of the safety rules, tried: each example stands in a script that is safe otherwise.
@Suite("Pages of the safety rules")
struct SafetyPageTests {
    @Test("the script around the examples is safe")
    func safe() {
        let judged = JudgedScript(SafeScript().text)
        #expect(judged.diagnostics.map(\.message) == [])
        #expect(judged.findings.filter { $0.severity != .note }.map { "\($0.code) \($0.place): \($0.message)" } == [])
    }

    /// A circle cannot be said in a script: its page shows what E0201 refuses.
    private static let shown = SafetyRules.all.filter { $0.code != "S109" }

    @Test("the wrong example has that fault and no other, at a place in the script", arguments: shown.map(\.page))
    func wrong(page: DiagnosticPage) throws {
        let judged = JudgedScript(SafeScript.with(page.wrong))
        #expect(judged.diagnostics.map(\.message) == [])
        let isNote = SafetyRules.rule(page.code)?.severity == .note
        #expect(judged.codes(notes: isNote).filter { !isNote || $0 == page.code } == [page.code])
        if isNote { #expect(judged.codes() == []) }
        let finding = try #require(judged.findings.first { $0.code == page.code })
        let text = try #require(judged.text(under: finding))
        #expect(!text.isEmpty && finding.diagnostic != nil && !finding.fix.isEmpty)
    }

    @Test("the right example has no fault", arguments: shown.map(\.page))
    func right(page: DiagnosticPage) {
        let judged = JudgedScript(SafeScript.with(page.right))
        #expect(judged.diagnostics.map(\.message) == [])
        if SafetyRules.rule(page.code)?.severity != .note { #expect(judged.codes() == []) }
        #expect(!judged.codes(notes: true).contains(page.code))
    }
}
