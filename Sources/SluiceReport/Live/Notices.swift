public import SluiceEngine
public import SluiceModel

extension LivePicture {
    /// One line for what an operator wants to hear of while busy with something else; nil for everything else.
    ///
    /// A stage or execution that ended, an alarm that fired or is over, a rollback, an approval that is asked for, a runtime that
    /// cannot go on. `state` is the one after the event.
    public static func notice(
        for record: EventRecord, state: EngineState, style: Style = .plain, symbols: Symbols = .unicode
    ) -> String? {
        if case .rollbackEnded(let id, .rolledBack, _) = record.event, state.rollback(id)?.start.ends.isEmpty == false { return nil }
        guard let mark = mark(for: record), let sentence = EventSentence(record, state: state) else { return nil }
        let place = sentence.place.isEmpty || sentence.subject.isEmpty ? sentence.subject : "\(sentence.subject) \(sentence.place)"
        let words = [place, sentence.text].map { Printable.line($0) }
        let word = style.paint(sentence.word, sentence.role)
        return [style.paint(symbols.sign(mark), sentence.role), words[0], word, words[1]].filter { !$0.isEmpty }.joined(separator: " ")
    }

    private static func mark(for record: EventRecord) -> Mark? {
        switch record.event {
        case .stageMoved(let move): mark(for: move, at: record.at)
        case .executionEnded(_, let end, _), .rollbackEnded(_, let end, _): mark(for: end)
        case .alarmChanged(let change): change.to == .alarm ? .bad : change.from == .alarm ? .good : nil
        case .rollbackStarted: .back
        case .restorationParked, .stepFailed, .approvalRejected: .bad
        case .motionHeld, .clockJumped, .paused: .paused
        case .storageLow(let isLow): isLow ? .bad : .good
        case .motionReleased, .approvalGiven, .resumed: .good
        case .definitionRecorded, .definitionActivated, .commandAnswered, .revisionArrived, .revisionMarkedBad, .revisionCleared,
            .executionStarted, .cancelRequested, .watchKept, .watchEnded, .targetsProven, .stepStarted, .stepFinished, .deployCompleted,
            .regionMoved, .targetMoved, .targetSkipped, .targetReported, .targetRetired, .effectRequested, .effectRepeated, .effectEnded,
            .artifactStored, .retryScheduled, .stepAccepted, .bakeBegan, .bakeObserved, .alarmArmed, .overrideGranted, .overrideUsed,
            .overrideLapsed, .restorationFailed, .restorationFinished, .restorationDropped, .holdLifted, .scriptBegan,
            .scriptCommandIssued, .scriptAnswered, .scriptEnded, .runtimeStarted, .heartbeat, .clockConfirmed:
            nil
        }
    }

    private static func mark(for move: StageMoved, at now: Instant) -> Mark? {
        switch move.to {
        case .succeeded: .good
        case .failed, .rollbackFailed: .bad
        case .waiting, .paused: move.waits.contains { ($0.kind == .approval || $0.kind == .doubt) && $0.since >= now } ? .waiting : nil
        case .idle, .deploying, .baking, .rollingBack, .rolledBack, .superseded, .cancelled: nil
        }
    }

    private static func mark(for end: ExecutionEnd) -> Mark {
        switch end {
        case .succeeded: .good
        case .failed, .rollbackFailed: .bad
        case .rolledBack: .back
        case .superseded, .cancelled: .paused
        }
    }
}
