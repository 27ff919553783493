/// How much a holder takes upon itself for its clients.
public struct ControlLimits: Hashable, Sendable {
    /// In bytes; a definition of some thousand targets fits. A longer line is refused and its connection ends.
    public var longestLine: Int
    /// More at once are refused.
    public var connections: Int
    /// Events kept for a follower that reads slowly; what it misses is read from the journal when it gets there.
    public var waitingEvents: Int
    /// How long a client may take for what it is still owed when the holder stops.
    public var farewell: Duration

    public init(
        longestLine: Int = 16 << 20, connections: Int = 256, waitingEvents: Int = 1024, farewell: Duration = .milliseconds(500)
    ) {
        self.longestLine = longestLine
        self.connections = connections
        self.waitingEvents = waitingEvents
        self.farewell = farewell
    }
}
