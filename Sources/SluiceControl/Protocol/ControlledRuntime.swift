public import SluiceModel

/// What is served: the runtime as its clients see it.
public protocol ControlledRuntime: Sendable {
    /// Returns when the answer is durable. Throws `JournalError` when it could not be made durable.
    func submit(_ envelope: CommandEnvelope) async throws -> CommandAnswer

    /// The number of the last durable event, and every event after it, without a gap between them; ends when the runtime stops.
    func durableEvents() async -> (last: Int64, events: AsyncStream<EventRecord>)

    /// At most `limit` durable events after `sequence`, in order.
    func durableEvents(after sequence: Int64, limit: Int) async throws -> [EventRecord]
}
