import Foundation

/// The claim of one effect as its supervisor wrote it; the form is described in `record.h` of the supervisor.
struct EffectClaim: Hashable, Sendable {
    var key: String
    var supervisor: ProcessIdentity
    var bootID: String
    /// On the boot clock of that boot; 0 is no bound.
    var mustEndBy: UInt64
    var logBound: Int

    init?(_ block: [UInt8]) {
        guard let lines = RecordLines(block, title: "sluice-claim 1"), lines.isSum() else { return nil }
        guard let key = lines["key"], let pid = lines["pid"].flatMap(Int32.init), let start = lines["start"].flatMap(UInt64.init),
            let bootID = lines["boot"], let mustEndBy = lines["must_end_by_ns"].flatMap(UInt64.init),
            let logBound = lines["log_bound"].flatMap({ Int($0) })
        else { return nil }
        self.key = key
        supervisor = ProcessIdentity(pid: pid, startTime: start)
        self.bootID = bootID
        self.mustEndBy = mustEndBy
        self.logBound = logBound
    }
}

/// How a command ended.
public struct CommandEnding: Hashable, Sendable {
    public enum End: Hashable, Sendable {
        case exited(Int)
        case signalled(Int)
        /// With the `errno` of the attempt to start it; 0 when its time was up, or it was cancelled, before.
        case notStarted(Int32)
    }
    public enum Because: String, Hashable, Sendable {
        case itself
        case timedOut = "timed_out"
        case cancelled
    }
    public var end: End
    public var because: Because
    /// Something that it left running still holds its output.
    public var isOutputHeld: Bool
    /// Processes of its tree that even KILL did not end.
    public var remaining: Int
    /// The beginning of standard output where it was asked for, secrets replaced.
    public var captured: [UInt8]
    /// All of standard output, in bytes.
    public var capturedFrom: Int

    init?(_ block: [UInt8], captured room: [UInt8]) {
        guard let lines = RecordLines(block, title: "sluice-record 1") else { return nil }
        let capturedCount = lines["captured"].flatMap { Int($0) } ?? 0
        guard (0...room.count).contains(capturedCount), lines.isSum(with: room[..<capturedCount]) else { return nil }
        let words = lines["end"]?.split(separator: " ") ?? []
        guard words.count == 2, let value = Int(words[1]), let because = lines["because"].flatMap(Because.init(rawValue:)) else {
            return nil
        }
        switch words[0] {
        case "exited": end = .exited(value)
        case "signalled": end = .signalled(value)
        case "not_started": end = .notStarted(Int32(clamping: value))
        default: return nil
        }
        self.because = because
        isOutputHeld = lines["output_held"] == "1"
        remaining = lines["remaining"].flatMap { Int($0) } ?? 0
        captured = Array(room[..<capturedCount])
        capturedFrom = lines["stdout_bytes"].flatMap { Int($0) } ?? capturedCount
    }
}

/// Lines `name value` under a title, the last one `sum` over those before it; what follows is padding.
private struct RecordLines {
    private var values: [(name: String, value: String)] = []
    private var sum: UInt64
    private var ownSum: UInt64

    subscript(name: String) -> String? { values.first { $0.name == name }?.value }

    /// `nil` when the title is another one or no sum follows: torn, foreign or empty.
    init?(_ block: [UInt8], title: String) {
        guard block.starts(with: title.utf8), block.count > title.utf8.count, block[title.utf8.count] == Self.lineEnd else { return nil }
        var start = title.utf8.count + 1
        while let end = block[start...].firstIndex(of: Self.lineEnd) {
            let line = block[start..<end]
            guard let blank = line.firstIndex(of: UInt8(ascii: " ")) else { return nil }
            let name = String(decoding: line[..<blank], as: UTF8.self)
            let value = String(decoding: line[(blank + 1)...], as: UTF8.self)
            if name == "sum" {
                guard let sum = UInt64(value, radix: 16) else { return nil }
                self.sum = sum
                ownSum = Self.sum(block[..<start], from: 0xcbf2_9ce4_8422_2325)
                return
            }
            values.append((name, value))
            start = end + 1
        }
        return nil
    }

    /// Whether the sum is over the lines, and `more` after them.
    func isSum(with more: some Sequence<UInt8> = []) -> Bool { Self.sum(more, from: ownSum) == sum }

    private static let lineEnd = UInt8(ascii: "\n")

    private static func sum(_ bytes: some Sequence<UInt8>, from start: UInt64) -> UInt64 {
        bytes.reduce(start) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
