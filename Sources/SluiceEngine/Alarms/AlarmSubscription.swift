public import SluiceModel

/// What must be sampled, and how often: all that somebody outside needs to take an alarm's datapoints.
public struct AlarmSubscription: Hashable, Sendable, Codable {
    public var instance: AlarmInstance
    /// Of a measured alarm. Composed alarms are not sampled; see `Observations.compose`.
    public var definition: AlarmDefinition
    public var every: Duration
    public var values: LateValues
    /// Absolute; an `exec` signal runs there.
    public var folder: String

    public init(instance: AlarmInstance, definition: AlarmDefinition, every: Duration, values: LateValues, folder: String) {
        self.instance = instance
        self.definition = definition
        self.every = every
        self.values = values
        self.folder = folder
    }

    /// What some alarms need sampled for some targets: each measured alarm and each measured part of a composed one, once per
    /// instance, in order. A name that `definition` does not declare gives nothing.
    ///
    /// `values` holds what is the same for all (revision, execution, parameters); region and target are put in here.
    public static func subscriptions(
        for names: [AlarmName], of definition: PipelineDefinition, targets: [Target], values: LateValues = LateValues()
    ) -> [AlarmSubscription] {
        let byName = Dictionary(targets.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var seen = Set<AlarmInstance>()
        var subscriptions = [AlarmSubscription]()
        for alarm in measuredParts(of: names, among: definition.alarms) {
            guard case .measured(let measurement) = alarm.rule else { continue }
            for instance in AlarmInstance.instances(of: alarm, in: definition.name, for: targets) where seen.insert(instance).inserted {
                var values = values
                values.pipeline = definition.name
                values.region = instance.region
                values.target = instance.target.flatMap { byName[$0] }
                values.zone = values.target?.zone
                subscriptions.append(
                    AlarmSubscription(
                        instance: instance, definition: alarm, every: measurement.every, values: values, folder: definition.folder))
            }
        }
        return subscriptions
    }

    /// The instances whose state follows from others', parts before what they are part of.
    public static func composedInstances(
        for names: [AlarmName], of definition: PipelineDefinition, targets: [Target]
    ) -> [AlarmInstance] {
        declared(names, among: definition.alarms).filter(\.isComposed)
            .flatMap { AlarmInstance.instances(of: $0, in: definition.name, for: targets) }
    }

    /// The measured alarms behind some names, each once, parts in the order in which they are named.
    public static func measuredParts(of names: [AlarmName], among alarms: [AlarmDefinition]) -> [AlarmDefinition] {
        declared(names, among: alarms).filter { !$0.isComposed }
    }

    /// The named alarms and all their parts, parts first, each once.
    private static func declared(_ names: [AlarmName], among alarms: [AlarmDefinition]) -> [AlarmDefinition] {
        var found = [AlarmDefinition]()
        var visited = Set<AlarmName>()
        func visit(_ name: AlarmName) {
            guard visited.insert(name).inserted, let alarm = alarms.first(where: { $0.name == name }) else { return }
            if case .composed(let expression) = alarm.rule { expression.names.forEach(visit) }
            found.append(alarm)
        }
        names.forEach(visit)
        return found
    }
}

extension AlarmDefinition {
    var isComposed: Bool {
        if case .composed = rule { return true }
        return false
    }

    /// How long a full window of datapoints takes; zero for a composition, whose parts have windows of their own.
    public var windowLength: Duration {
        guard case .measured(let measurement) = rule else { return .zero }
        return measurement.every * measurement.window
    }
}
