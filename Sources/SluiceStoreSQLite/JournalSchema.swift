import Foundation
import GRDB
import SluiceModel
import SluiceStore

/// Where a chain ends.
struct JournalEnd: Sendable {
    var sequence: Int64 = 0
    var checksum = JournalRecord.origin
}

/// The tables of a journal file and what is said to them.
enum JournalSchema {
    /// `user_version` of the file; a reader refuses a higher one.
    static let version = 1
    /// "SLCE", so that a journal is recognised among SQLite files.
    static let applicationID = 0x534C_4345

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    static func open(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(5)
        configuration.label = "journal"
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        // Only now: choosing the write-ahead log makes the connection one that does not wait for the disk.
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 2000")
        }
        return queue
    }

    static func isPrepared(_ database: DatabaseQueue) throws -> Bool {
        try database.read { try $0.tableExists("record") }
    }

    static func refuseNewer(_ database: DatabaseQueue, path: String) throws {
        let found = try database.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
        guard found <= version else { throw JournalError.newer(path: path, kind: "journal", version: found) }
    }

    static func migrate(_ database: DatabaseQueue, path: String) throws {
        try refuseNewer(database, path: path)
        guard try !isPrepared(database) else { return }
        try database.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE record (
                        sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, version INTEGER NOT NULL,
                        payload BLOB NOT NULL, checksum TEXT NOT NULL
                    ) STRICT;
                    CREATE TABLE kept (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
                    PRAGMA user_version = \(version);
                    PRAGMA application_id = \(applicationID);
                    """)
        }
    }

    /// Hands over at most `limit` records (all if negative) after `sequence`, checking numbers and chain from there.
    static func read(
        _ database: DatabaseQueue, path: String, after sequence: Int64, limit: Int = -1, _ body: (JournalRecord) throws -> Void
    ) throws -> JournalEnd {
        try database.read { database in
            var end = JournalEnd()
            if sequence > 0 {
                end.sequence = sequence
                end.checksum =
                    try String.fetchOne(database, sql: "SELECT checksum FROM record WHERE sequence = ?", arguments: [sequence])
                    ?? JournalRecord.origin
            }
            let rows = try RecordRows(database, after: sequence, limit: limit)
            while let record = try rows.next() {
                guard record.sequence == end.sequence + 1 else {
                    throw JournalError.damaged(
                        path: path, sequence: end.sequence + 1, readable: end.sequence,
                        reason: "record \(end.sequence + 1) is missing; record \(record.sequence) follows")
                }
                guard record.isIntact(after: end.checksum) else {
                    throw JournalError.damaged(
                        path: path, sequence: record.sequence, readable: end.sequence,
                        reason: "the checksum of record \(record.sequence) does not match its content")
                }
                try body(record)
                end = JournalEnd(sequence: record.sequence, checksum: record.checksum)
            }
            return end
        }
    }

    static func keep(_ bytes: [UInt8], as name: String, _ database: Database) throws {
        try database.execute(sql: "INSERT OR REPLACE INTO kept (name, bytes) VALUES (?, ?)", arguments: [name, Data(bytes)])
    }

    static func kept(_ name: String, _ database: Database) throws -> [UInt8]? {
        try Data.fetchOne(database, sql: "SELECT bytes FROM kept WHERE name = ?", arguments: [name]).map { [UInt8]($0) }
    }

    /// What a failure of the file means for an operator; a journal's own errors stay what they are.
    static func meaning(of error: any Error, path: String) -> JournalError {
        if let error = error as? JournalError { return error }
        guard let error = error as? DatabaseError else { return .failed(path: path, reason: "\(error)") }
        let reason = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        case .SQLITE_FULL: return .full(path: path)
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: return .unwritable(path: path, reason: reason)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_MISMATCH, .SQLITE_CONSTRAINT:
            return .damaged(path: path, sequence: 1, readable: 0, reason: reason)
        default: return .failed(path: path, reason: reason)
        }
    }
}
