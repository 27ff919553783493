import SluiceSyntax
import Testing

@Suite("Literals")
struct LiteralTests {
    static let good: [Case] = [
        Case("42", "42"),
        Case("1_000", "1000"),
        Case("3.14", "3.14f"),
        Case("1e-3", "0.001f"),
        Case("2E3", "2000.0f"),
        Case("9223372036854775807", "9223372036854775807"),
        Case("true", "true"),
        Case("false", "false"),
        Case("none", "none"),
        Case("5%", "5e-0%"),
        Case("0.1%", "1e-1%"),
        Case("7 % 3", "(% 7 3)"),
        Case("n%3", "(% n 3)"),
        Case("250ms", "250ms"),
        Case("90s", "90s"),
        Case("10m", "600s"),
        Case("1h30m", "5400s"),
        Case("1.5h", "5400s"),
        Case("2d", "172800s"),
        Case("1w", "604800s"),
        Case("1m1ms", "60001ms"),
        Case("64KiB", "65536B"),
        Case("1GB", "1000000000B"),
        Case("0B", "0B"),
        Case("09:00", "09:00"),
        Case("24:00", "24:00"),
        Case("2026-12-24", "2026-12-24"),
        Case("2024-02-29", "2024-02-29"),
        Case("mon", "@mon"),
        Case("fri..mon", "(.. @fri @mon)"),
        Case("[]", "(list)"),
        Case("[1, 2]", "(list 1 2)"),
        Case("[1, 2,]", "(list 1 2)"),
        Case("[\"a\": 1]", "(map \"a\":1)"),
        Case("[:]", "(map)"),
        Case("1..5", "(.. 1 5)"),
        Case("09:00..16:00", "(.. 09:00 16:00)"),
        Case("2026-12-20..2027-01-02", "(.. 2026-12-20 2027-01-02)"),
        Case("1 .. n - 1", "(.. 1 (- n 1))"),
        Case("1.e", "(. 1 e)"),
    ]

    @Test("are read by longest match", arguments: good)
    func literal(_ sample: Case) {
        #expect(read("x(\(sample.text))") == "(call x \(sample.expected))")
    }

    static let strings: [Case] = [
        Case(#""""#, #""""#),
        Case(#""a b""#, #""a b""#),
        Case(#""\n\t\"\\\$\u{1F600}""#, "\"\\n\\t\\\"\\\\\\$😀\""),
        Case(#""v ${revision}!""#, #""v ${revision}!""#),
        Case(#""${a}${b}""#, #""${a}${b}""#),
        Case(#""${get(m, "k")}""#, #""${(call get m "k")}""#),
        Case(#""${"in ${"in"}"}""#, #""${"in ${"in"}"}""#),
        Case(#""$5 and {x}""#, #""\$5 and {x}""#),
        Case(#"'raw ${x} \n'"#, #""raw \${x} \\n""#),
        Case("\"é ∑\"", "\"é ∑\""),
        Case("\"\"\"\n    one\n      two\n\n    three\n    \"\"\"", #""one\n  two\n\nthree""#),
        Case("\"\"\"\n\tone\n\ttwo\"\"\"", #""one\ntwo""#),
        Case("\"\"\"one \"two\" three\"\"\"", #""one \"two\" three""#),
        Case("\"\"\"\n  ${a}\n    ${b} c\n  \"\"\"", #""${a}\n  ${b} c""#),
        Case("\"\"\"\n  a\\tb\n  \"\"\"", #""a\tb""#),
        Case("\"\"\"\r\n  one\r\n  two\r\n  \"\"\"", #""one\ntwo""#),
        Case("\"\"\"\n  \"\"\"", #""""#),
        Case("\"\"\"\"\"\"", #""""#),
    ]

    @Test("of text keep what was meant", arguments: strings)
    func string(_ sample: Case) {
        #expect(read(sample.text) == sample.expected)
    }

    static let bad: [Case] = [
        Case("let a = 7%3", "E0107 1:10"),
        Case("let a = 9223372036854775808", "E0104 1:9"),
        Case("let a = 9999999999d", "E0104 1:9"),
        Case("let a = 9999999PiB", "E0104 1:9"),
        Case("let a = 1e999", "E0104 1:9"),
        Case("let a = 10min", "E0106 1:11"),
        Case("let a = 5x", "E0106 1:10"),
        Case("let a = 30m1h", "E0106 1:12"),
        Case("let a = 2026-13-01", "E0108 1:9"),
        Case("let a = 2026-02-29", "E0108 1:9"),
        Case("let a = 25:00", "E0108 1:9"),
        Case("let a = 09:75", "E0108 1:9"),
        Case("let a = \"x", "E0103 1:9"),
        Case("let a = 'x", "E0103 1:9"),
        Case("let a = \"\"\"x\n", "E0103 1:9"),
        Case("let a = \"${x\nlet b = 2", "E0103 1:10"),
        Case("let a = \"\\q\"", "E0105 1:10"),
        Case("let a = \"\\u{110000}\"", "E0105 1:10"),
        Case("let a = \"${}\"", "E0131 1:10"),
        Case("let a = b && c", "E0101 1:11"),
        Case("let a = “", "E0101 1:9"),
        Case("let a = ?", "E0101 1:9"),
    ]

    @Test("that are wrong give one diagnostic with its place", arguments: bad)
    func wrong(_ sample: Case) {
        #expect(mistakes(sample.text) == [sample.expected])
    }

    @Test("of bytes that are no UTF-8 are reported and kept")
    func invalidUTF8() {
        let result = Parser.parse(SourceFile(name: "x", bytes: Array("let a = \"".utf8) + [0xFF, 0xFE] + Array("\"\nlet b = 1".utf8)))
        #expect(marks(result) == ["E0102 1:10"])
        #expect(result.tree.statements.count == 2)
    }
}
