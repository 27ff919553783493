public import OrderedCollections
public import SluiceModel

/// A rollback: a deployment of good entries that nothing gates.
public struct RollbackState: Hashable, Sendable, Codable {
    public internal(set) var id: RollbackID
    public internal(set) var start: RollbackStart
    public internal(set) var startedAt: Instant
    public internal(set) var items: OrderedDictionary<TargetName, RestorationProgress>
    public internal(set) var end: ExecutionEnd?
    public internal(set) var endedAt: Instant?
    public internal(set) var reason: String?

    public var pipeline: PipelineName { start.pipeline }
    /// Targets that could not be brought back.
    public var unrestored: [TargetName] {
        items.values.filter { $0.state == .parked || $0.state == .unrestorable }.map(\.restoration.target)
    }
}

/// One target of a rollback.
public struct RestorationProgress: Hashable, Sendable, Codable {
    public enum State: String, Hashable, Sendable, Codable, CaseIterable {
        case waiting, installing, verifying, retrying, done, parked, unrestorable, dropped
    }
    public internal(set) var restoration: Restoration
    public internal(set) var state: State
    /// Attempts that failed.
    public internal(set) var attempts = 0
    public internal(set) var retryAt: Instant?
    public internal(set) var failure: EffectFailure?
    /// The effect of which nobody knows how it ended.
    public internal(set) var doubt: EffectRequest?
}
