/// A value that an inventory gives about a target.
public enum AttributeValue: Hashable, Sendable, Codable, CustomStringConvertible {
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)

    /// As a late value prints it.
    public var description: String {
        switch self {
        case .boolean(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .number(let number): numberText(number)
        case .string(let text): text
        }
    }
}

/// A Float without a trailing `.0`.
public func numberText(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// A measurement as people read it: four significant digits.
func readableNumber(_ number: Double) -> String {
    let magnitude = number.magnitude
    guard magnitude.isFinite, magnitude > 0, magnitude < 1e12 else { return numberText(number) }
    var scale = 1.0
    while magnitude * scale < 1000, scale < 1e12 { scale *= 10 }
    return numberText((number * scale).rounded() / scale)
}

/// A named value, in the order in which it was given.
public struct Attribute: Hashable, Sendable, Codable {
    public var name: String
    public var value: AttributeValue
    public init(_ name: String, _ value: AttributeValue) {
        self.name = name
        self.value = value
    }
}

/// One thing that is deployed to.
///
/// Invariants: `weight` is finite and above zero (1 unless given); the names in `attributes` are distinct and none is
/// `name region zone cell weight address`.
public struct Target: Hashable, Sendable, Codable {
    public var name: TargetName
    public var region: RegionName
    public var zone: String?
    public var cell: String?
    public var address: String?
    public var weight: Double
    public var attributes: [Attribute]

    public init(
        name: TargetName, region: RegionName = "", zone: String? = nil, cell: String? = nil, address: String? = nil, weight: Double = 1,
        attributes: [Attribute] = []
    ) {
        self.name = name
        self.region = region
        self.zone = zone
        self.cell = cell
        self.address = address
        self.weight = weight
        self.attributes = attributes
    }

    /// The value of a field or attribute; `nil` when the target has none of that name.
    public func attribute(_ name: String) -> AttributeValue? {
        switch name {
        case "name": .string(self.name.text)
        case "region": .string(region.text)
        case "zone": zone.map(AttributeValue.string)
        case "cell": cell.map(AttributeValue.string)
        case "address": address.map(AttributeValue.string)
        case "weight": .number(weight)
        default: attributes.first { $0.name == name }?.value
        }
    }
}
