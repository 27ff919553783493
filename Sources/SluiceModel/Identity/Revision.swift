/// A revision as it arrived in a pipeline.
///
/// Invariants: `id` is not empty; `ordinal` counts first arrivals in its pipeline from 1, so a higher ordinal of the same
/// source contains a lower one. What the source does not tell is `nil`.
public struct Revision: Hashable, Sendable, Codable {
    public var id: RevisionID
    public var ordinal: Int
    public var author: String?
    public var message: String?
    public var time: Instant?

    public init(id: RevisionID, ordinal: Int, author: String? = nil, message: String? = nil, time: Instant? = nil) {
        self.id = id
        self.ordinal = ordinal
        self.author = author
        self.message = message
        self.time = time
    }
}
