import Foundation
import SluiceChecker
import SluiceSyntax
import Testing

@Suite("The tables' own examples")
struct ExampleTests {
    @Test("builtins are described by calls that fit", arguments: BuiltinTable.rows)
    func builtins(row: BuiltinRow) {
        let prelude = "alarm errors = elapsed() > 1\nlet flags = \"-j\"\nlet requests = elapsed()\n"
        let example = row.example
        let script =
            example.hasPrefix("run") || example.hasPrefix("status")
            ? example
            : example.hasPrefix("env [")
                ? "deployer d { install \"a\"; \(example) }"
                : example.hasPrefix("source") ? "pipeline p { \(example) }" : "print \(example)"
        #expect(diagnostics(prelude + script).filter { $0.code != "S190" }.map(\.message) == [])
    }

    @Test("no builtin has a clause's or a late name's meaning twice")
    func names() {
        let names = BuiltinTable.rows.map(\.name)
        #expect(names.count == Set(names).count)
    }

    @Test("every example of the clause table is right where its row says that it may stand", arguments: ClauseTable.rows)
    func clauses(row: ClauseRow) {
        let script = Self.wrapped(row.example, in: row.places[0], word: row.word)
        let found = Checker.check(Parser.parse(SourceFile(name: row.word, text: script)), context: .shell(Self.known)).diagnostics
        #expect(found.filter { $0.code != "S190" }.map(\.message) == [])
    }

