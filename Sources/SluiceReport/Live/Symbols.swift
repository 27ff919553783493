import SluiceModel

/// The signs of a picture, in what the terminal can show. Each is one cell wide and stands beside a word.
public enum Symbols: String, Hashable, Sendable, CaseIterable {
    case unicode
    /// For terminals that are not UTF-8.
    case ascii

    /// As the locale's variables say; unicode where none of them is set.
    public init(lcAll: String?, lcCtype: String?, lang: String?) {
        let named = [lcAll, lcCtype, lang].compactMap { $0 }.first { !$0.isEmpty }
        let charset = (named ?? "UTF-8").lowercased()
        self = charset.contains("utf-8") || charset.contains("utf8") ? .unicode : .ascii
    }

    func sign(_ cell: CellState) -> String {
        switch self {
        case .unicode:
            switch cell {
            case .new: "●"
            case .deploying: "◐"
            case .old: "○"
            case .failed: "✖"
            case .rollingBack: "↺"
            case .doubt: "?"
            case .drifted: "≠"
            }
        case .ascii:
            switch cell {
            case .new: "#"
            case .deploying: "*"
            case .old: "."
            case .failed: "x"
            case .rollingBack: "<"
            case .doubt: "?"
            case .drifted: "~"
            }
        }
    }

    func sign(_ mark: Mark) -> String {
        switch self {
        case .unicode:
            switch mark {
            case .idle: "○"
            case .waiting: "◷"
            case .active: "▶"
            case .baking: "◔"
            case .paused: "‖"
            case .good: "✔"
            case .bad: "✖"
            case .back: "↺"
            case .unknown: "?"
            }
        case .ascii:
            switch mark {
            case .idle: "."
            case .waiting: "~"
            case .active: ">"
            case .baking: "%"
            case .paused: "="
            case .good: "+"
            case .bad: "x"
            case .back: "<"
            case .unknown: "?"
            }
        }
    }

    func sign(_ verdict: Datapoint.Verdict) -> String {
        switch verdict {
        case .breaching: self == .unicode ? "▇" : "!"
        case .notBreaching: self == .unicode ? "▁" : "_"
        case .missing: "?"
        }
    }

    var rail: String { self == .unicode ? "│" : "|" }
    var dot: String { self == .unicode ? "·" : "-" }
    var filled: String { self == .unicode ? "━" : "=" }
    var unfilled: String { self == .unicode ? "╌" : "." }
    var cut: String { self == .unicode ? "…" : "~" }
}

/// What a target is in, as one cell.
enum CellState: Hashable, CaseIterable {
    case new, deploying, rollingBack, doubt, drifted, failed, old

    var role: Role {
        switch self {
        case .new: .good
        case .deploying: .note
        case .rollingBack, .doubt, .drifted: .warning
        case .failed: .error
        case .old: .dim
        }
    }
}

/// The sign before a row.
enum Mark: Hashable {
    case idle, waiting, active, baking, paused, good, bad, back, unknown
}
