import OrderedCollections
import SluiceModel

/// Where something failed, and whether it is evidence against the revision.
struct Reach {
    var stage: StageName
    /// `nil`: every region of the stage, or of its phase where it deploys to none.
    var regions: [RegionName]?
    var marksBad: Bool
}

extension Deliberation {
    /// A stage failed: what its policy says goes back.
    mutating func failStage(_ id: ExecutionID, _ reach: Reach, _ cause: RollbackCause, failing place: StepPlace? = nil) {
        guard let execution = state.execution(id), let policies = state.definition(of: execution).stage(reach.stage)?.policies else {
            return
        }
        let isAlarm = cause.kind == .alarm || cause.kind == .unreadableAlarm
        let response = isAlarm ? policies.onAlarm : policies.onFailure
        let targets = scope(execution, reach, response)
        guard response != .nothing, !targets.isEmpty else {
            abandon(execution, reach.stage, cause)
            return
        }
        beginRollback(execution, reach, response, targets, cause)
    }

    /// Nothing goes back: the execution failed where it is.
    mutating func abandon(_ execution: ExecutionState, _ stage: StageName, _ cause: RollbackCause) {
        guard execution.isLive, !execution.goesBack else { return }
        halt(execution, stage, cause.text)
        let name = execution.current?.name ?? stage
        emit(.stageMoved(StageMoved(execution: execution.id, stage: name, to: .failed, reason: cause.text)))
        end(execution.id, .failed, cause.text)
        if isExposed(execution.id) { emit(.watchKept(execution: execution.id, until: nil)) }
    }

    private mutating func halt(_ execution: ExecutionState, _ stage: StageName, _ reason: String) {
        guard let steps = state.execution(execution.id)?.stages[stage]?.steps.values else { return }
        for step in steps {
            for (region, progress) in step.deploy?.regions ?? [:] where progress.state == .idle || progress.state == .installing {
                let place = StepPlace(execution: execution.id, stage: stage, step: step.id)
                emit(.regionMoved(RegionMoved(place: place, region: region, to: .halted, reason: reason)))
            }
        }
    }

    /// The stages of a policy: the failing one, or its whole phase.
    private func stages(_ definition: PipelineDefinition, _ stage: StageName, _ response: FailureResponse) -> [StageDefinition] {
        switch response {
        case .rollbackWave, .nothing: return definition.stages.filter { $0.name == stage }
        case .rollbackRegion, .rollbackPhase:
            let phase = definition.stage(stage)?.phase
            return definition.stages.filter { $0.name == stage || (phase != nil && $0.phase == phase) }
        }
    }

    /// `nil`: every region. A stage that deploys to none, such as a test after a wave, speaks for its whole phase.
    private func regions(_ definition: PipelineDefinition, _ reach: Reach, _ response: FailureResponse) -> [RegionName]? {
        switch response {
        case .rollbackRegion:
            if let failing = reach.regions { return failing }
            let own = definition.stage(reach.stage)?.regions ?? []
            return own.isEmpty ? nil : own
        case .rollbackWave, .rollbackPhase, .nothing: return nil
        }
    }

    /// In scope, every target that is wanted to run the revision or one that contains it.
    private func scope(_ execution: ExecutionState, _ reach: Reach, _ response: FailureResponse) -> [Target] {
        let definition = state.definition(of: execution)
        let regions = regions(definition, reach, response)
        var seen = Set<TargetName>()
        return stages(definition, reach.stage, response).flatMap(\.targets).filter { target in
            guard seen.insert(target.name).inserted, regions?.contains(target.region) ?? true else { return false }
            return runsBad(target.name, execution)
        }
    }

    private func runsBad(_ target: TargetName, _ execution: ExecutionState) -> Bool {
        guard let pipeline = state.pipelines[execution.pipeline], let wanted = pipeline.targets[target]?.wanted else { return false }
        let id = wanted.revision.id
        return id == execution.revision.id || pipeline.contains(id, execution.revision.id)
    }

    private mutating func beginRollback(
        _ execution: ExecutionState, _ reach: Reach, _ response: FailureResponse, _ targets: [Target], _ cause: RollbackCause
    ) {
        let definition = state.definition(of: execution)
        let bad = execution.revision.id
        guard let pipeline = state.pipelines[execution.pipeline] else { return }
        let restorations = targets.map { target in
            Restoration(target: target.name, region: target.region, to: pipeline.lastGood(on: target.name, under: bad)?.placement)
        }
        let inScope = stages(definition, reach.stage, response)
        if reach.marksBad, !pipeline.bad.contains(where: { $0.revision == bad }) {
            emit(.revisionMarkedBad(pipeline: execution.pipeline, revision: bad, because: cause.text))
        }
        let ends = affected(execution, targets.map(\.name), marksBad: reach.marksBad)
        let start = RollbackStart(
            rollback: RollbackID("\(execution.pipeline)!\(pipeline.rollbackCount + 1)"), pipeline: execution.pipeline, cause: cause,
            execution: execution.id, revision: bad, ends: ends, stages: inScope.map(\.name), regions: distinct(targets.map(\.region)),
            restorations: restorations, hold: hold(pipeline, definition, inScope.map(\.name)),
            pace: definition.stage(reach.stage)?.policies.rollbackPace)
        emitRollback(start, cause.text)
    }

    func distinct<T: Hashable>(_ values: [T]) -> [T] {
        var seen = Set<T>()
        return values.filter { seen.insert($0).inserted }
    }

