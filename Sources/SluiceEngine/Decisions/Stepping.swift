import OrderedCollections
import SluiceModel

extension Deliberation {
    mutating func proceedStep(_ place: StepPlace) {
        guard let step = state.step(at: place), let progress = progress(place) else { return }
        switch step {
        case .deploy: proceedDeploy(place)
        case .run(let run): proceedRun(place, run, progress)
        case .bake(let bake): progress.bake == nil ? beginBake(place, bake) : proceedBake(place)
        case .approve(let approve): proceedApproval(place, approve, progress)
        case .wait(let duration): if now >= progress.startedAt + duration { finish(place) }
        case .require: proceedSingle(place, progress, .require(place))
        case .artifact: proceedSingle(place, progress, .artifact(place))
        case .notify: proceedSingle(place, progress, .notifyStep(place))
        case .parallel: finish(place)
        }
    }

    mutating func finish(_ place: StepPlace) {
        emit(.stepFinished(place))
        visit(place.execution)
    }

    private mutating func proceedSingle(_ place: StepPlace, _ progress: StepProgress, _ purpose: EffectPurpose) {
        guard let part = progress.parts[""] else { return }
        switch part.state {
        case .waiting: request(purpose)
        case .inDoubt: if let doubt = part.doubt { emit(.effectRepeated(doubt)) }
        case .finished: finish(place)
        case .running, .failed: break
        }
    }

    private mutating func proceedRun(_ place: StepPlace, _ run: RunStep, _ progress: StepProgress) {
        for (name, part) in progress.parts {
            switch part.state {
            case .waiting: if (part.retryAt ?? now) <= now { request(.run(place, region: part.region, target: part.target)) }
            case .inDoubt: if run.isSafeToRepeat, let doubt = part.doubt { emit(.effectRepeated(doubt)) }
            case .running, .finished, .failed: break
            }
            if self.progress(place)?.parts[name] == nil { return }
        }
        guard let parts = self.progress(place)?.parts.values, parts.allSatisfy({ $0.state == .finished }) else { return }
        finish(place)
    }

    /// What came back from an effect that is no target's.
    mutating func receiveOnStep(_ outcome: Outcome, _ purpose: EffectPurpose, _ place: StepPlace) {
        visit(place.execution)
        guard state.executions[place.execution]?.isLive == true, let progress = progress(place), let step = state.step(at: place) else {
            return
        }
        switch (purpose, outcome) {
        case (.artifact, .succeeded(let output)): store(output, place, step)
        case (.notifyStep, .failed), (.notifyStep, .cancelled), (.notifyStep, .inDoubt): finish(place)
        case (.run(_, let region, let target), .failed(let failure)):
            retryOrFail(place, target?.text ?? region?.text ?? "", failure, step, progress, region: region, target: target)
        case (_, .failed(let failure)): failStep(place, failure, region: nil)
        case (_, .cancelled): failStep(place, EffectFailure(cause: .notStarted, message: "it was stopped"), region: nil)
        case (_, .succeeded), (_, .inDoubt): break
        }
    }

    private mutating func retryOrFail(
        _ place: StepPlace, _ part: String, _ failure: EffectFailure, _ step: Step, _ progress: StepProgress, region: RegionName?,
        target: TargetName?
    ) {
        guard case .run(let run) = step, let attempts = progress.parts[part]?.attempts, attempts <= run.retries else {
            let pipeline = state.execution(place.execution)?.pipeline
            let failing = region ?? target.flatMap { name in pipeline.flatMap { state.target(name, in: $0)?.target.region } }
            failStep(place, failure, region: failing)
            return
        }
        emit(.retryScheduled(place, part: part, at: now + run.backoff * (1 << min(attempts - 1, 6))))
    }

    /// The same revision with another digest was rebuilt and is another revision.
    private mutating func store(_ output: String, _ place: StepPlace, _ step: Step) {
        guard case .artifact(let artifact) = step, let execution = state.executions[place.execution] else { return }
        let parts = firstLine(output).split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else {
            failStep(place, EffectFailure(cause: .missingInput, message: "artifact `\(artifact.name)` was not stored"), region: nil)
            return
        }
        let digest = String(parts[0])
        if let known = state.pipelines[execution.pipeline]?.revisions[execution.revision.id]?.digests[artifact.name], known != digest {
            let message =
                "artifact `\(artifact.name)` of \(execution.revision.id) was \(known) before and is \(digest) now: "
                + "a rebuilt revision is another revision, give it another identifier"
            failStep(place, EffectFailure(cause: .missingInput, message: message), region: nil)
            return
        }
        emit(
            .artifactStored(execution: execution.id, artifact: StoredArtifact(name: artifact.name, digest: digest, path: String(parts[1]))))
        finish(place)
    }

    private mutating func failStep(_ place: StepPlace, _ failure: EffectFailure, region: RegionName?) {
        guard progress(place)?.state == .running || progress(place)?.state == .inDoubt else { return }
        emit(.stepFailed(place, failure: failure))
        let cause = RollbackCause(kind: .step, text: "\(stepName(place)) failed: \(failure.message)")
        let reach = Reach(stage: place.stage, regions: region.map { [$0] }, marksBad: !failure.isUnreachable)
        failStage(place.execution, reach, cause, failing: place)
    }

    private mutating func proceedApproval(_ place: StepPlace, _ approve: ApproveStep, _ progress: StepProgress) {
        guard let execution = state.executions[place.execution] else { return }
        let gate = "\(place.stage)/\(place.step)"
        let approval = GateSituation.Approval(
            place: "\(execution.pipeline).\(place.stage)", step: approve, given: execution.approvals.filter { $0.gate == gate }.map(\.by),
            since: progress.startedAt)
        let isPassed = execution.overrides.contains { $0.past == .approval && $0.stage == place.stage }
        if isPassed { emit(.overrideUsed(execution: execution.id, past: .approval)) }
        if isPassed || Gates.wait(for: approval, of: execution.id) == nil {
            finish(place)
        } else if now >= progress.startedAt + approve.timeout {
            let failure = EffectFailure(cause: .timedOut, message: "nobody approved within \(approve.timeout.scriptText)")
            emit(.stepFailed(place, failure: failure))
            failStage(
                execution.id, Reach(stage: place.stage, regions: nil, marksBad: false), RollbackCause(kind: .step, text: failure.message),
                failing: place)
        }
    }
}
