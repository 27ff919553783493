import Foundation
import SluiceTestKit
import Testing

/// The built shell: on a terminal of its own, and without one.
@Suite struct ShellTests {
    private func open(_ place: Workplace, _ arguments: [String] = []) throws -> PseudoTerminal {
        let variables = place.environment.merging(["TERM": "xterm-256color"]) { $1 }
        let terminal = try PseudoTerminal(
            BuiltProduct.path("sluice"), ["shell"] + arguments, environment: variables, directory: place.folder, rows: 30, columns: 110)
        try prompt(of: terminal)
        return terminal
    }

    private func prompt(of terminal: PseudoTerminal) throws {
        try terminal.expect("a prompt", within: 30) { screen in
            guard let last = screen.lines.last else { return false }
            return last.hasSuffix(">") && last.contains("sluice")
        }
    }

    private func see(_ text: String, on terminal: PseudoTerminal) throws {
        try terminal.expect("`\(text)`", within: 30) { screen in
            (screen.scrolledAway + screen.lines).joined(separator: "\n").contains(text)
        }
    }

    @Test func `a pipeline typed at the prompt rolls out, is looked at, and is rolled back once the question is answered`() throws {
        let place = try Workplace()
        let terminal = try open(place)
        terminal.send("\u{1B}[200~" + Workplace.definition + "\u{1B}[201~\r")
        try prompt(of: terminal)
        terminal.send("let a = follow (start shop at \"v1\")\r")
        try see("shop#1 succeeded", on: terminal)
        try prompt(of: terminal)
        terminal.send("let b = follow (start shop at \"v2\")\r")
        try see("shop#2 succeeded", on: terminal)
        try prompt(of: terminal)
        #expect(place.versions == Array(repeating: "v2", count: 6))
        terminal.send("status\r")
        try see("LAST GOOD", on: terminal)
        terminal.send("rollback shop.production to \"v1\" because \"errors in eu\"\r")
        try see("6 targets, 2 regions, 100% of weight", on: terminal)
        terminal.send("n\r")
        try see("nothing was done", on: terminal)
        try prompt(of: terminal)
        #expect(place.versions == Array(repeating: "v2", count: 6))
        terminal.send("rollback shop.production to \"v1\" because \"errors in eu\"\r")
        try terminal.expect("the question", within: 30) { $0.lines.last?.contains("[y/N]") ?? false }
        terminal.send("y\r")
        try see("shop#2 rolled back", on: terminal)
        #expect(place.versions == Array(repeating: "v1", count: 6))
        terminal.send("\u{4}")
        #expect(try terminal.waitForEnd(within: 30) == .exited(0))
    }

    @Test func `leaving while a rollout is on its way asks, and the next session goes on with it`() throws {
        let place = try Workplace()
        let terminal = try open(place)
        terminal.send("\u{1B}[200~" + Workplace.definition.replacing("bake 600ms", with: "bake 3s") + "\u{1B}[201~\r")
        try prompt(of: terminal)
        terminal.send("let e = start shop at \"v1\"\r")
        try see("1 running", on: terminal)
        terminal.send("\u{4}")
        try see("Leave? [y/N]", on: terminal)
        terminal.send("y\r")
        #expect(try terminal.waitForEnd(within: 30) == .exited(0))
        let end = try place.sluice("resume")
        #expect(end.status == 0, "\(end.errors)")
        #expect(place.versions == Array(repeating: "v1", count: 6))
        #expect(place.installs.count == 6)
    }

    @Test func `Ctrl-C while following ends the following only`() throws {
        let place = try Workplace()
        let terminal = try open(place)
        terminal.send("\u{1B}[200~" + Workplace.definition.replacing("bake 600ms", with: "bake 3s") + "\u{1B}[201~\r")
        try prompt(of: terminal)
        terminal.send("follow (start shop at \"v1\")\r")
        try terminal.expect("the picture", within: 30) { screen in
            screen.lines.contains { $0.contains("baking") } && !(screen.lines.last ?? "").contains("sluice")
        }
        terminal.send("\u{3}")
        try see("stopped following shop#1; the rollout goes on", on: terminal)
        terminal.send("follow shop#1\r")
        try see("shop#1 succeeded", on: terminal)
        #expect(place.versions == Array(repeating: "v1", count: 6))
    }

    @Test func `a piped text runs as one script, and names what is stored`() throws {
        let place = try Workplace()
        let end = try place.sluice("shell", input: Workplace.script("let e = start shop at \"v1\"\nprint e.revision"))
        #expect(end.status == 0, "\(end.errors)")
        #expect(end.lines == ["v1"])
        #expect(place.versions == Array(repeating: "v1", count: 6))
        let status = try place.sluice("-e", "status shop")
        #expect(status.status == 0, "\(status.errors)")
        #expect(status.text.contains("v1"))
        let explained = try place.sluice("-e", "explain shop", "--format", "json")
        #expect(explained.status == 0 && explained.text.hasPrefix("["))
        let mistaken = try place.sluice("shell", input: "print 1\nprint nope")
        #expect(mistaken.status == 1 && mistaken.lines.isEmpty)
        #expect(mistaken.errors.contains("<stdin>:2:7"))
    }

    @Test func `a bad revision piped in ends as one that was rolled back`() throws {
        let place = try Workplace()
        #expect(try place.sluice("shell", input: Workplace.script("start shop at \"v1\"")).status == 0)
        #expect(try place.sluice("-e", "start shop at \"v2-bad\"").status == 4)
        #expect(place.versions == Array(repeating: "v1", count: 6))
    }
}
