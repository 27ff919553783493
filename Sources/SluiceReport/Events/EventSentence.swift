import OrderedCollections
import SluiceEngine
import SluiceModel

/// What there is to say about an event.
struct EventSentence {
    /// An execution or a pipeline.
    var subject: String
    /// A stage, where there is one.
    var place = ""
    var word: String
    var role = Role.plain
    var text = ""
    var output = [String]()

    /// `nil` for what nobody needs to read.
    init?(_ record: EventRecord, state: EngineState) {
        guard let sentence = EventSpeech(state: state, now: record.at).sentence(of: record.event) else { return nil }
        self = sentence
    }

    init(_ subject: String, _ place: String = "", _ word: String, _ role: Role = .plain, _ text: String = "", output: [String] = []) {
        self.subject = subject
        self.place = place
        self.word = word
        self.role = role
        self.text = text
        self.output = output
    }

    fileprivate init(_ place: StepPlace, _ word: String, _ role: Role = .plain, _ text: String = "", output: [String] = []) {
        self.init(place.execution.text, place.stage.text, word, role, text, output: output)
    }
}

/// Puts events into words, with the state after them at hand.
struct EventSpeech {
    let state: EngineState
    let now: Instant
    private static let outputLines = 5
    /// A bake that is blind for less is about to see again.
    private static let worthTelling = Duration.seconds(30)

    func sentence(of event: Event) -> EventSentence? {
        switch event {
        case .definitionRecorded, .revisionArrived, .targetsProven, .stepStarted, .deployCompleted, .effectRequested, .effectEnded,
            .watchEnded, .heartbeat, .scriptBegan, .scriptCommandIssued, .scriptAnswered:
            nil
        case .definitionActivated(let pipeline, let hash, let by):
            EventSentence(pipeline.text, "", "activated", .plain, "definition \(hash.short) by \(by)")
        case .commandAnswered(_, let answer): refusal(answer)
        case .revisionMarkedBad(let pipeline, let revision, let because):
            EventSentence(pipeline.text, "", "marked bad", .error, "\(revision): \(because)")
        case .revisionCleared(let pipeline, let revision, let by, let because):
            EventSentence(pipeline.text, "", "cleared", .warning, "\(revision) by \(by): \(because)")
        case .executionStarted(let start): started(start)
        case .executionEnded(let id, let end, let reason): ended(id, end, reason)
        case .cancelRequested(let id, let by, let because): EventSentence(id.text, "", "cancelling", .warning, "by \(by): \(because)")
        case .watchKept(let id, let until):
            EventSentence(
                id.text, "", "watched on", .dim, until.map { "until \($0.text(near: now))" } ?? "until the next revision is there")
        case .stageMoved(let move): moved(move)
        case .stepFinished(let place): finished(place)
        case .stepFailed(let place, let failure): failed(place, "\(place.step)", failure)
        case .stepAccepted(let place, let by, let because):
            EventSentence(place, "accepted", .warning, "\(place.step) as done, by \(by): \(because)")
        case .retryScheduled(let place, let part, let at):
            EventSentence(place, "retry", .warning, "\(place.step)\(part.isEmpty ? "" : " \(part)") at \(at.text(near: now))")
        case .artifactStored(let id, let artifact):
            EventSentence(id.text, "", "stored", .plain, "artifact \(artifact.name) \(artifact.digest.prefix(19))")
        case .regionMoved(let move): moved(move)
        case .targetMoved(let move): moved(move)
        case .targetSkipped(let place, let target): EventSentence(place, "skipped", .dim, "\(target) has it already")
        case .targetReported(let place, let target, let revision, let adopted): reported(place, target, revision, adopted: adopted)
        case .targetRetired(let pipeline, let target): EventSentence(pipeline.text, "", "retired", .dim, target.text)
        case .effectRepeated(let request):
            EventSentence(subject(of: request.purpose), request.purpose.place?.stage.text ?? "", "repeated", .warning, request.key.text)
        case .bakeBegan(let place, let progress): baking(place, progress)
        case .bakeObserved(let place, let progress): observed(place, progress)
        case .alarmChanged(let change): changed(change)
        case .alarmArmed(let id, let alarm): EventSentence(id.text, "", "armed", .plain, "alarm `\(alarm)` counts again")
        case .motionHeld(let instance, let reason): EventSentence(instance.pipeline.text, "", "held", .warning, reason)
        case .motionReleased(let instance):
            EventSentence(instance.pipeline.text, "", "released", .good, "alarm \(instance.shown) is over")
        case .approvalGiven, .approvalRejected, .paused, .resumed, .overrideGranted, .overrideUsed, .overrideLapsed, .holdLifted:
            asked(event)
        case .rollbackStarted(let start): rollback(start)
        case .restorationFailed, .restorationParked, .restorationFinished, .restorationDropped, .rollbackEnded: restoring(event)
        case .scriptEnded(let run, let message): message.map { EventSentence(run.text, "", "script failed", .error, $0) }
        case .runtimeStarted, .clockJumped, .clockConfirmed, .storageLow: runtime(event)
        }
    }

