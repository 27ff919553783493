import SluiceSyntax

extension DiagnosticCodes {
    /// E02: names.
    static let namePages: [DiagnosticPage] = [
        .row(
            "E0201", "unknown name", "Nothing of this name can be seen here. Names end with the block that declares them.",
            wrong: "print sise",
            right: "let size = 3\nprint size"),
        .row(
            "E0202", "used before its definition", "A script is read from top to bottom. Only `fn` may be used above its definition.",
            wrong: "print x\nlet x = 1", right: "let x = 1\nprint x"),
        .row(
            "E0203", "no alarm, deployer, fleet or pipeline of this name",
            "The clause asks for a certain kind of thing, and none of this name can be seen here.",
            wrong: "alarm errors = elapsed() > 5m\npipeline p { watch eror }",
            right: "alarm errors = elapsed() > 5m\npipeline p { watch errors }"),
        .row(
            "E0204", "defined twice", "In one block a name is defined once. An inner block may use it anew.", wrong: "let x = 1\nlet x = 2",
            right: "var x = 1\nx = 2"),
        .row(
            "E0205", "assignment to what is no variable", "Only what was declared with `var` may be given another value.",
            wrong: "let x = 1\nx = 2",
            right: "var x = 1\nx = 2"),
        .row(
            "E0206", "a late name is declared",
            "`revision`, `target` and the like have a value only while a pipeline runs. A variable of that name would hide it.",
            wrong: "let revision = \"v1\"", right: "let wanted = \"v1\""),
        .row(
            "E0207", "a stage named like a variable",
            "A bare word is the name itself. For the value of a variable, write it into a string.",
            wrong: "let name = \"eu\"\npipeline p { wave name { wait 1s } }",
            right: "let name = \"eu\"\npipeline p { wave \"${name}\" { wait 1s } }"),
        .row(
            "E0208", "unknown member of a late name",
            "`revision` has `id`, `ordinal`, `author`, `message` and `time`; `target` has its attributes; the others are texts.",
            wrong: "print \"${revision.autor}\"", right: "print \"${revision.author}\""),
        .row(
            "E0209", "not exported by the module", "A module exports what it declares at its top level without a leading `_`.",
            wrong: "import \"std/waves\"\nprint waves.one_bix([])", right: "import \"std/waves\"\nprint waves.one_box([])"),
        .row(
            "E0210", "unknown member", "The value has no such key or field. `get(value, \"key\", default)` does not fail.",
            wrong: "let x = 5\nprint x.size",
            right: "let x = [\"size\": 5]\nprint x.size"),
        .row(
            "E0211", "a key twice", "The keys of a map are distinct.", wrong: "print [\"a\": 1, \"a\": 2]",
            right: "print [\"a\": 1, \"b\": 2]"),
        .row(
            "E0212", "a function assigns outside of itself",
            "A function copies what it uses from outside, so an assignment would change nothing there.",
            wrong: "var count = 0\nfn add() { count = count + 1 }", right: "var count = 0\nfn add(n) = n + 1\ncount = add(count)"),
        .row(
            "E0213", "no such safety rule", "`allow` takes the code of a safety rule, as findings show it.",
            wrong: "pipeline p { allow S999 because \"why not\" }", right: "pipeline p { allow S131 because \"two hosts only\" }"),
        .row(
            "E0221", "`break`, `continue` or `return` with nothing around",
            "`break` and `continue` belong into a loop, `return` into a function.",
            wrong: "break", right: "while true { break }"),
        .row(
            "E0222", "modules import each other", "The message shows the circle. Move what both need into a third module.",
            wrong: "import \"b.pipe\" # and b.pipe imports this file", right: "import \"shared.pipe\""),
        .row(
            "E0223", "a module that cannot be imported",
            "The file is not there, cannot be read, or has errors of its own. Paths are relative to the importing file.",
            wrong: "import \"lib/host.pipe\" # the file is hosts.pipe", right: "import \"lib/hosts.pipe\""),
    ]

    /// E03: clauses and what they build.
    static let clausePages: [DiagnosticPage] = [
        .row(
            "E0301", "a clause or fragment in the wrong place",
            "What a function contains lands where it is called, so it must be able to stand there.",
            wrong: "fn pause_a_bit() { wait 10m }\npipeline p { pause_a_bit() }",
            right: "fn pause_a_bit() { wait 10m }\npipeline p { stage a { pause_a_bit() } }"),
        .row(
            "E0306", "a part of a clause is missing", "The clause needs more than was given.", wrong: "wait", right: "wait 10m"),
        .row(
            "E0308", "given twice", "The block holds one of these at most.", wrong: "deployer d {\n    install \"a\"\n    install \"b\"\n}",
            right: "deployer d {\n    install \"a && b\"\n}"),
        .row(
            "E0309", "two parts of one name", "Stages, waves and phases of a pipeline have distinct names: commands name them.",
            wrong: "pipeline p {\n    stage a { wait 1s }\n    stage a { wait 2s }\n}",
            right: "pipeline p {\n    stage a { wait 1s }\n    stage b { wait 2s }\n}"),
        .row(
            "E0310", "a deployer without `install`", "A deployer says how a target gets a revision.", wrong: "deployer d { timeout 5m }",
            right: "deployer d {\n    install \"./install ${target.name} ${revision}\"\n    timeout 5m\n}"),
        .row(
            "E0311", "a module that acts", "Importing a module must not start anything: at its top level only `print` may stand.",
            wrong: "pipeline p { stage a { wait 1s } }\nstart p", right: "pipeline p { stage a { wait 1s } }\nfn begin() { start p }"),
        .row(
            "E0320", "an empty fleet",
            "A `deploy` to nothing is a mistake as a rule: a filter that matches nothing, an inventory without rows.",
            wrong: "deploy fleet([]) with host", right: "deploy fleet([]) with host allow_empty true"),
        .row(
            "E0321", "no such time zone", "Zones have the names of the tz database.", wrong: "window mon..fri 09:00..17:00 in \"Berlin\"",
            right: "window mon..fri 09:00..17:00 in \"Europe/Berlin\""),
        .row(
            "E0322", "a target without an attribute that is used", "Every target of the fleet must have what `${target.…}` names.",
            wrong: "install \"./install ${target.rack}\" # and web-1 has no rack", right: "target(\"web-1\", rack: \"r7\")"),
        .row(
            "E0323", "a joined alarm with modifiers of its own",
            "An alarm made of alarms follows their states; `for`, `every` and `missing` belong to the parts.",
            wrong: "alarm team = errors or health for 2 of 3", right: "alarm team = errors or health"),
        .row(
            "E0324", "not in this version", "The clause is part of the language, but this version of Sluice cannot carry it out yet.",
            wrong: "source git(\"../checkout.git\")", right: "start checkout at \"v1\""),
        .row(
            "E0325", "no such part", "The pipeline has no phase, stage or wave of this name.", wrong: "pause checkout.prodution",
            right: "pause checkout.production"),
        .row(
            "E0326", "leaving the block of a clause",
            "The block of a clause is built as a whole; `return` and `break` cannot leave it half-built.",
            wrong: "fn f() {\n    stage a { return 1 }\n}", right: "fn f() {\n    stage a { wait 1s }\n    return 1\n}"),
    ]
}
