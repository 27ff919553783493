import SluiceChecker
import SluiceReport
import SluiceSyntax

/// What `help NAME` shows: from the clause table, the builtins, the late names and the pages of the diagnostics.
enum HelpPages {
    /// Everything that has a page, with one line about it.
    static let topics: [Candidate] =
        ClauseTable.words.compactMap { word in ClauseTable.rows(named: word).first.map { Candidate(text: word, description: $0.summary) } }
        + BuiltinTable.rows.map { Candidate(text: $0.name, description: $0.summary) }
        + LateName.all.map { Candidate(text: $0.name, description: $0.summary) }
        + ColonCommand.all.map { Candidate(text: ":\($0.word)", description: $0.summary) }

    /// What can be done now.
    static func overview(style: SluiceReport.Style) -> String {
        let commands = ClauseTable.rows.filter { $0.family == .command }
        let declarations = ClauseTable.rows.filter { $0.family == .declaration && $0.places.contains(.script) }
        func list(_ title: String, _ lines: [(String, String)]) -> String {
            let width = lines.map(\.0.count).max() ?? 0
            let rows = lines.map { "  \($0.0)\(String(repeating: " ", count: width - $0.0.count + 2))\(style.paint($0.1, .dim))" }
            return ([style.paint(title, .strong)] + rows).joined(separator: "\n")
        }
        return [
            list("Commands", commands.map { ($0.word, $0.summary) }),
            list("Definitions", declarations.map { ($0.word, $0.summary) }),
            list("Shell", ColonCommand.all.map { (":\($0.word) \($0.arguments)".trimmed, $0.summary) }),
            list(
                "Keys",
                [
                    ("Tab", "Completes; names of what is there now too."), ("Alt-Enter", "Breaks the line."),
                    ("Ctrl-R", "Searches what was typed."),
                    ("Ctrl-C", "Clears the line; while following, stops following: the rollout goes on."), ("Ctrl-D", "Leaves."),
                ]),
            style.paint(
                "help NAME, ?NAME: about a clause, a function, a late name, or a code such as E0203. `_` is the last result.", .dim),
        ].joined(separator: "\n\n")
    }

    /// All that is known under a name; a refusal with the nearest name when nothing is.
    static func page(_ name: String, style: SluiceReport.Style) -> Result<String, ColonCommand.Misread> {
        var parts = ClauseTable.rows(named: name).map { clause($0, style) }
        if let builtin = BuiltinTable.row(name) {
            parts.append(
                "\(style.paint(builtin.signature, .strong)) → \(builtin.result.title)\n\(builtin.summary)\n\(example(builtin.example, style))"
            )
        }
        if let late = LateName.all.first(where: { $0.name == name }) {
            parts.append("\(style.paint(late.name, .strong)), known only while a pipeline runs\n\(late.summary)")
        }
        if let command = ColonCommand.all.first(where: { ":\($0.word)" == name || $0.word == name }), parts.isEmpty {
            parts.append("\(style.paint(":\(command.word) \(command.arguments)".trimmed, .strong))\n\(command.summary)")
        }
        if let page = DiagnosticCodes.page(name) ?? SyntaxPages.all.first(where: { $0.code == name.uppercased() }) {
            parts.append(code(page, style))
        }
        guard parts.isEmpty else { return .success(parts.joined(separator: "\n\n")) }
        let near = topics.map(\.text).filter { $0.hasPrefix(name.prefix(2)) }.prefix(4)
        return .failure(
            ColonCommand.Misread(
                "there is no help about `\(name)`",
                help: near.isEmpty ? "`help` lists what there is" : "there is help about \(near.joined(separator: ", "))"))
    }

    private static func clause(_ row: ClauseRow, _ style: SluiceReport.Style) -> String {
        let places = row.places.filter { $0 != .function }.map(\.title).joined(separator: ", ")
        var lines = ["\(style.paint(row.signature, .strong))", row.summary]
        if !row.details.isEmpty { lines.append(row.details) }
        lines.append(style.paint("Stands in \(places).", .dim))
        let width = row.modifiers.map(\.word.count).max() ?? 0
        for modifier in row.modifiers {
            let extra = modifier.isRequired ? " Required." : modifier.defaultText.map { " Default: \($0)." } ?? ""
            let pad = String(repeating: " ", count: width - modifier.word.count + 2)
            lines.append("  \(modifier.word)\(pad)\(style.paint(modifier.summary + extra, .dim))")
        }
        lines.append(example(row.example, style))
        return lines.joined(separator: "\n")
    }

    private static func example(_ text: String, _ style: SluiceReport.Style) -> String {
        indented(text, style)
    }

    private static func code(_ page: DiagnosticPage, _ style: SluiceReport.Style) -> String {
        var lines = [style.paint("\(page.code): \(page.title)", .strong), page.text]
        if !page.wrong.isEmpty { lines += [style.paint("Instead of", .dim), indented(page.wrong, style)] }
        if !page.right.isEmpty { lines += [style.paint("write", .dim), indented(page.right, style)] }
        return lines.joined(separator: "\n")
    }

    private static func indented(_ text: String, _ style: SluiceReport.Style) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { style.paint("    \($0)", .help) }.joined(separator: "\n")
    }
}
