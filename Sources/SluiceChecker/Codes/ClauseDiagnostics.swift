import SluiceSyntax

extension Diagnostic {
    /// Where a clause may stand, for a sentence.
    private static func places(of word: Name) -> String {
        var titles: [String] = []
        for place in ClauseTable.rows(named: word.text).flatMap(\.places) where place != .function && !titles.contains(place.title) {
            titles.append(place.title)
        }
        guard let last = titles.popLast() else { return "" }
        return titles.isEmpty ? last : "\(titles.joined(separator: ", ")) or \(last)"
    }

    static func misplaced(_ word: Name, in place: Place) -> Diagnostic {
        return Diagnostic(
            code: "E0301", message: "`\(word.text)` cannot stand in \(place.title)", at: word.span, label: "needs \(places(of: word))",
            fixes: [Fix("move it into \(places(of: word))")])
    }

    static func landsWrong(_ word: Name, function: String, at span: Span, in place: Place, shows: Bool) -> Diagnostic {
        Diagnostic(
            code: "E0301", message: "`\(function)` contains `\(word.text)`, which cannot stand in \(place.title)", at: span,
            label: "called in \(place.title)", secondary: shows ? [Label(word.span, "needs \(places(of: word))")] : [],
            fixes: [Fix("call `\(function)` in \(places(of: word))")])
    }

    static func givenTwice(_ word: Name, in place: Place, earlier: Span) -> Diagnostic {
        Diagnostic(
            code: "E0308", message: "\(place.title) has one `\(word.text)` at most", at: word.span, label: "again",
            secondary: [Label(earlier, "first here")], fixes: [Fix("remove one of them")])
    }

    static func duplicatePart(_ word: String, _ text: String, at span: Span, earlier: Span) -> Diagnostic {
        Diagnostic(
            code: "E0309", message: "there is already a part named `\(text)`", at: span, label: "the same name again",
            secondary: [Label(earlier, "first here")], fixes: [Fix("give this \(word) another name")])
    }

    static func missingInstall(_ span: Span) -> Diagnostic {
        Diagnostic(
            code: "E0310", message: "this deployer has no `install`", at: span, label: "nothing brings a revision to a target",
            fixes: [Fix("add `install \"COMMAND\"`, with `${revision}` and `${target.name}` in it")])
    }

    static func commandInModule(_ word: Name) -> Diagnostic {
        Diagnostic(
            code: "E0311", message: "`\(word.text)` acts, and a module only declares", at: word.span, label: "at the top level of a module",
            fixes: [Fix("put it into a `fn` that the main script calls")],
            notes: ["of the commands only `print` may stand at a module's top level"])
    }
}
