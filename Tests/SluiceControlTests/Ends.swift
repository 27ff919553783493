import Foundation
import Glibc
import SluiceModel

@testable import SluiceControl

/// A folder of its own, gone with the last reference.
final class TemporaryFolder: Sendable {
    let path: String
    private let root: String

    init(depth: Int = 0) throws {
        root = FileManager.default.temporaryDirectory.path + "/sluice-control-\(UUID().uuidString)"
        path = root + String(repeating: "/" + String(repeating: "deep", count: 10), count: depth)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }
}

/// Two ends over a folder of their own.
struct Ends {
    private let place: TemporaryFolder
    let runtime = FakeRuntime()
    let server: ControlServer

    init(depth: Int = 0, limits: ControlLimits = ControlLimits()) async throws {
        place = try TemporaryFolder(depth: depth)
        server = try await ControlServer(folder: place.path, holder: "process 7", runtime: runtime, limits: limits)
    }

    var folder: String { place.path }

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
