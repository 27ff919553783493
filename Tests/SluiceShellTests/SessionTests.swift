import Foundation
import SluiceTestKit
import Testing

/// The built host on a terminal.
@Suite struct SessionTests {
    @Test("a pipeline typed over several lines starts, rolls out while one types, and is there afterwards") func rollout() throws {
        let shell = try Shell()
        defer { shell.remove() }
        try shell.define()
        try shell.enter("let e = start checkout at \"stuck\"", see: "1 running")
        try shell.prompt("sluice 1 running> ".trimmingCharacters(in: .whitespaces))
        shell.terminal.send("print \"half")
        shell.openGate()
        try shell.see("succeeded")
        shell.terminal.send(" typed\"\r")
        try shell.see("half typed")
        try shell.enter("status", see: "checkout#1")
        try shell.enter("print e.state", see: "succeeded")
    }

    @Test("a mistake is told with its place, and the session goes on") func mistake() throws {
        let shell = try Shell()
        defer { shell.remove() }
        try shell.enter("print nope", see: "error[E0")
        try shell.see("--> <shell>:1:7")
        try shell.enter("print 1 + 1", see: "\n2")
        try shell.enter("fail \"stop here\"", see: "stop here")
        try shell.enter("[1, 2] |> len", see: "\n2")
        try shell.enter("_ * 21", see: "\n42")
    }

    @Test("what is open asks for more lines, indented") func severalLines() throws {
        let shell = try Shell()
        defer { shell.remove() }
        shell.terminal.send("fn twice(x) {\r")
        try shell.terminal.expect("an indented line") { ($0.cursorRow, $0.cursorColumn) == (1, 4) }
        try shell.enter("return x * 2", see: "    return x * 2")
        shell.terminal.send("}\r")
        try shell.prompt()
        try shell.enter("twice(4)", see: "\n8")
    }

    @Test("Tab offers live names with what is known of them") func completion() throws {
        let shell = try Shell()
        defer { shell.remove() }
        try shell.define()
        try shell.enter("start checkout at \"stuck\"", see: "1 running")
        shell.terminal.send("follow \t")
        try shell.see("checkout#1")
        shell.terminal.send("\u{3}")
        shell.terminal.send("explain checkout.\t")
        try shell.see("phase of 1 stage")
    }

    @Test("Ctrl-C clears a line, hints on an empty one, and while following only stops following") func interrupt() throws {
        let shell = try Shell()
        defer { shell.remove() }
        shell.terminal.send("print 1 +\u{3}")
        try shell.prompt()
        shell.terminal.send("\u{3}")
        try shell.see("Ctrl-D or :quit leaves")
        try shell.define()
        try shell.enter("let e = start checkout at \"stuck\"", see: "1 running")
        shell.terminal.send("follow e\r")
        try shell.terminal.expect("no prompt") { !($0.lines.last ?? "").contains("sluice") }
        shell.terminal.send("\u{3}")
        try shell.see("stopped following checkout#1; the rollout goes on")
        shell.openGate()
        try shell.enter("follow checkout#1", see: "succeeded")
        try shell.enter("print e.state", see: "\nsucceeded")
    }

    @Test("a rollback shows its effect and asks; no does nothing, yes does it") func confirmation() throws {
        let shell = try Shell()
        defer { shell.remove() }
        try shell.define()
        try shell.enter("let a = follow (start checkout at \"v1\")", see: "checkout#1")
        try shell.prompt()
        try shell.enter("let b = follow (start checkout at \"v2\")", see: "checkout#2")
        try shell.prompt()
        try shell.enter("rollback checkout.production to \"v1\" because \"errors\"", see: "3 targets, 2 regions, 100% of weight")
        try shell.see("[y/N]")
        try shell.enter("n", see: "nothing was done")
        try shell.prompt()
        shell.terminal.send("rollback checkout.production to \"v1\" because \"errors\"\r")
        try shell.terminal.expect("the question") { $0.lines.last?.contains("[y/N]") ?? false }
        try shell.enter("y", see: "checkout!1")
    }

    @Test("Ctrl-D asks when executions would stop with the session") func leaving() throws {
        let shell = try Shell()
        defer { shell.remove() }
        try shell.define()
        try shell.enter("let e = start checkout at \"stuck\"", see: "1 running")
        shell.terminal.send("\u{4}")
        try shell.see("Leave? [y/N]")
        try shell.enter("n", see: "sluice 1 running>")
        shell.terminal.send("\u{4}")
        try shell.terminal.expect("the question") { $0.lines.last?.contains("[y/N]") ?? false }
        shell.terminal.send("y\r")
        #expect(try shell.terminal.waitForEnd() == .exited(0))
    }

    @Test("a session that only reads refuses to act") func readOnly() throws {
        let shell = try Shell(["--read-only"])
        defer { shell.remove() }
        shell.terminal.send("run \"true\"\r")
        try shell.see("this session only reads")
        try shell.enter("status", see: "Nothing is known yet")
    }

    @Test("definitions are saved, history is kept, help has pages") func surroundings() throws {
        let shell = try Shell()
        defer { shell.remove() }
        try shell.define()
        try shell.enter(":save kept.pipe", see: "wrote")
        let script = try String(contentsOfFile: shell.folder + "/kept.pipe", encoding: .utf8)
        #expect(script.contains("pipeline checkout {"))
        try shell.enter("?bake", see: "Stands in")
        try shell.enter(":nonsense", see: "there is no shell command")
        shell.terminal.send(":quit\r")
        #expect(try shell.terminal.waitForEnd() == .exited(0))
        let history = try String(contentsOfFile: shell.folder + "/history", encoding: .utf8)
        #expect(history.contains("?bake") && history.contains("deployer host"))
    }

    @Test("a plain terminal gets lines and no escape codes") func plain() throws {
        let shell = try Shell(environment: ["TERM": "dumb"])
        defer { shell.remove() }
        try shell.define()
        try shell.enter("follow (start checkout at \"v1\")", see: "succeeded")
        #expect(!shell.terminal.transcript.contains(0x1B))
    }
}
