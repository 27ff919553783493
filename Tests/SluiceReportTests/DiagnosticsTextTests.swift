import SluiceReport
import SluiceSyntax
import Testing

/// A script with the place of a word in it.
struct Sample {
    let file: SourceFile
    let files: SourceFiles

    init(_ text: String, name: String = "checkout.pipe") {
        var files = SourceFiles()
        file = files.add(name: name, bytes: Array(text.utf8))
        self.files = files
    }

    /// The span of the first occurrence of a text.
    func span(_ word: String) -> Span {
        let bytes = Array(word.utf8)
        let start = file.bytes.indices.first { file.bytes[$0...].starts(with: bytes) } ?? 0
        return Span(file: file.id, start: start, end: start + bytes.count)
    }

    func text(_ diagnostic: Diagnostic, style: Style = .plain) -> String { DiagnosticText(files: files, style: style).render(diagnostic) }
}

@Suite("Diagnostics as text")
struct DiagnosticsTextTests {
    @Test("have the form of the language reference")
    func form() {
        let sample = Sample(String(repeating: "\n", count: 30) + "        watch eror\n")
        let diagnostic = Diagnostic(
            code: "E0203", message: "no alarm named `eror`", at: sample.span("eror"), label: "not found",
            fixes: [.init("did you mean `errors` (line 3)?")])
        #expect(
            sample.text(diagnostic) == """
                error[E0203]: no alarm named `eror`
                  --> checkout.pipe:31:15
                   |
                31 |         watch eror
                   |               ^^^^ not found
                   = help: did you mean `errors` (line 3)?

                """)
    }

    @Test("show other places, in order and with gaps, and notes before help")
    func places() {
        let sample = Sample("let a = 1\n# one\n# two\n# three\nlet a = 2\n# six\nprint a\n")
        let diagnostic = Diagnostic(
            code: "E0204", severity: .warning, message: "`a` is already defined here", at: sample.span("a = 2"), label: "defined again",
            secondary: [.init(sample.span("a = 1"), "first"), .init(sample.span("print a"), "used"), .init(sample.span("let a = 2"))],
            fixes: [.init("rename it")], notes: ["names are kept"])
        #expect(
            sample.text(diagnostic) == """
                warning[E0204]: `a` is already defined here
                 --> checkout.pipe:5:5
                  |
                1 | let a = 1
                  |     ----- first
                 ...
                5 | let a = 2
                  |     ^^^^^ defined again
                  | ---------
                6 | # six
                7 | print a
                  | ------- used
                  = note: names are kept
                  = help: rename it

                """)
    }

    @Test(
        "carets stand under what they mean",
        arguments: [
            ("tabs", "\twatch\teror", "    watch   eror", "            ^^^^"),
            ("wide characters", "print \"日本\" eror", "print \"日本\" eror", "             ^^^^"),
            ("combining marks", "print \"e\u{301}\" eror", "print \"e\u{301}\" eror", "          ^^^^"),
            ("emoji", "print \"👩‍🚀\" eror", "print \"👩‍🚀\" eror", "           ^^^^"),
            ("control characters", "print \"\u{1B}[2J\" eror", "print \"␛[2J\" eror", "             ^^^^"),
            ("text that turns around", "print \"\u{202E}\" eror", "print \"\u{FFFD}\" eror", "          ^^^^"),
            ("carriage returns at the end", "eror\r", "eror", "^^^^"),
        ])
    func alignment(name: String, source: String, shown: String, carets: String) {
        let sample = Sample(source + "\n")
        let lines = sample.text(Diagnostic(code: "E0201", message: "m", at: sample.span("eror"))).split(separator: "\n").map(String.init)
        #expect(lines[3] == "1 | \(shown)")
        #expect(lines[4] == "  | \(carets)")
    }

    @Test("mark the first line of a span of several, and one cell of an empty one")
    func spans() {
        let sample = Sample("stage a {\n    x\n}\n")
        let long = sample.text(Diagnostic(code: "E0301", message: "m", at: sample.file.span))
        #expect(long.contains("  | ^^^^^^^^^\n"))
        let end = Span(file: sample.file.id, start: sample.file.bytes.count, end: sample.file.bytes.count + 9)
        #expect(sample.text(Diagnostic(code: "E0112", message: "m", at: end)).hasSuffix("4 |\n  | ^\n"))
    }

    @Test("name other files, and do without a file that is not there")
    func files() {
        var files = SourceFiles()
        let first = files.add(name: "a.pipe", bytes: Array("import b\n".utf8))
        let second = files.add(name: "b.pipe", bytes: Array("import a\n".utf8))
        let diagnostic = Diagnostic(code: "E0222", message: "circle", at: first.span, secondary: [.init(second.span, "and back")])
        #expect(
            DiagnosticText(files: files).render(diagnostic) == """
                error[E0222]: circle
                 --> a.pipe:1:1
                  |
                1 | import b
                  | ^^^^^^^^
                 ::: b.pipe:1:1
                  |
                1 | import a
                  | -------- and back

                """)
        #expect(DiagnosticText(files: SourceFiles()).render(diagnostic) == "error[E0222]: circle\n")
    }

    @Test("carry colours only when asked for, and say the same without")
    func colours() {
        let sample = Sample("print eror\n")
        let diagnostic = Diagnostic(code: "E0201", message: "m", at: sample.span("eror"), label: "l", fixes: [.init("f")])
        let coloured = sample.text(diagnostic, style: .ansi)
        #expect(coloured.contains("\u{1B}[1;31merror[E0201]\u{1B}[0m"))
        #expect(coloured.contains("\u{1B}[1;31m^^^^ l\u{1B}[0m"))
        var plain = ""
        var inEscape = false
        for character in coloured {
            if character == "\u{1B}" { inEscape = true }
            if !inEscape { plain.append(character) }
            if character == "m" { inEscape = false }
        }
        // The message is the letter that ends an escape sequence.
        #expect(plain == sample.text(diagnostic))
    }

    @Test(
        "colours follow the terminal and the environment",
        arguments: [
            (true, nil, "xterm", Style.ansi), (false, nil, "xterm", .plain), (true, "1", "xterm", .plain), (true, "", "xterm", .ansi),
            (true, nil, "dumb", .plain), (true, nil, nil, .ansi),
        ] as [(Bool, String?, String?, Style)])
    func style(isTerminal: Bool, noColor: String?, term: String?, expected: Style) {
        #expect(Style(isTerminal: isTerminal, noColor: noColor, term: term) == expected)
    }

    @Test("are counted in a summary")
    func summary() {
        let span = Sample("x").file.span
        let error = Diagnostic(code: "E0201", message: "m", at: span)
        let warning = Diagnostic(code: "S192", severity: .warning, message: "m", at: span)
        #expect(DiagnosticText.summary([]) == "")
        #expect(DiagnosticText.summary([error, warning, error]) == "2 errors, 1 warning")
    }
}
