public import SluiceModel

/// A stretch of time in which an alarm's datapoints came in without a gap.
public struct ObservedSpan: Hashable, Sendable, Codable {
    public var from: Instant
    public var to: Instant
    public init(from: Instant, to: Instant) {
        self.from = from
        self.to = to
    }
}

/// The time that one alarm's datapoints cover.
public struct AlarmCoverage: Hashable, Sendable {
    public var every: Duration
    /// Ascending, apart from one another.
    public var spans: [ObservedSpan]
    public init(every: Duration, spans: [ObservedSpan]) {
        self.every = every
        self.spans = spans
    }

    /// How far it is settled at `now` what was covered: after a gap nothing can fill what lies behind.
    func settled(at now: Instant) -> Instant {
        guard let last = spans.last, now - last.to <= every * 2 else { return now }
        return min(last.to, now)
    }

    /// The parts of a stretch that it does not cover.
    func gaps(from start: Instant, to end: Instant) -> [ObservedSpan] {
        var gaps = [ObservedSpan]()
        var position = start
        for span in spans where span.to > start && span.from < end {
            if span.from > position { gaps.append(ObservedSpan(from: position, to: span.from)) }
            position = max(position, span.to)
        }
        if position < end { gaps.append(ObservedSpan(from: position, to: end)) }
        return gaps
    }
}

/// A watched alarm at one moment, as a bake judges it.
public struct WatchedAlarm: Hashable, Sendable, Codable {
    public var instance: AlarmInstance
    public var state: AlarmState
    /// When it entered the state; for an alarm that never had one, when watching began.
    public var since: Instant
    public var hasFullWindow: Bool
    /// How long a full window takes.
    public var windowLength: Duration

    public init(instance: AlarmInstance, state: AlarmState, since: Instant, hasFullWindow: Bool, windowLength: Duration) {
        self.instance = instance
        self.state = state
        self.since = since
        self.hasFullWindow = hasFullWindow
        self.windowLength = windowLength
    }

    /// Unreadable for longer than its window, which is not safe.
    public func isUnreadable(at now: Instant) -> Bool { state == .unknown && now - since > windowLength }
}

/// What a bake has come to.
public enum BakeVerdict: Hashable, Sendable, Codable {
    case observing
    /// Nothing is being observed since then; goes on by itself when datapoints come.
    case blind(since: Instant)
    case passed
    case failed(BakeFailure)
}

/// Why a bake failed.
public enum BakeFailure: Hashable, Sendable, Codable {
    case alarm([AlarmInstance])
    case unreadable([AlarmInstance])
    /// The limit passed without the condition or the alarms letting it end.
    case atMost(String)

    /// Whether it is evidence against the revision.
    public var marksBad: Bool {
        switch self {
        case .alarm: true
        case .unreadable, .atMost: false
        }
    }

    /// One sentence.
    public var reason: String {
        switch self {
        case .alarm(let instances): "\(named(instances)) fired"
        case .unreadable(let instances): "\(named(instances)) could not be read for a whole window"
        case .atMost(let missing): missing
        }
    }

    private func named(_ instances: [AlarmInstance]) -> String {
        let shown = instances.prefix(3).map { "alarm `\($0.alarm)`" + ($0.scope == .global ? "" : " (\($0.place))") }
        return shown.joined(separator: ", ") + (instances.count > 3 ? " and \(instances.count - 3) more" : "")
    }
}

extension BakeProgress {
    /// Counts what the datapoints of all watched alarms cover since the last count.
    ///
    /// A pure function of the old progress and the coverage: a result that is not journaled may be thrown away and counted
    /// again later. `upSince` is when this process began to watch; it decides only when no alarm is watched, where gaps longer
    /// than two heartbeats count as the clock's, not as ours.
    public mutating func observe(_ coverage: [AlarmCoverage], upSince: Instant, now: Instant) {
        guard now >= countedUntil else {
            countedUntil = now
            return
        }
        guard !coverage.isEmpty else {
            let start = max(countedUntil, min(upSince, now))
            let seen = now - start <= Self.heartbeat * 2 ? now - start : .zero
            count(seen, until: now)
            return
        }
        let end = max(countedUntil, coverage.map { $0.settled(at: now) }.min() ?? now)
        var gaps = coverage.flatMap { $0.gaps(from: countedUntil, to: end) }
        gaps.sort { ($0.from, $0.to) < ($1.from, $1.to) }
        var lost = Duration.zero
        var position = countedUntil
        for gap in gaps where gap.to > position {
            lost += gap.to - max(gap.from, position)
            position = gap.to
        }
        count(end - countedUntil - lost, until: end)
        if coverage.contains(where: { $0.settled(at: now) == now && $0.spans.last?.to != now }) { blindSince = blindSince ?? end }
    }

    private mutating func count(_ seen: Duration, until end: Instant) {
        let total = end - countedUntil
        if seen > .zero { blindSince = nil } else if total > .zero { blindSince = blindSince ?? countedUntil }
        observed += seen
        blind += total - seen
        countedUntil = end
    }

    /// Whether this is to be journaled over what the journal has: a heartbeat is due, or it went blind or came to see again.
    public func isHeartbeatDue(after journaled: BakeProgress) -> Bool {
        countedUntil - journaled.countedUntil >= Self.heartbeat || (blindSince == nil) != (journaled.blindSince == nil)
    }

    /// Time that counts against `atMost`.
    public func elapsed(at now: Instant) -> Duration { max(.zero, now - startedAt - blind) }

    public var remaining: Duration { max(.zero, required - observed) }

    /// `until` is the bake's condition as it is at this moment, `nil` when it has none; a missing result is false.
    public func verdict(_ alarms: [WatchedAlarm], until: Evaluation?, now: Instant) -> BakeVerdict {
        let firing = alarms.filter { $0.state == .alarm }
        if !firing.isEmpty { return .failed(.alarm(firing.map(\.instance))) }
        let unreadable = alarms.filter { $0.isUnreadable(at: now) }
        if !unreadable.isEmpty { return .failed(.unreadable(unreadable.map(\.instance))) }
        let isSettled = alarms.allSatisfy { $0.state == .ok && $0.hasFullWindow }
        let holds = until.map { $0.result == true } ?? true
        if observed >= required, holds, isSettled { return .passed }
        if let atMost, elapsed(at: now) > atMost {
            return .failed(.atMost(obstacle(until, isSettled: isSettled, atMost: atMost)))
        }
        return blindSince.map { .blind(since: $0) } ?? .observing
    }

    private func obstacle(_ until: Evaluation?, isSettled: Bool, atMost: Duration) -> String {
        let lead = "the bake did not end within \(atMost.scriptText): "
        if observed < required { return lead + "only \(observed.roundedText) of \(required.scriptText) were observed" }
        if let until, until.result != true { return lead + "until \(until.text)" }
        return lead + (isSettled ? "it was not looked at in time" : "not every alarm had a full window of OK")
    }
}
