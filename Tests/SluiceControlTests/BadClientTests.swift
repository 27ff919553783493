import FlyingSocks
import SluiceModel
import Testing

@testable import SluiceControl

@Suite struct BadClientTests {
    @Test(arguments: [
        "GET / HTTP/1.1", "", "{", "null", "[]", "{}", "\u{1}\u{2}", #"{"command":{}}"#, #"{"command":{"id":1}}"#, #"{"follow":{}}"#,
        #"{"follow":{"after":"x"}}"#, #"{"follow":{"after":1e99}}"#, #"{"dance":{}}"#, #"{"command":{},"follow":{"after":0}}"#,
        String(repeating: "[", count: 4000), "\"\\ud800\"",
    ])
    func `what is no request gets an error line, and the next request an answer`(garbage: String) async throws {
        let ends = try await Ends()
        let stranger = try await ends.stranger()
        try await stranger.say(garbage + "\n")
        guard case .refused = try await stranger.reply() else { throw Missing(what: "a refusal") }
        let request = try CanonicalCoding.bytes(of: ControlRequest.command(Ends.envelope(1)))
        try await stranger.say(String(decoding: request, as: UTF8.self) + "\n")
        guard case .answer(let answer) = try await stranger.reply() else { throw Missing(what: "an answer") }
        #expect(answer.isAccepted)
        await ends.server.stop()
    }

    @Test func `bytes that are no text get an error line`() async throws {
        let ends = try await Ends()
        let stranger = try await ends.stranger()
        try await stranger.connection.write([0x22, 0xFF, 0xFE, 0x22, Line.end])
        guard case .refused = try await stranger.reply() else { throw Missing(what: "a refusal") }
        await ends.server.stop()
    }

    @Test func `a line beyond the bound is refused and ends its connection only`() async throws {
        let ends = try await Ends(limits: ControlLimits(longestLine: 1000))
        let other = try await ends.stranger()
        let stranger = try await ends.stranger()
        try await stranger.say(String(repeating: "x", count: 1001) + "\n")
        guard case .refused(let refusal) = try await stranger.reply() else { throw Missing(what: "a refusal") }
        #expect(refusal.message == "a line is longer than 1000 bytes")
        #expect(try await stranger.line() == nil)
        try await other.say("?\n")
        guard case .refused = try await other.reply() else { throw Missing(what: "a refusal") }
        await ends.server.stop()
    }

    @Test func `a line that never ends is cut off at the bound`() async throws {
        let ends = try await Ends(limits: ControlLimits(longestLine: 1000))
        let stranger = try await ends.stranger()
        try await stranger.say(String(repeating: "x", count: 100_000))
        guard case .refused = try await stranger.reply() else { throw Missing(what: "a refusal") }
        #expect(try await stranger.line() == nil)
        await ends.server.stop()
    }

    @Test func `requests that arrive together are answered in order`() async throws {
        let ends = try await Ends()
        let stranger = try await ends.stranger()
        var text = ""
        for number in 1...20 {
            text += String(decoding: try CanonicalCoding.bytes(of: ControlRequest.command(Ends.envelope(number))), as: UTF8.self) + "\n"
        }
        try await stranger.say(text)
        for number in 1...20 {
            guard case .answer(let answer) = try await stranger.reply() else { throw Missing(what: "an answer") }
            #expect(answer.message == "pause \(number)")
        }
        await ends.server.stop()
    }

    @Test func `a follower that never reads holds nobody up`() async throws {
        let ends = try await Ends(limits: ControlLimits(waitingEvents: 16, farewell: .zero))
        let stranger = try await ends.stranger()
        try await stranger.say(#"{"follow":{"after":0}}"# + "\n")
        let client = try await ends.client()
        await ends.runtime.appendHeartbeats(20_000)
        #expect(try await client.submit(Ends.envelope(1)).isAccepted)
        #expect(try await client.follow(after: 19_000).numbers(1001) == Array(19_001...20_001))
        // Its socket's buffer holds some hundred kilobytes; the rest is still in the journal.
        #expect(await ends.runtime.reads < 79)
        await ends.server.stop()
        _ = stranger
    }

    @Test func `a client that vanishes leaves the others alone`() async throws {
        let ends = try await Ends()
        for _ in 1...30 {
            let stranger = try await ends.stranger()
            try await stranger.say(#"{"follow":{"after":0}}"# + "\n" + #"{"comm"#)
        }
        await ends.runtime.appendHeartbeats(10)
        let client = try await ends.client()
        #expect(try await client.submit(Ends.envelope(1)).isAccepted)
        #expect(try await client.follow(after: 0).numbers(11) == Array(1...11))
        await ends.server.stop()
    }

    @Test func `a client that leaves before its answer has still given its command`() async throws {
        let ends = try await Ends()
        let request = String(decoding: try CanonicalCoding.bytes(of: ControlRequest.command(Ends.envelope(1))), as: UTF8.self)
        do {
            let stranger = try await ends.stranger()
            try await stranger.say(request + "\n")
        }
        let client = try await ends.client()
        #expect(try await client.follow(after: 0).numbers(1) == [1])
        #expect(try await client.submit(Ends.envelope(1)).message == "pause 1")
        await ends.server.stop()
    }

    @Test func `more clients than the bound are told so`() async throws {
        let ends = try await Ends(limits: ControlLimits(connections: 2))
        let first = try await ends.stranger()
        let second = try await ends.stranger()
        await #expect(throws: Refusal("too many are connected", help: "try again when some have gone")) {
            _ = try await ControlClient.connect(ends.folder)
        }
        await ends.server.stop()
        _ = (first, second)
    }

    @Test func `something else that listens there is recognised`() async throws {
        let place = try TemporaryFolder()
        let socket = try SocketFolder(place.path)
        let listener = try socket.listen()
        let pool = try await socket.pool()
        async let foreign: Void = {
            let connection = try await Connection.accept(on: listener, pool: pool)
            try await connection.write(Array("220 mail ready\n".utf8))
        }()
        await #expect(throws: ControlError.foreign(path: place.path + "/socket", found: "220 mail ready")) {
            _ = try await ControlClient.connect(place.path)
        }
        try await foreign
        try listener.close()
    }

    @Test func `a holder that says nothing is not waited for for ever`() async throws {
        let place = try TemporaryFolder()
        let listener = try SocketFolder(place.path).listen()
        await #expect(throws: ControlError.silent(path: place.path + "/socket")) {
            _ = try await ControlClient.connect(place.path, patience: .zero)
        }
        try listener.close()
    }
}
