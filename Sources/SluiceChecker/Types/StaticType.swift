import OrderedCollections
import SluiceSyntax

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
    /// With what its elements are.
    case list(StaticType)
    case map(MapShape)
    /// With what its ends are.
    case range(StaticType)
    /// Nil where its parameters are not known.
    case function(FunctionShape?)
    case target(AttributeShape?)
    case fleet(AttributeShape?)
    case signal
    case condition
    case alarm
    case deployer
    case window
    case pipeline(PipelineShape?)
    /// A phase, stage or wave of a pipeline.
    case stage
    case execution
    case revision
    case template
    case source
    case module

    public static let anyList = StaticType.list(.unknown)
    public static let anyMap = StaticType.map(MapShape())
    public static let anyRange = StaticType.range(.unknown)
    public static let anyFunction = StaticType.function(nil)
    public static let anyTarget = StaticType.target(nil)
    public static let anyFleet = StaticType.fleet(nil)
    public static let anyPipeline = StaticType.pipeline(nil)

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
        case .stage: "Stage"
        case .execution: "Execution"
        case .revision: "Revision"
        case .template: "Template"
        case .source: "Source"
        case .module: "module"
        }
    }

    /// With its article, for the middle of a sentence: `an Int`, `none`.
    public var phrase: String { Self.withArticle(title) }

    /// With what is known of its parts, as an annotation would write it: `[Duration]`, `Map with name, targets`.
    public var detail: String {
        switch self {
        case .list(let element): element == .unknown ? "List" : "[\(element.detail)]"
        case .map(let shape) where !shape.fields.isEmpty:
            "Map with " + shape.fields.keys.prefix(8).joined(separator: ", ") + (shape.fields.count > 8 || !shape.isClosed ? ", …" : "")
        case .map(let shape) where shape.values != .unknown: "Map of \(shape.values.detail)"
        case .function(let shape?):
            "Function(\(shape.parameters.map { $0.isRequired ? $0.name : "[\($0.name)]" }.joined(separator: ", ")))"
                + (shape.result == .unknown ? "" : " -> \(shape.result.detail)")
        case .pipeline(let shape?) where !shape.parts.isEmpty: "Pipeline with \(shape.parts.joined(separator: ", "))"
        case .unknown, .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .secret,
            .map,
            .range, .function, .target, .fleet, .signal, .condition, .alarm, .deployer, .window, .pipeline, .stage, .execution, .revision,
            .template, .source, .module:
            title
        }
    }

    /// With its article, and with its parts where the kind alone would not tell it from another type.
    func phrase(besides other: StaticType) -> String {
        title == other.title ? Self.withArticle(detail) : phrase
    }

    private static func withArticle(_ title: String) -> String {
        switch title.first {
        case "n", "[": title
        case "A", "E", "I", "O": "an \(title)"
        case _: "a \(title)"
        }
    }

    public var isNumber: Bool { self == .int || self == .float }

    /// Has a unit or is a plain number: what arithmetic and order are about.
    public var isQuantity: Bool { isNumber || self == .percent || self == .duration || self == .size }

    /// Prints as text and may be joined to text.
    public var isText: Bool { self == .string || self == .template || self == .secret }

    var isList: Bool { if case .list = self { true } else { false } }
    var isFleet: Bool { if case .fleet = self { true } else { false } }
    var isTarget: Bool { if case .target = self { true } else { false } }
    var isFunction: Bool { if case .function = self { true } else { false } }

    /// Known only while a pipeline runs.
    var isLate: Bool { self == .template || self == .signal || self == .condition || self == .alarm }

    /// The type that an annotation names; `unknown` for a name that is none.
    public init(named name: String) {
        self = Self.byName[name] ?? .unknown
    }

    private static let byName: [String: StaticType] = {
        let named: [StaticType] = [
            .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .secret, anyList, anyMap,
            anyRange, anyFunction, anyTarget, anyFleet, .signal, .condition, .alarm, .deployer, .window, anyPipeline, .stage, .execution,
            .revision, .template, .source,
        ]
        return Dictionary(uniqueKeysWithValues: named.map { ($0.title, $0) } + [("stage", .stage)])
    }()

    // MARK: Elements

    /// False only for what can certainly not be gone through with `for`.
    var isSequence: Bool {
        switch self {
        case .unknown, .list, .map, .fleet, .string: true
        case .range(let bound): [.unknown, .int, .date, .weekday].contains(bound)
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .secret, .function, .target,
            .signal, .condition, .alarm, .deployer, .window, .pipeline, .stage, .execution, .revision, .template, .source, .module:
            false
        }
    }

    /// What one variable of a loop holds.
    var elementType: StaticType {
        switch self {
        case .fleet(let shape): .target(shape?.element)
        case .range(let bound): bound
        case .string: .string
        case .list(let element): element
        // One variable goes through the keys.
        case .map: .string
        case .unknown, .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .secret,
            .function, .target, .signal, .condition, .alarm, .deployer, .window, .pipeline, .stage, .execution, .revision, .template,
            .source, .module:
            .unknown
        }
    }

    /// What two variables of a loop hold; nil if its elements are certainly no pairs.
    var pairTypes: [StaticType]? {
        if case .map(let shape) = self { return [.string, shape.values] }
        switch elementType {
        case .list(let element): return [element, element]
        case .unknown: return [.unknown, .unknown]
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .secret, .map, .range,
            .function, .target, .fleet, .signal, .condition, .alarm, .deployer, .window, .pipeline, .stage, .execution, .revision,
            .template, .source, .module:
            return nil
        }
    }
}

extension TypeAnnotation {
    var staticType: StaticType {
        switch kind {
        case .named(let name): StaticType(named: name)
        case .list(let element): .list(element.staticType)
        }
    }
}
