import OrderedCollections
import SluiceModel
import SluiceSyntax

/// A name that may stand behind the dot.
public struct Member: Hashable, Sendable {
    public let name: String
    public let type: StaticType
    /// May be empty.
    public let summary: String

    init(_ name: String, _ type: StaticType, _ summary: String = "") {
        self.name = name
        self.type = type
        self.summary = summary
    }

    public var suggestion: Suggestion {
        Suggestion(name, .member, detail: type == .unknown ? "" : type.detail, summary: summary)
    }
}

/// The members that a value has by its type, as far as they can be written behind a dot.
public enum MemberTable {
    public static func members(of type: StaticType) -> [Member] {
        let fields = Fields.of(type).map { Member($0.name, $0.type, summary(of: $0.name, in: type)) }
        return (fields + parts(of: type)).filter { isWord($0.name) }
    }

    /// What the value itself decides: keys of a map, attributes of a target, targets of a fleet, parts of a pipeline.
    private static func parts(of type: StaticType) -> [Member] {
        switch type {
        case .map(let shape): return shape.fields.map { Member($0.key, $0.value) }
        case .target(let shape?):
            let own = Fields.of(type).map(\.name)
            return shape.any.filter { !own.contains($0) }.map { Member($0, .unknown, "An attribute of the target.") }
        case .fleet(let shape?): return (shape.names ?? []).map { Member($0, .target(shape.element), "A target of the fleet.") }
        case .pipeline(let shape?): return shape.parts.map { Member($0, .stage, "A part of the pipeline.") }
        case .unknown, .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .secret,
            .list, .range, .function, .target, .fleet, .signal, .condition, .alarm, .deployer, .window, .pipeline, .stage, .execution,
            .revision, .template, .source, .module:
            return []
        }
    }

    /// The members of a name whose value is known only while a pipeline runs; those that a fleet decides are not among them.
    public static func members(ofLateName name: String) -> [Member] {
        guard let late = LateName(rawValue: name) else { return [] }
        if late == .target { return members(of: .anyTarget) }
        return (LateNames.members(of: late) ?? []).map { Member($0, .template, summary(ofRevision: $0)) }
    }

    private static func summary(ofRevision member: String) -> String {
        switch member {
        case "id": "Its text."
        case "ordinal": "Counts revisions in the order of their arrival."
        case "author": "Who made it; none without a `source`."
        case "message": "What its author says; none without a `source`."
        case "time": "When it was made; none without a `source`."
        default: ""
        }
    }

    private static func summary(of field: String, in type: StaticType) -> String {
        let of = type.title.lowercased()
        switch field {
        case "name": return "The name of the \(of)."
        case "region": return "The region that it is in."
        case "zone", "cell": return "The \(field) that it is in; may be none."
        case "weight": return "Its share of the load, among the weights of its fleet."
        case "address": return "Where it is reached; may be none."
        case "state": return "How it stands now, such as `succeeded`."
        case "revision": return "The revision that it brings."
        case "id": return "Its name, such as `checkout#3`."
        case "output": return "What a `run` printed."
        case "stages": return type == .execution ? "The states of its stages by name." : "The names of its stages."
        case "pipeline": return "The name of its pipeline."
        case "scope": return "Whether there is one for each target, one for each region, or one in all."
        case "timeout": return "How long each of its commands may take."
        case "seconds", "minutes", "hours", "days": return "The whole of it in \(field)."
        case "first": return "Its lower end."
        case "last": return "Its upper end."
        default: return ""
        }
    }

    private static func isWord(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, !(0x30...0x39).contains(first) else { return false }
        return bytes.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }
}
