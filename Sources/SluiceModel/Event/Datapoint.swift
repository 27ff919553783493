/// What one look at an alarm's condition gave.
public struct Datapoint: Hashable, Sendable, Codable {
    public enum Verdict: String, Hashable, Sendable, Codable {
        case breaching
        case notBreaching = "not_breaching"
        /// No data, unreadable or timed out.
        case missing
    }
    public var at: Instant
    public var verdict: Verdict
    /// The evaluated parts as people read them: `0.031 (prometheus) > 1% → true`.
    public var text: String
    /// Why it is missing.
    public var reason: String?

    public init(at: Instant, verdict: Verdict, text: String = "", reason: String? = nil) {
        self.at = at
        self.verdict = verdict
        self.text = text
        self.reason = reason
    }

    /// An alarm's condition that holds is breaching.
    public init(at: Instant, _ evaluation: Evaluation) {
        let verdict: Verdict =
            switch evaluation.result {
            case .some(true): .breaching
            case .some(false): .notBreaching
            case .none: .missing
            }
        let reason = evaluation.missing.joined(separator: ", ")
        self.init(at: at, verdict: verdict, text: evaluation.text, reason: verdict == .missing ? reason : nil)
    }
}

/// A datapoint and whose it is.
public struct AlarmReading: Hashable, Sendable, Codable {
    public var instance: AlarmInstance
    public var datapoint: Datapoint
    public init(instance: AlarmInstance, datapoint: Datapoint) {
        self.instance = instance
        self.datapoint = datapoint
    }
}

/// Whether users are hurt, as far as is known.
public enum AlarmState: String, Hashable, Sendable, Codable {
    case ok, alarm, unknown

    /// In three-valued logic: firing is true.
    public var fires: Bool? {
        switch self {
        case .alarm: true
        case .ok: false
        case .unknown: nil
        }
    }

    public init(fires: Bool?) {
        switch fires {
        case .some(true): self = .alarm
        case .some(false): self = .ok
        case .none: self = .unknown
        }
    }

    /// As people read it: `OK`, `ALARM`, `UNKNOWN`.
    public var shown: String { rawValue.uppercased() }
}

/// What an instance is in, and since when.
public struct AlarmStatus: Hashable, Sendable, Codable {
    public var instance: AlarmInstance
    public var state: AlarmState
    public var since: Instant
    public init(instance: AlarmInstance, state: AlarmState, since: Instant) {
        self.instance = instance
        self.state = state
        self.since = since
    }
}

/// A change of state with what decided it; this much of the samples is journaled.
public struct AlarmChange: Hashable, Sendable, Codable {
    public var instance: AlarmInstance
    public var from: AlarmState
    public var to: AlarmState
    public var at: Instant
    /// The window that was looked at, oldest first; of a composition, the windows of the parts that decided.
    public var datapoints: [Datapoint]

    public init(instance: AlarmInstance, from: AlarmState, to: AlarmState, at: Instant, datapoints: [Datapoint]) {
        self.instance = instance
        self.from = from
        self.to = to
        self.at = at
        self.datapoints = datapoints
    }

    public var status: AlarmStatus { AlarmStatus(instance: instance, state: to, since: at) }

    /// No datapoint really breached: the evidence says that something cannot be read, and marks no revision bad.
    public var restsOnMissingData: Bool { to != .ok && !datapoints.contains { $0.verdict == .breaching } }

    /// One line: `0.031 (prometheus) > 1% → true, 3 of 5 datapoints`.
    public var text: String { evidenceText(datapoints, for: to) }
}

/// The newest telling datapoint and how many of them there were.
public func evidenceText(_ datapoints: [Datapoint], for state: AlarmState) -> String {
    let wanted: [Datapoint.Verdict] =
        switch state {
        case .alarm: [.breaching, .missing]
        case .ok: [.notBreaching, .missing]
        case .unknown: [.missing]
        }
    for verdict in wanted {
        let telling = datapoints.filter { $0.verdict == verdict }
        guard let newest = telling.last else { continue }
        let text = newest.text.isEmpty ? newest.reason ?? verdict.rawValue : newest.text
        return "\(text), \(telling.count) of \(datapoints.count) datapoints"
    }
    return "no datapoints"
}