    private func refusal(_ answer: CommandAnswer) -> EventSentence? {
        guard !answer.isAccepted else { return nil }
        return EventSentence(
            answer.execution?.text ?? "", "", "refused", .error, "\(answer.message)\(answer.help.map { " (\($0))" } ?? "")")
    }

    private func started(_ start: ExecutionStart) -> EventSentence {
        let targets = state.definitions[start.definition]?.stages.flatMap(\.targets).map(\.name) ?? []
        let because = start.because.map { ": \($0)" } ?? ""
        return EventSentence(
            start.execution.text, "", "started", .strong,
            "\(start.revision.id) → \(counted(Set(targets).count, "target")), by \(start.by)\(because)")
    }

    private func ended(_ id: ExecutionID, _ end: ExecutionEnd, _ reason: String) -> EventSentence {
        let execution = state.execution(id)
        let revision = execution.map { "\($0.revision.id) " } ?? ""
        let lasted = execution.map { "after \((now - $0.startedAt).shortText)" } ?? ""
        return EventSentence(id.text, "", end.shown, end.role, "\(revision)\(lasted)\(reason.isEmpty ? "" : ": \(reason)")")
    }
}

extension EventSpeech {
    private func moved(_ move: StageMoved) -> EventSentence? {
        let execution = state.execution(move.execution)
        let stage = execution?.stages[move.stage]
        let word = move.to.shown
        let subject = move.execution.text
        switch move.to {
        case .idle, .superseded, .cancelled, .rollingBack: return nil
        case .waiting, .paused:
            let waits = told(move.waits, isNew: stage?.since == now).map { $0.line(near: now) }
            guard !waits.isEmpty || move.waits.isEmpty else { return nil }
            let text = waits.isEmpty ? move.reason ?? "" : waits.joined(separator: " · ")
            guard !text.isEmpty else { return nil }
            return EventSentence(subject, move.stage.text, word, move.to.role, text)
        case .deploying:
            guard let execution, let stage, stage.enteredAt == now else {
                guard move.reason != nil || stage?.pausedFrom != nil else { return nil }
                return EventSentence(subject, move.stage.text, word, move.to.role, move.reason ?? "goes on")
            }
            let regions = state.definition(of: execution).stage(move.stage)?.regions.count ?? 0
            let text =
                stage.targets.isEmpty
                ? "\(execution.revision.id)"
                : "\(execution.revision.id) → \(counted(stage.targets.count, "target")) in \(counted(regions, "region"))"
            return EventSentence(subject, move.stage.text, word, move.to.role, text)
        case .baking:
            let isUnderWay = stage?.steps.values.contains { $0.bake != nil && $0.state == .running && $0.startedAt < now }
            guard isUnderWay == true else { return nil }
            return EventSentence(subject, move.stage.text, word, move.to.role, move.reason ?? "goes on")
        case .succeeded:
            let took = stage?.enteredAt.map { "in \((now - $0).shortText)" } ?? ""
            return EventSentence(subject, move.stage.text, word, move.to.role, took)
        case .rolledBack: return EventSentence(subject, move.stage.text, word, move.to.role)
        case .failed, .rollbackFailed: return EventSentence(subject, move.stage.text, word, move.to.role, move.reason ?? "")
        }
    }

    /// What is worth a line: windows that fill up only when nothing else is waited for, the rest not over and over again.
    private func told(_ waits: [Wait], isNew: Bool) -> [Wait] {
        let telling = waits.filter { $0.kind != .filling }
        guard !isNew else { return telling.isEmpty ? waits : telling }
        return telling.contains { $0.since >= now || ($0.kind != .pause && $0.kind != .approval) } ? telling : []
    }

    private func moved(_ move: RegionMoved) -> EventSentence? {
        let because = move.reason.map { ": \($0)" } ?? ""
        switch move.to {
        case .idle, .installing, .good, .rollingBack: return nil
        case .installed:
            let size = progress(at: move.place)?.deploy?.regions[move.region]?.size ?? 0
            guard size > 1 else { return nil }
            return EventSentence(move.place, move.to.shown, move.to.role, "\(move.region.shown): \(counted(size, "target"))")
        case .halted, .rolledBack, .rollbackFailed:
            return EventSentence(move.place, move.to.shown, move.to.role, "\(move.region.shown)\(because)")
        }
    }

