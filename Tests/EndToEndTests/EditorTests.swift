import Foundation
import SluiceTestKit
import Testing

/// The program as an editor starts it: over pipes, with scripts on disk.
@Suite struct EditorTests {
    private static func framed(_ message: String) -> String { "Content-Length: \(message.utf8.count)\r\n\r\n\(message)" }

    /// The messages in what the program printed; fails for anything between them.
    private static func messages(in output: String) throws -> [String] {
        var found: [String] = []
        var rest = Array(output.utf8)[...]
        while !rest.isEmpty {
            let head = Array("Content-Length: ".utf8)
            try #require(rest.starts(with: head), "\(String(decoding: rest.prefix(80), as: UTF8.self))")
            let digits = rest.dropFirst(head.count).prefix { (0x30...0x39).contains($0) }
            let length = try #require(Int(String(decoding: digits, as: UTF8.self)))
            let body = rest.dropFirst(head.count + digits.count + 4)
            try #require(body.count >= length)
            found.append(String(decoding: body.prefix(length), as: UTF8.self))
            rest = body.dropFirst(length)
        }
        return found
    }

    @Test("an editor gets diagnostics, hovers and definitions, and nothing else on the pipe") func conversation() throws {
        let workplace = try Workplace()
        try workplace.write("hosts.pipe", "## The fleet.\nfn hosts() = fleet([target(\"a\")])\n")
        let uri = "file://" + workplace.folder
        let script =
            #"import \"hosts.pipe\"\nimport \"std/waves\"\nprint \"never printed\"\nlet box = waves.one_box(hosts.hosts())\nprint bxo\n"#
        func ask(_ id: Int, _ method: String, _ line: Int, _ character: Int) -> String {
            Self.framed(
                #"{"jsonrpc":"2.0","id":\#(id),"method":"textDocument/\#(method)","params":{"textDocument":{"uri":"\#(uri)/main.pipe"},"position":{"line":\#(line),"character":\#(character)}}}"#
            )
        }
        let opened =
            #"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"\#(uri)/main.pipe","languageId":"sluice","version":1,"text":"\#(script)"}}}"#
        let input =
            [#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"capabilities":{},"rootUri":"\#(uri)"}}"#, opened]
            .map(
                Self.framed
            ).joined() + ask(2, "hover", 3, 33) + ask(3, "definition", 3, 33) + ask(4, "definition", 3, 18) + "not a header\n\n"
            + [#"{"jsonrpc":"2.0","id":5,"method":"shutdown"}"#, #"{"jsonrpc":"2.0","method":"exit"}"#].map(Self.framed).joined()
        let end = try workplace.sluice("lsp", input: input)
        #expect(end.status == 0)
        #expect(end.errors == "")
        let said = try Self.messages(in: end.text)
        let hover = try #require(said.first { $0.contains("\"id\":2") })
        #expect(hover.contains("fn hosts()") && hover.contains("The fleet."))
        #expect(said.contains { $0.contains("\"id\":3") && $0.contains("\(uri)/hosts.pipe") })
        let standard = try #require(said.first { $0.contains("\"id\":4") })
        #expect(standard.contains("\(uri)/.cache/sluice/std-"))
        #expect(said.contains { $0.contains("-32700") })
    }

    @Test("an editor that goes without a word leaves no program behind") func gone() throws {
        let workplace = try Workplace()
        let end = try workplace.sluice("lsp", input: Self.framed(#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}"#))
        #expect(end.status == 1)
        #expect(try Self.messages(in: end.text).count == 1)
    }

    @Test("a script that reads a pipe or a device does not hold up the editor", arguments: ["pipe", "/dev/zero"]) func neverWaits(
        _ path: String
    ) throws {
        let workplace = try Workplace()
        try workplace.makePipe("pipe")
        let opened =
            #"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file://\#(workplace.folder)/a.pipe","version":1,"text":"let t = read(\"\#(path)\")\nprint t\n"}}}"#
        let end = try workplace.sluice(
            "lsp", input: [#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}"#, opened].map(Self.framed).joined())
        #expect(end.status == 1)
        #expect(try Self.messages(in: end.text).count == 2)
    }

    private static let vim = ["/usr/bin/vim", "/usr/local/bin/vim"].first { FileManager.default.isExecutableFile(atPath: $0) }

    @Test("Vim colours what the tables say", .enabled(if: vim != nil, "skipped: needs vim")) func colours() throws {
        let workplace = try Workplace()
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        try workplace.write(
            "a.pipe",
            """
            ## Doc.
            import "std/waves"
            alarm errors = exec("e ${region}", number: true) > 0.1% for 3 of 5 every 1h30m missing breaching
            pipeline shop {
                window mon..thu 09:00..16:00
                wave one { deploy waves.one_box(prod) with host rolling 33%; bake 1h } # why
            }
            let timeout = 5m

            """)
        let asked = [
            (1, 1, "DocComment"), (2, 1, "Include"), (2, 9, "String"), (3, 1, "Clause"), (3, 7, "Name"), (3, 16, "Builtin"),
            (3, 26, "LateName"),
            (3, 53, "Percent"), (3, 58, "Control"), (3, 64, "Modifier"), (3, 75, "Duration"), (3, 89, "Word"), (4, 1, "Clause"),
            (4, 10, "Name"), (5, 5, "Clause"), (5, 12, "Weekday"), (5, 21, "Time"), (6, 16, "Clause"), (6, 29, "Member"),
            (6, 43, "Modifier"),
            (6, 61, "Percent"), (6, 66, "Clause"), (6, 76, "Comment"), (8, 1, "Declare"), (8, 5, "Variable"),
        ]
        let lines = asked.map { "call add(g:found, synIDattr(synID(\($0.0), \($0.1), 1), 'name'))" }
        try workplace.write(
            "look.vim",
            ([
                "set nocp", "set rtp^=\(root.path)/scripts/editors/vim", "filetype plugin on", "syntax on", "edit a.pipe",
                "let g:found = [&filetype]",
            ]
                + lines + ["call writefile(g:found, 'found')", "qa!"]).joined(separator: "\n") + "\n")
        let vim = try RunningProgram(
            try #require(Self.vim), ["-es", "-u", "NONE", "-S", "look.vim"], environment: workplace.environment, folder: workplace.folder)
        #expect(vim.wait().status == 0)
        let found = try #require(workplace.read("found")).split(separator: "\n").map(String.init)
        #expect(found == ["sluice"] + asked.map { "sluice" + $0.2 })
    }
}
