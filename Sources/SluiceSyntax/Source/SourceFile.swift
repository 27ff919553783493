/// One script's bytes with the table of its lines.
///
/// Bytes that are not UTF-8 are kept, so that offsets stay true; `text(of:)` shows them as U+FFFD.
public struct SourceFile: Hashable, Sendable {
    public let id: FileID
    /// The path as the user wrote it, or a name in angle brackets such as `<shell>`.
    public let name: String
    public let bytes: [UInt8]
    /// Offset of the first byte of each line; never empty.
    public let lineStarts: [Int]

    public init(id: FileID = FileID(0), name: String, bytes: [UInt8]) {
        self.id = id
        self.name = name
        self.bytes = bytes
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == 0x0A {
            starts.append(offset + 1)
        }
        lineStarts = starts
    }

    public init(id: FileID = FileID(0), name: String, text: String) {
        self.init(id: id, name: name, bytes: Array(text.utf8))
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }
    public var lineCount: Int { lineStarts.count }

    /// The whole file.
    public var span: Span { Span(file: id, start: 0, end: bytes.count) }

    /// The 1-based number of the line that holds the offset; offsets outside are clamped. O(log lines).
    public func line(at offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    public func position(at offset: Int) -> Position {
        let clamped = max(0, min(offset, bytes.count))
        let line = line(at: clamped)
        let start = lineStarts[line - 1]
        return Position(line: line, column: String(decoding: bytes[start..<clamped], as: UTF8.self).unicodeScalars.count + 1)
    }

    /// The bytes of a 1-based line without its end; empty for a line that is not there.
    public func lineRange(_ line: Int) -> Range<Int> {
        guard line >= 1, line <= lineStarts.count else { return bytes.count..<bytes.count }
        let start = lineStarts[line - 1]
        var end = line < lineStarts.count ? lineStarts[line] - 1 : bytes.count
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return start..<end
    }

    public func lineText(_ line: Int) -> String {
        String(decoding: bytes[lineRange(line)], as: UTF8.self)
    }

    /// The text under a span; bounds outside the file are clamped.
    public func text(of span: Span) -> String {
        let start = min(span.start, bytes.count)
        let end = min(span.end, bytes.count)
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}

/// The files that were loaded together, numbered in the order of loading.
public struct SourceFiles: Hashable, Sendable {
    public private(set) var files: [SourceFile] = []

    public init() {}

    /// The file that a span refers to, or nil if the span comes from elsewhere.
    public subscript(id: FileID) -> SourceFile? {
        files.indices.contains(id.number) ? files[id.number] : nil
    }

    @discardableResult
    public mutating func add(name: String, bytes: [UInt8]) -> SourceFile {
        let file = SourceFile(id: FileID(files.count), name: name, bytes: bytes)
        files.append(file)
        return file
    }
}
