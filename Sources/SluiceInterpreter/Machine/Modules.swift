import OrderedCollections
import SluiceSyntax

extension ScriptEvaluation {
    /// Pushes a module, evaluating it first if this is its first import.
    mutating func importModule(_ declaration: ImportDeclaration) throws(Trouble) {
        let importer = loading.last?.name ?? mainFile
        let source: ModuleSource
        switch inputs.moduleSource(declaration.path, from: importer) {
        case .success(let found): source = found
        case .failure(let error):
            throw Trouble(.importFailed, error.message, label: "cannot be imported", help: error.help)
        }
        if let module = modules[source.name] {
            stack.append(.module(module))
            return
        }
        if let start = loading.firstIndex(where: { $0.name == source.name }) {
            let cycle = loading[start...].map(\.name) + [source.name]
            throw Trouble(
                .importCycle, "these modules import each other: \(cycle.joined(separator: " → "))", label: "comes back to itself",
                help: "move what both need into a third module")
        }
        guard loading.count < 64 else { throw Trouble(.importFailed, "imports nest more than 64 deep") }
        let file = files.add(name: source.name, bytes: Array(source.text.utf8))
        let parsed = Parser.parse(file)
        if let first = parsed.diagnostics.first(where: { $0.severity == .error }) {
            var trouble = Trouble(.importFailed, "module `\(source.name)` has mistakes: \(first.message)", label: "imported here")
            trouble.code = first.code
            trouble.secondary = [Diagnostic.Label(frame.span, "imported here")]
            trouble.span = first.primary.span
            trouble.label = first.primary.text
            trouble.message = first.message
            trouble.help = first.fixes.map(\.text)
            throw trouble
        }
        let compiled = Compiler.compile(parsed.tree, of: file, isModule: true, continuing: nil, slots: 0, codes: &codes)
        loading.append(LoadingModule(name: source.name, scope: compiled.scope))
        callers.append(frame)
        frame = Frame(code: compiled.code)
    }

    /// The main script, by a path that does not depend on where the program was started.
    private var mainFile: String {
        let name = files[frame.span.file]?.name ?? ""
        return "\(folder)/\(name.split(separator: "/").last ?? "")"
    }

    /// At the end of a module's text: what it declares becomes what it exports.
    mutating func finishModule() {
        guard let loaded = loading.popLast(), let importer = callers.popLast() else { return }
        let surroundings = Environment(slots: frame.slots, parent: nil, deepest: frame.deepest)
        var exports = OrderedDictionary<String, Value>()
        for (name, meaning) in loaded.scope.names where !name.hasPrefix("_") {
            switch meaning {
            case .variable(let slot, _, _): exports[name] = frame.slots[slot]
            case .function(let code, _): exports[name] = .function(.closure(Closure(code: code, environment: surroundings, name: name)))
            }
        }
        let module = Module(name: loaded.name, exports: exports)
        modules[loaded.name] = module
        frame = importer
        stack.append(.module(module))
    }
}
