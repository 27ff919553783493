/// The pages of `sluice explain` for every code that reading a script can give.
public enum SyntaxPages {
    public static let all: [DiagnosticPage] = lexical + values + clauses

    private static func page(_ code: String, _ title: String, _ text: String, wrong: String, right: String) -> DiagnosticPage {
        DiagnosticPage(code: code, title: title, text: text, wrong: wrong, right: right)
    }

    private static let lexical: [DiagnosticPage] = [
        page(
            "E0101", "unexpected character", "The character begins nothing of the language. Names are ASCII; `and`, `or`, `not` are words.",
            wrong: "let ok = a && b", right: "let ok = a and b"),
        page(
            "E0102", "not UTF-8", "Scripts are UTF-8 text. Bytes that are not were probably saved in another encoding.",
            wrong: "", right: "let city = \"Zürich\""),
        page(
            "E0103", "a string does not end",
            "A string ends on its line, a raw one as well; one between three quotes may span lines. `${` ends with `}`.",
            wrong: "print \"hello", right: "print \"hello\""),
        page(
            "E0104", "number out of range", "Ints have 64 bits, durations reach 292 years, sizes 8 EiB. Nothing wraps around.",
            wrong: "let n = 9223372036854775808", right: "let n = 9223372036854775807"),
        page(
            "E0105", "unknown escape", "Escapes are `\\n \\t \\\" \\\\ \\$ \\u{1F600}`. A raw string '…' has none.",
            wrong: "let path = \"C:\\data\"", right: "let path = 'C:\\data'"),
        page(
            "E0106", "unknown unit", "Durations use ms s m h d w, largest first; sizes B KB MB GB TB and KiB MiB GiB TiB. `m` is minutes.",
            wrong: "wait 10min", right: "wait 10m"),
        page(
            "E0107", "percent or remainder",
            "A number right before `%` is a percentage, so nothing can follow it. The remainder has spaces around it.",
            wrong: "let rest = 7%3", right: "let rest = 7 % 3"),
        page(
            "E0108", "no such date or time", "Dates are year-month-day and must exist; times of day run from 00:00 to 24:00.",
            wrong: "let day = 2026-02-30", right: "let day = 2026-02-28"),
    ]

    private static let values: [DiagnosticPage] = [
        page(
            "E0109", "nested too deeply",
            "Nesting is bounded so that every script can be checked safely. Name the parts with `let` or build them in functions.",
            wrong: "let a = " + String(repeating: "(", count: 200) + "1" + String(repeating: ")", count: 200), right: "let a = (((1)))"),
        page("E0110", "a value is missing", "Something that has a value must stand here.", wrong: "let a =", right: "let a = 1"),
        page(
            "E0111", "something else was expected", "The message says what must stand here.", wrong: "let = 1", right: "let a = 1"),
        page("E0112", "a bracket is not closed", "Every `(`, `[` and `{` needs its counterpart.", wrong: "print f(1", right: "print f(1)"),
        page(
            "E0113", "chained comparison", "A comparison yields a Bool, which cannot be compared further.", wrong: "let ok = 1 < n < 3",
            right: "let ok = 1 < n and n < 3"),
        page(
            "E0114", "the statement should end", "A statement ends at a line end or `;`. It goes on if the line ends in an operator.",
            wrong: "let a = 1 2", right: "let a = 1; let b = 2"),
        page(
            "E0115", "a bracket closes nothing", "There is no open bracket that this one closes.", wrong: "let a = 1\n}", right: "let a = 1"
        ),
        page(
            "E0116", "function in a head",
            "In the head of `if`, `while` and `for`, `{` opens the block; a function needs parentheses there.",
            wrong: "if x => y { wait 1s }", right: "if any(xs, x => x > 1) { wait 1s }"),
        page(
            "E0117", "`if` without `else`", "Where a value is wanted, an `if` must have one in each case.", wrong: "let n = if a { 1 }",
            right: "let n = if a { 1 } else { 2 }"),
        page(
            "E0118", "clause in a value", "The blocks of an `if` that is a value hold values; a clause there would have no place to land.",
            wrong: "let n = if a { wait 1s } else { 2 }", right: "if a { wait 1s }"),
        page(
            "E0128", "name is taken", "Reserved words and days of the week cannot be names.", wrong: "let mon = 1", right: "let monday = 1"),
        page(
            "E0129", "import cannot be bound", "The path is a plain string; its last part becomes a name, or `as` gives one.",
            wrong: "import \"lib/my-hosts.pipe\"", right: "import \"lib/my-hosts.pipe\" as hosts"),
        page(
            "E0130", "argument out of order", "Arguments without a label come first.", wrong: "print f(a: 1, 2)", right: "print f(2, a: 1)"),
        page(
            "E0131", "empty `${}`", "There is no value to insert. `\\$` stands for a dollar sign.", wrong: "print \"${}\"",
            right: "print \"\\${}\""),
        page(
            "E0133", "cannot be assigned to", "Values never change; only variables made with `var` get other values.", wrong: "a.b = 1",
            right: "var a = 1\na = 2"),
        page(
            "E0134", "unknown type", "Annotations name built-in types, or lists of them such as [Int].", wrong: "let a: Strin = \"x\"",
            right: "let a: String = \"x\""),
    ]

    private static let clauses: [DiagnosticPage] = [
        page(
            "E0119", "a name is missing", "Pipelines, phases, stages, waves, alarms and deployers are named by a word or a string.",
            wrong: "pipeline 3 { mode queued }", right: "pipeline \"3\" { mode queued }"),
        page(
            "E0120", "clause in the wrong place", "Each clause stands in certain blocks only; the message names them.",
            wrong: "pipeline p { bake 1h }", right: "pipeline p { wave w { bake 1h } }"),
        page(
            "E0121", "unknown clause", "No clause of this name may stand here.", wrong: "pipeline p { stge a { wait 1s } }",
            right: "pipeline p { stage a { wait 1s } }"),
        page(
            "E0122", "clause lacks a value", "The clause needs what the message names; the note shows an example.", wrong: "alarm a > 1%",
            right: "alarm a = b > 1%"),
        page(
            "E0123", "clause lacks a modifier", "Some modifiers must not be left out: a `deploy` needs its deployer, a refusal its reason.",
            wrong: "reject checkout", right: "reject checkout because \"wrong branch\""),
        page(
            "E0124", "modifier given twice", "A modifier stands once in a clause.", wrong: "start p at \"v1\" at \"v2\"",
            right: "start p at \"v2\""),
        page(
            "E0125", "unknown modifier", "The clause has no such modifier; the note lists those it has.", wrong: "start p att \"v1\"",
            right: "start p at \"v1\""),
        page(
            "E0126", "block missing or not allowed", "A block opens on the line of its clause; some clauses have none.",
            wrong: "pipeline p",
            right: "pipeline p { mode queued }"),
        page(
            "E0127", "not one of the words", "Only the listed words may stand here.", wrong: "pipeline p { mode newest }",
            right: "pipeline p { mode superseded }"),
        page(
            "E0132", "command inside a value",
            "A command may stand behind `let x =`, `return`, `print`, `expect`; elsewhere it needs parentheses.",
            wrong: "print 1 + history p", right: "print 1 + (history p)"),
    ]
}
