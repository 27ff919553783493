import SluiceSyntax

extension DiagnosticPage {
    /// A row of the tables of pages.
    static func row(_ code: String, _ title: String, _ text: String, wrong: String, right: String) -> DiagnosticPage {
        DiagnosticPage(code: code, title: title, text: text, wrong: wrong, right: right)
    }
}

extension DiagnosticCodes {
    /// E01: what cannot be read.
    static let syntaxPages: [DiagnosticPage] = [
        .row(
            "E0101", "unexpected character", "The language has no such character outside of strings. `and`, `or` and `not` are words.",
            wrong: "print true && false", right: "print true and false"),
        .row(
            "E0102", "not UTF-8", "Scripts are UTF-8. The bytes shown are not; an editor can save the file in another encoding.",
            wrong: "print \"caf\\xE9\" # the byte E9 alone", right: "print \"café\""),
        .row(
            "E0103", "a string or interpolation that does not end",
            "A string between \" ends on its line, and so does a `${…}`. Text of several lines stands between \"\"\".",
            wrong: "print \"hello", right: "print \"hello\""),
        .row(
            "E0104", "number out of range", "An Int has 64 bits, a Duration about 292 years. Numbers never wrap around.",
            wrong: "print 99999999999999999999", right: "print 9e19"),
        .row(
            "E0105", "unknown escape", "Escapes are \\n \\t \\\" \\\\ \\$ and \\u{1F600}. In a raw string '…' a backslash is itself.",
            wrong: "print \"\\d+\"", right: "print '\\d+'"),
        .row(
            "E0106", "unknown unit",
            "Durations have ms s m h d w, the largest first; sizes B KB MB GB TB and KiB MiB GiB TiB. `m` is always minutes.",
            wrong: "print 5min", right: "print 5m"),
        .row(
            "E0107", "percent or remainder", "`7%` is a share. For the remainder of a division put spaces around the `%`.",
            wrong: "print 7%3",
            right: "print 7 % 3"),
        .row(
            "E0108", "no such date or time", "Dates are year-month-day and must exist; times of day run from 00:00 to 24:00.",
            wrong: "print 2026-02-30", right: "print 2026-02-28"),
        .row(
            "E0109", "nested too deeply",
            "Brackets and blocks may stand inside each other, but not hundreds deep. Give a part a name with `let`.",
            wrong: "print ((((1)))) # some hundred times", right: "let part = 1\nprint part"),
        .row("E0110", "a value is missing", "An expression was expected here.", wrong: "let x = ", right: "let x = 1"),
        .row(
            "E0111", "something else was expected", "The text cannot go on like this; the message says what could stand here.",
            wrong: "let x 1",
            right: "let x = 1"),
        .row(
            "E0112", "not closed", "Every bracket and brace needs its partner. The place shown is where it was opened.",
            wrong: "print [1, 2",
            right: "print [1, 2]"),
        .row(
            "E0113", "chained comparison", "A comparison gives a Bool, and comparing that again is never what was meant.",
            wrong: "print 1 < 2 < 3", right: "print 1 < 2 and 2 < 3"),
        .row(
            "E0114", "the statement goes on", "A statement ends with its line, a `;` or a `}`. Comparisons are written `==`.",
            wrong: "let x = 1 2", right: "let x = 1; print 2"),
        .row("E0115", "closes nothing", "A bracket or brace is closed that was not opened.", wrong: "print 1\n}", right: "print 1"),
        .row(
            "E0116", "a function in the head of a block",
            "In the head of `if`, `while` and `for` a `{` opens the block, so a function needs parentheses.",
            wrong: "if any([1], x => x > 0) { print 1 }\nfor x in [1] |> y => y { print x }", right: "if any([1], (x => x > 0)) { print 1 }"
        ),
        .row(
            "E0117", "an `if` without `else` as a value", "As a value an `if` must give one in every case. `none` counts as left out.",
            wrong: "let x = if true { 1 }", right: "let x = if true { 1 } else { none }"),
        .row(
            "E0118", "a clause in an `if` that is a value",
            "Clauses act on the block around them; an `if` that is a value only calculates.",
            wrong: "pipeline p { stage a {\n    let x = if true { wait 1s } else { 2 }\n} }",
            right: "pipeline p { stage a {\n    if true { wait 1s }\n} }"),
        .row(
            "E0119", "a name is missing", "Pipelines, phases, stages, waves, alarms and deployers have a name: a word or a string.",
            wrong: "pipeline { }", right: "pipeline checkout { }"),
        .row(
            "E0120", "a clause in the wrong place", "Each clause stands in certain blocks only; the message names them.",
            wrong: "pipeline p {\n    bake 1h\n}", right: "pipeline p {\n    wave one { bake 1h }\n}"),
        .row(
            "E0121", "no such clause", "The word at the start of this line is no clause of this block.",
            wrong: "pipeline p {\n    stge a { wait 1s }\n}", right: "pipeline p {\n    stage a { wait 1s }\n}"),
        .row(
            "E0122", "a clause is incomplete", "The clause needs something more before its modifiers.",
            wrong: "pipeline p { stage a { wait } }",
            right: "pipeline p { stage a { wait 1s } }"),
        .row(
            "E0123", "a modifier is missing", "The clause cannot do without this modifier.",
            wrong: "let all = fleet([])\npipeline p { stage a { deploy all } }",
            right:
                "let all = fleet([])\ndeployer host { install \"./install ${target.name}\" }\npipeline p { stage a { deploy all with host } }"
        ),
        .row(
            "E0124", "a modifier twice", "Each modifier may be given once.",
            wrong: "pipeline p { stage a { run \"x\" timeout 1m timeout 2m } }",
            right: "pipeline p { stage a { run \"x\" timeout 2m } }"),
        .row(
            "E0125", "no such modifier", "The clause has no modifier of this name.",
            wrong: "pipeline p { stage a { run \"x\" timout 1m } }",
            right: "pipeline p { stage a { run \"x\" timeout 1m } }"),
        .row(
            "E0126", "a block is missing or too many", "A block opens with `{` on the line of what it belongs to.", wrong: "pipeline p",
            right: "pipeline p { }"),
        .row(
            "E0127", "not one of the words", "Only certain words may stand here; the message lists them.",
            wrong: "pipeline p { mode parallel }",
            right: "pipeline p { mode queued }"),
        .row(
            "E0128", "a name that is taken", "Reserved words and days of the week cannot be names.", wrong: "let while = 1",
            right: "let duration = 1"),
        .row(
            "E0129", "an import without a plain path",
            "The path of an import is known before the script runs, and its last part must be a name.",
            wrong: "import \"lib/my-hosts.pipe\"", right: "import \"lib/my-hosts.pipe\" as hosts"),
        .row(
            "E0130", "arguments out of order", "Arguments with a name stand behind those without.", wrong: "print take(count: 1, [1])",
            right: "print take([1], count: 1)"),
        .row("E0131", "an empty interpolation", "`${}` must hold a value.", wrong: "print \"a ${}\"", right: "print \"a \\${}\""),
        .row(
            "E0132", "a command inside a value", "Inside an expression a command stands in parentheses.",
            wrong: "pipeline p { stage a { wait 1s } }\nprint [start p]", right: "pipeline p { stage a { wait 1s } }\nprint [(start p)]"),
        .row(
            "E0133", "only variables are assigned to", "Values never change. Build a new one and assign it to the variable.",
            wrong: "var m = [\"a\": 1]\nm[\"a\"] = 2", right: "var m = [\"a\": 1]\nm = [\"a\": 2]"),
        .row(
            "E0134", "no such type", "Annotations name built-in types, or lists of them.", wrong: "let x: Integer = 1",
            right: "let x: Int = 1"),
    ]
}
