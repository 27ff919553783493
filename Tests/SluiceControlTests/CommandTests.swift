import FlyingSocks
import Foundation
import Glibc
import SluiceModel
import SluiceStore
import Testing

@testable import SluiceControl

@Suite struct CommandTests {
    @Test func `a command is answered by the holder`() async throws {
        let ends = try await Ends()
        let client = try await ends.client()
        #expect(client.holder == "process 7")
        let answer = try await client.submit(Ends.envelope(1))
        #expect(answer == CommandAnswer(isAccepted: true, message: "pause 1"))
        #expect(await ends.runtime.submitted == [Ends.envelope(1)])
        await ends.server.stop()
    }

    @Test func `a repeated command gets the first answer`() async throws {
        let ends = try await Ends()
        let client = try await ends.client()
        let first = try await client.submit(Ends.envelope(1))
        #expect(try await client.submit(Ends.envelope(1)) == first)
        #expect(await ends.runtime.submitted.count == 1)
        await ends.server.stop()
    }

    @Test func `many clients are answered at once`() async throws {
        let ends = try await Ends()
        let client = try await ends.client()
        let messages = try await withThrowingTaskGroup(of: String.self) { group in
            for number in 1...100 { group.addTask { try await client.submit(Ends.envelope(number)).message } }
            return try await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(Set(messages).count == 100)
        await ends.server.stop()
    }

    @Test func `a failed journal reaches the client as what it is`() async throws {
        let ends = try await Ends()
        let failure = JournalError.damaged(path: "/j", sequence: 4, readable: 3, reason: "torn")
        await ends.runtime.fail(with: failure)
        let client = try await ends.client()
        await #expect(throws: failure) { _ = try await client.submit(Ends.envelope(1)) }
        await ends.server.stop()
    }

    static let journalErrors: [JournalError] = [
        .held(by: JournalHolder(process: 1, host: "h", user: "u", since: Instant(seconds: 1), program: "p"), path: "/l"),
        .held(by: nil, path: "/l"),
        .unwritable(path: "/j", reason: "r"), .full(path: "/j"), .damaged(path: "/j", sequence: 2, readable: 1, reason: "r"),
        .newer(path: "/j", kind: "k", version: 9), .failed(path: "/j", reason: "r"),
    ]

    @Test(arguments: journalErrors)
    func `every failure of a journal survives the way`(error: JournalError) throws {
        let line = try ControlReply.failure(error).line().dropLast()
        guard case .failure(let read) = try CanonicalCoding.decode(ControlReply.self, from: line) else { throw Missing(what: "a failure") }
        #expect(read == error)
    }

    @Test func `nobody listens in an empty folder, nor where there is no folder`() async throws {
        let place = try TemporaryFolder()
        #expect(try await ControlClient.connect(place.path) == nil)
        #expect(try await ControlClient.connect(place.path + "/none") == nil)
    }

    @Test func `the socket is its owner's alone`() async throws {
        let ends = try await Ends()
        var found = stat()
        #expect(unsafe lstat(ends.folder + "/socket", &found) == 0)
        #expect(found.st_mode & 0o777 == 0o600)
        #expect(found.st_mode & S_IFMT == S_IFSOCK)
        await ends.server.stop()
    }

    @Test func `the kernel tells who is at the other end`() async throws {
        let ends = try await Ends()
        let stranger = try await ends.stranger()
        #expect(stranger.connection.peer == geteuid())
        #expect(stranger.connection.isTrusted)
        await ends.server.stop()
    }

    @Test func `a stopped holder leaves no socket and answers nobody`() async throws {
        let ends = try await Ends()
        let client = try await ends.client()
        await ends.server.stop()
        #expect(!FileManager.default.fileExists(atPath: ends.folder + "/socket"))
        #expect(try await ControlClient.connect(ends.folder) == nil)
        await #expect(throws: ControlError.lost(path: ends.folder + "/socket")) { _ = try await client.submit(Ends.envelope(1)) }
    }

    @Test func `a socket that a dead holder left is nobody, and is replaced`() async throws {
        let place = try TemporaryFolder()
        // As after a kill: the listening descriptor is closed, the file stays.
        try SocketFolder(place.path).listen().close()
        #expect(FileManager.default.fileExists(atPath: place.path + "/socket"))
        #expect(try await ControlClient.connect(place.path) == nil)
        let runtime = FakeRuntime()
        let server = try await ControlServer(folder: place.path, holder: "the next one", runtime: runtime)
        #expect(try await ControlClient.connect(place.path)?.holder == "the next one")
        await server.stop()
    }

    @Test func `what is not a socket is never removed`() async throws {
        let place = try TemporaryFolder()
        let path = place.path + "/socket"
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        await #expect(throws: ControlError.unusable(path: path, reason: "something that is not a socket is in its place")) {
            _ = try await ControlServer(folder: place.path, holder: "process 7", runtime: FakeRuntime())
        }
        #expect(FileManager.default.contents(atPath: place.path + "/socket") == Data("mine".utf8))
    }

    @Test func `a folder deeper than a socket's path may be works`() async throws {
        let ends = try await Ends(depth: 8)
        #expect(ends.folder.utf8.count > 300)
        #expect(try await ends.client().submit(Ends.envelope(1)).isAccepted)
        await ends.server.stop()
        #expect(!FileManager.default.fileExists(atPath: ends.folder + "/socket"))
    }
}
