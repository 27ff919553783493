import SluiceSyntax

extension DiagnosticCodes {
    /// E04: types, units and calls.
    static let typePages: [DiagnosticPage] = [
        .row(
            "E0401", "values that do not go together",
            "Units are part of a value: a Duration is added to a Duration, a Percent to a Percent. A plain number needs a unit, or multiplies.",
            wrong: "print 5m + 3", right: "print 5m + 3m, 5m * 3"),
        .row(
            "E0402", "values that do not compare", "Only values of one kind have an order. Numbers and Percents compare as ratios.",
            wrong: "print 5m > 10%",
            right: "print 5m > 10s, 0.2 > 10%"),
        .row(
            "E0403", "no truth value", "`if`, `while`, `and`, `or` and `not` take a Bool: there is no truthiness.",
            wrong: "if [1] { print 1 }",
            right: "if len([1]) > 0 { print 1 }"),
        .row(
            "E0404", "a decision on what is not known yet",
            "Late names and signals have a value only while a pipeline runs, but `if` decides before. Conditions may use them.",
            wrong: "pipeline p { stage a {\n    if revision == \"v1\" { wait 1s }\n} }",
            right: "pipeline p { stage a {\n    require revision != \"v1\"\n} }"),
        .row(
            "E0405", "another type than declared", "The value does not fit the annotation.", wrong: "let limit: Duration = 5",
            right: "let limit: Duration = 5m"),
        .row(
            "E0406", "a clause takes another type", "The parameter or modifier takes values of the type shown.",
            wrong: "pipeline p { stage a { wait 10 } }", right: "pipeline p { stage a { wait 10m } }"),
        .row(
            "E0407", "a value that makes no sense here", "The type is right, but not the value: no target at a time, a share above 100%.",
            wrong: "pipeline p { defaults { rolling 0 } }", right: "pipeline p { defaults { rolling 1 } }"),
        .row(
            "E0408", "nothing to go through", "`for` goes through a List, Map, Range, Fleet or String.", wrong: "for i in 5 { print i }",
            right: "for i in 1..5 { print i }"),
        .row(
            "E0409", "wrong index", "Lists are indexed by an Int or a range, maps by a String.", wrong: "print [1, 2][\"a\"]",
            right: "print [1, 2][0]"),
        .row("E0410", "a key that is no text", "The keys of a map are Strings.", wrong: "print [1: 2]", right: "print [\"1\": 2]"),
        .row(
            "E0411", "not a function", "Only functions can be called. A variable may hide a builtin of its name.",
            wrong: "let x = 5\nprint x()",
            right: "fn x() = 5\nprint x()"),
        .row("E0412", "too many arguments", "The function takes fewer.", wrong: "print len([1], 2)", right: "print len([1])"),
        .row(
            "E0413", "an argument is missing", "A parameter without a default must be given.", wrong: "print len()", right: "print len([1])"
        ),
        .row(
            "E0414", "no such parameter", "The function has no parameter of this name.", wrong: "print sorted([1], bye: x => x)",
            right: "print sorted([1], by: x => x)"),
        .row(
            "E0415", "an argument twice", "Each parameter is given once.", wrong: "fn f(a) = a\nprint f(1, a: 2)",
            right: "fn f(a) = a\nprint f(a: 2)"),
        .row(
            "E0416", "an argument of another type", "The parameter takes values of the type shown.", wrong: "print range(\"a\")",
            right: "print range(3)"),
    ]

    /// E05: evaluation.
    static let evaluationPages: [DiagnosticPage] = [
        .row(
            "E0501", "overflow", "An Int has 64 bits and a Duration about 292 years. A result beyond is an error, never a wrap.",
            wrong: "print 9223372036854775807 + 1", right: "print 9223372036854775807.0 + 1"),
        .row("E0502", "division by zero", "Nothing can be divided by zero.", wrong: "print 1 / 0", right: "let n = 2\nprint 1 / n"),
        .row(
            "E0503", "out of range",
            "The list or text has no element at this position. Positions count from 0, negative ones from the end.",
            wrong: "print [1, 2][2]", right: "print [1, 2][-1]"),
        .row(
            "E0504", "the script failed", "A `fail` was reached; its message says why.", wrong: "fail \"no targets\"",
            right: "print \"no targets\""),
        .row(
            "E0505", "no such key", "The map has no such key. `get` gives a default instead.", wrong: "let m = [\"a\": 1]\nprint m[\"b\"]",
            right: "let m = [\"a\": 1]\nprint get(m, \"b\", 0)"),
        .row(
            "E0506", "too many steps", "Evaluation is bounded, so that a script that never ends stops. Look for a loop without an end.",
            wrong: "while true { }", right: "for i in 1..10 { print i }"),
        .row(
            "E0507", "calls too deep", "A function calls itself too often without coming back.", wrong: "fn f(n) = f(n + 1)\nprint f(0)",
            right: "fn f(n) = if n > 9 { n } else { f(n + 1) }\nprint f(0)"),
        .row(
            "E0508", "too large", "A value has grown beyond what a script may hold.", wrong: "var s = \"x\"\nwhile true { s = s + s }",
            right: "let s = \"x\""),
        .row(
            "E0509", "an input could not be read",
            "The file or variable is not there, or does not hold what is expected. Paths are relative to the script's folder.",
            wrong: "print read(\"VERSON\")", right: "print read(\"VERSION\")"),
        .row(
            "E0510", "a command was refused", "The runtime says why; nothing was changed.", wrong: "resume checkout # which is not paused",
            right: "status checkout"),
        .row(
            "E0511", "an expectation does not hold", "An `expect` or `require` was false; the values of its parts are shown.",
            wrong: "test \"sums\" { expect 1 + 1 == 3 }", right: "test \"sums\" { expect 1 + 1 == 2 }"),
        .row(
            "E0512", "a resumed run went another way",
            "A run that is resumed repeats its commands from its record, and this one asks for something else than it did then.",
            wrong: "sluice resume 7 # after the journal was edited", right: "sluice run rollout.pipe"),
        .row(
            "E0513", "data that cannot be read", "The text is no valid JSON, YAML or CSV, or rows lack what a target needs.",
            wrong: "print json_parse(\"{\")", right: "print json_parse(\"{}\")"),
        .row(
            "E0514", "no such conversion", "The text does not hold a value of this type.", wrong: "print int(\"four\")",
            right: "print int(\"4\")"),
        .row(
            "E0515", "not known yet", "The value is known only while a pipeline runs.", wrong: "print len(target.name)",
            right: "print \"${target.name}\""),
        .row(
            "E0516", "a statement that could not be read", "Evaluation came to a place with a syntax error.", wrong: "let x = ",
            right: "let x = 1"),
        .row(
            "E0517", "out of turn", "A result arrived for a command that is not waiting for one.", wrong: "follow e # answered twice",
            right: "follow e"),
        .row(
            "E0518", "interrupted", "Somebody stopped the script while it was evaluated, for example with Ctrl-C.",
            wrong: "for i in 1..1000000 { print i }", right: "for i in 1..10 { print i }"),
        .row(
            "E0519", "too much memory", "The values of a script hold more than they may together. Keep less at once.",
            wrong: "var all = []\nwhile true { all = all + [\"x\"] }", right: "let all = [\"x\"]"),
        .row(
            "E0520", "too much output", "A script may print only so much. Let a command write what is long.",
            wrong: "while true { print \"still here\" }", right: "print \"here\""),
    ]
}
