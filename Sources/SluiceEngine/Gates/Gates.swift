public import SluiceModel

/// Everything that decides whether an execution may start a stage now, as it stands at one moment.
public struct GateSituation: Hashable, Sendable {
    public struct Pause: Hashable, Sendable, Codable {
        /// `checkout` or `checkout.production`.
        public var place: String
        public var by: String
        public var because: String
        public var since: Instant
        public init(place: String, by: String, because: String, since: Instant) {
            self.place = place
            self.by = by
            self.because = because
            self.since = since
        }
    }

    /// A rollback that holds the stage against this execution's revision.
    public struct Hold: Hashable, Sendable, Codable {
        public var rollback: RollbackID
        /// The revision that was rolled back.
        public var revision: RevisionID
        public var since: Instant
        public init(rollback: RollbackID, revision: RevisionID, since: Instant) {
            self.rollback = rollback
            self.revision = revision
            self.since = since
        }
    }

    /// An approval that is asked for at the entry.
    public struct Approval: Hashable, Sendable, Codable {
        /// `checkout.production`: what `approve` is said to.
        public var place: String
        public var step: ApproveStep
        /// Who has approved this revision, each once.
        public var given: [String]
        public var since: Instant
        public init(place: String, step: ApproveStep, given: [String], since: Instant) {
            self.place = place
            self.step = step
            self.given = given
            self.since = since
        }
    }

    public var execution: ExecutionID
    public var stage: StageName
    /// Those of the definition that the execution carries.
    public var policies: StagePolicies
    /// Those that the active definition has for the stage; `nil` when it is the same or has no such stage.
    public var activePolicies: StagePolicies?
    /// The state of every instance of every blocking alarm that concerns the stage.
    public var alarms: [AlarmStatus]
    public var pauses: [Pause]
    public var holds: [Hold]
    public var approvals: [Approval]
    /// What `promote` put aside for this execution and has not lapsed.
    public var overrides: [PromoteCommand.Obstacle]
    /// What holds every start and nothing is promoted past: too little room, a clock that jumped, an unexplained alarm.
    public var obstacles: [Wait]
    /// When the execution came to the stage.
    public var arrived: Instant

    public init(
        execution: ExecutionID, stage: StageName, policies: StagePolicies, activePolicies: StagePolicies? = nil,
        alarms: [AlarmStatus] = [], pauses: [Pause] = [], holds: [Hold] = [], approvals: [Approval] = [],
        overrides: [PromoteCommand.Obstacle] = [], obstacles: [Wait] = [], arrived: Instant
    ) {
        self.execution = execution
        self.stage = stage
        self.policies = policies
        self.activePolicies = activePolicies
        self.alarms = alarms
        self.pauses = pauses
        self.holds = holds
        self.approvals = approvals
        self.overrides = overrides
        self.obstacles = obstacles
        self.arrived = arrived
    }

    /// The blocking alarms of both definitions, each once.
    public var blocks: [AlarmName] {
        policies.blocks + (activePolicies?.blocks ?? []).filter { !policies.blocks.contains($0) }
    }
}

/// The entry gates of a stage.
public enum Gates {
    /// What keeps the execution from starting the stage; empty when all gates are open.
    ///
    /// A gate is closed if the snapshot or the active definition closes it. What cannot be read counts as closed. Each wait is
    /// counted from the execution's arrival at the earliest.
    public static func evaluate(_ situation: GateSituation, now: Instant) -> [Wait] {
        situation.obstacles + pauses(situation) + holds(situation) + calendars(situation, now: now) + blocks(situation)
            + approvals(situation)
    }

    private static func way(past obstacle: PromoteCommand.Obstacle, _ situation: GateSituation) -> String {
        "`sluice promote \(situation.execution) --past \(obstacle) --because \"…\"`"
    }

    private static func pauses(_ situation: GateSituation) -> [Wait] {
        guard !situation.overrides.contains(.pause) else { return [] }
        return situation.pauses.map { pause in
            Wait(
                kind: .pause, reason: "\(pause.place) was paused by \(pause.by): \(pause.because)",
                since: max(pause.since, situation.arrived), unblockedBy: "`sluice resume \(pause.place)`", subject: pause.place)
        }
    }

