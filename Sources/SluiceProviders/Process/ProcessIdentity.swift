import CProcess
import Foundation
import Glibc
import Synchronization

/// One process for ever: a number may be used again, but not with the same start time in the same boot.
struct ProcessIdentity: Hashable, Sendable {
    var pid: Int32
    /// Clock ticks since the machine was started.
    var startTime: UInt64

    /// A handle to it; `nil` when it is gone (or its number now belongs to somebody else).
    func open() -> ProcessHandle? {
        let descriptor = cprocess_open(pid)
        guard descriptor >= 0 else { return nil }
        let handle = ProcessHandle(descriptor)
        // Looked at after the handle is held: from then on the number cannot pass to another process unnoticed.
        guard let found = ProcessFacts(pid: pid), found.startTime == startTime, !found.isDead else { return nil }
        return handle
    }

    static let bootID: String = {
        let bytes = FileManager.default.contents(atPath: "/proc/sys/kernel/random/boot_id") ?? Data()
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }()
}

/// An open handle to a process, closed with the last reference.
final class ProcessHandle: Sendable {
    let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }
    deinit { close(descriptor) }

    func signal(_ number: Int32) { _ = cprocess_signal(descriptor, number) }

    /// The exit code of a child that has ended (128 + signal when it was killed); `nil` for one that is no child.
    func reap() -> Int32? {
        var code: Int32 = 0
        return unsafe cprocess_reap(descriptor, &code) == 1 ? code : nil
    }
}

/// What `/proc/PID/stat` tells.
struct ProcessFacts: Hashable, Sendable {
    var pid: Int32
    var isDead: Bool
    var group: Int32
    var session: Int32
    var startTime: UInt64

    init?(pid: Int32) {
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let name = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: name)...].split(separator: " ")
        guard fields.count > 19, let group = Int32(fields[2]), let session = Int32(fields[3]), let start = UInt64(fields[19]) else {
            return nil
        }
        self.pid = pid
        isDead = fields[0] == "Z" || fields[0] == "X"
        self.group = group
        self.session = session
        startTime = start
    }

    var identity: ProcessIdentity { ProcessIdentity(pid: pid, startTime: startTime) }

    static func all() -> [ProcessFacts] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { Int32($0) }.compactMap { ProcessFacts(pid: $0) }.filter { !$0.isDead }
    }

    /// Whether it was started with this line in its environment; unknown counts as no.
    func hasInEnvironment(_ line: String) -> Bool {
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/environ") else { return false }
        return bytes.split(separator: 0).contains { $0.elementsEqual(line.utf8) }
    }
}
