import SluiceModel
public import SluiceStore

/// What every journal must do, as checks that return what is wrong; empty means that the promise is kept.
public struct JournalContract: Sendable {
    /// Opens a journal on the same medium again, as after a crash: nothing was closed.
    public var reopen: @Sendable () async throws -> any Journal

    public init(reopen: @escaping @Sendable () async throws -> any Journal) { self.reopen = reopen }

    public static func entry(_ number: Int) -> JournalEntry {
        JournalEntry(at: Instant(seconds: Int64(number)), kind: "noted", version: 1, payload: Array("{\"number\":\(number)}".utf8))
    }

    /// Sequence numbers start at 1 and have no gaps; each record carries its predecessor's checksum.
    public func numbersWithoutGaps() async throws -> [String] {
        let journal = try await reopen()
        let first = try await journal.append([Self.entry(1), Self.entry(2)])
        let second = try await journal.append([Self.entry(3)])
        let records = try await journal.records(after: 0, limit: 10)
        await journal.close()
        var wrong = [String]()
        if first != 2 || second != 3 { wrong.append("appends ended at \(first) and \(second), not at 2 and 3") }
        if records.map(\.sequence) != [1, 2, 3] { wrong.append("sequences are \(records.map(\.sequence))") }
        var previous = JournalRecord.origin
        for record in records {
            if !record.isIntact(after: previous) { wrong.append("record \(record.sequence) is not chained to its predecessor") }
            previous = record.checksum
        }
        return wrong
    }

    /// Many callers at once: each append stays together and in order, and nothing is lost.
    public func keepsConcurrentAppendsWhole() async throws -> [String] {
        let journal = try await reopen()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for caller in 0..<50 {
                group.addTask { _ = try await journal.append((0..<3).map { Self.entry(caller * 3 + $0) }) }
            }
            try await group.waitForAll()
        }
        let records = try await journal.records(after: 0, limit: 1000)
        await journal.close()
        var wrong = records.count == 150 ? [] : ["\(records.count) records instead of 150"]
        for start in stride(from: 0, to: records.count - 2, by: 3) {
            let seconds = records[start...start + 2].map { $0.at.flooredSeconds }
            if seconds[1] != seconds[0] + 1 || seconds[2] != seconds[0] + 2 { wrong.append("an append was torn apart: \(seconds)") }
        }
        return wrong
    }

    /// What was appended is there after the medium is opened again; side entries keep the last write.
    public func remembers() async throws -> [String] {
        let journal = try await reopen()
        _ = try await journal.append([Self.entry(7)])
        try await journal.keep([1], as: "sample")
        try await journal.keep([2, 3], as: "sample")
        await journal.close()
        let again = try await reopen()
        let records = try await again.records(after: 0, limit: 10)
        let kept = try await again.kept("sample")
        let unknown = try await again.kept("nothing")
        await again.close()
        var wrong = [String]()
        if records.map(\.payload) != [Self.entry(7).payload] { wrong.append("the record is not there after opening again") }
        if kept != [2, 3] { wrong.append("the side entry is \(kept.map { "\($0)" } ?? "missing")") }
        if unknown != nil { wrong.append("something was kept under a name that nobody used") }
        return wrong
    }
}
