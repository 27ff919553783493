import SluiceModel
import Testing

private let host = DeployerDefinition(name: "host", install: CommandTemplate(shell: "install"))
private let errors = AlarmDefinition(name: "errors", rule: .measured(.init(condition: .constant(false))), scope: .global)

private func deploy(_ names: String..., with deployer: DeployerName = "host") -> Step {
    .deploy(DeployStep(fleet: names.map { Target(name: TargetName($0), region: "eu") }, deployer: deployer))
}

private func shop(_ change: (inout PipelineDefinition) -> Void) -> PipelineDefinition {
    var definition = PipelineDefinition(
        name: "shop", folder: "/srv", alarms: [errors], deployers: [host], phases: [PhaseDefinition(name: "production")],
        stages: [
            StageDefinition(name: "beta", steps: [deploy("b")]),
            StageDefinition(name: "one", phase: "production", policies: StagePolicies(watches: ["errors"]), steps: [deploy("a", "b")]),
            StageDefinition(name: "two", phase: "production", steps: [deploy("a", "b"), deploy("a")]),
        ])
    change(&definition)
    return definition
}

private func composed(_ name: AlarmName, _ of: AlarmName) -> AlarmDefinition {
    AlarmDefinition(name: name, rule: .composed(.not(.alarm(of))), scope: .global)
}

struct DefinitionProblemsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var definition: PipelineDefinition
        var problem: String?
        init(_ name: String, _ problem: String?, _ change: (inout PipelineDefinition) -> Void) {
            testDescription = name
            definition = shop(change)
            self.problem = problem
        }
    }

    static let cases: [Case] = [
        Case("the same target in several waves and deploys that follow one another", nil) { _ in },
        Case("deploys at once to different targets", nil) { $0.stages[0].steps = [.parallel([deploy("b"), deploy("c")])] },
        Case("a parallel with nothing in it", nil) { $0.stages[0].steps = [.parallel([])] },
        Case("no name", "a pipeline has no name") { $0.name = "" },
        Case("no stages", "shop has no stages") { $0.stages = [] },
        Case("a stage without a name", "shop has a stage without a name") { $0.stages[0].name = "" },
        Case("a target without a name", "shop has a target without a name") { $0.stages[0].steps = [deploy("")] },
        Case("two stages of one name", "shop has two stages named `two`") { $0.stages[1].name = "two" },
        Case("two alarms of one name", "shop has two alarms named `errors`") { $0.alarms.append(errors) },
        Case("two deployers of one name", "shop has two deployers named `host`") { $0.deployers.append(host) },
        Case("a deployer that is not there", "shop has no deployer `tram`, which stage `beta` names") {
            $0.stages[0].steps = [.parallel([deploy("b", with: "tram")])]
        },
        Case("a watched alarm that is not there", "shop has no alarm `team`, which stage `beta` names") {
            $0.stages[0].policies.watches = ["team"]
        },
        Case("a blocking alarm that is not there", "shop has no alarm `team`, which stage `beta` names") {
            $0.stages[0].policies.blocks = ["team"]
        },
        Case("a baked alarm that is not there", "shop has no alarm `team`, which stage `beta` names") {
            $0.stages[0].steps = [.parallel([.bake(BakeStep(duration: .seconds(1), watching: ["team"]))])]
        },
        Case("an alarm made of one that is not there", "shop has no alarm `nothing`, which alarm `team` names") {
            $0.alarms.append(composed("team", "nothing"))
        },
        Case("alarms made of one another", "shop has alarm `left` made from itself") {
            $0.alarms += [composed("left", "right"), composed("right", "left")]
        },
        Case("an alarm for three of two", "shop has alarm `odd` for 3 of 2") {
            $0.alarms.append(
                AlarmDefinition(
                    name: "odd", rule: .measured(.init(condition: .constant(false), breaches: 3, window: 2)), scope: .global))
        },
        Case("an alarm sampled without pause", "shop has alarm `odd` sampled every 0s") {
            $0.alarms.append(
                AlarmDefinition(name: "odd", rule: .measured(.init(condition: .constant(false), every: .zero)), scope: .global))
        },
        Case("one target twice in a fleet", "shop has a fleet in stage `beta` that holds `b` twice") {
            $0.stages[0].steps = [deploy("a", "b", "b")]
        },
        Case("two deploys to a target at once", "shop deploys to `b` twice at once in stage `beta`") {
            $0.stages[0].steps = [.parallel([deploy("a", "b"), .parallel([deploy("b", "c")])])]
        },
        Case("a target that weighs nothing", "shop gives `b` in stage `beta` the weight 0.0") {
            $0.stages[0].steps = [.deploy(DeployStep(fleet: [Target(name: "b", weight: 0)], deployer: "host"))]
        },
        Case("a phase that is not there", "shop has no phase `gamma`, which a stage names") { $0.stages[0].phase = "gamma" },
        Case("a phase torn in two", "shop has other stages between those of phase `production`") {
            $0.stages.insert(StageDefinition(name: "between"), at: 2)
        },
    ]

    @Test("A definition that cannot be carried out says what is wrong and the way out", arguments: cases)
    func problems(_ each: Case) {
        let problems = each.definition.problems
        #expect(problems.first?.message == each.problem)
        #expect(problems.allSatisfy { $0.help?.isEmpty == false })
    }
}
