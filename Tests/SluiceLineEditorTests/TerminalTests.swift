import Foundation
import Glibc
import SluiceTestKit
import Testing

@Suite("The terminal and the signals")
struct TerminalTests {
    @Test("Ctrl-C clears the text and says so; on an empty line the program may give a hint")
    func interrupt() throws {
        let session = try EditorSession()
        try session.type("abc" + Key.altEnter + "def" + Key.up, cursor: (0, 9))
        try session.type(Key.control("C"), lines: ["pipe> abc", "def^C", "CLEARED", "pipe>"])
        try session.type(Key.control("C"), see: "HINT")
        try session.type("next", see: "pipe> next")
        try session.submit("next")
    }

    @Test("Ctrl-C closes the menu and the search with everything else", arguments: ["st\t\t", "\u{12}x"])
    func interruptsModes(keys: String) throws {
        let folder = try TemporaryFolder()
        let session = try EditorSession(["--history", folder.file("h")])
        try session.type(keys, see: keys.hasPrefix("st") ? "> status" : "nothing found")
        session.terminal.send(Key.control("C"))
        try session.terminal.expect("a new prompt and no mode") { $0.lines.last == "pipe>" && !$0.text.contains("what runs now") }
        try session.type("ok", see: "pipe> ok")
        try session.submit("ok")
    }

    @Test("Ctrl-D on an empty line is the end, and the terminal is as before")
    func endOfInput() throws {
        let session = try EditorSession()
        #expect(session.terminal.screen.bracketedPaste)
        session.terminal.send(Key.control("D"))
        #expect(try session.terminal.waitForEnd() == .exited(0))
        #expect(session.terminal.screen.lines == ["pipe>", "END"])
        #expect(!session.terminal.screen.bracketedPaste && session.terminal.screen.cursorIsVisible)
    }

    @Test("a paste never runs, whatever is in it")
    func paste() throws {
        let session = try EditorSession(["--free"])
        try session.type(Key.paste("one\rtwo\nthree\u{1}\u{3}\u{1B}[A\n\r"), lines: ["pipe> one", "two", "three[A"])
        try session.submit("one\ntwo\nthree[A")
    }

    @Test("a paste that is stopped in the middle with Ctrl-Z goes on as a paste")
    func stoppedPaste() throws {
        let session = try EditorSession(["--free"])
        session.terminal.send(Key.paste("one\r\u{1A}two\rthree\r"))
        #expect(try session.terminal.waitForEnd(orStopped: true) == .stopped(signal: SIGSTOP))
        session.terminal.signal(SIGCONT)
        try session.terminal.expect("the text") { $0.lines.suffix(3) == ["pipe> one", "two", "three"] }
        try session.submit("one\ntwo\nthree")
    }

    @Test("prompts of ours at the start of pasted lines are taken off")
    func pasteTranscript() throws {
        let session = try EditorSession(["--free", "--continuation", "  .. "])
        try session.type(Key.paste("pipe> stage {\n  .. run\n  .. }\npipe> next"), see: "next")
        try session.submit("stage {\nrun\n}\nnext")
    }

    @Test("a paste of 100 kB arrives whole")
    func largePaste() throws {
        let session = try EditorSession(["--free"])
        let text = (1...5000).map { "line of text no \($0)" }.joined(separator: "\n")
        #expect(text.utf8.count > 100_000)
        try session.type(Key.paste(text), see: "line of text no 5000")
        try session.terminal.expect("the end of the text") { $0.line(23) == "line of text no 5000" }
        session.terminal.send(Key.control("C"))
        try session.terminal.expect("a cleared line", within: 30) { $0.text.contains("CLEARED") }
    }

    @Test("Ctrl-Z stops the process with a usable terminal, and going on brings the input back")
    func suspend() throws {
        let session = try EditorSession()
        try session.type("abc {" + Key.altEnter + "d", cursor: (1, 1))
        session.terminal.send(Key.control("Z"))
        #expect(try session.terminal.waitForEnd(orStopped: true) == .stopped(signal: SIGSTOP))
        #expect(session.terminal.isCooked && !session.terminal.screen.bracketedPaste)
        session.terminal.signal(SIGCONT)
        try session.terminal.expect("the input again") { $0.lines == ["pipe> abc {", "d", "pipe> abc {", "d"] && $0.bracketedPaste }
        try session.type("}", see: "d}")
        try session.submit("abc {\nd}")
    }

    @Test("a process stopped by somebody else finds its way back into the line")
    func stoppedFromOutside() throws {
        let session = try EditorSession()
        try session.type("abc", see: "pipe> abc")
        session.terminal.signal(SIGSTOP)
        #expect(try session.terminal.waitForEnd(orStopped: true) == .stopped(signal: SIGSTOP))
        session.terminal.signal(SIGCONT)
        try session.terminal.expect("the input again") { $0.lines == ["pipe> abc", "pipe> abc"] }
        try session.type("d", see: "abcd")
        try session.submit("abcd")
    }

    @Test("SIGTERM and SIGHUP give the terminal back and are told to the program", arguments: [SIGTERM, SIGHUP])
    func terminate(signal: Int32) throws {
        let session = try EditorSession()
        try session.type("half", see: "half")
        session.terminal.signal(signal)
        #expect(try session.terminal.waitForEnd() == .exited(128 + signal))
        #expect(session.terminal.screen.lines == ["pipe> half", "TERMINATED \(signal)"])
        #expect(!session.terminal.screen.bracketedPaste)
    }

