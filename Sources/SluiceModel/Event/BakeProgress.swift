/// How much of a bake has been observed. Journaled with every heartbeat and change, so that a restart loses a minute at most.
///
/// Invariant: `observed + blind` is the time from `startedAt` to `countedUntil`, unless the wall clock went back.
public struct BakeProgress: Hashable, Sendable, Codable {
    /// Longest time between two journaled heartbeats.
    public static let heartbeat = Duration.seconds(60)

    public var required: Duration
    public var atMost: Duration?
    public var startedAt: Instant
    public var observed: Duration
    /// Time that counts for nothing; it extends `atMost`.
    public var blind: Duration
    /// Up to here it is settled what was observed and what was not.
    public var countedUntil: Instant
    /// Since when nothing has been observed; `nil` while observing.
    public var blindSince: Instant?

    public init(required: Duration, atMost: Duration? = nil, startedAt: Instant) {
        self.required = required
        self.atMost = atMost
        self.startedAt = startedAt
        observed = .zero
        blind = .zero
        countedUntil = startedAt
    }
}
