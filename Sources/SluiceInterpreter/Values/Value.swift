import OrderedCollections
public import SluiceModel

/// A value of the language: immutable, finite, without cycles.
public enum Value: Sendable {
    case none
    case bool(Bool)
    case int(Int64)
    /// Always finite.
    case float(Double)
    case percent(Percent)
    case duration(nanoseconds: Int64)
    case size(bytes: Int64)
    case timeOfDay(TimeOfDay)
    indirect case date(CivilDate)
    case instant(Instant)
    case weekday(Weekday)
    case string(String)
    /// Text with late names or secrets in it: Template, Revision and Secret.
    indirect case template(TemplateValue)
    case list(ListValue)
    case map(MapValue)
    indirect case range(RangeValue)
    case function(FunctionValue)
    indirect case target(Target)
    case fleet([Target])
    indirect case signal(SignalValue)
    indirect case condition(ConditionValue)
    case alarm(AlarmValue)
    indirect case deployer(DeployerDefinition)
    case pipeline(PipelineValue)
    /// A stage, wave or phase of a pipeline.
    indirect case part(PipelineName, String)
    indirect case execution(ExecutionHandle)
    case module(Module)
    /// What a command would have given had it been carried out.
    case notRun
}

/// What one list in another adds to a depth; a function that holds a function adds 1.
let levelOfNesting = 10

/// How deep a value nests, and how much there is to go through in it, counted as often as it is held.
///
/// Both are known without a walk, so that what would never end is refused before it begins.
struct Extent: Sendable {
    /// In tenths of a level.
    private(set) var depth: UInt32
    /// About the bytes of its text; stays at the greatest number when it is more.
    private(set) var size: UInt32

    init(depth: Int = 0, size: Int = 8) {
        self.depth = UInt32(clamping: depth)
        self.size = UInt32(clamping: size)
    }

    /// What holds nothing yet.
    static let container = Extent(depth: levelOfNesting, size: 8)

    mutating func hold(_ inner: Extent) {
        depth = max(depth, inner.depth.addingReportingOverflow(UInt32(levelOfNesting)).partialValue)
        let (sum, overflow) = size.addingReportingOverflow(inner.size)
        size = overflow ? .max : sum
    }

    /// Of two containers made one.
    mutating func join(_ other: Extent) {
        depth = max(depth, other.depth)
        let (sum, overflow) = size.addingReportingOverflow(other.size)
        size = overflow ? .max : sum
    }
}

/// A list with how deep it nests.
public struct ListValue: Sendable {
    public internal(set) var elements: [Value]
    private(set) var extent: Extent

    init(_ elements: [Value]) {
        self.elements = elements
        extent = .container
        for element in elements { extent.hold(element.extent) }
    }

    mutating func append(contentsOf other: ListValue) {
        elements.append(contentsOf: other.elements)
        extent.join(other.extent)
    }

    mutating func append(_ element: Value) {
        extent.hold(element.extent)
        elements.append(element)
    }
}

/// A map key: equal by scalars, not by how text looks.
public struct MapKey: Hashable, Sendable {
    public let text: String
    public init(_ text: String) { self.text = text }
    public static func == (left: MapKey, right: MapKey) -> Bool { sameScalars(left.text, right.text) }
    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { bytes in unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes)) }
    }
}

func sameScalars(_ left: String, _ right: String) -> Bool {
    var (left, right) = (left, right)
    return left.withUTF8 { first in
        right.withUTF8 { second in
            unsafe memoryEquals(first, second)
        }
    }
}

extension String {
    /// How many Unicode scalars it has: every byte that continues none begins one.
    var scalarCount: Int {
        var text = self
        return text.withUTF8 { utf8 in
            let bytes = UnsafeRawBufferPointer(utf8)
            var continuations = 0
            var offset = 0
            while offset &+ 8 <= bytes.count {
                // A byte of `lanes` counts for one byte of each word, and would overflow after 255 of them.
                var lanes: UInt64 = 0
                let end = min(bytes.count &- 8, offset &+ 254 &* 8)
                while offset <= end {
                    let word = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    lanes &+= (word >> 7) & (~word >> 6) & 0x0101_0101_0101_0101
                    offset &+= 8
                }
                let pairs = (lanes & 0x00FF_00FF_00FF_00FF) &+ ((lanes >> 8) & 0x00FF_00FF_00FF_00FF)
                continuations &+= Int((pairs &* 0x0001_0001_0001_0001) >> 48)
            }
            while offset < bytes.count {
                if unsafe bytes[offset] & 0xC0 == 0x80 { continuations &+= 1 }
                offset &+= 1
            }
            return bytes.count - continuations
        }
    }
}

