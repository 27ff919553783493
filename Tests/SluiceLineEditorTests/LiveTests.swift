import Foundation
import Glibc
import SluiceTestKit
import Testing

@Suite("Rows and messages while somebody types")
struct LiveTests {
    let folder: TemporaryFolder
    let control: HostControl

    init() throws {
        folder = try TemporaryFolder()
        control = try HostControl(in: folder)
    }

    func session(rows: Int = 24, columns: Int = 80) throws -> EditorSession {
        try EditorSession(["--control", control.path], rows: rows, columns: columns)
    }

    @Test("a message stands above the prompt and the text being typed stays as it is")
    func notice() throws {
        let session = try session()
        try session.type("stage a {" + Key.altEnter + "run 12" + Key.up, cursor: (0, 12))
        control.order("notice beta is done")
        try session.terminal.expect("the message above") { $0.lines == ["beta is done", "pipe> stage a {", "run 12"] }
        #expect(session.terminal.screen.cursorRow == 1)
        #expect(session.terminal.screen.cursorColumn == 12)
        control.order("notice two\\nlines \u{1B}[31m")
        try session.terminal.expect("two lines without the escape code") {
            $0.lines == ["beta is done", "two", "lines ^[[31m", "pipe> stage a {", "run 12"]
        }
        try session.type("X" + Key.down + Key.altEnter + "}", see: "stage Xa {")
        try session.submit("stage Xa {\nrun 12\n}")
    }

    @Test("a message on the last row scrolls the screen")
    func noticeAtTheBottom() throws {
        let session = try session(rows: 4, columns: 30)
        try session.type("a" + Key.altEnter + "b" + Key.altEnter + "c", lines: ["pipe> a", "b", "c"])
        for number in 1...6 { control.order("notice message \(number)") }
        try session.terminal.expect("the last message") { $0.lines == ["message 6", "pipe> a", "b", "c"] }
        #expect(session.terminal.screen.scrolledAway == (1...5).map { "message \($0)" })
    }

    @Test("live rows stand above the prompt, change in place, and go")
    func liveRows() throws {
        let session = try session()
        try session.type("abc", see: "pipe> abc")
        control.order("live beta 10%|prod waits")
        try session.terminal.expect("two rows") { $0.lines == ["beta 10%", "prod waits", "pipe> abc"] }
        #expect(session.terminal.screen.attributeLetters(0) == "gggggggg")
        #expect(session.terminal.screen.cursorColumn == 9)
        control.order("live beta 20%|prod waits|dev")
        try session.terminal.expect("three rows") { $0.lines == ["beta 20%", "prod waits", "dev", "pipe> abc"] }
        try session.type("d", see: "pipe> abcd")
        control.order("live")
        try session.terminal.expect("no rows") { $0.lines == ["pipe> abcd"] }
        control.order("live again")
        try session.terminal.expect("a row") { $0.lines == ["again", "pipe> abcd"] }
        session.terminal.send(Key.enter)
        try session.terminal.expect("the row above the next prompt only") {
            $0.lines == ["pipe> abcd", "GOT \"abcd\"", "again", "pipe>"]
        }
    }

    @Test("live rows are clipped to the width and collapse on a small screen")
    func small() throws {
        let session = try session(rows: 5, columns: 20)
        control.order("live a very long row that does not fit|b|c")
        try session.terminal.expect("one row") { $0.lines == ["a very long r… (+2)", "pipe>"] }
        try session.type("x {" + Key.altEnter + "y" + Key.altEnter + "z" + Key.altEnter + "}", see: "}")
        try session.terminal.expect("a row and the text") { $0.lines == ["a very long r… (+2)", "pipe> x {", "y", "z", "}"] }
        try session.type(Key.altEnter + "w", lines: ["pipe> x {", "y", "z", "}", "w"])
    }

    @Test("a hundred live rows leave half of the screen")
    func many() throws {
        let session = try session()
        control.order("live " + (1...100).map { "row \($0)" }.joined(separator: "|"))
        try session.terminal.expect("a part") { $0.lines.count == 13 && $0.line(11) == "… 89 more" && $0.line(12) == "pipe>" }
    }

    @Test("rows that did not change send nothing, and changes come ten times a second at most")
    func quiet() throws {
        let session = try session()
        control.order("live start")
        try session.terminal.expect(screenContains: "start")
        let before = session.terminal.transcript.count
        for _ in 1...50 { control.order("live start") }
        control.order("notice end")
        try session.terminal.expect(screenContains: "end")
        let noticeOnly = session.terminal.transcript.count - before
        #expect(noticeOnly < 120)
        for number in 1...500 { control.order("live count \(number)") }
        control.order("notice counted")
        try session.terminal.expect(screenContains: "count 500")
        let drawn = (1...500).filter {
            session.terminal.transcriptContains("count \($0)\u{1B}") || session.terminal.transcriptContains("count \($0)\r")
        }
        #expect(drawn.count < 100)
    }

    @Test("the prompt changes while somebody types")
    func prompt() throws {
        let session = try session()
        try session.type("abc", see: "pipe> abc")
        control.order("prompt PROD 2>")
        try session.terminal.expect("the new prompt") { $0.lines == ["PROD 2> abc"] && $0.cursorColumn == 11 }
        session.terminal.send(Key.enter)
        try session.got("abc")
    }

    @Test("Ctrl-C while work runs in the foreground reaches the program, and kills nothing")
    func attend() throws {
        let session = try session()
        try session.type("follow\r", see: "FOLLOWING")
        control.order("live beta 10%")
        try session.terminal.expect(screenContains: "beta 10%")
        control.order("notice alarm")
        try session.terminal.expect("the message above the row") { $0.lines == ["pipe> follow", "FOLLOWING", "alarm", "beta 10%"] }
        try session.type(Key.control("C"), see: "SIGNAL 2, the rollout goes on")
        try session.terminal.expect("a prompt") { $0.lines.last == "pipe>" && $0.text.contains("stopped following") }
        try session.submit("")
    }

    @Test("messages do not disturb the menu")
    func menu() throws {
        let session = try session()
        try session.type("st\t\t", see: "> status")
        control.order("notice hello")
        try session.terminal.expect("the message above and the menu below") {
            $0.line(0) == "hello" && $0.line(1) == "pipe> status" && $0.line(2).hasPrefix("> status")
        }
        try session.type("\t", see: "> stop")
        try session.type(Key.enter, lines: ["hello", "pipe> stop"])
    }

    @Test("an idle editor uses no processor time")
    func idle() throws {
        let session = try session()
        control.order("live a row")
        try session.terminal.expect(screenContains: "a row")
        let before = session.terminal.transcript.count
        for _ in 1...20 { control.order("live a row") }
        control.order("prompt x>")
        try session.terminal.expect(screenContains: "x>")
        #expect(session.terminal.transcript.count - before < 60)
    }
}

extension PseudoTerminal {
    func transcriptContains(_ text: String) -> Bool {
        String(decoding: transcript, as: UTF8.self).contains(text)
    }
}
