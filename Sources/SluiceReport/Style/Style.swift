/// How a piece of text stands out. A role says what the text is, never only which colour it has.
public enum Role: Hashable, Sendable, CaseIterable {
    case plain
    case strong
    case dim
    case error
    case warning
    case note
    case help
    case good

    /// Parameters of the SGR escape sequence; empty for none.
    fileprivate var parameters: String {
        switch self {
        case .plain: ""
        case .strong: "1"
        case .dim: "2"
        case .error: "1;31"
        case .warning: "1;33"
        case .note: "1;34"
        case .help: "36"
        case .good: "32"
        }
    }
}

/// Whether text carries colours.
public enum Style: String, Hashable, Sendable, CaseIterable {
    case plain
    case ansi

    /// Colours only on a terminal that understands them, and never against `NO_COLOR` or `TERM=dumb`.
    ///
    /// An empty `NO_COLOR` counts as unset.
    public init(isTerminal: Bool, noColor: String?, term: String?) {
        let refused = !(noColor ?? "").isEmpty || term == "dumb"
        self = isTerminal && !refused ? .ansi : .plain
    }

    /// The text in a role. Line ends inside stay outside of the colours, so that a pager's lines stand alone.
    public func paint(_ text: some StringProtocol, _ role: Role) -> String {
        guard self == .ansi, !role.parameters.isEmpty, !text.isEmpty else { return String(text) }
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "\u{1B}[\(role.parameters)m\($0)\u{1B}[0m" }
            .joined(separator: "\n")
    }
}
