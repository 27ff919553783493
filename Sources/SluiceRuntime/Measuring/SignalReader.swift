import SluiceEngine
import SluiceModel
import SluiceProvider

/// Takes the measurements that a condition needs.
struct SignalReader: Sendable {
    let providers: [any SignalProvider]
    let clock: any RuntimeClock

    /// What the runtime knows itself while it measures.
    struct Context: Sendable {
        var values = LateValues()
        var folder = "/"
        /// Where `elapsed()` counts from.
        var since: Instant?
        /// The states of alarms by name, for `alarm_state(…)`.
        var alarms: [(name: AlarmName, state: AlarmState)] = []
    }

    func read(_ signal: Signal, _ context: Context) async -> Reading {
        switch signal {
        case .constant(let number): return Reading(value: .number(number), source: "constant", at: clock.now())
        case .elapsed:
            let value = context.since.map { Reading.Value.number((clock.now() - $0).inSeconds) }
            return Reading(value: value ?? .missing("nothing has begun"), source: "elapsed", at: clock.now())
        case .alarmState(let name):
            let value: Reading.Value
            switch context.alarms.first(where: { $0.name == name })?.state {
            case .alarm: value = .number(1)
            case .ok: value = .number(0)
            case .unknown, nil: value = .missing("the state of `\(name)` is unknown")
            }
            return Reading(value: value, source: "alarm_state", at: clock.now())
        case .http, .prometheus, .exec, .report:
            guard let provider = providers.first(where: { $0.measures(signal) }) else {
                return Reading(value: .missing("nothing here measures \(signal.sourceName)"), source: signal.sourceName, at: clock.now())
            }
            return await provider.measure(signal, values: context.values, folder: context.folder)
        case .calculation:
            var measured = [Measured]()
            for part in signal.measurements { measured.append(Measured(signal: part, reading: await read(part, context))) }
            return Reading(value: signal.value(of: measured), source: signal.sourceName, at: clock.now())
        }
    }

    /// Reads every signal of a condition, at the same time, and evaluates it.
    func evaluate(_ condition: Condition, _ context: Context) async -> Evaluation {
        let signals = condition.measurements
        let measured = await withTaskGroup(of: (Int, Measured).self) { group in
            for (index, signal) in signals.enumerated() {
                group.addTask { (index, Measured(signal: signal, reading: await read(signal, context))) }
            }
            var found = [(Int, Measured)]()
            for await result in group { found.append(result) }
            return found.sorted { $0.0 < $1.0 }.map(\.1)
        }
        return condition.evaluate(measured, values: context.values)
    }
}
