import OrderedCollections
public import SluiceModel

extension EngineState {
    /// Folds one record. Never decides anything.
    ///
    /// Precondition: the record follows the last one, and its event is possible in this state; a journal in which it is not was
    /// written by something else.
    public mutating func apply(_ record: EventRecord) {
        begin(record)
        fold(record.event)
    }

    /// Folds one record that `ahead` has folded already.
    ///
    /// The same as `apply`, but what a definition's text says is taken over instead of read again.
    public mutating func follow(_ record: EventRecord, behind ahead: EngineState) {
        guard case .definitionRecorded(let hash, _) = record.event, let definition = ahead.definitions[hash] else { return apply(record) }
        begin(record)
        definitions[hash] = definition
    }

    private mutating func begin(_ record: EventRecord) {
        precondition(record.sequence == sequence + 1, "record \(record.sequence) follows \(sequence)")
        sequence = record.sequence
        at = record.at
    }

    private mutating func fold(_ event: Event) {
        switch event {
        case .definitionRecorded(let hash, let text): recordDefinition(hash, text)
        case .definitionActivated(let pipeline, let hash, _): change(pipeline) { $0.active = hash }
        case .commandAnswered(let command, let answer): answers[command] = answer
        case .revisionArrived(let pipeline, let revision): addRevision(revision, to: pipeline)
        case .revisionMarkedBad(let pipeline, let revision, let because): markBad(revision, in: pipeline, because: because)
        case .revisionCleared(let pipeline, let revision, _, _): clear(revision, in: pipeline)
        case .executionStarted(let start): beginExecution(start)
        case .executionEnded(let execution, let end, let reason): endExecution(execution, end, reason)
        case .cancelRequested(let execution, _, _): change(execution) { $0.isCancelling = true }
        case .watchKept(let execution, let until): keepWatch(execution, until: until)
        case .watchEnded(let execution): endWatch(execution)
        case .stageMoved(let move): moveStage(move)
        case .targetsProven(let execution, let stage, let targets): proveTargets(targets, execution, stage)
        case .stepStarted(let place): beginStep(place)
        case .stepFinished(let place): finishStep(place)
        case .stepFailed(let place, let failure): failStep(place, failure)
        case .deployCompleted(let place): completeDeploy(place)
        case .regionMoved(let move): moveRegion(move)
        case .targetMoved(let move): moveTarget(move)
        case .targetSkipped(let place, let target): skipTarget(target, place)
        case .targetReported(let place, let target, let revision, let adopted): reportTarget(target, revision, adopted: adopted, place)
        case .targetRetired(let pipeline, let target): moveTarget(target, in: pipeline, to: .retired)
        case .effectRequested(let request): requestEffect(request)
        case .effectRepeated(let request): repeatEffect(request)
        case .effectEnded(let key, let outcome): endEffect(key, outcome)
        case .artifactStored(let execution, let artifact): storeArtifact(artifact, execution)
        case .retryScheduled(let place, let part, let retryAt): scheduleRetry(place, part, at: retryAt)
        case .stepAccepted(let place, _, _): finishStep(place)
        case .bakeBegan(let place, let progress), .bakeObserved(let place, let progress): change(place) { $0.bake = progress }
        case .alarmChanged(let change): changeAlarm(change)
        case .alarmArmed(let execution, let alarm): change(execution) { $0.overriddenAlarms.removeAll { $0 == alarm } }
        case .motionHeld(let instance, let reason): holdMotion(instance, reason)
        case .motionReleased(let instance): releaseMotion(instance)
        case .approvalGiven(let execution, let gate, let by, let because): addApproval(execution, gate, by, because)
        case .approvalRejected: break
        case .paused(let subject, let by, let because): addPause(subject, by, because)
        case .resumed(let subject, _): change(pipeline(of: subject)) { $0.pauses.removeAll { $0.subject == subject } }
        case .overrideGranted(let override): change(override.execution) { $0.overrides.append(override) }
        case .overrideUsed(let execution, let past): useOverride(execution, past)
        case .overrideLapsed(let execution, let past): change(execution) { $0.overrides.removeAll { $0.past == past } }
        case .rollbackStarted(let start): beginRollback(start)
        case .restorationFailed(let rollback, let target, let failure, let attempts, let retryAt):
            failRestoration(rollback, target, failure, attempts, to: .retrying, retryAt)
        case .restorationParked(let rollback, let target, let failure, let retryAt):
            failRestoration(rollback, target, failure, nil, to: .parked, retryAt)
        case .restorationFinished(let rollback, let target): finishRestoration(rollback, target)
        case .restorationDropped(let rollback, let target): dropRestoration(rollback, target)
        case .rollbackEnded(let rollback, let end, let reason): endRollback(rollback, end, reason)
        case .holdLifted(let rollback, let execution, _, _): liftHold(rollback, execution)
        case .runtimeStarted(let holder, let bootID, _): startRuntime(holder, bootID)
        case .heartbeat: break
        case .clockJumped: runtime.clockInDoubtSince = at
        case .clockConfirmed: runtime.clockInDoubtSince = nil
        case .storageLow(let isLow): runtime.isStorageLow = isLow
        case .scriptBegan, .scriptCommandIssued, .scriptAnswered, .scriptEnded: foldScript(event)
        }
    }

    private mutating func startRuntime(_ holder: String, _ bootID: String) {
        runtime.holder = holder
        runtime.bootID = bootID
        runtime.startedAt = at
    }

    private mutating func foldScript(_ event: Event) {
        if case .scriptBegan(let run) = event {
            precondition(scripts[run.run] == nil, "script \(run.run) began twice")
            scripts[run.run] = ScriptProgress(run: run)
        }
        if case .scriptCommandIssued(let run, _, let key) = event { scripts[run]?.issued = key }
        if case .scriptAnswered(let run, let index, let result, let inputs) = event { scripts[run]?.answer(index, result, inputs: inputs) }
        if case .scriptEnded(let run, _) = event { scripts[run]?.isEnded = true }
    }
}
