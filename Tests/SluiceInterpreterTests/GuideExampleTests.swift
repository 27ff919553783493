import OrderedCollections
import SluiceFuzzing
import SluiceInterpreter
import SluiceModel
import SluiceSyntax
import Testing

/// The example of the language reference, with the names that it leaves open.
@Suite struct GuideExampleTests {
    static let script = """
        import "std/waves"
        let beta = fleet([target("beta-1", region: "beta", address: "10.9.0.1")])
        let prod = fleet(flatten([
            [target("${region_name}-${n}", region: region_name, zone: "${n}", address: "10.0.0.${n}") for n in 1..2]
            for region_name in ["eu", "us", "ap", "sa"]
        ]))
        let requests = prometheus("http://127.0.0.1:9090", "sum(increase(http_requests_total{region='${region}'}[1h]))")

        ## Which signal says that users are hurt.
        alarm errors = prometheus("http://127.0.0.1:9090",
                "sum(rate(http_requests_total{code=~'5..',region='${region}'}[30s])) / sum(rate(http_requests_total{region='${region}'}[30s]))")
            > 1% for 3 of 5 every 10s missing breaching
        alarm health = http("http://${target.address}/health") != 200 for 2 of 3 every 5s
        alarm team   = errors or health

        deployer host {
            install "deploy.sh ${target.address} ${revision}"      # must be safe to repeat
            verify  http("http://${target.address}/health") == 200 within 30s
            current "cat /srv/${target.name}/VERSION"              # optional: one line, the revision that is there now
            env ["TOKEN": secret("DEPLOY_TOKEN")]
            timeout 5m
        }

        pipeline checkout {
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
                window mon..thu 09:00..16:00 in "Europe/Berlin"
                freeze 2026-12-20..2027-01-02 because "holidays"
                block when team                  # do not start while it fires
                watch team                       # roll back if it fires during deploy or bake
                wave one_box { deploy waves.one_box(prod) with host; bake 1h until requests >= 100 at_most 6h }
                for step in waves.growing(prod, by: "region", first: 1, factor: 3) {
                    wave "regions-${step.number}" {
                        deploy step.targets with host rolling 33%
                        bake if step.number == 1 { 12h } else { 4h }
                    }
                }
            }
        }
        """

    private func checkout() throws -> PipelineDefinition {
        let outcome = evaluate(Self.script, FixedInputs(modules: ["std/waves": try repositoryFile("stdlib/waves.pipe")]))
        try #require(outcome.diagnostics.map { "\($0.code) \($0.message)" } == [])
        return try #require(outcome.definitions.first)
    }

    @Test func `the alarms say what they say in the text`() throws {
        let pipeline = try checkout()
        #expect(pipeline.alarms.map(\.name) == ["errors", "health", "team"])
        #expect(pipeline.alarms.map(\.scope) == [.region, .target, .target])
        #expect(pipeline.alarm("errors")?.documentation == "Which signal says that users are hurt.")
        guard case .measured(let errors)? = pipeline.alarm("errors")?.rule, case .comparison(let comparison) = errors.condition,
            case .prometheus(let query) = comparison.left
        else { return #expect(Bool(false)) }
        #expect(errors.breaches == 3 && errors.window == 5 && errors.every == .seconds(10) && errors.missing == .breaching)
        #expect(comparison.relation == .greater && comparison.unit == .percent && comparison.right == .constant(0.01))
        #expect(query.query.references == [LateReference(.region), LateReference(.region)])
        #expect(pipeline.alarm("team")?.rule == .composed(.or(.alarm("errors"), .alarm("health"))))
    }

    @Test func `the stages come in order, with what they inherit`() throws {
        let pipeline = try checkout()
        #expect(pipeline.stages.map(\.name.text) == ["build", "beta", "one_box", "regions-1", "regions-2"])
        #expect(pipeline.stages.map(\.phase?.text) == [nil, nil, "production", "production", "production"])
        #expect(pipeline.stages.map(\.isProduction) == [false, false, true, true, true])
        #expect(pipeline.stages.map { $0.policies.watches.map(\.text) } == [[], [], ["team"], ["team"], ["team"]])
        #expect(pipeline.stages.map(\.policies.windows.count) == [0, 0, 1, 1, 1])
        #expect(pipeline.stages.map(\.policies.freezes.count) == [0, 0, 1, 1, 1])
        #expect(pipeline.stages.map { $0.steps.map(\.word) }[0] == ["run", "require", "artifact"])
        #expect(pipeline.stages[2].targets.map(\.name) == ["eu-1"])
        #expect(pipeline.stages[3].regions == ["eu"])
        #expect(pipeline.stages[4].regions == ["us", "ap", "sa"])
        let bakes = pipeline.stages.flatMap(\.steps).compactMap { if case .bake(let bake) = $0 { bake } else { nil } }
        #expect(bakes.map(\.duration) == [.seconds(3600), .seconds(12 * 3600), .seconds(4 * 3600)])
        #expect(bakes.first?.atMost == .seconds(6 * 3600))
        guard case .comparison(let until)? = bakes.first?.until else { return #expect(Bool(false)) }
        #expect(until.relation == .greaterOrEqual && until.right == .constant(100))
    }

    @Test func `the deployer keeps its secret a name`() throws {
        let host = try #require(try checkout().deployer("host"))
        #expect(host.install.environment == [.init(name: "TOKEN", value: Template([.secret("DEPLOY_TOKEN")]))])
        #expect(host.timeout == .seconds(300) && host.verify.map(\.within) == [.seconds(30)])
        #expect(host.current != nil && host.uninstall == nil)
    }

    @Test func `the definition has one byte form`() throws {
        let bytes = try CanonicalCoding.bytes(of: try checkout())
        #expect(try CanonicalCoding.bytes(of: try checkout()) == bytes)
        #expect(try CanonicalCoding.decode(PipelineDefinition.self, from: bytes) == (try checkout()))
    }

    @Test func `a source is refused, not ignored`() {
        check(
            MistakeCase(
                "pipeline p { source git('../x.git', branch: 'main') every 30s { require review }\nstage one { } }", "E0324", at: "source",
                help: "start PIPELINE"))
    }
}
