/// One finding about a script, as a value; SluiceReport makes text, JSON or SARIF of it.
public struct Diagnostic: Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        case error
        case warning
        case note
    }

    /// A span with what is to be said about it; the text may be empty.
    public struct Label: Hashable, Sendable {
        public var span: Span
        public var text: String

        public init(_ span: Span, _ text: String = "") {
            self.span = span
            self.text = text
        }
    }

    /// Text that takes the place of a span; an empty span inserts.
    public struct Replacement: Hashable, Sendable {
        public var span: Span
        public var text: String

        public init(_ span: Span, with text: String) {
            self.span = span
            self.text = text
        }
    }

    /// A way out, shown as `= help:`; with a replacement, an editor can carry it out.
    public struct Fix: Hashable, Sendable {
        public var text: String
        public var replacement: Replacement?

        public init(_ text: String, replacement: Replacement? = nil) {
            self.text = text
            self.replacement = replacement
        }
    }

    /// Stable, for example `E0203`; `sluice explain` has a page for each.
    public var code: String
    public var severity: Severity
    public var message: String
    public var primary: Label
    public var secondary: [Label]
    public var fixes: [Fix]
    public var notes: [String]

    public init(
        code: String, severity: Severity = .error, message: String, at span: Span, label: String = "",
        secondary: [Label] = [], fixes: [Fix] = [], notes: [String] = []
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.primary = Label(span, label)
        self.secondary = secondary
        self.fixes = fixes
        self.notes = notes
    }
}

/// What `sluice explain CODE` prints for one code.
public struct DiagnosticPage: Hashable, Sendable {
    public let code: String
    public let title: String
    public let text: String
    /// A script that causes the diagnostic.
    public let wrong: String
    /// The same, put right.
    public let right: String

    public init(code: String, title: String, text: String, wrong: String, right: String) {
        self.code = code
        self.title = title
        self.text = text
        self.wrong = wrong
        self.right = right
    }
}
