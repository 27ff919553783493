import Foundation
import GRDB
import SluiceModel
import SluiceStore
import SluiceTestKit
import Testing

@testable import SluiceStoreSQLite

@Suite struct SQLiteJournalTests {
    let folder: StateFolder
    let holder = JournalHolder(process: 1, host: "here", user: "ann", since: Instant(seconds: 0), program: "sluice run a.pipe")

    /// Where callers stand, and on the journal's own queue.
    static let waysToCommit = [Duration.seconds(3600), .zero - .seconds(1)]

    init() {
        folder = StateFolder(path: FileManager.default.temporaryDirectory.path + "/sluice-journal-\(UUID().uuidString)")
    }

    private func opened() throws -> SQLiteJournal { try SQLiteJournal.openForWriting(folder, holder: holder) { _ in } }

    private func contract(patience: Duration) -> JournalContract {
        JournalContract { [folder, holder] in try SQLiteJournal.openForWriting(folder, holder: holder, patience: patience) { _ in } }
    }

    @Test(arguments: waysToCommit)
    func `numbers have no gaps and every record is chained`(patience: Duration) async throws {
        #expect(try await contract(patience: patience).numbersWithoutGaps() == [])
    }

    @Test(arguments: waysToCommit)
    func `concurrent appends stay whole`(patience: Duration) async throws {
        #expect(try await contract(patience: patience).keepsConcurrentAppendsWhole() == [])
    }

    @Test(arguments: waysToCommit)
    func `what was appended is there after opening again`(patience: Duration) async throws {
        #expect(try await contract(patience: patience).remembers() == [])
    }

    @Test func `a commit is over only when the disk has it`() throws {
        try folder.create()
        let database = try JournalSchema.open(folder.journalPath)
        let (mode, sync) = try database.read {
            (try String.fetchOne($0, sql: "PRAGMA journal_mode"), try Int.fetchOne($0, sql: "PRAGMA synchronous"))
        }
        #expect(mode == "wal")
        #expect(sync == 2, "2 is FULL: a sync for every transaction; 1 would lose the last ones with the power")
        try database.close()
    }

    /// A trigger of another program refuses one kind of record.
    @Test(arguments: waysToCommit)
    func `a group that cannot be committed fails its own callers, and the next one takes its place`(patience: Duration) async throws {
        let journal = try SQLiteJournal.openForWriting(folder, holder: holder, patience: patience) { _ in }
        let other = try JournalSchema.open(folder.journalPath)
        try await other.write {
            try $0.execute(
                sql: """
                    CREATE TRIGGER refusal BEFORE INSERT ON record WHEN NEW.kind = 'refused'
                    BEGIN SELECT RAISE(ABORT, 'not this one'); END
                    """)
        }
        try other.close()
        var refused = JournalContract.entry(2)
        refused.kind = "refused"
        _ = try await journal.append([JournalContract.entry(1)])
        await #expect(throws: JournalError.self) { try await journal.append([JournalContract.entry(7), refused]) }
        #expect(try await journal.append([JournalContract.entry(3)]) == 2)
        let outcomes = await withTaskGroup(of: (isRefused: Bool, isThere: Bool).self) { [refused] group in
            for caller in 0..<60 {
                group.addTask {
                    let isRefused = caller % 6 == 0
                    let last = try? await journal.append([isRefused ? refused : JournalContract.entry(caller)])
                    return (isRefused, last != nil)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.allSatisfy { !$0.isRefused || !$0.isThere })
        let records = try await journal.records(after: 0, limit: 100)
        #expect(records.map(\.sequence) == (1...Int64(records.count)).map { $0 })
        #expect(records.count == 2 + outcomes.count { $0.isThere })
        await journal.close()
    }

    @Test(arguments: waysToCommit)
    func `a caller that is cancelled meanwhile has appended all the same`(patience: Duration) async throws {
        let journal = try SQLiteJournal.openForWriting(folder, holder: holder, patience: patience) { _ in }
        let caller = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await journal.append([JournalContract.entry(1), JournalContract.entry(2)])
        }
        caller.cancel()
        #expect(try await caller.value == 2)
        await journal.close()
    }

    @Test(arguments: waysToCommit)
    func `what is appended before the end is there, and what comes after it is refused`(patience: Duration) async throws {
        let journal = try SQLiteJournal.openForWriting(folder, holder: holder, patience: patience) { _ in }
        _ = try await journal.append([JournalContract.entry(1)])
        await journal.close()
        await #expect(throws: JournalError.failed(path: folder.journalPath, reason: "the journal is closed")) {
            try await journal.append([JournalContract.entry(2)])
        }
        let again = try opened()
        #expect(try await again.records(after: 0, limit: 10).count == 1)
        await again.close()
    }

