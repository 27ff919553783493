import OrderedCollections
import SluiceModel

extension Deliberation {
    /// Attempts before a target is parked.
    static let mostAttempts = 3
    /// After the first and the second failure.
    static let backoff = [Duration.seconds(30), .seconds(120)]
    /// Between looks at a parked target.
    static let parkedInterval = Duration.seconds(300)

    mutating func proceed(_ id: RollbackID) {
        guard let rollback = state.rollbacks[id] else { return }
        var out = OrderedDictionary<RegionName, Int>()
        var sizes = OrderedDictionary<RegionName, Int>()
        for item in rollback.items.values {
            sizes[item.restoration.region, default: 0] += 1
            if item.state == .installing || item.state == .verifying { out[item.restoration.region, default: 0] += 1 }
        }
        for (name, item) in rollback.items {
            let region = item.restoration.region
            let size = sizes[region] ?? 1
            let limit = rollback.start.pace.map { $0.limit(of: size) } ?? max(1, size / 2)
            switch item.state {
            case .waiting:
                guard out[region, default: 0] < limit, isFree(name, id) else { continue }
            case .retrying:
                guard (item.retryAt ?? now) <= now, out[region, default: 0] < limit, isFree(name, id) else { continue }
            case .parked:
                guard (item.retryAt ?? now) <= now else { continue }
                guard stillWanted(item.restoration, rollback.pipeline) else {
                    emit(.restorationDropped(rollback: id, target: name))
                    continue
                }
                guard state.locks[name] == nil else { continue }
            case .installing, .verifying:
                resolveDoubt(id, name, item)
                continue
            case .done, .unrestorable, .dropped: continue
            }
            out[region, default: 0] += 1
            request(.restore(id, target: name))
        }
        conclude(id)
    }

    /// What runs there ends first.
    private func isFree(_ target: TargetName, _ id: RollbackID) -> Bool {
        guard let lock = state.locks[target], lock.holder == .rollback(id), lock.effect == nil else { return false }
        return lock.doubtUntil.map { $0 <= now } ?? true
    }

    private func stillWanted(_ restoration: Restoration, _ pipeline: PipelineName) -> Bool {
        let record = state.target(restoration.target, in: pipeline)
        return record?.wanted == restoration.to && record?.state != .retired
    }

    private mutating func resolveDoubt(_ id: RollbackID, _ target: TargetName, _ item: RestorationProgress) {
        guard let doubt = item.doubt, isFree(target, id) else { return }
        emit(.effectRepeated(doubt))
    }

    mutating func receiveRestoration(_ outcome: Outcome, _ purpose: EffectPurpose, _ id: RollbackID, _ target: TargetName) {
        visit(id)
        guard let rollback = state.rollbacks[id], let item = rollback.items[target] else { return }
        visitHolder(of: target)
        guard item.state == .installing || item.state == .verifying else { return }
        switch outcome {
        case .succeeded:
            guard let placement = item.restoration.to else { return }
            if case .restore = purpose, !state.deployer(of: placement).verify.isEmpty {
                verifyRestored(id, target, item)
            } else {
                emit(.restorationFinished(rollback: id, target: target))
                visitOthersWaitingForTargets()
                visitWaiting(in: rollback.pipeline)
                visitHolder(of: target)
            }
        case .failed(let failure): failRestoration(id, target, item, failure)
        case .cancelled: failRestoration(id, target, item, EffectFailure(cause: .notStarted, message: "it was stopped"))
        case .inDoubt: break
        }
    }

    private mutating func verifyRestored(_ id: RollbackID, _ target: TargetName, _ item: RestorationProgress) {
        guard state.locks[target]?.holder == .rollback(id) else {
            let failure = EffectFailure(cause: .notStarted, message: "\(target) was taken by the rollback of another pipeline")
            emit(.restorationFailed(rollback: id, target: target, failure: failure, attempts: item.attempts, retryAt: now))
            return
        }
        request(.verifyRestored(id, target: target))
    }

    /// Whoever has the target now looks at it again.
    private mutating func visitHolder(of target: TargetName) {
        switch state.locks[target]?.holder {
        case .execution(let id): visit(id)
        case .rollback(let id): visit(id)
        case .none: break
        }
    }

