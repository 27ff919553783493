/// A terminal screen as text, attributes and a cursor: what somebody would see who looks at the output of a program.
///
/// Understands what line editors and progress displays send: cursor moves, erasing, inserting and deleting, colours, the modes for the
/// cursor, bracketed paste and synchronised output, pending wrap at the right margin, scrolling. Anything else is passed over.
public struct ScreenModel: Sendable {
    public struct Attributes: Hashable, Sendable {
        /// The code that set the colour, 30 to 37 or 90 to 97; nil for the terminal's own.
        public var colour: Int?
        public var bold = false
        public var dim = false
        public var underlined = false
        public var inverse = false

        public init() {}
    }

    public struct Cell: Hashable, Sendable {
        /// Empty for the right half of a wide character.
        public var text: String
        public var attributes: Attributes

        static let blank = Cell(text: " ", attributes: Attributes())
    }

    public private(set) var rows: Int
    public private(set) var columns: Int
    public private(set) var cells: [[Cell]]
    public private(set) var cursorRow = 0
    public private(set) var cursorColumn = 0
    public private(set) var cursorIsVisible = true
    public private(set) var bracketedPaste = false
    public private(set) var synchronised = false
    public private(set) var bells = 0
    /// Lines that left the screen at the top, oldest first.
    public private(set) var scrolledAway: [String] = []
    private var attributes = Attributes()
    private var wrapPending = false
    private var insertMode = false
    private var saved = (row: 0, column: 0)
    private var pending: [UInt8] = []

