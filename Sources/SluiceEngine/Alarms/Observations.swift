import OrderedCollections
public import SluiceModel

/// What alarms were seen to do of late: the part of the picture that is not journaled.
///
/// Per instance the last N datapoints, the state that follows from them and the time that they cover. Lost with the process;
/// `init(known:)` starts again from the journaled states with empty windows. Invariant: a state never changes but by a
/// returned `AlarmChange`, which the caller journals.
public struct Observations: Hashable, Sendable {
    struct Record: Hashable, Sendable {
        var state = AlarmState.unknown
        var since: Instant?
        /// The last N, oldest first.
        var datapoints = [Datapoint]()
        var window = 1
        var every = Duration.zero
        /// When the newest datapoints began to be all missing.
        var missingSince: Instant?
        var spans = [ObservedSpan]()
        /// Of a composition: the measured instances behind it.
        var parts = [AlarmInstance]()
    }
    private(set) var records = OrderedDictionary<AlarmInstance, Record>()
    /// What the `until` of each bake last came to.
    private(set) var conditions = OrderedDictionary<StepPlace, Evaluation>()

    /// Starts from journaled states; all windows are empty.
    public init(known: [AlarmStatus] = []) {
        for status in known { records[status.instance] = Record(state: status.state, since: status.since) }
    }

    /// Takes a datapoint of a measured alarm and proposes the state that follows, if it is another one.
    ///
    /// While masked (a target from the start of its install to the end of its verify) a datapoint counts for nothing and the
    /// window starts afresh. Datapoints come in order of time: one as old as the newest is ignored, an older one (the clock
    /// went back) starts the window afresh. Datapoints older than twice the window's length are dropped.
    public mutating func record(_ reading: AlarmReading, by definition: AlarmDefinition, isMasked: Bool = false) -> AlarmChange? {
        guard case .measured(let measurement) = definition.rule else { return nil }
        var record = records[reading.instance] ?? Record()
        defer { records[reading.instance] = record }
        let datapoint = reading.datapoint
        record.window = max(1, measurement.window)
        record.every = measurement.every
        if isMasked {
            record.datapoints = []
            record.missingSince = nil
            return nil
        }
        if let newest = record.datapoints.last {
            if newest.at == datapoint.at { return nil }
            if newest.at > datapoint.at {
                record.datapoints = []
                record.spans = []
            }
        }
        let oldest = datapoint.at - measurement.every * (2 * record.window)
        record.datapoints.removeAll { $0.at < oldest }
        record.datapoints.append(datapoint)
        record.datapoints.removeFirst(max(0, record.datapoints.count - record.window))
        record.missingSince = datapoint.verdict == .missing ? record.missingSince ?? datapoint.at : nil
        record.cover(datapoint, by: measurement)
        let state = measurement.state(of: record.datapoints, current: record.state)
        return record.change(reading.instance, to: state, at: datapoint.at, datapoints: record.datapoints)
    }

    /// Works out a composed alarm from its parts and proposes its state, if it is another one.
    ///
    /// `alarms` are those of the definition; an instance whose alarm is not composed gives nothing.
    public mutating func compose(_ instance: AlarmInstance, among alarms: [AlarmDefinition], at now: Instant) -> AlarmChange? {
        guard let definition = alarms.first(where: { $0.name == instance.alarm }), definition.isComposed else { return nil }
        var composition = AlarmComposition(place: instance, alarms: alarms, records: records)
        let state = AlarmState(fires: composition.fires(definition, depth: alarms.count))
        var record = records[instance] ?? Record()
        record.parts = composition.parts
        let change = record.change(instance, to: state, at: now, datapoints: composition.evidence(for: state))
        records[instance] = record
        return change
    }

    /// Keeps what the `until` of a bake came to, for saying what it still waits for.
    mutating func note(_ evaluation: Evaluation, at place: StepPlace) { conditions[place] = evaluation }

    /// What the `until` of a bake last came to; `nil` before it was measured in this process.
    public func condition(at place: StepPlace) -> Evaluation? { conditions[place] }

    /// Forgets what nobody watches any more, but for the states.
    public mutating func keepWindows(of instances: [AlarmInstance]) {
        let kept = Set(instances)
        for instance in records.keys where !kept.contains(instance) {
            let record = records[instance]
            records[instance] = Record(state: record?.state ?? .unknown, since: record?.since)
        }
    }

    /// UNKNOWN for what was never seen.
    public func state(of instance: AlarmInstance) -> AlarmState { records[instance]?.state ?? .unknown }

    /// `nil` while it has had no state but the UNKNOWN that it starts with.
    public func status(of instance: AlarmInstance) -> AlarmStatus? {
        guard let record = records[instance], let since = record.since else { return nil }
        return AlarmStatus(instance: instance, state: record.state, since: since)
    }