    @Test("a crash while a line is typed gives the terminal back", arguments: [SIGSEGV, SIGILL, SIGABRT, SIGQUIT])
    func crash(signal: Int32) throws {
        let watcher = try ShellAround(arguments: [])
        try watcher.terminal.expect(screenContains: "pipe>")
        try watcher.kill(with: signal)
        try watcher.terminal.expect(screenContains: "icanon")
        #expect(watcher.terminal.screen.text.contains("icanon=yes echo=yes"))
        #expect(!watcher.terminal.screen.bracketedPaste)
    }

    @Test("another size draws the input anew", arguments: [(24, 30), (24, 10), (8, 120), (3, 20)])
    func resize(rows: Int, columns: Int) throws {
        let session = try EditorSession()
        try session.type("stage a" + Key.altEnter + "    run 12", cursor: (1, 10))
        session.terminal.resize(rows: rows, columns: columns)
        session.terminal.send("Y")
        try session.terminal.expect("the letter") { $0.text.contains("run 12Y") || $0.text.contains("12Y") || $0.text.contains("\nY") }
        try session.submit("stage a\n    run 12Y")
    }

    @Test("a dumb terminal gets plain lines and no escape codes", arguments: ["dumb", ""])
    func dumb(name: String) throws {
        let session = try EditorSession(environment: ["TERM": name])
        session.terminal.send("a {\r")
        session.terminal.send("}\r")
        try session.got("a {\n}")
        for count in 1...5 {
            session.terminal.send("work\r")
            try session.terminal.expect("the end of work \(count) and a prompt") {
                $0.lines.count { $0 == "WORKED" } == count && $0.lines.last == "pipe>"
            }
        }
        session.terminal.send(Key.control("C"))
        try session.terminal.expect(screenContains: "HINT")
        session.terminal.send(Key.control("D"))
        #expect(try session.terminal.waitForEnd() == .exited(0))
        #expect(!session.terminal.transcript.contains(0x1B))
    }

    @Test("a terminal nobody has heard of is used without complaint")
    func unknownTerminal() throws {
        let session = try EditorSession(environment: ["TERM": "no-such-terminal"])
        try session.type("abc", lines: ["pipe> abc"])
        try session.submit("abc")
    }

    @Test("without a UTF-8 locale characters beyond ASCII arrive all the same", arguments: ["C", "POSIX", "de_DE.UTF-8"])
    func locale(name: String) throws {
        let session = try EditorSession(environment: ["LC_ALL": name])
        try session.type("é日本1", lines: ["pipe> é日本1"])
        try session.submit("é日本1")
    }

    @Test("a screen of 5 by 20 is enough")
    func smallScreen() throws {
        let session = try EditorSession(rows: 5, columns: 20)
        try session.type("stage a {" + Key.altEnter + "run-12345678901234567890", see: "\n7890")
        try session.type(Key.altEnter + "}", see: "}")
        try session.submit("stage a {\nrun-12345678901234567890\n}")
    }

    @Test("a question is answered with one line, or not at all")
    func question() throws {
        let session = try EditorSession()
        try session.type("ask\r", see: "sure?")
        try session.type("yes {\r", see: "ANSWER yes {")
        try session.type("ask\r", see: "sure?")
        try session.terminal.expect("the question again") { $0.lines.last == "sure?" }
        try session.type(Key.control("C"), see: "ANSWER none")
    }

    @Test("without a terminal there are no prompts and no escape codes")
    func pipes() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: EditorSession.hostPath)
        let (input, output) = (Pipe(), Pipe())
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        input.fileHandleForWriting.write(Data("one\na {\n}\nlast".utf8))
        try input.fileHandleForWriting.close()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(text == "GOT \"one\"\nGOT \"a {\\n}\"\nGOT \"last\"\nEND\n")
    }

    @Test("typed ahead of the prompt is not lost")
    func typedAhead() throws {
        let session = try EditorSession(prompt: "")
        session.terminal.send("one\rtwo\rthree")
        try session.got("one")
        try session.got("two")
        try session.submit("three")
    }
}

/// A shell that looks at the terminal after the host has died.
struct ShellAround {
    let terminal: PseudoTerminal

    init(arguments: [String]) throws {
        let look = """
            echo "pid $$"; "\(EditorSession.hostPath)" \(arguments.joined(separator: " ")); \
            stty -a | grep -q ' icanon' && a=yes || a=no; stty -a | grep -q ' echo ' && b=yes || b=no; echo "icanon=$a echo=$b"
            """
        terminal = try PseudoTerminal(
            "/bin/sh", ["-c", look],
            environment: [
                "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent", "PATH": "/usr/bin:/bin",
                "SWIFT_BACKTRACE": "enable=no",
            ])
    }

    /// Sends the signal of a crash to the host.
    func kill(with signal: Int32) throws {
        let children = try String(
            contentsOfFile: "/proc/\(terminal.processIdentifier)/task/\(terminal.processIdentifier)/children", encoding: .utf8)
        guard let child = children.split(separator: " ").compactMap({ Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }).first
        else {
            throw POSIXError(.ESRCH)
        }
        Glibc.kill(child, signal)
    }
}
