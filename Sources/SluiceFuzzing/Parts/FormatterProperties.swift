import SluiceSyntax

enum FormatterProperties {
    static func verdict(on bytes: [UInt8]) -> FuzzVerdict {
        let file = SourceFile(name: "input", bytes: bytes)
        let before = Parser.parse(file)
        switch Formatter.format(file) {
        case .failure(.unfaithful): return .broken("formatting changes only white space, and settles")
        case .failure(.mistakes(let diagnostics)):
            return before.hasErrors && diagnostics == before.diagnostics
                ? FuzzVerdict(isAccepted: false) : .broken("only a script with errors is refused, with its diagnostics")
        case .success(let text):
            if before.hasErrors { return .broken("a script with errors is refused") }
            let formatted = SourceFile(name: "input", bytes: text)
            if TreeDump.dump(Parser.parse(formatted).tree) != TreeDump.dump(before.tree) { return .broken("the tree stays the same") }
            if comments(formatted) != comments(file) { return .broken("every comment stays, in order") }
            if Formatter.format(formatted) != .success(text) { return .broken("formatting again changes nothing") }
            return FuzzVerdict(violation: flaw(in: text), isAccepted: true)
        }
    }

    private static func comments(_ file: SourceFile) -> [String] {
        Lexer.lex(file).comments.map { comment in
            var text = file.bytes[comment.span.range]
            while let last = text.last, [0x20, 0x09, 0x0D].contains(last) { text.removeLast() }
            return String(decoding: text, as: UTF8.self)
        }
    }

    /// What no formatted text has outside its strings.
    private static func flaw(in text: [UInt8]) -> String? {
        if let last = text.last, last != 0x0A { return "the last line ends" }
        let hasStringOverLines = Lexer.lex(SourceFile(name: "", bytes: text)).tokens.contains { $0.kind == .stringOpen(.multiline) }
        if hasStringOverLines { return nil }
        var empty = 1
        for line in text.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() {
            if line.last == 0x20 { return "no line ends in a space" }
            empty = line.isEmpty ? empty + 1 : 0
            if empty > 1 { return "at most one empty line, none at the start" }
        }
        return nil
    }
}
