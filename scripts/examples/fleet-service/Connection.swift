import FlyingSocks
import Foundation

/// What came back from a server.
struct Answer: Sendable {
    var status: Int
    var revision: String?
    var body: String
}

/// One HTTP connection as a user's browser holds it; not shared between tasks.
struct Connection {
    private let socket: AsyncSocket
    private let host: String
    private var received: [UInt8] = []
    private static let longestAnswer = 4 << 20

    init(to endpoint: Endpoint, timeout: Double) async throws {
        host = "\(endpoint.host):\(endpoint.port)"
        socket = try await AsyncSocket.connected(to: endpoint.socketAddress(), timeout: timeout)
    }

    func close() {
        try? socket.close()
    }

    /// Sends one request and reads its answer; the connection can be used again afterwards.
    mutating func get(_ path: String) async throws -> Answer {
        try await socket.write(Data("GET \(path) HTTP/1.1\r\nHost: \(host)\r\n\r\n".utf8))
        return try await answer(untilClosed: false)
    }

    /// Sends one request on a connection that the server closes after its answer, whatever framing it uses.
    mutating func getAndClose(_ path: String) async throws -> Answer {
        defer { close() }
        try await socket.write(Data("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n".utf8))
        return try await answer(untilClosed: true)
    }

    private mutating func answer(untilClosed: Bool) async throws -> Answer {
        while true {
            if let head = Head(received), let length = head.bodyLength(untilClosed: untilClosed), received.count >= head.size + length {
                let body = String(decoding: received[head.size..<(head.size + length)], as: UTF8.self)
                received.removeFirst(head.size + length)
                return Answer(status: head.status, revision: head.fields["x-revision"], body: body)
            }
            guard received.count < Self.longestAnswer else { throw Failure(description: "\(host) sent more than 4 MiB") }
            do {
                received += try await socket.read(atMost: 4096)
            } catch SocketError.disconnected where untilClosed {
                guard let head = Head(received) else { throw SocketError.disconnected }
                return Answer(status: head.status, body: String(decoding: received[head.size...], as: UTF8.self))
            }
        }
    }
}

/// The status line and the fields of an answer, once all of them have arrived.
private struct Head {
    var status: Int
    var fields: [String: String] = [:]
    var size: Int

    init?(_ bytes: [UInt8]) {
        let end = Array("\r\n\r\n".utf8)
        guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else { return nil }
        let lines = String(decoding: bytes[..<start], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else { return nil }
        self.status = status
        size = start + end.count
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
    }

    /// Bytes of body to wait for; nothing when only the end of the connection tells.
    func bodyLength(untilClosed: Bool) -> Int? {
        if let length = fields["content-length"].flatMap(Int.init), length >= 0 { return length }
        return untilClosed ? nil : 0
    }
}

/// Runs `operation`, and gives up on it when it takes longer than `seconds`.
func within<Value: Sendable>(_ seconds: Double, _ operation: @escaping @Sendable () async throws -> Value) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            try await Task.sleep(for: .seconds(seconds))
            throw Failure(description: "no answer within \(seconds) s")
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}