    /// It yields its slot; after the last attempt it is parked and looked at from time to time.
    private mutating func failRestoration(_ id: RollbackID, _ target: TargetName, _ item: RestorationProgress, _ failure: EffectFailure) {
        let attempts = item.attempts + 1
        if attempts < Self.mostAttempts {
            let retryAt = now + Self.backoff[attempts - 1]
            emit(.restorationFailed(rollback: id, target: target, failure: failure, attempts: attempts, retryAt: retryAt))
        } else {
            emit(.restorationParked(rollback: id, target: target, failure: failure, retryAt: now + Self.parkedInterval))
            visitOthersWaitingForTargets()
            visitHolder(of: target)
        }
    }

    /// Ends a rollback when each of its targets is where it can be.
    private mutating func conclude(_ id: RollbackID) {
        guard let rollback = state.rollbacks[id] else { return }
        let states = rollback.items.values.map(\.state)
        let isOver = states.allSatisfy { $0 == .done || $0 == .parked || $0 == .unrestorable || $0 == .dropped }
        guard isOver else { return }
        let parked = rollback.items.values.filter { $0.state == .parked }
        let end: ExecutionEnd
        let reason: String
        if !parked.isEmpty {
            end = .rollbackFailed
            reason = parked.map { "\($0.restoration.target) could not be brought back: \($0.failure?.message ?? "")" }.joined(
                separator: "; ")
        } else if states.contains(.done) || states.contains(.dropped) {
            end = .rolledBack
            let stuck = rollback.unrestored.map(\.text).joined(separator: ", ")
            reason = rollback.start.cause.text + (stuck.isEmpty ? "" : "; nothing good is known for \(stuck)")
        } else {
            end = .failed
            reason = "\(rollback.start.cause.text); nothing good is known to go back to"
        }
        guard rollback.end != end else { return }
        emit(.rollbackEnded(rollback: id, end: end, reason: reason))
        for execution in rollback.start.ends { conclude(execution, rollback, reason) }
        visitWaiting(in: rollback.pipeline)
        visitOthersWaitingForTargets()
    }

    /// The regions of a rollback are where they can be; once that is true of all its rollbacks, the execution is over.
    private mutating func conclude(_ id: ExecutionID, _ rollback: RollbackState, _ reason: String) {
        guard let execution = state.execution(id) else { return }
        concludeRegions(execution, rollback)
        let rollbacks = execution.rollbacks.compactMap { state.rollback($0) }
        guard rollbacks.allSatisfy({ $0.end != nil }) else { return }
        let ends = rollbacks.compactMap(\.end)
        let end: ExecutionEnd = ends.contains(.rollbackFailed) ? .rollbackFailed : ends.contains(.rolledBack) ? .rolledBack : .failed
        let reason = distinct(rollbacks.map { $0.id == rollback.id ? reason : $0.reason ?? $0.start.cause.text }).joined(separator: "; ")
        let stageState: StageState
        switch end {
        case .rolledBack: stageState = .rolledBack
        case .rollbackFailed: stageState = .rollbackFailed
        case .failed, .succeeded, .superseded, .cancelled: stageState = .failed
        }
        for stage in execution.stages.values where stage.state == .rollingBack || (stage.state == .rollbackFailed && end == .rolledBack) {
            emit(.stageMoved(StageMoved(execution: id, stage: stage.name, to: stageState, reason: reason)))
        }
        if execution.end != end { self.end(id, end, reason) }
        if state.execution(id)?.watch == nil, isExposed(id) { emit(.watchKept(execution: id, until: nil)) }
    }

    /// Those in which another rollback still brings something back wait for it.
    private mutating func concludeRegions(_ execution: ExecutionState, _ rollback: RollbackState) {
        let open = execution.rollbacks.compactMap { state.rollback($0) }.filter { $0.id != rollback.id && $0.end == nil }
        for stage in execution.stages.values where rollback.start.stages.contains(stage.name) {
            for step in stage.steps.values {
                for (region, progress) in step.deploy?.regions ?? [:] where rollback.start.regions.contains(region) {
                    guard !open.contains(where: { $0.start.stages.contains(stage.name) && $0.start.regions.contains(region) }) else {
                        continue
                    }
                    let items = rollback.items.values.filter { $0.restoration.region == region }
                    let isBack = items.contains { $0.state == .done || $0.state == .dropped } && !items.contains { $0.state == .parked }
                    let state: RegionState = isBack ? .rolledBack : .rollbackFailed
                    guard RegionMachine.allows(progress.state, state) else { continue }
                    let place = StepPlace(execution: execution.id, stage: stage.name, step: step.id)
                    emit(.regionMoved(RegionMoved(place: place, region: region, to: state)))
                }
            }
        }
    }
}
