/// An alarm: when users are hurt, and how that is known.
public struct AlarmDefinition: Hashable, Sendable, Codable {
    public enum Rule: Hashable, Sendable, Codable {
        case measured(Measurement)
        case composed(AlarmExpression)
    }

    /// How far one instance of it reaches; follows from the late names that it uses.
    public enum Scope: String, Hashable, Sendable, Codable, Comparable {
        case global, region, target
        private var fineness: Int {
            switch self {
            case .global: 0
            case .region: 1
            case .target: 2
            }
        }
        public static func < (left: Scope, right: Scope) -> Bool { left.fineness < right.fineness }
    }

    public struct Measurement: Hashable, Sendable, Codable {
        public var condition: Condition
        /// M: breaching datapoints that make it fire, 1 to `window`.
        public var breaches: Int
        /// N: datapoints that are looked at.
        public var window: Int
        /// Between datapoints, above zero.
        public var every: Duration
        public var missing: MissingPolicy

        public init(
            condition: Condition, breaches: Int = 1, window: Int = 1, every: Duration = .seconds(10), missing: MissingPolicy = .breaching
        ) {
            self.condition = condition
            self.breaches = breaches
            self.window = window
            self.every = every
            self.missing = missing
        }
    }

    public enum MissingPolicy: String, Hashable, Sendable, Codable { case breaching, ok, ignore, keep }

    public var name: AlarmName
    public var rule: Rule
    public var scope: Scope
    public var documentation: String?

    public init(name: AlarmName, rule: Rule, scope: Scope, documentation: String? = nil) {
        self.name = name
        self.rule = rule
        self.scope = scope
        self.documentation = documentation
    }
}

/// Alarms joined by three-valued logic over their states.
public enum AlarmExpression: Hashable, Sendable, Codable {
    case alarm(AlarmName)
    indirect case and(AlarmExpression, AlarmExpression)
    indirect case or(AlarmExpression, AlarmExpression)
    indirect case not(AlarmExpression)

    /// Each name once, in order.
    public var names: [AlarmName] {
        switch self {
        case .alarm(let name): return [name]
        case .not(let inner): return inner.names
        case .and(let left, let right), .or(let left, let right):
            let first = left.names
            return first + right.names.filter { !first.contains($0) }
        }
    }
}
