public import SluiceModel
public import SluiceSyntax

/// What each name of a file stands for and what each expression is: what an editor asks about.
///
/// Made beside a check when `Checker.check` is asked for it. All lists are in the order of their places.
public struct ScriptIndex: Sendable {
    /// Something that the file gives a name to.
    public struct Declaration: Hashable, Sendable {
        public enum Kind: String, Hashable, Sendable, CaseIterable {
            case constant, variable, function, parameter, loopVariable, alarm, deployer, pipeline, module
            /// `param NAME` of a pipeline.
            case pipelineParameter
            /// A phase, stage or wave: a member of its pipeline, not a name of its own.
            case part
        }

        public let name: String
        public let kind: Kind
        /// The name where it is declared.
        public let span: Span
        /// Where the name can be used; for a part, its pipeline's block.
        public let scope: Span
        public let type: StaticType
        /// The text of its `##` lines.
        public let documentation: String?
        /// Set for a `fn`.
        public let function: FunctionDeclaration?
        /// Set for an import.
        public let interface: ModuleInterface?
        /// The path that an import names.
        public let path: String?
    }

    /// What a name in the text refers to.
    public enum Referent: Hashable, Sendable {
        /// Its number in `declarations`.
        case declaration(Int)
        /// Something that the imported file at `path` declares.
        case export(path: String, ModuleInterface.Export)
        case late(SluiceModel.LateName)
        case builtin(BuiltinRow)
        /// From outside of the text: an earlier line of the shell.
        case known(String)
    }

    public struct Use: Hashable, Sendable {
        public let span: Span
        public let referent: Referent
    }

    public struct TypedSpan: Hashable, Sendable {
        public let span: Span
        public let type: StaticType
    }

    public let declarations: [Declaration]
    /// Every name that was resolved, declarations themselves not among them.
    public let uses: [Use]
    /// Every expression whose type is known; those inside stand behind those around them.
    public let types: [TypedSpan]

    /// What the name under the cursor refers to, be it a use or a declaration.
    public func referent(at offset: Int) -> (span: Span, referent: Referent)? {
        if let use = uses.first(where: { $0.span.touches(offset) }) { return (use.span, use.referent) }
        return declarations.firstIndex { $0.span.touches(offset) }.map { (declarations[$0].span, .declaration($0)) }
    }

    /// The declaration that the name under the cursor refers to, if it stands in this file.
    public func declaration(at offset: Int) -> Declaration? {
        guard case .declaration(let number)? = referent(at: offset)?.referent else { return nil }
        return declarations[number]
    }

    /// Every place where a declaration of this file is used; the declaration itself is not among them.
    public func uses(of number: Int) -> [Span] {
        uses.compactMap { $0.referent == .declaration(number) ? $0.span : nil }
    }

    /// The smallest expression of a known type at an offset.
    public func type(at offset: Int) -> TypedSpan? {
        var best: TypedSpan?
        for typed in types where typed.span.touches(offset) {
            if let found = best, found.span.length < typed.span.length { continue }
            best = typed
        }
        return best
    }

    /// The names of this file that can be used at an offset, innermost first; an outer one that is hidden is left out.
    public func visible(at offset: Int) -> [Declaration] {
        var seen: Set<String> = []
        return declarations.filter { $0.kind != .part && $0.scope.touches(offset) }.sorted { left, right in
            (left.scope.length, right.span.start) < (right.scope.length, left.span.start)
        }.filter { seen.insert($0.name).inserted }
    }
}

/// Notes what a walk finds out.
struct IndexRecorder {
    enum Target {
        case binding(Int)
        /// What a pipeline's block calls so.
        case part(String, block: Span)
        case other(ScriptIndex.Referent)
    }
    var uses: [(span: Span, target: Target)] = []
    var types: [ScriptIndex.TypedSpan] = []
    var parts: [ScriptIndex.Declaration] = []

    func index(_ bindings: [Binding]) -> ScriptIndex {
        var declarations: [(binding: Int?, ScriptIndex.Declaration)] = parts.map { (nil, $0) }
        for (id, binding) in bindings.enumerated() {
            guard let span = binding.span, let scope = binding.scope, let kind = binding.declarationKind else { continue }
            let start = kind == .function || kind == .parameter || kind == .loopVariable ? scope.start : span.start
            declarations.append(
                (
                    id,
                    ScriptIndex.Declaration(
                        name: binding.name, kind: kind, span: span, scope: Span(file: span.file, start: start, end: scope.end),
                        type: binding.type, documentation: binding.documentation, function: binding.function,
                        interface: binding.interface, path: binding.path)
                ))
        }
        declarations.sort { $0.1.span < $1.1.span }
        var numbers: [Int: Int] = [:]
        var partNumbers: [Span: Int] = [:]
        for (number, declaration) in declarations.enumerated() {
            if let id = declaration.binding { numbers[id] = number } else { partNumbers[declaration.1.span] = number }
        }
        let found = uses.compactMap { use -> ScriptIndex.Use? in
            switch use.target {
            case .binding(let id):
                if let number = numbers[id] { return ScriptIndex.Use(span: use.span, referent: .declaration(number)) }
                return ScriptIndex.Use(span: use.span, referent: .known(bindings[id].name))
            case .part(let name, let block):
                let number = parts.first { $0.name == name && $0.scope == block }.flatMap { partNumbers[$0.span] }
                return number.map { ScriptIndex.Use(span: use.span, referent: .declaration($0)) }
            case .other(let referent): return ScriptIndex.Use(span: use.span, referent: referent)
            }
        }
        return ScriptIndex(
            declarations: declarations.map(\.1), uses: found.sorted { $0.span < $1.span },
            types: types.sorted { ($0.span.start, $1.span.end) < ($1.span.start, $0.span.end) })
    }
}

extension Binding {
    fileprivate var declarationKind: ScriptIndex.Declaration.Kind? {
        switch kind {
        case .constant: .constant
        case .variable: .variable
        case .function: .function
        case .parameter: .parameter
        case .loopVariable: .loopVariable
        case .module: .module
        case .pipelineParameter: .pipelineParameter
        case .declaration: type == .alarm ? .alarm : type == .deployer ? .deployer : .pipeline
        case .known: nil
        }
    }
}
