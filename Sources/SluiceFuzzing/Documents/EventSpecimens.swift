import SluiceInterpreter
public import SluiceModel

extension Specimens {
    private static let now = Instant(seconds: 1_767_603_600)
    private static let place = StepPlace(execution: "checkout#1", stage: "one", step: "0-deploy")
    private static let failure = EffectFailure(cause: .exit(3), message: "install failed", output: "no\nspace")
    private static let instance = AlarmInstance(pipeline: "checkout", alarm: "errors", region: "eu", target: "a")
    private static let placement = Placement(
        revision: Revision(id: "v1", ordinal: 1), artifacts: [StoredArtifact(name: "web", digest: "ab", path: "/store/ab")],
        parameters: [Attribute("a", .integer(1))], deployer: "host", definition: "cd", stage: "one", execution: "checkout#1",
        share: Percent(10))
    private static let hold = Hold(rollback: "checkout!1", lastExecution: 3, stages: ["one"])
    private static let purposes: [EffectPurpose] = [
        .ask(place, target: "a"), .install(place, target: "a"), .verify(place, target: "a"), .verifyAgain(place, target: "a"),
        .settle(place, target: "a"), .run(place, region: "eu", target: nil), .require(place), .artifact(place), .preflight(place),
        .restore("checkout!1", target: "a"), .verifyRestored("checkout!1", target: "a"), .notifyStep(place),
        .tell("checkout#1", position: 0, occasion: .failed, message: "m"),
    ]
    private static let outcomes: [Outcome] = [.succeeded(output: "v1"), .failed(failure), .cancelled, .inDoubt("gone")]

    /// One of each case.
    public static let events: [Event] = definitionEvents + stageEvents + effectEvents + gateEvents + rollbackEvents + runtimeEvents

    private static let definitionEvents: [Event] = [
        .definitionRecorded(hash: "cd", text: "{}"), .definitionActivated(pipeline: "checkout", definition: "cd", by: "ana"),
        .commandAnswered(
            command: "c1",
            answer: CommandAnswer(isAccepted: false, message: "no", help: "ask", execution: "checkout#1", rollback: "checkout!1")),
        .revisionArrived(pipeline: "checkout", revision: Revision(id: "v1", ordinal: 1)),
        .revisionMarkedBad(pipeline: "checkout", revision: "v1", because: "errors"),
        .revisionCleared(pipeline: "checkout", revision: "v1", by: "ana", because: "fixed"),
        .executionStarted(
            ExecutionStart(
                execution: "checkout#1", pipeline: "checkout", revision: Revision(id: "v1", ordinal: 1), definition: "cd",
                parameters: [Attribute("a", .boolean(true))], by: "ana", because: "x", isAdHoc: true)),
        .executionEnded(execution: "checkout#1", end: .rolledBack, reason: "errors"),
        .cancelRequested(execution: "checkout#1", by: "ana", because: "x"), .watchKept(execution: "checkout#1", until: now),
        .watchKept(execution: "checkout#1", until: nil), .watchEnded(execution: "checkout#1"),
    ]

    private static let stageEvents: [Event] = [
        .stageMoved(
            StageMoved(
                execution: "checkout#1", stage: "one", to: .waiting, reason: "window",
                waits: [Wait(kind: .window, reason: "closed", since: now, until: now, unblockedBy: "time", subject: "w")])),
        .targetsProven(execution: "checkout#1", stage: "one", targets: ["a", "b"]), .stepStarted(place), .stepFinished(place),
        .stepFailed(place, failure: failure), .deployCompleted(place),
        .regionMoved(RegionMoved(place: place, region: "eu", to: .rolledBack, reason: "errors")),
        .targetMoved(TargetMoved(place: place, target: "a", to: .failed, failure: failure)), .targetSkipped(place, target: "a"),
        .targetReported(place, target: "a", revision: "v0", adopted: true), .targetRetired(pipeline: "checkout", target: "a"),
    ]

    private static let effectEvents: [Event] =
        purposes.map { .effectRequested(EffectRequest(key: "k/1", fence: 7, purpose: $0)) }
        + outcomes.map { .effectEnded(key: "k/1", outcome: $0) }
        + [
            .effectRepeated(EffectRequest(key: "k/1", fence: 7, purpose: purposes[0])),
            .artifactStored(execution: "checkout#1", artifact: StoredArtifact(name: "web", digest: "ab", path: "/store/ab")),
            .retryScheduled(place, part: "a", at: now), .stepAccepted(place, by: "ana", because: "done by hand"),
            .bakeBegan(place, progress: BakeProgress(required: .seconds(60), atMost: .seconds(600), startedAt: now)),
            .bakeObserved(place, progress: BakeProgress(required: .seconds(60), startedAt: now)),
        ]

