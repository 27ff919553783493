import SluiceLineEditor
import SluiceTestKit
import Testing

@Suite("Tab completes")
struct CompletionTests {
    @Test("the only candidate is put in, also in the middle of a line")
    func single() throws {
        let session = try EditorSession()
        try session.type("run dep\t", lines: ["pipe> run deploy"])
        try session.type(" now" + Key.control("U") + "x dep y" + Key.left + Key.left + "\t", lines: ["pipe> x deploy y"])
        try session.submit("x deploy y")
    }

    @Test("what all candidates share is put in, and the menu shows them with what they are")
    func menu() throws {
        let session = try EditorSession()
        try session.type(
            "s\t",
            lines: [
                "pipe> st", "  status  what runs now", "  stop    ends an execution", "  start   begins an execution", "  names 3 s old",
            ])
        #expect(session.terminal.screen.cursorRow == 0)
        #expect(session.terminal.screen.cursorColumn == 8)
        try session.type("\t", see: "> status")
        #expect(session.terminal.screen.line(0) == "pipe> status")
        #expect(session.terminal.screen.attributeLetters(1).hasPrefix("iiiiiiii"))
        try session.type("\t", see: "> stop")
        try session.type(Key.down, see: "> start")
        try session.type(Key.down, see: "> status")
        try session.type(Key.up, see: "> start")
        try session.type(Key.backTab, see: "> stop")
        try session.type(Key.enter, lines: ["pipe> stop"])
        try session.submit("stop")
    }

    @Test("Esc closes the menu and gives back what was typed")
    func escape() throws {
        let session = try EditorSession()
        try session.type("x st\t", see: "what runs now")
        try session.type("\t", see: "pipe> x status")
        try session.type(Key.escape, lines: ["pipe> x st"])
        try session.submit("x st")
    }

    @Test("typing narrows the menu, and Backspace widens it")
    func narrows() throws {
        let session = try EditorSession()
        try session.type("st\t", see: "what runs now")
        try session.type("a", lines: ["pipe> sta", "  status  what runs now", "  start   begins an execution", "  names 3 s old"])
        try session.type(Key.backspace, see: "ends an execution")
        try session.type("op", see: "pipe> stop")
        try session.type("x", lines: ["pipe> stopx"])
    }

    @Test("keys after a choice go on with the text")
    func goesOn() throws {
        let session = try EditorSession()
        try session.type("st\t\t", see: "pipe> status")
        try session.type(" all", lines: ["pipe> status all"])
        try session.type(Key.home + "st\t\t" + Key.right + "!", see: "!")
        session.terminal.send(Key.control("C"))
        try session.terminal.expect(screenContains: "CLEARED")
    }

    @Test("a long menu shows a part and says which, with the last row of the screen in use")
    func longMenu() throws {
        let session = try EditorSession(["--long"], rows: 8, columns: 40)
        try session.type("tar\t", see: "1–6 of 40")
        #expect(session.terminal.screen.line(0) == "pipe> target")
        try session.type(String(repeating: "\t", count: 20), see: "> target20")
        #expect(session.terminal.screen.lines.count == 8)
        try session.type(Key.escape, lines: ["pipe> target"])
    }

    @Test("without candidates Tab only rings", arguments: ["zzz", ""])
    func nothing(text: String) throws {
        let session = try EditorSession(text.isEmpty ? ["--free"] : [])
        session.terminal.send(text + "\t")
        try session.terminal.expect("a bell") { $0.bells == 1 }
        try session.submit(text)
    }

    @Test("the menu fits on a screen of 5 by 20")
    func small() throws {
        let session = try EditorSession(rows: 5, columns: 20)
        try session.type(
            "st\t", lines: ["pipe> st", "  status  what run…", "  stop    ends an …", "  start   begins a…", "  names 3 s old"])
        try session.type("\t\t", see: "pipe> stop")
        try session.type(Key.enter, lines: ["pipe> stop"])
        try session.submit("stop")
    }
}

