import Dispatch
import GRDB
import SluiceModel
public import SluiceStore
import Synchronization

/// The journal in `journal.sqlite` of a state folder.
///
/// Appends of concurrent callers form groups: the next group forms while the last one syncs. Isolation: any thread. Who has been alone
/// commits at once, where it stands, since a change of threads costs as much as the sync of a fast disk; a disk that takes longer than
/// `patience` is waited for on a queue of the journal's own, so that it holds up nobody who computes.
public final class SQLiteJournal: Journal {
    private struct Waiting {
        var entries: [JournalEntry]
        var continuation: CheckedContinuation<Result<Int64, JournalError>, Never>
    }
    private struct Line {
        /// The next group. Empty while nobody commits.
        var waiting: [Waiting] = []
        var isCommitting = false
        /// How long the last commit took.
        var pace = Duration.zero
        /// How often somebody who comes alone may still commit in place before it is looked whether others would come along.
        var solos = SQLiteJournal.soloCommits
        /// `nil` once closed.
        var lock: WriterLock?
        /// Of the last committed record; changed by who commits only.
        var end: JournalEnd
    }
    private let path: String
    private let database: DatabaseQueue
    private let patience: Duration
    private let commits = DispatchQueue(label: "journal")
    private let line: Mutex<Line>

    /// A commit that takes longer is not waited for where callers compute: some twenty changes of threads.
    static let patience = Duration.microseconds(500)
    private static let soloCommits = 16

    private init(path: String, database: DatabaseQueue, lock: WriterLock?, end: JournalEnd, patience: Duration) {
        self.path = path
        self.database = database
        self.patience = patience
        line = Mutex(Line(lock: lock, end: end))
    }

    /// Opens the journal for writing, creating it, and hands every record to `body` while the chain is verified.
    ///
    /// Linear in the length of the journal. Throws `.held` with the holder's name when somebody else writes it.
    public static func openForWriting(
        _ folder: StateFolder, holder: JournalHolder, _ body: (JournalRecord) throws -> Void
    ) throws -> SQLiteJournal {
        try openForWriting(folder, holder: holder, patience: patience, body)
    }

    static func openForWriting(
        _ folder: StateFolder, holder: JournalHolder, patience: Duration, _ body: (JournalRecord) throws -> Void
    ) throws -> SQLiteJournal {
        try folder.create()
        let lock = try WriterLock(path: folder.lockPath, holder: holder)
        let path = folder.journalPath
        do {
            let database = try JournalSchema.open(path)
            try JournalSchema.migrate(database, path: path)
            let end = try JournalSchema.read(database, path: path, after: 0, body)
            return SQLiteJournal(path: path, database: database, lock: lock, end: end, patience: patience)
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
        guard !entries.isEmpty else { return line.withLock { $0.end.sequence } }
        let isAlone = line.withLock { line in
            guard !line.isCommitting, line.solos > 0, line.pace <= patience else { return false }
            line.isCommitting = true
            line.solos -= 1
            return true
        }
        guard isAlone else { return try await wait(with: entries).get() }
        let outcome = commit([entries])
        passOn()
        return try outcome.last(after: entries.count).get()
    }

    /// Becomes part of the next group.
    private func wait(with entries: [JournalEntry]) async -> Result<Int64, JournalError> {
        await withCheckedContinuation { continuation in
            let isFirst = line.withLock { line in
                line.waiting.append(Waiting(entries: entries, continuation: continuation))
                defer { line.isCommitting = true }
                return !line.isCommitting
            }
            if isFirst { passOn() }
        }
    }

    /// Lets the next group be committed, if there is one.
    ///
    /// By a task of its own: it comes after those that the last group woke, so that what they append next is in it already; and whoever
    /// commits is not held up by what else the executor of a caller does.
    private func passOn() {
        let pace: Duration? = line.withLock { line in
            line.isCommitting = !line.waiting.isEmpty
            return line.isCommitting ? line.pace : nil
        }
        guard let pace else { return }
        Task {
            if pace <= patience {
                commitWaiting()
            } else {
                commits.async { [self] in commitWaiting() }
            }
        }
    }

    private func commitWaiting() {
        let group = line.withLock { line in
            defer { line.waiting = [] }
            line.solos = line.waiting.count == 1 ? Self.soloCommits : 0
            return line.waiting
        }
        let outcome = commit(group.map(\.entries))
        var count = 0
        for member in group {
            count += member.entries.count
            member.continuation.resume(returning: outcome.last(after: count))
        }
        passOn()
    }

    /// What became of a group.
    private struct Outcome {
        var before: Int64
        var failure: JournalError?

        func last(after count: Int) -> Result<Int64, JournalError> { failure.map { .failure($0) } ?? .success(before + Int64(count)) }
    }

    /// One transaction and one sync. A group that fails is not there, and the next one takes its place.
    private func commit(_ group: [[JournalEntry]]) -> Outcome {
        let (end, isOpen) = line.withLock { ($0.end, $0.lock != nil) }
        guard isOpen else { return Outcome(before: end.sequence, failure: .failed(path: path, reason: "the journal is closed")) }
        var records = [JournalRecord]()
        records.reserveCapacity(group.reduce(0) { $0 + $1.count })
        for entry in group.joined() {
            records.append(
                JournalRecord(
                    sequence: end.sequence + Int64(records.count) + 1, at: entry.at, kind: entry.kind, version: entry.version,
                    payload: entry.payload, previousChecksum: records.last?.checksum ?? end.checksum))
        }
        guard !records.isEmpty else { return Outcome(before: end.sequence) }
        let start = ContinuousClock.now
        do {
            try database.write { database in try JournalSchema.insert(records, database) }
        } catch {
            return Outcome(before: end.sequence, failure: JournalSchema.meaning(of: error, path: path))
        }
        let pace = ContinuousClock.now - start
        line.withLock { line in
            line.pace = pace
            if let last = records.last { line.end = JournalEnd(sequence: last.sequence, checksum: last.checksum) }
        }
        return Outcome(before: end.sequence)
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

    /// What was appended before is committed first.
    public func close() async {
        _ = await wait(with: [])
        await withCheckedContinuation { continuation in
            commits.async { [self] in
                try? database.close()
                line.withLock { $0.lock = nil }
                continuation.resume()
            }
        }
    }
}
