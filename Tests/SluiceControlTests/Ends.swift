import Foundation
import Glibc
import SluiceModel

@testable import SluiceControl

/// Two ends over a folder of their own.
struct Ends {
    let folder: String
    let runtime = FakeRuntime()
    let server: ControlServer

    static func temporaryFolder(depth: Int = 0) throws -> String {
        var path = FileManager.default.temporaryDirectory.path + "/sluice-control-\(UUID().uuidString)"
        for _ in 0..<depth { path += "/" + String(repeating: "deep", count: 10) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    init(depth: Int = 0, limits: ControlLimits = ControlLimits()) async throws {
        folder = try Self.temporaryFolder(depth: depth)
        server = try await ControlServer(folder: folder, holder: "process 7", runtime: runtime, limits: limits)
    }

    func client() async throws -> ControlClient {
        guard let client = try await ControlClient.connect(folder, patience: .seconds(60)) else { throw Missing(what: "a holder") }
        return client
    }

    /// A connection that says what it likes; the greeting is read already.
    func stranger() async throws -> Stranger {
        let socket = try SocketFolder(folder)
        guard let connected = try await socket.connect() else { throw Missing(what: "a holder") }
        let connection = Connection(connected, pool: try await socket.pool())
        let stranger = Stranger(connection: connection, reader: LineReader(connection, longest: 1 << 20))
        _ = try await stranger.line()
        return stranger
    }

    static func envelope(_ number: Int) -> CommandEnvelope {
        CommandEnvelope(id: CommandID("test/\(number)"), by: "ann", command: .pause(.pipeline("checkout"), because: "because"))
    }
}

struct Stranger {
    let connection: Connection
    let reader: LineReader

    func say(_ text: String) async throws { try await connection.write(Array(text.utf8)) }
    func line() async throws -> String? { try await reader.next().map { String(decoding: $0, as: UTF8.self) } }
    func reply() async throws -> ControlReply? {
        try await reader.next().map { try CanonicalCoding.decode(ControlReply.self, from: $0) }
    }
}

struct Missing: Error {
    var what: String
}

extension AsyncThrowingStream where Element == EventRecord {
    /// The numbers of the next `count` events.
    func numbers(_ count: Int) async throws -> [Int64] {
        var numbers: [Int64] = []
        for try await record in self {
            numbers.append(record.sequence)
            if numbers.count == count { break }
        }
        return numbers
    }
}
