import SluiceModel

/// A journal that lives as long as the process: for simulation, tests and `plan`.
public actor MemoryJournal: Journal {
    private var chain: [JournalRecord]
    private var side: [(name: String, bytes: [UInt8])] = []

    /// Starts from records that another journal gave, taken to be intact.
    public init(_ records: [JournalRecord] = []) { chain = records }

    public func append(_ entries: [JournalEntry]) async throws(JournalError) -> Int64 {
        for entry in entries {
            chain.append(
                JournalRecord(
                    sequence: Int64(chain.count) + 1, at: entry.at, kind: entry.kind, version: entry.version, payload: entry.payload,
                    previousChecksum: chain.last?.checksum ?? JournalRecord.origin))
        }
        return Int64(chain.count)
    }

    public func records(after sequence: Int64, limit: Int) async throws -> [JournalRecord] {
        Array(chain.dropFirst(Int(max(0, sequence))).prefix(limit))
    }

    public func keep(_ bytes: [UInt8], as name: String) async throws(JournalError) {
        side.removeAll { $0.name == name }
        side.append((name, bytes))
    }

    public func kept(_ name: String) async throws(JournalError) -> [UInt8]? { side.first { $0.name == name }?.bytes }
    public func close() async {}
}
