import OrderedCollections
public import SluiceEngine
public import SluiceModel
import SluiceProvider
import SluiceStore

extension Runtime {
    /// The durable state now and every event after it, without a gap between them.
    public func follow() -> (state: EngineState, events: AsyncStream<EventRecord>) { (state, feed.follow()) }

    /// At most `limit` durable events after `sequence`, in order. Throws `JournalError`.
    public func durableEvents(after sequence: Int64, limit: Int) async throws -> [EventRecord] {
        try await journal.records(after: sequence, limit: limit).map { try EventRecord(reading: $0, path: "journal") }
    }

    /// Returns when the execution has ended and nothing brings targets back from its revision any more, with its state then; `nil` when there is no such execution or the runtime stops first.
    public func end(of id: ExecutionID) async -> ExecutionState? {
        let (now, events) = follow()
        guard let execution = now.execution(id) else { return nil }
        if !execution.isLive {
            for rollback in now.rollbacks.values where rollback.start.execution == id {
                guard await end(of: rollback.id) != nil else { return nil }
            }
            return state.execution(id)
        }
        for await record in events {
            if case .executionEnded(let ended, _, _) = record.event, ended == id { return state.execution(id) }
        }
        return nil
    }

    /// Returns when the rollback has ended, with its state then; `nil` when there is no such rollback or the runtime stops first.
    public func end(of id: RollbackID) async -> RollbackState? {
        let (now, events) = follow()
        guard let rollback = now.rollback(id) else { return nil }
        if rollback.end != nil { return rollback }
        for await record in events {
            if case .rollbackEnded(let ended, _, _) = record.event, ended == id { return state.rollback(id) }
        }
        return nil
    }

    public nonisolated var clock: any RuntimeClock { outside.clock }

    /// The log of an effect, secrets replaced; `nil` when there is none.
    public func log(of key: EffectKey) async -> String? {
        for provider in outside.effects {
            if let log = await provider.log(of: key) { return log }
        }
        return nil
    }
}

extension EngineState {
    /// The journaled alarm states, to begin observing from.
    var knownAlarms: [AlarmStatus] {
        pipelines.values.flatMap { pipeline in
            pipeline.alarms.map { instance, change in
                AlarmStatus(instance: instance, state: change.to, since: change.at)
            }
        }
    }

    /// The worst state of each alarm of a pipeline over its instances.
    func alarmStates(of pipeline: PipelineName) -> [(name: AlarmName, state: AlarmState)] {
        var worst: [(name: AlarmName, state: AlarmState)] = []
        for (instance, change) in pipelines[pipeline]?.alarms ?? [:] {
            guard let index = worst.firstIndex(where: { $0.name == instance.alarm }) else {
                worst.append((instance.alarm, change.to))
                continue
            }
            if change.to == .alarm || (change.to == .unknown && worst[index].state == .ok) { worst[index].state = change.to }
        }
        return worst
    }
}
