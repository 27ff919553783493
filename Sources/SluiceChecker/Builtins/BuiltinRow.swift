/// A parameter of a builtin function.
public struct BuiltinParameter: Hashable, Sendable {
    public enum Need: Hashable, Sendable {
        case required
        case optional
        /// Takes all further positional arguments, possibly none.
        case rest
    }

    public let name: String
    /// As in the clause table: `Int or Percent`, `any value`.
    public let type: String
    public let need: Need
    /// Only as `name: value`.
    public let isNamedOnly: Bool

    public init(_ name: String, _ type: String, _ need: Need = .required, namedOnly: Bool = false) {
        self.name = name
        self.type = type
        self.need = need
        isNamedOnly = namedOnly
    }
}

/// One builtin function as checker, help and completion see it.
public struct BuiltinRow: Hashable, Sendable {
    public let name: String
    public let parameters: [BuiltinParameter]
    /// Takes arguments of any name, as `target(name, …)` takes attributes.
    public let takesAnyName: Bool
    public let result: StaticType
    public let summary: String
    public let example: String

    public init(
        _ name: String, _ parameters: [BuiltinParameter], anyName: Bool = false, _ result: StaticType, _ summary: String, _ example: String
    ) {
        self.name = name
        self.parameters = parameters
        takesAnyName = anyName
        self.result = result
        self.summary = summary
        self.example = example
    }

    /// As help shows it: `sorted(list, by:)`.
    public var signature: String {
        let parts = parameters.map { parameter in
            switch parameter.need {
            case .required: parameter.isNamedOnly ? "\(parameter.name):" : parameter.name
            case .optional: parameter.isNamedOnly ? "[\(parameter.name):]" : "[\(parameter.name)]"
            case .rest: "\(parameter.name)…"
            }
        }
        return "\(name)(\((parts + (takesAnyName ? ["name: value…"] : [])).joined(separator: ", ")))"
    }
}

/// All builtin functions, in the order in which the reference page shows them.
public enum BuiltinTable {
    /// Functions for one kind of thing.
    public struct Group: Hashable, Sendable {
        public let title: String
        public let rows: [BuiltinRow]
    }

    public static let groups: [Group] = [
        Group(title: "Lists, maps and fleets", rows: collectionRows), Group(title: "Text", rows: textRows),
        Group(title: "Types and conversions", rows: valueRows), Group(title: "Input when the script is evaluated", rows: inputRows),
        Group(title: "Signals", rows: signalRows), Group(title: "Targets, sources and pipelines", rows: domainRows),
    ]

    public static let rows: [BuiltinRow] = groups.flatMap(\.rows)

    public static func row(_ name: String) -> BuiltinRow? { byName[name] }

    private static let byName: [String: BuiltinRow] = Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0) })
}
