/// Names one source file among those loaded together; valid only for the `SourceFiles` that gave it out.
public struct FileID: Hashable, Comparable, Sendable {
    public let number: Int

    public init(_ number: Int) {
        self.number = number
    }

    public static func < (left: FileID, right: FileID) -> Bool {
        left.number < right.number
    }
}

/// A half-open range of UTF-8 byte offsets in one file.
///
/// Invariant: `0 <= start <= end`.
public struct Span: Hashable, Comparable, Sendable {
    public let file: FileID
    public let start: Int
    public let end: Int

    /// Swapped or negative bounds are put right rather than refused.
    public init(file: FileID, start: Int, end: Int) {
        self.file = file
        self.start = max(0, min(start, end))
        self.end = max(0, max(start, end))
    }

    public var length: Int { end - start }
    public var isEmpty: Bool { start == end }
    public var range: Range<Int> { start..<end }

    /// The smallest span that holds both; the file is this span's.
    public func joined(with other: Span) -> Span {
        Span(file: file, start: min(start, other.start), end: max(end, other.end))
    }

    /// The empty span right behind this one.
    public var behind: Span { Span(file: file, start: end, end: end) }

    /// True if the offset lies inside, or right behind the last byte, as a cursor does.
    public func touches(_ offset: Int) -> Bool {
        start <= offset && offset <= end
    }

    public static func < (left: Span, right: Span) -> Bool {
        (left.file, left.start, left.end) < (right.file, right.start, right.end)
    }
}

/// A place for people: both counts start at 1, the column counts Unicode scalars.
public struct Position: Hashable, Comparable, Sendable {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
