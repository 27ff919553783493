import SluiceReport
import Testing

@Suite("Tables")
struct TableTests {
    private static var sample: Table {
        var table = Table([
            .init("TARGET", leastWidth: 6, yields: 1), .init("REVISION"), .init("MESSAGE", leastWidth: 8, yields: 2),
            .init("WEIGHT", alignment: .right),
        ])
        table.add(["web-1", "v2", "all is well", "10"])
        table.add(["日本-2", Table.Cell("v1", .error), "it did\nnot start", "5"])
        table.add(["web-3"])
        return table
    }

    @Test("are as wide as their cells, without spaces at the end of lines")
    func columns() {
        #expect(
            Self.sample.render(width: 80) == """
                TARGET  REVISION  MESSAGE           WEIGHT
                web-1   v2        all is well           10
                日本-2  v1        it did␤not start       5
                web-3

                """)
    }

    @Test("the columns that may give way are clipped first")
    func clipped() {
        #expect(
            Self.sample.render(width: 36) == """
                TARGET  REVISION  MESSAGE     WEIGHT
                web-1   v2        all is we…      10
                日本-2  v1        it did␤no…       5
                web-3

                """)
    }

    @Test("where columns do not fit, each row is a record")
    func records() {
        #expect(
            Self.sample.render(width: 20) == """
                TARGET    web-1
                REVISION  v2
                MESSAGE   all is
                          well
                WEIGHT    10

                TARGET    日本-2
                REVISION  v1
                MESSAGE   it did␤not
                          start
                WEIGHT    5

                TARGET    web-3

                """)
    }

    @Test("no line is wider than the terminal, however narrow it is", arguments: 1...60)
    func never(width: Int) {
        let lines = Self.sample.render(width: width).split(separator: "\n")
        let least = 6
        #expect(lines.allSatisfy { CellWidth.of($0) <= max(width, least) })
    }

    @Test("colours do not move columns")
    func colours() {
        let lines = Self.sample.render(width: 80, style: .ansi).split(separator: "\n")
        #expect(lines[2] == "日本-2  \u{1B}[1;31mv1\u{1B}[0m        it did␤not start       5")
    }

    @Test(
        "text is wrapped at spaces, and inside words that are too long",
        arguments: [("a bc d", ["a", "bc", "d"]), ("abcde f", ["ab", "cd", "e", "f"]), ("", [""]), ("日本", ["日", "本"])])
    func wrapped(text: String, lines: [String]) {
        #expect(CellWidth.wrap(text, to: 2) == lines)
    }

    @Test("without rows there is no table")
    func empty() {
        #expect(Table([.init("A")]).render(width: 80).isEmpty)
    }

    @Test(
        "widths are counted in cells",
        arguments: [("abc", 3), ("日本", 4), ("e\u{301}", 1), ("👩‍🚀", 2), ("❤️", 2), ("한국", 4), ("\u{200B}", 0), ("→", 1)])
    func widths(text: String, cells: Int) {
        #expect(CellWidth.of(text) == cells)
    }
}
