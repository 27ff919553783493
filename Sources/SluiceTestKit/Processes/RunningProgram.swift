import Foundation
import Synchronization

/// A program that was started, with what it prints line by line.
///
/// Isolation: any thread may wait, read and signal.
public final class RunningProgram: Sendable {
    private struct Printed {
        var lines: [String] = []
        var errors = ""
        var rest = Data()
        /// Of standard output and standard error.
        var openStreams = 2
        var isComplete: Bool { openStreams == 0 }
    }
    /// How it ended.
    public struct End: Hashable, Sendable {
        /// The exit status, or minus the number of the signal.
        public var status: Int32
        public var lines: [String]
        public var errors: String
        public var text: String { lines.joined(separator: "\n") }
    }

    private let process: Process
    private let printed = Mutex(Printed())
    private let changed = NSCondition()

    /// Starts it with exactly this environment and no standard input, or that text as input.
    public init(_ path: String, _ arguments: [String], environment: [String: String], folder: String, input: String? = nil) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        if let input {
            let pipe = Pipe()
            process.standardInput = pipe
            try process.run()
            pipe.fileHandleForWriting.write(Data(input.utf8))
            try pipe.fileHandleForWriting.close()
        } else {
            process.standardInput = FileHandle.nullDevice
            try process.run()
        }
        read(output.fileHandleForReading) { [weak self] in self?.took($0) }
        read(errors.fileHandleForReading) { [weak self] data in
            self?.printed.withLock { $0.errors += String(decoding: data, as: UTF8.self) }
        }
    }

    public var isRunning: Bool { process.isRunning }
    /// Complete lines on standard output so far.
    public var lineCount: Int { printed.withLock { $0.lines.count } }
    public var processID: Int32 { process.processIdentifier }

    private func read(_ handle: FileHandle, _ take: @escaping @Sendable (Data) -> Void) {
        Thread.detachNewThread { [self] in
            while true {
                let data = handle.availableData
                if data.isEmpty { break }
                take(data)
            }
            changed.lock()
            printed.withLock { $0.openStreams -= 1 }
            changed.broadcast()
            changed.unlock()
        }
    }

    private func took(_ data: Data) {
        changed.lock()
        printed.withLock { printed in
            printed.rest += data
            while let end = printed.rest.firstIndex(of: 0x0A) {
                printed.lines.append(String(decoding: printed.rest[printed.rest.startIndex..<end], as: UTF8.self))
                printed.rest = Data(printed.rest[printed.rest.index(after: end)...])
            }
        }
        changed.broadcast()
        changed.unlock()
    }

    /// Returns when that many lines are on standard output, or it has ended; false for the latter.
    @discardableResult
    public func waitForLines(_ count: Int) -> Bool {
        changed.lock()
        defer { changed.unlock() }
        while true {
            let (lines, isComplete) = printed.withLock { ($0.lines.count, $0.isComplete) }
            if lines >= count { return true }
            if isComplete { return false }
            changed.wait()
        }
    }

    /// Returns when a line of standard output holds for the check, or it has ended; `nil` for the latter.
    public func waitForLine(_ check: (String) -> Bool) -> String? {
        changed.lock()
        defer { changed.unlock() }
        var seen = 0
        while true {
            let (lines, isComplete) = printed.withLock { ($0.lines, $0.isComplete) }
            while seen < lines.count {
                if check(lines[seen]) { return lines[seen] }
                seen += 1
            }
            if isComplete { return nil }
            changed.wait()
        }
    }

    /// SIGKILL, to itself only.
    public func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }
    public func signal(_ number: Int32) { Foundation.kill(process.processIdentifier, number) }

    /// Waits for its end and for the last of its output.
    public func wait() -> End {
        process.waitUntilExit()
        waitForLines(.max)
        let status = process.terminationReason == .uncaughtSignal ? -process.terminationStatus : process.terminationStatus
        return printed.withLock { printed in
            var lines = printed.lines
            if !printed.rest.isEmpty { lines.append(String(decoding: printed.rest, as: UTF8.self)) }
            return End(status: status, lines: lines, errors: printed.errors)
        }
    }
}
