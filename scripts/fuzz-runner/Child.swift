import Foundation
import Glibc

/// A copy of this program that is watched while it runs.
final class Child {
    enum End: Equatable {
        case exited(Int32)
        case trapped(signal: Int32)
        /// It said nothing for too long and was ended.
        case hung
    }

    private let process = Process()
    private let pipe = Pipe()
    private var unread = ""

    init(_ arguments: [String]) throws {
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// Hands over each line, until the process ends or says nothing for so many seconds.
    func follow(patience: Int, _ take: (Substring) -> Void) -> End {
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        while true {
            var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = unsafe poll(&watched, 1, Int32(patience) * 1000)
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else {
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                return .hung
            }
            let data = pipe.fileHandleForReading.availableData
            if data.isEmpty { break }
            unread += String(decoding: data, as: UTF8.self)
            var lines = unread.split(separator: "\n", omittingEmptySubsequences: false)
            let last = lines.removeLast()
            for line in lines { take(line) }
            unread = String(last)
        }
        process.waitUntilExit()
        return process.terminationReason == .uncaughtSignal
            ? .trapped(signal: process.terminationStatus) : .exited(process.terminationStatus)
    }
}