    /// The stages and all later ones close to whatever was there before.
    func hold(_ pipeline: PipelineState, _ definition: PipelineDefinition, _ stages: [StageName]) -> Hold {
        let first = definition.stages.firstIndex { stages.contains($0.name) } ?? 0
        let closed = definition.stages.enumerated().filter { stages.contains($0.element.name) || $0.offset > first }.map(\.element.name)
        return Hold(
            rollback: RollbackID("\(pipeline.name)!\(pipeline.rollbackCount + 1)"), lastExecution: pipeline.executionCount, stages: closed)
    }

    /// Executions that end with a rollback: its own, those whose targets it takes or that were about to deploy to them, those of
    /// the same bad revision.
    private func affected(_ execution: ExecutionState, _ targets: [TargetName], marksBad: Bool) -> [ExecutionID] {
        var ids: [ExecutionID] = [execution.id]
        for target in targets {
            if let id = state.target(target, in: execution.pipeline)?.wanted?.execution, state.execution(id) != nil { ids.append(id) }
            if let id = lockingExecution(target), isLive(id, in: execution.pipeline) { ids.append(id) }
        }
        if marksBad {
            ids += state.executions(of: execution.pipeline).filter { $0.isLive && $0.revision.id == execution.revision.id }.map(\.id)
        }
        return distinct(ids)
    }

    /// One batch: the rollback, and where it leaves stages and regions.
    mutating func emitRollback(_ start: RollbackStart, _ reason: String) {
        for id in start.ends { moveToRollback(id, start, reason) }
        emit(.rollbackStarted(start))
        for id in distinct(start.restorations.compactMap { lockingExecution($0.target) }) { visit(id) }
        visit(start.rollback)
        visitWaiting(in: start.pipeline)
    }

    func isLive(_ id: ExecutionID, in pipeline: PipelineName) -> Bool {
        state.executions[id].map { $0.isLive && $0.pipeline == pipeline } ?? false
    }

    func lockingExecution(_ target: TargetName) -> ExecutionID? {
        if case .execution(let id)? = state.locks[target]?.holder { return id }
        return nil
    }

    private mutating func moveToRollback(_ id: ExecutionID, _ start: RollbackStart, _ reason: String) {
        guard let execution = state.execution(id) else { return }
        for stage in execution.stages.values {
            let isInScope = start.stages.contains(stage.name) && stage.firstInstallAt != nil
            switch stage.state {
            case .waiting:
                emit(.stageMoved(StageMoved(execution: id, stage: stage.name, to: .cancelled, reason: reason)))
            case .deploying, .baking, .paused, .rolledBack, .rollbackFailed, .failed, .cancelled:
                let isGoingOn = stage.state == .deploying || stage.state == .baking || stage.state == .paused
                guard isInScope || isGoingOn else { continue }
                emit(.stageMoved(StageMoved(execution: id, stage: stage.name, to: .rollingBack, reason: reason)))
            case .succeeded:
                guard isInScope, takes(start, from: stage, of: id) else { continue }
                emit(.stageMoved(StageMoved(execution: id, stage: stage.name, to: .rollingBack, reason: reason)))
            case .rollingBack: break
            case .idle, .superseded: continue
            }
            moveRegions(id, stage, start, reason)
        }
    }

    private func takes(_ start: RollbackStart, from stage: StageProgress, of id: ExecutionID) -> Bool {
        let targets = Set(start.restorations.map(\.target))
        return stage.targets.contains { targets.contains($0) }
    }

    private mutating func moveRegions(_ id: ExecutionID, _ stage: StageProgress, _ start: RollbackStart, _ reason: String) {
        for step in stage.steps.values {
            for (region, progress) in step.deploy?.regions ?? [:] {
                let place = StepPlace(execution: id, stage: stage.name, step: step.id)
                let isInScope = start.stages.contains(stage.name) && start.regions.contains(region)
                if isInScope, RegionMachine.allows(progress.state, .rollingBack) {
                    emit(.regionMoved(RegionMoved(place: place, region: region, to: .rollingBack, reason: reason)))
                } else if progress.state == .idle || progress.state == .installing {
                    emit(.regionMoved(RegionMoved(place: place, region: region, to: .halted, reason: reason)))
                }
            }
        }
    }

    /// Failures that were tolerated go back to their own last good, which marks nothing and holds nothing.
    mutating func returnTolerated(_ place: StepPlace, _ deploy: DeployProgress) {
        guard let execution = state.executions[place.execution], let pipeline = state.pipelines[execution.pipeline] else { return }
        let failed = deploy.targets.filter { $0.value.state == .failed }
        let restorations = failed.map { name, progress in
            Restoration(
                target: name, region: progress.region, to: pipeline.lastGood(on: name, under: execution.revision.id)?.placement)
        }
        guard restorations.contains(where: { $0.to != nil }) else { return }
        let start = RollbackStart(
            rollback: RollbackID("\(execution.pipeline)!\(pipeline.rollbackCount + 1)"), pipeline: execution.pipeline,
            cause: RollbackCause(kind: .tolerated, text: "\(failed.count) of \(deploy.targets.count) targets failed, which is tolerated"),
            execution: execution.id, revision: execution.revision.id, stages: [place.stage], regions: distinct(restorations.map(\.region)),
            restorations: restorations, hold: nil, pace: nil)
        emit(.rollbackStarted(start))
        visit(start.rollback)
    }
}