private func memoryEquals(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    return unsafe left.elementsEqual(right)
}

/// A map in the order in which its keys came.
public struct MapValue: Sendable {
    private var storage: Storage

    /// Shared by all copies of a map, and changed only by who holds it alone.
    private final class Storage: @unchecked Sendable {
        var entries: EntryTable
        var extent: Extent
        init(_ entries: EntryTable, extent: Extent) {
            self.entries = entries
            self.extent = extent
        }
    }

    public var entries: EntryTable { storage.entries }
    var extent: Extent { storage.extent }
    /// Tells maps apart that are held twice from maps that are equal.
    var identity: ObjectIdentifier { ObjectIdentifier(storage) }

    init(_ entries: EntryTable) {
        var extent = Extent.container
        for (key, value) in entries {
            extent.hold(Extent(size: key.text.utf8.count))
            extent.hold(value.extent)
        }
        storage = Storage(entries, extent: extent)
    }

    init(_ pairs: [(String, Value)]) { self.init(EntryTable(pairs)) }

    /// Puts a value in; in place when nobody else holds this map.
    mutating func set(_ key: MapKey, _ value: Value) {
        if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.entries, extent: storage.extent) }
        storage.extent.hold(Extent(size: key.text.utf8.count))
        storage.extent.hold(value.extent)
        storage.entries.updateValue(value, forKey: key)
    }
}

/// `A..B`; both ends of one kind: Int, Float, Percent, Duration, Size, TimeOfDay, Date, Weekday.
public struct RangeValue: Sendable {
    public let first: Value
    public let last: Value
}

/// Text with holes.
public struct TemplateValue: Sendable {
    public let template: Template
    /// From `raw(x)`: stays text where it is interpolated into a command.
    let isRaw: Bool

    init(_ parts: [Template.Part], isRaw: Bool = false) {
        template = Template(parts)
        self.isRaw = isRaw
    }

    var isSecret: Bool { !template.secrets.isEmpty }

    /// The late name, if it is one and nothing else.
    var reference: LateReference? {
        guard template.parts.count == 1, case .late(let reference) = template.parts[0] else { return nil }
        return reference
    }
}

public enum FunctionValue: Sendable {
    case closure(Closure)
    case builtin(Builtin)
}

/// A function of a script with a copy of what it uses of its surroundings.
public final class Closure: Sendable {
    let code: Int
    /// Beside the captures of its code; `nil` for a variable without a value yet.
    let captured: [Value?]
    let name: String
    let depth: Int
    init(code: Int, captured: [Value?], name: String) {
        self.code = code
        self.captured = captured
        self.name = name
        depth = 1 + captured.reduce(0) { max($0, $1?.depth ?? 0) }
    }
}

/// A measurement with the alarms whose state it uses.
public struct SignalValue: Sendable {
    public let signal: Signal
    let alarms: [AlarmValue]
    let depth: Int
    /// How many measurements and numbers it is made of.
    let size: Int
    init(_ signal: Signal, alarms: [AlarmValue] = [], depth: Int = levelOfNesting, size: Int = 1) {
        self.signal = signal
        self.alarms = alarms
        self.depth = depth
        self.size = size
    }
}

public struct ConditionValue: Sendable {
    public let condition: Condition
    let alarms: [AlarmValue]
    let depth: Int
    /// How many comparisons it is made of.
    let size: Int
    init(_ condition: Condition, alarms: [AlarmValue] = [], depth: Int = levelOfNesting, size: Int = 1) {
        self.condition = condition
        self.alarms = alarms
        self.depth = depth
        self.size = size
    }
}

