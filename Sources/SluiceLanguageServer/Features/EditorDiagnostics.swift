import SluiceChecker
import SluiceInterpreter
import SluiceModel
import SluiceSyntax

/// What was found about a document, as the protocol wants it.
struct EditorDiagnostics {
    let analysis: DocumentAnalysis
    let uri: String
    /// Where a module of the standard library can be read.
    let standardModule: @Sendable (String) -> String?

    /// More than a person reads are left out.
    private static let most = 500

    /// The checker's, then what evaluation and the safety rules find.
    var all: [EditorDiagnostic] {
        let found = diagnostics
        let shown = found.prefix(Self.most).map(shown)
        guard found.count > Self.most else { return shown }
        let top = analysis.lines.range(0..<0)
        let rest = EditorDiagnostic(
            range: top, severity: 3, code: "", message: "\(found.count - Self.most) more findings are not shown", tags: nil,
            relatedInformation: nil)
        return shown + [rest]
    }

    /// As values, in the order in which they are shown.
    var diagnostics: [Diagnostic] {
        let checked = analysis.check.diagnostics.map { diagnostic in
            var own = diagnostic
            own.secondary.removeAll { $0.span.file != analysis.file.id }
            return own
        }
        guard let evaluation = analysis.evaluation else { return checked }
        return checked + evaluation.diagnostics.map(inThisFile) + evaluation.safety.map(inThisFile)
    }

    /// What is wrong in a module is shown where the module is imported.
    private func inThisFile(_ diagnostic: Diagnostic) -> Diagnostic {
        guard diagnostic.primary.span.file != analysis.file.id else { return diagnostic }
        let here = diagnostic.secondary.first { $0.span.file == analysis.file.id }?.span
        var moved = diagnostic
        moved.secondary = [diagnostic.primary] + diagnostic.secondary.filter { $0.span != here }
        moved.primary = Diagnostic.Label(here ?? Span(file: analysis.file.id, start: 0, end: 0), "")
        moved.fixes = moved.fixes.map { Diagnostic.Fix($0.text) }
        return moved
    }

    func shown(_ diagnostic: Diagnostic) -> EditorDiagnostic {
        let severity =
            switch diagnostic.severity {
            case .error: 1
            case .warning: 2
            case .note: 3
            }
        let related = diagnostic.secondary.compactMap { label -> EditorDiagnostic.Related? in
            guard let location = location(label.span) else { return nil }
            return EditorDiagnostic.Related(location: location, message: label.text.isEmpty ? diagnostic.primary.text : label.text)
        }
        return EditorDiagnostic(
            range: analysis.lines.range(shownSpan(diagnostic.primary.span)), severity: severity, code: diagnostic.code,
            message: message(diagnostic), tags: diagnostic.code == "S192" ? [1] : nil, relatedInformation: related.isEmpty ? nil : related)
    }

    private func message(_ diagnostic: Diagnostic) -> String {
        let help = diagnostic.fixes.map { "help: \($0.text)" }
        let notes = diagnostic.notes.map { "note: \($0)" }
        return ([diagnostic.message] + help + notes).joined(separator: "\n")
    }

    /// An empty span is hard to see: it takes in the character before it, where there is one on the line.
    private func shownSpan(_ span: Span) -> Span {
        guard span.isEmpty, span.start > 0, span.start <= analysis.file.bytes.count else { return span }
        let line = analysis.file.lineRange(analysis.file.line(at: span.start))
        guard span.start > line.lowerBound else { return span }
        return Span(file: span.file, start: span.start - 1, end: span.start)
    }

    private func location(_ span: Span) -> Location? {
        if span.file == analysis.file.id { return Location(uri: uri, range: analysis.lines.range(span)) }
        guard let source = analysis.evaluation?.source(span.file) else { return nil }
        let path = source.name.hasPrefix("std/") ? standardModule(String(source.name.dropFirst(4))) : source.name
        guard let path else { return nil }
        let lines = LineIndex(source.bytes, encoding: analysis.lines.encoding)
        return Location(uri: DocumentURI.uri(ofPath: path), range: lines.range(span))
    }

    // MARK: Fixes

    /// What can be done about the findings in a range by one edit each.
    func actions(in range: Range<Int>) -> [CodeAction] {
        diagnostics.filter { $0.primary.span.start <= range.upperBound && $0.primary.span.end >= range.lowerBound }.flatMap { diagnostic in
            diagnostic.fixes.compactMap { fix -> CodeAction? in
                guard let replacement = fix.replacement, replacement.span.file == analysis.file.id else { return nil }
                let edit = TextEdit(range: analysis.lines.range(replacement.span), newText: replacement.text)
                return CodeAction(
                    title: title(fix, replacement), diagnostics: [shown(diagnostic)], isPreferred: diagnostic.fixes.count == 1,
                    edit: WorkspaceEdit(changes: [uri: [edit]]))
            }
        }
    }

    private func title(_ fix: Diagnostic.Fix, _ replacement: Diagnostic.Replacement) -> String {
        guard fix.text.hasPrefix("did you mean") else { return fix.text }
        return "change to `\(replacement.text)`"
    }
}
