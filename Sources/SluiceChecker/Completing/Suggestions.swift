public import SluiceSyntax

/// What could stand at the cursor: the one source of what shell and editors offer.
///
/// Everything comes from the clause table, the builtin table, the late names and the names that can be seen; what is running now, and
/// values that were evaluated, the shell adds.
public struct Suggestions: Sendable {
    /// Innermost first, each name once.
    public let names: [VisibleName]
    private let typeOf: @Sendable (Expression) -> StaticType

    /// - Parameter typeOf: what is known of an expression in front of a dot that is not a mere name.
    public init(names: [VisibleName], typeOf: @escaping @Sendable (Expression) -> StaticType = { _ in .unknown }) {
        self.names = names
        self.typeOf = typeOf
    }

    /// In the order in which they are offered.
    public func at(_ context: CursorContext) -> [Suggestion] {
        switch context {
        case .statement(let place): Self.clauses(in: place) + Self.keywords(in: place) + visible + Self.builtins
        case .expression: visible + Self.lateNames + Self.values + Self.builtins
        case .member(let base, _): members(of: base)
        case .parameter(let row, let parameter, let modifiers, _):
            wanted(by: parameter, of: row) + (parameter.isOptional ? Self.words(modifiers) : [])
        case .modifiers(_, let modifiers, _): Self.words(modifiers)
        }
    }

    public var visible: [Suggestion] { names.map(\.suggestion) }

    // MARK: From the tables

    public static func clauses(in place: Place) -> [Suggestion] {
        ClauseTable.rows(in: place).map { Suggestion($0.word, .clause, detail: $0.signature, summary: $0.summary) }
    }

    private static func keywords(in place: Place) -> [Suggestion] {
        let everywhere = [
            Suggestion("let", .keyword, summary: "Names a value."), Suggestion("if", .keyword, summary: "Chooses."),
            Suggestion("for", .keyword, summary: "Goes through a list, map or range."), Suggestion("fn", .keyword, summary: "A function."),
        ]
        switch place {
        case .script, .function, .test:
            let more = [Suggestion("var", .keyword, summary: "Names a value that may change.")]
            guard place == .script else {
                return everywhere + more
                    + (place == .function ? [Suggestion("return", .keyword, summary: "Ends the function with a value.")] : [])
            }
            return everywhere + more + [Suggestion("import", .keyword, summary: "Binds a module, as `import \"std/waves\"`.")]
        case .pipeline, .phase, .stage, .wave, .parallel, .defaults, .deployer, .source, .simulation: return everywhere
        }
    }

    /// What must be said comes first.
    private static func words(_ modifiers: [ModifierRow]) -> [Suggestion] {
        (modifiers.filter(\.isRequired) + modifiers.filter { !$0.isRequired }).map { modifier in
            Suggestion(
                modifier.word, .modifier, detail: modifier.signature,
                summary: modifier.isRequired ? "\(modifier.summary) (required)" : modifier.summary, isRequired: modifier.isRequired)
        }
    }

    public static let builtins: [Suggestion] = BuiltinTable.rows.map {
        Suggestion($0.name, .builtin, detail: $0.signature, summary: $0.summary)
    }

    private static let lateNames: [Suggestion] = LateName.all.map { Suggestion($0.name, .lateName, summary: $0.summary) }

    public static let values: [Suggestion] = ["true", "false", "none"].map { Suggestion($0, .literal) }

    /// The parts of a pipeline that `promote … past` names.
    private static let gates = ["window", "freeze", "block", "approval", "rollback", "pause"].map { Suggestion($0, .word) }

    // MARK: Parameters

    /// What a parameter is made for comes first, then everything else that has a value.
    private func wanted(by parameter: ClauseParameter, of row: ClauseRow) -> [Suggestion] {
        switch parameter.shape {
        case .word(let words) where words.isEmpty && parameter.name == "rule":
            return SafetyRules.all.map { Suggestion($0.code, .word, summary: $0.title) }
        case .word(let words), .wordList(let words): return words.map { Suggestion($0, .word) }
        case .label where row.word == "promote": return Self.gates
        case .label, .labelList: return []
        case .expression(let types), .expressionList(let types), .expressionRun(let types):
            let fitting = names(fitting: types).map(\.suggestion)
            return fitting + visible.filter { !fitting.contains($0) } + Self.lateNames + Self.values + Self.builtins
        }
    }

    /// The names whose values are certainly what a parameter of these types takes.
    public func names(fitting types: String) -> [VisibleName] {
        guard let wanted = StaticType.alternatives(in: types) else {
            let mentioned = types.split { !$0.isLetter }
            return names.filter { mentioned.contains(Substring($0.type.title)) }
        }
        return names.filter { name in name.type != .unknown && name.type != .none && wanted.contains(where: name.type.fits) }
    }

    // MARK: Members

    private func members(of base: Expression) -> [Suggestion] {
        guard case .name(let text) = base.kind else { return MemberTable.members(of: typeOf(base)).map(\.suggestion) }
        if let name = names.first(where: { $0.name == text }) {
            if let interface = name.interface { return Self.exports(of: interface) }
            let type = name.type == .unknown ? typeOf(base) : name.type
            return MemberTable.members(of: type).map(\.suggestion)
        }
        return MemberTable.members(ofLateName: text).map(\.suggestion)
    }

    public static func exports(of interface: ModuleInterface) -> [Suggestion] {
        interface.exports.map { export in
            let detail = export.function.map { $0.signature(in: nil) } ?? (export.type == .unknown ? "" : export.type.detail)
            return Suggestion(
                export.name, export.function == nil ? .constant : .function, detail: detail, summary: export.documentation ?? "")
        }
    }
}

extension ClauseRow {
    /// `rollback WHAT [to REVISION] because REASON`.
    public var signature: String {
        let modifiers = self.modifiers.map { $0.isRequired ? $0.signature : "[\($0.signature)]" }
        let block = self.block.map { [$0.isOptional ? "[{ … }]" : "{ … }"] } ?? []
        return ([word] + parameters.map(\.signature) + trailingWords + modifiers + block).joined(separator: " ")
    }
}

extension ModifierRow {
    /// `for BREACHING of DATAPOINTS`.
    public var signature: String { ([word] + parameters.map(\.signature) + trailingWords).joined(separator: " ") }
}

extension ClauseParameter {
    /// `of DATAPOINTS`, in brackets where it may be left out.
    public var signature: String {
        let text = [leadingWord, name.uppercased()].compactMap { $0 }.joined(separator: " ")
        return isOptional ? "[\(text)]" : text
    }
}
