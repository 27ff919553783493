internal import CEditline
internal import Glibc

/// What our own keys do; each name can be bound in `.editrc` too.
enum KeyCommand: String, CaseIterable {
    case enter = "sluice-enter"
    case newLine = "sluice-new-line"
    case complete = "sluice-complete"
    case search = "sluice-search"
    case paste = "sluice-paste"
    case older = "sluice-older"
    case newer = "sluice-newer"
    case lineStart = "sluice-line-start"
    case lineEnd = "sluice-line-end"
    case deleteOrEnd = "sluice-delete-or-end"
    case closeBrace = "sluice-close-brace"
    case clearScreen = "sluice-clear-screen"
    case undo = "sluice-undo"
    case redo = "sluice-redo"

    /// Keys that no `.editrc` may take: without them nothing can be submitted, pasted safely or left.
    fileprivate var criticalKeys: [String] {
        switch self {
        case .enter: ["\r", "\n"]
        case .newLine: ["\u{1B}\r", "\u{1B}\n"]
        case .paste: ["\u{1B}[200~"]
        case .deleteOrEnd: ["\u{4}"]
        case .complete, .search, .older, .newer, .lineStart, .lineEnd, .closeBrace, .clearScreen, .undo, .redo: []
        }
    }

    fileprivate var usualKeys: [String] {
        switch self {
        case .enter, .newLine, .paste, .deleteOrEnd: []
        case .complete: ["\t"]
        case .search: ["\u{12}"]
        case .older: ["\u{1B}[A", "\u{1B}OA", "\u{10}"]
        case .newer: ["\u{1B}[B", "\u{1B}OB", "\u{E}"]
        case .lineStart: ["\u{1}", "\u{1B}[H", "\u{1B}OH", "\u{1B}[1~", "\u{1B}[7~"]
        case .lineEnd: ["\u{5}", "\u{1B}[F", "\u{1B}OF", "\u{1B}[4~", "\u{1B}[8~"]
        case .closeBrace: ["}"]
        case .clearScreen: ["\u{C}"]
        case .undo: ["\u{1F}"]
        case .redo: ["\u{1B}/"]
        }
    }

    /// Whether the keys also work in vi's command mode.
    fileprivate var inCommandMode: Bool {
        switch self {
        case .enter, .newLine, .paste, .deleteOrEnd, .search, .older, .newer, .lineStart, .lineEnd, .clearScreen: true
        case .complete, .closeBrace, .undo, .redo: false
        }
    }

    fileprivate var function: ce_key_function {
        switch self {
        case .enter: { editor, _ in unsafe LineEditor.perform(.enter, editor) }
        case .newLine: { editor, _ in unsafe LineEditor.perform(.newLine, editor) }
        case .complete: { editor, _ in unsafe LineEditor.perform(.complete, editor) }
        case .search: { editor, _ in unsafe LineEditor.perform(.search, editor) }
        case .paste: { editor, _ in unsafe LineEditor.perform(.paste, editor) }
        case .older: { editor, _ in unsafe LineEditor.perform(.older, editor) }
        case .newer: { editor, _ in unsafe LineEditor.perform(.newer, editor) }
        case .lineStart: { editor, _ in unsafe LineEditor.perform(.lineStart, editor) }
        case .lineEnd: { editor, _ in unsafe LineEditor.perform(.lineEnd, editor) }
        case .deleteOrEnd: { editor, _ in unsafe LineEditor.perform(.deleteOrEnd, editor) }
        case .closeBrace: { editor, _ in unsafe LineEditor.perform(.closeBrace, editor) }
        case .clearScreen: { editor, _ in unsafe LineEditor.perform(.clearScreen, editor) }
        case .undo: { editor, _ in unsafe LineEditor.perform(.undo, editor) }
        case .redo: { editor, _ in unsafe LineEditor.perform(.redo, editor) }
        }
    }
}

/// Fills libedit's key maps: ours, then the user's, then what must not be lost.
enum KeyBindings {
    private static let corrections = [
        ("\u{17}", "ed-delete-prev-word"), ("\u{15}", "vi-kill-line-prev"), ("\u{1B}[3~", "ed-delete-next-char"),
        ("\u{1B}[1;5C", "em-next-word"), ("\u{1B}[1;5D", "ed-prev-word"), ("\u{1B}[1;3C", "em-next-word"),
        ("\u{1B}[1;3D", "ed-prev-word"),
    ]

    /// A code no keyboard sends; in vi's insert mode it stands for an ESC that begins no sequence.
    static let loneEscape: Unicode.Scalar = "\u{9F}"

    /// - Returns: whether the user chose vi.
    static func install(in editor: OpaquePointer, editrc path: String?) -> Bool {
        for command in KeyCommand.allCases {
            unsafe ce_add_function(editor, command.rawValue, "shell", command.function)
        }
        let rules = EditrcRules(path: path)
        unsafe ce_set_editor(editor, rules.mode)
        for command in KeyCommand.allCases { unsafe bind(command.usualKeys, to: command, in: editor) }
        for (key, function) in corrections { unsafe ce_bind(editor, key, function) }
        unsafe rules.apply(to: editor)
        for command in KeyCommand.allCases { unsafe bind(command.criticalKeys, to: command, in: editor) }
        guard rules.mode == "vi" else { return false }
        unsafe ce_bind(editor, String(loneEscape), "vi-command-mode")
        return true
    }

    private static func bind(_ keys: [String], to command: KeyCommand, in editor: OpaquePointer) {
        for key in keys {
            unsafe ce_bind(editor, key, command.rawValue)
            if command.inCommandMode { unsafe ce_bind_alternative(editor, key, command.rawValue) }
        }
    }
}

/// The user's `.editrc`, with the choice of emacs or vi taken out: choosing resets the key maps, so it must come first.
struct EditrcRules {
    private(set) var mode = "emacs"
    private var lines: [Substring] = []

    init(path: String?) {
        guard let path, let text = FileText.read(path, limit: 1 << 20) else { return }
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            let chosen = words.count == 2 && (words[0] == "bind" || words[0].hasSuffix(":bind")) ? words[1] : ""
            switch chosen {
            case "-v": mode = "vi"
            case "-e": mode = "emacs"
            default: lines.append(line)
            }
        }
    }

    func apply(to editor: OpaquePointer) {
        guard !lines.isEmpty else { return }
        let descriptor = unsafe memfd_create("editrc", 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        guard unsafe write(descriptor, bytes, bytes.count) == bytes.count else { return }
        unsafe el_source(editor, "/proc/self/fd/\(descriptor)")
    }
}

extension LineEditor {
    static func perform(_ command: KeyCommand, _ handle: OpaquePointer?) -> UInt8 {
        guard let handle = unsafe handle, let editor = unsafe owner(of: handle), let buffer = editor.buffer else { return UInt8(CC_EOF) }
        return editor.perform(command, buffer).code
    }
}
