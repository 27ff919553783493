internal import CEditline
internal import Glibc

/// Bytes of the terminal, read in large pieces and handed out as code points.
struct KeyInput {
    enum Fill {
        case bytes
        case nothing
        case endOfInput
    }

    private var bytes: [UInt8] = []
    private var position = 0

    /// Takes what the descriptor has ready; it must be readable or it blocks.
    mutating func fill(from descriptor: Int32) -> Fill {
        if position > 0 {
            bytes.removeFirst(position)
            position = 0
        }
        let old = bytes.count
        let size = 16_384
        bytes.append(contentsOf: repeatElement(0, count: size))
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress! + old, size) }
        let failure = errno
        bytes.removeLast(size - max(0, count))
        if count > 0 { return .bytes }
        return count < 0 && (failure == EINTR || failure == EAGAIN) ? .nothing : .endOfInput
    }

    /// The next code point, or nil when none is complete. Bytes that are not UTF-8 are passed over.
    mutating func next() -> Unicode.Scalar? {
        while position < bytes.count {
            let length = Self.length(ofLead: bytes[position])
            guard length > 0 else {
                position += 1
                continue
            }
            let available = min(length, bytes.count - position)
            let continuations = bytes[(position + 1)..<(position + available)].prefix { $0 & 0xC0 == 0x80 }.count
            if continuations + 1 < available {
                position += continuations + 1
                continue
            }
            guard available == length else { return nil }
            let piece = bytes[position..<position + length]
            position += length
            if let scalar = String(validating: piece, as: UTF8.self)?.unicodeScalars.first { return scalar }
        }
        return nil
    }

    /// Puts code points back in front of everything else.
    mutating func unread(_ scalars: [Unicode.Scalar]) {
        bytes.removeFirst(position)
        position = 0
        bytes.insert(contentsOf: Array(String(String.UnicodeScalarView(scalars)).utf8), at: 0)
    }

    mutating func discard() {
        bytes.removeAll()
        position = 0
    }

    var isEmpty: Bool { position >= bytes.count }

    private static func length(ofLead byte: UInt8) -> Int {
        switch byte {
        case 0..<0x80: 1
        case 0xC2..<0xE0: 2
        case 0xE0..<0xF0: 3
        case 0xF0..<0xF5: 4
        default: 0
        }
    }
}

/// A key as the menu and the search read it, with escape sequences put together.
enum ModalKey {
    case character(Unicode.Scalar)
    case enter
    case tab
    case backTab
    case escape
    case up
    case down
    case backspace
    case control(Unicode.Scalar)
    /// A sequence that means something only to libedit.
    case other([Unicode.Scalar])
    /// The line is over; what happened is in the outcome.
    case ended

    init(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\r", "\n": self = .enter
        case "\t": self = .tab
        case "\u{7F}", "\u{8}": self = .backspace
        case "\u{0}"..<" ": self = .control(scalar)
        default: self = .character(scalar)
        }
    }

    /// - Parameter sequence: starts with ESC.
    init(sequence: [Unicode.Scalar]) {
        switch String(String.UnicodeScalarView(sequence.dropFirst())) {
        case "": self = .escape
        case "[A", "OA": self = .up
        case "[B", "OB": self = .down
        case "[Z": self = .backTab
        default: self = .other(sequence)
        }
    }
}
