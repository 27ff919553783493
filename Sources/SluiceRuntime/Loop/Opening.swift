public import SluiceEngine
public import SluiceModel
public import SluiceStore

/// The state that a journal's records fold to, while they are read one by one.
public struct Fold: Sendable {
    public private(set) var state = EngineState()

    public init() {}

    /// Throws `JournalError.newer` for a record of an unknown kind or version, `.damaged` for one that does not decode.
    public mutating func take(_ record: JournalRecord, path: String) throws {
        state.apply(try EventRecord(reading: record, path: path))
    }
}

extension EventRecord {
    /// Reads a stored record.
    public init(reading record: JournalRecord, path: String) throws {
        guard record.version <= Event.version else { throw JournalError.newer(path: path, kind: record.kind, version: record.version) }
        do {
            self.init(sequence: record.sequence, at: record.at, event: try CanonicalCoding.decode(Event.self, from: record.payload))
        } catch {
            throw JournalError.damaged(
                path: path, sequence: record.sequence, readable: record.sequence - 1, reason: "`\(record.kind)` cannot be read: \(error)")
        }
    }
}

extension JournalEntry {
    init(_ event: Event, at instant: Instant) throws {
        self.init(at: instant, kind: event.kind, version: Event.version, payload: try CanonicalCoding.bytes(of: event))
    }
}
