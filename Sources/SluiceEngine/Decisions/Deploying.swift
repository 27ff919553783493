import OrderedCollections
import SluiceModel

extension Deliberation {
    /// Starts what a deploy may start now, and ends it when all is in.
    mutating func proceedDeploy(_ place: StepPlace, mayStart: Bool = true) {
        guard let deploy = progress(place)?.deploy else { return }
        resolveDoubt(place, deploy)
        if mayStart {
            let step = state.deploy(at: place)
            resumeDisplaced(place, deploy)
            for (region, progress) in deploy.regions where progress.state == .idle || progress.state == .installing {
                fill(region, place, step)
                if hasMoved(place) { return }
            }
        }
        completeIfIn(place)
    }

    func progress(_ place: StepPlace) -> StepProgress? { state.execution(place.execution)?.stages[place.stage]?.steps[place.step] }

    private func hasMoved(_ place: StepPlace) -> Bool { progress(place)?.state != .running }

    /// A sliding window: as many targets of a region are out as its pace allows.
    private mutating func fill(_ region: RegionName, _ place: StepPlace, _ step: DeployStep) {
        while let progress = progress(place)?.deploy?.regions[region] {
            if progress.state == .idle {
                emit(.regionMoved(RegionMoved(place: place, region: region, to: .installing)))
                continue
            }
            guard progress.state == .installing else { return }
            for target in self.progress(place)?.deploy?.asked ?? [] where isReadyToInstall(target, region, place) {
                request(.install(place, target: target))
            }
            guard !progress.pending.isEmpty else {
                if progress.out.isEmpty { emit(.regionMoved(RegionMoved(place: place, region: region, to: .installed))) }
                return
            }
            guard progress.out.count < step.rolling.limit(of: progress.size),
                let next = progress.pending.last(where: { isFree($0, place) }), isSameGroup(next, as: progress.out, place, step)
            else { return }
            begin(next, place)
        }
    }

    /// It was asked what it runs and waits for the install.
    private func isReadyToInstall(_ target: TargetName, _ region: RegionName, _ place: StepPlace) -> Bool {
        progress(place)?.deploy?.targets[target]?.region == region && isFree(target, place)
    }

    /// Ours, with nothing running on it that somebody else or an earlier step left there.
    private func isFree(_ target: TargetName, _ place: StepPlace) -> Bool {
        guard let lock = state.locks[target], lock.holder == .execution(place.execution), lock.effect == nil else { return false }
        return lock.doubtUntil.map { $0 <= now } ?? true
    }

    /// Targets that the rollback of another pipeline took in mid-install and gave back: they are installed again.
    private mutating func resumeDisplaced(_ place: StepPlace, _ deploy: DeployProgress) {
        for target in deploy.regions.values.flatMap(\.out) {
            guard let progress = deploy.targets[target], isFree(target, place) else { continue }
            switch progress.state {
            case .installing, .verifying: if progress.doubt == nil { request(.install(place, target: target)) }
            case .settling: request(.install(place, target: target))
            case .pending, .asking, .inDoubt, .healthy, .skipped, .verifyingAgain, .failed: continue
            }
        }
        guard deploy.unverified > 0 else { return }
        for (target, progress) in deploy.targets where progress.state == .verifyingAgain && progress.doubt == nil && isFree(target, place) {
            request(.verifyAgain(place, target: target))
        }
    }

    private func isSameGroup(_ next: TargetName, as out: [TargetName], _ place: StepPlace, _ step: DeployStep) -> Bool {
        guard let grouping = step.oneAtATime, let other = out.first, let execution = state.execution(place.execution) else { return true }
        func group(_ name: TargetName) -> String? {
            let target = state.target(name, in: execution.pipeline)?.target
            return grouping == .zone ? target?.zone : target?.cell
        }
        return group(next) == group(other)
    }

    /// `current` is asked where nothing is known yet, and where nothing may have to be done.
    private mutating func begin(_ target: TargetName, _ place: StepPlace) {
        guard let execution = state.execution(place.execution), let record = state.target(target, in: execution.pipeline) else { return }
        let isUnknown = record.runs == nil && record.good.isEmpty
        let mayMatch = record.runs?.matches(state.placement(at: place)) == true && record.state != .failed
        if state.deployer(at: place).current != nil, isUnknown || mayMatch {
            request(.ask(place, target: target))
        } else {
            request(.install(place, target: target))
        }
    }

    private mutating func resolveDoubt(_ place: StepPlace, _ deploy: DeployProgress) {
        for target in deploy.doubted { resolveDoubt(target, place) }
    }

    /// Once the old attempt is over: `current` decides, or the same key again.
    private mutating func resolveDoubt(_ target: TargetName, _ place: StepPlace) {
        guard let doubt = progress(place)?.deploy?.targets[target]?.doubt, let lock = state.locks[target], lock.effect == nil,
            lock.holder == .execution(place.execution), let until = lock.doubtUntil, until <= now
        else { return }
        if case .install = doubt.purpose, state.deployer(at: place).current != nil {
            request(.settle(place, target: target))
        } else {
            emit(.effectRepeated(doubt))
        }
    }