    @Test func `each caller's own order is the journal's`() async throws {
        let journal = try opened()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<20 {
                group.addTask {
                    var last: Int64 = 0
                    for step in 0..<10 {
                        let number = try await journal.append([JournalContract.entry(caller * 10 + step)])
                        #expect(number > last)
                        last = number
                    }
                }
            }
            try await group.waitForAll()
        }
        let seconds = try await journal.records(after: 0, limit: 1000).map { Int($0.at.flooredSeconds) }
        for caller in 0..<20 { #expect(seconds.filter { $0 / 10 == caller } == (caller * 10..<caller * 10 + 10).map { $0 }) }
        await journal.close()
    }

    @Test func `a second writer is refused and told who holds the journal`() async throws {
        let first = try opened()
        #expect(throws: JournalError.held(by: holder, path: folder.lockPath)) { _ = try opened() }
        await first.close()
        await (try opened()).close()
    }

    @Test func `a reader sees what is durable while somebody writes`() async throws {
        let writer = try opened()
        _ = try await writer.append([JournalContract.entry(1)])
        var seen = [Int64]()
        #expect(try SQLiteJournal.read(folder) { seen.append($0.sequence) })
        #expect(seen == [1])
        await writer.close()
    }

    @Test func `a folder without a journal has nothing to read`() throws {
        #expect(try SQLiteJournal.read(folder) { _ in } == false)
    }

    /// Every record is changed in every column in turn.
    @Test(arguments: ["at = at + 1", "kind = 'other'", "version = 9", "payload = x'7b7d'", "checksum = 'f'"], [1, 2, 3])
    func `a changed record is found and named`(change: String, sequence: Int64) async throws {
        let writer = try opened()
        _ = try await writer.append([1, 2, 3].map(JournalContract.entry))
        await writer.close()
        let database = try JournalSchema.open(folder.journalPath)
        try await database.write { try $0.execute(sql: "UPDATE record SET \(change) WHERE sequence = \(sequence)") }
        try database.close()
        let error = #expect(throws: JournalError.self) { _ = try opened() }
        guard case .damaged(_, let place, let readable, _)? = error else {
            Issue.record("the damage was not reported as damage: \(String(describing: error))")
            return
        }
        #expect(place == sequence)
        #expect(readable == sequence - 1)
    }

    @Test func `a missing record is found`() async throws {
        let writer = try opened()
        _ = try await writer.append([1, 2, 3].map(JournalContract.entry))
        await writer.close()
        let database = try JournalSchema.open(folder.journalPath)
        try await database.write { try $0.execute(sql: "DELETE FROM record WHERE sequence = 2") }
        try database.close()
        let error = #expect(throws: JournalError.self) { _ = try opened() }
        guard case .damaged(_, 2, 1, _)? = error else {
            Issue.record("the gap was not reported: \(String(describing: error))")
            return
        }
    }

    @Test func `a file that is no database is reported as damage, not touched`() throws {
        try folder.create()
        let content = Data(repeating: 0x41, count: 8192)
        try content.write(to: URL(fileURLWithPath: folder.journalPath))
        let error = #expect(throws: JournalError.self) { _ = try opened() }
        guard case .damaged? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(FileManager.default.contents(atPath: folder.journalPath) == content)
    }

    @Test func `a journal of a newer program is refused`() async throws {
        await (try opened()).close()
        let database = try JournalSchema.open(folder.journalPath)
        try await database.write { try $0.execute(sql: "PRAGMA user_version = 99") }
        try database.close()
        #expect(throws: JournalError.newer(path: folder.journalPath, kind: "journal", version: 99)) { _ = try opened() }
    }

    @Test func `a state folder that cannot be made names itself`() throws {
        try Data().write(to: URL(fileURLWithPath: folder.path))
        let error = #expect(throws: JournalError.self) { _ = try opened() }
        guard case .unwritable(let path, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(path == folder.path)
    }

    @Test(
        arguments: [
            ("/x", ["SLUICE_HOME": "/y", "HOME": "/h"], "/x"), ("rel", ["HOME": "/h"], "/work/rel"),
            (nil, ["SLUICE_HOME": "/y", "HOME": "/h"], "/y"), (nil, ["SLUICE_HOME": "", "HOME": "/h"], "/h/.local/state/sluice"),
            (nil, ["HOME": "/h"], "/h/.local/state/sluice"),
        ] as [(String?, [String: String], String)])
    func `state lives where the option, then the variable, then the home says`(option: String?, variables: [String: String], path: String) {
        #expect(StateFolder.standard(option: option, environment: variables, workingFolder: "/work").path == path)
    }
}
