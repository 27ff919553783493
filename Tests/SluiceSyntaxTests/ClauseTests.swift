import SluiceSyntax
import Testing

@Suite("Clauses")
struct ClauseTests {
    static let forms: [Case] = [
        Case("alarm a = b or c", "(alarm name:a condition:(or b c))"),
        Case(
            "alarm health = http(\"x\") != 200 for 2 of 3 every 5s missing keep",
            "(alarm name:health condition:(!= (call http \"x\") 200) .for(breaching:2 datapoints:3) .every(interval:5s) .missing(policy:keep))"
        ),
        Case("let p = pipeline x { stage a { wait 1s } }", "(let p (pipeline name:x {(stage name:a {(wait duration:1s)})}))"),
        Case(
            "fn f(n) {\n  return alarm x = n > 1 for 2 of 3\n}",
            "(fn f (n) {(return (alarm name:x condition:(> n 1) .for(breaching:2 datapoints:3)))})"),
        Case("fn f(n) = alarm x = n > 1", "(fn f (n) (alarm name:x condition:(> n 1)))"),
        Case(
            "let xs = [alarm a = b > 1, alarm c = d > 2]",
            "(let xs (list (alarm name:a condition:(> b 1)) (alarm name:c condition:(> d 2))))"),
        Case("let xs = [alarm a = b > t for t in ts]", "(let xs (each (alarm name:a condition:(> b t)) t ts))"),
        Case(
            "deploy a with b rolling 33% one zone at a time max_failures 0 share 50% allow_empty true",
            "(deploy fleet:a .with(deployer:b) .rolling(share:33e-0%) .one(unit:zone) .max_failures(share:0) .share(share:50e-0%) .allow_empty(allowed:true))",
            in: .wave),
        Case("deploy waves.one_box(prod) with host", "(deploy fleet:(call (. waves one_box) prod) .with(deployer:host))", in: .wave),
        Case(
            "bake if step.number == 1 { 12h } else { 4h }", "(bake duration:(if (== (. step number) 1) {43200s} else {14400s}))", in: .wave),
        Case(
            "bake 1h watching a, b until c >= 100 at_most 6h",
            "(bake duration:3600s .watching(alarms:[a b]) .until(condition:(>= c 100)) .at_most(limit:21600s))", in: .wave),
        Case("approve", "(approve)", in: .phase),
        Case("approve 2 of alice, \"bob@x\" message \"m\"", "(approve what:2 people:<alice \"bob@x\"> .message(text:\"m\"))", in: .stage),
        Case(
            "run [\"a\", \"b\"] in \"d\" env [\"A\": 1] on \"h\" retry 2 backoff 5s as it",
            "(run command:(list \"a\" \"b\") .in(folder:\"d\") .env(variables:(map \"A\":1)) .on(host:\"h\") .retry(count:2) .backoff(duration:5s) .as(name:it))",
            in: .stage),
        Case(
            "window mon..thu 09:00..16:00 in \"America/Los_Angeles\"",
            "(window when:[(.. @mon @thu) (.. 09:00 16:00)] .in(zone:\"America/Los_Angeles\"))", in: .phase),
        Case("window 09:00..16:00", "(window when:[(.. 09:00 16:00)])", in: .phase),
        Case("window days hours in tz", "(window when:[days hours] .in(zone:tz))", in: .phase),
        Case("freeze 2026-12-20..2027-01-02 because \"h\"", "(freeze when:(.. 2026-12-20 2027-01-02) .because(reason:\"h\"))", in: .phase),
        Case("block when a, b", "(block alarms:[a b])", in: .phase),
        Case("on failure rollback phase", "(on trigger:failure response:rollback scope:phase)", in: .pipeline),
        Case("on alarm nothing", "(on trigger:alarm response:nothing)", in: .pipeline),
        Case("on \"host\"", "(on trigger:\"host\")", in: .deployer),
        Case("fn f() { on \"host\"; on alarm nothing }", "(fn f () {(on trigger:\"host\") (on trigger:alarm response:nothing)})"),
        Case(
            "notify http(\"x\", method: \"POST\") on failed, rolled_back",
            "(notify command:(call http \"x\" method:\"POST\") .on(events:<failed rolled_back>))", in: .pipeline),
        Case("param note", "(param name:note)", in: .pipeline),
        Case("param note = \"x\"", "(param name:note default:\"x\")", in: .pipeline),
        Case(
            "source git(\"x\") every 30s { require review }",
            "(source from:(call git \"x\") .every(interval:30s) {(require condition:review)})", in: .pipeline),
        Case("source git(\"x\")", "(source from:(call git \"x\"))", in: .pipeline),
        Case(
            "defaults { timeout 10m rolling 33% one zone at a time }",
            "(defaults {(timeout duration:600s) (rolling share:33e-0%) (one unit:zone)})", in: .pipeline),
        Case(
            "wave \"r-${n}\" { }\nwave one { }\nwave for { }", "(wave name:\"r-${n}\" {})\n(wave name:one {})\n(wave name:for {})",
            in: .phase),
        Case("production", "(production)", in: .wave),
        Case("rollback rolling 50%", "(rollback .rolling(share:50e-0%))", in: .wave),
        Case("allow S131 because \"x\"", "(allow rule:S131 .because(reason:\"x\"))", in: .phase),
        Case("verify http(\"x\") == 200 within 30s", "(verify condition:(== (call http \"x\") 200) .within(limit:30s))", in: .deployer),
        Case("fault health after 10m in \"eu\"", "(fault alarm:health .after(delay:600s) .in(region:\"eu\"))", in: .simulation),
        Case("revision \"v3\" arrives after 2h", "(revision revision:\"v3\" .arrives(delay:7200s))", in: .simulation),
        Case("install takes 20s..40s fails 0.1%", "(install .takes(duration:(.. 20s 40s)) .fails(share:1e-1%))", in: .simulation),
        Case("run \"x\" in (\"a\" + b)", "(run command:\"x\" .in(folder:(+ \"a\" b)))", in: .stage),
        Case(
            "stage a { if x { wait 1s } else { wait 2s } }", "(stage name:a {(if x {(wait duration:1s)} else {(wait duration:2s)})})",
            in: .pipeline),
    ]

