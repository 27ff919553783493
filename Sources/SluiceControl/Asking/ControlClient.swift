public import SluiceModel
import SluiceStore

/// The other end: sends commands to the holder of a state and follows what happens there.
public struct ControlClient: Sendable {
    /// Who holds the state, as it introduces itself.
    public let holder: String
    private let socket: HolderSocket

    /// `nil` when nobody listens there.
    ///
    /// Throws `ControlError`; `.silent` when the holder says nothing for as long as `patience`.
    public static func connect(
        _ folder: String, limits: ControlLimits = ControlLimits(), patience: Duration = .seconds(5)
    ) async throws -> ControlClient? {
        // Without the folder there is no socket in it.
        guard let opened = try? SocketFolder(folder) else { return nil }
        let socket = HolderSocket(folder: opened, longestLine: limits.longestLine, patience: patience)
        guard let (greeting, _) = try await socket.open() else { return nil }
        return ControlClient(holder: greeting.holder, socket: socket)
    }

    /// Returns the answer, which is durable.
    ///
    /// Throws `JournalError` when it could not be made durable, `Refusal` when the holder did not understand, and
    /// `ControlError`: after `.lost` nobody knows whether it was carried out, and the same envelope can be sent again.
    public func submit(_ envelope: CommandEnvelope) async throws -> CommandAnswer {
        let reader = try await socket.ask(.command(envelope))
        switch try await socket.reply(from: reader) {
        case .answer(let answer): return answer
        case .failure(let error): throw error
        case .refused(let refusal): throw refusal
        case .event, .end: throw ControlError.foreign(path: socket.path, found: "an event where an answer was due")
        }
    }

    /// Every event after number `sequence`, in order and without gaps, as they become durable; ends when the holder stops.
    ///
    /// Nothing is read ahead of the consumer. Throws as `submit` does; `.lost` when the holder vanishes.
    public func follow(after sequence: Int64) -> AsyncThrowingStream<EventRecord, any Error> {
        let follower = Follower(socket: socket, known: sequence)
        return AsyncThrowingStream { try await follower.next() }
    }
}

/// One reader of events; connects when the first is asked for.
private actor Follower {
    private let socket: HolderSocket
    private var known: Int64
    private var reader: LineReader?

    init(socket: HolderSocket, known: Int64) {
        self.socket = socket
        self.known = known
    }

    func next() async throws -> EventRecord? {
        let reader: LineReader
        if let opened = self.reader {
            reader = opened
        } else {
            reader = try await socket.ask(.follow(after: known))
            self.reader = reader
        }
        switch try await socket.reply(from: reader) {
        case .event(let record):
            guard record.sequence == known + 1 else {
                throw ControlError.foreign(path: socket.path, found: "event \(record.sequence) after \(known)")
            }
            known = record.sequence
            return record
        case .end: return nil
        case .failure(let error): throw error
        case .refused(let refusal): throw refusal
        case .answer: throw ControlError.foreign(path: socket.path, found: "an answer where an event was due")
        }
    }
}