    /// The window, oldest first; of a composition, those of its parts.
    public func datapoints(of instance: AlarmInstance) -> [Datapoint] {
        guard let record = records[instance] else { return [] }
        return record.parts.isEmpty ? record.datapoints : record.parts.flatMap { records[$0]?.datapoints ?? [] }
    }

    /// All N datapoints are there; of a composition, in every part. False after a restart until they have come in again.
    public func hasFullWindow(_ instance: AlarmInstance) -> Bool {
        guard let record = records[instance] else { return false }
        guard record.parts.isEmpty else { return record.parts.allSatisfy { hasFullWindow($0) } }
        return record.datapoints.count >= record.window
    }

    /// When the datapoints that come in began to be all missing; of a composition, the first of its parts.
    public func missingSince(_ instance: AlarmInstance) -> Instant? {
        guard let record = records[instance] else { return nil }
        return record.parts.isEmpty ? record.missingSince : record.parts.compactMap { missingSince($0) }.min()
    }

    /// A whole window of missing datapoints; of a composition: in some part, while no part fires on real ones.
    public func isOnlyMissing(_ instance: AlarmInstance) -> Bool {
        guard let record = records[instance] else { return false }
        guard record.parts.isEmpty else {
            return record.parts.contains { isOnlyMissing($0) } && !record.parts.contains { firesOnData($0) }
        }
        return record.datapoints.count >= record.window && record.datapoints.allSatisfy { $0.verdict == .missing }
    }

    /// In ALARM with a datapoint that really breached.
    public func firesOnData(_ instance: AlarmInstance) -> Bool {
        state(of: instance) == .alarm && datapoints(of: instance).contains { $0.verdict == .breaching }
    }

    /// What decides its state now, in one line.
    public func evidence(of instance: AlarmInstance) -> String { evidenceText(datapoints(of: instance), for: state(of: instance)) }

    /// The time that datapoints cover, for `BakeProgress.observe`: one entry a measured instance, parts of compositions
    /// included; what was never sampled covers nothing.
    public func coverage(of instances: [AlarmInstance]) -> [AlarmCoverage] {
        var seen = Set<AlarmInstance>()
        return instances.flatMap { instance in
            guard let parts = records[instance]?.parts, !parts.isEmpty else { return [instance] }
            return parts
        }.filter { seen.insert($0).inserted }.map { instance in
            AlarmCoverage(every: records[instance]?.every ?? .zero, spans: records[instance]?.spans ?? [])
        }
    }
}

extension Observations.Record {
    /// Spans that are kept; a bake takes them in at least every minute.
    private static let mostSpans = 128

    /// Datapoints no further apart than twice the interval are one span. A missing one is none unless it counts as something.
    fileprivate mutating func cover(_ datapoint: Datapoint, by measurement: AlarmDefinition.Measurement) {
        if datapoint.verdict == .missing {
            switch measurement.missing {
            case .breaching, .ok: break
            case .ignore, .keep: return
            }
        }
        if let last = spans.last, datapoint.at - last.to <= measurement.every * 2 {
            spans[spans.count - 1].to = datapoint.at
        } else {
            spans.append(ObservedSpan(from: datapoint.at, to: datapoint.at))
            spans.removeFirst(max(0, spans.count - Self.mostSpans))
        }
    }

    fileprivate mutating func change(
        _ instance: AlarmInstance, to next: AlarmState, at now: Instant, datapoints: [Datapoint]
    ) -> AlarmChange? {
        guard next != state else { return nil }
        defer {
            state = next
            since = now
        }
        return AlarmChange(instance: instance, from: state, to: next, at: now, datapoints: datapoints)
    }
}

extension AlarmDefinition.Measurement {
    /// ALARM when M of the last N breach; OK when fewer of a full window do; until the window is full the state stays.
    func state(of datapoints: [Datapoint], current: AlarmState) -> AlarmState {
        let breaching = datapoints.count { $0.verdict == .breaching }
        let missing = datapoints.count { $0.verdict == .missing }
        let real = datapoints.count - missing
        let isFull = datapoints.count >= window
        switch missing == 0 ? .ok : self.missing {
        case .breaching:
            if breaching + missing >= breaches { return .alarm }
            return isFull ? .ok : current
        case .ok:
            if breaching >= breaches { return .alarm }
            return isFull ? .ok : current
        case .ignore:
            if breaching >= breaches { return .alarm }
            guard isFull else { return current }
            if real == 0 { return .unknown }
            return breaching == real ? current : .ok
        case .keep:
            if datapoints.last?.verdict == .missing { return current }
            if breaching >= breaches { return .alarm }
            return isFull ? .ok : current
        }
    }
}