    private static func wrapped(_ example: String, in place: Place, word: String) -> String {
        switch place {
        case .script, .function: example
        case .pipeline: "pipeline p {\n\(example)\n}"
        case .phase: wrapped("phase q {\n\(example)\n}", in: .pipeline, word: word)
        case .stage: wrapped("stage q {\n\(example)\n}", in: .pipeline, word: word)
        case .wave: wrapped("wave q {\n\(example)\n}", in: .pipeline, word: word)
        case .parallel: wrapped("parallel {\n\(example)\n}", in: .stage, word: word)
        case .defaults: wrapped("defaults {\n\(example)\n}", in: .pipeline, word: word)
        case .deployer: "deployer d {\n\(word == "install" ? "" : "install \"a\"")\n\(example)\n}"
        case .source: wrapped("source git(\"a\") {\n\(example)\n}", in: .pipeline, word: word)
        case .test: "test \"t\" {\n\(example)\n}"
        case .simulation: wrapped("let s = simulate checkout {\n\(example)\n}", in: .test, word: word)
        }
    }

    private static let known =
        ["errors", "health", "team"].map { KnownName($0, type: .alarm) } + ["prod", "beta", "first"].map { KnownName($0, type: .anyFleet) }
        + [
            KnownName("host", type: .deployer), KnownName("checkout", type: .anyPipeline), KnownName("requests", type: .signal),
            KnownName("e", type: .execution), KnownName("r"), KnownName("_"), KnownName("name", type: .string),
        ]

    @Test("the scripts that ship with Sluice are right", arguments: Self.scripts)
    func shipped(path: String) throws {
        let text = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
        let interface = try ModuleInterface(
            of: Parser.parse(
                SourceFile(
                    id: FileID(1), name: "waves", text: String(contentsOf: Self.root.appending(path: "stdlib/waves.pipe"), encoding: .utf8))
            ).tree)
        let result = Checker.check(
            Parser.parse(SourceFile(name: path, text: text)), modules: { $0.path == "std/waves" ? interface : nil },
            context: path.hasPrefix("stdlib") ? .module : .script)
        #expect(result.diagnostics.map(\.message) == [])
    }

    @Test("any damage to a script gives diagnostics and nothing worse", arguments: Self.scripts)
    func damage(path: String) throws {
        let bytes = try Array(Data(contentsOf: Self.root.appending(path: path)))
        let step = max(1, bytes.count / 20)
        for start in stride(from: 0, to: bytes.count, by: step) {
            let damaged = Array(bytes[..<start] + bytes[min(bytes.count, start + 3)...])
            let result = Checker.check(Parser.parse(SourceFile(name: path, bytes: damaged)))
            #expect(result.diagnostics == Checker.check(Parser.parse(SourceFile(name: path, bytes: damaged))).diagnostics)
        }
    }

    @Test("deep nesting is walked", arguments: [("(", ")"), ("[", "]"), ("not (", ")"), ("\"${", "}\""), ("if true { ", " } else { 1 }")])
    func deep(open: String, close: String) {
        let text = "print " + String(repeating: open, count: 300) + "1" + String(repeating: close, count: 300)
        #expect(diagnostics(text).contains { $0.code == "E0109" || $0.code == "E0403" || $0.code == "E0103" })
    }

    @Test("functions that call each other from deep inside are looked at without end to the stack")
    func deepCalls() {
        let depth = 90
        let functions = (0..<40).map { number in
            let inner = "f\(number + 1)(1)[0]"
            let nested = String(repeating: "[", count: depth) + inner + String(repeating: " + 1", count: depth)
            return "fn f\(number)(n) = \(nested)\(String(repeating: "]", count: depth))\n"
        }
        let script = "print f0(1)\n" + functions.joined() + "fn f40(n) = n + (5m + 3)"
        #expect(diagnostics(script).map(\.code) == ["E0401"])
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static var scripts: [String] {
        ["stdlib", "scripts/examples", "scripts/bench"].flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
            return names.filter { $0.hasSuffix(".pipe") }.sorted().map { "\(folder)/\($0)" }
        }
    }

    @Test("the example of the language reference is right")
    func reference() {
        #expect(Planted("reference", Self.reference).found() == [])
    }

    private static let reference =
        """
        import "std/waves"
        let prod = inventory("fleet.csv")
        let beta = fleet([target("b1", region: "eu", address: "b1.test")])
        let requests = prometheus("http://127.0.0.1:9090", "requests")
        ## Which signal says that users are hurt.
        alarm errors = prometheus("http://127.0.0.1:9090",
                "sum(rate(http_requests_total{code=~'5..',region='${region}'}[30s])) / 2")
            > 1% for 3 of 5 every 10s missing breaching
        alarm health = http("http://${target.address}/health") != 200 for 2 of 3 every 5s
        alarm team   = errors or health
        deployer host {
            install "deploy.sh ${target.address} ${revision}"      # must be safe to repeat
            verify  http("http://${target.address}/health") == 200 within 30s
            current "cat /srv/${target.name}/VERSION"
            env ["TOKEN": secret("DEPLOY_TOKEN")]
            timeout 5m
        }
        pipeline checkout {
            source git("../checkout.git", branch: "main") every 30s { require review }
            stage build {
                run "make test" timeout 10m retry 1
                require coverage("coverage.xml") >= 80% else "coverage fell"
                artifact "dist/checkout.tar.gz"
            }
            stage beta {
                deploy beta with host
                run "./integration-test ${revision}"
            }
            phase production {
                window mon..thu 09:00..16:00 in "America/Los_Angeles"
                freeze 2026-12-20..2027-01-02 because "holidays"
                block when team
                watch team
                wave one_box { deploy waves.one_box(prod) with host; bake 1h until requests >= 100 at_most 6h }
                for step in waves.growing(prod, by: "region", first: 1) {
                    wave "regions-${step.number}" {
                        deploy step.targets with host rolling 33%
                        bake if step.number == 1 { 12h } else { 4h }
                    }
                }
            }
        }
        test "a bad revision never leaves the one-box" {
            let r = simulate checkout at "v2" seed 7 {
                previous "v1"
                install takes 20s..40s fails 0.1%
                fault errors after 3m
                fault health after 10m in "eu-west-1"
                revision "v3" arrives after 2h
            }
            expect r.outcome == "rolled_back"
            expect r.detected_within < 10m
            expect r.exposed <= 2%
        }
        let e = start checkout at "v2" with ["note": "x"] because "try"
        follow e
        if e.state != "succeeded" { fail "it ended as ${e.state}" }
        promote e past window because "security fix"
        pause checkout.production because "incident"
        print (history checkout)
        rollback checkout["regions-1"] to "v1" because "errors"
        measure requests
        wait until requests >= 100 and not (elapsed() > 5m) at_most 10m
        deploy prod with host at "v2" because "by hand"
        fn team_stage(name, members: Fleet, limit: Duration = 5m) {
            stage "${name}" {
                deploy members with host
                parallel {
                    run ["./a", name] timeout limit as first_try
                    run "./b ${raw(name)}" on "build-1" env ["A": "b"]
                }
                approve 2 of alice, bob message "ready, ${revision.author}?" timeout 2d
                notify http("http://127.0.0.1/hook", method: "POST", body: "${pipeline} ${stage}")
            }
        }
        pipeline other { team_stage("x", members: prod); allow S131 because "one host" }
        """
}
