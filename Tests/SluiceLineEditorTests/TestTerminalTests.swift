import Glibc
import SluiceTestKit
import Testing

@Suite("The terminal of the tests")
struct TestTerminalTests {
    @Test("Ctrl-C reaches the program as from a real terminal")
    func interrupt() throws {
        let terminal = try PseudoTerminal("/bin/cat")
        terminal.send("hello\n")
        try terminal.expect("the echo and the answer") { $0.lines == ["hello", "hello"] }
        terminal.send("\u{3}")
        #expect(try terminal.waitForEnd() == .killed(signal: SIGINT))
    }

    @Test("a program has its folder, its variables, its size, and an ending")
    func surroundings() throws {
        let terminal = try PseudoTerminal(
            "/bin/sh", ["-c", "pwd; echo $NAME; stty size; exit 7"], environment: ["NAME": "value", "PATH": "/usr/bin:/bin"],
            directory: "/usr",
            rows: 11, columns: 33)
        #expect(try terminal.waitForEnd() == .exited(7))
        #expect(terminal.screen.lines == ["/usr", "value", "11 33"])
    }

    @Test("what does not appear is an error that shows the screen")
    func notSeen() throws {
        let terminal = try PseudoTerminal("/bin/echo", ["something else"])
        let failure = #expect(throws: PseudoTerminal.Failure.self) { try terminal.expect(screenContains: "wanted") }
        #expect(failure?.description.contains("something else") == true)
        #expect(throws: PseudoTerminal.Failure.self) { try PseudoTerminal("/no/such/program") }
    }

    @Test(
        "sequences",
        arguments: [
            ("wrap waits for the next letter", "12345\r\nx", ["12345", "x"], (1, 1)),
            ("wrap happens with the next letter", "123456", ["12345", "6"], (1, 1)),
            ("moves", "abc\u{1B}[2DX\u{1B}[1;1HY\u{1B}[3GZ", ["YXZ"], (0, 3)),
            ("erasing", "abcde\u{1B}[1;3H\u{1B}[K\r\nxy\u{1B}[1A\u{1B}[J", ["ab"], (0, 2)),
            ("inserting and deleting", "abc\u{1B}[1G\u{1B}[2@X\u{1B}[C\u{1B}[P", ["X bc"], (0, 2)),
            ("scrolling", "1\n\r2\n\r3\n\r4", ["2", "3", "4"], (2, 1)),
            ("wide at the margin", "abcd日", ["abcd", "日"], (1, 2)),
            ("a combining mark", "e\u{301}x", ["e\u{301}x"], (0, 2)),
            ("titles and unknown sequences", "\u{1B}]0;title\u{7}a\u{1B}[>4;2mb\u{1B}(Bc", ["abc"], (0, 3)),
        ])
    func sequences(name: String, bytes: String, lines: [String], cursor: (Int, Int)) {
        var whole = ScreenModel(rows: 3, columns: 5)
        whole.feed(bytes.utf8)
        #expect(whole.lines == lines)
        #expect((whole.cursorRow, whole.cursorColumn) == cursor)
        var pieces = ScreenModel(rows: 3, columns: 5)
        for byte in bytes.utf8 { pieces.feed([byte]) }
        #expect(pieces.cells == whole.cells)
    }

    @Test("attributes")
    func attributes() {
        var screen = ScreenModel(rows: 1, columns: 12)
        screen.feed("\u{1B}[1ma\u{1B}[0;33mb\u{1B}[4mc\u{1B}[md\u{1B}[2me\u{1B}[0;7mf\u{1B}[0;95mg".utf8)
        #expect(screen.attributeLetters(0) == "byY.dim")
    }
}
