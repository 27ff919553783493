import SluiceModel

/// Finds late values that a second shell reads again: our own quoting does not reach there.
///
/// It looks at words as a shell would split them, without carrying anything out; what it cannot read it does not flag.
enum SecondShell {
    struct Rereading {
        let program: String
        let reference: LateReference
    }

    /// A word of a command, with the first late value in it.
    private struct Word {
        var text = ""
        var late: LateReference?
        var isQuoted = false
    }

    static func rereading(_ command: CommandTemplate) -> Rereading? {
        let commands: [[Word]]
        switch command.form {
        case .shell(let template): commands = split(template)
        case .arguments(let templates): commands = [templates.map(word)]
        }
        return commands.lazy.compactMap(rereading).first
    }

    private static func rereading(_ words: [Word]) -> Rereading? {
        for (index, word) in words.enumerated() where !word.isQuoted || index == 0 {
            let program = word.text.split(separator: "/").last.map(String.init) ?? ""
            let rest = words[(index + 1)...]
            switch program {
            case "eval":
                if let late = rest.compactMap(\.late).first { return Rereading(program: program, reference: late) }
            case "sh", "bash", "dash", "zsh", "ksh":
                guard let option = rest.firstIndex(where: { $0.text.hasPrefix("-") && !$0.text.hasPrefix("--") && $0.text.contains("c") }),
                    let late = words.dropFirst(option + 1).first?.late
                else { continue }
                return Rereading(program: "\(program) -c", reference: late)
            case "ssh":
                if let late = farWords(rest).compactMap(\.late).first { return Rereading(program: program, reference: late) }
            default: continue
            }
        }
        return nil
    }

    /// Options of ssh that take a value in the next word.
    private static let valued = Set("BbcDEeFIiJLlmOopQRSWw")

    /// The words behind the host.
    private static func farWords(_ words: ArraySlice<Word>) -> ArraySlice<Word> {
        var rest = words
        while let word = rest.first {
            rest = rest.dropFirst()
            guard word.text.hasPrefix("-") else { return rest }
            if word.text.utf8.count == 2, let letter = word.text.last, valued.contains(letter) { rest = rest.dropFirst() }
        }
        return []
    }

    private static func word(_ template: Template) -> Word {
        var word = Word()
        for part in template.parts {
            switch part {
            case .text(let text), .data(let text): word.text += text
            case .late(let reference), .raw(let reference): word.late = word.late ?? reference
            case .secret: break
            }
        }
        return word
    }

    /// Simple commands as lists of words; quotes keep a word together.
    private static func split(_ template: Template) -> [[Word]] {
        var commands: [[Word]] = [[]]
        var word: Word?
        var quote: Character?
        func end() {
            if let word { commands[commands.count - 1].append(word) }
            word = nil
        }
        func add(_ character: Character) {
            if quote != nil {
                if character == quote { quote = nil } else { word?.text.append(character) }
                return
            }
            switch character {
            case "'", "\"":
                quote = character
                word = word ?? Word()
                word?.isQuoted = true
            case " ", "\t": end()
            case "\n", ";", "|", "&", "(", ")", "`":
                end()
                commands.append([])
            default:
                word = word ?? Word()
                word?.text.append(character)
            }
        }
        for part in template.parts {
            switch part {
            case .text(let text): for character in text { add(character) }
            case .data(let text):
                word = word ?? Word()
                word?.text += text
            case .late(let reference), .raw(let reference):
                word = word ?? Word()
                if word?.late == nil { word?.late = reference }
            case .secret: word = word ?? Word()
            }
        }
        end()
        return commands
    }
}
