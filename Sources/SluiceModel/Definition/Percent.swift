/// A share, exact to a ten-millionth of a percent: `billionths` of the whole, 1% being 10,000,000.
///
/// Stored as a number from 0 to 1 (or beyond, when a script says so).
public struct Percent: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public var billionths: Int64
    public init(billionths: Int64) { self.billionths = billionths }
    /// Whole percents.
    public init(_ percent: Int) { billionths = Int64(percent) * 10_000_000 }

    /// The ratio that this share is: 0.05 for 5%.
    public var ratio: Double { Double(billionths) / 1e9 }
    public static func < (left: Percent, right: Percent) -> Bool { left.billionths < right.billionths }

    /// As a script writes it: `0.1%`.
    public var description: String {
        let magnitude = billionths.magnitude
        let fraction = Int(magnitude % 10_000_000) * 100
        return "\(billionths < 0 ? "-" : "")\(magnitude / 10_000_000)\(decimalFraction(nanoseconds: fraction))%"
    }

    public init(from decoder: any Decoder) throws {
        let ratio = try decoder.singleValueContainer().decode(Double.self)
        guard let exact = Int64(exactly: (ratio * 1e9).rounded()) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "\(ratio) is no share"))
        }
        billionths = exact
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(ratio)
    }
}
