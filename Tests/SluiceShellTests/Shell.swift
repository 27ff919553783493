import Foundation
import Glibc
import SluiceTestKit

/// The host of the shell on a terminal, in a folder of its own.
struct Shell {
    let terminal: PseudoTerminal
    let folder: String

    static let pipeline = """
        deployer host { install "true ${target.name}" }
        let prod = [target("a1", region: "eu"), target("a2", region: "eu"), target("b1", region: "us")]
        pipeline checkout { phase production { wave one { deploy prod with host rolling 100% } } }

        """

    init(_ arguments: [String] = [], rows: Int = 24, columns: Int = 100, environment: [String: String] = [:]) throws {
        folder = NSTemporaryDirectory() + "sluice-shell-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        _ = unsafe mkfifo(folder + "/gate", 0o600)
        let variables = [
            "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "HOME": folder, "PATH": "/usr/bin:/bin", "HISTORY": folder + "/history",
            "GATE": folder + "/gate",
        ]
        terminal = try PseudoTerminal(
            BuiltProduct.path("shell-host"), arguments, environment: variables.merging(environment) { $1 }, directory: folder, rows: rows,
            columns: columns)
        try terminal.expect(screenContains: "sluice>")
    }

    /// Types a line, presses Enter, and waits for what it shows.
    func enter(_ line: String, see text: String) throws {
        terminal.send(line + "\r")
        try see(text)
    }

    func see(_ text: String) throws {
        try terminal.expect("`\(text)`") { screen in (screen.scrolledAway + screen.lines).joined(separator: "\n").contains(text) }
    }

    /// Waits until the last line is a prompt with nothing behind it.
    func prompt(_ text: String = "sluice>") throws {
        try terminal.expect("the prompt `\(text)`") { $0.lines.last?.hasSuffix(text) ?? false }
    }

    func define() throws {
        for line in Self.pipeline.split(separator: "\n") {
            terminal.send(line + "\r")
            try prompt()
        }
    }

    /// Stays open, so that who comes later passes too.
    func openGate() { _ = unsafe open(folder + "/gate", O_RDWR) }
    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
