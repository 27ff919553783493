import Dispatch
import GRDB
import SluiceModel
public import SluiceStore
import Synchronization

/// The journal in `journal.sqlite` of a state folder.
///
/// Appends of concurrent callers form groups: the next group forms while the last one syncs. Isolation: any thread; everything is written
/// on one queue of its own, so that waiting for a disk holds up nobody who computes.
public final class SQLiteJournal: Journal {
    private struct Waiting {
        var entries: [JournalEntry]
        var continuation: CheckedContinuation<Result<Int64, JournalError>, Never>
    }
    private struct Queue {
        var waiting: [Waiting] = []
        var isCommitting = false
        var lock: WriterLock?
        /// Of the last committed record; changed by the commits only.
        var end: JournalEnd
    }
    private let path: String
    private let database: DatabaseQueue
    private let commits = DispatchQueue(label: "journal")
    private let queue: Mutex<Queue>

    private init(path: String, database: DatabaseQueue, lock: WriterLock?, end: JournalEnd) {
        self.path = path
        self.database = database
        queue = Mutex(Queue(lock: lock, end: end))
    }

    /// Opens the journal for writing, creating it, and hands every record to `body` while the chain is verified.
    ///
    /// Linear in the length of the journal. Throws `.held` with the holder's name when somebody else writes it.
    public static func openForWriting(
        _ folder: StateFolder, holder: JournalHolder, _ body: (JournalRecord) throws -> Void
    ) throws -> SQLiteJournal {
        try folder.create()
        let lock = try WriterLock(path: folder.lockPath, holder: holder)
        let path = folder.journalPath
        do {
            let database = try JournalSchema.open(path)
            try JournalSchema.migrate(database, path: path)
            let end = try JournalSchema.read(database, path: path, after: 0, body)
            return SQLiteJournal(path: path, database: database, lock: lock, end: end)
        } catch {
            throw JournalSchema.meaning(of: error, path: path)
        }
    }

    /// Reads the journal beside a writer; `nil` when there is none yet.
    public static func read(_ folder: StateFolder, _ body: (JournalRecord) throws -> Void) throws -> Bool {
        let path = folder.journalPath
        guard JournalSchema.exists(path) else { return false }
        do {
            let database = try JournalSchema.open(path)
            guard try JournalSchema.isPrepared(database) else { return false }
            try JournalSchema.refuseNewer(database, path: path)
            _ = try JournalSchema.read(database, path: path, after: 0, body)
            return true
        } catch {
            throw JournalSchema.meaning(of: error, path: path)
        }
    }

    public func append(_ entries: [JournalEntry]) async throws(JournalError) -> Int64 {
        guard !entries.isEmpty else { return queue.withLock { $0.end.sequence } }
        let result = await withCheckedContinuation { continuation in
            let begins = queue.withLock { queue in
                queue.waiting.append(Waiting(entries: entries, continuation: continuation))
                defer { queue.isCommitting = true }
                return !queue.isCommitting
            }
            if begins { commits.async { [self] in commitGroups() } }
        }
        return try result.get()
    }

    private func commitGroups() {
        while let (group, end) = takeGroup() {
            var records = [JournalRecord]()
            var lasts = [Int64]()
            for member in group {
                for entry in member.entries {
                    records.append(
                        JournalRecord(
                            sequence: end.sequence + Int64(records.count) + 1, at: entry.at, kind: entry.kind, version: entry.version,
                            payload: entry.payload, previousChecksum: records.last?.checksum ?? end.checksum))
                }
                lasts.append(end.sequence + Int64(records.count))
            }
            let failure = commit(records)
            if failure == nil, let last = records.last {
                queue.withLock { $0.end = JournalEnd(sequence: last.sequence, checksum: last.checksum) }
            }
            for (member, last) in zip(group, lasts) {
                member.continuation.resume(returning: failure.map { .failure($0) } ?? .success(last))
            }
        }
    }

    /// `nil` when nobody waits; the next append begins anew then.
    private func takeGroup() -> (group: [Waiting], end: JournalEnd)? {
        queue.withLock { queue in
            guard !queue.waiting.isEmpty else {
                queue.isCommitting = false
                return nil
            }
            defer { queue.waiting = [] }
            return (queue.waiting, queue.end)
        }
    }

    private func commit(_ records: [JournalRecord]) -> JournalError? {
        guard queue.withLock({ $0.lock != nil }) else { return .failed(path: path, reason: "the journal is closed") }
        do {
            try database.write { database in try JournalSchema.insert(records, database) }
            return nil
        } catch {
            return JournalSchema.meaning(of: error, path: path)
        }
    }

    public func records(after sequence: Int64, limit: Int) async throws -> [JournalRecord] {
        do {
            var records = [JournalRecord]()
            _ = try JournalSchema.read(database, path: path, after: sequence, limit: limit) { records.append($0) }
            return records
        } catch {
            throw JournalSchema.meaning(of: error, path: path)
        }
    }

    public func keep(_ bytes: [UInt8], as name: String) async throws(JournalError) {
        do {
            try await database.write { try JournalSchema.keep(bytes, as: name, $0) }
        } catch {
            throw JournalSchema.meaning(of: error, path: path)
        }
    }

    public func kept(_ name: String) async throws(JournalError) -> [UInt8]? {
        do {
            return try await database.read { try JournalSchema.kept(name, $0) }
        } catch {
            throw JournalSchema.meaning(of: error, path: path)
        }
    }

    public func close() async {
        await withCheckedContinuation { continuation in
            commits.async { [self] in
                try? database.close()
                queue.withLock { $0.lock = nil }
                continuation.resume()
            }
        }
    }
}
