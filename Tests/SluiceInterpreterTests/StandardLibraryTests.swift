import OrderedCollections
import SluiceChecker
import SluiceFuzzing
import SluiceInterpreter
import SluiceModel
import SluiceSyntax
import Testing

@Suite("The standard library")
struct StandardLibraryTests {
    @Test("the examples of doc comments hold", arguments: DocumentedExample.all)
    func examples(example: DocumentedExample) throws {
        let source = try repositoryFile("stdlib/\(example.module).pipe")
        let script = example.script(moduleSource: source)
        let outcome = evaluate(script, try standardWorld(files: example.files), limits: Limits(), runsTests: true)
        #expect(outcome.diagnostics.map { "\($0.code) \($0.message) \(outcome.place)" } == [])
        let tests = outcome.evaluation.testOutcomes
        #expect(tests.count == 1)
        for failure in tests.flatMap(\.diagnostics) {
            let place = outcome.evaluation.files[failure.primary.span.file]?.text(of: failure.primary.span) ?? ""
            Issue.record("\(failure.code) \(failure.message): \(place) \(failure.notes)")
        }
        for definition in outcome.definitions {
            let errors = SafetyRules.check(definition).findings.filter { $0.severity == .error }
            if example.module == "strategies" || example.module == "teams" {
                #expect(errors.map { "\($0.code) \($0.place) \($0.message)" } == [])
            }
        }
    }

    @Test("every export has a doc comment with an example that says what comes out", arguments: standardModules)
    func documented(module: String) throws {
        let tree = Parser.parse(SourceFile(name: module, text: try repositoryFile("stdlib/\(module).pipe"))).tree
        for export in ModuleInterface(of: tree).exports {
            let documentation = export.documentation ?? ""
            #expect(documentation.contains("\n    "), "\(module).\(export.name) has no example")
            // A fragment shows its use; what it lands is looked at below.
            let says = documentation.contains("    expect ") || documentation.contains("    pipeline ")
            #expect(says, "\(module).\(export.name) expects nothing")
        }
    }

    // MARK: What else holds

    private func check(_ row: PrintCase, files: OrderedDictionary<String, String> = files) throws {
        let imports = standardModules.map { "import \"std/\($0)\"\n" }.joined()
        let outcome = evaluate(imports + Self.prelude + row.script, try standardWorld(files: files), limits: Limits())
        #expect(outcome.diagnostics.map { "\($0.code) \($0.message)" } == [])
        #expect(outcome.prints == row.prints)
    }

    private func check(_ row: Refusal) throws {
        let imports = standardModules.map { "import \"std/\($0)\"\n" }.joined()
        let outcome = evaluate(imports + Self.prelude + row.script, try standardWorld(files: Self.files), limits: Limits())
        let said = outcome.diagnostics.map(\.message).joined()
        #expect(said.contains(row.message), "\(outcome.codes) \(said) \(outcome.prints)")
    }

    /// A call and what the error says about it.
    struct Refusal: CustomTestStringConvertible, Sendable {
        let script: String
        let message: String
        var testDescription: String { script }
        init(_ script: String, _ message: String) {
            self.script = script
            self.message = message
        }
    }

    static let prelude = """
        let none_at_all = fleet([])
        let one = fleet([target("a", region: "eu", zone: "z")])
        let uneven = fleet(flatten([[target("r${r}-${i}", region: "r${r}", zone: "z${i % 3}") for i in 1..r * r] for r in 1..5]))
        let hundred = fleet(flatten([[target("t${r}-${i}", region: "r${r}") for i in 1..3] for r in 1..100]))
        fn sizes(steps) = [len(s.groups) for s in steps]
        fn names(steps) = [s.name for s in steps]

        """

