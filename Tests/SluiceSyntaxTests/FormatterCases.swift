extension FormatterTests {
    static let spacing: [FormatCase] = [
        FormatCase("nothing", ""),
        FormatCase("only blank lines", "\n\n\n", ""),
        FormatCase("one space around operators", "let   a=1+2*3", "let a = 1 + 2 * 3\n"),
        FormatCase("none behind a sign", "let a = - 1 - - b", "let a = -1 - -b\n"),
        FormatCase(
            "none around a range of days", "pipeline p { window mon .. thu 09:00 .. 16:00 }",
            "pipeline p { window mon..thu 09:00..16:00 }\n"),
        FormatCase("none around a range of numbers", "let a = 1 .. n - 1", "let a = 1..n - 1\n"),
        FormatCase("words as operators", "let a = not(b)and c", "let a = not (b) and c\n"),
        FormatCase("calls, members, indices", "f ( 1 ,b : 2 ) . c [ 0 ]", "f(1, b: 2).c[0]\n"),
        FormatCase("maps", "let m = [ \"a\":1 , \"b\" :2 ]\nlet n = [ : ]", "let m = [\"a\": 1, \"b\": 2]\nlet n = [:]\n"),
        FormatCase("functions", "fn f( a,b : Int=3,c :10 )->[ Int ]{return a}", "fn f(a, b: Int = 3, c: 10) -> [Int] { return a }\n"),
        FormatCase("short functions", "fn f(a)=a+1", "fn f(a) = a + 1\n"),
        FormatCase("lambdas", "let a = x=>x\nlet b = ( x,y )=>{ x }", "let a = x => x\nlet b = (x, y) => { x }\n"),
        FormatCase("a space that the next word needs", "print 5 .. 6\nprint 10% (1)", "print 5..6\nprint 10% (1)\n"),
        FormatCase("comprehensions", "let a = [ x  for x in xs if x>1 ]", "let a = [x for x in xs if x > 1]\n"),
        FormatCase("imports", "import   \"std/waves\"   as  w", "import \"std/waves\" as w\n"),
        FormatCase("empty braces", "if a {   }\nfor x in y {\n}\n", "if a {}\nfor x in y {}\n"),
        FormatCase("at most one blank line", "\n\nlet a = 1\n\n\n\nlet b = 2\nlet c = 3\n\n", "let a = 1\n\nlet b = 2\nlet c = 3\n"),
        FormatCase("no blank line inside braces at their edges", "if a {\n\n  b\n\n  c\n\n}", "if a {\n    b\n\n    c\n}\n"),
        FormatCase("one statement a line", "let a = 1; let b = 2;; let c = 3;", "let a = 1\nlet b = 2\nlet c = 3\n"),
        FormatCase("statements on one line stay there", "if a { b;c ; }", "if a { b; c }\n"),
        FormatCase(
            "a semicolon stays that keeps a statement from being a modifier", "start p\n; because (1)\nlet a = start q # c\n;at (2)",
            "start p;\nbecause(1)\nlet a = start q;  # c\nat(2)\n"),
        FormatCase("all blocks of an if or none", "if a { b } else {\n c }", "if a {\n    b\n} else {\n    c\n}\n"),
    ]

    static let layouts: [FormatCase] = [
        FormatCase(
            "elements that have no room",
            "let names = [\"one-long-name\", \"another-long-name\", \"a-third-very-long-name\", \"the-fourth-and-last-long-name\"]",
            """
            let names = [
                "one-long-name",
                "another-long-name",
                "a-third-very-long-name",
                "the-fourth-and-last-long-name",
            ]

            """),
        FormatCase("a comma at the end keeps elements apart", "let a = [1, 2,]", "let a = [\n    1,\n    2,\n]\n"),
        FormatCase("without one they are joined", "let a = f(\n    1,\n    2\n)", "let a = f(1, 2)\n"),
        FormatCase("blank lines between elements", "let a = [\n1,\n\n2,\n\n]", "let a = [\n    1,\n\n    2,\n]\n"),
        FormatCase(
            "the only argument's bracket stays on the line", "let a = fleet([target(\"a\"), target(\"b\"),])",
            "let a = fleet([\n    target(\"a\"),\n    target(\"b\"),\n])\n"),
        FormatCase(
            "a function with a block as the last argument", "let a = map(xs, x => {\nlet y = x\nreturn y\n})",
            "let a = map(xs, x => {\n    let y = x\n    return y\n})\n"),
        FormatCase(
            "a block before the last argument", "let a = reduce(xs, x => {\nreturn x\n}, 0)",
            "let a = reduce(\n    xs,\n    x => {\n        return x\n    },\n    0,\n)\n"),
        FormatCase(
            "operators begin lines",
            "alarm team = errors_in_the_first_region or errors_in_the_second_region or errors_in_all_of_the_others",
            """
            alarm team = errors_in_the_first_region
                or errors_in_the_second_region
                or errors_in_all_of_the_others

            """),
        FormatCase(
            "but a minus ends one, for at the start it would begin a statement",
            "let difference = what_the_first_region_answered_in_a_minute - what_the_second_region_answered_in_a_minute",
            """
            let difference = what_the_first_region_answered_in_a_minute -
                what_the_second_region_answered_in_a_minute

            """),
        FormatCase(
            "pipes begin lines",
            "let a = targets |> filter(t => t.region == \"eu-west-1\") |> map(t => t.weight) |> sum |> format_as_a_number",
            """
            let a = targets
                |> filter(t => t.region == "eu-west-1")
                |> map(t => t.weight)
                |> sum
                |> format_as_a_number

            """),
        FormatCase(
            "a comparison stays with its operands' brackets",
            "alarm errors = prometheus(\"http://127.0.0.1:9090\", \"sum(rate(http_requests_total{code=~'5..'}[30s]))\") > 1%",
            """
            alarm errors = prometheus(
                "http://127.0.0.1:9090",
                "sum(rate(http_requests_total{code=~'5..'}[30s]))",
            ) > 1%

            """),
        FormatCase(
            "the head of a block goes on deeper than the block",
            "if the_first_condition_of_the_head_of_a_block and the_second_condition_of_the_head_of_the_same_block { x }",
            """
            if the_first_condition_of_the_head_of_a_block
                    and the_second_condition_of_the_head_of_the_same_block {
                x
            }

            """),
        FormatCase(
            "a comprehension in three parts",
            "let a = [describe(target, with: \"its zone\") for target in all_targets_of_the_fleet if target.weight > 1]",
            """
            let a = [
                describe(target, with: "its zone")
                for target in all_targets_of_the_fleet
                if target.weight > 1
            ]

            """),
        FormatCase(
            "a clause in a list stays behind the comma", "let a = [deployer x { install \"a\" }, deployer y { install \"b\" },]",
            "let a = [\n    deployer x { install \"a\" }, deployer y { install \"b\" },\n]\n"),
    ]

    static let clauses: [FormatCase] = [
        FormatCase("on one line", "deploy   prod  with  host   at \"v2\"", "deploy prod with host at \"v2\"\n"),
        FormatCase(
            "modifiers that have no room",
            "pipeline p { stage s { deploy prod with host rolling 33% one zone at a time max_failures 1 timeout 10m allow_empty true } }",
            """
            pipeline p {
                stage s {
                    deploy prod
                        with host
                        rolling 33%
                        one zone at a time
                        max_failures 1
                        timeout 10m
                        allow_empty true
                }
            }

            """),
        FormatCase(
            "modifiers on further lines that have room", "start p\n  at \"v2\"\n  because \"x\"", "start p at \"v2\" because \"x\"\n"),
        FormatCase(
            "a word that would be a clause at the start of a line stays on it",
            """
            pipeline p {
                defaults { retry 3 }
                stage s { run "./a-command-with-a-long-name --and-an-option" on "a-host-of-that-name.example" timeout 10m }
            }
            """,
            """
            pipeline p {
                defaults { retry 3 }
                stage s {
                    run "./a-command-with-a-long-name --and-an-option" on "a-host-of-that-name.example"
                        timeout 10m
                }
            }

            """),
        FormatCase(
            "a long list of alarms",
            "pipeline p { watch errors_in_the_first_region, errors_in_the_second_region, errors_in_all_of_the_other_regions }",
            """
            pipeline p {
                watch errors_in_the_first_region,
                    errors_in_the_second_region,
                    errors_in_all_of_the_other_regions
            }

            """),
        FormatCase(
            "defaults side by side", "pipeline p { defaults { timeout 10m rolling 33%;retry 1 } }",
            "pipeline p { defaults { timeout 10m rolling 33%; retry 1 } }\n"),
        FormatCase(
            "a value in braces", "pipeline p { stage s { bake if a==1 {12h} else {4h} } }",
            "pipeline p { stage s { bake if a == 1 { 12h } else { 4h } } }\n"),
        FormatCase("an argument in parentheses", "print ( 1+2 )\nprint [1]\nprint -1", "print (1 + 2)\nprint [1]\nprint -1\n"),
        FormatCase(
            "a command as a value", "let e=start p at \"v1\"\nprint (start p).state", "let e = start p at \"v1\"\nprint (start p).state\n"),
    ]

    static let commented: [FormatCase] = [
        FormatCase("only comments", "  # a\n\n\n# b  ", "# a\n\n# b\n"),
        FormatCase("behind a statement", "let a = 1# one\nlet b = 2        ## two", "let a = 1  # one\nlet b = 2  ## two\n"),
        FormatCase("before and behind blocks", "if a { # b\n c # d\n # e\n} # f\n", "if a {  # b\n    c  # d\n    # e\n}  # f\n"),
        FormatCase("documentation", "##   a  \n##b\nfn f() = 1\n\n## c\n\nfn g() = 1", "##   a\n##b\nfn f() = 1\n\n## c\n\nfn g() = 1\n"),
        FormatCase(
            "in a list", "let a = [ # b\n1 # c\n, # d\n# e\n\n2\n# f\n]",
            "let a = [  # b\n    1,  # c\n    # d\n    # e\n\n    2,\n    # f\n]\n"),
        FormatCase("in a map", "let a = [\"k\": # b\n1]", "let a = [\n    \"k\":  # b\n    1,\n]\n"),
        FormatCase("in a call", "f(1, # a\n2)", "f(\n    1,  # a\n    2,\n)\n"),
        FormatCase(
            "before modifiers", "start p # a\n# b\nat \"v1\" # c\nbecause \"d\"",
            "start p  # a\n    # b\n    at \"v1\"  # c\n    because \"d\"\n"),
        FormatCase("between operands", "let a = b + # c\n d\n# e\n* f", "let a = b\n    +  # c\n    d\n        # e\n        * f\n"),
        FormatCase("before else", "if a {\nb\n}\n# c\nelse {\nd\n}", "if a {\n    b\n}\n# c\nelse {\n    d\n}\n"),
        FormatCase("in an empty block", "if a {\n# b\n}", "if a {\n    # b\n}\n"),
        FormatCase("in empty brackets", "f( # a\n)", "f(  # a\n)\n"),
        FormatCase("at the end of a file", "let a = 1\n\n\n# b", "let a = 1\n\n# b\n"),
        FormatCase("behind a semicolon", "let a = 1; # b\nlet c = 2 ; ## d\nlet e = 3", "let a = 1  # b\nlet c = 2  ## d\nlet e = 3\n"),
        FormatCase("a semicolon that keeps a comment from documenting", "# a\n; ## b\nlet c = 1", "# a\n;  ## b\nlet c = 1\n"),
        FormatCase(
            "commented-out code and a first line for the kernel", "#!/usr/bin/env sluice\n#let a = 1\nlet b = 2",
            "#!/usr/bin/env sluice\n#let a = 1\nlet b = 2\n"),
    ]
}
