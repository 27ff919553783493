import OrderedCollections
import SluiceModel

extension EngineState {
    mutating func requestEffect(_ request: EffectRequest) {
        count(request)
        begin(request)
        pend(request)
    }

    /// The same effect under the same key: N stays.
    mutating func repeatEffect(_ request: EffectRequest) {
        switch request.purpose {
        case .restore(let id, let target), .verifyRestored(let id, let target):
            occupy(target, with: request)
            rollbacks[id]?.items[target]?.doubt = nil
        case .ask, .install, .verify, .verifyAgain, .settle, .run, .require, .artifact, .preflight, .notifyStep, .tell: begin(request)
        }
        pend(request)
    }

    private mutating func pend(_ request: EffectRequest) {
        precondition(effects[request.key] == nil, "effect \(request.key) is pending already")
        effects[request.key] = PendingEffect(request: request, effect: effect(for: request), since: at, bootID: runtime.bootID)
    }

    private mutating func count(_ request: EffectRequest) {
        let pipeline = pipeline(of: request.purpose)
        guard let target = request.purpose.target else {
            change(pipeline) { pipeline in
                precondition(request.fence == pipeline.fence + 1, "fence \(request.fence) follows \(pipeline.fence)")
                pipeline.fence = request.fence
            }
            return
        }
        changeTarget(target, in: pipeline) { record in
            precondition(request.fence == record.fence + 1, "fence \(request.fence) follows \(record.fence)")
            record.fence = request.fence
        }
    }

    func pipeline(of purpose: EffectPurpose) -> PipelineName {
        switch purpose {
        case .restore(let id, _), .verifyRestored(let id, _):
            guard let rollback = rollback(id) else { preconditionFailure("\(id) is not known") }
            return rollback.pipeline
        case .tell(let id, _, _, _): return pipeline(of: .execution(id))
        case .ask(let place, _), .install(let place, _), .verify(let place, _), .verifyAgain(let place, _), .settle(let place, _),
            .run(let place, _, _), .require(let place), .artifact(let place), .preflight(let place), .notifyStep(let place):
            return pipeline(of: .execution(place.execution))
        }
    }

    private mutating func begin(_ request: EffectRequest) {
        if let target = request.purpose.target { occupy(target, with: request) }
        let pipeline = pipeline(of: request.purpose)
        switch request.purpose {
        case .ask(let place, let target): change(target, place, to: .asking)
        case .install(let place, let target):
            let placement = placement(at: place)
            if self.target(target, in: pipeline)?.state != .deploying { moveTarget(target, in: pipeline, to: .deploying) }
            changeTarget(target, in: pipeline) { $0.wanted = placement }
            change(target, place, to: .installing)
            noteInstall(place)
        case .verify(let place, let target): change(target, place, to: .verifying)
        case .verifyAgain(let place, let target): change(target, place, to: .verifyingAgain)
        case .settle(let place, let target):
            change(target, place, to: .settling)
        case .run(let place, let region, let target):
            let part = target?.text ?? region?.text ?? ""
            change(place) { step in
                step.parts[part]!.state = .running
                step.parts[part]!.attempts += 1
                step.parts[part]!.retryAt = nil
                step.parts[part]!.doubt = nil
                if step.state == .inDoubt { step.state = .running }
            }
        case .require(let place), .artifact(let place), .notifyStep(let place):
            change(place) { step in
                step.parts[""]!.state = .running
                step.parts[""]!.doubt = nil
                if step.state == .inDoubt { step.state = .running }
            }
        case .preflight(let place):
            change(place.execution, place.stage) { $0.preflight = StepPart(state: .running, attempts: ($0.preflight?.attempts ?? 0) + 1) }
        case .restore(let rollback, let target): beginRestoration(rollback, target)
        case .verifyRestored(let rollback, let target): moveRestoration(rollback, target, to: .verifying)
        case .tell: break
        }
    }

