import OrderedCollections
import SluiceEngine
import SluiceModel
import SluiceReport
import Testing

private func picture(
    _ world: LiveWorld, _ ids: [ExecutionID], width: Int = 80, height: Int = 24, style: Style = .plain, symbols: Symbols = .unicode
) -> [String] {
    LivePicture.render(
        state: world.state, observations: world.observations, executions: ids, now: world.now, width: width, height: height, style: style,
        symbols: symbols)
}

private func text(_ rows: [String]) -> String { rows.joined(separator: "\n") }

@Suite("The live picture")
struct LivePictureTests {
    @Test("of a bake shows cells, progress, what it waits for and the alarms")
    func baking() {
        var world = LiveWorld()
        let id = world.start(Checkout.definition(), "v2", because: "gift cards")
        world.run { $0.state.execution(id)?.stages["one_box"]?.state == .baking }
        world.run(for: .seconds(3))
        #expect(
            text(picture(world, [id])) == """
                checkout  v2  checkout#1  baking                                             10s
                ada: gift cards

                ◔ one_box    baking         3 of 3 targets on v2                              7s
                │  eu-west-1   1/1  ●
                │  us-east-1   1/1  ●
                │  ap-south-1  1/1  ●
                │  bake  ━━━━━━━━━━━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌  2s/5s observed
                │        2s to go · then until its condition holds, gives up after 25s
                ○ regions-1  to come        3 targets · 25%
                ○ regions-2  to come        3 targets · 25%
                ○ regions-3  to come        3 targets · 25%

                ✔ errors  OK       eu-west-1   ▁▁▁  0.002 (prometheus) > 2% → false, 3 of 3 dat…
                ✔ errors  OK       us-east-1   ▁▁▁  0.002 (prometheus) > 2% → false, 3 of 3 dat…
                ✔ errors  OK       ap-south-1  ▁▁▁  0.002 (prometheus) > 2% → false, 3 of 3 dat…
                ✔ health  OK       eu-west-1   ▁▁▁  0.002 (prometheus) > 2% → false, 3 of 3 dat…
                ✔ health  OK       us-east-1   ▁▁▁  0.002 (prometheus) > 2% → false, 3 of 3 dat…
                ✔ health  OK       ap-south-1  ▁▁▁  0.002 (prometheus) > 2% → false, 3 of 3 dat…

                ● v2   ◐ deploying   ○ other   ↺ rolling back   ✖ failed
                """)
        #expect(
            text(picture(world, [id], width: 40, height: 10)) == """
                checkout  v2  checkout#1  baking     10s
                ◔ one_box    baking         3 of 3 t… 7s
                │  eu-west-1   1/1  ●
                │  us-east-1   1/1  ●
                │  ap-south-1  1/1  ●
                │  bake  ━━╌╌╌  2s/5s observed
                │        2s to go · then until its cond…
                ○ regions-1, regions-2 and 1 more  to c…
                """)
        #expect(
            picture(world, [id], width: 80, height: 1) == [
                "◔ checkout#1  v2  one_box baking  2s of 5s observed                          10s"
            ])
    }

    @Test("of a rollback shows what goes back and why, in every region")
    func rollingBack() {
        var world = LiveWorld()
        let definition = Checkout.definition()
        world.runToEnd(world.start(definition, "v2"))
        world.isBreaching = LiveWorld.firing(where: "v3")
        let bad = world.start(definition, "v3")
        world.run { $0.state.rollbacks.count == 3 }
        let rows = picture(world, ["checkout#1", bad], symbols: .ascii)
        #expect(
            text(Array(rows.prefix(9))) == """
                + checkout#1  v2  succeeded                                                   1m

                checkout  v3  checkout#2  rolling back                                        3s

                < one_box    rolling back   0 of 3 targets restored                           3s
                |  eu-west-1   0/1  <
                |  us-east-1   0/1  <
                |  ap-south-1  0/1  <
                |  < alarm `errors` (eu-west-1) fired: 0.21 (prometheus) > 2% → true, 2 of 3
                """)
        #expect(rows.contains { $0.hasPrefix("x errors  ALARM    eu-west-1   _!!  0.21") })
        world.runToEnd(bad)
        #expect(text(picture(world, [bad])).contains("↺ one_box    rolled back    3 of 3 targets restored"))
        #expect(text(picture(world, [bad])).contains("○ regions-1  never reached  3 targets · 25%"))
    }

    @Test("of a wait shows the reason, since when, until when and who can end it")
    func waiting() {
        var world = LiveWorld()
        let id = world.start(Checkout.definition(approvals: [ApproveStep(people: ["ana", "bo"])]), "v2")
        world.run(for: .seconds(4))
        #expect(
            text(Array(picture(world, [id]).prefix(5))) == """
                checkout  v2  checkout#1  waiting                                             4s

                ◷ one_box    waiting        3 targets · 25%                                   4s
                │  ◷ checkout.production asks for approval of checkout#1
                │    since 12:03:04 UTC · until 2026-10-12 12:03 UTC, in 6d23h · ended by
                """)
    }

    @Test("of an operator's rollback stands alone when what it takes back had ended")
    func operatorsRollback() {
        var world = LiveWorld()
        let definition = Checkout.definition(regions: ["eu-west-1"])
        world.runToEnd(world.start(definition, "v1"))
        world.runToEnd(world.start(definition, "v2"))
        let answer = world.command(.rollback(RollbackCommand(subject: .pipeline("checkout"), to: "v1", because: "customers call")))
        #expect(answer?.isAccepted == true)
        world.run(for: .seconds(1))
        let rows = picture(world, [])
        #expect(rows.first?.hasPrefix("↺ checkout  checkout!1  rolling back  0 of 4 targets restored") == true)
        #expect(rows.dropFirst().first?.contains("customers call") == true)
    }

    @Test("fits whatever the screen, with every target and name inside it", arguments: Symbols.allCases)
    func fits(symbols: Symbols) {
        var world = LiveWorld()
        let definition = Checkout.definition(regions: ["東京-リージョン", "eu-west-1", "us-east-1"], size: 30)
        let id = world.start(definition, "8f2c1e7ab09d4c118f2c1e7ab09d4c118f2c1e7a", because: "a\u{1B}[2Jreason\nof two lines")
        for _ in 0..<8 {
            world.run(for: .seconds(5))
            for (width, height) in [(120, 40), (80, 24), (60, 12), (40, 10), (20, 5), (7, 3), (1, 1)] {
                let rows = picture(world, [id], width: width, height: height, symbols: symbols)
                #expect(!rows.isEmpty && rows.count <= height)
                #expect(rows.allSatisfy { CellWidth.of($0) <= width && !$0.contains("\n") && !$0.contains("\u{1B}") && $0.last != " " })
                #expect(picture(world, [id], width: width, height: height, style: .ansi, symbols: symbols).map(withoutColours) == rows)
            }
        }
    }

    @Test("gives no rows for what is not known, and none on no screen")
    func nothing() {
        let world = LiveWorld()
        #expect(picture(world, ["checkout#9"]).isEmpty)
        #expect(picture(world, ["checkout#9"], width: 0, height: 0).isEmpty)
    }

    @Test(
        "draws with what the locale can show",
        arguments: [
            (nil, nil, nil, Symbols.unicode), ("", "", "C", .ascii), (nil, nil, "de_DE.UTF-8", .unicode),
            ("POSIX", nil, "de_DE.UTF-8", .ascii),
            (nil, "en_US.utf8", "C", .unicode),
        ] as [(String?, String?, String?, Symbols)])
    func locale(lcAll: String?, lcCtype: String?, lang: String?, expected: Symbols) {
        #expect(Symbols(lcAll: lcAll, lcCtype: lcCtype, lang: lang) == expected)
    }
}
