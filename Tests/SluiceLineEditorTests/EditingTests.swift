import SluiceTestKit
import Testing

@Suite("A person edits an input")
struct EditingTests {
    @Test("what is typed is submitted with Enter")
    func submits() throws {
        let session = try EditorSession()
        try session.type("deploy 42", lines: ["pipe> deploy 42"])
        try session.submit("deploy 42")
        try session.terminal.expect("a new prompt below") { $0.lines == ["pipe> deploy 42", "GOT \"deploy 42\"", "pipe>"] }
        #expect(session.terminal.screen.cursorRow == 2)
        #expect(session.terminal.screen.cursorColumn == 6)
    }

    @Test("an incomplete input goes on with the next line, indented, and a closing brace takes the indentation back")
    func multiLine() throws {
        let session = try EditorSession()
        try session.type("stage a {\rrun\rb {\rc\r}\r}", lines: ["pipe> stage a {", "run", "b {", "c", "}", "}"])
        session.terminal.send(Key.control("C"))
        try session.terminal.expect(screenContains: "CLEARED")
        let indented = try EditorSession()
        try indented.type("stage a {", see: "stage a {")
        try indented.type(Key.enter, cursor: (1, 4))
        try indented.type("run {", see: "    run {")
        try indented.type(Key.enter, cursor: (2, 8))
        try indented.type("x", see: "        x")
        try indented.type(Key.enter, cursor: (3, 8))
        try indented.type("}", see: "\n    }")
        try indented.type("\r", cursor: (4, 4))
        try indented.type("}", lines: ["pipe> stage a {", "    run {", "        x", "    }", "}"])
        try indented.submit("stage a {\n    run {\n        x\n    }\n}")
    }

    @Test("Alt-Enter breaks the line even when the input is complete", arguments: ["\u{1B}\r", "\u{1B}\n"])
    func altEnter(keys: String) throws {
        let session = try EditorSession()
        try session.type("one" + keys, cursor: (1, 0))
        try session.type("two", lines: ["pipe> one", "two"])
        try session.submit("one\ntwo")
    }

    @Test("Up and Down move inside the input, and a letter goes where the cursor is")
    func upAndDown() throws {
        let session = try EditorSession()
        try session.type("first\u{1B}\rse\u{1B}\rthird", cursor: (2, 5))
        try session.type(Key.up, cursor: (1, 2))
        try session.type(Key.up, cursor: (0, 8))
        try session.type("X", lines: ["pipe> fiXrst", "se", "third"])
        try session.type(Key.down, cursor: (1, 2))
        try session.submit("fiXrst\nse\nthird")
    }

    @Test(
        "editing keys do what they do in other shells",
        arguments: [
            ("left and insert", "abd" + Key.left + "c", "abcd"),
            ("home", "bc" + Key.home + "a", "abc"),
            ("end", "ab" + Key.home + Key.end + "c", "abc"),
            ("delete", "abc" + Key.left + Key.delete, "ab"),
            ("backspace", "abc" + Key.backspace, "ab"),
            ("word backwards", "one two" + Key.control("W") + "x", "one x"),
            ("to the start", "abc" + Key.left + Key.control("U"), "c"),
            ("to the end", "abc" + Key.home + Key.right + Key.control("K"), "a"),
            ("yank", "abc" + Key.control("U") + "x" + Key.control("Y"), "xabc"),
            ("start of the line, not of the text", "a" + Key.altEnter + "bc" + Key.control("A") + "x", "a\nxbc"),
            ("delete at the cursor", "abc" + Key.home + Key.control("D"), "bc"),
            ("wide characters", "日本" + Key.left + "é", "日é本"),
        ])
    func keys(name: String, keys: String, result: String) throws {
        let session = try EditorSession(["--free"])
        session.terminal.send(keys)
        try session.submit(result)
    }

    @Test("undo takes back word by word, redo brings it again")
    func undo() throws {
        let session = try EditorSession(["--free"])
        try session.type("one", see: "> one")
        try session.type(" ", cursor: (0, 10))
        for (letter, seen) in [("t", "one t"), ("w", "one tw"), ("o", "one two")] { try session.type(letter, see: seen) }
        try session.type(Key.control("_"), lines: ["pipe> one"])
        try session.type(Key.control("_"), cursor: (0, 9))
        try session.type("\u{1B}/\u{1B}/", lines: ["pipe> one two"])
        try session.submit("one two")
    }

