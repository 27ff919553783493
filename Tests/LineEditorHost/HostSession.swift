import Foundation
import Glibc
import SluiceLineEditor

/// Braces must be closed; digits are yellow, words in capitals bold; a few names can be completed.
struct BraceLanguage: InputLanguage {
    static let names = [
        ("deploy", "puts a revision on targets"), ("describe", "shows an object"), ("status", "what runs now"),
        ("stop", "ends an execution"),
        ("start", "begins an execution"), ("日本", "a wide name"),
    ]
    var long = false

    func completeness(of text: String) -> Completeness {
        var depth = 0
        for character in text {
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
        }
        return depth > 0 ? .incomplete(indent: depth * 4) : .complete
    }

    func highlight(_ text: String) -> [StyledRange] {
        var ranges: [StyledRange] = []
        for (offset, byte) in text.utf8.enumerated() {
            if (0x30...0x39).contains(byte) { ranges.append(StyledRange(offset..<offset + 1, Style(.yellow))) }
            if (0x41...0x5A).contains(byte) { ranges.append(StyledRange(offset..<offset + 1, .bold)) }
        }
        return ranges
    }

    func completions(for text: String, cursor: Int) -> CompletionList {
        let before = String(decoding: Array(text.utf8)[..<cursor], as: UTF8.self)
        let word = before.split(omittingEmptySubsequences: false, whereSeparator: { $0 == " " || $0 == "\n" }).last.map(String.init) ?? ""
        let names = Self.names + (long ? (1...40).map { ("target\($0)", "number \($0)") } : [])
        let items = names.filter { $0.0.hasPrefix(word) }.map { name, description in
            Completion(replaces: cursor - word.utf8.count..<cursor, text: name, description: description)
        }
        return CompletionList(items, note: word.hasPrefix("st") ? "names 3 s old" : nil)
    }

    func hint(for text: String) -> String? {
        text == "rollback" ? "12 targets, 2 regions" : nil
    }
}

struct HostSession {
    let arguments: [String]

    init(_ arguments: [String]) {
        self.arguments = arguments
    }

    func value(of option: String) -> String? {
        arguments.firstIndex(of: option).flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
    }

    func has(_ option: String) -> Bool { arguments.contains(option) }

    func run() -> Int32 {
        let history = value(of: "--history").map {
            HistoryStore(path: $0, session: value(of: "--session") ?? "one", limit: value(of: "--limit").flatMap { Int($0) } ?? 10_000)
        }
        if let count = value(of: "--append").flatMap({ Int($0) }), let history { return append(count, to: history) }
        return read(history)
    }

    /// Writes entries and says after each that it is on the disk.
    func append(_ count: Int, to history: HistoryStore) -> Int32 {
        let first = value(of: "--first").flatMap { Int($0) } ?? 0
        for number in first..<first + count {
            do {
                try history.append("\(history.session) \(number)\nsecond line", folder: "/srv", exit: 0)
            } catch {
                print(error)
                return 1
            }
            FileHandle.standardOutput.write(Data("\(number)\n".utf8))
        }
        return 0
    }

    func read(_ history: HistoryStore?) -> Int32 {
        var configuration = LineEditorConfiguration(environment: ProcessInfo.processInfo.environment)
        configuration.prompt = StyledText(value(of: "--prompt") ?? "pipe> ", Style(.cyan, .bold))
        configuration.continuationPrompt = StyledText(value(of: "--continuation") ?? "", .dim)
        configuration.plain = has("--plain")
        configuration.colours = has("--colour") ? .always : .auto
        let language: any InputLanguage = has("--free") ? FreeText() : BraceLanguage(long: has("--long"))
        let editor = LineEditor(configuration: configuration, language: language, history: history)
        if let path = value(of: "--control") { obey(path, editor.board) }
        var initial = value(of: "--initial") ?? ""
        while true {
            switch editor.readInput(initialText: initial) {
            case .submitted(let text):
                if text == "crash" { abort() }
                if text == "trap" { return [1][Int(text.utf8.count)] }
                answer(text, editor)
                try? history?.append(text)
            case .interrupted(let hadText): editor.print(StyledText(hadText ? "CLEARED" : "HINT: Ctrl-D leaves"))
            case .endOfInput:
                editor.print("END")
                return 0
            case .terminated(let signal):
                editor.print(StyledText("TERMINATED \(signal.number)"))
                return 128 + signal.number
            }
            initial = ""
        }
    }

    func answer(_ text: String, _ editor: LineEditor) {
        switch text {
        case "ask":
            editor.print(StyledText("ANSWER " + (editor.readAnswer(to: "sure? ") ?? "none")))
        case "follow":
            let board = editor.board
            let stop = DispatchSemaphore(value: 0)
            let work: @Sendable () async -> String = {
                await withCheckedContinuation { continuation in
                    DispatchQueue.global().async {
                        board.post(notice: "FOLLOWING")
                        stop.wait()
                        continuation.resume(returning: "stopped following")
                    }
                }
            }
            let reason = editor.attend(to: work) { signal in
                board.post(notice: "SIGNAL \(signal.number), the rollout goes on")
                stop.signal()
            }
            editor.print(StyledText(reason))
        case "work":
            let board = editor.board
            let result = editor.attend(
                to: {
                    board.post(notice: "WORKING")
                    return "WORKED"
                }, onSignal: { _ in })
            editor.print(StyledText(result))
        default:
            let data = (try? JSONEncoder().encode([text])) ?? Data()
            editor.print(StyledText("GOT \(String(decoding: data, as: UTF8.self).dropFirst().dropLast())"))
        }
    }

    static func line(from file: FileHandle) -> String? {
        var bytes = Data()
        while let byte = try? file.read(upToCount: 1), !byte.isEmpty {
            if byte[byte.startIndex] == 0x0A { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return nil
    }

    func obey(_ path: String, _ board: NoticeBoard) {
        let thread = Thread {
            guard let file = FileHandle(forReadingAtPath: path) else { return }
            while let order = Self.line(from: file) {
                let words = order.split(separator: " ", maxSplits: 1).map(String.init)
                let rest = words.count > 1 ? words[1] : ""
                switch words.first {
                case "notice": board.post(notice: rest.replacingOccurrences(of: "\\n", with: "\n"))
                case "live": board.setLiveRows(rest.split(separator: "|").map { StyledText(String($0), Style(.green)) })
                case "prompt": board.setPrompt(StyledText(rest + " "))
                default: break
                }
            }
        }
        thread.start()
    }
}
