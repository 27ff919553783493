import Testing

@Suite struct ExpressionTests {
    static let numbers = [
        PrintCase("print 1 + 2 * 3", "7"),
        PrintCase("print (1 + 2) * 3", "9"),
        PrintCase("print 7 / 2, 6 / 2, 7 // 2, -7 // 2, 7 // -2", "3.5 3 3 -4 -4"),
        PrintCase("print 7 % 3, -7 % 3, 7 % -3, 7.5 % 2", "1 2 -2 1.5"),
        PrintCase("print 1_000, 3.14, 1e-3, 2.0", "1000 3.14 0.001 2"),
        PrintCase("print 0.1 + 0.2", "0.30000000000000004"),
        PrintCase("print -5, -(2 + 3), 3 - -2", "-5 -5 5"),
        PrintCase("print 9223372036854775807", "9223372036854775807"),
        PrintCase("print 1 == 1.0, 1 < 1.5, 2 >= 2, 1 != 2", "true true true true"),
        PrintCase("print 10 // 3 * 3 + 10 % 3", "10"),
    ]

    static let quantities = [
        PrintCase("print 5% + 0.1%, 5% - 6%", "5.1% -1%"),
        PrintCase("print 50% * 10, 10 * 50%, 25% * 0.5", "5 5 0.125"),
        PrintCase("print 5% == 0.05, 0.05 < 6%, 10% > 5%, 1% == 1%", "true true true true"),
        PrintCase("print 50% / 25%", "2"),
        PrintCase("print 1h + 30m, 90s - 30s, 2 * 5m, 5m * 2, 1h * 0.5", "1h30m 1m 10m 10m 30m"),
        PrintCase("print 1h / 15m, 250ms, 1d, 1w, -(5m)", "4 250ms 1d 7d -5m"),
        PrintCase("print 64KiB + 64KiB, 1GB * 2, 1GB / 1MB", "128KiB 2GB 1000"),
        PrintCase("print 1h30m.minutes, 90s.seconds, 2d.hours", "90 90 48"),
        PrintCase("print 09:00 < 10:30, 2026-12-24 < 2027-01-01, mon < sun", "true true true"),
        PrintCase("print 2026-12-24.year, 2026-12-24.weekday", "2026 thu"),
        PrintCase("print 10:00 in 09:00..16:00, 16:00 in 09:00..16:00", "true false"),
        PrintCase("print sat in fri..mon, tue in fri..mon", "true false"),
        PrintCase("print 2026-12-24 in 2026-12-20..2027-01-02", "true"),
        PrintCase("print 5m == 300s, 5m == mon, none == none, none == 0", "true false true false"),
    ]