    /// When every region is in: all are verified once more, tolerated failures go back, the step is done.
    mutating func completeIfIn(_ place: StepPlace) {
        guard let deploy = progress(place)?.deploy, progress(place)?.state == .running,
            !deploy.regions.values.contains(where: { $0.state != .installed })
        else { return }
        if !deploy.isCompleting {
            emit(.deployCompleted(place))
            let hasVerify = !state.deployer(at: place).verify.isEmpty
            for (target, progress) in deploy.targets where hasVerify && (progress.state == .healthy || progress.state == .skipped) {
                request(.verifyAgain(place, target: target))
            }
        }
        guard let now = progress(place)?.deploy, now.unverified == 0 else { return }
        returnTolerated(place, now)
        emit(.stepFinished(place))
    }

    /// What came back from an effect on a target.
    mutating func receiveOnTarget(_ outcome: Outcome, _ purpose: EffectPurpose, _ place: StepPlace, _ target: TargetName) {
        guard isStillOurs(target, place) else {
            yieldToRollback(outcome, purpose, place, target)
            return
        }
        switch (purpose, outcome) {
        case (.ask, .succeeded(let output)): hear(output, place, target)
        case (.ask, .failed), (.ask, .cancelled): visit(place.execution)
        case (.install, .succeeded):
            if state.deployer(at: place).verify.isEmpty { succeed(target, place) } else { request(.verify(place, target: target)) }
        case (.verify, .succeeded), (.verifyAgain, .succeeded): succeed(target, place)
        case (.settle, .succeeded(let output)): settle(output, place, target)
        case (.install, .inDoubt):
            emit(.targetMoved(TargetMoved(place: place, target: target, to: .inDoubt)))
            visit(place.execution)
        case (_, .inDoubt): visit(place.execution)
        case (.settle, .failed), (.settle, .cancelled): repeatDoubted(place, target)
        case (_, .failed(let failure)): fail(target, place, failure, isVerify: purpose.word != "install")
        case (_, .cancelled):
            fail(target, place, EffectFailure(cause: .notStarted, message: "it was stopped"), isVerify: false)
        case (.run, _), (.require, _), (.artifact, _), (.preflight, _), (.restore, _), (.verifyRestored, _), (.notifyStep, _), (.tell, _):
            break
        }
    }

    private func isStillOurs(_ target: TargetName, _ place: StepPlace) -> Bool {
        guard state.executions[place.execution]?.isLive == true else { return false }
        return state.locks[target]?.holder == .execution(place.execution)
    }

    /// A rollback waits for it, or its execution is over.
    private mutating func yieldToRollback(_ outcome: Outcome, _ purpose: EffectPurpose, _ place: StepPlace, _ target: TargetName) {
        if case .rollback(let id)? = state.locks[target]?.holder { visit(id) }
        guard let execution = state.execution(place.execution), state.locks[target] == nil,
            state.target(target, in: execution.pipeline)?.state == .deploying
        else { return }
        emit(.targetMoved(TargetMoved(place: place, target: target, to: outcome.isSuccess ? .healthy : .failed)))
    }

    private mutating func hear(_ output: String, _ place: StepPlace, _ target: TargetName) {
        guard let execution = state.executions[place.execution], let record = state.target(target, in: execution.pipeline) else { return }
        let said = firstLine(output)
        if !said.isEmpty {
            let adopted = record.runs == nil && record.good.isEmpty
            emit(.targetReported(place, target: target, revision: RevisionID(said), adopted: adopted))
        }
        let now = state.target(target, in: execution.pipeline)
        if said == execution.revision.id.text, now?.runs?.matches(state.placement(at: place)) == true, now?.state != .failed {
            emit(.targetSkipped(place, target: target))
        }
        visit(place.execution)
    }

    func firstLine(_ output: String) -> String {
        let line = output.split(whereSeparator: \.isNewline).first ?? ""
        let start = line.drop { $0.isWhitespace }
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }

    private mutating func settle(_ output: String, _ place: StepPlace, _ target: TargetName) {
        guard let execution = state.executions[place.execution] else { return }
        if firstLine(output) == execution.revision.id.text {
            emit(.targetMoved(TargetMoved(place: place, target: target, to: .deploying)))
            if state.deployer(at: place).verify.isEmpty { succeed(target, place) } else { request(.verify(place, target: target)) }
        } else {
            repeatDoubted(place, target)
        }
    }

    private mutating func repeatDoubted(_ place: StepPlace, _ target: TargetName) {
        guard let doubt = progress(place)?.deploy?.targets[target]?.doubt else { return }
        emit(.effectRepeated(doubt))
    }

    private mutating func succeed(_ target: TargetName, _ place: StepPlace) {
        emit(.targetMoved(TargetMoved(place: place, target: target, to: .healthy)))
        visit(place.execution)
    }

    private mutating func fail(_ target: TargetName, _ place: StepPlace, _ failure: EffectFailure, isVerify: Bool) {
        emit(.targetMoved(TargetMoved(place: place, target: target, to: .failed, failure: failure)))
        visit(place.execution)
        guard let progress = progress(place)?.deploy?.targets[target], let region = self.progress(place)?.deploy?.regions[progress.region]
        else {
            return
        }
        let tolerance = state.deploy(at: place).maxFailures.tolerance(of: region.size)
        guard region.failures > tolerance else { return }
        let text = "\(isVerify ? "verify" : "install") failed on \(target): \(failure.message)"
        let cause = RollbackCause(kind: isVerify ? .verify : .install, text: text)
        let reach = Reach(stage: place.stage, regions: [progress.region], marksBad: !failure.isUnreachable)
        if region.state == .installing || region.state == .installed {
            emit(.regionMoved(RegionMoved(place: place, region: progress.region, to: .halted, reason: text)))
        }
        failStage(place.execution, reach, cause, failing: place)
    }
}
