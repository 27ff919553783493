import OrderedCollections
import SluiceEngine
import SluiceModel
import Testing

/// Definitions of every shape that a script can give, over a few targets that all of them share.
struct DefinitionDice {
    var dice: Dice
    static let fleet = ["a", "b", "c", "d", "e", "f"].enumerated().map { index, name in
        Shop.target(TargetName(name), index % 2 == 0 ? "eu" : "us", zone: index < 3 ? "1" : "2")
    }

    mutating func pick<T>(_ values: [T]) -> T { values[dice.roll(values.count)] }

    mutating func fleet() -> [Target] {
        let chosen = Self.fleet.filter { _ in dice.roll(2) == 0 }
        return chosen.isEmpty && dice.roll(4) > 0 ? [pick(Self.fleet)] : chosen
    }

    mutating func deploy(_ fleet: [Target]) -> Step {
        .deploy(
            DeployStep(
                fleet: fleet, deployer: pick(["host", "plain"]), rolling: pick([.count(1), .count(2), .share(Percent(100))]),
                oneAtATime: pick([nil, nil, .zone, .cell]), maxFailures: pick([.count(0), .count(0), .count(1)]),
                share: pick([nil, nil, Percent(10), Percent(50)])))
    }

    mutating func step(_ depth: Int) -> Step {
        switch dice.roll(12) {
        case 0, 1, 2, 3: return deploy(fleet())
        case 4:
            return .run(
                RunStep(
                    command: CommandTemplate(shell: "test"), retries: dice.roll(2), isSafeToRepeat: dice.roll(2) == 0,
                    breadth: pick([.once, .eachRegion, .eachTarget])))
        case 5: return .bake(BakeStep(duration: .seconds(60), watching: pick([[], ["health"]]), atMost: pick([nil, .seconds(600)])))
        case 6: return .require(RequireStep(condition: .constant(true)))
        case 7: return .artifact(ArtifactStep(path: Template(text: "a.tgz"), name: pick(["app", "docs"])))
        case 8:
            return pick([
                .notify(.command(CommandTemplate(shell: "mail"))), .wait(.seconds(30)), .approve(ApproveStep(timeout: .seconds(900))),
            ])
        default:
            guard depth < 2 else { return .wait(.zero) }
            let inner = (0..<dice.roll(3)).map { _ in step(depth + 1) }
            let parts = DefinitionDice.fleet.map { [$0] }
            return dice.roll(2) == 0 ? .parallel(inner) : .parallel([deploy(parts[0]), deploy(parts[1]), .wait(.seconds(1))])
        }
    }

    mutating func policies() -> StagePolicies {
        let responses: [FailureResponse] = [.rollbackRegion, .rollbackRegion, .rollbackWave, .rollbackPhase, .nothing]
        return StagePolicies(
            blocks: pick([[], [], ["errors"]]), watches: pick([[], ["errors"], ["errors", "health"], ["team"]]), onAlarm: pick(responses),
            onFailure: pick(responses), rollbackPace: pick([nil, .count(1), .share(Percent(100))]))
    }

    /// Some have problems, and are refused.
    mutating func pipeline(_ name: PipelineName) -> PipelineDefinition {
        let phases: [PhaseName?] = pick([[nil, "p", "p", "p"], ["p", "p", "q"], [nil, nil], ["p"]])
        let stages = phases.enumerated().map { index, phase in
            StageDefinition(
                name: StageName("s\(index)"), phase: phase, isProduction: dice.roll(2) == 0, policies: policies(),
                steps: (0..<dice.roll(4)).map { _ in step(0) })
        }
        let health = AlarmDefinition(
            name: "health", rule: .measured(.init(condition: .constant(false), every: .seconds(20), missing: .ignore)), scope: .target)
        let team = AlarmDefinition(name: "team", rule: .composed(.or(.alarm("errors"), .alarm("health"))), scope: .target)
        var plain = Shop.deployer(current: false, verify: false)
        plain.name = "plain"
        return PipelineDefinition(
            name: name, folder: "/srv", mode: pick([.superseded, .queued]), alarms: [Shop.errors(), health, team],
            deployers: [Shop.deployer(current: dice.roll(2) == 0), plain],
            phases: [
                PhaseDefinition(name: "p", approvals: pick([[], [], [ApproveStep(timeout: .seconds(1200))]])), PhaseDefinition(name: "q"),
            ],
            stages: stages,
            notifications: [Notification(channel: .command(CommandTemplate(shell: "mail")), occasions: Notification.Occasion.allCases)])
    }
}

