import SluiceModel
import SluiceStore

/// One client of a holder: takes its requests one after another and answers each.
struct ServedConnection: Sendable {
    /// Read at once from the journal for a follower.
    private static let page = 256
    /// Written at once, in bytes, unless one event is longer.
    private static let portion = 262_144

    let connection: Connection
    let runtime: any ControlledRuntime
    let limits: ControlLimits
    let greeting: Greeting
    /// Called before and after a request is carried out; the connection ends when it says no.
    let mayGoOn: @Sendable (_ isBusy: Bool) -> Bool

    /// Returns when the client is gone, has been told the end, or the task is cancelled.
    func serve() async {
        guard connection.isTrusted else { return }
        let reader = LineReader(connection, longest: limits.longestLine)
        do {
            try await connection.write(CanonicalCoding.bytes(of: greeting) + [Line.end])
            while let line = try await reader.next() {
                guard mayGoOn(true), try await answer(line, reader), mayGoOn(false) else { return }
            }
        } catch is LineReader.TooLong {
            let refusal = Refusal(
                "a line is longer than \(limits.longestLine) bytes", help: "send less at once; this connection ends here")
            try? await say(.refused(refusal))
        } catch {
            // The client is gone, or has to go.
        }
    }

    /// False when nothing more follows on this connection.
    private func answer(_ line: [UInt8], _ reader: LineReader) async throws -> Bool {
        let request: ControlRequest
        do { request = try CanonicalCoding.decode(ControlRequest.self, from: line) } catch {
            try await say(.refused(Refusal("this is no request: \(error)", help: "one `command` or `follow` as JSON on a line")))
            return true
        }
        switch request {
        case .command(let envelope):
            try await say(await carryOut(envelope))
            return true
        case .follow(let sequence): return try await follow(after: sequence, reader)
        }
    }

    private func carryOut(_ envelope: CommandEnvelope) async -> ControlReply {
        do { return .answer(try await runtime.submit(envelope)) } catch { return .failure(Self.failure(error)) }
    }

    // MARK: Following

    private func follow(after sequence: Int64, _ reader: LineReader) async throws -> Bool {
        let (last, events) = await runtime.durableEvents()
        // Higher than the last is fine: who reads the journal may know what the runtime is just about to tell.
        guard sequence >= 0 else {
            try await say(.refused(Refusal("there is no event \(sequence)", help: "the first is 1; follow after 0 for all")))
            return true
        }
        let queue = FollowQueue(after: last, limit: limits.waitingEvents)
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await record in events { queue.offer(record) }
                queue.finish()
                return false
            }
            group.addTask {
                try? await tell(queue, after: sequence)
                return true
            }
            // Whatever a follower says is dropped; it is read to notice that it has gone.
            group.addTask {
                while (try? await reader.next()) != nil {}
                return true
            }
            while let isOver = await group.next(), !isOver {}
            group.cancelAll()
        }
        return false
    }

    private func tell(_ queue: FollowQueue, after sequence: Int64) async throws {
        var known = sequence
        var changes = queue.changes.makeAsyncIterator()
        while true {
            switch queue.step(after: known) {
            case .events(let records): known = try await tell(records) ?? known
            case .journal:
                let records: [EventRecord]
                do { records = try await runtime.durableEvents(after: known, limit: Self.page) } catch {
                    return try await say(.failure(Self.failure(error)))
                }
                guard let last = try await tell(records) else {
                    return try await say(.failure(.failed(path: "journal", reason: "event \(known + 1) cannot be found")))
                }
                known = last
            case .wait:
                guard await changes.next() != nil else { throw CancellationError() }
            case .finished: return try await say(.end(sequence: known))
            }
        }
    }

    /// The number of the last one that was written.
    private func tell(_ records: [EventRecord]) async throws -> Int64? {
        var portion: [UInt8] = []
        for record in records {
            portion += try ControlReply.event(record).line()
            if portion.count >= Self.portion {
                try await connection.write(portion)
                portion.removeAll()
            }
        }
        if !portion.isEmpty { try await connection.write(portion) }
        return records.last?.sequence
    }

    private func say(_ reply: ControlReply) async throws { try await connection.write(reply.line()) }

    private static func failure(_ error: any Error) -> JournalError {
        error as? JournalError ?? .failed(path: "journal", reason: "\(error)")
    }
}