    private func moved(_ move: TargetMoved) -> EventSentence? {
        switch move.to {
        case .idle, .deploying, .rollingBack, .retired: return nil
        case .healthy:
            guard progress(at: move.place)?.deploy?.isCompleting != true else { return nil }
            let revision = state.execution(move.place.execution)?.revision.id.text ?? ""
            return EventSentence(move.place, move.to.shown, move.to.role, "\(move.target) on \(revision)")
        case .failed, .inDoubt, .drifted:
            guard let failure = move.failure else { return EventSentence(move.place, move.to.shown, move.to.role, move.target.text) }
            return EventSentence(
                move.place, move.to.shown, move.to.role, "\(move.target): \(failure.sentence)", output: failure.lastLines(Self.outputLines))
        }
    }

    private func reported(_ place: StepPlace, _ target: TargetName, _ revision: RevisionID, adopted: Bool) -> EventSentence? {
        let record = state.execution(place.execution).flatMap { state.target(target, in: $0.pipeline) }
        guard !adopted, record?.state == .drifted else { return nil }
        return EventSentence(place, "drifted", .warning, "\(target) says that it runs \(revision)")
    }

    private func finished(_ place: StepPlace) -> EventSentence? {
        switch step(at: place) {
        case .run(let run):
            EventSentence(place, "ran", .good, "\(run.name ?? place.step.text) in \(took(place))")
        case .require: EventSentence(place, "holds", .good, "\(place.step) after \(took(place))")
        case .bake: EventSentence(place, "baked", .good, "in \(took(place))")
        case .deploy: EventSentence(place, "deployed", .good, "in \(took(place))")
        case .approve, .wait, .artifact, .notify, .parallel, nil: nil
        }
    }

    private func failed(_ place: StepPlace, _ what: String, _ failure: EffectFailure) -> EventSentence {
        EventSentence(place, "step failed", .error, "\(what): \(failure.sentence)", output: failure.lastLines(Self.outputLines))
    }

    private func baking(_ place: StepPlace, _ progress: BakeProgress) -> EventSentence {
        let most = progress.atMost.map { ", at most \($0.scriptText)" } ?? ""
        return EventSentence(place, "baking", StageState.baking.role, "\(progress.required.scriptText) of observed time\(most)")
    }

    private func observed(_ place: StepPlace, _ progress: BakeProgress) -> EventSentence? {
        guard let since = progress.blindSince, now - since >= Self.worthTelling else { return nil }
        let text =
            "nothing observed since \(since.text(near: now)); \(progress.observed.shortText) of \(progress.required.scriptText) so far"
        return EventSentence(place, "blind", .warning, text)
    }

    private func changed(_ change: AlarmChange) -> EventSentence? {
        if change.from == .unknown, change.to == .ok { return nil }
        return EventSentence(change.instance.pipeline.text, "", change.to.shown, change.to.role, "\(change.instance.shown): \(change.text)")
    }
}

extension EventSpeech {
    /// What people said.
    private func asked(_ event: Event) -> EventSentence? {
        if case .approvalGiven(let id, let gate, let by, let because) = event {
            return EventSentence(id.text, gate, "approved", .good, "by \(by)\(because.map { ": \($0)" } ?? "")")
        }
        if case .approvalRejected(let id, let gate, let by, let because) = event {
            return EventSentence(id.text, gate, "rejected", .error, "by \(by): \(because)")
        }
        if case .paused(let subject, let by, let because) = event {
            return EventSentence(subject.description, "", "paused", .warning, "by \(by): \(because)")
        }
        if case .resumed(let subject, let by) = event { return EventSentence(subject.description, "", "resumed", .good, "by \(by)") }
        if case .overrideGranted(let grant) = event {
            let text = "past \(grant.past) by \(grant.by) until \(grant.lapses.text(near: now)): \(grant.because)"
            return EventSentence(grant.execution.text, grant.stage.text, "promoted", .warning, text)
        }
        if case .overrideUsed(let id, let past) = event { return EventSentence(id.text, "", "went past", .warning, past.description) }
        if case .overrideLapsed(let id, let past) = event {
            return EventSentence(id.text, "", "lapsed", .dim, "the promotion past \(past)")
        }
        if case .holdLifted(let id, let execution, let by, let because) = event {
            return EventSentence(id.text, "", "hold lifted", .warning, "for \(execution?.text ?? "everything") by \(by): \(because)")
        }
        return nil
    }

