import Foundation
import SluiceTestKit
import Testing

/// Without a terminal.
@Suite struct BatchTests {
    struct Piped: CustomTestStringConvertible, Sendable {
        let name: String
        var arguments: [String] = []
        var input = ""
        let status: Int32
        var output = ""
        var error = ""
        var testDescription: String { name }
    }

    static let piped = [
        Piped(name: "a script is run to its end", input: "let x = 2\nprint x + 1\n", status: 0, output: "3\n"),
        Piped(name: "no input at all", status: 0),
        Piped(name: "values are not shown", input: "1 + 1", status: 0),
        Piped(name: "a mistake starts nothing", input: "print 1\nprint nope", status: 1, error: "<stdin>:2:7"),
        Piped(name: "the first failure stops", input: "print 1\nfail \"no\"\nprint 2", status: 1, output: "1\n", error: "no"),
        Piped(name: "one line", arguments: ["-e", "print [1, 2] |> len"], status: 0, output: "2\n"),
        Piped(
            name: "what is started is followed to its end", input: Shell.pipeline + "start checkout at \"v1\"", status: 0,
            error: "succeeded"),
        Piped(name: "nobody is asked", input: "let r = run \"true\"\nprint r.state", status: 0, output: "succeeded\n"),
        Piped(name: "only reading", arguments: ["--read-only"], input: "run \"true\"", status: 1, error: "only reads"),
        Piped(name: "help", arguments: ["-e", "help bake"], status: 0, output: "bake"),
    ]

    @Test("a text without a terminal runs as one script", arguments: piped)
    func runs(_ piped: Piped) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: BuiltProduct.path("shell-host"))
        process.arguments = piped.arguments
        process.environment = ["HOME": "/nonexistent", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"]
        let (input, output, error) = (Pipe(), Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (input, output, error)
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(piped.input.utf8))
        try input.fileHandleForWriting.close()
        let printed = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let told = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == piped.status, "\(told)")
        #expect(piped.output.hasSuffix("\n") || piped.output.isEmpty ? printed == piped.output : printed.contains(piped.output))
        if !piped.error.isEmpty { #expect(told.contains(piped.error)) }
        #expect(!printed.utf8.contains(0x1B) && !told.utf8.contains(0x1B))
    }
}
