import Foundation
import Glibc
import SluiceTestKit

/// The host program of the line editor on a terminal.
struct EditorSession {
    let terminal: PseudoTerminal

    static let hostPath: String = {
        let test = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let beside = URL(fileURLWithPath: test).deletingLastPathComponent().appendingPathComponent("line-editor-host").path
        if FileManager.default.fileExists(atPath: beside) { return beside }
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("line-editor-host").path
    }()

    init(
        _ arguments: [String] = [], rows: Int = 24, columns: Int = 80, environment: [String: String] = [:], prompt: String = "pipe> "
    ) throws {
        let variables = ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent", "PATH": "/usr/bin:/bin"]
        terminal = try PseudoTerminal(
            Self.hostPath, arguments, environment: variables.merging(environment) { $1 }, rows: rows, columns: columns)
        if !prompt.isEmpty {
            try terminal.expect("the prompt") { screen in screen.text.contains(prompt.trimmingCharacters(in: .whitespaces)) }
        }
    }

    func type(_ keys: String, see text: String) throws {
        terminal.send(keys)
        try terminal.expect(screenContains: text)
    }

    func type(_ keys: String, lines: [String]) throws {
        terminal.send(keys)
        try terminal.expect("the lines \(lines)") { $0.lines == lines }
    }

    func type(_ keys: String, cursor: (Int, Int)) throws {
        terminal.send(keys)
        try terminal.expect("the cursor at \(cursor)") { ($0.cursorRow, $0.cursorColumn) == cursor }
    }

    /// Presses Enter and waits for what the program got.
    func submit(_ text: String) throws {
        terminal.send(Key.enter)
        try got(text)
        try terminal.expect("the next prompt") { $0.lines.last == "pipe>" }
    }

    func got(_ text: String) throws {
        let json = String(decoding: try JSONEncoder().encode([text]), as: UTF8.self).dropFirst().dropLast()
        try terminal.expect("GOT \(json)") { screen in
            (screen.scrolledAway + screen.lines).joined().contains("GOT \(json)")
        }
    }
}

enum Key {
    static let enter = "\r"
    static let altEnter = "\u{1B}\r"
    static let up = "\u{1B}[A"
    static let down = "\u{1B}[B"
    static let right = "\u{1B}[C"
    static let left = "\u{1B}[D"
    static let home = "\u{1B}[H"
    static let end = "\u{1B}[F"
    static let delete = "\u{1B}[3~"
    static let backTab = "\u{1B}[Z"
    static let escape = "\u{1B}"
    static let backspace = "\u{7F}"

    static func control(_ letter: Character) -> String {
        String(UnicodeScalar(letter.asciiValue! & 0x1F))
    }

    static func paste(_ text: String) -> String { "\u{1B}[200~" + text + "\u{1B}[201~" }
}

/// A folder that is gone when the test is over.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("line-editor-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { path + "/" + name }

    func write(_ name: String, _ text: String) throws -> String {
        try text.write(toFile: file(name), atomically: true, encoding: .utf8)
        return file(name)
    }
}

/// Orders to the host while somebody types.
struct HostControl {
    let path: String
    private let file: FileHandle

    init(in folder: TemporaryFolder) throws {
        path = folder.file("control")
        guard unsafe mkfifo(path, 0o600) == 0, let file = FileHandle(forUpdatingAtPath: path) else { throw POSIXError(.EIO) }
        self.file = file
    }

    func order(_ line: String) {
        file.write(Data((line + "\n").utf8))
    }
}