    public init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        cells = Array(repeating: Array(repeating: .blank, count: columns), count: rows)
    }

    /// The text of a row without the blanks at its end.
    public func line(_ row: Int) -> String {
        Self.text(of: cells[row])
    }

    /// All rows, without the empty ones at the end.
    public var lines: [String] {
        var result = cells.map(Self.text)
        while result.last?.isEmpty == true { result.removeLast() }
        return result
    }

    public var text: String { lines.joined(separator: "\n") }

    /// One letter a column, for golden screens: `.` plain, `b` bold, `d` dim, `u` underlined, `i` inverse, else the first letter of the colour
    /// (`k` is black), in capitals when something else is set too.
    public func attributeLetters(_ row: Int) -> String {
        String(cells[row].map(\.attributes.letter)).trimmingEnd(of: ".")
    }

    /// Changes the size as a terminal does that does not fold lines anew: what does not fit is cut, the cursor's row stays.
    public mutating func resize(rows newRows: Int, columns newColumns: Int) {
        while cursorRow >= newRows {
            scrolledAway.append(Self.text(of: cells.removeFirst()))
            cursorRow -= 1
        }
        cells = cells.prefix(newRows).map { row in
            Array(row.prefix(newColumns)) + Array(repeating: .blank, count: max(0, newColumns - row.count))
        }
        while cells.count < newRows { cells.append(Array(repeating: .blank, count: newColumns)) }
        (rows, columns) = (newRows, newColumns)
        cursorColumn = min(cursorColumn, columns - 1)
        wrapPending = false
    }

    /// Takes output in pieces of any size; a sequence cut in two waits for its rest.
    public mutating func feed(_ bytes: some Sequence<UInt8>) {
        pending.append(contentsOf: bytes)
        var position = 0
        while position < pending.count, let length = consume(at: position) { position += length }
        pending.removeFirst(position)
    }

    /// - Returns: the bytes used, or nil when the rest of a sequence is missing.
    private mutating func consume(at start: Int) -> Int? {
        let byte = pending[start]
        if byte == 0x1B { return consumeEscape(at: start) }
        if byte < 0x20 || byte == 0x7F {
            control(byte)
            return 1
        }
        let length = byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
        guard start + length <= pending.count else { return nil }
        for scalar in String(decoding: pending[start..<start + length], as: UTF8.self).unicodeScalars { put(scalar) }
        return length
    }

    private mutating func consumeEscape(at start: Int) -> Int? {
        guard start + 1 < pending.count else { return nil }
        switch pending[start + 1] {
        case UInt8(ascii: "["):
            guard let end = pending[(start + 2)...].firstIndex(where: { (0x40..<0x7F).contains($0) }) else { return nil }
            perform(pending[end], parameters: String(decoding: pending[(start + 2)..<end], as: UTF8.self))
            return end - start + 1
        case UInt8(ascii: "]"):
            guard let end = pending[(start + 2)...].firstIndex(where: { $0 == 7 || $0 == 0x5C }) else { return nil }
            return end - start + 1
        case UInt8(ascii: "("), UInt8(ascii: ")"): return start + 2 < pending.count ? 3 : nil
        case UInt8(ascii: "7"): saved = (cursorRow, cursorColumn)
        case UInt8(ascii: "8"): moveTo(saved.row, saved.column)
        default: break
        }
        return 2
    }

    private mutating func control(_ byte: UInt8) {
        switch byte {
        case 0x07: bells += 1
        case 0x08: moveTo(cursorRow, cursorColumn - 1)
        case 0x09: moveTo(cursorRow, (cursorColumn / 8 + 1) * 8)
        case 0x0A: lineFeed()
        case 0x0D: moveTo(cursorRow, 0)
        default: break
        }
    }

    private mutating func perform(_ final: UInt8, parameters: String) {
        let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) }
        func number(_ index: Int, _ usual: Int = 1) -> Int { (index < numbers.count ? numbers[index] : nil) ?? usual }
        switch Character(Unicode.Scalar(final)) {
        case "A": moveTo(cursorRow - max(1, number(0)), cursorColumn)
        case "B": moveTo(cursorRow + max(1, number(0)), cursorColumn)
        case "C": moveTo(cursorRow, cursorColumn + max(1, number(0)))
        case "D": moveTo(cursorRow, cursorColumn - max(1, number(0)))
        case "G": moveTo(cursorRow, number(0) - 1)
        case "H", "f": moveTo(number(0) - 1, number(1) - 1)
        case "J": eraseScreen(number(0, 0))
        case "K": eraseLine(number(0, 0))
        case "P": deleteCells(number(0))
        case "@": insertCells(number(0))
        case "X": blank(cursorRow, cursorColumn..<min(columns, cursorColumn + number(0)))
        case "m": select(numbers.map { $0 ?? 0 })
        case "h", "l": mode(parameters, final == UInt8(ascii: "h"))
        default: break
        }
    }

    private mutating func mode(_ parameters: String, _ on: Bool) {
        switch parameters {
        case "?25": cursorIsVisible = on
        case "?2004": bracketedPaste = on
        case "?2026": synchronised = on
        case "4": insertMode = on
        default: break
        }
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        let width = CharacterWidth.of(scalar)
        if width == 0 {
            let column = wrapPending ? columns - 1 : cursorColumn - 1
            if column >= 0 { cells[cursorRow][column].text.unicodeScalars.append(scalar) }
            return
        }
        if wrapPending || cursorColumn + width > columns {
            moveTo(cursorRow, 0)
            lineFeed()
        }
        if insertMode { insertCells(width) }
        cells[cursorRow][cursorColumn] = Cell(text: String(scalar), attributes: attributes)
        if width == 2 { cells[cursorRow][cursorColumn + 1] = Cell(text: "", attributes: attributes) }
        cursorColumn += width
        wrapPending = cursorColumn >= columns
        if wrapPending { cursorColumn = columns - 1 }
    }

    private mutating func lineFeed() {
        wrapPending = false
        if cursorRow < rows - 1 {
            cursorRow += 1
        } else {
            scrolledAway.append(Self.text(of: cells.removeFirst()))
            cells.append(Array(repeating: .blank, count: columns))
        }
    }

    private mutating func moveTo(_ row: Int, _ column: Int) {
        cursorRow = min(max(0, row), rows - 1)
        cursorColumn = min(max(0, column), columns - 1)
        wrapPending = false
    }

    private mutating func eraseScreen(_ kind: Int) {
        switch kind {
        case 0:
            eraseLine(0)
            for row in (cursorRow + 1)..<max(rows, cursorRow + 1) { blank(row, 0..<columns) }
        case 1:
            eraseLine(1)
            for row in 0..<cursorRow { blank(row, 0..<columns) }
        case 2:
            for row in 0..<rows { blank(row, 0..<columns) }
        default: break
        }
    }

    private mutating func eraseLine(_ kind: Int) {
        switch kind {
        case 0: blank(cursorRow, cursorColumn..<columns)
        case 1: blank(cursorRow, 0..<(cursorColumn + 1))
        default: blank(cursorRow, 0..<columns)
        }
    }

    private mutating func deleteCells(_ count: Int) {
        let count = min(count, columns - cursorColumn)
        cells[cursorRow].removeSubrange(cursorColumn..<cursorColumn + count)
        cells[cursorRow] += Array(repeating: .blank, count: count)
    }

    private mutating func insertCells(_ count: Int) {
        let count = min(count, columns - cursorColumn)
        cells[cursorRow].insert(contentsOf: Array(repeating: .blank, count: count), at: cursorColumn)
        cells[cursorRow].removeLast(count)
    }

    private mutating func blank(_ row: Int, _ range: Range<Int>) {
        for column in range { cells[row][column] = .blank }
    }

    private mutating func select(_ codes: [Int]) {
        for code in codes {
            switch code {
            case 0: attributes = Attributes()
            case 1: attributes.bold = true
            case 2: attributes.dim = true
            case 4: attributes.underlined = true
            case 7: attributes.inverse = true
            case 22: (attributes.bold, attributes.dim) = (false, false)
            case 24: attributes.underlined = false
            case 27: attributes.inverse = false
            case 39: attributes.colour = nil
            case 30...37, 90...97: attributes.colour = code
            default: break
            }
        }
    }

    private static func text(of row: [Cell]) -> String {
        row.map(\.text).joined().trimmingEnd(of: " ")
    }
}

extension ScreenModel.Attributes {
    fileprivate var letter: Character {
        let others = [bold, dim, underlined, inverse]
        if let colour {
            let letter = Array("krgybmcw")[colour % 10]
            return others.contains(true) ? Character(letter.uppercased()) : letter
        }
        return zip(others, "bdui").first { $0.0 }?.1 ?? "."
    }
}

extension String {
    fileprivate func trimmingEnd(of character: Character) -> String {
        var result = self[...]
        while result.last == character { result.removeLast() }
        return String(result)
    }
}

/// Columns of a code point, after the ranges every terminal agrees on.
enum CharacterWidth {
    static func of(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x300..<0x370, 0x200B..<0x200E, 0xFE00..<0xFE10, 0x20D0..<0x2100: 0
        case 0x1100..<0x1160, 0x2E80..<0x303F, 0x3041..<0xA4D0, 0xAC00..<0xD7A4, 0xF900..<0xFB00, 0xFE30..<0xFE70, 0xFF00..<0xFF61,
            0x1F300..<0x1F650, 0x1F680..<0x1F700, 0x1F900..<0x1FA00, 0x20000..<0x30000:
            2
        default: 1
        }
    }
}