    private func rollback(_ start: RollbackStart) -> EventSentence {
        let subject = start.execution?.text ?? start.pipeline.text
        let stuck = start.restorations.filter { $0.to == nil }.map(\.target.text)
        let rest = stuck.isEmpty ? "" : "; nothing to go back to on \(listed(stuck))"
        return EventSentence(
            subject, start.stages.count == 1 ? start.stages[0].text : "", "rolling back", .warning,
            "\(start.scopeText): \(start.causeText)\(rest)")
    }

    private func restoring(_ event: Event) -> EventSentence? {
        if case .restorationFailed(let id, let target, let failure, let attempts, let retryAt) = event {
            let text = "\(target), attempt \(attempts): \(failure.sentence); again at \(retryAt.text(near: now))"
            return EventSentence(id.text, "", "not restored", .error, text, output: failure.lastLines(Self.outputLines))
        }
        if case .restorationParked(let id, let target, let failure, _) = event {
            let text = "\(target) until it can be reached: \(failure.sentence)"
            return EventSentence(id.text, "", "parked", .error, text, output: failure.lastLines(Self.outputLines))
        }
        if case .restorationFinished(let id, let target) = event {
            let revision = state.rollback(id)?.items[target]?.restoration.to?.revision.id.text
            return EventSentence(id.text, "", "restored", .good, "\(target)\(revision.map { " on \($0)" } ?? "")")
        }
        if case .restorationDropped(let id, let target) = event {
            return EventSentence(id.text, "", "left alone", .dim, "\(target): something else is wanted there by now")
        }
        if case .rollbackEnded(let id, let end, let reason) = event {
            let rollback = state.rollback(id)
            let took = rollback.map { "\(counted($0.items.count, "target")) in \((now - $0.startedAt).shortText)" } ?? ""
            let isPlain = end == .rolledBack || reason.isEmpty
            return EventSentence(id.text, "", end.shown, end.role, isPlain ? took : "\(took): \(reason)")
        }
        return nil
    }

    private func runtime(_ event: Event) -> EventSentence? {
        if case .runtimeStarted(_, _, let gap) = event, gap >= .seconds(1) {
            return EventSentence("sluice", "", "resumed", .warning, "after nothing was running for \(gap.shortText)")
        }
        if case .clockJumped(let jump) = event {
            return EventSentence("sluice", "", "clock jumped", .warning, "by \(jump.scriptText): nothing starts until it is steady")
        }
        if case .clockConfirmed = event { return EventSentence("sluice", "", "clock steady", .good) }
        if case .storageLow(let isLow) = event {
            let text = isLow ? "too little room in the state folder: only rollbacks go on" : "there is room in the state folder again"
            return EventSentence("sluice", "", isLow ? "storage low" : "storage", isLow ? .error : .good, text)
        }
        return nil
    }

    private func progress(at place: StepPlace) -> StepProgress? {
        state.execution(place.execution)?.stages[place.stage]?.steps[place.step]
    }

    /// The step of the definition that stands at a place.
    private func step(at place: StepPlace) -> Step? {
        guard let execution = state.execution(place.execution), let progress = progress(at: place),
            let steps = state.definition(of: execution).stage(place.stage)?.steps, progress.position < steps.count
        else { return nil }
        guard let child = progress.child, case .parallel = steps[progress.position] else { return steps[progress.position] }
        let leaves = steps[progress.position].flattened
        return child < leaves.count ? leaves[child] : nil
    }

    private func took(_ place: StepPlace) -> String { progress(at: place).map { (now - $0.startedAt).shortText } ?? "0s" }

    private func subject(of purpose: EffectPurpose) -> String {
        if let place = purpose.place { return place.execution.text }
        if case .restore(let id, _) = purpose { return id.text }
        if case .verifyRestored(let id, _) = purpose { return id.text }
        if case .tell(let id, _, _, _) = purpose { return id.text }
        return ""
    }
}

extension Step {
    /// Itself, or what a `parallel` holds all the way down.
    var flattened: [Step] {
        switch self {
        case .parallel(let steps): steps.flatMap(\.flattened)
        case .deploy, .run, .bake, .approve, .wait, .require, .artifact, .notify: [self]
        }
    }
}

extension RollbackStart {
    /// `v3 in eu-west-1 of one_box, regions-1 (5 targets)`.
    var scopeText: String {
        let what = revision.map { "\($0) " } ?? ""
        let reach = regions.isEmpty ? "" : "in \(listed(regions.map(\.shown))) of "
        return "\(what)\(reach)\(listed(stages.map(\.text))) (\(counted(restorations.count, "target")))"
    }

    /// The cause, with who asked for it.
    var causeText: String {
        guard let by = cause.by, !cause.text.contains(by) else { return cause.text }
        return "\(cause.text) (\(by))"
    }
}
