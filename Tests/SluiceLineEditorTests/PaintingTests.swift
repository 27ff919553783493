import SluiceTestKit
import Testing

@testable import SluiceLineEditor

/// Numbers that look random and are the same every time.
struct Dice {
    var state: UInt64

    mutating func roll(_ sides: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % sides
    }
}

@Suite("The painter changes one picture into the next")
struct PaintingTests {
    @Test(
        "whatever the pictures are, the screen shows the last one",
        arguments: [(1, 24, 80), (2, 5, 20), (3, 10, 7), (4, 3, 40), (5, 24, 33)])
    func anyFrames(seed: UInt64, rows: Int, columns: Int) {
        var dice = Dice(state: seed)
        var painter = FramePainter()
        painter.columns = columns
        var screen = ScreenModel(rows: rows, columns: columns)
        for step in 0..<400 {
            let frame = Self.frame(&dice, rows: rows, columns: columns)
            painter.paint(frame)
            screen.feed(painter.takeOutput())
            let top = screen.cursorRow - frame.cursorRow
            let shown = (0..<frame.rows.count).map { screen.line(top + $0) }
            #expect(shown == frame.rows.map(Self.text), "step \(step)")
            let below = (top + frame.rows.count..<rows).map { screen.line($0) }
            #expect(below.joined().isEmpty, "step \(step)")
            #expect(screen.cursorColumn == frame.cursorColumn, "step \(step)")
            #expect(
                Self.styles(frame) == (0..<frame.rows.count).map { Self.styles(screen, top + $0, frame.rows[$0].width) }, "step \(step)")
            if dice.roll(20) == 0 {
                painter.erase()
                painter.printPermanently("a notice\nof two lines")
                screen.feed(painter.takeOutput())
            }
        }
    }

    @Test("a letter at the end costs a letter")
    func cheap() {
        var painter = FramePainter()
        painter.paint(Self.frame("pipe> abc"))
        _ = painter.takeOutput()
        painter.paint(Self.frame("pipe> abcd"))
        #expect(painter.takeOutput() == Array("d".utf8))
        painter.paint(Self.frame("pipe> abcd"))
        #expect(painter.takeOutput().isEmpty)
    }

    private static func frame(_ text: String) -> Frame {
        var row = Row()
        row.append(StyledText(text), upTo: 80)
        return Frame(rows: [row], cursorColumn: row.width)
    }

    private static func frame(_ dice: inout Dice, rows: Int, columns: Int) -> Frame {
        let glyphs: [(String, Int)] = [("a", 1), ("b", 1), (" ", 1), ("é", 1), ("日", 2), ("🚀", 2)]
        let styles: [Style] = [.plain, .plain, .inverse, Style(.red), Style(.cyan, .bold)]
        var frame = Frame()
        for _ in 0...dice.roll(rows) where frame.rows.count < rows {
            var row = Row()
            for _ in 0..<dice.roll(columns + 3) {
                let (glyph, width) = glyphs[dice.roll(glyphs.count)]
                let style = styles[dice.roll(styles.count)]
                if row.width + width <= columns { row.append(Cell(glyph: glyph, width: width, style: style)) }
            }
            frame.rows.append(row)
        }
        frame.cursorRow = dice.roll(frame.rows.count)
        frame.cursorColumn = dice.roll(columns)
        return frame
    }

    private static func text(_ row: Row) -> String {
        var text = row.cells.map(\.glyph).joined()
        while text.last == " " { text.removeLast() }
        return text
    }

    private static func styles(_ frame: Frame) -> [[Bool]] {
        frame.rows.map { row in row.cells.flatMap { Array(repeating: $0.style.attributes.contains(.inverse), count: $0.width) } }
    }

    private static func styles(_ screen: ScreenModel, _ row: Int, _ width: Int) -> [Bool] {
        screen.cells[row][..<width].map(\.attributes.inverse)
    }
}