    private static func holds(_ situation: GateSituation) -> [Wait] {
        guard !situation.overrides.contains(.rollback) else { return [] }
        return situation.holds.map { hold in
            Wait(
                kind: .rollback,
                reason: "the rollback of \(hold.revision) holds \(situation.stage) against every revision that arrived before it",
                since: max(hold.since, situation.arrived),
                unblockedBy: "a revision that arrives later, or \(way(past: .rollback, situation))", subject: hold.rollback.text)
        }
    }

    private static func calendars(_ situation: GateSituation, now: Instant) -> [Wait] {
        let windowSets = [situation.policies.windows] + (situation.activePolicies.map { [$0.windows] } ?? [])
        let freezes = situation.policies.freezes + (situation.activePolicies?.freezes ?? [])
        var waits = [Wait]()
        let freeze = OpeningCalendar(windows: [], freezes: freezes).freeze(at: now)
        if let freeze, !situation.overrides.contains(.freeze) {
            waits.append(
                Wait(
                    kind: .freeze, reason: "frozen \(freeze.first)..\(freeze.last): \(freeze.because)",
                    since: max(freeze.begins, situation.arrived), until: freeze.ends,
                    unblockedBy: "time, or \(way(past: .freeze, situation))"))
        }
        guard !situation.overrides.contains(.window) else { return waits }
        let closed = windowSets.map { OpeningCalendar(windows: $0, freezes: freezes) }.filter { !$0.isOpen(at: now) }
        guard let shown = closed.first else { return waits }
        let openings = closed.map { $0.nextOpening(after: now) }
        let until = openings.contains(nil) ? nil : openings.compactMap { $0 }.max()
        let since = closed.compactMap { $0.lastClosing(before: now) }.min() ?? situation.arrived
        waits.append(
            Wait(
                kind: .window, reason: "outside the window \(shown.windows.map(\.text).joined(separator: " and "))",
                since: max(since, situation.arrived), until: until,
                unblockedBy: until.map { "the window opening at \($0), or \(way(past: .window, situation))" }
                    ?? way(past: .window, situation)))
        return waits
    }

    private static func blocks(_ situation: GateSituation) -> [Wait] {
        guard !situation.overrides.contains(.block) else { return [] }
        return situation.blocks.compactMap { name in
            let states = situation.alarms.filter { $0.instance.alarm == name }
            let closing = states.filter { $0.state != .ok }.sorted { ($0.state == .alarm ? 0 : 1) < ($1.state == .alarm ? 0 : 1) }
            guard let shown = closing.first else {
                guard states.isEmpty else { return nil }
                return block(name, "has not been read yet", since: situation.arrived, situation)
            }
            let place = shown.instance.scope == .global ? "" : " (\(shown.instance.place))"
            let rest = closing.count > 1 ? " and \(closing.count - 1) more" : ""
            let what = shown.state == .alarm ? "is in ALARM\(place)\(rest)" : "cannot be read\(place)\(rest), which counts as closed"
            return block(name, what, since: max(shown.since, situation.arrived), situation, shown.state)
        }
    }

    private static func block(
        _ name: AlarmName, _ what: String, since: Instant, _ situation: GateSituation, _ state: AlarmState = .unknown
    ) -> Wait {
        Wait(
            kind: .block, reason: "blocking alarm `\(name)` \(what)", since: since,
            unblockedBy: "the alarm turning OK, or \(way(past: .block, situation))", subject: "\(name) \(state.shown)")
    }

    private static func approvals(_ situation: GateSituation) -> [Wait] {
        guard !situation.overrides.contains(.approval) else { return [] }
        return situation.approvals.compactMap { wait(for: $0, of: situation.execution) }
    }

    /// `nil` when enough different people who may have approved.
    public static func wait(for approval: GateSituation.Approval, of execution: ExecutionID) -> Wait? {
        let step = approval.step
        var valid = [String]()
        for person in approval.given where !valid.contains(person) && (step.people.isEmpty || step.people.contains(person)) {
            valid.append(person)
        }
        guard valid.count < step.count else { return nil }
        let open = step.people.filter { !valid.contains($0) }
        let who = step.people.isEmpty ? "anybody" : open.joined(separator: ", ")
        let progress = step.count == 1 ? "approval" : "\(step.count) approvals, has \(valid.count)"
        return Wait(
            kind: .approval, reason: "\(approval.place) asks for \(progress) of \(execution)", since: approval.since,
            until: approval.since + step.timeout, unblockedBy: "`sluice approve \(approval.place)` by \(who)",
            subject: "\(approval.place) \(valid.count) of \(step.count)")
    }
}
