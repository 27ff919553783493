/// What is known of a value before evaluation; `unknown` where nothing is certain, and then nothing is judged.
public indirect enum StaticType: Hashable, Sendable {
    case unknown
    case none
    case bool
    case int
    case float
    case percent
    case duration
    case size
    case timeOfDay
    case date
    case instant
    case weekday
    case string
    case secret
    case list
    case map
    case range(StaticType)
    case function
    case target
    case fleet
    case signal
    case condition
    case alarm
    case deployer
    case window
    case pipeline
    case execution
    case revision
    case template
    case source
    case module

    /// The name that a script and a message use.
    public var title: String {
        switch self {
        case .unknown: "value"
        case .none: "none"
        case .bool: "Bool"
        case .int: "Int"
        case .float: "Float"
        case .percent: "Percent"
        case .duration: "Duration"
        case .size: "Size"
        case .timeOfDay: "TimeOfDay"
        case .date: "Date"
        case .instant: "Instant"
        case .weekday: "Weekday"
        case .string: "String"
        case .secret: "Secret"
        case .list: "List"
        case .map: "Map"
        case .range(.unknown): "Range"
        case .range(let bound): "Range of \(bound.title)"
        case .function: "Function"
        case .target: "Target"
        case .fleet: "Fleet"
        case .signal: "Signal"
        case .condition: "Condition"
        case .alarm: "Alarm"
        case .deployer: "Deployer"
        case .window: "Window"
        case .pipeline: "Pipeline"
        case .execution: "Execution"
        case .revision: "Revision"
        case .template: "Template"
        case .source: "Source"
        case .module: "module"
        }
    }

    /// With its article, for the middle of a sentence: `an Int`, `none`.
    public var phrase: String {
        switch self {
        case .none: "none"
        case .int, .instant, .alarm, .execution: "an \(title)"
        case .unknown, .bool, .float, .percent, .duration, .size, .timeOfDay, .date, .weekday, .string, .secret, .list, .map, .range,
            .function,
            .target, .fleet, .signal, .condition, .deployer, .window, .pipeline, .revision, .template, .source, .module:
            "a \(title)"
        }
    }

    public var isNumber: Bool { self == .int || self == .float }

    /// Has a unit or is a plain number: what arithmetic and order are about.
    public var isQuantity: Bool {
        switch self {
        case .int, .float, .percent, .duration, .size: true
        case .unknown, .none, .bool, .timeOfDay, .date, .instant, .weekday, .string, .secret, .list, .map, .range, .function, .target,
            .fleet,
            .signal, .condition, .alarm, .deployer, .window, .pipeline, .execution, .revision, .template, .source, .module:
            false
        }
    }

    /// Prints as text and may be joined to text.
    public var isText: Bool { self == .string || self == .template || self == .secret }

    /// The type that an annotation names; `unknown` for a name that is none.
    public init(named name: String) {
        self = Self.byName[name] ?? .unknown
    }

    private static let byName: [String: StaticType] = {
        let named: [StaticType] = [
            .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .secret, .list, .map,
            .range(.unknown),
            .function, .target, .fleet, .signal, .condition, .alarm, .deployer, .window, .pipeline, .execution, .revision, .template,
            .source,
        ]
        return Dictionary(uniqueKeysWithValues: named.map { ($0.title, $0) })
    }()

    /// The types that a text of the clause or builtin table allows: `Int or Percent`, `Range of Duration`, `any value`.
    ///
    /// Nil when anything goes.
    public static func alternatives(in text: String) -> [StaticType]? {
        var types: [StaticType] = []
        for part in text.split(separator: ",").flatMap({ $0.words(separatedBy: "or") }) {
            let words = part.split(separator: " ").map(String.init)
            let type: StaticType =
                words.count == 3 && words[0] == "Range" && words[1] == "of"
                ? .range(StaticType(named: words[2])) : StaticType(named: words.joined())
            guard type != .unknown else { return nil }
            types.append(type)
        }
        return types.isEmpty ? nil : types
    }

    /// True unless a value of this type can certainly not stand where `wanted` is wanted.
    public func fits(_ wanted: StaticType) -> Bool {
        if self == wanted || self == .unknown || self == .none || wanted == .unknown { return true }
        switch wanted {
        case .float: return self == .int
        case .string: return isText || self == .revision
        case .template: return isText
        case .condition: return self == .bool || self == .alarm
        case .fleet: return self == .list || self == .target
        case .list: return self == .fleet
        case .signal: return isNumber
        case .revision: return isText || self == .execution
        case .alarm: return self == .condition
        case .map: return self == .target
        case .range(let bound):
            guard case .range(let found) = self else { return false }
            return found == .unknown || bound == .unknown || found == bound
        case .unknown, .none, .bool, .int, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .secret, .function, .target,
            .deployer, .window, .pipeline, .execution, .source, .module:
            return false
        }
    }
}

extension Substring {
    /// The parts between whole words, trimmed of nothing: callers split at spaces.
    fileprivate func words(separatedBy separator: String) -> [Substring] {
        split(separator: " ").split(separator: Substring(separator)).compactMap { words in
            guard let first = words.first, let last = words.last else { return nil }
            return self[first.startIndex..<last.endIndex]
        }
    }
}