    private mutating func occupy(_ target: TargetName, with request: EffectRequest) {
        let holder: LockHolder =
            switch request.purpose {
            case .restore(let id, _), .verifyRestored(let id, _): .rollback(id)
            case .ask(let place, _), .install(let place, _), .verify(let place, _), .verifyAgain(let place, _), .settle(let place, _),
                .run(let place, _, _), .require(let place), .artifact(let place), .preflight(let place), .notifyStep(let place):
                .execution(place.execution)
            case .tell(let id, _, _, _): .execution(id)
            }
        if locks[target] == nil, case .rollback = holder { locks[target] = TargetLock(holder: holder) }
        precondition(locks[target]?.holder == holder, "target \(target) is held by somebody else")
        precondition(locks[target]?.effect == nil, "target \(target) has an effect running")
        locks[target]!.effect = request.key
        locks[target]!.doubtUntil = nil
    }

    /// What a deploy puts on its targets.
    func placement(at place: StepPlace) -> Placement {
        guard let execution = executions[place.execution],
            case .deploy(let deploy)? = definition(of: execution).stage(place.stage)?.find(place.step)?.step
        else { preconditionFailure("\(place.step) of \(place.execution) is no deploy") }
        return Placement(
            revision: execution.revision, artifacts: execution.artifacts, parameters: execution.parameters, deployer: deploy.deployer,
            definition: execution.definition, stage: place.stage, execution: execution.id, share: deploy.share)
    }

    mutating func change(_ target: TargetName, _ place: StepPlace, to state: TargetProgress.State) {
        change(place) { step in
            guard let progress = step.deploy?.targets[target] else { preconditionFailure("\(place.step) has no target \(target)") }
            step.deploy!.targets[target]!.state = state
            if state != .inDoubt, state != .settling, progress.doubt != nil {
                step.deploy!.targets[target]!.doubt = nil
                step.deploy!.doubted.removeAll { $0 == target }
            }
            if state == .asking, progress.state != .asking { step.deploy!.asked.append(target) }
            if state != .asking, progress.state == .asking { step.deploy!.asked.removeAll { $0 == target } }
            let region = progress.region
            if state == .verifyingAgain, progress.state != state { step.deploy!.unverified += 1 }
            if progress.state == .verifyingAgain, progress.state != state { step.deploy!.unverified -= 1 }
            if progress.state == .pending, let index = step.deploy!.regions[region]!.pending.lastIndex(of: target) {
                step.deploy!.regions[region]!.pending.remove(at: index)
                step.deploy!.regions[region]!.out.append(target)
            }
            switch state {
            case .healthy, .skipped, .failed: step.deploy!.regions[region]!.out.removeAll { $0 == target }
            case .pending, .asking, .installing, .verifying, .inDoubt, .settling, .verifyingAgain: break
            }
        }
    }

    mutating func endEffect(_ key: EffectKey, _ outcome: Outcome) {
        guard let pending = effects.removeValue(forKey: key) else { preconditionFailure("effect \(key) is not pending") }
        if let target = pending.request.purpose.target {
            vacate(target)
            if case .inDoubt = outcome {
                let isDead = pending.bootID != runtime.bootID
                locks[target]?.doubtUntil = isDead ? at : max(at, pending.overdueAt)
                keepDoubt(pending.request)
            }
        }
        switch pending.request.purpose {
        case .install(let place, let target):
            guard outcome.isSuccess else { return }
            changeTarget(target, in: pipeline(of: pending.request.purpose)) {
                $0.runs = $0.wanted?.execution == place.execution ? $0.wanted : $0.runs
            }
        case .restore(let id, let target):
            guard outcome.isSuccess, let rollback = rollback(id) else { return }
            changeTarget(target, in: rollback.pipeline) { $0.runs = rollback.items[target]?.restoration.to ?? $0.runs }
        case .run(let place, let region, let target): endPart(place, target?.text ?? region?.text ?? "", outcome, pending.request)
        case .require(let place), .artifact(let place), .notifyStep(let place): endPart(place, "", outcome, pending.request)
        case .preflight(let place): change(place.execution, place.stage) { $0.preflight?.take(outcome, of: pending.request) }
        case .ask, .verify, .verifyAgain, .settle, .verifyRestored, .tell: break
        }
    }

