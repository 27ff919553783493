import OrderedCollections
import SluiceEngine
import SluiceModel

/// What is sampled, and when it is due next.
///
/// Invariant: an instance that is being sampled is not due again before its reading is there.
struct SamplingPlan {
    struct Entry {
        var subscription: AlarmSubscription
        var due: Instant
        var isOut = false
    }
    struct ConditionEntry {
        var subscription: ConditionSubscription
        var due: Instant
        var isOut = false
    }
    private(set) var alarms = OrderedDictionary<AlarmInstance, Entry>()
    private(set) var conditions = OrderedDictionary<StepPlace, ConditionEntry>()

    /// Takes over what is wanted now; what stays keeps its rhythm, what is new is due at once.
    mutating func follow(_ wanted: [AlarmSubscription], _ conditions: [ConditionSubscription], now: Instant) {
        var kept = OrderedDictionary<AlarmInstance, Entry>(minimumCapacity: wanted.count)
        for subscription in wanted {
            var entry = alarms[subscription.instance] ?? Entry(subscription: subscription, due: now)
            entry.subscription = subscription
            kept[subscription.instance] = entry
        }
        alarms = kept
        var keptConditions = OrderedDictionary<StepPlace, ConditionEntry>()
        for subscription in conditions {
            var entry = self.conditions[subscription.place] ?? ConditionEntry(subscription: subscription, due: now)
            entry.subscription = subscription
            keptConditions[subscription.place] = entry
        }
        self.conditions = keptConditions
    }

    var nextDue: Instant? {
        let alarmDue = alarms.values.lazy.filter { !$0.isOut }.map(\.due).min()
        let conditionDue = conditions.values.lazy.filter { !$0.isOut }.map(\.due).min()
        return [alarmDue, conditionDue].compactMap { $0 }.min()
    }

    /// Those that are due, marked as out; the next time is a whole interval after the last one was due, never in the past.
    mutating func takeDue(_ now: Instant) -> (alarms: [AlarmSubscription], conditions: [ConditionSubscription]) {
        var dueAlarms = [AlarmSubscription]()
        for (instance, entry) in alarms where !entry.isOut && entry.due <= now {
            alarms[instance]?.isOut = true
            alarms[instance]?.due = Self.next(after: entry.due, every: entry.subscription.every, now: now)
            dueAlarms.append(entry.subscription)
        }
        var dueConditions = [ConditionSubscription]()
        for (place, entry) in conditions where !entry.isOut && entry.due <= now {
            conditions[place]?.isOut = true
            conditions[place]?.due = Self.next(after: entry.due, every: entry.subscription.every, now: now)
            dueConditions.append(entry.subscription)
        }
        return (dueAlarms, dueConditions)
    }

    mutating func isBack(_ instances: [AlarmInstance]) {
        for instance in instances { alarms[instance]?.isOut = false }
    }

    mutating func isBack(_ place: StepPlace) { conditions[place]?.isOut = false }

    private static func next(after due: Instant, every: Duration, now: Instant) -> Instant {
        let next = due + every
        return next > now ? next : now + every
    }
}

extension Runtime {
    /// At most this many alarm instances are read at once.
    private static let parallelReadings = 64

    /// Starts reading what is due; the readings come back as one input.
    func takeDueSamples(_ now: Instant) {
        let due = sampling.takeDue(now)
        let reader = SignalReader(providers: outside.signals, clock: outside.clock)
        if !due.alarms.isEmpty {
            Task {
                let readings = await Self.read(due.alarms, reader)
                self.take(readings)
            }
        }
        for subscription in due.conditions {
            let alarms = state.alarmStates(of: subscription.values.first?.pipeline ?? "")
            Task {
                var evaluations = [Evaluation]()
                for values in subscription.values {
                    let context = SignalReader.Context(
                        values: values, folder: subscription.folder, since: subscription.since, alarms: alarms)
                    evaluations.append(await reader.evaluate(subscription.condition, context))
                }
                self.take(Evaluation(all: evaluations), at: subscription.place)
            }
        }
    }

    private static func read(_ due: [AlarmSubscription], _ reader: SignalReader) async -> [AlarmReading] {
        await withTaskGroup(of: (Int, AlarmReading?).self) { group in
            var readings = [(Int, AlarmReading?)]()
            for (index, subscription) in due.enumerated() {
                if index >= parallelReadings, let done = await group.next() { readings.append(done) }
                group.addTask { (index, await reading(subscription, reader)) }
            }
            for await done in group { readings.append(done) }
            return readings.sorted { $0.0 < $1.0 }.compactMap(\.1)
        }
    }

    private static func reading(_ subscription: AlarmSubscription, _ reader: SignalReader) async -> AlarmReading? {
        guard case .measured(let measurement) = subscription.definition.rule else { return nil }
        let context = SignalReader.Context(values: subscription.values, folder: subscription.folder)
        let evaluation = await reader.evaluate(measurement.condition, context)
        return AlarmReading(instance: subscription.instance, datapoint: Datapoint(at: reader.clock.now(), evaluation))
    }

    private func take(_ readings: [AlarmReading]) {
        sampling.isBack(readings.map(\.instance))
        enqueue(Arrival(matter: .input(.readings(readings))))
    }

    private func take(_ evaluation: Evaluation, at place: StepPlace) {
        sampling.isBack(place)
        enqueue(Arrival(matter: .input(.conditionReading(place, evaluation))))
    }
}
