import SluiceEngine
import SluiceLineEditor
import SluiceModel
import SluiceSyntax

/// The pipe language as the editor asks about it.
struct ShellLanguage: InputLanguage {
    let known: KnownState

    func completeness(of text: String) -> Completeness {
        guard case .script = InputKind(text) else { return .complete }
        let parsed = Parser.parse(SourceFile(name: "<shell>", text: text))
        return parsed.isIncomplete ? .incomplete(indent: 4 * parsed.indentDepth) : .complete
    }

    func highlight(_ text: String) -> [StyledRange] {
        switch InputKind(text) {
        case .script: Colouring.styles(of: replaced(text))
        case .command, .help: [StyledRange(0..<text.prefix { $0 != " " }.utf8.count, Style(.blue, .bold))]
        }
    }

    func completions(for text: String, cursor: Int) -> CompletionList {
        Completer(known: known.current).completions(for: text, cursor: cursor)
    }

    /// What the open clause still needs, or could take next.
    func hint(for text: String) -> String? {
        guard case .script = InputKind(text), text.hasSuffix(" ") else { return nil }
        let bytes = Array(replaced(text).utf8)
        switch CursorContext.at(bytes.count, in: bytes).context {
        case .parameter(_, let parameter, _, _)?: return parameter.shape.hintText
        case .modifiers(_, let modifiers, _)?:
            let required = modifiers.filter(\.isRequired).map(\.word)
            return required.isEmpty ? nil : required.map { "\($0) …" }.joined(separator: " ")
        case .statement?, .expression?, .member?, nil: return nil
        }
    }

    private func replaced(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "#")) else { return text }
        let state = known.current.state
        return ExecutionNames.replaced(in: text) { state.execution($0) != nil }.text
    }
}

extension ClauseShape {
    fileprivate var hintText: String? {
        switch self {
        case .expression(let types): "‹\(types)›"
        case .expressionList(let types), .expressionRun(let types): "‹\(types)› …"
        case .word(let words), .wordList(let words): words.isEmpty ? nil : words.joined(separator: "|")
        case .label, .labelList: nil
        }
    }
}

/// What somebody typed.
enum InputKind: Hashable {
    case script
    /// `:save f`; the text behind the colon.
    case command(String)
    /// `help`, `help start`, `?start`; the name may be empty.
    case help(String)

    init(_ text: String) {
        let line = text.trimmed
        if line.hasPrefix(":") {
            self = .command(String(line.dropFirst()))
        } else if line.hasPrefix("?") {
            self = .help(String(line.dropFirst()).trimmed)
        } else if line == "help" || (line.hasPrefix("help ") && Self.isName(String(line.dropFirst(5)).trimmed)) {
            self = .help(String(line.dropFirst(4)).trimmed)
        } else {
            self = .script
        }
    }

    /// `help = 3` is a statement, `help start` is not.
    private static func isName(_ text: String) -> Bool {
        !text.contains { $0 == " " || $0 == "=" } && text.first.map { $0.isLetter || $0 == "_" || $0 == ":" } ?? true
    }
}

extension StringProtocol {
    /// Without white space at its ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[first...last])
    }
}