    private mutating func keepDoubt(_ request: EffectRequest) {
        switch request.purpose {
        case .ask(let place, let target), .install(let place, let target), .verify(let place, let target),
            .verifyAgain(let place, let target), .settle(let place, let target):
            change(place) { step in
                if step.deploy?.targets[target]?.doubt == nil { step.deploy?.doubted.append(target) }
                switch request.purpose {
                case .settle: break
                case .ask, .install, .verify, .verifyAgain, .run, .require, .artifact, .preflight, .restore, .verifyRestored, .notifyStep,
                    .tell:
                    step.deploy?.targets[target]?.doubt = request
                }
            }
        case .restore(let id, let target), .verifyRestored(let id, let target): rollbacks[id]?.items[target]?.doubt = request
        case .run, .require, .artifact, .preflight, .notifyStep, .tell: break
        }
    }

    private mutating func endPart(_ place: StepPlace, _ part: String, _ outcome: Outcome, _ request: EffectRequest) {
        change(place) { step in
            step.parts[part]!.take(outcome, of: request)
            if case .inDoubt = outcome, step.state == .running { step.state = .inDoubt }
        }
    }

    /// Whoever held it and is over lets go now.
    private mutating func vacate(_ target: TargetName) {
        guard var lock = locks[target] else { return }
        lock.effect = nil
        locks[target] = lock
        let isOver =
            switch lock.holder {
            case .execution(let id): executions[id]?.isLive != true
            case .rollback(let id): rollbacks[id]?.items[target] == nil
            }
        if isOver { pass(target, on: lock) }
    }

    mutating func moveTarget(_ move: TargetMoved) {
        guard let execution = execution(move.place.execution) else { preconditionFailure("\(move.place.execution) is not known") }
        moveTarget(move.target, in: execution.pipeline, to: move.to, failure: move.failure)
        switch move.to {
        case .healthy: change(move.target, move.place, to: .healthy)
        case .failed:
            change(move.target, move.place, to: .failed)
            change(move.place) { step in
                guard let progress = step.deploy?.targets[move.target] else { return }
                step.deploy!.targets[move.target]!.failure = move.failure
                if !progress.hadFailed { step.deploy!.regions[progress.region]!.failures += 1 }
            }
        case .inDoubt: change(move.target, move.place, to: .inDoubt)
        case .deploying:
            change(move.target, move.place, to: .verifying)
            changeTarget(move.target, in: execution.pipeline) { $0.runs = $0.wanted }
        case .idle, .rollingBack, .drifted, .retired: break
        }
    }

    private mutating func noteInstall(_ place: StepPlace) {
        let now = at
        change(place.execution, place.stage) { stage in
            stage.firstInstallAt = stage.firstInstallAt ?? now
            stage.watchedSince = stage.watchedSince ?? now
        }
    }

    mutating func skipTarget(_ target: TargetName, _ place: StepPlace) {
        let placement = placement(at: place)
        guard let execution = executions[place.execution] else { preconditionFailure("\(place.execution) is not live") }
        moveTarget(target, in: execution.pipeline, to: .healthy)
        changeTarget(target, in: execution.pipeline) { record in
            record.runs = placement
            record.wanted = placement
        }
        change(target, place, to: .skipped)
        noteInstall(place)
    }

    mutating func reportTarget(_ target: TargetName, _ revision: RevisionID, adopted: Bool, _ place: StepPlace) {
        guard let execution = execution(place.execution) else { preconditionFailure("\(place.execution) is not known") }
        let now = at
        var placement = placement(at: place)
        placement.revision = pipelines[execution.pipeline]?.revisions[revision]?.revision ?? Revision(id: revision, ordinal: 0)
        placement.execution = nil
        placement.artifacts = []
        let isKnown = pipelines[execution.pipeline]?.targets[target]?.runs.map { $0.revision.id == revision } ?? adopted
        if !isKnown { moveTarget(target, in: execution.pipeline, to: .drifted) }
        changeTarget(target, in: execution.pipeline) { record in
            record.reported = revision
            guard adopted else { return }
            record.runs = placement
            record.good.append(GoodEntry(placement: placement, at: now))
        }
    }
}

extension StepPart {
    fileprivate mutating func take(_ outcome: Outcome, of request: EffectRequest) {
        switch outcome {
        case .succeeded(let output):
            state = .finished
            self.output = output
        case .failed(let failure):
            state = .failed
            output = failure.output
        case .cancelled: state = .failed
        case .inDoubt:
            state = .inDoubt
            doubt = request
        }
    }
}
