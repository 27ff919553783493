import Foundation
import SluiceInterpreter
import SluiceSyntax
import Testing

@testable import SluiceLanguageServer

@Suite struct SessionTests {
    @Test(
        "whatever comes in, the session goes on",
        arguments: [
            "", "{", "[]", "null", "3", "\"x\"", "{}", #"{"id":1}"#, #"{"method":3}"#, #"{"id":{},"method":"x"}"#,
            #"{"id":1,"method":"textDocument/hover"}"#, #"{"id":1,"method":"textDocument/hover","params":[]}"#,
            #"{"id":1,"method":"textDocument/hover","params":{"textDocument":{"uri":"x"},"position":{"line":-1,"character":-9}}}"#,
            #"{"method":"textDocument/didChange","params":{"textDocument":{"uri":"nowhere"},"contentChanges":[{"text":"a"}]}}"#,
            #"{"method":"textDocument/didOpen","params":null}"#, #"{"method":"$/setTrace","params":{"value":"off"}}"#,
            #"{"method":"$/cancelRequest","params":{"id":true}}"#, String(repeating: "[", count: 100_000), "\u{FEFF}{}", "\u{0}",
        ])
    func robust(_ text: String) throws {
        var editor = Editor()
        editor.open("file:///w/a.pipe", "let a = 1\n")
        editor.session.receive(Data(text.utf8))
        _ = editor.settle()
        let reply = editor.ask("textDocument/hover", at: "file:///w/a.pipe", 0, 4)
        #expect(reply.contains("let a: Int"))
    }

    @Test(
        "any bytes of a document are answered", arguments: ["\u{FFFD}\u{1F600}", "\r\r\n\n\r", "\"${\"${\"${", "}}}}", "fn f(", "a.b.c."])
    func documents(_ text: String) {
        var editor = Editor()
        editor.open("file:///w/a.pipe", text)
        for line in 0...3 {
            for character in [0, 1, 2, 5, 100] {
                for method in ["hover", "completion", "signatureHelp", "definition", "prepareRename", "documentHighlight"] {
                    let reply = editor.ask("textDocument/\(method)", at: "file:///w/a.pipe", line, character)
                    #expect(reply.contains("\"id\""))
                }
            }
        }
    }

    @Test("changes that come together are analysed once") func superseded() {
        var editor = Editor()
        editor.open("file:///w/a.pipe", "let a = 1\n")
        _ = editor.settle()
        for version in 2...6 { editor.change("file:///w/a.pipe", version, "let a = \(version) +\n") }
        editor.change("file:///w/a.pipe", 7, "let a = 7\n")
        let published = editor.settle().filter { $0.contains("publishDiagnostics") }
        #expect(published.count == 1)
        #expect(published.first?.contains("\"version\":7") == true)
        #expect(published.first?.contains("\"diagnostics\":[]") == true)
    }

    @Test("a change between reading and evaluating a text begins anew") func interrupted() {
        var editor = Editor()
        editor.open("file:///w/a.pipe", "let a = 1\n")
        _ = editor.session.step()
        _ = editor.session.step()
        editor.change("file:///w/a.pipe", 2, "let a = 2\n")
        #expect(editor.settle().filter { $0.contains("publishDiagnostics") }.count == 1)
    }

    @Test("a script that does not end is looked at for a bounded time, and that is said and no mistake") func bounded() {
        var editor = Editor()
        editor.open("file:///w/a.pipe", "var n = 0\nwhile n >= 0 { n = n + 1 }\n")
        let said = editor.settle().joined()
        #expect(said.contains("\"severity\":3") && said.contains("the editor looks no further than"))
        #expect(!said.contains("\"severity\":1"))
    }

    @Test("an input that only a run is given is no mistake of the script", arguments: ["arg(\"x\")", "env(\"X\")", "read(\"gone\")"])
    func inputs(_ call: String) {
        var editor = Editor()
        editor.open("file:///w/a.pipe", "let a = \(call)\nprint a\n")
        let said = editor.settle().joined()
        #expect(said.contains("\"severity\":2") && said.contains("E0509"))
        #expect(!said.contains("\"severity\":1"))
    }

    @Test("a large document is answered") func large() {
        var editor = Editor()
        let line = "let value_NUMBER = [1, 2, 3]\n"
        editor.open("file:///w/a.pipe", (1...20_000).map { line.replacing("NUMBER", with: "\($0)") }.joined())
        #expect(editor.settle().contains { $0.contains("\"diagnostics\":[]") })
        #expect(editor.ask("textDocument/hover", at: "file:///w/a.pipe", 19_999, 5).contains("value_20000"))
    }

