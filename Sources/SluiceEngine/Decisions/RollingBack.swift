import OrderedCollections
import SluiceModel

extension Deliberation {
    /// `rollback P|P.stage|E [to REVISION] because S`.
    mutating func rollBack(_ command: RollbackCommand, _ envelope: CommandEnvelope) -> CommandAnswer {
        if let problem = problem(with: command.subject) { return problem }
        let name = state.pipeline(of: command.subject)
        guard let pipeline = state.pipelines[name] else { return refused("there is no pipeline \(name)") }
        let targets = subjectTargets(command.subject, pipeline)
        guard !targets.isEmpty else { return refused("\(command.subject) deploys to nothing", help: "roll back a stage that deploys") }
        if let to = command.to, pipeline.revisions[to] == nil, !targets.contains(where: { placement(of: to, on: $0, pipeline) != nil }) {
            return refused("\(to) never ran in \(name)", help: "see `sluice history \(name)` for those that did")
        }
        var restorations = [Restoration]()
        var bad = [RevisionID]()
        for target in targets {
            guard let record = pipeline.targets[target], let wanted = record.wanted ?? record.runs else { continue }
            guard let decided = destination(command, record, wanted, pipeline, envelope.seen?.revision) else { continue }
            restorations.append(Restoration(target: target, region: record.target.region, to: decided))
            if !bad.contains(wanted.revision.id), decided?.revision.id != wanted.revision.id { bad.append(wanted.revision.id) }
        }
        guard !restorations.isEmpty else { return accepted("\(command.subject) runs that already: nothing to do") }
        guard restorations.contains(where: { $0.to != nil }) else {
            let names = restorations.prefix(3).map(\.target.text).joined(separator: ", ")
            return refused(
                "nothing good is known to go back to on \(names)",
                help: "rollback \(command.subject) to REVISION, or start \(name) at a revision that is good")
        }
        return emitAdHoc(command, pipeline, restorations, bad, envelope)
    }

    /// Where a target goes: `.none` when it stays, `.some(nil)` when nothing good is known.
    private func destination(
        _ command: RollbackCommand, _ record: TargetRecord, _ wanted: Placement, _ pipeline: PipelineState, _ seen: RevisionID?
    ) -> Placement?? {
        if let to = command.to {
            if wanted.revision.id == to { return .none }
            return .some(placement(of: to, on: record.target.name, pipeline))
        }
        var under = seen ?? wanted.revision.id
        if case .execution(let id) = command.subject, let execution = state.execution(id) { under = execution.revision.id }
        guard wanted.revision.id == under || pipeline.contains(wanted.revision.id, under) else { return .none }
        return .some(pipeline.lastGood(on: record.target.name, under: under)?.placement)
    }

    /// A good entry, or what an execution of that revision put there.
    private func placement(of revision: RevisionID, on target: TargetName, _ pipeline: PipelineState) -> Placement? {
        if let entry = pipeline.targets[target]?.good.last(where: { $0.placement.revision.id == revision }) { return entry.placement }
        let carriers = state.endedExecutions.values.reversed() + state.executions.values.reversed()
        for execution in carriers where execution.pipeline == pipeline.name && execution.revision.id == revision {
            for stage in execution.stages.values.reversed() where stage.firstInstallAt != nil && stage.targets.contains(target) {
                guard
                    let deploy = state.definition(of: execution).stage(stage.name)?.steps.flatMap(\.deploys).last(where: { step in
                        step.fleet.contains { $0.name == target }
                    })
                else { continue }
                return Placement(
                    revision: execution.revision, artifacts: execution.artifacts, parameters: execution.parameters,
                    deployer: deploy.deployer,
                    definition: execution.definition, stage: stage.name, execution: execution.id, share: deploy.share)
            }
        }
        return nil
    }

    private func subjectTargets(_ subject: Subject, _ pipeline: PipelineState) -> [TargetName] {
        switch subject {
        case .pipeline:
            return pipeline.targets.values.filter { $0.state != .retired && $0.wanted != nil }.map(\.target.name)
        case .part(_, let part):
            let definitions =
                [pipeline.active].compactMap { $0 }.compactMap { state.definitions[$0] }
                + state.executions(of: pipeline.name).map { state.definition(of: $0) }
            return distinct(
                definitions.flatMap(\.stages).filter { $0.name.text == part || $0.phase?.text == part }.flatMap(\.targets).map(\.name))
        case .execution(let id):
            return distinct(state.execution(id)?.stages.values.flatMap(\.targets) ?? [])
        }
    }

    private mutating func emitAdHoc(
        _ command: RollbackCommand, _ pipeline: PipelineState, _ restorations: [Restoration], _ bad: [RevisionID],
        _ envelope: CommandEnvelope
    ) -> CommandAnswer {
        let names = Set(restorations.map(\.target))
        let cause = RollbackCause(kind: .operatorAsked, text: "asked for by \(envelope.by): \(command.because)", by: envelope.by)
        for revision in bad where !pipeline.bad.contains(where: { $0.revision == revision }) && pipeline.revisions[revision] != nil {
            emit(.revisionMarkedBad(pipeline: pipeline.name, revision: revision, because: command.because))
        }
        let carriers = restorations.flatMap { restoration -> [ExecutionID] in
            let locking = lockingExecution(restoration.target).flatMap { isLive($0, in: pipeline.name) ? $0 : nil }
            return [pipeline.targets[restoration.target]?.wanted?.execution, locking].compactMap { $0 }
        }
        let carrying = state.executions(of: pipeline.name).filter { $0.isLive && bad.contains($0.revision.id) }
        let involved = distinct(carriers + carrying.map(\.id)).compactMap { state.execution($0) }.sorted { $0.number < $1.number }
        let definition = pipeline.active.flatMap { state.definitions[$0] } ?? involved.first.map { state.definition(of: $0) }
        let stages = (definition?.stages ?? []).filter { stage in stage.targets.contains { names.contains($0.name) } }
        let id = RollbackID("\(pipeline.name)!\(pipeline.rollbackCount + 1)")
        var ends = involved.map(\.id)
        if case .execution(let asked) = command.subject, !ends.contains(asked), state.execution(asked)?.isLive == true {
            ends.append(asked)
        }
        let start = RollbackStart(
            rollback: id, pipeline: pipeline.name, cause: cause, execution: ends.first, revision: bad.first, ends: ends,
            stages: stages.map(\.name), regions: distinct(restorations.map(\.region)), restorations: restorations,
            hold: definition.map { hold(pipeline, $0, stages.map(\.name)) }, pace: stages.first?.policies.rollbackPace)
        emitRollback(start, cause.text)
        return accepted("\(id) brings \(restorations.filter { $0.to != nil }.count) targets back", execution: ends.first, rollback: id)
    }
}