    static let texts = [
        PrintCase(#"print "a" + "b", "x${1 + 1}y""#, "ab x2y"),
        PrintCase(#"let n = "world"; print "hello ${n}!""#, "hello world!"),
        PrintCase(#"print 'raw ${x} \n'"#, #"raw ${x} \n"#),
        PrintCase(#"print "a\tb\u{41}\$""#, "a\tbA$"),
        PrintCase(#"print "${[1, "a", none]} ${["k": 5m]}""#, #"[1, "a", none] ["k": 5m]"#),
        PrintCase(#"print "nested ${"in ${1}"}""#, "nested in 1"),
        PrintCase(#"print "abc"[0], "abc"[-1], "abcd"[1..2]"#, "a c bc"),
        PrintCase(#"print "b" in "abc", "x" in "abc", "" in "abc""#, "true false true"),
        PrintCase(#"print "a" < "b", "Z" < "a", "a" == "a""#, "true true true"),
        PrintCase(#"print "e\u{301}" == "\u{e9}""#, "false"),
        PrintCase(#"print len("e\u{301}")"#, "2"),
        PrintCase(#"print len(join(["é€😀x" for n in 1..3001], "ü"))"#, "15004"),
        PrintCase(
            #"print "${-9223372036854775807 - 1}|${0}|${-10}|${9223372036854775807}é${99}""#,
            "-9223372036854775808|0|-10|9223372036854775807é99"),
        PrintCase(#"print "<${join([], "-")}${join([""], "-")}${join(["", ""], "-")}${join(["a", "ö"], "--")}>""#, "<-a--ö>"),
        PrintCase("print \"\"\"\n    one\n      two\n    \"\"\"", "one\n  two"),
    ]

    static let collections = [
        PrintCase("print [1, 2] + [3], [1, 2][0], [1, 2][-1]", "[1, 2, 3] 1 2"),
        PrintCase("print [1, 2, 3, 4][1..2], [1, 2][5..9], [1, 2, 3][-2..-1]", "[2, 3] [] [2, 3]"),
        PrintCase(#"let m = ["a": 1, "b": 2]; print m.a, m["b"], m"#, #"1 2 ["a": 1, "b": 2]"#),
        PrintCase(#"print [:], ["a": 1] == ["a": 1], ["a": 1, "b": 2] == ["b": 2, "a": 1]"#, "[:] true true"),
        PrintCase(#"print ["a": 1] + ["b": 2, "a": 3]"#, #"["a": 3, "b": 2]"#),
        PrintCase("print 2 in [1, 2], 3 in [1, 2], 3 in 1..5, 6 in 1..5", "true false true false"),
        PrintCase(#"print "a" in ["a": 1], none in [none]"#, "true true"),
        PrintCase("print [x * x for x in 1..4 if x % 2 == 0]", "[4, 16]"),
        PrintCase(#"print [k + string(v) for k, v in ["a": 1, "b": 2]]"#, #"["a1", "b2"]"#),
        PrintCase("print [x for x in 5..1]", "[]"),
        PrintCase("print [[y for y in 1..x] for x in 1..3]", "[[1], [1, 2], [1, 2, 3]]"),
        PrintCase("print [d for d in sat..mon]", "[sat, sun, mon]"),
        PrintCase("print len([d for d in 2026-12-30..2027-01-02])", "4"),
        PrintCase("print 1..5, mon..wed", "1..5 mon..wed"),
        PrintCase(#"print [c for c in "abc"]"#, #"["a", "b", "c"]"#),
    ]

    static let logic = [
        PrintCase("print true and false, true or false, not true", "false true false"),
        PrintCase("print false and 1 // 0 == 1, true or 1 // 0 == 1", "false true"),
        PrintCase("print 1 < 2 and 2 < 3 or false", "true"),
        PrintCase("print not 1 == 2", "true"),
        PrintCase("print if 1 > 2 { 10 } else { 20 }", "20"),
        PrintCase("let x = if true { let a = 5; a * 2 } else { 0 }; print x", "10"),
        PrintCase("let x = if false { 1 } else if true { 2 } else { 3 }; print x", "2"),
    ]

    @Test(arguments: numbers) func `numbers are exact or say so`(row: PrintCase) { check(row) }
    @Test(arguments: quantities) func `quantities keep their units`(row: PrintCase) { check(row) }
    @Test(arguments: texts) func `text is put together from values`(row: PrintCase) { check(row) }
    @Test(arguments: collections) func `lists, maps and ranges`(row: PrintCase) { check(row) }
    @Test(arguments: logic) func `logic decides early and lazily`(row: PrintCase) { check(row) }

    static let mistakes = [
        MistakeCase("print 9223372036854775807 + 1", "E0501", at: "9223372036854775807 + 1"),
        MistakeCase("print -9223372036854775807 - 2", "E0501"),
        MistakeCase("print 4611686018427387904 * 2", "E0501"),
        MistakeCase("print 1e308 * 10", "E0501"),
        MistakeCase("print 1 / 0", "E0502", at: "1 / 0"),
        MistakeCase("print 1 // 0", "E0502"),
        MistakeCase("print 1 % 0", "E0502"),
        MistakeCase("print 1.5 / 0.0", "E0502"),
        MistakeCase("print 5m + 3", "E0401", at: "5m + 3", help: "3m"),
        MistakeCase("print 5% + 3", "E0401", help: "3%"),
        MistakeCase("print 1h / 2", "E0401", help: "1h * 0.5"),
        MistakeCase(#"print "a" + 1"#, "E0401", help: "${…}"),
        MistakeCase("print [1] + 2", "E0401", help: "[x]"),
        MistakeCase(#"print 1 < "a""#, "E0402"),
        MistakeCase("print true < false", "E0402"),
        MistakeCase("print not 1", "E0403", help: "x != 0"),
        MistakeCase("if [1] { print 1 }", "E0403", help: "len(x) > 0"),
        MistakeCase("print 1 and true", "E0403"),
        MistakeCase("print [1, 2][2]", "E0503", help: "0 to 1"),
        MistakeCase("print [][0]", "E0503", help: "empty"),
        MistakeCase(#"print ["alpha": 1].alhpa"#, "E0210", help: "`alpha`"),
        MistakeCase(#"print ["alpha": 1]["alhpa"]"#, "E0505", help: "`alpha`"),
        MistakeCase("print [1].x", "E0210"),
        MistakeCase("print 5[0]", "E0409"),
        MistakeCase("print [1]['a']", "E0409"),
        MistakeCase(#"print [1: 2]"#, "E0410"),
        MistakeCase(#"let k = "a"; print [k: 1, "a": 2]"#, "E0211"),
        MistakeCase("print nowhere", "E0201", at: "nowhere"),
        MistakeCase("let count = 1; print coutn", "E0201", help: "`count`"),
        MistakeCase("print (x => x) == (x => x)", "E0402"),
        MistakeCase("for x in 5 { print x }", "E0408"),
        MistakeCase("for a, b in [1, 2] { print a }", "E0408", help: "pairs"),
        MistakeCase("for x in 1.5..2.5 { print x }", "E0408"),
        MistakeCase("print 1..\"a\"", "E0401"),
        MistakeCase("let x = 5; x(1)", "E0411", at: "x(1)"),
        MistakeCase("let len = 5; print len([1])", "E0411", help: "hides the builtin"),
    ]

    @Test(arguments: mistakes) func `a mistake has a code, a place and a way out`(row: MistakeCase) { check(row) }
}
