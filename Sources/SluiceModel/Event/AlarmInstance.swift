/// One place where an alarm is evaluated: everywhere at once, one region, or one target.
///
/// Invariant: an instance for a target carries its region too, so that a composition can read the region's alarm.
public struct AlarmInstance: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    public var pipeline: PipelineName
    public var alarm: AlarmName
    /// `nil`: one instance for everything.
    public var region: RegionName?
    public var target: TargetName?

    public init(pipeline: PipelineName, alarm: AlarmName, region: RegionName? = nil, target: TargetName? = nil) {
        self.pipeline = pipeline
        self.alarm = alarm
        self.region = region
        self.target = target
    }

    public var scope: AlarmDefinition.Scope {
        if target != nil { return .target }
        return region == nil ? .global : .region
    }

    /// Whether what happens on a target is in its reach.
    public func covers(_ target: Target) -> Bool {
        if let name = self.target { return name == target.name }
        return region.map { $0 == target.region } ?? true
    }

    /// The instance of another alarm of the same pipeline that is read from this place; `nil` when that alarm is finer.
    public func reading(_ definition: AlarmDefinition) -> AlarmInstance? {
        switch definition.scope {
        case .global: return AlarmInstance(pipeline: pipeline, alarm: definition.name)
        case .region: return region.map { AlarmInstance(pipeline: pipeline, alarm: definition.name, region: $0) }
        case .target:
            guard let target else { return nil }
            return AlarmInstance(pipeline: pipeline, alarm: definition.name, region: region, target: target)
        }
    }

    /// The instances that concern some targets, each once, in the order of the targets.
    public static func instances(of definition: AlarmDefinition, in pipeline: PipelineName, for targets: [Target]) -> [AlarmInstance] {
        switch definition.scope {
        case .global: return [AlarmInstance(pipeline: pipeline, alarm: definition.name)]
        case .region:
            var seen = Set<RegionName>()
            return targets.filter { seen.insert($0.region).inserted }
                .map { AlarmInstance(pipeline: pipeline, alarm: definition.name, region: $0.region) }
        case .target:
            var seen = Set<TargetName>()
            return targets.filter { seen.insert($0.name).inserted }
                .map { AlarmInstance(pipeline: pipeline, alarm: definition.name, region: $0.region, target: $0.name) }
        }
    }

    /// `checkout/errors`, `checkout/errors@eu-west-1`, `checkout/health@eu-west-1/host-1`; `/ @ %` in names are escaped, so
    /// that different instances have different texts.
    public var description: String {
        var text = Self.escaped(pipeline.text) + "/" + Self.escaped(alarm.text)
        if let region { text += "@" + Self.escaped(region.text) }
        if let target { text += "/" + Self.escaped(target.text) }
        return text
    }

    /// Where it is evaluated, as people say it: `eu-west-1`, `host-1`, `everywhere`.
    public var place: String {
        if let target { return target.text }
        guard let region, !region.text.isEmpty else { return "everywhere" }
        return region.text
    }

    /// By pipeline, alarm, region, target; an absent part comes first.
    public static func < (left: AlarmInstance, right: AlarmInstance) -> Bool {
        (left.pipeline.text, left.alarm.text, left.regionOrder, left.targetOrder)
            < (right.pipeline.text, right.alarm.text, right.regionOrder, right.targetOrder)
    }

    private var regionOrder: String { region.map { "1\($0.text)" } ?? "0" }
    private var targetOrder: String { target.map { "1\($0.text)" } ?? "0" }

    private static func escaped(_ name: String) -> String {
        var text = ""
        for character in name.unicodeScalars {
            switch character {
            case "%": text += "%25"
            case "/": text += "%2F"
            case "@": text += "%40"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}