    @Test("keep the shape the table gives them", arguments: forms)
    func form(_ sample: Case) {
        #expect(read(sample.text, in: sample.place) == sample.expected)
    }

    static let commands: [Case] = [
        Case("status", "(status)"),
        Case("status checkout.production", "(status what:(. checkout production))"),
        Case("history", "(history)"),
        Case(
            "let e = start checkout at \"v2\" with [\"a\": 1] because \"b\"",
            "(let e (start what:checkout .at(revision:\"v2\") .with(parameters:(map \"a\":1)) .because(reason:\"b\")))"),
        Case("let s = status", "(let s (status))"),
        Case("let status = 1\nlet s = status", "(let status 1)\n(let s status)"),
        Case("print status, a", "(print items:[(status) a])"),
        Case("print start checkout", "(print items:[(start what:checkout)])"),
        Case("print (start checkout at \"v\").id, x", "(print items:[(. (start what:checkout .at(revision:\"v\")) id) x])"),
        Case("if (follow e).state == \"failed\" { fail \"x\" }", "(if (== (. (follow what:e) state) \"failed\") {(fail message:\"x\")})"),
        Case("promote e past window because \"x\"", "(promote what:e .past(gate:window) .because(reason:\"x\"))"),
        Case("promote e past \"step 1\" because \"x\"", "(promote what:e .past(gate:\"step 1\") .because(reason:\"x\"))"),
        Case(
            "rollback checkout[\"regions-1\"] to \"v1\" because \"x\"",
            "(rollback what:(at checkout \"regions-1\") .to(revision:\"v1\") .because(reason:\"x\"))"),
        Case("start pipeline(\"checkout\")", "(start what:(call pipeline \"checkout\"))"),
        Case("wait 5s", "(wait duration:5s)"),
        Case("wait until a >= 100 at_most 10m", "(wait .until(condition:(>= a 100)) .at_most(limit:600s))"),
        Case("approve checkout.beta because \"x\"", "(approve what:(. checkout beta) .because(reason:\"x\"))"),
        Case("run \"x\" timeout 5m", "(run command:\"x\" .timeout(duration:300s))"),
        Case("let r = run [\"a\"]", "(let r (run command:(list \"a\")))"),
        Case("deploy prod with host at \"v2\"", "(deploy fleet:prod .with(deployer:host) .at(revision:\"v2\"))"),
        Case(
            "let r = simulate c at \"v2\" seed 7 { previous \"v1\" }",
            "(let r (simulate what:c .at(revision:\"v2\") .seed(seed:7) {(previous revision:\"v1\")}))"),
        Case("fn f() {\n return start p\n}", "(fn f () {(return (start what:p))})"),
        Case(
            "fn f() { approve 2 of a, b; approve p.x because \"y\" }",
            "(fn f () {(approve what:2 people:<a b>) (approve what:(. p x) .because(reason:\"y\"))})"),
        Case(
            "fn f() { wait until a; rollback rolling 50%; rollback p to \"v\" because \"x\" }",
            "(fn f () {(wait .until(condition:a)) (rollback .rolling(share:50e-0%)) (rollback what:p .to(revision:\"v\") .because(reason:\"x\"))})"
        ),
    ]

