import OrderedCollections
import SluiceModel

/// Reads from the state why an execution is where it is.
struct WaitReader {
    let state: EngineState
    let observations: Observations
    let now: Instant

    /// What a live execution waits for now; empty for one that ended.
    func waits(of execution: ExecutionState) -> [Wait] {
        guard execution.isLive, let stage = execution.current else { return [] }
        switch stage.state {
        case .waiting, .paused:
            if !stage.waits.isEmpty { return stage.waits }
            return [
                Wait(
                    kind: .stage, reason: stage.reason ?? "its turn before stage `\(stage.name)`", since: stage.since,
                    unblockedBy: "the runtime; `sluice resume` starts it when it is not running")
            ]
        case .deploying, .baking: return stage.waits + running(execution, stage)
        case .rollingBack, .rolledBack, .rollbackFailed, .failed, .cancelled:
            let rollbacks = execution.rollbacks.compactMap { state.rollback($0) }
            let open = rollbacks.filter { $0.end == nil }
            return (open.isEmpty ? rollbacks : open).map { wait(for: $0) }
        case .idle, .succeeded, .superseded: return []
        }
    }

    private func running(_ execution: ExecutionState, _ stage: StageProgress) -> [Wait] {
        guard let definition = state.definition(of: execution).stage(stage.name) else { return [] }
        if stage.preflight?.state == .running {
            return [
                Wait(
                    kind: .effect, reason: "before the first install it is looked whether secrets and artifacts are there",
                    since: stage.since, unblockedBy: "its end, at the latest its time-out")
            ]
        }
        return stage.steps.values.filter { $0.state == .running || $0.state == .inDoubt }.flatMap { progress -> [Wait] in
            guard let step = definition.step(of: progress) else { return [] }
            if progress.state == .inDoubt {
                return [
                    .inDoubt(
                        step.word, of: execution.id, because: progress.failure?.message ?? "its attempt was lost", since: progress.startedAt
                    )
                ]
            }
            switch step {
            case .deploy: return progress.deploy.map { [wait(for: $0, since: progress.startedAt)] } ?? []
            case .bake: return bake(progress, stage, definition, execution).map { [.bake($0, stage: stage.name)] } ?? []
            case .wait(let duration): return [.waitStep(duration, since: progress.startedAt)]
            case .approve(let step): return approval(step, progress, stage, execution)
            case .run, .require, .artifact, .notify: return effects(execution.id, stage.name, progress, step)
            case .parallel: return []
            }
        }
    }

    private func wait(for deploy: DeployProgress, since: Instant) -> Wait {
        let done = deploy.targets.values.count { $0.state == .healthy || $0.state == .skipped || $0.state == .verifyingAgain }
        let out = deploy.regions.values.flatMap(\.out).map(\.text)
        let halted = deploy.regions.filter { $0.value.state == .halted }.map(\.key.text)
        var reason = "\(done) of \(deploy.targets.count) targets are in"
        if !out.isEmpty { reason += ", out now: \(listed(out))" }
        if !halted.isEmpty { reason += ", stopped in \(listed(halted))" }
        if deploy.isCompleting { reason = "all targets are verified once more" }
        return Wait(kind: .effect, reason: reason, since: since, unblockedBy: "installs and verifications ending")
    }

    /// The progress of a bake as it is now, counted on from what the journal has.
    func bake(
        _ progress: StepProgress, _ stage: StageProgress, _ definition: StageDefinition, _ execution: ExecutionState
    ) -> BakeProgress? {
        guard var bake = progress.bake, progress.state == .running else { return progress.bake }
        let snapshot = state.definition(of: execution)
        let parts = AlarmSubscription.measuredParts(of: definition.watchedAlarms, among: snapshot.alarms)
        let instances = parts.flatMap { AlarmInstance.instances(of: $0, in: execution.pipeline, for: definition.reach(in: snapshot)) }
        guard instances.isEmpty || instances.contains(where: { !observations.coverage(of: [$0])[0].spans.isEmpty }) else { return bake }
        bake.observe(observations.coverage(of: instances), upSince: state.runtime.startedAt ?? now, now: now)
        return bake
    }

    private func approval(_ step: ApproveStep, _ progress: StepProgress, _ stage: StageProgress, _ execution: ExecutionState) -> [Wait] {
        let gate = "\(stage.name)/\(progress.id)"
        let approval = GateSituation.Approval(
            place: "\(execution.pipeline).\(stage.name)", step: step, given: execution.approvals.filter { $0.gate == gate }.map(\.by),
            since: progress.startedAt)
        return Gates.wait(for: approval, of: execution.id).map { [$0] } ?? []
    }

    private func effects(_ execution: ExecutionID, _ stage: StageName, _ progress: StepProgress, _ step: Step) -> [Wait] {
        let place = StepPlace(execution: execution, stage: stage, step: progress.id)
        let pending = state.effects.values.filter { $0.request.purpose.place == place }.map { effect in
            Wait(
                kind: .effect, reason: "`\(step.word)` is running as \(effect.request.key)", since: effect.since,
                until: effect.since + effect.effect.timeout, unblockedBy: "its end, at the latest its time-out")
        }
        let retries = progress.parts.values.compactMap { part in
            part.retryAt.map { retryAt in
                let failure = progress.failure?.message ?? "attempt \(part.attempts) did not succeed"
                return Wait(
                    kind: .retry, reason: "`\(step.word)` is tried again: \(failure)", since: progress.startedAt, until: retryAt,
                    unblockedBy: "the next attempt")
            }
        }
        return pending + retries
    }

    /// How far a rollback is.
    func wait(for rollback: RollbackState) -> Wait {
        let done = rollback.items.values.count { $0.state == .done || $0.state == .dropped }
        let parked = rollback.items.values.filter { $0.state == .parked }
        let reason = "\(rollback.start.cause.text); \(done) of \(rollback.items.count) targets are back"
        guard parked.isEmpty else {
            let names = listed(parked.map(\.restoration.target.text))
            let failure = parked.first?.failure.map { ": \($0.message)" } ?? ""
            return Wait(
                kind: .unreachable, reason: "\(reason), \(names) could not be restored\(failure)", since: rollback.startedAt,
                until: parked.compactMap(\.retryAt).min(), unblockedBy: "\(names) being reachable; it is tried again by itself")
        }
        return Wait(
            kind: rollback.end == nil ? .effect : .held, reason: reason, since: rollback.startedAt, until: rollback.endedAt,
            unblockedBy: rollback.end == nil ? "the restores ending" : "nothing: it is over")
    }

    func listed(_ names: [String]) -> String {
        names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
    }
}