@Suite struct RandomDefinitionTests {
    @Test(arguments: 1...24)
    func `whatever a script defines, nothing traps and every target comes to rest`(_ seed: Int) {
        var made = DefinitionDice(dice: Dice(seed))
        var world = FakeWorld()
        var current = ["left", "right"].map { made.pipeline(PipelineName($0)) }
        for round in 1...25 {
            let fate = made.dice.roll(1000)
            let firing = made.dice.roll(6)
            world.outcome = { effect, _ in
                var own = Dice(fate &+ effect.fence &* 7919 &+ effect.key.text.utf8.count)
                let luck = own.roll(40)
                if luck == 0 { return (.seconds(20), .inDoubt("gone")) }
                if luck < 3 { return (.seconds(15), failure()) }
                if luck == 3 { return (.seconds(15), .cancelled) }
                switch effect.action.word {
                case "artifact": return (.seconds(1), .succeeded(output: "abc /store/abc"))
                case "current": return (.seconds(1), .succeeded(output: luck < 8 ? "by-hand" : effect.revision?.text ?? ""))
                default: return (.seconds(5 + luck), .succeeded(output: ""))
                }
            }
            world.verdict = { instance, _ in
                if firing == 5 { return .missing }
                return firing == 4 && instance.region == "eu" ? .breaching : .notBreaching
            }
            act(&world, &made, &current, round)
            world.run(for: .seconds(Int64(20 + made.dice.roll(300))))
        }
        rest(&world)
    }

    private func act(_ world: inout FakeWorld, _ made: inout DefinitionDice, _ current: inout [PipelineDefinition], _ round: Int) {
        let which = made.dice.roll(2)
        let name = current[which].name
        let known = Array(world.state.executions.keys) + Array(world.state.endedExecutions.keys)
        let someone = known.isEmpty ? ExecutionID("left#1") : made.pick(known)
        switch made.dice.roll(14) {
        case 0, 1, 2, 3, 4:
            let revision = RevisionID("v\(made.dice.roll(4) == 0 ? 1 : round)")
            world.start(current[which], revision, because: made.pick([nil, "again"]))
        case 5:
            current[which] = made.pipeline(name)
            world.command(.activate(current[which]))
        case 6:
            world.command(
                .rollback(RollbackCommand(subject: made.pick([.pipeline(name), .part(name, "s1"), .execution(someone)]), because: "walk")))
        case 7:
            world.command(
                .rollback(RollbackCommand(subject: .pipeline(name), to: RevisionID("v\(made.dice.roll(round) + 1)"), because: "walk")))
        case 8: world.command(made.pick([.pause(.pipeline(name), because: "walk"), .resume(.pipeline(name), because: nil)]))
        case 9: world.command(.cancel(someone, because: "walk"))
        case 10:
            let past: PromoteCommand.Obstacle = made.pick([.rollback, .block, .approval, .pause, .step("run")])
            world.command(.promote(PromoteCommand(execution: someone, past: past, because: "walk")))
        case 11: world.restart(boot: "boot-\(made.dice.roll(3))", downFor: .seconds(Int64(made.dice.roll(300))))
        case 12:
            world.command(
                made.pick([.approve(.execution(someone), because: nil), .reject(.pipeline(name), because: "walk")]),
                by: made.pick(["ada", "bob"]))
        default: world.command(.retry(someone))
        }
    }

    /// With everything going well again.
    private func rest(_ world: inout FakeWorld) {
        world.outcome = { effect, _ in
            (.seconds(5), .succeeded(output: effect.action.word == "artifact" ? "abc /store/abc" : effect.revision?.text ?? ""))
        }
        world.verdict = { _, _ in .notBreaching }
        for name in ["left", "right"] { world.command(.resume(.pipeline(PipelineName(name)), because: nil)) }
        for id in world.state.executions.keys { world.command(.retry(id)) }
        world.run(for: .seconds(7200))
        #expect(world.mostEffectsOnOneTarget <= 1)
        #expect(world.state.rollbacks.isEmpty, "every rollback ends")
        for pipeline in world.state.pipelines.values {
            for record in pipeline.targets.values {
                let isResting = record.state != .deploying && record.state != .rollingBack && record.state != .inDoubt
                #expect(
                    isResting || world.state.locks[record.target.name] != nil,
                    "\(record.target.name) of \(pipeline.name) is \(record.state)")
            }
        }
        for (target, lock) in world.state.locks {
            guard case .execution(let id) = lock.holder else { continue }
            #expect(world.state.executions[id]?.isLive == true, "\(target) is held by \(id), which is over")
        }
        for execution in world.state.executions.values where execution.isLive {
            #expect(execution.current?.state != .baking, "\(execution.id) bakes for ever")
            #expect(!world.waits(execution.id).contains(.block), "\(execution.id) waits for an alarm that nobody reads")
            let isExplained =
                !world.waits(execution.id).isEmpty || !world.state.effects.isEmpty
                || execution.current?.steps.values.contains { $0.state == .running } == true
            #expect(isExplained, "\(execution.id) stands at \(execution.current?.state.rawValue ?? "") for no reason")
        }
        world.restart()
    }
}
