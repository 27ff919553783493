import OrderedCollections
import SluiceModel

extension EngineState {
    /// Everything that the outside needs to carry it out.
    func effect(for request: EffectRequest) -> Effect {
        let setting = setting(of: request.purpose)
        var timeout = Duration.seconds(300)
        let action: Effect.Action
        switch request.purpose {
        case .ask(let place, _), .settle(let place, _):
            let deployer = deployer(at: place)
            guard let current = deployer.current else { preconditionFailure("deployer \(deployer.name) has no current") }
            timeout = deployer.timeout
            action = .current(current)
        case .install(let place, _):
            let deployer = deployer(at: place)
            timeout = deploy(at: place).timeout ?? deployer.timeout
            action = .install(deployer.install)
        case .verify(let place, _), .verifyAgain(let place, _):
            let verify = deployer(at: place).verify
            timeout = limit(of: verify)
            action = .verify(verify)
        case .run(let place, _, _):
            guard case .run(let run)? = step(at: place) else { preconditionFailure("\(place.step) is no run") }
            timeout = run.timeout
            action = .run(run.command, isSafeToRepeat: run.isSafeToRepeat)
        case .require(let place):
            guard case .require(let require)? = step(at: place) else { preconditionFailure("\(place.step) is no require") }
            timeout = require.within + .seconds(60)
            action = .require(require)
        case .artifact(let place):
            guard case .artifact(let artifact)? = step(at: place) else { preconditionFailure("\(place.step) is no artifact") }
            action = .artifact(artifact)
        case .preflight(let place):
            let need = preflightNeed(of: place.execution, place.stage)
            timeout = .seconds(60)
            action = .preflight(secrets: need.secrets, artifacts: need.artifacts)
        case .notifyStep(let place):
            guard case .notify(let channel)? = step(at: place) else { preconditionFailure("\(place.step) is no notify") }
            action = .notify(channel, message: "\(place.execution) is at \(place.stage)")
        case .tell(let id, let position, _, let message):
            guard let execution = execution(id) else { preconditionFailure("\(id) is not known") }
            action = .notify(definition(of: execution).notifications[position].channel, message: message)
        case .restore(let id, let target):
            let deployer = deployer(of: restored(id, target))
            timeout = deployer.timeout
            action = .install(deployer.install)
        case .verifyRestored(let id, let target):
            let verify = deployer(of: restored(id, target)).verify
            timeout = limit(of: verify)
            action = .verify(verify)
        }
        return Effect(
            key: request.key, fence: request.fence, action: action, values: setting.values, folder: setting.folder, timeout: timeout)
    }

    private func limit(of verify: [DeployerDefinition.Verification]) -> Duration {
        (verify.map(\.within).max() ?? .zero) + .seconds(30)
    }

    func step(at place: StepPlace) -> Step? {
        execution(place.execution).flatMap { definition(of: $0).stage(place.stage)?.find(place.step)?.step }
    }

    func deploy(at place: StepPlace) -> DeployStep {
        guard case .deploy(let deploy)? = step(at: place) else { preconditionFailure("\(place.step) is no deploy") }
        return deploy
    }

    func deployer(at place: StepPlace) -> DeployerDefinition {
        guard let execution = execution(place.execution), let deployer = definition(of: execution).deployer(deploy(at: place).deployer)
        else {
            preconditionFailure("\(place.execution) has no deployer for \(place.step)")
        }
        return deployer
    }

    func deployer(of placement: Placement) -> DeployerDefinition {
        guard let deployer = definitions[placement.definition]?.deployer(placement.deployer) else {
            preconditionFailure("no deployer \(placement.deployer) in \(placement.definition)")
        }
        return deployer
    }

    private func restored(_ id: RollbackID, _ target: TargetName) -> Placement {
        guard let placement = rollback(id)?.items[target]?.restoration.to else { preconditionFailure("\(id) has nothing for \(target)") }
        return placement
    }

    private func setting(of purpose: EffectPurpose) -> (values: LateValues, folder: String) {
        switch purpose {
        case .restore(let id, let name), .verifyRestored(let id, let name):
            let placement = restored(id, name)
            guard let rollback = rollback(id), let record = target(name, in: rollback.pipeline) else {
                preconditionFailure("\(name) is not known")
            }
            let values = LateValues(
                pipeline: rollback.pipeline, execution: placement.execution, stage: placement.stage, revision: placement.revision,
                previous: record.runs?.revision.id, target: record.target, share: placement.share,
                artifacts: placement.artifacts.map { Attribute($0.name, .string($0.path)) }, parameters: placement.parameters)
            return (values, definitions[placement.definition]?.folder ?? "/")
        case .tell(let id, _, _, _):
            return values(of: id, stage: execution(id)?.current?.name, region: nil, target: nil, share: nil)
        case .ask(let place, let target), .install(let place, let target), .verify(let place, let target),
            .verifyAgain(let place, let target), .settle(let place, let target):
            return values(of: place.execution, stage: place.stage, region: nil, target: target, share: deploy(at: place).share)
        case .run(let place, let region, let target):
            return values(of: place.execution, stage: place.stage, region: region, target: target, share: nil)
        case .require(let place), .artifact(let place), .preflight(let place), .notifyStep(let place):
            return values(of: place.execution, stage: place.stage, region: nil, target: nil, share: nil)
        }
    }

    func values(
        of id: ExecutionID, stage: StageName?, region: RegionName?, target name: TargetName?, share: Percent?
    ) -> (values: LateValues, folder: String) {
        guard let execution = execution(id) else { preconditionFailure("\(id) is not known") }
        let record = name.flatMap { target($0, in: execution.pipeline) }
        let before =
            record?.runs?.revision.id == execution.revision.id
            ? record?.good.last { $0.placement.execution != id }?.placement : record?.runs
        let values = LateValues(
            pipeline: execution.pipeline, execution: id, stage: stage, revision: execution.revision, previous: before?.revision.id,
            target: record?.target, region: region, share: share,
            artifacts: execution.artifacts.map { Attribute($0.name, .string($0.path)) },
            parameters: execution.parameters)
        return (values, definition(of: execution).folder)
    }
}
