public import SluiceModel
public import SluiceSyntax

/// Diagnostics for code scanning services: a SARIF 2.1.0 log.
public enum DiagnosticSARIF {
    /// A complete log with one run; `pages` describe the rules, those of codes that do not occur are left out.
    public static func log(
        of diagnostics: [Diagnostic], files: SourceFiles, version: String, pages: [DiagnosticPage] = []
    ) -> CanonicalValue {
        var codes: [String] = []
        for diagnostic in diagnostics where !codes.contains(diagnostic.code) { codes.append(diagnostic.code) }
        codes.sort()
        let driver = CanonicalValue.object([
            .init("name", .string("sluice")), .init("version", .string(version)),
            .init("rules", .list(codes.map { rule($0, pages.first(where: { [code = $0] in $0.code == code })) })),
        ])
        let run = CanonicalValue.object([
            .init("tool", .object([.init("driver", driver)])), .init("columnKind", .string("unicodeCodePoints")),
            .init("results", .list(diagnostics.map { result($0, files, codes) })),
        ])
        return .object([
            .init("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")), .init("version", .string("2.1.0")),
            .init("runs", .list([run])),
        ])
    }

    private static func rule(_ code: String, _ page: DiagnosticPage?) -> CanonicalValue {
        var members: [CanonicalValue.Member] = [.init("id", .string(code))]
        if let page {
            members.append(.init("shortDescription", text(page.title)))
            members.append(.init("fullDescription", text(page.text)))
        }
        return .object(members)
    }

    private static func text(_ text: String) -> CanonicalValue { .object([.init("text", .string(text))]) }

    private static func result(_ diagnostic: Diagnostic, _ files: SourceFiles, _ codes: [String]) -> CanonicalValue {
        let help = diagnostic.fixes.map { " (\($0.text))" }.joined()
        var members: [CanonicalValue.Member] = [
            .init("ruleId", .string(diagnostic.code)), .init("ruleIndex", .number(String(codes.firstIndex(of: diagnostic.code) ?? 0))),
            .init("level", .string(diagnostic.severity.rawValue)), .init("message", text(diagnostic.message + help)),
        ]
        if let location = location(diagnostic.primary, files) { members.append(.init("locations", .list([location]))) }
        let related = diagnostic.secondary.compactMap { location($0, files) }
        if !related.isEmpty { members.append(.init("relatedLocations", .list(related))) }
        return .object(members)
    }

    private static func location(_ label: Diagnostic.Label, _ files: SourceFiles) -> CanonicalValue? {
        guard let file = files[label.span.file] else { return nil }
        let start = file.position(at: label.span.start)
        let end = file.position(at: label.span.end)
        let region = CanonicalValue.object([
            .init("startLine", .number(String(start.line))), .init("startColumn", .number(String(start.column))),
            .init("endLine", .number(String(end.line))), .init("endColumn", .number(String(end.column))),
        ])
        let physical = CanonicalValue.object([
            .init("artifactLocation", .object([.init("uri", .string(percentEncoded(file.name)))])), .init("region", region),
        ])
        var members: [CanonicalValue.Member] = [.init("physicalLocation", physical)]
        if !label.text.isEmpty { members.append(.init("message", text(label.text))) }
        return .object(members)
    }

    /// A path as a relative URI reference.
    private static func percentEncoded(_ path: String) -> String {
        path.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F, 0x7E: return String(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                return "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }.joined()
    }
}
