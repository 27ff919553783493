public import SluiceModel
public import SluiceSyntax

/// Diagnostics for programs: one JSON object each.
public enum DiagnosticJSON {
    /// `{"diagnostics":[…]}`, one line; places count from 1, columns in Unicode scalars, `offset` and `length` in bytes.
    public static func value(of diagnostics: [Diagnostic], files: SourceFiles) -> CanonicalValue {
        .object([.init("diagnostics", .list(diagnostics.map { object($0, files) }))])
    }

    static func object(_ diagnostic: Diagnostic, _ files: SourceFiles) -> CanonicalValue {
        var members: [CanonicalValue.Member] = [
            .init("code", .string(diagnostic.code)), .init("severity", .string(diagnostic.severity.rawValue)),
            .init("message", .string(diagnostic.message)), .init("place", place(diagnostic.primary.span, files)),
        ]
        if !diagnostic.primary.text.isEmpty { members.append(.init("label", .string(diagnostic.primary.text))) }
        if !diagnostic.secondary.isEmpty {
            members.append(
                .init(
                    "related",
                    .list(diagnostic.secondary.map { .object([.init("place", place($0.span, files)), .init("label", .string($0.text))]) })))
        }
        if !diagnostic.fixes.isEmpty { members.append(.init("help", .list(diagnostic.fixes.map { fix($0, files) }))) }
        if !diagnostic.notes.isEmpty { members.append(.init("notes", .list(diagnostic.notes.map { .string($0) }))) }
        return .object(members)
    }

    private static func fix(_ fix: Diagnostic.Fix, _ files: SourceFiles) -> CanonicalValue {
        var members: [CanonicalValue.Member] = [.init("text", .string(fix.text))]
        if let replacement = fix.replacement {
            members.append(
                .init(
                    "replacement",
                    .object([.init("place", place(replacement.span, files)), .init("text", .string(replacement.text))])))
        }
        return .object(members)
    }

    /// `null` for a file that is not among them.
    public static func place(_ span: Span, _ files: SourceFiles) -> CanonicalValue {
        guard let file = files[span.file] else { return .null }
        let start = file.position(at: span.start)
        let end = file.position(at: span.end)
        return .object([
            .init("file", .string(file.name)), .init("line", .number(String(start.line))), .init("column", .number(String(start.column))),
            .init("end_line", .number(String(end.line))), .init("end_column", .number(String(end.column))),
            .init("offset", .number(String(span.start))), .init("length", .number(String(span.length))),
        ])
    }
}
