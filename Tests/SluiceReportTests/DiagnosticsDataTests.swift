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

    private static let page = DiagnosticPage(
        code: "E0201", title: "unknown name", text: "Why.", wrong: "print x", right: "let x = 1; print x")

    private static func log(_ diagnostics: [Diagnostic], allowed: [DiagnosticSARIF.Allowed] = []) -> CanonicalValue {
        let run = DiagnosticSARIF.run(of: diagnostics, allowed: allowed, files: sample.files, version: "1.0") {
            $0 == page.code ? DiagnosticSARIF.Rule(page, level: .error) : nil
        }
        return DiagnosticSARIF.log([run])
    }

    @Test("are a SARIF 2.1.0 log whose rules are those that occur")
    func sarif() throws {
        let run = try #require(SARIFShape.runs(of: Self.log([Self.diagnostic])).first)
        let result = try #require(run["results"]?.elements.first)
        #expect(
            run["tool"]?["driver"]?["rules"]?.text
                == #"[{"id":"E0201","shortDescription":{"text":"unknown name"},"fullDescription":{"text":"Why."},"#
                + #""help":{"text":"Why.\n\nInstead of:\n\nprint x\n\nwrite:\n\nlet x = 1; print x","#
                + #""markdown":"Why.\n\nInstead of:\n\n```\nprint x\n```\n\nwrite:\n\n```\nlet x = 1; print x\n```"},"#
                + #""defaultConfiguration":{"level":"error"}}]"#)
        #expect(result["level"] == .string("error"))
        #expect(result["ruleIndex"] == .number("0"))
        #expect(
            result["locations"]?.text == #"[{"physicalLocation":{"artifactLocation":{"uri":"a%20b.pipe"},"region":{"startLine":1,"#
                + #""startColumn":12,"endLine":1,"endColumn":16}},"message":{"text":"not found"}}]"#)
        #expect(result["relatedLocations"] != nil)
        #expect(
            result["fixes"]?.text == #"[{"description":{"text":"did you mean `errors`?"},"artifactChanges":[{"artifactLocation":"#
                + #"{"uri":"a%20b.pipe"},"replacements":[{"deletedRegion":{"startLine":1,"startColumn":12,"endLine":1,"#
                + #""endColumn":16},"insertedContent":{"text":"errors"}}]}]}]"#)
    }

    @Test("have the shape that SARIF 2.1.0 asks for, whatever they hold")
    func shape() {
        let bare = Diagnostic(
            code: "S101", severity: .warning, message: "unsafe", at: Self.sample.span("print"), fixes: [.init("watch it")])
        let nowhere = Diagnostic(code: "E9999", severity: .note, message: "gone", at: Span(file: FileID(7), start: 0, end: 0))
        let logs = [
            Self.log([]), Self.log([Self.diagnostic, bare, nowhere, Self.diagnostic]),
            Self.log([bare], allowed: [.init(Self.diagnostic, because: "a drill")]), DiagnosticSARIF.log([]),
        ]
        for log in logs { #expect(SARIFShape.problems(of: log) == []) }
    }

    @Test("what a script allows is in the log as suppressed, with the reason")
    func suppressed() throws {
        let run = try #require(SARIFShape.runs(of: Self.log([], allowed: [.init(Self.diagnostic, because: "a drill")])).first)
        let result = try #require(run["results"]?.elements.first)
        #expect(result["suppressions"]?.text == #"[{"kind":"inSource","justification":"a drill"}]"#)
        #expect(run["tool"]?["driver"]?["rules"]?.elements.count == 1)
    }

    @Test("a log of the wrong shape is told")
    func misshapen() {
        let log = CanonicalValue.object([
            .init("version", .string("2.0.0")),
            .init("runs", .list([.object([.init("results", .list([.object([.init("level", .string("fatal"))])]))])])),
        ])
        #expect(SARIFShape.problems(of: log).count >= 4)
    }
}