@Suite("A buffer is laid out in rows")
struct LayoutTests {
    @Test(
        "rows and cursor",
        arguments: [
            ("empty", "", 0, ["> "], (0, 2)),
            ("short", "abc", 3, ["> abc"], (0, 5)),
            ("exactly full", "abcdefgh", 8, ["> abcdefgh", ""], (1, 0)),
            ("wrapped", "abcdefghij", 9, ["> abcdefgh", "ij"], (1, 1)),
            ("broken line", "ab\ncd", 3, ["> ab", "..cd"], (1, 2)),
            ("cursor at the break", "ab\ncd", 2, ["> ab", "..cd"], (0, 4)),
            ("break behind a full row", "abcdefgh\nx", 8, ["> abcdefgh", "", "..x"], (1, 0)),
            ("wide at the margin", "abcdefg日", 7, ["> abcdefg", "日"], (1, 0)),
            ("tab", "a\tb", 2, ["> a     b"], (0, 8)),
            ("tab at the margin", "abcdef\tx", 7, ["> abcdef  ", "x"], (1, 0)),
            ("control", "a\u{1}b", 3, ["> a^Ab"], (0, 6)),
            ("control at the margin", "abcdefg\u{1}", 8, ["> abcdefg", "^A"], (1, 2)),
            ("combining", "e\u{301}x", 3, ["> e\u{301}x"], (0, 4)),
        ])
    func rows(name: String, text: String, cursor: Int, rows: [String], at: (Int, Int)) {
        let layout = BlockLayout(prompt: "> ", continuation: "..", buffer: Array(text.unicodeScalars), cursor: cursor, columns: 10)
        #expect(layout.rows(styles: []).map { $0.cells.map(\.glyph).joined() } == rows)
        #expect((layout.cursorRow, layout.cursorColumn) == at)
        #expect(layout.rows(styles: []).allSatisfy { $0.width <= 10 })
    }

    @Test("a prompt wider than the screen wraps")
    func widePrompt() {
        let layout = BlockLayout(prompt: "a long prompt> ", continuation: "", buffer: Array("xy".unicodeScalars), cursor: 2, columns: 10)
        #expect(layout.rows(styles: []).map { $0.cells.map(\.glyph).joined() } == ["a long pro", "mpt> xy"])
        #expect((layout.cursorRow, layout.cursorColumn) == (1, 7))
    }
}

@Suite("A pasted text is made fit")
struct PastedTextTests {
    @Test(
        "line breaks, controls, prompts",
        arguments: [
            ("a\rb", "a\nb"), ("a\r\nb", "a\nb"), ("a\n\n\r", "a"), ("a\u{0}\u{7}\u{9B}\tb", "a\tb"), ("", ""), ("\n", ""),
            ("pipe> x\n.. y\nz", "x\ny\nz"), ("x\npipe> y", "x\npipe> y"),
        ])
    func clean(pasted: String, result: String) {
        let text = PastedText.clean(Array(pasted.unicodeScalars), prompts: ["pipe> ", ".. "])
        #expect(String(String.UnicodeScalarView(text)) == result)
    }
}

@Suite("Bytes become code points")
struct KeyInputTests {
    @Test("pieces of any size give the same text, and what is not UTF-8 is passed over")
    func pieces() throws {
        let bytes: [UInt8] =
            Array("aé日🚀".utf8) + [0xFF, 0xC3] + Array("b".utf8) + [0xE6, 0x97] + Array("c".utf8) + [0xED, 0xA0, 0x80] + Array("d".utf8)
        for size in 1...bytes.count {
            var input = KeyInput()
            var text: [Unicode.Scalar] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                try feed(Array(bytes[start..<min(start + size, bytes.count)]), to: &input)
                while let scalar = input.next() { text.append(scalar) }
            }
            #expect(String(String.UnicodeScalarView(text)) == "aé日🚀bcd", "pieces of \(size)")
        }
    }

    @Test("what is put back comes first")
    func unread() throws {
        var input = KeyInput()
        try feed(Array("xyz".utf8), to: &input)
        #expect(input.next() == "x")
        input.unread(["é", "q"])
        #expect([input.next(), input.next(), input.next(), input.next(), input.next()] == ["é", "q", "y", "z", nil])
    }

    private func feed(_ bytes: [UInt8], to input: inout KeyInput) throws {
        let pipe = try PipeEnds()
        pipe.write(bytes)
        guard case .bytes = input.fill(from: pipe.reading) else {
            Issue.record("nothing was read")
            return
        }
    }
}
