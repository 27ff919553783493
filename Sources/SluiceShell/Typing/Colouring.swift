import SluiceLineEditor
import SluiceSyntax

/// What each kind of text looks like while it is typed.
enum Colouring {
    static func styles(of text: String) -> [StyledRange] {
        Highlight.highlight(text).compactMap { part in
            style(of: part.highlightClass).map { StyledRange(part.range, $0) }
        }
    }

    /// Nil for what looks like plain text.
    static func style(of highlightClass: HighlightClass) -> Style? {
        switch highlightClass {
        case .keyword: Style(.magenta)
        case .clause: Style(.blue, .bold)
        case .modifier: Style(.blue)
        case .word: Style(.cyan)
        case .string: Style(.green)
        case .interpolation: Style(.brightGreen, .bold)
        case .literal: Style(.yellow)
        case .comment: Style(.brightBlack, .dim)
        case .documentation: Style(.brightBlack)
        case .lateName: Style(.cyan, .bold)
        case .function: Style(.brightBlue)
        case .declaration, .label: Style(nil, .bold)
        case .type: Style(.brightCyan)
        case .invalid: Style(.red, .underlined)
        case .name, .parameter, .member, .mark: nil
        }
    }
}
