import SluiceInterpreter
import SluiceModel
import SluiceSyntax
import Testing

/// What most scripts of these tests stand on.
private let world = """
    let prod = fleet([target("a", region: "eu", address: "10.0.0.1"), target("b", region: "us", address: "10.0.0.2")])
    alarm errors = prometheus("http://p", "errors{region='${region}'}") > 1% for 3 of 5 every 10s
    alarm health = http("http://${target.address}/health") != 200 for 2 of 3 every 5s
    deployer host { install "deploy ${target.address} ${revision}" }

    """

private func definition(_ text: String) -> PipelineDefinition? {
    let outcome = evaluate(world + text)
    #expect(outcome.diagnostics.map { "\($0.code) \($0.message)" } == [])
    return outcome.definitions.last
}

@Suite struct DefinitionTests {
    @Test func `a small pipeline`() {
        let pipeline = definition("pipeline p { stage one { deploy prod with host; bake 1h } }")
        #expect(pipeline?.name == "p")
        #expect(pipeline?.folder == "/srv/app")
        #expect(pipeline?.deployers.map(\.name) == ["host"])
        #expect(pipeline?.alarms == [])
        #expect(pipeline?.stages.map(\.name) == ["one"])
        #expect(pipeline?.stages.first?.steps.map(\.word) == ["deploy", "bake"])
        #expect(pipeline?.stages.first?.targets.map(\.name) == ["a", "b"])
        #expect(
            pipeline?.deployers.first?.install.form
                == .shell(
                    Template([
                        .text("deploy "), .late(LateReference(.target, member: "address")), .text(" "), .late(LateReference(.revision)),
                    ])))
    }

    @Test func `policies are inherited: alarms and freezes add, windows unite, the rest is replaced`() throws {
        let pipeline = try #require(
            definition(
                """
                pipeline p {
                    watch errors
                    on alarm rollback wave
                    freeze 2026-12-24
                    window mon..thu 09:00..16:00 in "Europe/Berlin"
                    defaults { timeout 10m; rolling 20%; retry 2; backoff 3s; max_failures 1; one zone at a time }
                    phase production {
                        watch health
                        window fri 10:00..12:00
                        block when errors
                        approve 1 of alice, bob
                        wave one { run "x"; deploy prod with host }
                        wave two {
                            on alarm nothing
                            on failure rollback phase
                            rollback rolling 25%
                            defaults { timeout 1m }
                            freeze 2026-12-31 because "eve"
                            run "x" retry 0
                            deploy prod with host rolling 2 max_failures 10% timeout 5s share 10%
                        }
                    }
                }
                """))
        let (one, two) = (pipeline.stages[0], pipeline.stages[1])
        #expect(pipeline.phases.map(\.name) == ["production"])
        #expect(pipeline.phases[0].approvals.map(\.people) == [["alice", "bob"]])
        #expect(one.phase == "production" && one.isProduction && two.isProduction)
        #expect(one.policies.watches == ["errors", "health"])
        #expect(one.policies.blocks == ["errors"])
        #expect(one.policies.windows.map(\.days) == [[.mon, .tue, .wed, .thu], [.fri]])
        #expect(one.policies.windows.map(\.zone.name) == ["Europe/Berlin", "UTC"])
        #expect(one.policies.freezes.count == 1 && two.policies.freezes.map(\.because) == ["", "eve"])
        #expect(one.policies.onAlarm == .rollbackWave && one.policies.onFailure == .rollbackRegion)
        #expect(two.policies.onAlarm == .nothing && two.policies.onFailure == .rollbackPhase)
        #expect(two.policies.rollbackPace == .share(Percent(25)))
        guard case .run(let firstRun) = one.steps[0], case .deploy(let firstDeploy) = one.steps[1],
            case .run(let secondRun) = two.steps[0], case .deploy(let secondDeploy) = two.steps[1]
        else { return #expect(Bool(false)) }
        #expect(firstRun.timeout == .seconds(600) && firstRun.retries == 2 && firstRun.backoff == .seconds(3))
        #expect(secondRun.timeout == .seconds(60) && secondRun.retries == 0)
        #expect(firstDeploy.rolling == .share(Percent(20)) && firstDeploy.maxFailures == .count(1) && firstDeploy.oneAtATime == .zone)
        #expect(secondDeploy.rolling == .count(2) && secondDeploy.maxFailures == .share(Percent(10)) && secondDeploy.timeout == .seconds(5))
        #expect(secondDeploy.share == Percent(10))
        #expect(pipeline.alarms.map(\.name) == ["errors", "health"])
    }

    @Test func `alarms: windows, scopes and compositions`() throws {
        let pipeline = try #require(
            definition(
                """
                alarm all = prometheus("http://p", "up") < 1
                alarm team = errors or (health and not all)
                pipeline p { stage one { watch team, errors or health; deploy prod with host } }
                """))
        #expect(pipeline.alarms.map(\.name) == ["errors", "health", "all", "team", "errors or health"])
        #expect(pipeline.alarms.map(\.scope) == [.region, .target, .global, .target, .target])
        guard case .measured(let errors)? = pipeline.alarm("errors")?.rule, case .composed(let team)? = pipeline.alarm("team")?.rule else {
            return #expect(Bool(false))
        }
        #expect(errors.breaches == 3 && errors.window == 5 && errors.every == .seconds(10) && errors.missing == .breaching)
        #expect(team == .or(.alarm("errors"), .and(.alarm("health"), .not(.alarm("all")))))
        #expect(pipeline.stages[0].policies.watches == ["team", "errors or health"])
    }

    @Test func `what an interpolation gives to a command literal is data`() throws {
        let pipeline = try #require(
            definition(
                """
                let flags = "-a 'b'"
                let cmd = "say ${flags} ${revision}"
                pipeline p { stage one {
                    run "x ${flags} ${raw(flags)} ${secret("TOKEN")} ${raw(revision)} ${cmd}"
                    run cmd
                    run ["deploy", "${flags}", 5]
                    run "y" in "sub" env ["A": 1, "B": "${revision}"] on "host" timeout 5s as second
                } }
                """))
        let commands = pipeline.stages[0].steps.compactMap { if case .run(let run) = $0 { run } else { nil } }
        #expect(
            commands[0].command.form
                == .shell(
                    Template([
                        .text("x "), .data("-a 'b'"), .text(" -a 'b' "), .secret("TOKEN"), .text(" "), .raw(LateReference(.revision)),
                        .text(" "), .data("say -a 'b' "), .late(LateReference(.revision)),
                    ])))
        #expect(commands[1].command.form == .shell(Template([.text("say -a 'b' "), .late(LateReference(.revision))])))
        #expect(commands[2].command.form == .arguments([Template(text: "deploy"), Template([.data("-a 'b'")]), Template(text: "5")]))
        #expect(commands[3].command.folder == Template(text: "sub") && commands[3].command.host == Template(text: "host"))
        #expect(commands[3].command.environment.map(\.name) == ["A", "B"] && commands[3].name == "second")
    }

    @Test func `a run goes once, or for each region or target that it names`() throws {
        let pipeline = try #require(
            definition(
                """
                pipeline p { stage one {
                    deploy prod with host
                    run "a"
                    run "b ${region}"
                    run "c ${target.name} ${region}"
                    parallel { run "d ${target.name}"; run "e" }
                } }
                """))
        guard case .parallel(let inner) = pipeline.stages[0].steps[4] else { return #expect(Bool(false)) }
        let breadths = (pipeline.stages[0].steps + inner).compactMap { if case .run(let run) = $0 { run.breadth } else { nil } }
        #expect(breadths == [.once, .eachRegion, .eachTarget, .eachTarget, .once])
    }

    @Test func `fragments land in the block that calls them, functions make whole pipelines`() {
        let outcome = evaluate(
            world + """
                fn checks(minutes) { bake 1m * minutes watching errors; require http("http://x") == 200 within 30s else "no answer" }
                fn waves(targets) { for t in targets { wave "w-${t.name}" { deploy t with host; checks(5) } } }
                fn rollout(name, targets) { return pipeline "${name}" { phase production { waves(targets) } } }
                let a = rollout("alpha", prod)
                let b = rollout("beta", take(prod, 1))
                print a, a.production, a["w-a"], b.stages
                """)
        #expect(outcome.diagnostics.map(\.message) == [])
        #expect(outcome.prints == ["alpha alpha.production alpha.w-a [\"w-a\"]"])
        #expect(outcome.definitions.map(\.name) == ["alpha", "beta"])
        #expect(outcome.definitions.first?.stages.map(\.steps.count) == [3, 3])
    }

    @Test func `deployers, parameters, artifacts, notifications`() throws {
        let pipeline = try #require(
            definition(
                """
                deployer full {
                    install ["d", "${target.name}"] on "jump"
                    verify http("http://${target.address}/health", headers: ["X": secret("K")]) == 200 within 10s
                    verify exec("check ${target.name}") == 0
                    current "cat ${target.name}"
                    uninstall "rm ${target.name}"
                    env ["TOKEN": secret("T")]
                    timeout 1m
                    on "bastion"
                }
                pipeline p {
                    owner "team"
                    mode queued
                    safety strict
                    param note = "none"
                    param level
                    notify "tell ${pipeline}" on failed, rolled_back
                    notify http("http://chat", method: "POST", body: "x")
                    stage build {
                        artifact "dist/app.tar.gz"
                        run "use ${artifact.app} ${param.note} ${note}"
                        notify "reached"
                        approve message "ok ${revision}?" timeout 2d
                        wait 5m
                    }
                    stage one { deploy prod with full; allow S131 because "two" }
                }
                """))
        let deployer = try #require(pipeline.deployer("full"))
        #expect(deployer.install.host == Template(text: "jump") && deployer.current?.host == Template(text: "bastion"))
        #expect(deployer.verify.map(\.within) == [.seconds(10), .seconds(30)] && deployer.timeout == .seconds(60))
        #expect(deployer.uninstall?.environment == [.init(name: "TOKEN", value: Template([.secret("T")]))])
        #expect(pipeline.owner == "team" && pipeline.mode == .queued && pipeline.strict)
        #expect(pipeline.parameters == [.init(name: "note", defaultValue: "none"), .init(name: "level")])
        #expect(pipeline.notifications.map(\.occasions.count) == [2, 8])
        #expect(pipeline.allowances == [Allowance(rule: "S131", because: "two", stage: "one")])
        #expect(pipeline.stages[0].steps.map(\.word) == ["artifact", "run", "notify", "approve", "wait"])
    }

    @Test func `windows of several hours, and dates`() throws {
        let pipeline = try #require(
            definition(
                """
                let office = [mon..wed, 09:00..12:00]
                pipeline p { window office; window sat; window 22:00..02:00
                    freeze 2026-12-20..2027-01-02 because "holidays" in "Europe/Berlin"
                    stage one { deploy prod with host } }
                """))
        let windows = pipeline.stages[0].policies.windows
        #expect(windows.map(\.days.count) == [3, 1, 7])
        #expect(windows.map { "\($0.from)-\($0.to)" } == ["09:00-12:00", "00:00-24:00", "22:00-02:00"])
        #expect(pipeline.stages[0].policies.freezes[0].zone.name == "Europe/Berlin")
    }

    @Test func `the same script gives the same bytes`() throws {
        let text = world + "pipeline p { watch errors or health; stage one { deploy prod with host; bake 1h } }"
        let bytes = try (0..<2).map { _ in try CanonicalCoding.bytes(of: evaluate(text).definitions) }
        #expect(bytes[0] == bytes[1])
        #expect(try CanonicalCoding.decode([PipelineDefinition].self, from: bytes[0]) == evaluate(text).definitions)
    }

    // MARK: Mistakes

    static let mistakes = [
        MistakeCase("pipeline p { stage one { watch eror } }", "E0201", at: "eror", help: "`errors`"),
        MistakeCase("pipeline p { stage one { deploy [] with host } }", "E0320", at: "[]", help: "allow_empty"),
        MistakeCase("pipeline p { stage one { deploy [t for t in prod if t.region == 'xx'] with host } }", "E0320"),
        MistakeCase("pipeline p { stage one { deploy 5 with host } }", "E0406", at: "5"),
        MistakeCase("pipeline p { stage one { deploy prod with errors } }", "E0406", at: "errors"),
        MistakeCase("pipeline p { stage one { deploy prod with host rolling 0 } }", "E0407", at: "0"),
        MistakeCase("pipeline p { stage one { deploy prod with host rolling 120% } }", "E0407"),
        MistakeCase("pipeline p { stage one { bake 5 } }", "E0406", at: "5", help: "5m"),
        MistakeCase("pipeline p { stage one { bake 1h at_most 5m } }", "E0407", at: "5m"),
        MistakeCase("pipeline p { stage one { bake 1h watching http('http://x') != 200 } }", "E0406", help: "alarm broken"),
        MistakeCase("pipeline p { stage one { require 5 } }", "E0406", at: "5"),
        MistakeCase("pipeline p { stage one { approve 3 of alice, bob } }", "E0407"),
        MistakeCase("pipeline p { stage one { run '' } }", "E0407"),
        MistakeCase("pipeline p { stage one { run [] } }", "E0407"),
        MistakeCase("pipeline p { stage one { run 'x' env ['A B': 1] } }", "E0407"),
        MistakeCase("pipeline p { stage one { run \"x ${target.name}\" } }", "E0322"),
        MistakeCase("pipeline p { stage one { deploy prod with host; run 'x'; run \"y ${target.rack}\" } }", "E0322"),
        MistakeCase(
            "deployer d { install \"x ${target.adress}\" }; pipeline p { stage one { deploy prod with d } }", "E0322", at: "prod",
            help: "target.address"),
        MistakeCase("deployer d { timeout 5m }", "E0310"),
        MistakeCase("deployer d { install 'a'; install 'b' }", "E0308"),
        MistakeCase("deployer d { install 'a'; verify errors }", "E0406"),
        MistakeCase("pipeline p { }", "E0306"),
        MistakeCase("pipeline p { phase production { for t in [] { wave \"${t}\" { } } } }", "E0306", at: "production"),
        MistakeCase("pipeline p { stage one { }; stage one { } }", "E0309", at: "one"),
        MistakeCase("pipeline p { phase one { stage one { } } }", "E0309"),
        MistakeCase("pipeline p { stage one { } }; pipeline \"p\" { stage two { } }", "E0204"),
        MistakeCase("fn f(n) { return pipeline x { stage \"${n}\" { } } }; f('a'); f('b')", "E0309"),
        MistakeCase("pipeline p { for n in ['a', 'b'] { wave n { } } }", "E0207", at: "n", help: "${n}"),
        MistakeCase("pipeline p { mode queued; mode queued; stage one { } }", "E0308"),
        MistakeCase("pipeline p { stage one { on alarm nothing; on alarm rollback wave } }", "E0308"),
        MistakeCase("pipeline p { window mon 09:00..16:00 in 'Europe/Berln'; stage one { } }", "E0321", help: "tz database"),
        MistakeCase("pipeline p { window 5; stage one { } }", "E0406"),
        MistakeCase("pipeline p { freeze 2027-01-02..2026-12-20; stage one { } }", "E0407", help: "swap"),
        MistakeCase("pipeline p { notify 'x' on rolledback; stage one { } }", "E0407", at: "rolledback", help: "`rolled_back`"),
        MistakeCase("pipeline p { stage one { notify 'x' on failed } }", "E0407"),
        MistakeCase("pipeline p { source git('x', branch: 'main') every 30s; stage one { } }", "E0324", at: "source"),
        MistakeCase("alarm both = errors or health for 2 of 3", "E0323"),
        MistakeCase("alarm a = http('http://x')", "E0406", help: "> 1%"),
        MistakeCase("alarm a = 5", "E0406", at: "5"),
        MistakeCase("alarm a = http('http://x') != 200 for 3 of 2", "E0407"),
        MistakeCase("alarm a = revision == 'v1'", "E0406"),
        MistakeCase(
            "fn f(x) { return alarm \"a\" = http(x) != 200 }; pipeline p { stage one { watch f('http://a'), f('http://b') } }", "E0309"),
        MistakeCase("fn f() { bake 1h }; f()", "E0301", at: "bake", help: "a stage, a wave"),
        MistakeCase("fn f() { wave w { } }; pipeline p { stage one { f() } }", "E0301", at: "wave"),
        MistakeCase("pipeline q { stage one { } }; fn f() { start q at 'v1' }; pipeline p { stage one { f() } }", "E0301"),
        MistakeCase("fn f() { pipeline p { return 5 } }; f()", "E0326"),
        MistakeCase("pipeline p { for i in 1..3 { wave \"w${i}\" { break } } }", "E0326"),
        MistakeCase("pipeline p { stage one { run \"x ${artifact.app}\" } }", "E0325", help: "artifact"),
        MistakeCase("pipeline p { param note; stage one { run \"x ${param.noet}\" } }", "E0325", help: "param.note"),
        MistakeCase("pipeline p { param a; param a; stage one { } }", "E0204"),
        MistakeCase("pipeline p { stage one { artifact \"x-${revision}\" } }", "E0306", help: "as NAME"),
        MistakeCase("pipeline p { stage one { require alarm_state('eror') == 0; watch errors } }", "E0203", help: "`errors`"),
        MistakeCase("pipeline \"a.b\" { stage one { } }", "E0407"),
        MistakeCase("pipeline p { stage \"a/b\" { } }", "E0407"),
        MistakeCase("pipeline p { stage \"${revision}\" { } }", "E0404"),
        MistakeCase("pipeline p { stage one { if errors { bake 1h } } }", "E0404"),
        MistakeCase("pipeline p { fail 'not yet' }", "E0504"),
    ]

    @Test(arguments: mistakes) func `a mistake has a code, a place and a way out`(row: MistakeCase) {
        check(MistakeCase(world + row.script, row.code, at: row.place, help: row.help))
    }
}
