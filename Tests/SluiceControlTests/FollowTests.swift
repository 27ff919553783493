import SluiceModel
import SluiceStore
import Testing

@testable import SluiceControl

@Suite struct FollowTests {
    @Test func `a follower gets the journal and then what becomes durable, each once and in order`() async throws {
        let ends = try await Ends()
        await ends.runtime.appendHeartbeats(700)
        // Between the first read of the journal and the feed, a hundred more.
        await ends.runtime.atFirstRead { await $0.appendHeartbeats(100) }
        let client = try await ends.client()
        let stream = client.follow(after: 10)
        #expect(try await stream.numbers(790) == Array(11...800))
        await ends.runtime.appendHeartbeats(5)
        #expect(try await stream.numbers(5) == Array(801...805))
        await ends.server.stop()
    }

    @Test func `events come while a writer is busy`() async throws {
        let ends = try await Ends()
        let client = try await ends.client()
        async let writing: Void = {
            for number in 1...50 {
                await ends.runtime.appendHeartbeats(number)
                _ = try await client.submit(Ends.envelope(number))
            }
        }()
        #expect(try await client.follow(after: 0).numbers(1325) == Array(1...1325))
        try await writing
        await ends.server.stop()
    }

    @Test func `following ends when the holder stops, after everything has been told`() async throws {
        let ends = try await Ends(limits: ControlLimits(farewell: .seconds(60)))
        await ends.runtime.appendHeartbeats(3)
        let stream = try await ends.client().follow(after: 0)
        #expect(try await stream.numbers(3) == [1, 2, 3])
        await ends.runtime.appendHeartbeats(2)
        await ends.runtime.stop()
        await ends.server.stop()
        #expect(try await stream.numbers(9) == [4, 5])
    }

    @Test func `a holder that vanishes is noticed`() async throws {
        let ends = try await Ends(limits: ControlLimits(farewell: .zero))
        await ends.runtime.appendHeartbeats(1)
        let stream = try await ends.client().follow(after: 0)
        #expect(try await stream.numbers(1) == [1])
        await ends.server.stop()
        await #expect(throws: ControlError.lost(path: ends.folder + "/socket")) { _ = try await stream.numbers(1) }
    }

    @Test func `a follower who knows more than has been told is told what comes after that`() async throws {
        let ends = try await Ends()
        await ends.runtime.appendHeartbeats(2)
        let stream = try await ends.client().follow(after: 4)
        async let numbers = stream.numbers(2)
        await ends.runtime.appendHeartbeats(4)
        #expect(try await numbers == [5, 6])
        await ends.server.stop()
    }

    @Test func `there is nothing before the first event`() async throws {
        let ends = try await Ends()
        let client = try await ends.client()
        await #expect(throws: Refusal("there is no event -1", help: "the first is 1; follow after 0 for all")) {
            _ = try await client.follow(after: -1).numbers(1)
        }
        await ends.server.stop()
    }

    @Test func `a journal that cannot be read ends following with the reason`() async throws {
        let ends = try await Ends()
        await ends.runtime.appendHeartbeats(2)
        await ends.runtime.fail(with: .full(path: "/j"))
        let client = try await ends.client()
        await #expect(throws: JournalError.full(path: "/j")) { _ = try await client.follow(after: 0).numbers(1) }
        await ends.server.stop()
    }

    @Test func `a slow follower costs a bounded number of events and misses none`() {
        let queue = FollowQueue(after: 0, limit: 4)
        func record(_ sequence: Int64) -> EventRecord { EventRecord(sequence: sequence, at: Instant(seconds: 0), event: .heartbeat) }
        for number in 1...3 { queue.offer(record(Int64(number))) }
        #expect(queue.step(after: 0) == .events([1, 2, 3].map(record)))
        for number in 4...9 { queue.offer(record(Int64(number))) }
        #expect(queue.step(after: 3) == .journal)
        #expect(queue.step(after: 7) == .events([8, 9].map(record)))
        #expect(queue.step(after: 9) == .wait)
        queue.finish()
        #expect(queue.step(after: 8) == .journal)
        #expect(queue.step(after: 9) == .finished)
    }

    @Test func `events that the journal told already are not told again`() {
        let queue = FollowQueue(after: 2, limit: 4)
        func record(_ sequence: Int64) -> EventRecord { EventRecord(sequence: sequence, at: Instant(seconds: 0), event: .heartbeat) }
        for number in 1...5 { queue.offer(record(Int64(number))) }
        #expect(queue.step(after: 0) == .journal)
        #expect(queue.step(after: 4) == .events([record(5)]))
    }
}
