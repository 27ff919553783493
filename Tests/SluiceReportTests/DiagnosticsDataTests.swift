import SluiceModel
import SluiceReport
import SluiceSyntax
import Testing

@Suite("Diagnostics as data")
struct DiagnosticsDataTests {
    private static let sample = Sample("print \"é\", eror\n", name: "a b.pipe")
    private static let diagnostic = Diagnostic(
        code: "E0201", message: "no name `eror` here", at: sample.span("eror"), label: "not found",
        secondary: [.init(sample.span("print"), "printed")],
        fixes: [.init("did you mean `errors`?", replacement: .init(sample.span("eror"), with: "errors"))], notes: ["a note"])

    @Test("are JSON with places in lines, columns and bytes")
    func json() {
        let place =
            #"{"file":"a b.pipe","line":1,"column":12,"end_line":1,"end_column":16,"offset":12,"length":4}"#
        let printed = #"{"file":"a b.pipe","line":1,"column":1,"end_line":1,"end_column":6,"offset":0,"length":5}"#
        let expected =
            #"{"diagnostics":[{"code":"E0201","severity":"error","message":"no name `eror` here","place":"# + place
            + #","label":"not found","related":[{"place":"# + printed + #","label":"printed"}],"#
            + #""help":[{"text":"did you mean `errors`?","replacement":{"place":"# + place
            + #","text":"errors"}}],"notes":["a note"]}]}"#
        #expect(DiagnosticJSON.value(of: [Self.diagnostic], files: Self.sample.files).text == expected)
        #expect(DiagnosticJSON.value(of: [], files: Self.sample.files).text == #"{"diagnostics":[]}"#)
    }

    @Test("are a SARIF 2.1.0 log whose rules are those that occur")
    func sarif() throws {
        let page = DiagnosticPage(code: "E0201", title: "unknown name", text: "why", wrong: "print x", right: "let x = 1; print x")
        let log = DiagnosticSARIF.log(of: [Self.diagnostic], files: Self.sample.files, version: "1.0", pages: [page])
        #expect(log["version"] == .string("2.1.0"))
        guard case .list(let runs)? = log["runs"], let run = runs.first, case .list(let results)? = run["results"],
            let result = results.first
        else {
            Issue.record("no results in \(log.text)")
            return
        }
        #expect(
            run["tool"]?["driver"]?["rules"]?.text
                == #"[{"id":"E0201","shortDescription":{"text":"unknown name"},"fullDescription":{"text":"why"}}]"#)
        #expect(result["level"] == .string("error"))
        #expect(result["ruleIndex"] == .number("0"))
        #expect(
            result["locations"]?.text == #"[{"physicalLocation":{"artifactLocation":{"uri":"a%20b.pipe"},"region":{"startLine":1,"#
                + #""startColumn":12,"endLine":1,"endColumn":16}},"message":{"text":"not found"}}]"#)
        #expect(result["relatedLocations"] != nil)
    }
}
