/// Takes a connection's bytes apart into lines; for one reader at a time.
actor LineReader {
    struct TooLong: Error {}

    private let connection: Connection
    private let longest: Int
    private var buffer: [UInt8] = []
    /// Of the first byte that is not handed out yet.
    private var start = 0
    /// Of the first byte in which no line's end has been looked for.
    private var searched = 0

    init(_ connection: Connection, longest: Int) {
        self.connection = connection
        self.longest = longest
    }

    /// The next line without its end; `nil` when the other end is gone. What it said of a line that it did not end is dropped.
    ///
    /// Throws `TooLong`, after which nothing sensible follows, and `CancellationError`.
    func next() async throws -> [UInt8]? {
        while true {
            if let end = buffer[searched...].firstIndex(of: Line.end) {
                guard end - start <= longest else { throw TooLong() }
                let line = Array(buffer[start..<end])
                start = end + 1
                searched = start
                return line
            }
            searched = buffer.count
            guard buffer.count - start <= longest else { throw TooLong() }
            buffer.removeFirst(start)
            searched -= start
            start = 0
            guard let bytes = try await connection.read() else { return nil }
            buffer += bytes
        }
    }
}
