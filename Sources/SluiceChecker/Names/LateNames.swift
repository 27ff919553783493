public import SluiceModel

/// The names that have a value only while a pipeline runs, and what may stand behind their dot.
public enum LateNames {
    /// Names that no top-level variable may have, in the order in which the language guide lists them.
    public static let reserved: [LateName] = [
        .revision, .previous, .target, .region, .zone, .wave, .stage, .pipeline, .execution, .share,
    ]

    private static let reservedTexts: Set<String> = Set(reserved.map(\.rawValue))
    private static let byText: [String: LateName] = Dictionary(uniqueKeysWithValues: LateName.allCases.map { ($0.rawValue, $0) })

    /// True if no top-level variable may have this name.
    static func isReserved(_ name: String) -> Bool { reservedTexts.contains(name) }

    static func named(_ name: String) -> LateName? { byText[name] }

    /// The members of a late name; nil when any name may be one, because a fleet or a pipeline decides it.
    public static func members(of name: LateName) -> [String]? {
        switch name {
        case .revision: ["id", "ordinal", "author", "message", "time"]
        case .previous: ["id"]
        case .target, .artifact, .param: nil
        case .region, .zone, .wave, .stage, .pipeline, .execution, .share: []
        }
    }
}
