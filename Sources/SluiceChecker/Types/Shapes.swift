public import OrderedCollections
public import SluiceSyntax

/// What is known of the keys of a map.
public struct MapShape: Hashable, Sendable {
    /// The keys that it may have, with what they hold.
    public var fields: OrderedDictionary<String, StaticType>
    /// True if it has no keys but these.
    public var isClosed: Bool
    /// What every value is, keys that are not listed included.
    public var values: StaticType

    public init(fields: OrderedDictionary<String, StaticType> = [:], isClosed: Bool = false, values: StaticType = .unknown) {
        self.fields = fields
        self.isClosed = isClosed
        self.values = values
    }

    /// What either of two maps may be.
    mutating func join(_ other: MapShape) {
        for (name, type) in other.fields {
            if let known = fields[name] { fields[name] = known.joined(with: type) } else { fields[name] = type }
        }
        isClosed = isClosed && other.isClosed
        values = values.joined(with: other.values)
    }
}

/// What is known of the attributes of a target, or of the targets of a fleet.
public struct AttributeShape: Hashable, Sendable {
    /// The targets' names; nil if not all are known.
    public var names: [String]?
    /// The attributes that every target may have: what is missing here is missing in at least one of them.
    public var common: [String]
    /// The attributes that any target may have: what is missing here is missing in all of them.
    public var any: [String]

    /// Fields that a target always has.
    static let always = ["name", "region", "weight"]
    /// Fields that can always be read, but may be none.
    static let optional = ["zone", "cell", "address"]

    /// What either of two may have.
    mutating func join(_ other: AttributeShape) {
        if let more = other.names { names?.append(contentsOf: more) } else { names = nil }
        if common != other.common { common.removeAll { !other.common.contains($0) } }
        if any != other.any { any.append(contentsOf: other.any.filter { !any.contains($0) }) }
    }

    /// Of some of these targets, it is not known which.
    var subset: AttributeShape { AttributeShape(names: nil, common: any, any: any) }

    /// Of one of these targets.
    var element: AttributeShape { AttributeShape(names: nil, common: common, any: any) }
}

/// The parts of a pipeline by their names.
public struct PipelineShape: Hashable, Sendable {
    public let parts: [String]
    /// True if it has no parts but these.
    public let isClosed: Bool
    /// The block that holds them.
    public let block: Span

    /// Reads the parts of a pipeline's block: phases, stages and waves whose names are written out.
    init(_ block: Block) {
        var parts: [String] = []
        var isClosed = true
        func read(_ statements: [Statement]) {
            for statement in statements {
                switch statement.kind {
                case .clause(let clause): readPart(clause)
                case .conditional(let conditional):
                    for branch in conditional.branches { read(branch.block.statements) }
                    if let otherwise = conditional.otherwise { read(otherwise.statements) }
                case .forLoop(let loop): read(loop.body.statements)
                case .whileLoop(_, let body): read(body.statements)
                case .variable, .assignment, .expression, .returnValue, .invalid: isClosed = false
                case .function, .breakLoop, .continueLoop, .importModule: break
                }
            }
        }
        func readPart(_ clause: ClauseStatement) {
            guard ["phase", "stage", "wave"].contains(clause.word.text) else { return }
            if case .label(let label)? = clause.argument("name"), let text = label.plainText {
                parts.append(text)
            } else {
                isClosed = false
            }
            if clause.word.text == "phase", let block = clause.block { read(block.statements) }
        }
        read(block.statements)
        self.parts = parts
        self.isClosed = isClosed
        self.block = block.span
    }
}

/// How a function is called and what it gives.
public struct FunctionShape: Hashable, Sendable {
    public struct Parameter: Hashable, Sendable {
        public let name: String
        public let type: StaticType
        public let isRequired: Bool
    }

    /// Nil for a function without a name.
    public let name: String?
    public let parameters: [Parameter]
    public let result: StaticType
    /// Where it is declared, if that is in this file.
    public private(set) var declaredAt: Span?

    init(name: String?, _ parameters: [SluiceSyntax.Parameter], result: StaticType, declaredAt: Span?) {
        self.name = name
        self.parameters = parameters.map {
            Parameter(name: $0.name.text, type: $0.type?.staticType ?? .unknown, isRequired: $0.defaultValue == nil)
        }
        self.result = result
        self.declaredAt = declaredAt
    }

    /// As another file sees it.
    fileprivate var elsewhere: FunctionShape {
        var shape = self
        shape.declaredAt = nil
        return shape
    }
}

extension StaticType {
    /// As another file sees it, in which places of this one mean nothing.
    var elsewhere: StaticType {
        if case .function(let shape?) = self { return .function(shape.elsewhere) }
        return self
    }

    /// What a value is that may come from either of two places; unknown where they differ in kind.
    public func joined(with other: StaticType) -> StaticType {
        switch (self, other) {
        case (.list(let first), .list(let second)): return .list(first.joined(with: second))
        case (.map(var shape), .map(let more)):
            shape.join(more)
            return .map(shape)
        case (.range(let first), .range(let second)): return .range(first.joined(with: second))
        case (.target(let first), .target(let second)): return .target(Self.joined(first, second))
        case (.fleet(let first), .fleet(let second)): return .fleet(Self.joined(first, second))
        case (.function(let first), .function(let second)): return .function(first == second ? first : nil)
        case (.pipeline(let first), .pipeline(let second)): return .pipeline(first == second ? first : nil)
        case (_, _): return self == other ? self : .unknown
        }
    }

    private static func joined(_ first: AttributeShape?, _ second: AttributeShape?) -> AttributeShape? {
        guard var shape = first, let second else { return nil }
        shape.join(second)
        return shape
    }

    /// What the elements of a list are, of which each alone is known. Linear.
    static func joined(_ types: [StaticType]) -> StaticType {
        guard let first = types.first else { return .unknown }
        if case .target(let shape?) = first {
            var shape = shape
            for type in types.dropFirst() {
                guard case .target(let other?) = type else { return types.dropFirst().reduce(first) { $0.joined(with: $1) } }
                shape.join(other)
            }
            return .target(shape)
        }
        if case .map(let shape) = first {
            var shape = shape
            for type in types.dropFirst() {
                guard case .map(let other) = type else { return .unknown }
                if other != shape { shape.join(other) }
            }
            return .map(shape)
        }
        var result = first
        for type in types.dropFirst() {
            if result == .unknown { break }
            result = result.joined(with: type)
        }
        return result
    }
}
