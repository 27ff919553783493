public import SluiceModel

// What a stage waits for beside its gates, as sentences.
extension Wait {
    public static func stageBusy(_ stage: StageName, with occupant: ExecutionID, revision: RevisionID, since: Instant) -> Wait {
        Wait(
            kind: .stage, reason: "stage `\(stage)` holds \(occupant) (\(revision))", since: since,
            unblockedBy: "\(occupant) leaving the stage; see `sluice explain \(occupant)`", subject: occupant.text)
    }

    public static func targetsBusy(_ targets: [TargetName], with occupant: ExecutionID, since: Instant) -> Wait {
        let shown = targets.prefix(3).map(\.text).joined(separator: ", ") + (targets.count > 3 ? " and \(targets.count - 3) more" : "")
        return Wait(
            kind: .targets, reason: "\(shown) \(targets.count == 1 ? "is" : "are") held by \(occupant)",
            since: since, unblockedBy: "\(occupant) ending there; see `sluice explain \(occupant)`", subject: occupant.text)
    }

    /// A watched alarm fires, so nothing is installed yet.
    public static func alarm(_ status: AlarmStatus, evidence: String) -> Wait {
        Wait(
            kind: .alarm, reason: "watched alarm `\(status.instance.alarm)` (\(status.instance.place)) is in ALARM: \(evidence)",
            since: status.since, unblockedBy: "the alarm turning OK", subject: status.instance.description)
    }

    /// Alarms whose windows are not full yet; `until` when the last can be.
    public static func startingWindow(_ alarms: [AlarmInstance], since: Instant, until: Instant?) -> Wait {
        let names = alarms.prefix(3).map { "`\($0.alarm)` (\($0.place))" }.joined(separator: ", ")
        let rest = alarms.count > 3 ? " and \(alarms.count - 3) more" : ""
        return Wait(
            kind: .filling, reason: "one full window of \(names)\(rest) is read before going forward", since: since, until: until,
            unblockedBy: "datapoints coming in")
    }

    public static func bake(_ progress: BakeProgress, stage: StageName) -> Wait {
        let seen = "\(progress.observed.roundedText) of \(progress.required.scriptText) observed"
        guard let blindSince = progress.blindSince else {
            let isDone = progress.observed >= progress.required
            return Wait(
                kind: .bake, reason: "baking: \(seen)", since: progress.startedAt,
                until: isDone ? nil : progress.countedUntil + progress.remaining,
                unblockedBy: isDone ? "`until` holding and every watched alarm OK" : "observed time")
        }
        return Wait(
            kind: .bake, reason: "baking blind since \(blindSince): \(seen), no datapoints come in",
            since: progress.startedAt,
            unblockedBy: "datapoints of every watched alarm coming in")
    }

    public static func waitStep(_ duration: Duration, since: Instant) -> Wait {
        Wait(kind: .wait, reason: "`wait \(duration.scriptText)`", since: since, until: since + duration, unblockedBy: "time")
    }

    public static func retryBackoff(_ what: String, attempt: Int, of attempts: Int, because failure: String, since: Instant, until: Instant)
        -> Wait
    {
        Wait(
            kind: .retry, reason: "attempt \(attempt) of \(attempts) of \(what) failed: \(failure)", since: since,
            until: until, unblockedBy: "the next attempt")
    }

    public static func inDoubt(_ step: String, of execution: ExecutionID, because reason: String, since: Instant) -> Wait {
        Wait(
            kind: .doubt, reason: "it is not known whether \(step) was done: \(reason)", since: since,
            unblockedBy: "`sluice retry \(execution)` to do it again, or "
                + "`sluice promote \(execution) --past \(step) --because \"…\"` to accept it as done",
            subject: step)
    }

    public static func storage(_ reason: String, since: Instant) -> Wait {
        Wait(kind: .storage, reason: reason, since: since, unblockedBy: "room on the disk of the state folder")
    }

    public static func clock(_ jump: Duration, since: Instant) -> Wait {
        Wait(kind: .clock, reason: "the wall clock jumped by \(jump.scriptText)", since: since, unblockedBy: "the clock staying steady")
    }
}
