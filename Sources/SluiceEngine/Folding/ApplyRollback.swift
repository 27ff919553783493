import OrderedCollections
import SluiceModel

extension EngineState {
    mutating func beginRollback(_ start: RollbackStart) {
        precondition(rollback(start.rollback) == nil, "rollback \(start.rollback) began twice")
        let items = start.restorations.map { restoration in
            (restoration.target, RestorationProgress(restoration: restoration, state: restoration.to == nil ? .unrestorable : .waiting))
        }
        rollbacks[start.rollback] = RollbackState(
            id: start.rollback, start: start, startedAt: at, items: OrderedDictionary(uniqueKeysWithValues: items))
        let now = at
        change(start.pipeline) { pipeline in
            pipeline.rollbackCount += 1
            if let hold = start.hold { pipeline.holds.append(HoldRecord(hold: hold, since: now)) }
        }
        for restoration in start.restorations where restoration.to != nil {
            dropFromOthers(restoration.target, except: start.rollback, in: start.pipeline)
            seize(restoration.target, for: start.rollback)
            changeTarget(restoration.target, in: start.pipeline) { $0.wanted = restoration.to }
        }
        for id in start.ends {
            change(id) { execution in
                execution.rollbacks.append(start.rollback)
                if start.cause.kind != .operatorAsked, start.cause.kind != .tolerated { execution.detectedAt = execution.detectedAt ?? now }
            }
        }
    }

    /// What runs there goes on to its end, and so does the doubt about it.
    private mutating func seize(_ target: TargetName, for rollback: RollbackID) {
        var lock = locks[target] ?? TargetLock(holder: .rollback(rollback))
        if lock.holder != .rollback(rollback) { lock.heirs.append(lock.holder) }
        lock.holder = .rollback(rollback)
        locks[target] = lock
    }

    /// A newer rollback decides what is wanted there.
    private mutating func dropFromOthers(_ target: TargetName, except id: RollbackID, in pipeline: PipelineName) {
        for (other, rollback) in rollbacks where other != id && rollback.pipeline == pipeline {
            guard let item = rollback.items[target], RestorationMachine.allows(item.state, .dropped) else { continue }
            rollbacks[other]!.items[target]!.state = .dropped
        }
    }

    mutating func moveRestoration(_ id: RollbackID, _ target: TargetName, to state: RestorationProgress.State) {
        guard let item = rollbacks[id]?.items[target] else { preconditionFailure("\(id) has no \(target)") }
        precondition(RestorationMachine.allows(item.state, state), "\(target) of \(id) went from \(item.state) to \(state)")
        rollbacks[id]!.items[target]!.state = state
    }

    mutating func beginRestoration(_ id: RollbackID, _ target: TargetName) {
        moveRestoration(id, target, to: .installing)
        guard let rollback = rollbacks[id] else { return }
        if self.target(target, in: rollback.pipeline)?.state != .rollingBack { moveTarget(target, in: rollback.pipeline, to: .rollingBack) }
    }

    mutating func failRestoration(
        _ id: RollbackID, _ target: TargetName, _ failure: EffectFailure, _ attempts: Int?, to state: RestorationProgress.State,
        _ retryAt: Instant
    ) {
        moveRestoration(id, target, to: state)
        rollbacks[id]!.items[target]!.attempts = attempts ?? rollbacks[id]!.items[target]!.attempts + 1
        rollbacks[id]!.items[target]!.retryAt = retryAt
        rollbacks[id]!.items[target]!.failure = failure
        guard state == .parked, let rollback = rollbacks[id] else { return }
        moveTarget(target, in: rollback.pipeline, to: .failed, failure: failure)
        release([target], of: .rollback(id))
    }

    /// The target is on its last good; what stood above that in its good list is gone.
    mutating func finishRestoration(_ id: RollbackID, _ target: TargetName) {
        moveRestoration(id, target, to: .done)
        guard let rollback = rollbacks[id], let placement = rollback.items[target]?.restoration.to else { return }
        moveTarget(target, in: rollback.pipeline, to: .healthy)
        changeTarget(target, in: rollback.pipeline) { record in
            if let index = record.good.lastIndex(where: { $0.placement.matches(placement) }) {
                record.good.removeSubrange((index + 1)...)
            }
        }
        release([target], of: .rollback(id))
    }

    mutating func dropRestoration(_ id: RollbackID, _ target: TargetName) {
        moveRestoration(id, target, to: .dropped)
        release([target], of: .rollback(id))
    }

    mutating func endRollback(_ id: RollbackID, _ end: ExecutionEnd, _ reason: String) {
        guard rollbacks[id] != nil else { preconditionFailure("\(id) is not going on") }
        rollbacks[id]!.end = end
        rollbacks[id]!.endedAt = rollbacks[id]!.endedAt ?? at
        rollbacks[id]!.reason = reason
        guard !rollbacks[id]!.items.values.contains(where: { $0.state == .parked }) else { return }
        endedRollbacks[id] = rollbacks.removeValue(forKey: id)
    }
}
