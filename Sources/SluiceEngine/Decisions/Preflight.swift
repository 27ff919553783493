import OrderedCollections
import SluiceModel

extension EngineState {
    /// What a stage's deploys take, and what taking them back would: secrets by name, stored files by path, each once.
    ///
    /// Every entry of a good list counts: somebody may ask for any of them.
    func preflightNeed(of id: ExecutionID, _ name: StageName) -> (secrets: [String], artifacts: [String]) {
        guard let execution = execution(id), let stage = definition(of: execution).stage(name) else { return ([], []) }
        var secrets = OrderedSet<String>()
        var artifacts = OrderedSet<String>()
        var deployers = OrderedSet<DeployerReference>()
        for deploy in stage.steps.flatMap(\.deploys) {
            deployers.append(DeployerReference(definition: execution.definition, deployer: deploy.deployer))
        }
        artifacts.append(contentsOf: execution.artifacts.map(\.path))
        for target in stage.targets {
            for entry in self.target(target.name, in: execution.pipeline)?.good ?? [] {
                deployers.append(DeployerReference(definition: entry.placement.definition, deployer: entry.placement.deployer))
                artifacts.append(contentsOf: entry.placement.artifacts.map(\.path))
            }
        }
        for reference in deployers {
            secrets.append(contentsOf: definitions[reference.definition]?.deployer(reference.deployer)?.secrets ?? [])
        }
        return (Array(secrets), Array(artifacts))
    }
}

private struct DeployerReference: Hashable {
    var definition: DefinitionHash
    var deployer: DeployerName
}

extension Deliberation {
    /// Whether the steps may start: the first that deploys waits until what it and its rollback need is there.
    mutating func isCleared(_ execution: ExecutionState, _ stage: StageProgress, _ fresh: [StepID]) -> Bool {
        let places = fresh.map { StepPlace(execution: execution.id, stage: stage.name, step: $0) }
        let deploy = places.first { place in
            guard case .deploy? = state.step(at: place) else { return false }
            return true
        }
        guard let deploy else { return true }
        guard let preflight = stage.preflight else {
            let need = state.preflightNeed(of: execution.id, stage.name)
            guard !need.secrets.isEmpty || !need.artifacts.isEmpty else { return true }
            request(.preflight(deploy))
            return false
        }
        switch preflight.state {
        case .finished: return true
        case .inDoubt:
            if let doubt = preflight.doubt { emit(.effectRepeated(doubt)) }
            return false
        case .waiting, .running, .failed: return false
        }
    }

    /// Nothing is installed where something is missing.
    mutating func receivePreflight(_ outcome: Outcome, _ place: StepPlace) {
        visit(place.execution)
        guard let execution = state.executions[place.execution], execution.isLive else { return }
        let reason: String
        switch outcome {
        case .succeeded, .inDoubt: return
        case .failed(let failure): reason = "nothing is installed: \(failure.message)"
        case .cancelled: reason = "nothing is installed: the look at secrets and artifacts was stopped"
        }
        abandon(execution, place.stage, RollbackCause(kind: .step, text: reason))
    }
}
