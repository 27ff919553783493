import OrderedCollections
import SluiceModel

extension EngineState {
    mutating func beginExecution(_ start: ExecutionStart) {
        guard let definition = definitions[start.definition] else { preconditionFailure("\(start.execution) has no definition") }
        let now = at
        let stages = definition.stages.map { ($0.name, StageProgress(name: $0.name, phase: $0.phase, since: now)) }
        executions[start.execution] = ExecutionState(
            id: start.execution, pipeline: start.pipeline, number: (pipelines[start.pipeline]?.executionCount ?? 0) + 1,
            revision: start.revision, definition: start.definition, parameters: start.parameters, by: start.by, because: start.because,
            isAdHoc: start.isAdHoc, startedAt: now, stages: OrderedDictionary(uniqueKeysWithValues: stages))
        change(start.pipeline) { pipeline in
            pipeline.executionCount += 1
            pipeline.underway.append(start.execution)
            for target in definition.stages.flatMap(\.targets) {
                if pipeline.targets[target.name] == nil {
                    pipeline.targets[target.name] = TargetRecord(target: target, since: now)
                } else {
                    pipeline.targets[target.name]!.target = target
                }
            }
        }
    }

    mutating func endExecution(_ id: ExecutionID, _ end: ExecutionEnd, _ reason: String) {
        let now = at
        change(id) { execution in
            execution.end = end
            execution.endedAt = execution.endedAt ?? now
            execution.reason = reason
        }
        guard let execution = execution(id) else { return }
        release(execution.stages.values.flatMap(\.targets), of: .execution(id))
        change(execution.pipeline) { pipeline in
            for stage in execution.stages.keys where pipeline.occupants[stage] == id { pipeline.occupants[stage] = nil }
        }
        archive(id)
    }

    mutating func keepWatch(_ id: ExecutionID, until: Instant?) {
        if let ended = endedExecutions.removeValue(forKey: id) {
            executions[id] = ended
            change(ended.pipeline) { $0.underway.append(id) }
        }
        change(id) { $0.watch = .init(until: until) }
    }

    mutating func endWatch(_ id: ExecutionID) {
        change(id) { $0.watch = nil }
        archive(id)
    }

    mutating func storeArtifact(_ artifact: StoredArtifact, _ id: ExecutionID) {
        change(id) { $0.artifacts.append(artifact) }
        guard let execution = execution(id) else { return }
        change(execution.pipeline) { $0.revisions[execution.revision.id]?.digests[artifact.name] = artifact.digest }
    }

    mutating func addApproval(_ id: ExecutionID, _ gate: String, _ by: String, _ because: String?) {
        let now = at
        change(id) { $0.approvals.append(Approval(gate: gate, by: by, because: because, at: now)) }
    }

    /// Alarms that fire are put aside with a block until they have been OK for a window.
    mutating func useOverride(_ id: ExecutionID, _ past: PromoteCommand.Obstacle) {
        guard let execution = executions[id] else { preconditionFailure("\(id) is not live") }
        let firing = past == .block ? firingAlarms(before: execution) : []
        change(id) { execution in
            execution.overrides.removeAll { $0.past == past }
            execution.overriddenAlarms += firing.filter { !execution.overriddenAlarms.contains($0) }
        }
    }

    private func firingAlarms(before execution: ExecutionState) -> [AlarmName] {
        guard let stage = execution.current, let policies = definition(of: execution).stage(stage.name)?.policies else { return [] }
        let active = activeDefinition(of: execution.pipeline)?.stage(stage.name)?.policies.blocks ?? []
        var names = [AlarmName]()
        for name in policies.blocks + active + policies.watches where !names.contains(name) { names.append(name) }
        return names.filter { name in
            pipelines[execution.pipeline]!.alarms.values.contains { $0.instance.alarm == name && $0.to != .ok }
        }
    }

    mutating func change(_ id: ExecutionID, _ body: (inout ExecutionState) -> Void) {
        if let pipeline = executions[id]?.pipeline {
            body(&executions[id]!)
            change(pipeline) { _ in }
        } else {
            precondition(endedExecutions[id] != nil, "execution \(id) is not known")
            body(&endedExecutions[id]!)
        }
    }

    /// An effect that still runs keeps its target until it ends.
    mutating func release(_ targets: [TargetName], of holder: LockHolder) {
        for target in targets {
            guard let lock = locks[target], lock.holder == holder, lock.effect == nil else { continue }
            pass(target, on: lock)
        }
    }

    /// To whoever had it before a rollback took it, if they still want it.
    mutating func pass(_ target: TargetName, on lock: TargetLock) {
        var lock = lock
        while let heir = lock.heirs.popLast() {
            guard wants(target, heir) else { continue }
            lock.holder = heir
            locks[target] = lock
            return
        }
        locks[target] = nil
    }

    private func wants(_ target: TargetName, _ holder: LockHolder) -> Bool {
        switch holder {
        case .execution(let id):
            guard let execution = executions[id], execution.isLive, let stage = execution.current else { return false }
            return stage.state.isUnderway && stage.targets.contains(target)
        case .rollback(let id): return rollbacks[id]?.items[target]?.state.isUnderway == true
        }
    }

    /// Moves what nothing can happen to any more out of the way.
    mutating func archive(_ id: ExecutionID) {
        guard let execution = executions[id], execution.end != nil, execution.watch == nil else { return }
        executions[id] = nil
        endedExecutions[id] = execution
        change(execution.pipeline) { $0.underway.removeAll { $0 == id } }
    }
}
