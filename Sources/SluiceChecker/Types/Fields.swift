import SluiceModel

/// What may stand behind the dot of a domain value, with what it gives.
public enum Fields {
    public typealias Field = (name: String, type: StaticType)

    /// The fields of a type that are the same for each value of it; empty where there are none or where the value decides.
    public static func of(_ type: StaticType) -> [Field] {
        switch type {
        case .target: target
        case .execution: execution
        case .alarm: [("name", .string), ("scope", .string)]
        case .deployer: [("name", .string), ("timeout", .duration)]
        case .stage: [("name", .string), ("pipeline", .string)]
        case .pipeline: [("name", .string), ("stages", .list(.string))]
        case .duration: [("seconds", .float), ("minutes", .float), ("hours", .float), ("days", .float)]
        case .date: [("year", .int), ("month", .int), ("day", .int), ("weekday", .weekday)]
        case .range(let bound): [("first", bound), ("last", bound)]
        case .unknown, .none, .bool, .int, .float, .percent, .size, .timeOfDay, .instant, .weekday, .string, .secret, .list, .map,
            .function,
            .fleet, .signal, .condition, .window, .revision, .template, .source, .module:
            []
        }
    }

    private static let target: [Field] = [
        ("name", .string), ("region", .string), ("zone", .unknown), ("cell", .unknown), ("weight", .unknown), ("address", .unknown),
    ]

    private static let execution: [Field] = [
        ("state", .string), ("revision", .string), ("id", .string), ("output", .string), ("stages", .map(MapShape(values: .string))),
        ("pipeline", .string),
    ]
}
