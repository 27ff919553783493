import SluiceChecker
import SluiceSyntax
import StandardLibrary

/// The reference of the language as pages of the user guide, made of the tables and doc comments that the program itself uses.
///
/// The same tables give the same text.
enum ReferencePages {
    struct Page {
        /// File name in the guide's folder.
        let name: String
        let text: String
    }

    static let all: [Page] = [
        Page(name: "ReferenceClauses.md", text: clauses), Page(name: "ReferenceFunctions.md", text: functions),
        Page(name: "ReferenceStandardLibrary.md", text: standardLibrary), Page(name: "ReferenceCodes.md", text: codes),
    ]

    private static let origin =
        "<!-- Made by `sluice reference --write Sources/SluiceCLI/Documentation.docc`; change the tables, not this page. -->"

    /// Sections with an empty line between, ending in a line end.
    private static func page(_ title: String, _ abstract: String, _ sections: [String]) -> String {
        (["# \(title)\n\n\(abstract)", origin] + sections).joined(separator: "\n\n") + "\n"
    }

    // MARK: Clauses

    private static var clauses: String {
        page(
            "Clauses", "Every clause of the language: where it may stand, what it takes, and an example.",
            ClauseFamily.allCases.flatMap { family in
                let rows = ClauseTable.rows.filter { $0.family == family }
                return rows.isEmpty ? [] : ["## \(family.title)"] + rows.map(clause)
            })
    }

    private static func clause(_ row: ClauseRow) -> String {
        let isOnly = ClauseTable.rows(named: row.word).count == 1
        let places = row.places.filter { $0 != .function }.map(\.title)
        var parts = ["### \(row.word)\(isOnly ? "" : " in \(row.places[0].title)")"]
        parts.append(row.summary + (row.details.isEmpty ? "" : " " + row.details))
        parts.append("```\n\(row.signature)\n```")
        parts.append("Stands in \(listed(places)).\(row.yieldsValue ? " It may also stand where a value is wanted." : "")")
        let parameters = row.parameters.map { parameter in
            [
                "`\(parameter.name)`", taken(parameter.shape),
                [parameter.summary, parameter.isOptional ? "May be left out." : ""].filter { !$0.isEmpty }.joined(separator: " "),
            ]
        }
        if !parameters.isEmpty { parts.append(table(["Parameter", "Is", ""], parameters)) }
        let modifiers = row.modifiers.map { modifier in
            let takes = modifier.parameters.map { parameter in
                [parameter.leadingWord.map { "`\($0)`" }, taken(parameter.shape)].compactMap { $0 }.joined(separator: " ")
            }
            let need = modifier.isRequired ? "Required." : modifier.defaultText.map { "Left out: `\($0)`." } ?? ""
            return [
                "`\(([modifier.word] + modifier.trailingWords).joined(separator: " … "))`", takes.joined(separator: " "),
                need.isEmpty ? modifier.summary : "\(modifier.summary) \(need)",
            ]
        }
        if !modifiers.isEmpty { parts.append(table(["Modifier", "Takes", ""], modifiers)) }
        parts.append("```\n\(row.example)\n```")
        return parts.joined(separator: "\n\n")
    }

    private static func taken(_ shape: ClauseShape) -> String {
        switch shape {
        case .expression(let types): types
        case .expressionList(let types): "\(types), several with commas between"
        case .expressionRun(let types): "\(types), several side by side"
        case .label: "a name"
        case .labelList: "names with commas between"
        case .word(let words): words.isEmpty ? "a word" : words.map { "`\($0)`" }.joined(separator: " or ")
        case .wordList(let words): words.isEmpty ? "words with commas between" : words.map { "`\($0)`" }.joined(separator: ", ")
        }
    }

    // MARK: Functions and late names

    private static var functions: String {
        let groups = BuiltinTable.groups.flatMap { group in ["## \(group.title)"] + group.rows.map(function) }
        let late = table(["Name", ""], LateName.all.map { ["`\($0.name)`", $0.summary] })
        return page(
            "Functions and late names", "The functions that every script has, and the names that only a running pipeline can fill.",
            groups + [
                "## Late names",
                "Known only while a pipeline runs. In a text they make a template, in a comparison a condition; see <doc:LanguageGuide>.",
                late,
            ])
    }

    private static func function(_ row: BuiltinRow) -> String {
        let named = row.parameters.map { parameter in
            let need =
                switch parameter.need {
                case .required: ""
                case .optional: "may be left out"
                case .rest: "any number"
                }
            return ["`\(parameter.name)\(parameter.isNamedOnly ? ":" : "")`", parameter.type, need]
        }
        var parts = ["### \(row.name)", row.summary, "```\n\(row.signature)\n```"]
        if row.result != .unknown { parts.append("Gives a \(row.result.title).") }
        if !named.isEmpty { parts.append(table(["Parameter", "Is", ""], named)) }
        parts.append("```\n\(row.example)\n```")
        return parts.joined(separator: "\n\n")
    }

    // MARK: Standard library

    private static var standardLibrary: String {
        page(
            "Standard library",
            "The modules that `import \"std/NAME\"` brings, written in the language itself. The tests run every example.",
            StandardLibrary.moduleNames.flatMap { name in
                DocumentedModule(name: name, source: StandardLibrary.source(named: name) ?? "").sections
            })
    }

    // MARK: Codes

    private static var codes: String {
        page(
            "Error codes and safety rules",
            "What every code means and what to write instead. `sluice explain CODE` shows the same page.",
            [
                "Codes that begin with E are mistakes in a script, found before or while it is evaluated. Codes that begin with S are safety rules, "
                    + "which judge the rollout that a pipeline describes; W are warnings about the script."
            ]
                + DiagnosticCodes.pages.map { page in
                    var parts = ["### \(page.code): \(page.title)", page.text]
                    if !page.wrong.isEmpty { parts.append("Instead of\n\n```\n\(page.wrong)\n```") }
                    if !page.right.isEmpty { parts.append("write\n\n```\n\(page.right)\n```") }
                    return parts.joined(separator: "\n\n")
                })
    }

    // MARK: Markdown

    private static func listed(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.joined() }
        return parts.dropLast().joined(separator: ", ") + " or " + last
    }

    private static func table(_ header: [String], _ rows: [[String]]) -> String {
        func line(_ cells: [String]) -> String {
            "| "
                + cells.map { $0.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|") }.joined(separator: " | ")
                + " |"
        }
        return ([line(header), "|" + String(repeating: "---|", count: header.count)] + rows.map(line)).joined(separator: "\n")
    }
}

extension ClauseFamily {
    fileprivate var title: String {
        switch self {
        case .declaration: "Declarations"
        case .structure: "Structure of a pipeline"
        case .step: "Steps"
        case .policy: "Gates and policies"
        case .deployer: "Inside a deployer"
        case .command: "Commands"
        case .test: "Tests and simulation"
        }
    }
}