    private static let gateEvents: [Event] = [
        .alarmChanged(
            AlarmChange(
                instance: instance, from: .ok, to: .alarm, at: now,
                datapoints: [
                    Datapoint(at: now, verdict: .breaching, text: "0.03 > 1%"), Datapoint(at: now, verdict: .missing, reason: "timeout"),
                ])),
        .alarmArmed(execution: "checkout#1", alarm: "errors"), .motionHeld(instance: instance, reason: "errors"),
        .motionReleased(instance: instance), .approvalGiven(execution: "checkout#1", gate: "one/0", by: "ana", because: nil),
        .approvalRejected(execution: "checkout#1", gate: "one/0", by: "ana", because: "no"),
        .paused(subject: .part("checkout", "production"), by: "ana", because: "x"), .resumed(subject: .execution("checkout#1"), by: "ana"),
        .overrideGranted(Override(execution: "checkout#1", stage: "one", past: .step("test"), by: "ana", because: "x", lapses: now)),
        .overrideUsed(execution: "checkout#1", past: .window), .overrideLapsed(execution: "checkout#1", past: .freeze),
    ]

    private static let rollbackEvents: [Event] = [
        .rollbackStarted(
            RollbackStart(
                rollback: "checkout!1", pipeline: "checkout", cause: RollbackCause(kind: .unreadableAlarm, text: "x", by: "ana"),
                execution: "checkout#1", revision: "v1", ends: ["checkout#1"], stages: ["one"], regions: ["eu"],
                restorations: [Restoration(target: "a", region: "eu", to: placement), Restoration(target: "b", region: "eu", to: nil)],
                hold: hold, pace: .share(Percent(50)))),
        .restorationFailed(rollback: "checkout!1", target: "a", failure: failure, attempts: 2, retryAt: now),
        .restorationParked(rollback: "checkout!1", target: "a", failure: failure, retryAt: now),
        .restorationFinished(rollback: "checkout!1", target: "a"), .restorationDropped(rollback: "checkout!1", target: "a"),
        .rollbackEnded(rollback: "checkout!1", end: .rollbackFailed, reason: "x"),
        .holdLifted(rollback: "checkout!1", execution: "checkout#2", by: "ana", because: "x"),
    ]

    private static let runtimeEvents: [Event] = [
        .scriptBegan(
            ScriptRun(
                run: "r1", path: "/srv/a.pipe", source: "print 1", by: "ana",
                inputs: [ScriptRun.Input(request: "env HOME", text: "/root"), ScriptRun.Input(request: "arg x", text: nil)])),
        .scriptCommandIssued(run: "r1", index: 0, key: "k/2"),
        .scriptAnswered(run: "r1", index: 1, result: "{}", inputs: [ScriptRun.Input(request: "read a", text: "b")]),
        .scriptEnded(run: "r1", message: "x"), .scriptEnded(run: "r1", message: nil),
        .runtimeStarted(holder: "h", bootID: "b", gap: .seconds(5)), .heartbeat, .clockJumped(by: .seconds(-90)), .clockConfirmed,
        .storageLow(true),
    ]

    /// Everything above by its canonical bytes.
    static let documents: [[UInt8]] = {
        let effects = actions.map {
            Effect(
                key: "k/1", fence: 1, action: $0,
                values: LateValues(pipeline: "checkout", revision: Revision(id: "v1", ordinal: 1), target: targets[0]),
                folder: "/srv", timeout: .seconds(5))
        }
        let records = events.enumerated().map { EventRecord(sequence: Int64($0.offset + 1), at: now, event: $0.element) }
        let envelopes = commands.map {
            CommandEnvelope(id: "c1", by: "ana", command: $0, seen: .init(execution: "checkout#1", revision: "v1"))
        }
        return [try? CanonicalCoding.bytes(of: definition)].compactMap(\.self) + written(effects) + written(records) + written(envelopes)
            + written(events) + written(commands)
    }()

    private static func written(_ values: [some Encodable]) -> [[UInt8]] {
        values.compactMap { try? CanonicalCoding.bytes(of: $0) }
    }
}
