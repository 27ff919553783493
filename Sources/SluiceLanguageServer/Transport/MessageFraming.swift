/// Cuts a stream of bytes into messages: headers, an empty line, and as many bytes as `Content-Length` says.
///
/// What is no frame is passed over up to the next thing that may be one, and told once.
struct MessageFraming {
    enum Frame: Equatable {
        case body([UInt8])
        /// What was found instead, in a sentence.
        case unreadable(String)
    }

    /// Longer messages are passed over: bytes.
    static let longestBody = 64 << 20
    /// Of one block of headers: bytes.
    static let longestHead = 8 << 10

    private var bytes: [UInt8] = []
    /// Where what is not read yet begins.
    private var start = 0
    /// How much of a body that is too long is still to come.
    private var skipping = 0
    private var wanted: Int?

    mutating func append(_ more: some Collection<UInt8>) {
        if start > 0 {
            bytes.removeFirst(start)
            start = 0
        }
        bytes += more
    }

    /// The next message, or nil until more bytes come.
    mutating func next() -> Frame? {
        if skipping > 0 {
            let skipped = min(skipping, bytes.count - start)
            start += skipped
            skipping -= skipped
            if skipping > 0 { return nil }
        }
        if wanted == nil {
            guard let head = readHead() else { return nil }
            switch head {
            case .success(let length): wanted = length
            case .failure(let problem): return .unreadable(problem.text)
            }
        }
        guard let length = wanted else { return nil }
        if length > Self.longestBody {
            wanted = nil
            skipping = length
            return .unreadable("a message of \(length) bytes is longer than \(Self.longestBody) and was passed over")
        }
        guard bytes.count - start >= length else { return nil }
        let body = Array(bytes[start..<(start + length)])
        start += length
        wanted = nil
        return .body(body)
    }

    private struct Problem: Error { var text: String }

    /// The length that a whole block of headers states; nil until it is whole.
    private mutating func readHead() -> Result<Int, Problem>? {
        var length: Int?
        var sawLine = false
        var place = start
        while true {
            guard let end = bytes[place...].firstIndex(of: 0x0A) else {
                guard bytes.count - start > Self.longestHead else { return nil }
                start = bytes.count
                return .failure(Problem(text: "there is no header in \(Self.longestHead) bytes"))
            }
            let line = String(decoding: bytes[place..<end], as: UTF8.self).filter { $0 != "\r" && $0 != "\r\n" }
            place = end + 1
            if line.isEmpty {
                if !sawLine {
                    start = place
                    continue
                }
                start = place
                guard let length else { return .failure(Problem(text: "a message without a Content-Length was passed over")) }
                return .success(length)
            }
            sawLine = true
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "content-length" else { continue }
            guard let number = Int(parts[1].filter { $0 != " " && $0 != "\t" }), number >= 0 else {
                start = place
                return .failure(Problem(text: "`\(line.prefix(80))` states no length"))
            }
            length = number
        }
    }

    /// A message with its headers.
    static func frame(_ body: some Collection<UInt8>) -> [UInt8] {
        Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
    }
}
