import SluiceEngine
import SluiceModel
import SluiceRuntime

/// A state that is being worked on, by this process or by the one that holds it.
protocol OperatedState: Sendable {
    /// As far as it is durable.
    var state: EngineState { get async }
    /// Empty where another process observes.
    var observations: Observations { get async }
    /// The state now and every event after it, without a gap between them.
    func follow() async -> (state: EngineState, events: AsyncStream<EventRecord>)
    /// Returns when the answer is durable and `state` shows what followed from it.
    func submit(_ envelope: CommandEnvelope) async throws -> CommandAnswer
    /// `nil` when the work stops before the end comes.
    func end(of id: ExecutionID) async -> ExecutionState?
    func end(of id: RollbackID) async -> RollbackState?
}

extension Runtime: OperatedState {}
