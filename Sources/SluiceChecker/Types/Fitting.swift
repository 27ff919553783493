import SluiceSyntax

extension StaticType {
    /// The types that a text of the clause or builtin table allows: `Int or Percent`, `Range of Duration`, `any value`.
    ///
    /// Nil when anything goes.
    public static func alternatives(in text: String) -> [StaticType]? { known[text] ?? parsed(text) }

    /// Every text of the tables, read once.
    private static let known: [String: [StaticType]?] = {
        let clauses = ClauseTable.rows.flatMap { row in (row.parameters + row.modifiers.flatMap(\.parameters)).map(\.shape.typeText) }
        let builtins = BuiltinTable.rows.flatMap { $0.parameters.map(\.type) }
        return Dictionary((clauses + builtins).map { ($0, parsed($0)) }) { first, _ in first }
    }()

    private static func parsed(_ text: String) -> [StaticType]? {
        var types: [StaticType] = []
        for part in text.split(separator: ",").flatMap({ $0.words(separatedBy: "or") }) {
            let words = part.split(separator: " ").map(String.init)
            // `require review` is a word of its own, not a type.
            if words == ["review"] { continue }
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
        if self == .unknown || self == .none { return true }
        switch wanted {
        case .unknown: return true
        case .float: return isNumber
        case .string: return isText || self == .revision
        case .template: return isText
        case .condition: return self == .condition || self == .bool || self == .alarm
        case .fleet: return isFleet || isTarget || holdsTargets
        case .list(let element):
            if case .list(let own) = self { return own.fits(element) }
            return isFleet && StaticType.anyTarget.fits(element)
        case .signal: return self == .signal || isNumber || self == .percent
        case .revision: return isText || self == .revision || self == .execution
        case .map: if case .map = self { return true } else { return isTarget }
        case .range(let bound):
            guard case .range(let found) = self else { return false }
            return found == .unknown || bound == .unknown || found == bound
        case .function: return isFunction
        case .target: return isTarget
        case .pipeline: if case .pipeline = self { return true } else { return false }
        case .instant: return self == .instant || self == .date || isText
        case .stage, .execution: return self == wanted || isText
        case .none, .bool, .int, .percent, .duration, .size, .timeOfDay, .date, .weekday, .secret, .alarm, .deployer, .window, .source,
            .module:
            return self == wanted
        }
    }

    /// A list that a fleet can be made of.
    private var holdsTargets: Bool {
        guard case .list(let element) = self else { return false }
        return element.fits(.anyFleet)
    }
}

extension ClauseShape {
    var typeText: String {
        switch self {
        case .expression(let text), .expressionList(let text), .expressionRun(let text): text
        case .label, .labelList, .word, .wordList: "any value"
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
