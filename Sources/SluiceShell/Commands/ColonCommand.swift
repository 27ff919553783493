/// What the shell itself does; everything else is the pipe language.
enum ColonCommand: Hashable {
    case save(String)
    case quit
    case history
    case live(Bool)

    struct Row: Hashable {
        let word: String
        let arguments: String
        let summary: String
    }

    static let all = [
        Row(word: "save", arguments: "FILE", summary: "Writes the session's definitions to a script."),
        Row(word: "history", arguments: "", summary: "Lists what was typed."),
        Row(word: "live", arguments: "on|off", summary: "Shows or hides the rows above the prompt."),
        Row(word: "quit", arguments: "", summary: "Leaves; Ctrl-D does too."),
    ]

    /// Reads the text behind the colon.
    ///
    /// - Returns: what was meant, or a sentence that says what is wrong with it.
    static func read(_ text: String) -> Result<ColonCommand, Misread> {
        let words = text.split(separator: " ", maxSplits: 1).map(String.init)
        let argument = words.count > 1 ? words[1].trimmed : ""
        switch words.first ?? "" {
        case "save":
            guard !argument.isEmpty else { return .failure(Misread("`:save` needs a file", help: ":save checkout.pipe")) }
            return .success(.save(argument))
        case "quit", "q", "exit": return .success(.quit)
        case "history": return .success(.history)
        case "live":
            switch argument {
            case "on", "": return .success(.live(true))
            case "off": return .success(.live(false))
            case _: return .failure(Misread("`:live` takes `on` or `off`", help: ":live off"))
            }
        case let word:
            let known = all.map { ":\($0.word)" }.joined(separator: ", ")
            return .failure(Misread("there is no shell command `:\(word)`", help: "there are \(known)"))
        }
    }

    struct Misread: Error, Hashable {
        var message: String
        var help: String
        init(_ message: String, help: String) {
            self.message = message
            self.help = help
        }
    }
}