    @Test("a long line wraps at the margin, with the cursor on the next row when the row is full")
    func wraps() throws {
        let session = try EditorSession(rows: 10, columns: 20)
        try session.type(String(repeating: "a", count: 14), cursor: (1, 0))
        try session.type("bcd", lines: ["pipe> aaaaaaaaaaaaaa", "bcd"])
        try session.type(Key.home + "Z", lines: ["pipe> Zaaaaaaaaaaaaa", "abcd"])
        try session.submit("Z" + String(repeating: "a", count: 14) + "bcd")
    }

    @Test("a wide character does not straddle the margin")
    func wideAtMargin() throws {
        let session = try EditorSession(rows: 10, columns: 20)
        try session.type(String(repeating: "a", count: 13) + "日x", lines: ["pipe> aaaaaaaaaaaaa", "日x"])
        try session.type(Key.left + Key.left, cursor: (1, 0))
    }

    @Test("an input taller than the screen scrolls with the cursor and is whole when submitted")
    func tall() throws {
        let session = try EditorSession(rows: 5, columns: 20)
        let lines = (1...9).map { "line \($0)" }
        session.terminal.send(Key.paste(lines.joined(separator: "\r")))
        try session.terminal.expect("the last lines") { $0.lines == ["line 5", "line 6", "line 7", "line 8", "line 9"] }
        for _ in 1...8 { session.terminal.send(Key.up) }
        try session.terminal.expect("the first lines") { $0.lines == ["pipe> line 1", "line 2", "line 3", "line 4", "line 5"] }
        try session.type("!", see: "pipe> line 1!")
        try session.submit((["line 1!"] + lines.dropFirst()).joined(separator: "\n"))
        let all = session.terminal.screen.scrolledAway + session.terminal.screen.lines
        #expect(all.contains("pipe> line 1!") && all.contains("line 5") && all.contains("line 9"))
    }

    @Test("colours follow the text, the prompt keeps its own")
    func colours() throws {
        let session = try EditorSession()
        try session.type("Ab 12", lines: ["pipe> Ab 12"])
        #expect(session.terminal.screen.attributeLetters(0) == "CCCCCCb..yy")
        try session.type(Key.home + "7", lines: ["pipe> 7Ab 12"])
        #expect(session.terminal.screen.attributeLetters(0) == "CCCCCCyb..yy")
    }

    @Test("NO_COLOR leaves bold and takes the colours")
    func withoutColours() throws {
        let session = try EditorSession(environment: ["NO_COLOR": "1"])
        try session.type("Ab 12", lines: ["pipe> Ab 12"])
        #expect(session.terminal.screen.attributeLetters(0) == "bbbbbbb")
        let forced = try EditorSession(["--colour"], environment: ["NO_COLOR": "1"])
        try forced.type("12", lines: ["pipe> 12"])
        #expect(forced.terminal.screen.attributeLetters(0) == "CCCCCCyy")
    }

    @Test("a hint stands dim behind the text and goes when the text changes")
    func hint() throws {
        let session = try EditorSession()
        try session.type("rollback", lines: ["pipe> rollback  12 targets, 2 regions"])
        #expect(session.terminal.screen.attributeLetters(0).hasSuffix("ddd"))
        #expect(session.terminal.screen.cursorColumn == 14)
        try session.type("x", lines: ["pipe> rollbackx"])
        try session.type(Key.backspace, see: "12 targets")
        try session.submit("rollback")
        #expect(session.terminal.screen.lines[0] == "pipe> rollback")
    }

    @Test("a continuation prompt stands before further lines and is not part of the text")
    func continuation() throws {
        let session = try EditorSession(["--continuation", "  .. "])
        try session.type("a {\r", lines: ["pipe> a {", "  .."])
        try session.type("}", lines: ["pipe> a {", "  .. }"])
        try session.submit("a {\n}")
    }

    @Test("text to start with can be edited")
    func initialText() throws {
        let session = try EditorSession(["--initial", "edit me"])
        try session.terminal.expect(screenContains: "pipe> edit me")
        try session.type("!", see: "edit me!")
        try session.submit("edit me!")
    }
}