/// An alarm with the alarms that it is made of.
public final class AlarmValue: Sendable {
    public let definition: AlarmDefinition
    /// Every alarm that its rule names, in order.
    let parts: [AlarmValue]
    /// Made by `and`, `or` or `not` and not named yet.
    let isAnonymous: Bool
    let depth: Int
    /// How many alarms its rule names, when it has no name yet.
    let size: Int

    init(_ definition: AlarmDefinition, parts: [AlarmValue] = [], isAnonymous: Bool = false, size: Int = 1) {
        self.size = size
        self.definition = definition
        self.parts = parts
        self.isAnonymous = isAnonymous
        depth = levelOfNesting + parts.reduce(0) { max($0, $1.depth) }
    }

    /// How a rule that uses this alarm speaks of it: by its name, or by what it is made of.
    var expression: AlarmExpression {
        if isAnonymous, case .composed(let expression) = definition.rule { return expression }
        return .alarm(definition.name)
    }

    /// The named alarms behind `expression`.
    var named: [AlarmValue] { isAnonymous ? parts : [self] }
}

public final class PipelineValue: Sendable {
    public let definition: PipelineDefinition
    init(_ definition: PipelineDefinition) { self.definition = definition }

    /// Names of stages, waves and phases.
    var partNames: [String] { definition.phases.map(\.name.text) + definition.stages.map(\.name.text) }
}

/// An execution that the script started or named; how it stands is asked for anew each time.
public struct ExecutionHandle: Sendable {
    public let id: ExecutionID
    public let pipeline: PipelineName
    public let revision: RevisionID
}

/// An evaluated module.
public final class Module: Sendable {
    public let name: String
    let exports: OrderedDictionary<String, Value>
    init(name: String, exports: OrderedDictionary<String, Value>) {
        self.name = name
        self.exports = exports
    }
}

extension Value {
    var extent: Extent {
        switch self {
        case .list(let list): list.extent
        case .map(let map): map.extent
        case .string(let text): Extent(size: 2 + text.utf8.count)
        case .range(let range): Extent(depth: levelOfNesting + max(range.first.depth, range.last.depth), size: 20)
        case .function(.closure(let closure)): Extent(depth: closure.depth)
        case .template(let template): Extent(size: 16 * template.template.parts.count)
        case .fleet(let targets): Extent(size: 16 * targets.count)
        case .signal(let signal): Extent(depth: signal.depth, size: 16 * signal.size)
        case .condition(let condition): Extent(depth: condition.depth, size: 16 * condition.size)
        case .alarm(let alarm): Extent(depth: alarm.depth, size: 16 * alarm.size)
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .function(.builtin), .target,
            .deployer, .pipeline, .part, .execution, .module, .notRun:
            Extent()
        }
    }

    /// How deep it nests, in tenths of a level; 0 for what holds nothing.
    var depth: Int { Int(extent.depth) }

    var isNone: Bool {
        if case .none = self { return true }
        return false
    }

    static func duration(_ duration: Duration) -> Value { .duration(nanoseconds: duration.wholeNanoseconds) }
    static func list(_ elements: [Value]) -> Value { .list(ListValue(elements)) }
    static func late(_ reference: LateReference) -> Value { .template(TemplateValue([.late(reference)])) }

    /// The name of its type, as annotations and messages say it.
    public var typeName: String {
        switch self {
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
        case .template(let template):
            template.isSecret ? "Secret" : template.reference?.name == .revision ? "Revision" : "Template"
        case .list: "List"
        case .map: "Map"
        case .range: "Range"
        case .function: "Function"
        case .target: "Target"
        case .fleet: "Fleet"
        case .signal: "Signal"
        case .condition: "Condition"
        case .alarm: "Alarm"
        case .deployer: "Deployer"
        case .pipeline: "Pipeline"
        case .part: "Stage"
        case .execution: "Execution"
        case .module: "Module"
        case .notRun: "NotRun"
        }
    }

    /// The type with its article: `a Duration`, `an Int`, `none`.
    var typeWithArticle: String {
        let name = typeName
        if case .none = self { return name }
        return ("AEIO".contains(name.first ?? "x") ? "an " : "a ") + name
    }
}