    @Test("whatever is typed into a script, every request is answered", arguments: 1...6) func typing(_ seed: UInt64) {
        var draws = Draws(state: seed)
        let pieces = [
            "{", "}", "(", ")", "[", "\"", "${", "\"\"\"", "'", "\n", ".", "|>", " = ", "fn f(a) { ", "é", "\u{1F600}", "\r\n", "#", "5m",
            "waves.",
        ]
        var editor = Editor()
        editor.open("file:///w/a.pipe", Self.script)
        for version in 2...40 {
            let place = (line: draws.next(16), character: draws.next(60))
            editor.type("file:///w/a.pipe", version, place.line, place.character, pieces[draws.next(pieces.count)])
            for method in [
                "hover", "completion", "signatureHelp", "definition", "prepareRename", "formatting", "documentSymbol",
                "semanticTokens/full",
            ] {
                #expect(
                    editor.ask("textDocument/\(method)", at: "file:///w/a.pipe", place.line, place.character + 1).contains("\"jsonrpc\""))
            }
        }
    }

    private static let script = """
        import "std/waves"
        let prod = fleet([target("a", region: "eu"), target("b", region: "us")])
        alarm errors = exec("e ${region}", number: true) > 1% for 2 of 3
        deployer host { install "x ${target.name} ${revision}" }
        pipeline shop {
            stage build { run "make" timeout 10m }
            phase production {
                watch errors
                for step in waves.growing(prod) {
                    wave "r-${step.number}" { deploy step.targets with host; bake 1h }
                }
            }
        }
        let e = start shop at "v1"
        print e.state
        """

    @Test("an open document whose file is gone is still answered") func deleted() {
        var editor = Editor()
        editor.open("file:///w/gone.pipe", "let a = 1\n")
        editor.session.receive(
            Data(#"{"method":"workspace/didChangeWatchedFiles","params":{"changes":[{"uri":"file:///w/gone.pipe","type":3}]}}"#.utf8))
        #expect(editor.ask("textDocument/hover", at: "file:///w/gone.pipe", 0, 4).contains("let a: Int"))
    }
}

/// The same numbers for the same seed.
private struct Draws {
    var state: UInt64

    mutating func next(_ below: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(below))
    }
}

/// A client that has said hello.
struct Editor {
    var session: LanguageSession
    private var number = 0

    init(_ files: [String: String] = [:], capabilities: String = "{}") {
        session = LanguageSession(workspace: FakeWorkspace(files: files), version: "1")
        session.receive(Data(#"{"id":0,"method":"initialize","params":{"capabilities":\#(capabilities),"rootUri":"file:///w"}}"#.utf8))
        session.receive(Data(#"{"method":"initialized","params":{}}"#.utf8))
        _ = settle()
    }

    private static func json(_ text: String) -> String { String(decoding: (try? JSONEncoder().encode(text)) ?? Data(), as: UTF8.self) }

    mutating func open(_ uri: String, _ text: String) {
        session.receive(
            Data(
                #"{"method":"textDocument/didOpen","params":{"textDocument":{"uri":"\#(uri)","languageId":"sluice","version":1,"text":\#(Self.json(text))}}}"#
                    .utf8))
    }

    mutating func change(_ uri: String, _ version: Int, _ text: String) {
        session.receive(
            Data(
                #"{"method":"textDocument/didChange","params":{"textDocument":{"uri":"\#(uri)","version":\#(version)},"contentChanges":[{"text":\#(Self.json(text))}]}}"#
                    .utf8))
    }

    mutating func type(_ uri: String, _ version: Int, _ line: Int, _ character: Int, _ text: String) {
        let place = #"{"line":\#(line),"character":\#(character)}"#
        session.receive(
            Data(
                #"{"method":"textDocument/didChange","params":{"textDocument":{"uri":"\#(uri)","version":\#(version)},"contentChanges":[{"range":{"start":\#(place),"end":\#(place)},"text":\#(Self.json(text))}]}}"#
                    .utf8))
    }

    /// Everything that the server says until it has nothing more to do.
    mutating func settle() -> [String] {
        var said: [String] = []
        while let messages = session.step() { said += messages.map { String(decoding: $0.data, as: UTF8.self) } }
        return said
    }

    /// The answer to a request about a place.
    mutating func ask(_ method: String, at uri: String, _ line: Int, _ character: Int) -> String {
        number += 1
        session.receive(
            Data(
                #"{"id":\#(number),"method":"\#(method)","params":{"textDocument":{"uri":"\#(uri)"},"position":{"line":\#(line),"character":\#(character)}}}"#
                    .utf8))
        return settle().last { $0.contains("\"id\":\(number),") || $0.contains("\"id\":\(number)}") } ?? ""
    }
}
