/// A syntax file for Vim and for whatever else reads its format.
public enum VimSyntax {
    /// The file's text, with a line end behind it.
    public static var text: String { sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n" }

    private static var sections: [[String]] {
        [header, keywords, names, clauses, literals, strings, comments, links]
    }

    private static let header = [
        "\" Vim syntax file", "\" Language: Sluice (.pipe)", "\" Made by `sluice grammar vim` from the tables of the language.", "",
        "if exists(\"b:current_syntax\")", "  finish", "endif", "", "syntax case match", "syntax sync minlines=200",
    ]

    private static func any(_ words: [String]) -> String { "\\%(" + words.joined(separator: "\\|") + "\\)" }
    private static func keyword(_ group: String, _ words: [String]) -> String { "syntax keyword \(group) \(words.joined(separator: " "))" }
    private static func match(_ group: String, _ pattern: String, _ options: String = "") -> String {
        "syntax match \(group) ~\(pattern)~" + (options.isEmpty ? "" : " \(options)")
    }

    private static var keywords: [String] {
        [
            keyword("sluiceControl", GrammarWords.control), keyword("sluiceDeclare", GrammarWords.declaring),
            keyword("sluiceWordOperator", GrammarWords.operators), keyword("sluiceConstant", GrammarWords.constants),
            keyword("sluiceWeekday", GrammarWords.weekdays),
        ]
    }

    /// Of two items that match at one place the later one wins: what is more particular stands further down.
    private static var names: [String] {
        [
            match("sluiceOperator", "|>\\|=>\\|->\\|==\\|!=\\|<=\\|>=\\|\\.\\.\\|//\\|[-+*/%<>=]"),
            match("sluiceLateName", "\\<" + any(GrammarWords.lateNames) + "\\>"),
            match("sluiceCall", "\\<\\h\\w*\\ze("),
            match("sluiceBuiltin", "\\<" + any(GrammarWords.builtins) + "\\ze\\s*("),
            match("sluiceBuiltin", "\\%(|>\\s*\\)\\@<=" + any(GrammarWords.builtins) + "\\>"),
            match("sluiceWord", "\\<" + any(GrammarWords.fixed) + "\\>\\%(\\s*\\%(=\\%([^=]\\|$\\)\\|[.:(]\\)\\)\\@!"),
            match(
                "sluiceModifier",
                "\\<" + any(GrammarWords.modifiers.filter { !GrammarWords.control.contains($0) })
                    + "\\>\\%(\\s*\\%(=\\%([^=]\\|$\\)\\|[.:(,)]\\)\\)\\@!"),
            match("sluiceLabel", "\\<\\h\\w*\\ze\\s*:"),
            match("sluiceMember", "\\.\\@<=\\h\\w*"),
            match("sluiceType", "\\%(\\%(:\\|->\\)\\s*\\[\\=\\)\\@<=" + any(GrammarWords.types) + "\\>"),
            match("sluiceFunction", "\\%(\\<fn\\s\\+\\)\\@<=\\h\\w*"),
            match("sluiceVariable", "\\%(\\<\\%(let\\|var\\)\\s\\+\\)\\@<=\\h\\w*"),
            match("sluiceInclude", "\\%(\\%(^\\|;\\)\\s*\\)\\@<=import\\ze\\s*[\"']"),
            match("sluiceInclude", "\\%([\"']\\s\\+\\)\\@<=as\\>"),
        ]
    }

    private static var clauses: [String] {
        let start = "\\%(\\%(^\\|\\$\\@<!{\\|;\\)\\s*\\)\\@<="
        let notAName = "\\%(\\s*\\%(=\\%([^=]\\|$\\)\\|\\.\\.\\@!\\|(\\||>\\)\\)\\@!"
        return [
            match(
                "sluiceClause",
                "\\%(\\%([=(]\\|\\<return\\>\\|\\<expect\\>\\|\\<print\\>\\)\\s*\\)\\@<=" + any(GrammarWords.valued)
                    + "\\>\\ze\\s\\+[A-Za-z_\"']"),
            match("sluiceClause", start + any(GrammarWords.clauses) + "\\>" + notAName),
            match(
                "sluiceName", "\\%(\\%(^\\|\\$\\@<!{\\|[;=]\\)\\s*" + any(GrammarWords.naming) + "\\s\\+\\)\\@<=\\h\\w*\\%(\\s*[.(]\\)\\@!"),
        ]
    }

    private static var literals: [String] {
        let number = "\\d[0-9_]*\\%(\\.\\d[0-9_]*\\)\\="
        return [
            match("sluiceNumber", "\\<" + number + "\\%([eE][-+]\\=\\d\\+\\)\\=\\>"),
            match("sluiceSize", "\\<" + number + any(GrammarWords.sizeUnits) + "\\>"),
            match("sluiceDuration", "\\<\\%(" + number + any(GrammarWords.durationUnits) + "\\)\\+\\>"),
            match("sluicePercent", "\\<" + number + "%"),
            match("sluiceTime", "\\<\\d\\{1,2}:\\d\\d\\>"), match("sluiceDate", "\\<\\d\\{4}-\\d\\d-\\d\\d\\>"),
        ]
    }

    private static let strings = [
        "syntax match sluiceEscape ~\\\\\\%([nt\"\\\\$]\\|u{\\x\\{1,6}}\\)~ contained",
        "syntax region sluiceBraces start=~{~ end=~}~ contained transparent contains=TOP",
        "syntax region sluiceInterpolation matchgroup=sluiceDelimiter start=~${~ end=~}~ contained contains=TOP,sluiceBraces",
        "syntax region sluiceRawString start=~'~ end=~'\\|$~ oneline",
        "syntax region sluiceString start=~\"~ skip=~\\\\.~ end=~\"\\|$~ contains=sluiceEscape,sluiceInterpolation",
        "syntax region sluiceString start=~\"\"\"~ skip=~\\\\.~ end=~\"\"\"~ contains=sluiceEscape,sluiceInterpolation",
    ]

    private static let comments = [
        "syntax match sluiceComment ~#.*$~ contains=@Spell", "syntax match sluiceDocComment ~##.*$~ contains=@Spell",
    ]

    private static let links = [
        "highlight default link sluiceControl Conditional", "highlight default link sluiceDeclare Keyword",
        "highlight default link sluiceWordOperator Operator", "highlight default link sluiceOperator Operator",
        "highlight default link sluiceConstant Constant", "highlight default link sluiceWeekday Constant",
        "highlight default link sluiceClause Statement", "highlight default link sluiceModifier StorageClass",
        "highlight default link sluiceWord Constant", "highlight default link sluiceName Identifier",
        "highlight default link sluiceVariable Identifier", "highlight default link sluiceFunction Function",
        "highlight default link sluiceCall Function", "highlight default link sluiceBuiltin Function",
        "highlight default link sluiceLateName Special", "highlight default link sluiceMember Identifier",
        "highlight default link sluiceLabel Label", "highlight default link sluiceType Type",
        "highlight default link sluiceInclude Include", "highlight default link sluiceNumber Number",
        "highlight default link sluiceSize Number", "highlight default link sluiceDuration Number",
        "highlight default link sluicePercent Number", "highlight default link sluiceTime Number",
        "highlight default link sluiceDate Number", "highlight default link sluiceString String",
        "highlight default link sluiceRawString String", "highlight default link sluiceEscape SpecialChar",
        "highlight default link sluiceDelimiter Delimiter", "highlight default link sluiceComment Comment",
        "highlight default link sluiceDocComment SpecialComment", "", "let b:current_syntax = \"sluice\"",
    ]
}
