import SluiceModel

/// Makes connections to whoever holds a state, one for each request.
struct HolderSocket: Sendable {
    let folder: SocketFolder
    let longestLine: Int
    let patience: Duration

    var path: String { folder.path }

    /// A connection whose greeting has been read; `nil` when nobody listens.
    func open() async throws -> (greeting: Greeting, end: ClientEnd)? {
        try await withThrowingTaskGroup(of: (Greeting, ClientEnd)?.self) { group in
            group.addTask { try await greeted() }
            group.addTask {
                try await Task.sleep(for: patience)
                throw ControlError.silent(path: path)
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private func greeted() async throws -> (Greeting, ClientEnd)? {
        guard let socket = try await folder.connect() else { return nil }
        let connection = Connection(socket, pool: try await folder.pool())
        guard connection.isTrusted else { throw ControlError.untrusted(path: path, user: connection.peer ?? .max) }
        let reader = LineReader(connection, longest: longestLine)
        // One that goes before it greets was about to stop.
        guard let line = try await next(reader) else { return nil }
        guard let greeting = try? CanonicalCoding.decode(Greeting.self, from: line), greeting.serves == Greeting.name else {
            if case .refused(let refusal) = try? CanonicalCoding.decode(ControlReply.self, from: line) { throw refusal }
            throw ControlError.foreign(path: path, found: "\(String(decoding: line.prefix(40), as: UTF8.self))")
        }
        guard greeting.version == Greeting.current, greeting.events <= Event.version else {
            throw ControlError.foreign(path: path, found: "\(greeting.holder), which is of another version")
        }
        return (greeting, ClientEnd(connection: connection, reader: reader))
    }

    /// Sends a request on a connection of its own; the reply comes from the reader.
    func ask(_ request: ControlRequest) async throws -> LineReader {
        guard let (_, end) = try await open() else { throw ControlError.lost(path: path) }
        let line = try CanonicalCoding.bytes(of: request) + [Line.end]
        do { try await end.connection.write(line) } catch is CancellationError { throw CancellationError() } catch {
            // What the holder said before it closed is worth more than that it did.
        }
        return end.reader
    }

    func reply(from reader: LineReader) async throws -> ControlReply {
        guard let line = try await next(reader) else { throw ControlError.lost(path: path) }
        do { return try CanonicalCoding.decode(ControlReply.self, from: line) } catch {
            throw ControlError.foreign(path: path, found: "\(error)")
        }
    }

    private func next(_ reader: LineReader) async throws -> [UInt8]? {
        do { return try await reader.next() } catch is LineReader.TooLong {
            throw ControlError.foreign(path: path, found: "a line of more than \(longestLine) bytes")
        }
    }
}

/// An open connection to a holder.
struct ClientEnd: Sendable {
    var connection: Connection
    var reader: LineReader
}
