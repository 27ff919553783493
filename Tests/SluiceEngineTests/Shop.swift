import SluiceModel

/// The pipeline that scenarios are told about: `beta`, then a production phase of `one` and `two` over two regions.
enum Shop {
    static func target(_ name: TargetName, _ region: RegionName, zone: String? = nil) -> Target {
        Target(name: name, region: region, zone: zone)
    }

    static let oneBox = [target("eu-1", "eu"), target("us-1", "us")]
    static let rest =
        ["eu-2", "eu-3", "eu-4"].map { target(TargetName($0), "eu") } + ["us-2", "us-3", "us-4"].map { target(TargetName($0), "us") }

    static func deployer(current: Bool = false, verify: Bool = true) -> DeployerDefinition {
        DeployerDefinition(
            name: "host", install: CommandTemplate(shell: "install"),
            verify: verify ? [.init(condition: .constant(true), within: .seconds(30))] : [],
            current: current ? CommandTemplate(shell: "current") : nil)
    }

    static func errors(_ scope: AlarmDefinition.Scope = .region, missing: AlarmDefinition.MissingPolicy = .breaching) -> AlarmDefinition {
        AlarmDefinition(
            name: "errors",
            rule: .measured(
                .init(condition: .constant(false), breaches: 2, window: 3, every: .seconds(10), missing: missing)), scope: scope)
    }

    static func deploy(
        _ fleet: [Target], rolling: Pace = .count(1), maxFailures: Pace = .count(0), oneAtATime: DeployStep.Grouping? = nil
    ) -> Step {
        .deploy(DeployStep(fleet: fleet, deployer: "host", rolling: rolling, oneAtATime: oneAtATime, maxFailures: maxFailures))
    }

    static func bake(_ minutes: Int = 10) -> Step { .bake(BakeStep(duration: .seconds(minutes * 60))) }

    /// Two waves of one phase, each with a bake, watched by `errors`.
    static func pipeline(
        name: PipelineName = "shop", policies: StagePolicies = StagePolicies(watches: ["errors"]), alarms: [AlarmDefinition] = [errors()],
        mode: PipelineDefinition.Mode = .superseded, deployer: DeployerDefinition = deployer(), before: [StageDefinition] = [],
        one: [Step]? = nil, two: [Step]? = nil, after: [StageDefinition] = [], approvals: [ApproveStep] = [],
        notifications: [Notification] = []
    ) -> PipelineDefinition {
        PipelineDefinition(
            name: name, folder: "/srv", mode: mode, alarms: alarms, deployers: [deployer],
            phases: [PhaseDefinition(name: "production", approvals: approvals)],
            stages: before + [
                StageDefinition(
                    name: "one", phase: "production", isProduction: true, policies: policies, steps: one ?? [deploy(oneBox), bake()]),
                StageDefinition(
                    name: "two", phase: "production", isProduction: true, policies: policies, steps: two ?? [deploy(rest), bake()]),
            ] + after, notifications: notifications)
    }
}