    @Test("that act stand where the language lets them", arguments: commands)
    func command(_ sample: Case) {
        #expect(read(sample.text, in: sample.place) == sample.expected)
    }

    static let examples: [(row: ClauseRow, place: Place)] = ClauseTable.rows.flatMap { row in
        row.places.map { (row, $0) }
    }

    @Test("are documented by an example that can be read in every place", arguments: examples)
    func example(_ row: ClauseRow, _ place: Place) throws {
        let result = Parser.parse(SourceFile(name: "example", text: row.example), place: place)
        #expect(marks(result) == [])
        guard case .clause(let clause) = try #require(result.tree.statements.first).kind else {
            Issue.record("\(row.word) is not read as a clause")
            return
        }
        #expect(clause.word.text == row.word)
        #expect(result.tree.statements.count == 1)
    }

    @Test("are no modifiers of others in their block, but where the language says so")
    func noWordIsBoth() {
        for place in Place.allCases where place != .function {
            let rows = ClauseTable.rows(in: place)
            let words = rows.map(\.word)
            let modifiers = rows.flatMap { $0.modifiers.map(\.word) }
            let both = words.filter { modifiers.contains($0) && !ClauseTable.clauseAndModifierWords.contains($0) }
            #expect(both == [], "in \(place.title)")
            #expect(Set(words).count == words.count, "two rows for one word in \(place.title)")
        }
    }

    @Test("of one word name their parameters alike", arguments: ClauseTable.words)
    func parametersAgree(_ word: String) {
        let rows = ClauseTable.rows(named: word)
        let count = rows.map(\.parameters.count).max() ?? 0
        for index in 0..<count {
            let names = rows.compactMap { $0.parameters.indices.contains(index) ? $0.parameters[index].name : nil }
            #expect(Set(names).count == 1, "parameter \(index + 1) of \(word)")
        }
    }

    @Test("have words that are neither reserved nor weekdays, and a summary")
    func words() {
        for row in ClauseTable.rows {
            #expect(Keyword(rawValue: row.word) == nil)
            #expect(WeekdayLiteral(rawValue: row.word) == nil)
            #expect(row.summary.hasSuffix(".") || row.summary.contains(";"))
        }
    }

    @Test("of the guide's whole example are read")
    func guideExample() {
        let result = Parser.parse(SourceFile(name: "checkout.pipe", text: guideText))
        #expect(marks(result) == [])
        #expect(result.tree.statements.count == 6)
        #expect(TreeDump.dump(result.tree) == guideTree)
    }
}
