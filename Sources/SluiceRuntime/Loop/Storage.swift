import SluiceModel

/// Room on the file system that holds the state, in bytes.
public struct StorageRoom: Hashable, Sendable {
    public var available: Int64
    public var capacity: Int64

    public init(available: Int64, capacity: Int64) {
        self.available = available
        self.capacity = capacity
    }

    /// Below it forward motion stops: 64 MiB, on a small file system a twentieth. What is left then is for rollbacks.
    var lowWaterMark: Int64 { min(64 << 20, capacity / 20) }

    /// Once low, half as much again must be there before it is enough.
    func isLow(before: Bool) -> Bool { available < (before ? lowWaterMark / 2 * 3 : lowWaterMark) }
}

/// When the room is looked at.
struct StorageWatch {
    static let interval = Duration.seconds(10)
    private var lastLook: Instant?

    /// When to look again, while something is under way; at once if nobody has looked yet.
    func due(now: Instant) -> Instant { lastLook.map { $0 + Self.interval } ?? now }

    /// Whether there is too little room, if that has changed; asks `room` only when a look is due.
    mutating func change(from before: Bool, now: Instant, _ room: () -> StorageRoom?) -> Bool? {
        guard due(now: now) <= now else { return nil }
        lastLook = now
        guard let isLow = room()?.isLow(before: before), isLow != before else { return nil }
        return isLow
    }
}