    static let waves = [
        PrintCase(
            "print waves.one_box(one), waves.growing(one)[0].targets, names(waves.by_zone(one)), sizes(waves.fibonacci(one))",
            "[a] [a] [\"eu-z\"] [1]"),
        PrintCase(
            "print waves.growing(one, without: one), waves.by_zone(one, without: one), waves.by_weight(one, [100%], without: one)",
            "[] [] []"),
        PrintCase(
            "print sizes(waves.growing(hundred, factor: 1)) |> len, sizes(waves.growing(hundred, first: 30, factor: 1))",
            "100 [30, 30, 30, 10]"),
        PrintCase(
            "print sizes(waves.growing(hundred)), sizes(waves.growing(hundred, factor: 1.5))[0..6]",
            "[1, 3, 9, 27, 60] [1, 1, 2, 3, 5, 7, 11]"),
        PrintCase(
            "print sizes(waves.growing(hundred, most: 20)), sizes(waves.fibonacci(hundred))",
            "[1, 3, 9, 20, 20, 20, 20, 7] [1, 1, 2, 3, 5, 8, 13, 21, 34, 12]"),
        PrintCase(
            "print sizes(waves.of_sizes(hundred, [1, 9, 200])), [s.last for s in waves.of_sizes(hundred, [1, 9])]",
            "[1, 9, 90] [false, false, true]"),
        PrintCase(
            "print names(waves.growing(uneven)), [len(s.targets) for s in waves.growing(uneven)]",
            "[\"r1\", \"r2+r3+r4\", \"r5\"] [1, 29, 25]"),
        PrintCase(
            "print waves.covering(uneven, waves.growing(uneven)) |> len, waves.covering(uneven, waves.by_zone(uneven)) |> len", "3 13"),
        PrintCase(
            "print waves.covering(hundred, waves.by_weight(hundred, [1%, 5%, 100%])) |> len, [len(s.targets) for s in waves.by_weight(hundred, [1%, 5%, 100%])]",
            "3 [3, 12, 285]"),
        PrintCase(
            "print [len(s.targets) for s in waves.by_weight(one, [1%, 5%, 100%])], names(waves.by_weight(one, [1%, 5%, 100%]))",
            "[1] [\"1%\"]"),
        PrintCase(
            "let box = waves.one_box(uneven); print waves.covering(uneven, waves.chain([[['targets': box]], waves.growing(uneven, without: box)])) |> len",
            "3"),
        PrintCase(
            "print names(waves.from_table(uneven, csv('waves.csv'))), [s.row.bake for s in waves.from_table(uneven, csv('waves.csv'))]",
            "[\"pilot\", \"rest\"] [\"12\", \"4\"]"),
        PrintCase("print waves.covering(uneven, waves.from_table(uneven, csv('waves.csv'))) |> len", "2"),
        PrintCase("print names(waves.from_table(one, [['wave': 'w', 'rack': '7']], by: []))", "[\"w\"]"),
    ]

    @Test("every target of a fleet is in exactly one step", arguments: waves) func fleets(row: PrintCase) throws { try check(row) }

    static let files: OrderedDictionary<String, String> = [
        "waves.csv": "wave,region,zone,bake\npilot,r1,,12\npilot,r2,z1,12\nrest,*,*,4\n",
        "old.csv": "wave,region\npilot,r1\ngone,r9\nrest,\n", "short.csv": "wave,region\npilot,r1\n", "nameless.csv": "wave,region\n,r1\n",
        "empty.csv": "wave,region\n", "days.csv": "first,last,because\n2026-08-10,2026-08-14,camp\n2026-12-25,,\n",
        "bad.csv": "date\n2026-02-30\n", "blank.csv": "date,name\n,x\n",
        "days.txt": "# team\n2026-06-03 off site # yes\n\n2026-06-05..2026-06-06\n",
        "bad.txt": "2026-06-05..2026-06-03 back\n",
    ]

