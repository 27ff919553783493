/// Something that is true, false or not known, once its signals and late names have values.
public enum Condition: Hashable, Sendable, Codable {
    case constant(Bool)
    case comparison(Comparison)
    /// Late text compared with text.
    case textComparison(TextComparison)
    indirect case and(Condition, Condition)
    indirect case or(Condition, Condition)
    indirect case not(Condition)

    public enum Relation: String, Hashable, Sendable, Codable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="

        func holds<T: Comparable>(_ left: T, _ right: T) -> Bool {
            switch self {
            case .equal: left == right
            case .notEqual: left != right
            case .less: left < right
            case .lessOrEqual: left <= right
            case .greater: left > right
            case .greaterOrEqual: left >= right
            }
        }
    }

    public struct Comparison: Hashable, Sendable, Codable {
        /// How the numbers are shown.
        public enum Unit: String, Hashable, Sendable, Codable { case plain, percent, seconds }
        public var left: Signal
        public var relation: Relation
        public var right: Signal
        public var unit: Unit
        public init(left: Signal, relation: Relation, right: Signal, unit: Unit = .plain) {
            self.left = left
            self.relation = relation
            self.right = right
            self.unit = unit
        }
    }

    public struct TextComparison: Hashable, Sendable, Codable {
        public var left: Template
        /// `equal` or `notEqual`.
        public var relation: Relation
        public var right: Template
        public init(left: Template, relation: Relation, right: Template) {
            self.left = left
            self.relation = relation
            self.right = right
        }
    }

    /// The signals that must be measured, each once, in order.
    public var measurements: [Signal] {
        switch self {
        case .constant, .textComparison: return []
        case .comparison(let comparison):
            let left = comparison.left.measurements
            return left + comparison.right.measurements.filter { !left.contains($0) }
        case .not(let inner): return inner.measurements
        case .and(let left, let right), .or(let left, let right):
            let first = left.measurements
            return first + right.measurements.filter { !first.contains($0) }
        }
    }

    /// Every template in it.
    public var templates: [Template] {
        switch self {
        case .constant: []
        case .comparison(let comparison): comparison.left.templates + comparison.right.templates
        case .textComparison(let comparison): [comparison.left, comparison.right]
        case .not(let inner): inner.templates
        case .and(let left, let right), .or(let left, let right): left.templates + right.templates
        }
    }

    public var references: [LateReference] {
        switch self {
        case .constant: []
        case .comparison(let comparison): comparison.left.references + comparison.right.references
        case .textComparison(let comparison): comparison.left.references + comparison.right.references
        case .not(let inner): inner.references
        case .and(let left, let right), .or(let left, let right): left.references + right.references
        }
    }
}

/// A measurement that was taken, with what was measured.
public struct Measured: Hashable, Sendable, Codable {
    public var signal: Signal
    public var reading: Reading
    public init(signal: Signal, reading: Reading) {
        self.signal = signal
        self.reading = reading
    }
}

/// What a condition came to.
public struct Evaluation: Hashable, Sendable, Codable {
    /// `nil`: a value was missing and the rest does not decide it.
    public var result: Bool?
    /// The parts that were looked at, as people read them: `0.031 (prometheus) > 1% → true`.
    public var parts: [String]
    /// Why values are missing, each once.
    public var missing: [String]
    public init(result: Bool?, parts: [String] = [], missing: [String] = []) {
        self.result = result
        self.parts = parts
        self.missing = missing
    }
    /// All of several: false when one is, unknown when one is and none is false.
    public init(all evaluations: [Evaluation]) {
        let results = evaluations.map(\.result)
        let unknown = results.contains(nil)
        self.init(
            result: results.contains(false) ? false : (unknown ? nil : true), parts: evaluations.flatMap(\.parts),
            missing: evaluations.flatMap(\.missing))
    }

    /// One line.
    public var text: String { parts.joined(separator: ", ") }
}
