/// A tree of plain data as it is stored: JSON whose byte form is decided here and nowhere else.
///
/// Invariants: members keep their order; a number keeps its text, so that no digit is lost on the way.
public enum CanonicalValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case number(String)
    case string(String)
    indirect case list([CanonicalValue])
    indirect case object([Member])

    public struct Member: Hashable, Sendable {
        public var key: String
        public var value: CanonicalValue
        public init(_ key: String, _ value: CanonicalValue) {
            self.key = key
            self.value = value
        }
    }

    /// The member of an object; `nil` when there is none or this is no object.
    public subscript(key: String) -> CanonicalValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The one byte form: no spaces, members in their order, `"` `\` and control characters escaped, everything else as UTF-8.
    public var text: String {
        var output = [UInt8]()
        write(to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// Appends the bytes of `text`.
    public func write(to output: inout [UInt8]) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .boolean(let flag): output.append(contentsOf: (flag ? "true" : "false").utf8)
        case .number(let digits): output.append(contentsOf: digits.utf8)
        case .string(let text): Self.writeQuoted(text, to: &output)
        case .list(let values):
            output.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                value.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                Self.writeQuoted(member.key, to: &output)
                output.append(UInt8(ascii: ":"))
                member.value.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    private static func writeQuoted(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output.append(contentsOf: "\\\"".utf8)
            case UInt8(ascii: "\\"): output.append(contentsOf: "\\\\".utf8)
            case 0x0A: output.append(contentsOf: "\\n".utf8)
            case 0x0D: output.append(contentsOf: "\\r".utf8)
            case 0x09: output.append(contentsOf: "\\t".utf8)
            case 0..<0x20, 0x7F:
                output.append(contentsOf: "\\u00".utf8)
                output.append(hexadecimalDigits[Int(byte >> 4)])
                output.append(hexadecimalDigits[Int(byte & 15)])
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}

let hexadecimalDigits = Array("0123456789abcdef".utf8)