    static let refusals = [
        Refusal("waves.one_box(none_at_all)", "one_box needs a fleet with at least one target"),
        Refusal("waves.growing([])", "growing needs a fleet with at least one target"),
        Refusal("waves.growing(one, first: 0)", "first must be at least 1, not 0"),
        Refusal("waves.growing(one, factor: 0.5)", "factor must be at least 1, not 0.5"),
        Refusal("waves.growing(one, most: 0)", "most must be at least 1, not 0"),
        Refusal("waves.growing(one, by: 'rack')", "target a has no rack"),
        Refusal("waves.by_zone(hundred)", "target t1-1 has no zone"),
        Refusal("waves.of_sizes(one, [])", "at least one size"),
        Refusal("waves.of_sizes(one, [1, 0])", "at least 1 group, not 0"),
        Refusal("waves.by_share(one, [])", "needs at least one share"),
        Refusal("waves.by_share(one, [10%, 10%, 100%])", "10% comes after 10%"),
        Refusal("waves.by_share(one, [10%])", "the last share is 10%"),
        Refusal("waves.by_weight(one, [1, 100%])", "a share is a percent such as 10%, not 1"),
        Refusal("waves.from_table(uneven, csv('old.csv'))", "row 2 (wave gone) fits no target"),
        Refusal("waves.from_table(uneven, csv('short.csv'))", "and 49 more are in no row"),
        Refusal("waves.from_table(uneven, csv('nameless.csv'))", "row 1 has nothing in the column `wave`"),
        Refusal("waves.from_table(uneven, csv('empty.csv'))", "the table has no rows"),
        Refusal("waves.covering(uneven, waves.growing(uneven) + waves.growing(one))", "a is not in the fleet"),
        Refusal("waves.covering(uneven, waves.growing(uneven, without: waves.one_box(uneven)))", "r1-1 is in no step"),
        Refusal("waves.covering(one, waves.growing(one) + waves.growing(one))", "a is in more than one step"),
        Refusal("windows.days_of('bad.csv')", "bad.csv, row 1: 2026-02-30 is no day"),
        Refusal("windows.days_of('blank.csv')", "row 1: it has nothing in the column `date`"),
        Refusal("windows.days_of('bad.txt')", "bad.txt, line 1: 2026-06-05..2026-06-03 does not go"),
        Refusal("windows.days_of('nowhere.ics')", "there is no file `nowhere.ics`"),
        Refusal("pipeline p { windows.holidays('days.csv', before: -1) }", "before must be 0 or more days"),
        Refusal("pipeline p { windows.business_hours('Mars/Olympus') }", "no time zone \"Mars/Olympus\""),
        Refusal("alarms.latency('p', percentile: 100%)", "percentile is between 0% and 100%"),
        Refusal("alarms.error_ratio('p', missing: 'never')", "missing is \"breaching\", \"ok\", \"ignore\" or \"keep\", not \"never\""),
        Refusal("alarms.error_ratio('p', labels: ['my-job': 'x'])", "\"my-job\" is no label of Prometheus"),
        Refusal("alarms.error_ratio('p', labels: ['=~': 'x'])", "\"=~\" is no label"),
        Refusal("alarms.error_ratio('p', labels: ['job': secret('X')])", "the label job is a text or a number, not Secret"),
        Refusal("alarms.error_ratio('p', over: 5)", "5 is no span of time"),
        Refusal("alarms.burn_rate('p', objective: 100%)", "without a budget nothing can burn"),
        Refusal("alarms.burn_rate('p', windows: [])", "at least one pair of windows"),
        Refusal("alarms.burn_rate('p', windows: [[5m, 1h, 2]])", "[LONG, SHORT, RATE]"),
        Refusal("checks.no_findings('x', level: 'fatal')", "level is \"error\", \"warning\" or \"note\", not \"fatal\""),
        Refusal(
            "deployer d { install 'x' }\nalarm e = elapsed() > 1\nteams.service('s', beta: one, prod: one, by: d, alarm: e, overrides: ['bakes': 1h])",
            "nothing called bakes to override"),
    ]

    @Test("bad arguments are refused with what they should be", arguments: refusals)
    func refused(row: Refusal) throws { try check(row) }

    static let alarms = [
        PrintCase(
            #"print alarms.error_ratio_of("http://p", labels: ["job": 'a"b\c', "n": 5])"#,
            #"prometheus("(sum(rate(http_requests_total{job="a\"b\\c",n="5",code=~"5.."}[1m])) or vector(0)) / (sum(rate(http_requests_total{job="a\"b\\c",n="5"}[1m])) > 0)")"#
        ),
        PrintCase(
            #"print alarms.error_ratio_of("http://p", labels: ["instance": target.address, "env!=": "test"], errors: ["status": "error"], over: 90s)"#,
            #"prometheus("(sum(rate(http_requests_total{instance="${target.address}",env!="test",status="error"}[1m30s])) or vector(0)) / (sum(rate(http_requests_total{instance="${target.address}",env!="test"}[1m30s])) > 0)")"#
        ),
        PrintCase(
            "print [alarms.latency('p', labels: ['region': region]).scope, alarms.restarts('p').scope, alarms.saturation('p', 'x', labels: ['t': target.name]).scope]",
            #"["region", "global", "target"]"#),
        PrintCase(
            "let a = alarms.burn_rate('p', name: 'budget', missing: 'ok'); print a.name, [alarms.traffic_drop('p', missing: m).name for m in ['keep', 'ignore']]",
            #"budget ["traffic", "traffic"]"#),
    ]

    @Test("queries hold what was asked for, escaped", arguments: alarms) func queries(row: PrintCase) throws { try check(row) }
}
