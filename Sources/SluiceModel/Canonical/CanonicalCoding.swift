/// Turns values into the bytes that are stored, and back.
///
/// The form: JSON, members in the order of declaration, names in snake_case, absent optionals left out, an enum case as an
/// object with the case's name as its only member. Durations are seconds as an exact decimal, instants RFC 3339 in UTC,
/// shares numbers from 0 to 1. The same value gives the same bytes in every process.
public enum CanonicalCoding {
    public static func value(of value: some Encodable) throws -> CanonicalValue { try encode(value, path: []) }

    public static func bytes(of value: some Encodable) throws -> [UInt8] {
        var output = [UInt8]()
        try self.value(of: value).write(to: &output)
        return output
    }

    /// Throws `CanonicalSyntaxError` for bytes that are no JSON, `DecodingError` for a form that `T` does not have.
    public static func decode<T: Decodable>(_ type: T.Type, from bytes: some Collection<UInt8>) throws -> T {
        try decode(type, from: CanonicalValue(parsing: bytes))
    }

    public static func decode<T: Decodable>(_ type: T.Type, from value: CanonicalValue) throws -> T {
        try decode(type, from: ValueDecoder(value: value, place: .root))
    }

    static func encode(_ value: some Encodable, path: [any CodingKey]) throws -> CanonicalValue {
        if let duration = value as? Duration { return .number(decimalSeconds(duration)) }
        let node = EncodingNode()
        try value.encode(to: NodeEncoder(node: node, codingPath: path))
        return node.value
    }

    static func decode<T: Decodable>(_ type: T.Type, from decoder: ValueDecoder) throws -> T {
        if type == Duration.self {
            guard case .number(let digits) = decoder.value, let duration = duration(decimalSeconds: digits) as? T else {
                throw decoder.mismatch(type, "seconds")
            }
            return duration
        }
        return try T(from: decoder)
    }

    /// `90`, `0.25`, `-1.000000001`.
    static func decimalSeconds(_ duration: Duration) -> String {
        let nanoseconds = duration.wholeNanoseconds
        let magnitude = nanoseconds.magnitude
        let fraction = decimalFraction(nanoseconds: Int(magnitude % 1_000_000_000))
        return "\(nanoseconds < 0 ? "-" : "")\(magnitude / 1_000_000_000)\(fraction)"
    }

    /// Nil for what is no decimal number, or is beyond what `decimalSeconds` writes exactly: about 292 years.
    static func duration(decimalSeconds text: String) -> Duration? {
        let isNegative = text.hasPrefix("-")
        let parts = (isNegative ? text.dropFirst() : text[...]).split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let seconds = UInt64(parts[0]) else { return nil }
        var fraction: UInt64 = 0
        if parts.count == 2 {
            guard (1...9).contains(parts[1].count), let number = UInt64(parts[1]) else { return nil }
            fraction = (parts[1].count..<9).reduce(number) { value, _ in value * 10 }
        }
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (nanoseconds, overflowAgain) = whole.addingReportingOverflow(fraction)
        guard !overflow, !overflowAgain else { return nil }
        let signed = isNegative ? Int64(exactly: -Int128(nanoseconds)) : Int64(exactly: nanoseconds)
        return signed.map { .nanoseconds($0) }
    }

    /// `started_at` → `startedAt`; only ASCII letters have another form there.
    static func camelCase(_ name: String) -> String {
        var output = [UInt8]()
        var isNext = false
        for byte in name.utf8 {
            if byte == UInt8(ascii: "_") {
                isNext = !output.isEmpty
            } else {
                output.append(isNext && (0x61...0x7A).contains(byte) ? byte - 0x20 : byte)
                isNext = false
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// `startedAt` → `started_at`.
    static func snakeCase(_ name: String) -> String {
        guard name.utf8.contains(where: { (0x41...0x5A).contains($0) }) else { return name }
        var output = [UInt8]()
        for byte in name.utf8 {
            if (0x41...0x5A).contains(byte) {
                if !output.isEmpty { output.append(UInt8(ascii: "_")) }
                output.append(byte + 0x20)
            } else {
                output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}

/// The key that the compiler gives to an unlabelled associated value; it is left out when it stands alone.
let unlabelledKey = "_0"

struct PositionKey: CodingKey {
    let intValue: Int?
    var stringValue: String { String(intValue ?? 0) }
    init(intValue: Int) { self.intValue = intValue }
    init?(stringValue: String) { nil }
}
