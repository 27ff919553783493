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

    init() {
        folder = StateFolder(path: FileManager.default.temporaryDirectory.path + "/sluice-journal-\(UUID().uuidString)")
    }

    private func opened() throws -> SQLiteJournal { try SQLiteJournal.openForWriting(folder, holder: holder) { _ in } }

    private var contract: JournalContract {
        JournalContract { [folder, holder] in try SQLiteJournal.openForWriting(folder, holder: holder) { _ in } }
    }

    @Test func `numbers have no gaps and every record is chained`() async throws {
        #expect(try await contract.numbersWithoutGaps() == [])
    }

    @Test func `concurrent appends stay whole`() async throws {
        #expect(try await contract.keepsConcurrentAppendsWhole() == [])
    }

    @Test func `what was appended is there after opening again`() async throws {
        #expect(try await contract.remembers() == [])
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
