import OrderedCollections
import SluiceChecker
import SluiceFuzzing
import SluiceInterpreter
import SluiceModel
import SluiceSyntax
import Testing

@Suite("The strategies of the standard library")
struct StrategyTests {
    private static let head = """
        import "std/strategies"
        import "std/teams"
        import "std/alarms"
        let beta = fleet([target("beta-1", region: "beta", zone: "a")])
        let errors = alarms.error_ratio("http://p", labels: ["job": "shop", "instance": target.name])
        let requests = prometheus("http://p", "sum(increase(http_requests_total{region='${region}'}[1h]))")
        deployer host {
            install "./deploy.sh ${target.name} ${revision}"
            verify http("http://${target.name}/health") == 200 within 1m
            timeout 5m
        }
        fn grid(regions, zones, each) = fleet(flatten([
            flatten([[target("${r}-${z}-${n}", region: r, zone: z) for n in 1..each] for z in zones]) for r in regions
        ]))

        """

    private static func definition(_ fleet: String, _ production: String) throws -> (PipelineDefinition, [Target]) {
        let script =
            head + """
                let prod = \(fleet)
                pipeline shop {
                    owner "team-shop"
                    strategies.tested(beta, host, "./integration-test ${revision}")
                    \(production)
                }
                print prod
                """
        let outcome = evaluate(script, try standardWorld(), limits: Limits())
        try #require(outcome.diagnostics.map { "\($0.code) \($0.message)" } == [])
        let definition = try #require(outcome.definitions.first)
        let names = outcome.prints[0].dropFirst().dropLast().split(separator: ", ").map { TargetName(String($0)) }
        var targets: [Target] = []
        for target in definition.stages.flatMap(\.targets) where names.contains(target.name) && !targets.contains(target) {
            targets.append(target)
        }
        #expect(targets.count == names.count, "every target is in a wave")
        return (definition, targets)
    }

    static let fleets = [
        "grid(['eu', 'us', 'ap', 'sa'], ['a', 'b', 'c'], 3)", "grid(['eu', 'us', 'ap', 'sa', 'af', 'au'], ['a', 'b'], 10)",
        "grid(['eu', 'us', 'ap', 'sa'], ['a', 'b', 'c'], 1)", "grid(['eu', 'us'], ['a', 'b', 'c'], 5)",
        "fleet(flatten([[target(\"t${r}-${n}\", region: \"r${r}\", zone: \"z${n % 3}\") for n in 1..r * 4] for r in 1..8]))",
        "fleet([target(\"t${r}\", region: \"r${r}\") for r in 1..100])",
    ]

    @Test("a regional rollout is clean under the safety rules", arguments: fleets)
    func regional(fleet: String) throws {
        let (definition, _) = try Self.definition(
            fleet, "strategies.regional(prod, host, errors, zone: \"Europe/Berlin\", requests: requests)")
        // A region of one or two targets has none to spare: S139 and S140 say so, and no rollout can help it.
        let findings = SafetyRules.check(definition).findings.filter {
            [.error, .warning].contains($0.severity) && !["S139", "S140"].contains($0.code)
        }
        #expect(findings.map { "\($0.code) \($0.place): \($0.message)" } == [])
        #expect(definition.stages[1].name == "one_box" && definition.stages[1].targets.count == 1)
    }

    @Test(
        "small fleets have fewer waves, and every target is in one",
        arguments: ["fleet([target('a', region: 'eu')])", "grid(['eu'], ['a'], 2)", "grid(['eu', 'us'], ['a'], 1)"])
    func small(fleet: String) throws {
        let (definition, targets) = try Self.definition(fleet, "strategies.regional(prod, host, errors, requests: requests)")
        let deployed = definition.stages.dropFirst().flatMap(\.targets)
        #expect(deployed.count == targets.count)
        #expect(SafetyRules.check(definition).findings.filter { $0.severity == .error }.map(\.code) == [])
    }

    @Test("a canary and traffic shares of one region are clean")
    func shares() throws {
        for call in [
            "strategies.canary(prod, host, errors, requests: requests)", "strategies.traffic(prod, host, errors, requests: requests)",
        ] {
            let (definition, _) = try Self.definition("grid(['eu'], ['a'], 20)", call)
            let findings = SafetyRules.check(definition).findings.filter { $0.severity == .error }
            #expect(findings.map { "\($0.code) \($0.place): \($0.message)" } == [], "\(call)")
        }
    }

    @Test("a team's pipeline keeps what is not overridden")
    func team() throws {
        let script =
            Self.head + """
                let prod = grid(["eu", "us", "ap", "sa"], ["a", "b"], 4)
                let api = teams.service("api", beta: beta, prod: prod, by: host, alarm: errors, overrides: [
                    "owner": "team-api", "build": "make", "artifact": "dist/api.tgz", "notify": "./tell.sh", "holidays": "days.csv",
                    "zone": "Europe/Berlin", "bake": 6h, "requests": requests,
                ])
                """
        let outcome = evaluate(script, try standardWorld(files: ["days.csv": "date,name\n2026-12-25,Christmas\n"]), limits: Limits())
        #expect(outcome.diagnostics.map { "\($0.code) \($0.message)" } == [])
        let api = try #require(outcome.definitions.first)
        #expect(api.name == "api" && api.owner == "team-api")
        #expect(api.stages.map(\.name.text) == ["build", "beta", "one_box", "eu-a", "eu-b", "regions-1", "regions-2"])
        #expect(api.stages[0].steps.map(\.word) == ["run", "artifact"])
        #expect(api.stages.allSatisfy { $0.policies.freezes.map(\.because) == ["Christmas"] })
        let bakes = api.stages.flatMap(\.steps).compactMap { if case .bake(let bake) = $0 { bake.duration } else { nil } }
        #expect(bakes == [.seconds(3600), .seconds(12 * 3600)] + [Duration](repeating: .seconds(6 * 3600), count: 3))
        #expect(
            SafetyRules.check(api).findings.filter { [.error, .warning].contains($0.severity) }.map {
                "\($0.code) \($0.place) \($0.message)"
            } == [])
    }
}
