import OrderedCollections
import SluiceSyntax

extension ScriptEvaluation {
    /// Gives a module, evaluating it first if this is its first import.
    mutating func importModule(_ to: Register, _ declaration: ImportDeclaration) throws(Trouble) {
        frame.wanted = to
        let importer = loading.last?.name ?? mainFile
        let source: ModuleSource
        switch inputs.moduleSource(declaration.path, from: importer) {
        case .success(let found): source = found
        case .failure(let error):
            throw Trouble(.importFailed, error.message, label: "cannot be imported", help: error.help)
        }
        if let module = modules[source.name] {
            give(.module(module))
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
            trouble.secondary = [Diagnostic.Label(span, "imported here")]
            trouble.span = first.primary.span
            trouble.label = first.primary.text
            trouble.message = first.message
            trouble.help = first.fixes.map(\.text)
            throw trouble
        }
        let compiled = Compiler.compile(parsed.tree, of: file, isModule: true, continuing: nil, variables: [], codes: &codes)
        loading.append(LoadingModule(name: source.name, scope: compiled.scope))
        push(compiled.code)
    }

    /// The main script, by a path that does not depend on where the program was started.
    private var mainFile: String {
        let name = files[span.file]?.name ?? ""
        return "\(folder)/\(name.split(separator: "/").last ?? "")"
    }

    /// At the end of a module's text: what it declares becomes what it exports.
    mutating func finishModule() {
        guard let loaded = loading.popLast() else { return }
        var exports = OrderedDictionary<String, Value>()
        for (name, meaning) in loaded.scope.names where !name.hasPrefix("_") {
            switch meaning {
            case .variable(let register, _, _): exports[name] = held(register)
            case .function(let number, _): exports[name] = function(number)
            }
        }
        let module = Module(name: loaded.name, exports: exports)
        modules[loaded.name] = module
        finishCall(with: .module(module))
    }
}
