internal import CEditline

/// The text being edited and where the cursor is.
struct BufferState: Equatable {
    var scalars: [Unicode.Scalar] = []
    /// Index into `scalars`, up to its length.
    var cursor = 0

    var text: String { String(String.UnicodeScalarView(scalars)) }

    init(_ scalars: [Unicode.Scalar] = [], cursor: Int = 0) {
        self.scalars = scalars
        self.cursor = cursor
    }

    /// The text with the cursor behind it; zero bytes, which libedit takes for an end, are left out.
    init(text: String) {
        scalars = text.unicodeScalars.filter { $0.value != 0 }
        cursor = scalars.count
    }

    var cursorOffset: Int { scalars[..<cursor].reduce(0) { $0 + UTF8.width($1) } }

    /// The index of the scalar that starts at or after a UTF-8 offset.
    func index(ofOffset offset: Int) -> Int {
        var seen = 0
        for (index, scalar) in scalars.enumerated() {
            if seen >= offset { return index }
            seen += UTF8.width(scalar)
        }
        return scalars.count
    }

    /// With a stretch of UTF-8 offsets replaced, the cursor behind what replaced it.
    func replacing(_ range: Range<Int>, with text: String) -> BufferState {
        let first = index(ofOffset: range.lowerBound)
        let last = max(first, index(ofOffset: range.upperBound))
        let inserted = BufferState(text: text).scalars
        return BufferState(scalars[..<first] + inserted + scalars[last...], cursor: first + inserted.count)
    }

    func inserting(_ inserted: [Unicode.Scalar]) -> BufferState {
        BufferState(scalars[..<cursor] + inserted + scalars[cursor...], cursor: cursor + inserted.count)
    }

    /// Where the line with the cursor begins.
    var lineStart: Int { (scalars[..<cursor].lastIndex(of: "\n") ?? -1) + 1 }

    /// Where the line with the cursor ends: at its line break or at the end of the text.
    var lineEnd: Int { scalars[cursor...].firstIndex(of: "\n") ?? scalars.count }

    /// The cursor one line up or down in the same column; nil when there is no such line.
    func movedByLine(up: Bool) -> BufferState? {
        let column = cursor - lineStart
        let target: BufferState
        if up {
            guard lineStart > 0 else { return nil }
            target = BufferState(scalars, cursor: lineStart - 1)
        } else {
            guard lineEnd < scalars.count else { return nil }
            target = BufferState(scalars, cursor: lineEnd + 1)
        }
        return BufferState(scalars, cursor: min(target.lineStart + column, target.lineEnd))
    }

    /// Without the scalar before the cursor; nil at the start.
    func deletingBackward() -> BufferState? {
        guard cursor > 0 else { return nil }
        var rest = scalars
        rest.remove(at: cursor - 1)
        return BufferState(rest, cursor: cursor - 1)
    }
}

/// libedit's line buffer. Only the thread of the editor may touch it, and only while a line is read.
@safe struct EditBuffer {
    let handle: OpaquePointer

    /// What is in the buffer now.
    var state: BufferState {
        get {
            guard let line = unsafe el_wline(handle), let first = unsafe line.pointee.buffer, let last = unsafe line.pointee.lastchar else {
                return BufferState()
            }
            let characters = unsafe UnsafeBufferPointer(start: first, count: last - first)
            let scalars = unsafe characters.map { Unicode.Scalar(UInt32(bitPattern: $0)) ?? "\u{FFFD}" }
            let cursor = unsafe line.pointee.cursor.map { unsafe $0 - first } ?? scalars.count
            return BufferState(scalars, cursor: min(max(0, cursor), scalars.count))
        }
        nonmutating set {
            let length = Int32(clamping: state.scalars.count)
            if newValue.scalars.isEmpty {
                unsafe el_cursor(handle, length)
                unsafe el_deletestr(handle, length)
            } else {
                var characters = newValue.scalars.map { wchar_t(bitPattern: $0.value) }
                characters.append(0)
                unsafe el_wreplacestr(handle, characters)
            }
            place(newValue.cursor)
            unsafe ce_resync(handle)
        }
    }

    /// Lets libedit's own picture catch up, unless that is surely not needed: after a move beyond its last row the picture lags behind, and its
    /// next append would write past it. A run of appends keeps it right.
    ///
    /// - Parameter appendedTo: how long the text was when the cursor was last seen at its end; kept up to date.
    func catchUp(columns: Int, appendedTo: inout Int?) {
        guard let line = unsafe el_wline(handle), let first = unsafe line.pointee.buffer, let last = unsafe line.pointee.lastchar else {
            return
        }
        let length = unsafe last - first
        let previous = appendedTo
        appendedTo = unsafe line.pointee.cursor == last ? length : nil
        if let previous, let now = appendedTo, now == previous + 1 { return }
        let characters = unsafe UnsafeBufferPointer(start: first, count: length)
        if length * 2 < columns, unsafe !characters.contains(0x0A) { return }
        unsafe ce_resync(handle)
    }

    /// Moves the cursor without changing the text.
    func place(_ cursor: Int) {
        let now = unsafe el_cursor(handle, 0)
        unsafe el_cursor(handle, Int32(clamping: cursor) - now)
    }

    func insert(_ scalars: [Unicode.Scalar]) {
        guard !scalars.isEmpty else { return }
        var characters = scalars.map { wchar_t(bitPattern: $0.value) }
        characters.append(0)
        unsafe el_winsertstr(handle, characters)
        unsafe ce_resync(handle)
    }

    func deleteBeforeCursor(_ count: Int) {
        unsafe el_deletestr(handle, Int32(clamping: count))
        unsafe ce_resync(handle)
    }
}
