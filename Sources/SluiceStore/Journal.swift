public import SluiceModel

/// One journal entry as it is stored.
public struct JournalRecord: Hashable, Sendable {
    /// From 1, without gaps.
    public var sequence: Int64
    public var at: Instant
    /// The event's name in snake_case.
    public var kind: String
    /// Of the payload's form; a reader refuses one that it does not know.
    public var version: Int
    /// Canonical JSON.
    public var payload: [UInt8]
    /// SHA-256 over the predecessor's checksum and every field above.
    public var checksum: String

    public init(sequence: Int64, at: Instant, kind: String, version: Int, payload: [UInt8], previousChecksum: String) {
        self.sequence = sequence
        self.at = at
        self.kind = kind
        self.version = version
        self.payload = payload
        checksum = Self.checksum(sequence: sequence, at: at, kind: kind, version: version, payload: payload, after: previousChecksum)
    }

    /// A record read from a medium, with the checksum found there.
    public init(sequence: Int64, at: Instant, kind: String, version: Int, payload: [UInt8], storedChecksum: String) {
        self.sequence = sequence
        self.at = at
        self.kind = kind
        self.version = version
        self.payload = payload
        checksum = storedChecksum
    }

    /// The predecessor of the first record.
    public static let origin = String(repeating: "0", count: 64)

    public func isIntact(after previousChecksum: String) -> Bool {
        checksum == Self.checksum(sequence: sequence, at: at, kind: kind, version: version, payload: payload, after: previousChecksum)
    }

    private static func checksum(
        sequence: Int64, at: Instant, kind: String, version: Int, payload: [UInt8], after previous: String
    ) -> String {
        var bytes = [UInt8]()
        bytes.reserveCapacity(previous.utf8.count + kind.utf8.count + payload.count + 64)
        bytes.append(line: previous.utf8)
        bytes.append(line: sequence)
        bytes.append(line: at.nanoseconds)
        bytes.append(line: kind.utf8)
        bytes.append(line: Int64(version))
        bytes.append(contentsOf: payload)
        var hash = SHA256()
        hash.update(bytes)
        return hash.hexDigest()
    }
}

extension [UInt8] {
    fileprivate mutating func append(line text: String.UTF8View) {
        append(contentsOf: text)
        append(UInt8(ascii: "\n"))
    }

    /// In decimal.
    fileprivate mutating func append(line number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        let start = count
        var rest = number.magnitude
        repeat {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
        append(UInt8(ascii: "\n"))
    }
}

/// What is appended: a record without its place in the chain.
public struct JournalEntry: Hashable, Sendable {
    public var at: Instant
    public var kind: String
    public var version: Int
    public var payload: [UInt8]
    public init(at: Instant, kind: String, version: Int, payload: [UInt8]) {
        self.at = at
        self.kind = kind
        self.version = version
        self.payload = payload
    }
}

/// Who has a journal open for writing.
public struct JournalHolder: Hashable, Sendable, Codable, CustomStringConvertible {
    public var process: Int32
    public var host: String
    public var user: String
    public var since: Instant
    /// The command line, shortened.
    public var program: String
    public init(process: Int32, host: String, user: String, since: Instant, program: String) {
        self.process = process
        self.host = host
        self.user = user
        self.since = since
        self.program = program
    }
    public var description: String { "process \(process) on \(host) (\(program), user \(user), since \(since))" }
}

/// What goes wrong with a journal; each names the place and the way out.
public enum JournalError: Error, Hashable, Sendable, Codable {
    /// Another process has it open for writing.
    case held(by: JournalHolder?, path: String)
    case unwritable(path: String, reason: String)
    case full(path: String)
    /// The chain breaks at `sequence`; `readable` records before it are intact.
    case damaged(path: String, sequence: Int64, readable: Int64, reason: String)
    /// Written by a newer program.
    case newer(path: String, kind: String, version: Int)
    /// The medium failed; what was being appended may or may not be there: open it again.
    case failed(path: String, reason: String)
}

/// An append-only chain of records with one writer.
public protocol Journal: Sendable {
    /// Appends all entries in one durable step, groups of concurrent callers into one transaction and one sync, and returns
    /// the sequence number of the last. After an error nothing or everything of it is there; open the journal again to know.
    func append(_ entries: [JournalEntry]) async throws(JournalError) -> Int64

    /// At most `limit` records after `sequence`, in order, verified against the chain while they are read.
    func records(after sequence: Int64, limit: Int) async throws -> [JournalRecord]

    /// Keeps samples, snapshots and other things whose loss loses no decision; last write wins.
    func keep(_ bytes: [UInt8], as name: String) async throws(JournalError)
    func kept(_ name: String) async throws(JournalError) -> [UInt8]?

    /// Ends writing and lets the next writer in.
    func close() async
}
