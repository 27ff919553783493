extension Token {
    /// For messages: `` `x` ``, "the end of the line", "a string".
    var description: String {
        switch kind {
        case .identifier, .keyword: "`\(text)`"
        case .mark(let mark): "`\(mark.rawValue)`"
        case .literal: "a value"
        case .stringOpen, .stringText, .stringClose, .interpolationOpen: "a string"
        case .interpolationClose: "`}`"
        case .invalid: "an unknown character"
        case .end: "the end"
        }
    }
}

extension Diagnostic {
    private static func found(_ token: Token) -> String {
        token.startsLine && token.kind != .end ? "found \(token.description) on the next line" : "found \(token.description)"
    }

    static func nestedTooDeeply(at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0109", message: "this is nested too deeply", at: span, label: "skipped from here",
            fixes: [Fix("give a part of it a name with `let`, or build it in a function")])
    }

    static func expectedExpression(found token: Token, at span: Span, inHead: Bool) -> Diagnostic {
        var fixes: [Fix] = []
        if token.kind == .mark(.openBrace), !inHead { fixes = [Fix("a map is written [\"key\": value], an empty one [:]")] }
        if token.kind == .mark(.assign) { fixes = [Fix("write `n = n + 1`; compare with `==`")] }
        return Diagnostic(code: "E0110", message: "expected a value, \(found(token))", at: span, label: "no value", fixes: fixes)
    }

    static func expected(_ what: String, found token: Token, at span: Span, opened: Token? = nil) -> Diagnostic {
        Diagnostic(
            code: "E0111", message: "expected \(what), \(found(token))", at: span, label: "here",
            secondary: opened.map { [Label($0.span, "opened here")] } ?? [],
            fixes: token.kind == .mark(.assign) && what != "a name" ? [Fix("compare with `==`")] : [])
    }

    static func unclosed(_ open: Token) -> Diagnostic {
        var closing = "}"
        if case .mark(let mark) = open.kind, let match = mark.closing { closing = match.rawValue }
        return Diagnostic(
            code: "E0112", message: "\(open.description) is not closed", at: open.span, label: "opened here",
            fixes: [Fix("add `\(closing)`")])
    }

    static func comparisonChain(at span: Span, earlier: Span) -> Diagnostic {
        Diagnostic(
            code: "E0113", message: "comparisons cannot be chained", at: span, label: "second comparison",
            secondary: [Label(earlier, "first comparison")], fixes: [Fix("write `a < b and b < c`")])
    }

    static func unexpectedAfterStatement(_ token: Token) -> Diagnostic {
        var fixes: [Fix] = []
        if token.kind == .mark(.assign) { fixes = [Fix("compare with `==`; declare with `let`")] }
        if token.kind == .identifier || token.kind == .stringOpen(.quoted) { fixes = [Fix("separate statements with a new line or `;`")] }
        return Diagnostic(
            code: "E0114", message: "expected the end of the statement, found \(token.description)", at: token.span, label: "unexpected",
            fixes: fixes)
    }

    static func unmatchedClosing(_ token: Token) -> Diagnostic {
        Diagnostic(code: "E0115", message: "\(token.description) closes nothing", at: token.span, label: "not opened")
    }

    static func lambdaInHead(at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0116", message: "a function in the head of `if`, `while` or `for` needs parentheses", at: span, label: "here",
            fixes: [Fix("put `( )` around it")])
    }

    static func valueNeedsElse(_ token: Token) -> Diagnostic {
        Diagnostic(
            code: "E0117", message: "an `if` that is a value needs `else`", at: token.span, label: "no value when this is false",
            fixes: [Fix("add `else { … }`; `none` counts as left out")])
    }

    static func clauseInValueBlock(_ token: Token) -> Diagnostic {
        Diagnostic(
            code: "E0118", message: "the clause `\(token.text)` cannot stand in an `if` that is a value", at: token.span, label: "a clause",
            fixes: [Fix("write the `if` as a statement of its own")])
    }

    static func expectedLabel(of row: ClauseRow, found token: Token, at span: Span) -> Diagnostic {
        var fixes: [Fix] = []
        if case .literal = token.kind { fixes = [Fix("put the name into quotes")] }
        return Diagnostic(
            code: "E0119", message: "`\(row.word)` needs a name, \(found(token))", at: span, label: "a word or a string",
            fixes: fixes, notes: ["example: \(firstLine(row.example))"])
    }

    static func misplacedClause(_ token: Token, in place: Place) -> Diagnostic {
        let places = ClauseTable.rows(named: token.text).flatMap(\.places).filter { $0 != .function }
        var titles: [String] = []
        for place in places where !titles.contains(place.title) { titles.append(place.title) }
        let last = titles.popLast() ?? ""
        let list = titles.isEmpty ? last : titles.joined(separator: ", ") + " or " + last
        return Diagnostic(
            code: "E0120", message: "`\(token.text)` cannot stand in \(place.title)", at: token.span, label: "it belongs in \(list)")
    }

    static func unknownClause(_ word: String, at span: Span, in place: Place) -> Diagnostic {
        let words = ClauseTable.rows(in: place).map(\.word)
        var fixes: [Fix] = []
        let candidates = words + ["let", "var", "fn", "if", "for", "while", "return", "import"]
        let elsewhere = ["def": "fn", "func": "fn", "function": "fn", "const": "let", "elif": "else if", "job": "stage", "step": "run"]
        if let meant = elsewhere[word] ?? Spelling.nearest(to: word, in: candidates + ClauseTable.modifierWordList) {
            fixes = [Fix("did you mean `\(meant)`?", replacement: Replacement(span, with: meant))]
        }
        let notes = place == .function || place == .script ? [] : ["\(place.title) holds \(words.joined(separator: ", "))"]
        return Diagnostic(
            code: "E0121", message: "there is no clause `\(word)` here", at: span, label: "unknown", fixes: fixes, notes: notes)
    }

    static func missingArgument(_ parameter: ClauseParameter, of row: ClauseRow, found token: Token, at span: Span) -> Diagnostic {
        let leading = parameter.leadingWord.map { "`\($0)` and " } ?? ""
        return Diagnostic(
            code: "E0122", message: "`\(row.word)` needs \(leading)\(described(parameter)), \(found(token))", at: span,
            label: "missing",
            notes: ["example: \(firstLine(row.example))"])
    }

    private static func described(_ parameter: ClauseParameter) -> String {
        switch parameter.shape {
        case .expression(let type), .expressionList(let type), .expressionRun(let type): "\(parameter.name) (\(type))"
        case .label, .labelList: "a name"
        case .word(let choices), .wordList(let choices):
            choices.isEmpty ? "a word (\(parameter.name))" : "one of \(choices.joined(separator: ", "))"
        }
    }

    /// The first line, closed where it opens a block.
    private static func firstLine(_ text: String) -> String {
        let line = text.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? text
        return line.hasSuffix("{") ? line + " … }" : line
    }

    static func missingModifier(_ modifier: ModifierRow, of row: ClauseRow, at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0123", message: "`\(row.word)` needs `\(modifier.word)`", at: span, label: "`\(modifier.word) …` is missing",
            fixes: [Fix("add `\(modifier.word) …`: \(modifier.summary)")])
    }

    static func modifierTwice(_ token: Token, earlier: Span) -> Diagnostic {
        Diagnostic(
            code: "E0124", message: "`\(token.text)` is given twice", at: token.span, label: "again",
            secondary: [Label(earlier, "first here")])
    }

    static func unknownModifier(_ token: Token, of row: ClauseRow, meant: String?) -> Diagnostic {
        var fixes: [Fix] = []
        if let meant { fixes = [Fix("did you mean `\(meant)`?", replacement: Replacement(token.span, with: meant))] }
        let words = row.modifiers.map(\.word)
        let notes = words.isEmpty ? ["`\(row.word)` takes none"] : ["it takes \(words.joined(separator: ", "))"]
        return Diagnostic(
            code: "E0125", message: "`\(row.word)` has no modifier `\(token.text)`", at: token.span, label: "unknown here", fixes: fixes,
            notes: notes)
    }

    static func needsBlock(_ row: ClauseRow, found token: Token, at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0126", message: "`\(row.word)` needs a block, \(found(token))", at: span, label: "expected `{`",
            notes: ["example: \(firstLine(row.example))"])
    }

    static func takesNoBlock(_ row: ClauseRow, at span: Span) -> Diagnostic {
        Diagnostic(code: "E0126", message: "`\(row.word)` takes no block", at: span, label: "unexpected")
    }

    static func braceOnNextLine(_ open: Token, previousEnd: Int) -> Diagnostic {
        Diagnostic(
            code: "E0126", message: "`{` must stand on the line of what it belongs to", at: open.span, label: "move it up",
            fixes: [
                Fix(
                    "write it at the end of the line before",
                    replacement: Replacement(Span(file: open.span.file, start: previousEnd, end: open.span.end), with: " {"))
            ])
    }

    static func wrongWord(_ token: Token, choices: [String]) -> Diagnostic {
        let what = choices.isEmpty ? "a word" : "one of \(choices.joined(separator: ", "))"
        var fixes: [Fix] = []
        if let meant = Spelling.nearest(to: token.text, in: choices) {
            fixes = [Fix("did you mean `\(meant)`?", replacement: Replacement(token.span, with: meant))]
        }
        return Diagnostic(
            code: "E0127", message: "expected \(what), \(found(token))", at: token.span, label: "not one of them", fixes: fixes)
    }

    static func reservedName(_ token: Token, reason: String) -> Diagnostic {
        Diagnostic(
            code: "E0128", message: "`\(token.text)` cannot be a name: \(reason)", at: token.span, label: "taken",
            fixes: [Fix("write another name, such as `\(token.text)_`")])
    }

    static func importNeedsPlainPath(at span: Span) -> Diagnostic {
        Diagnostic(code: "E0129", message: "`import` needs a path without `${}`", at: span, label: "must be known before the script runs")
    }

    static func importNeedsQuotes(at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0129", message: "`import` needs a path in quotes", at: span, label: "a string",
            fixes: [Fix("write `import \"std/waves\"`")])
    }

    static func importNeedsName(_ base: String, at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0129", message: "`\(base)` is no name", at: span, label: "cannot be bound",
            fixes: [Fix("add `as NAME`", replacement: Replacement(span.behind, with: " as name"))])
    }

    static func positionalAfterLabel(at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0130", message: "an argument without a label stands behind one with a label", at: span, label: "move it to the front")
    }

    static func emptyInterpolation(at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0131", message: "`${}` is empty", at: span, label: "no value", fixes: [Fix("write `\\${}` for the text itself")])
    }

    static func commandNeedsParentheses(_ token: Token) -> Diagnostic {
        Diagnostic(
            code: "E0132", message: "the command `\(token.text)` needs parentheses here", at: token.span, label: "part of a value",
            fixes: [Fix("write `(\(token.text) …)`")])
    }

    static func cannotAssign(at span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0133", message: "only a variable can be assigned to", at: span, label: "not a variable",
            notes: ["values never change; build a new one and assign it to the variable"])
    }

    static func unknownType(_ token: Token) -> Diagnostic {
        var fixes: [Fix] = []
        if let meant = Spelling.nearest(to: token.text, in: TypeAnnotation.builtinNames) {
            fixes = [Fix("did you mean `\(meant)`?", replacement: Replacement(token.span, with: meant))]
        }
        return Diagnostic(
            code: "E0134", message: "there is no type `\(token.text)`", at: token.span, label: "unknown", fixes: fixes,
            notes: ["types are \(TypeAnnotation.builtinNames.joined(separator: ", ")), and lists such as [Int]"])
    }
}
