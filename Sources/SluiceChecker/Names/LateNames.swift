public import SluiceModel

/// The names that have a value only while a pipeline runs, and what may stand behind their dot.
public enum LateNames {
    /// Names that no top-level variable may have, in the order in which the language guide lists them.
    public static let reserved: [LateName] = [
        .revision, .previous, .target, .region, .zone, .wave, .stage, .pipeline, .execution, .share,
    ]

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
