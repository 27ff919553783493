import SluiceSyntax

/// Every name of a file with what it stands for; those of the open blocks can be looked up.
///
/// Bindings keep their number for good, so that an index may refer to them after their block has ended. Looking up is one step in a
/// table, however many blocks are open.
struct NameTable {
    /// The names of one block.
    struct Scope {
        var declared: [Int] = []
        /// Names that the same block declares further down.
        var later: [String: Span] = [:]
        /// How many functions stand around it.
        let functionDepth: Int
        /// Where its names can be used.
        let span: Span
    }

    private(set) var bindings: [Binding] = []
    private(set) var scopes: [Scope] = []
    /// The innermost binding of each name that can be seen.
    private var visible: [String: Int] = [:]
    /// Levels that cannot be seen while a function is looked at from where it is called.
    private var hidden: [Range<Int>] = []

    var level: Int { scopes.count - 1 }

    mutating func open(_ span: Span, functionDepth: Int) {
        scopes.append(Scope(functionDepth: functionDepth, span: span))
    }

    /// Ends the innermost block and returns what it declared.
    mutating func close() -> [Int] {
        let scope = scopes.removeLast()
        for id in scope.declared.reversed() { visible[bindings[id].name] = bindings[id].outer }
        return scope.declared
    }

    /// Binds a name in the innermost block, which may have it already.
    @discardableResult
    mutating func add(_ binding: Binding) -> Int {
        var binding = binding
        binding.level = level
        binding.scope = scopes[level].span
        binding.functionDepth = scopes[level].functionDepth
        binding.outer = visible[binding.name]
        bindings.append(binding)
        let id = bindings.count - 1
        visible[binding.name] = id
        scopes[level].declared.append(id)
        scopes[level].later[binding.name] = nil
        return id
    }

    mutating func noteLater(_ name: Name) {
        if scopes[level].later[name.text] == nil { scopes[level].later[name.text] = name.span }
    }

    func id(of name: String) -> Int? {
        var next = visible[name]
        guard !hidden.isEmpty else { return next }
        while let id = next, hidden.contains(where: { $0.contains(bindings[id].level) }) { next = bindings[id].outer }
        return next
    }

    /// The binding of a name, from the innermost block outwards.
    subscript(name: String) -> Binding? { id(of: name).map { bindings[$0] } }

    subscript(id: Int) -> Binding {
        _read { yield bindings[id] }
        _modify { yield &bindings[id] }
    }

    /// Where a block around declares the name further down.
    func laterDeclaration(_ name: String) -> Span? {
        var level = scopes.count - 1
        while level >= 0 {
            if !scopes[level].later.isEmpty, let span = scopes[level].later[name], !hidden.contains(where: { $0.contains(level) }) {
                return span
            }
            level -= 1
        }
        return nil
    }

    /// The names that can be seen, innermost first.
    func names(where isWanted: (Binding) -> Bool = { _ in true }) -> [String] {
        scopes.reversed().flatMap { scope in scope.declared.map { bindings[$0] }.filter(isWanted).map(\.name) }
    }

    /// Hides the blocks that are open above a level, as a function does not see them from which it is called.
    mutating func hide(above lowest: Int) { hidden.append((lowest + 1)..<max(lowest + 1, scopes.count)) }

    /// Ends what `hide` began, and forgets what was bound since, whose blocks have ended.
    mutating func unhide(keeping count: Int) {
        hidden.removeLast()
        bindings.removeLast(bindings.count - count)
    }
}
