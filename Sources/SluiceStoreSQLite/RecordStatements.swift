import GRDB
import GRDBSQLite
import SluiceModel
import SluiceStore

// Records are written and read by the thousand, so their columns go to SQLite and come from it without a box for each value.

extension JournalSchema {
    static func insert(_ records: [JournalRecord], _ database: Database) throws {
        let statement = unsafe try database.cachedStatement(
            sql: "INSERT INTO record (sequence, at, kind, version, payload, checksum) VALUES (?, ?, ?, ?, ?, ?)"
        ).sqliteStatement
        for record in records {
            unsafe try bind(record, to: statement, database)
        }
    }

    /// The bytes are SQLite's only as long as the statement runs, so nothing is copied.
    private static func bind(_ record: JournalRecord, to statement: OpaquePointer, _ database: Database) throws {
        var (kind, checksum) = (record.kind, record.checksum)
        let code = kind.withUTF8 { kind in
            checksum.withUTF8 { checksum in
                unsafe record.payload.withUnsafeBytes { payload in
                    unsafe sqlite3_bind_int64(statement, 1, record.sequence)
                    unsafe sqlite3_bind_int64(statement, 2, record.at.nanoseconds)
                    unsafe sqlite3_bind_text(statement, 3, kind.baseAddress, Int32(kind.count), nil)
                    unsafe sqlite3_bind_int64(statement, 4, Int64(record.version))
                    if record.payload.isEmpty {
                        unsafe sqlite3_bind_zeroblob(statement, 5, 0)
                    } else {
                        unsafe sqlite3_bind_blob64(statement, 5, payload.baseAddress, UInt64(payload.count), nil)
                    }
                    unsafe sqlite3_bind_text(statement, 6, checksum.baseAddress, Int32(checksum.count), nil)
                    let code = unsafe sqlite3_step(statement)
                    unsafe sqlite3_reset(statement)
                    return code
                }
            }
        }
        guard code == SQLITE_DONE else { throw DatabaseError(resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage) }
    }
}

/// Stored records in the order of their numbers, as they are found; nothing is verified.
struct RecordRows {
    private let statement: Statement
    private let database: Database

    /// At most `limit` (all if negative) after `sequence`.
    init(_ database: Database, after sequence: Int64, limit: Int) throws {
        self.database = database
        statement = try database.makeStatement(
            sql: "SELECT sequence, at, kind, version, payload, checksum FROM record WHERE sequence > ? ORDER BY sequence LIMIT ?")
        try statement.setArguments([sequence, limit])
    }

    func next() throws -> JournalRecord? {
        let row = unsafe statement.sqliteStatement
        switch unsafe sqlite3_step(row) {
        case SQLITE_ROW:
            return unsafe JournalRecord(
                sequence: sqlite3_column_int64(row, 0), at: Instant(nanoseconds: sqlite3_column_int64(row, 1)), kind: text(row, 2),
                version: Int(sqlite3_column_int64(row, 3)), payload: Array(bytes(row, 4)), storedChecksum: text(row, 5))
        case SQLITE_DONE: return nil
        case let code: throw DatabaseError(resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage)
        }
    }

    /// What is no UTF-8 comes out as something else, which the checksum shows.
    private func text(_ row: SQLiteStatement, _ column: Int32) -> String {
        unsafe String(decoding: bytes(row, column), as: UTF8.self)
    }

    /// Valid until the next step. SQLite gives no address for nothing.
    private func bytes(_ row: SQLiteStatement, _ column: Int32) -> UnsafeRawBufferPointer {
        let start = unsafe sqlite3_column_blob(row, column)
        return unsafe UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(row, column)))
    }
}
