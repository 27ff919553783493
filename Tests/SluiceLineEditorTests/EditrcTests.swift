import SluiceTestKit
import Testing

@Suite("A user's .editrc is honoured")
struct EditrcTests {
    func session(_ text: String, arguments: [String] = ["--free"]) throws -> EditorSession {
        let folder = try TemporaryFolder()
        let path = try folder.write(".editrc", text)
        // The file is read before the prompt, so the folder may go when this returns.
        return try EditorSession(arguments, environment: ["EDITRC": path])
    }

    @Test("a key bound there works, also with the name of the program in front", arguments: ["", "sluice:"])
    func bind(prefix: String) throws {
        let session = try session("\(prefix)bind ^X ed-move-to-beg\nbind -s ^G hello\nother:bind ^X ed-end-of-file\n")
        try session.type("abc" + Key.control("X") + "Z", see: "pipe> Zabc")
        try session.type(Key.control("G"), see: "Zhelloabc")
        try session.submit("Zhelloabc")
    }

    @Test("our functions can be put on other keys")
    func ownFunction() throws {
        let session = try session("bind ^X sluice-complete\n", arguments: [])
        try session.type("dep" + Key.control("X"), see: "pipe> deploy")
    }

    @Test("Enter, Ctrl-D and paste cannot be lost")
    func critical() throws {
        let session = try session(
            "bind ^M ed-insert\nbind ^J ed-insert\nbind ^D ed-insert\nbind \\e[200~ ed-insert\n# done\nnonsense here\nbind\n")
        try session.type(Key.paste("one\rtwo"), lines: ["pipe> one", "two"])
        try session.submit("one\ntwo")
        session.terminal.send(Key.control("D"))
        #expect(try session.terminal.waitForEnd() == .exited(0))
    }

    @Test("vi keys", arguments: ["bind -v\n", "bind ^X ed-move-to-beg\nsluice:bind -v\n"])
    func vi(text: String) throws {
        let session = try session(text)
        try session.type("abc", see: "pipe> abc")
        try session.type(Key.escape, cursor: (0, 8))
        try session.type("0x", lines: ["pipe> bc"])
        try session.type("A!", lines: ["pipe> bc!"])
        try session.submit("bc!")
        try session.type("one" + Key.altEnter, cursor: (3, 0))
        session.terminal.send(Key.control("C"))
        try session.terminal.expect(screenContains: "CLEARED")
    }

    @Test("edit off means plain lines")
    func editOff() throws {
        let session = try session("edit off\n")
        session.terminal.send("abc\r")
        try session.got("abc")
        #expect(!session.terminal.transcript.contains(0x1B))
    }
}