@Suite("Earlier inputs come back")
struct HistoryKeyTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("state/history.jsonl")
        let other = HistoryStore(path: path, session: "other")
        for text in ["deploy old", "stage a {\n    run 12\n}", "status all", "rollback web to v41"] { try other.append(text) }
    }

    func session(rows: Int = 24) throws -> EditorSession {
        try EditorSession(["--history", path], rows: rows)
    }

    @Test("Up goes back in time, this session first, and Down returns to what was typed")
    func upAndDown() throws {
        let session = try session()
        try session.type("deploy new", see: "deploy new")
        try session.submit("deploy new")
        try session.type("status one", see: "status one")
        try session.submit("status one")
        try session.type(Key.up, see: "pipe> status one")
        try session.type(Key.up, see: "pipe> deploy new\n")
        try session.terminal.expect("the input of this session") { $0.lines.last == "pipe> deploy new" }
        try session.type(Key.up, see: "pipe> rollback web to v41")
        try session.type(Key.down + Key.down + Key.down + "draft", see: "pipe> draft")
        try session.submit("draft")
    }

    @Test("with text typed Up finds inputs that start with it")
    func prefix() throws {
        let session = try session()
        try session.type("s" + Key.up, lines: ["pipe> status all"])
        try session.type(Key.up, lines: ["pipe> stage a {", "    run 12", "}"])
        try session.type(Key.up, cursor: (1, 1))
        try session.type(Key.down, cursor: (2, 1))
        try session.type(Key.down, lines: ["pipe> status all"])
        try session.type(Key.down, lines: ["pipe> s"])
        session.terminal.send(Key.down)
        try session.terminal.expect("a bell") { $0.bells > 0 }
    }

    @Test("an input of several lines comes back whole and can be changed")
    func multiLine() throws {
        let session = try session()
        try session.type("stage" + Key.up, see: "run 12")
        try session.type(Key.up, cursor: (1, 1))
        try session.type(Key.end + "3", see: "run 123")
        try session.submit("stage a {\n    run 123\n}")
    }

    @Test("Ctrl-R finds a part of any earlier input and shows it in place; Enter takes it without running it")
    func search() throws {
        let session = try session()
        try session.type("draft" + Key.control("R"), see: "search:")
        #expect(session.terminal.screen.cursorRow == 1)
        try session.type("a", lines: ["pipe> rollback web to v41", "search: a  1 of 3"])
        #expect(session.terminal.screen.attributeLetters(0).hasPrefix("CCCCCC.....b...."))
        try session.type(Key.control("R"), lines: ["pipe> status all", "search: a  2 of 3"])
        try session.type(Key.control("R"), lines: ["pipe> stage a {", "    run 12", "}", "search: a  3 of 3"])
        try session.type(Key.down, see: "2 of 3")
        try session.type("ll", lines: ["pipe> status all", "search: all  1 of 1"])
        try session.type("x", lines: ["pipe> draft", "search: allx  nothing found"])
        try session.type(Key.backspace, see: "pipe> status all")
        try session.type(Key.enter, lines: ["pipe> status all"])
        try session.submit("status all")
    }

    @Test("Esc leaves the search and gives back what was typed")
    func leaveSearch() throws {
        let session = try session()
        try session.type("draft" + Key.control("R") + "roll", see: "pipe> rollback")
        try session.type(Key.escape, lines: ["pipe> draft"])
        try session.type(Key.control("R") + "roll" + Key.home + "x", lines: ["pipe> xrollback web to v41"])
    }

    @Test("what another session adds is found at once")
    func otherSession() throws {
        let session = try session()
        try session.type(Key.control("R") + "fresh", see: "nothing found")
        session.terminal.send(Key.escape)
        try session.terminal.expect("no search") { $0.lines == ["pipe>"] }
        try HistoryStore(path: path, session: "third").append("fresh from elsewhere")
        try session.type(Key.control("R") + "fresh", see: "pipe> fresh from elsewhere")
    }
}
