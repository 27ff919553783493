import Foundation
import Glibc
import SluiceTestKit
import Testing

@testable import SluiceLineEditor

/// Two ends of a pipe, closed together.
final class PipeEnds {
    let reading: Int32
    private let writing: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        close(reading)
        close(writing)
    }

    func write(_ bytes: [UInt8]) {
        _ = unsafe Glibc.write(writing, bytes, bytes.count)
    }
}

@Suite("Whatever is typed, the screen shows the prompt and the buffer")
struct FuzzTests {
    private static let keys = [
        "a", "b", " ", "1", "Z", "{", "}", "é", "日", "🚀", "\u{1}", "\u{5}", "\u{2}", "\u{6}", "\u{8}", "\u{7F}", "\u{B}", "\u{17}",
        "\u{15}", "\u{19}",
        "\u{14}", "\u{1F}", Key.up, Key.down, Key.left, Key.right, Key.home, Key.end, Key.delete, Key.altEnter, "\u{1B}f", "\u{1B}b",
        "\u{1B}d", "\u{1B}u",
        "\u{1B}/", "\u{C}", "\u{1B}[1;5C", "\u{1B}[1;5D", Key.paste("p q\rr\ts"), Key.paste("日本\rx"), "wwwwwwwwwwwwwwww", "\u{1B}[Q",
        "\u{16}\u{1}", "\u{1B}3x",
    ]

    @Test(
        "keys at random",
        arguments: [
            (1, 24, 80), (2, 24, 80), (3, 12, 20), (4, 12, 20), (5, 5, 20), (6, 5, 20), (7, 24, 11), (8, 6, 40), (9, 3, 30), (10, 24, 80),
            (11, 8, 17), (12, 40, 132),
        ])
    func keys(seed: UInt64, rows: Int, columns: Int) throws {
        var dice = Dice(state: seed &* 7919)
        let session = try EditorSession(["--free", "--continuation", ".. "], rows: rows, columns: columns)
        for mark in "①②③④⑤⑥" {
            var typed = ""
            for _ in 0..<dice.roll(60) {
                typed += Self.keys[dice.roll(Self.keys.count)]
                if dice.roll(12) == 0 {
                    session.terminal.send(typed)
                    typed = ""
                }
            }
            // The mark is painted only when all keys before it have been taken.
            session.terminal.send(typed + String(mark))
            try session.terminal.expect("the mark") { $0.text.contains(mark) }
            let seen = session.terminal.screen
            try check(seen, against: try submit(session), mark: mark, rows: rows, columns: columns)
        }
    }

    private func check(_ seen: ScreenModel, against text: String, mark: Character, rows: Int, columns: Int) throws {
        let scalars = Array(text.unicodeScalars)
        let place = try #require(scalars.firstIndex(of: mark.unicodeScalars.first!))
        let layout = BlockLayout(prompt: "pipe> ", continuation: ".. ", buffer: scalars, cursor: place + 1, columns: columns)
        let block = layout.rows(styles: []).map { row -> String in
            var text = row.cells.map(\.glyph).joined()
            while text.last == " " { text.removeLast() }
            return text
        }
        let shown = (0..<seen.rows).map { seen.line($0) }
        #expect(seen.cursorColumn == layout.cursorColumn)
        let top = seen.cursorRow - layout.cursorRow
        for (index, row) in block.enumerated() where (0..<rows).contains(top + index) {
            #expect(shown[top + index] == row, "row \(index) of \(text.debugDescription)")
        }
        if block.count <= rows {
            #expect(top >= 0 && top + block.count <= rows)
            if top >= 0 { #expect(shown[min(rows, top + block.count)...].joined().isEmpty) }
        } else {
            #expect(top <= 0 && top + block.count >= rows)
        }
    }

    /// What the host got so far. An answer is printed as JSON over as many rows as it needs, so it is taken from the bytes.
    private func answers(_ session: EditorSession) -> [String] {
        String(decoding: session.terminal.transcript, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
            .compactMap { line in line.range(of: "GOT \"").map { String(line[$0.lowerBound...]) } }
    }

    private func submit(_ session: EditorSession) throws -> String {
        let before = answers(session).count
        session.terminal.send(Key.enter)
        try session.terminal.expect("an answer") { answers(session).count > before && $0.lines.last == "pipe>" && $0.bracketedPaste }
        let json = try #require(answers(session).last).dropFirst(4)
        return try #require(try JSONDecoder().decode([String].self, from: Data("[\(json)]".utf8)).first)
    }
}
