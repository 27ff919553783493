/// Where a stored text is not what it should be: the byte offset and what was expected there.
public struct CanonicalSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    public var offset: Int
    public var expected: String
    public var description: String { "byte \(offset): expected \(expected)" }
}

extension CanonicalValue {
    /// Depth beyond which a text is refused instead of parsed.
    public static let deepestNesting = 512

    /// Parses any JSON text; throws `CanonicalSyntaxError` and never traps, whatever the bytes.
    public init(parsing bytes: some Collection<UInt8>) throws(CanonicalSyntaxError) {
        var parser = CanonicalParser(bytes: Array(bytes))
        self = try parser.document()
    }

    public init(parsing text: String) throws(CanonicalSyntaxError) { try self.init(parsing: Array(text.utf8)) }
}

private struct CanonicalParser {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private func failure(_ expected: String) -> CanonicalSyntaxError { CanonicalSyntaxError(offset: index, expected: expected) }
    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        index += 1
        return true
    }

    mutating func document() throws(CanonicalSyntaxError) -> CanonicalValue {
        let value = try value(depth: 0)
        skipSpace()
        guard index == bytes.count else { throw failure("the end") }
        return value
    }

    private mutating func value(depth: Int) throws(CanonicalSyntaxError) -> CanonicalValue {
        guard depth < CanonicalValue.deepestNesting else { throw failure("at most \(CanonicalValue.deepestNesting) levels") }
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ word: String, _ value: CanonicalValue) throws(CanonicalSyntaxError) -> CanonicalValue {
        guard bytes[index...].starts(with: word.utf8) else { throw failure("`\(word)`") }
        index += word.utf8.count
        return value
    }

    private mutating func number() throws(CanonicalSyntaxError) -> CanonicalValue {
        let start = index
        while let byte = current, (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte) { index += 1 }
        let digits = String(decoding: bytes[start..<index], as: UTF8.self)
        guard let last = digits.utf8.last, (0x30...0x39).contains(last), Double(digits) != nil else {
            index = start
            throw failure("a value")
        }
        return .number(digits)
    }

    private mutating func list(depth: Int) throws(CanonicalSyntaxError) -> CanonicalValue {
        index += 1
        var values = [CanonicalValue]()
        skipSpace()
        if take(UInt8(ascii: "]")) { return .list([]) }
        while true {
            values.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .list(values) }
            guard take(UInt8(ascii: ",")) else { throw failure("`,` or `]`") }
        }
    }

    private mutating func object(depth: Int) throws(CanonicalSyntaxError) -> CanonicalValue {
        index += 1
        var members = [CanonicalValue.Member]()
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object([]) }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw failure("a key") }
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw failure("`:`") }
            members.append(.init(key, try value(depth: depth + 1)))
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw failure("`,` or `}`") }
        }
    }

    private mutating func string() throws(CanonicalSyntaxError) -> String {
        index += 1
        let start = index
        while let byte = current, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { index += 1 }
        if current == UInt8(ascii: "\"") {
            index += 1
            return try text(bytes[start..<index - 1])
        }
        var content = Array(bytes[start..<index])
        while let byte = current {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return try text(content[...])
            case UInt8(ascii: "\\"): try escape(into: &content)
            default:
                guard byte >= 0x20 else { throw failure("no bare control character in a string") }
                content.append(byte)
            }
        }
        throw failure("`\"`")
    }

    private func text(_ content: ArraySlice<UInt8>) throws(CanonicalSyntaxError) -> String {
        guard let text = String(validating: content, as: UTF8.self) else { throw failure("valid UTF-8") }
        return text
    }

    private mutating func escape(into content: inout [UInt8]) throws(CanonicalSyntaxError) {
        guard let byte = current else { throw failure("an escape") }
        index += 1
        switch byte {
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "u"): content.append(contentsOf: String(Character(try unicodeEscape())).utf8)
        default: throw failure("an escape")
        }
    }

    private mutating func unicodeEscape() throws(CanonicalSyntaxError) -> Unicode.Scalar {
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw failure("a surrogate pair")
        }
        let second = try fourDigits()
        guard (0xDC00..<0xE000).contains(second), let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) else {
            throw failure("a surrogate pair")
        }
        return scalar
    }

    private mutating func fourDigits() throws(CanonicalSyntaxError) -> UInt32 {
        guard index + 4 <= bytes.count, let value = UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16) else {
            throw failure("four hexadecimal digits")
        }
        index += 4
        return value
    }
}
