import Foundation

/// A grammar for TextMate, Visual Studio Code and whatever else reads this format.
public enum TextMateGrammar {
    /// The file's text, with a line end behind it.
    public static var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(grammar) else { return "" }
        return String(decoding: bytes, as: UTF8.self) + "\n"
    }

    /// One rule: a `match`, or a `begin` with its `end`, or an `include`.
    struct Rule: Encodable {
        struct Capture: Encodable { var name: String }
        var comment: String?
        var name: String?
        var contentName: String?
        var match: String?
        var begin: String?
        var end: String?
        var include: String?
        var captures: [String: Capture]?
        var beginCaptures: [String: Capture]?
        var endCaptures: [String: Capture]?
        var patterns: [Rule]?
    }

    struct Grammar: Encodable {
        var name = "Sluice"
        var scopeName = "source.sluice"
        var fileTypes = ["pipe"]
        var comment = "Made by `sluice grammar textmate` from the tables of the language."
        var patterns: [Rule]
        var repository: [String: Rule]
    }

    static var grammar: Grammar {
        let order = [
            "comments", "strings", "literals", "declarations", "clauses", "modifiers", "keywords", "names", "operators", "blocks",
        ]
        return Grammar(
            patterns: order.map { Rule(include: "#\($0)") },
            repository: [
                "comments": Rule(patterns: comments), "strings": Rule(patterns: strings), "literals": Rule(patterns: literals),
                "declarations": Rule(patterns: declarations), "clauses": Rule(patterns: clauses),
                "modifiers": Rule(patterns: [modifiers, fixed]), "keywords": Rule(patterns: keywords), "names": Rule(patterns: names),
                "operators": Rule(patterns: operators),
                "blocks": Rule(patterns: [Rule(begin: #"\{"#, end: #"\}"#, patterns: [Rule(include: "$self")])]),
                "interpolation": Rule(
                    name: "meta.embedded.sluice", begin: #"\$\{"#, end: #"\}"#,
                    beginCaptures: capture("punctuation.section.embedded.begin.sluice"),
                    endCaptures: capture("punctuation.section.embedded.end.sluice"), patterns: [Rule(include: "$self")]),
                "escapes": Rule(name: "constant.character.escape.sluice", match: #"\\(?:[nt"\\$]|u\{[0-9A-Fa-f]{1,6}\})"#),
            ])
    }

    private static func capture(_ name: String) -> [String: Rule.Capture] { ["0": .init(name: name)] }
    private static func any(_ words: [String]) -> String { "(?:" + words.joined(separator: "|") + ")" }

    /// What follows a word that is a variable here: `timeout = 5m`, `status.x`, `run(…)`.
    private static let notAName = #"(?!\s*(?:=(?!=)|\.(?!\.)|\(|\|>))"#

    private static let comments = [
        Rule(name: "comment.line.documentation.sluice", match: "##.*$"), Rule(name: "comment.line.number-sign.sluice", match: "#.*$"),
    ]

    private static let strings = [
        Rule(
            name: "string.quoted.triple.sluice", begin: "\"\"\"", end: "\"\"\"",
            patterns: [Rule(include: "#interpolation"), Rule(include: "#escapes")]),
        Rule(
            name: "string.quoted.double.sluice", begin: "\"", end: "\"|$",
            patterns: [Rule(include: "#interpolation"), Rule(include: "#escapes")]),
        Rule(name: "string.quoted.single.sluice", match: "'[^']*(?:'|$)"),
    ]

    private static var literals: [Rule] {
        let number = #"\d[\d_]*(?:\.\d[\d_]*)?"#
        return [
            Rule(name: "constant.other.date.sluice", match: #"\b\d{4}-\d{2}-\d{2}\b"#),
            Rule(name: "constant.other.time.sluice", match: #"\b\d{1,2}:\d{2}\b"#),
            Rule(name: "constant.numeric.percent.sluice", match: #"\b"# + number + "%(?![\\w])"),
            Rule(name: "constant.numeric.duration.sluice", match: #"\b(?:"# + number + any(GrammarWords.durationUnits) + #")+\b"#),
            Rule(name: "constant.numeric.size.sluice", match: #"\b"# + number + any(GrammarWords.sizeUnits) + #"\b"#),
            Rule(name: "constant.numeric.sluice", match: #"\b"# + number + #"(?:[eE][+-]?\d+)?\b"#),
            Rule(name: "constant.other.weekday.sluice", match: #"(?:(?<=\.\.)|(?<!\.))\b"# + any(GrammarWords.weekdays) + #"\b"#),
            Rule(name: "constant.language.sluice", match: #"\b"# + any(GrammarWords.constants) + #"\b"#),
        ]
    }

    private static var declarations: [Rule] {
        [
            Rule(
                match: #"\b(fn)\s+([A-Za-z_]\w*)"#,
                captures: ["1": .init(name: "storage.type.function.sluice"), "2": .init(name: "entity.name.function.sluice")]),
            Rule(
                match: #"\b(let|var)\s+([A-Za-z_]\w*)"#,
                captures: ["1": .init(name: "storage.type.sluice"), "2": .init(name: "variable.other.declaration.sluice")]),
            Rule(
                match: #"(?:^|(?<=[{;=])(?<!\$\{))\s*("# + any(GrammarWords.naming) + #")\s+([A-Za-z_]\w*)(?!\s*[.(])"#,
                captures: ["1": .init(name: "keyword.other.clause.sluice"), "2": .init(name: "entity.name.section.sluice")]),
            Rule(
                match: #"(?:^|(?<=;))\s*(import)\b(?=\s*["'])"#, captures: ["1": .init(name: "keyword.control.import.sluice")]),
        ]
    }

    private static var clauses: [Rule] {
        [
            Rule(
                comment: "At the start of a statement.",
                match: #"(?:^|(?<=[{;])(?<!\$\{))\s*("# + any(GrammarWords.clauses) + #")\b"# + notAName,
                captures: ["1": .init(name: "keyword.other.clause.sluice")]),
            Rule(
                comment: "Where a value is wanted.",
                match: #"(?:(?<=[=(])\s*|(?<=\breturn|\bexpect)\s+|(?<=\bprint)\s+)("# + any(GrammarWords.valued) + #")\b"# + notAName
                    + #"(?=\s+[A-Za-z_"'])"#, captures: ["1": .init(name: "keyword.other.clause.sluice")]),
        ]
    }

    private static var modifiers: Rule {
        let words = GrammarWords.modifiers.filter { !GrammarWords.control.contains($0) }
        return Rule(name: "storage.modifier.sluice", match: #"(?<![.\w])"# + any(words) + #"\b(?!\s*(?:=(?!=)|[.:(,)]))"#)
    }

    private static var fixed: Rule {
        Rule(name: "constant.other.word.sluice", match: #"(?<![.\w])"# + any(GrammarWords.fixed) + #"\b(?!\s*(?:=(?!=)|[.:(]))"#)
    }

    private static var keywords: [Rule] {
        [
            Rule(name: "keyword.control.sluice", match: #"(?<![.\w])"# + any(GrammarWords.control) + #"\b"#),
            Rule(name: "keyword.operator.word.sluice", match: #"(?<![.\w])"# + any(GrammarWords.operators) + #"\b"#),
            Rule(name: "storage.type.sluice", match: #"(?<![.\w])"# + any(GrammarWords.declaring) + #"\b"#),
            Rule(name: "keyword.control.import.sluice", match: #"(?<=["'])\s+as\b"#),
        ]
    }

    private static var names: [Rule] {
        [
            Rule(
                match: #"\.([A-Za-z_]\w*)(?=\s*\()"#, captures: ["1": .init(name: "entity.name.function.call.sluice")]),
            Rule(match: #"\.([A-Za-z_]\w*)"#, captures: ["1": .init(name: "variable.other.member.sluice")]),
            Rule(
                match: #"(:|->)\s*\[?("# + any(GrammarWords.types) + #")\b\]?"#,
                captures: ["1": .init(name: "keyword.operator.sluice"), "2": .init(name: "support.type.sluice")]),
            Rule(name: "variable.parameter.label.sluice", match: #"\b[A-Za-z_]\w*(?=\s*:)"#),
            Rule(name: "support.function.builtin.sluice", match: #"\b"# + any(GrammarWords.builtins) + #"\b(?=\s*\()"#),
            Rule(
                match: #"(?<=\|>)\s*("# + any(GrammarWords.builtins) + #")\b"#,
                captures: ["1": .init(name: "support.function.builtin.sluice")]),
            Rule(name: "entity.name.function.call.sluice", match: #"\b[A-Za-z_]\w*(?=\()"#),
            Rule(name: "variable.language.late.sluice", match: #"\b"# + any(GrammarWords.lateNames) + #"\b"#),
        ]
    }

    private static let operators = [
        Rule(name: "keyword.operator.sluice", match: #"\|>|=>|->|==|!=|<=|>=|\.\.|//|[-+*/%<>=]"#)
    ]
}
