internal import CEditline
internal import FoundationEssentials
internal import Glibc
internal import Synchronization

/// One earlier input.
public struct HistoryEntry: Codable, Hashable, Sendable {
    /// Milliseconds since 1970, UTC.
    public var timeMilliseconds: Int64
    /// Which run of the shell it comes from.
    public var session: String
    public var folder: String
    /// How it ended, when that was known.
    public var exit: Int32?
    public var text: String

    enum CodingKeys: String, CodingKey {
        case timeMilliseconds = "time_ms"
        case session
        case folder
        case exit
        case text
    }

    public init(timeMilliseconds: Int64, session: String, folder: String, exit: Int32? = nil, text: String) {
        self.timeMilliseconds = timeMilliseconds
        self.session = session
        self.folder = folder
        self.exit = exit
        self.text = text
    }
}

/// Why the history could not be written; the shell goes on without it.
public struct HistoryError: Error, Hashable, Sendable, CustomStringConvertible {
    public var path: String
    public var action: String
    /// The system's number for the reason.
    public var reason: Int32

    public var description: String {
        "The history \(path) could not be \(action): \(unsafe String(cString: strerror(reason))). This session goes on without it."
    }
}

/// The inputs of all sessions, one JSON line each, in a file that several processes append to.
///
/// An entry is on the disk when `append` returns. Writers take turns through `flock`; whoever waited for a file that was compacted meanwhile
/// opens the new one, so no entry goes to a file nobody reads. A line cut short by a full disk or a crash harms no other line.
/// Reading happens on the first question only, so opening costs nothing.
public final class HistoryStore: Sendable {
    private struct State {
        var entries: [HistoryEntry] = []
        var unsaved: [HistoryEntry] = []
        var readUpTo: off_t = 0
        var inode: ino_t = 0
        var loaded = false
    }

    public let path: String
    public let session: String
    /// Entries kept by compaction; it runs when the file holds twice as many.
    public let limit: Int
    private let state = Mutex(State())

    public init(path: String, session: String, limit: Int = 10_000) {
        self.path = path
        self.session = session
        self.limit = max(1, limit)
    }

    /// Adds an input; text that is blank or starts with a space is not kept.
    ///
    /// - Throws: `HistoryError` when the file cannot be written; the entry is then known to this session only.
    public func append(_ text: String, folder: String = "", exit: Int32? = nil) throws(HistoryError) {
        guard let first = text.first, first != " ", text.contains(where: { !$0.isWhitespace }) else { return }
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        let milliseconds = Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        let entry = HistoryEntry(timeMilliseconds: milliseconds, session: session, folder: folder, exit: exit, text: text)
        do {
            let file = try LockedFile(path: path)
            try file.append(line: Self.line(for: entry))
        } catch {
            state.withLock { $0.unsaved.append(entry) }
            throw error
        }
        refresh()
    }

    /// Reads what other sessions added since the last look, if anything was read before.
    public func refresh() {
        guard state.withLock({ $0.loaded }) else { return }
        load(onlyIfNeeded: false)
    }

    /// All entries in the order of the file, at last those that could not be written.
    public func entries() -> [HistoryEntry] {
        load(onlyIfNeeded: true)
        return state.withLock { $0.entries + $0.unsaved }
    }

    /// Different inputs that start with a text, this session's first, then newest first.
    public func inputs(startingWith prefix: String) -> [String] {
        let matching = entries().reversed().filter { $0.text.hasPrefix(prefix) && $0.text != prefix }
        return Self.distinct(matching.filter { $0.session == session } + matching.filter { $0.session != session })
    }

    /// Different inputs that contain a text, newest first; capitals matter only if the text has some.
    public func inputs(containing part: String) -> [String] {
        let wanted = Array(part.unicodeScalars)
        return Self.distinct(entries().reversed().filter { Self.firstMatch(of: wanted, in: Array($0.text.unicodeScalars)) != nil })
    }

    /// Rewrites the file with the newest entries only.
    ///
    /// - Throws: `HistoryError`; the old file is then untouched.
    public func compact() throws(HistoryError) {
        do {
            let file = try LockedFile(path: path)
            let kept = Self.decode(try file.contents()).suffix(limit)
            try file.replace(with: kept.flatMap(Self.line))
        }
        state.withLock { $0 = State(unsaved: $0.unsaved) }
    }

    static func firstMatch(of part: [Unicode.Scalar], in text: [Unicode.Scalar]) -> Range<Int>? {
        guard !part.isEmpty, part.count <= text.count else { return nil }
        let exact = part.contains { $0.properties.isUppercase }
        func same(_ left: Unicode.Scalar, _ right: Unicode.Scalar) -> Bool {
            left == right || (!exact && right.properties.lowercaseMapping == String(left))
        }
        for start in 0...(text.count - part.count) where part.indices.allSatisfy({ same(part[$0], text[start + $0]) }) {
            return start..<start + part.count
        }
        return nil
    }

    private func load(onlyIfNeeded: Bool) {
        let tooLong = state.withLock { state -> Bool in
            if onlyIfNeeded, state.loaded { return false }
            state.loaded = true
            let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return false }
            defer { close(descriptor) }
            var status = stat()
            guard unsafe fstat(descriptor, &status) == 0 else { return false }
            if status.st_ino != state.inode || status.st_size < state.readUpTo {
                state = State(unsaved: state.unsaved, inode: status.st_ino, loaded: true)
            }
            guard status.st_size > state.readUpTo, lseek(descriptor, state.readUpTo, SEEK_SET) >= 0,
                let bytes = FileText.bytes(of: descriptor, limit: 1 << 28), let end = bytes.lastIndex(of: 0x0A)
            else { return false }
            state.entries += Self.decode(Array(bytes[...end]))
            state.readUpTo += off_t(end + 1)
            return state.entries.count >= 2 * limit
        }
        if tooLong, (try? compact()) != nil { load(onlyIfNeeded: true) }
    }

    private static func distinct(_ entries: [HistoryEntry]) -> [String] {
        var seen: Set<String> = []
        return entries.map(\.text).filter { seen.insert($0).inserted }
    }

    private static func line(for entry: HistoryEntry) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(entry) else { return [] }
        return Array(data) + [0x0A]
    }

    /// The entries of whole lines; a damaged line is passed over.
    private static func decode(_ bytes: [UInt8]) -> [HistoryEntry] {
        let lines = bytes.split(separator: 0x0A)
        let decoder = JSONDecoder()
        let together = Data([UInt8(ascii: "[")] + lines.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")])
        if let entries = try? decoder.decode([HistoryEntry].self, from: together) { return entries }
        return lines.compactMap { try? decoder.decode(HistoryEntry.self, from: Data($0)) }
    }
}
