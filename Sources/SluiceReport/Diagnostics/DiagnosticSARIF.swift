public import SluiceModel
public import SluiceSyntax

/// Diagnostics for code scanning services: a SARIF 2.1.0 log.
public enum DiagnosticSARIF {
    /// A diagnostic that the script allows, with its reason.
    public struct Allowed: Sendable {
        public var diagnostic: Diagnostic
        public var because: String
        public init(_ diagnostic: Diagnostic, because: String) {
            self.diagnostic = diagnostic
            self.because = because
        }
    }

    /// What a rule is: its page, and how grave its findings are as a rule.
    public struct Rule: Sendable {
        public var page: DiagnosticPage
        public var level: Diagnostic.Severity
        public init(_ page: DiagnosticPage, level: Diagnostic.Severity) {
            self.page = page
            self.level = level
        }
    }

    /// A complete log; a run for each script, whose places count in its own files.
    public static func log(_ runs: [CanonicalValue]) -> CanonicalValue {
        .object([
            .init("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")), .init("version", .string("2.1.0")),
            .init("runs", .list(runs)),
        ])
    }

    /// One run; `rule` describes the codes, those that do not occur are left out. What is allowed is in it as suppressed.
    public static func run(
        of diagnostics: [Diagnostic], allowed: [Allowed] = [], files: SourceFiles, version: String, rule: (String) -> Rule?
    ) -> CanonicalValue {
        var codes: [String] = []
        for diagnostic in diagnostics + allowed.map(\.diagnostic) where !codes.contains(diagnostic.code) { codes.append(diagnostic.code) }
        codes.sort()
        let driver = CanonicalValue.object([
            .init("name", .string("sluice")), .init("version", .string(version)),
            .init("rules", .list(codes.map { described($0, rule($0)) })),
        ])
        let results =
            diagnostics.map { result($0, because: nil, files, codes) }
            + allowed.map { result($0.diagnostic, because: $0.because, files, codes) }
        return .object([
            .init("tool", .object([.init("driver", driver)])), .init("columnKind", .string("unicodeCodePoints")),
            .init("results", .list(results)),
        ])
    }

    private static func described(_ code: String, _ rule: Rule?) -> CanonicalValue {
        var members: [CanonicalValue.Member] = [.init("id", .string(code))]
        guard let rule else { return .object(members) }
        let page = rule.page
        let examples = [("Instead of", page.wrong), ("write", page.right)].filter { !$0.1.isEmpty }
        let plain = examples.map { "\n\n\($0):\n\n\($1)" }.joined()
        let marked = examples.map { "\n\n\($0):\n\n```\n\($1)\n```" }.joined()
        members += [
            .init("shortDescription", text(page.title)), .init("fullDescription", text(page.text)),
            .init("help", .object([.init("text", .string(page.text + plain)), .init("markdown", .string(page.text + marked))])),
            .init("defaultConfiguration", .object([.init("level", .string(rule.level.rawValue))])),
        ]
        return .object(members)
    }

    private static func text(_ text: String) -> CanonicalValue { .object([.init("text", .string(text))]) }

    private static func result(_ diagnostic: Diagnostic, because: String?, _ files: SourceFiles, _ codes: [String]) -> CanonicalValue {
        let help = diagnostic.fixes.map { " (\($0.text))" }.joined()
        var members: [CanonicalValue.Member] = [
            .init("ruleId", .string(diagnostic.code)), .init("ruleIndex", .number(String(codes.firstIndex(of: diagnostic.code) ?? 0))),
            .init("level", .string(diagnostic.severity.rawValue)), .init("message", text(diagnostic.message + help)),
        ]
        if let location = location(diagnostic.primary, files) { members.append(.init("locations", .list([location]))) }
        let related = diagnostic.secondary.compactMap { location($0, files) }
        if !related.isEmpty { members.append(.init("relatedLocations", .list(related))) }
        let fixes = diagnostic.fixes.compactMap { fix($0, files) }
        if !fixes.isEmpty { members.append(.init("fixes", .list(fixes))) }
        if let because {
            let suppression = CanonicalValue.object([.init("kind", .string("inSource")), .init("justification", .string(because))])
            members.append(.init("suppressions", .list([suppression])))
        }
        return .object(members)
    }

    /// Only what an editor can carry out; other advice stands in the message.
    private static func fix(_ fix: Diagnostic.Fix, _ files: SourceFiles) -> CanonicalValue? {
        guard let replacement = fix.replacement, let file = files[replacement.span.file] else { return nil }
        let change = CanonicalValue.object([
            .init("artifactLocation", artifact(file)),
            .init(
                "replacements",
                .list([
                    .object([
                        .init("deletedRegion", region(replacement.span, file)), .init("insertedContent", text(replacement.text)),
                    ])
                ])),
        ])
        return .object([.init("description", text(fix.text)), .init("artifactChanges", .list([change]))])
    }

    private static func artifact(_ file: SourceFile) -> CanonicalValue { .object([.init("uri", .string(percentEncoded(file.name)))]) }

    private static func region(_ span: Span, _ file: SourceFile) -> CanonicalValue {
        let start = file.position(at: span.start)
        let end = file.position(at: span.end)
        return .object([
            .init("startLine", .number(String(start.line))), .init("startColumn", .number(String(start.column))),
            .init("endLine", .number(String(end.line))), .init("endColumn", .number(String(end.column))),
        ])
    }

    private static func location(_ label: Diagnostic.Label, _ files: SourceFiles) -> CanonicalValue? {
        guard let file = files[label.span.file] else { return nil }
        let physical = CanonicalValue.object([.init("artifactLocation", artifact(file)), .init("region", region(label.span, file))])
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
