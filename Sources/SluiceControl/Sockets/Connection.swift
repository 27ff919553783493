import FlyingSocks
import Foundation
import Glibc

/// One end of a connection; closed when nobody refers to it any more, which is never while somebody waits on it.
final class Connection: Sendable {
    private static let chunk = 65_536
    private let socket: Socket
    private let pool: any AsyncSocketPool

    /// Takes over a socket that does not block.
    init(_ socket: Socket, pool: any AsyncSocketPool) {
        self.socket = socket
        self.pool = pool
    }

    deinit { try? socket.close() }

    /// Accepts the next one; the new socket does not block either, and programs that are started do not inherit it.
    static func accept(on listener: Socket, pool: any AsyncSocketPool) async throws -> Connection {
        while true {
            try Task.checkCancellation()
            let descriptor = Glibc.accept(listener.file.rawValue, nil, nil)
            if descriptor >= 0 {
                let connection = Connection(Socket(file: .init(rawValue: descriptor)), pool: pool)
                guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else { throw SocketError.makeFailed("SetFlags") }
                try connection.socket.setFlags(.nonBlocking)
                return connection
            }
            switch errno {
            case EAGAIN: try await pool.suspendSocket(listener, untilReadyFor: .read)
            case EINTR, ECONNABORTED: continue
            // No descriptor or memory is free: others end and give theirs back.
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: try await Task.sleep(for: .milliseconds(100))
            default: throw SocketError.makeFailed("Accept")
            }
        }
    }

    /// The user at the other end, as the kernel noted when the connection was made; `nil` if it does not say.
    var peer: UInt32? {
        var credentials = PeerCredentials()
        var length = socklen_t(MemoryLayout<PeerCredentials>.size)
        let status = unsafe getsockopt(socket.file.rawValue, SOL_SOCKET, SO_PEERCRED, &credentials, &length)
        return status == 0 && length == MemoryLayout<PeerCredentials>.size ? credentials.user : nil
    }

    /// Whether the other end is the same user or root, or this one is root.
    var isTrusted: Bool { peer.map { $0 == geteuid() || $0 == 0 || geteuid() == 0 } ?? false }

    /// Some bytes; `nil` when the other end is gone.
    func read() async throws -> [UInt8]? {
        var isHungUp = false
        while true {
            try Task.checkCancellation()
            do {
                return try socket.read(atMost: Self.chunk)
            } catch SocketError.blocked {
                if isHungUp { return nil }
                // A hang-up is told before what was sent before it has been read.
                do { try await pool.suspendSocket(socket, untilReadyFor: .read) } catch SocketError.disconnected { isHungUp = true }
            } catch is SocketError {
                return nil
            }
        }
    }

    /// Returns when the kernel has taken all of it; throws when the other end is gone.
    func write(_ bytes: [UInt8]) async throws {
        let data = Data(bytes)
        var sent = data.startIndex
        while sent < data.endIndex {
            try Task.checkCancellation()
            do { sent = try socket.write(data, from: sent) } catch SocketError.blocked {
                try await pool.suspendSocket(socket, untilReadyFor: .write)
            }
        }
    }
}

/// The kernel's `struct ucred`.
private struct PeerCredentials {
    var process: Int32 = 0
    var user: UInt32 = .max
    var group: UInt32 = .max
}

/// The one place where this process waits for sockets.
actor SocketReadiness {
    static let shared = SocketReadiness()
    private var starting: Task<any AsyncSocketPool, any Error>?

    func pool() async throws -> any AsyncSocketPool {
        if let starting { return try await starting.value }
        let task = Task<any AsyncSocketPool, any Error> {
            // Level-triggered: what became ready while nobody waited for it is told again.
            let pool = SocketPool.ePoll(triggering: .level)
            try await pool.prepare()
            Task { try await pool.run() }
            return pool
        }
        starting = task
        return try await task.value
    }
}
