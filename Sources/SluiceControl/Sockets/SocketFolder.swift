import FlyingSocks
import Foundation
import Glibc

/// An opened state folder and the socket in it.
///
/// The socket's path goes through the opened folder, as `/proc/self/fd/N/socket`: the kernel takes no more than 107 bytes,
/// and state folders may be deeper.
final class SocketFolder: Sendable {
    private static let name = "socket"
    private let descriptor: Int32
    /// As people know it.
    let path: String

    /// Throws `ControlError.unusable`.
    init(_ folder: String) throws(ControlError) {
        path = folder + "/" + Self.name
        descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unusable(path: path, reason: Self.lastReason) }
    }

    deinit { close(descriptor) }

    private var address: sockaddr_un { .unix(path: "/proc/self/fd/\(descriptor)/\(Self.name)") }

    /// Listens; a socket that a dead holder left behind is replaced. The caller holds the state's lock.
    func listen() throws(ControlError) -> Socket {
        try clear()
        let socket = try Self.makeSocket(path: path)
        do {
            // On Linux a socket's file gets the mode of the socket, so that it is nobody else's from the beginning; a umask would
            // be that of every thread.
            guard fchmod(socket.file.rawValue, 0o600) == 0 else { throw SocketError.makeFailed("Mode") }
            try socket.bind(to: address)
            guard Glibc.listen(socket.file.rawValue, 128) == 0 else { throw SocketError.makeFailed("Listen") }
            return socket
        } catch {
            try? socket.close()
            throw .unusable(path: path, reason: Self.reason(of: error))
        }
    }

    /// A connection to whoever listens; `nil` when nobody does.
    func connect() async throws -> Socket? {
        let socket = try Self.makeSocket(path: path)
        while true {
            do {
                try socket.connect(to: address)
                return socket
            } catch SocketError.blocked {
                // Too many wait to be accepted; there is nothing to wait on but time.
                do { try await Task.sleep(for: .milliseconds(20)) } catch {
                    try? socket.close()
                    throw error
                }
            } catch {
                try? socket.close()
                if case SocketError.failed(_, let number, _) = error, [ENOENT, ECONNREFUSED].contains(number) { return nil }
                throw ControlError.unusable(path: path, reason: Self.reason(of: error))
            }
        }
    }

    /// Takes the socket away; nothing else is ever removed.
    func remove() { try? clear() }

    private func clear() throws(ControlError) {
        var found = stat()
        guard unsafe fstatat(descriptor, Self.name, &found, AT_SYMLINK_NOFOLLOW) == 0 else { return }
        guard found.st_mode & S_IFMT == S_IFSOCK else {
            throw .unusable(path: path, reason: "something that is not a socket is in its place")
        }
        guard unsafe unlinkat(descriptor, Self.name, 0) == 0 || errno == ENOENT else {
            throw .unusable(path: path, reason: Self.lastReason)
        }
    }

    private static func makeSocket(path: String) throws(ControlError) -> Socket {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw .unusable(path: path, reason: Self.lastReason) }
        return Socket(file: .init(rawValue: descriptor))
    }

    private static var lastReason: String { unsafe String(cString: strerror(errno)) }

    static func reason(of error: any Error) -> String {
        if case SocketError.failed(_, _, let message) = error { return message }
        return "\(error)"
    }
}
