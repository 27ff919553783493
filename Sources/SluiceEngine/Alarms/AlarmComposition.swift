import OrderedCollections
import SluiceModel

/// A composed alarm being worked out at one place, with the measured instances that it came across.
struct AlarmComposition {
    let place: AlarmInstance
    let alarms: [AlarmDefinition]
    let records: OrderedDictionary<AlarmInstance, Observations.Record>
    private(set) var parts = [AlarmInstance]()

    init(place: AlarmInstance, alarms: [AlarmDefinition], records: OrderedDictionary<AlarmInstance, Observations.Record>) {
        self.place = place
        self.alarms = alarms
        self.records = records
    }

    /// Three-valued. Deeper than there are alarms, which only a cycle is, nothing is known.
    mutating func fires(_ definition: AlarmDefinition, depth: Int) -> Bool? {
        switch definition.rule {
        case .composed(let expression): return depth > 0 ? fires(expression, depth: depth - 1) : nil
        case .measured:
            guard let instance = place.reading(definition) else { return nil }
            if !parts.contains(instance) { parts.append(instance) }
            return records[instance]?.state.fires ?? nil
        }
    }

    private mutating func fires(_ expression: AlarmExpression, depth: Int) -> Bool? {
        switch expression {
        case .alarm(let name):
            guard let definition = alarms.first(where: { $0.name == name }) else { return nil }
            return fires(definition, depth: depth)
        case .not(let inner): return fires(inner, depth: depth).map { !$0 }
        case .and(let left, let right): return join(left, right, deciding: false, depth)
        case .or(let left, let right): return join(left, right, deciding: true, depth)
        }
    }

    /// Looks at both sides always, so that `parts` is complete.
    private mutating func join(_ left: AlarmExpression, _ right: AlarmExpression, deciding: Bool, _ depth: Int) -> Bool? {
        let first = fires(left, depth: depth)
        let second = fires(right, depth: depth)
        if first == deciding || second == deciding { return deciding }
        return first == nil || second == nil ? nil : !deciding
    }

    /// The windows of the parts that are in `state`, or of all when none is (`not`), each text with its alarm's name.
    func evidence(for state: AlarmState) -> [Datapoint] {
        let telling = parts.filter { (records[$0]?.state ?? .unknown) == state }
        return (telling.isEmpty ? parts : telling).flatMap { part in
            (records[part]?.datapoints ?? []).map { datapoint in
                var datapoint = datapoint
                datapoint.text = "\(part.alarm): \(datapoint.text)"
                return datapoint
            }
        }
    }
}
