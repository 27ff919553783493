import SluiceChecker
import SluiceInterpreter
import SluiceSyntax

/// What a session has declared so far: for the checker of the next line, and for `:save`.
struct SessionNames {
    private struct Declared {
        var isMutable = false
        var isImport = false
        var function: FunctionDeclaration?
        var interface: ModuleInterface?
        var source: String
    }
    private var declared: [String: Declared] = [:]
    /// In the order of declaration.
    private var order: [String] = []

    /// Whether the session itself gave a name its meaning.
    func owns(_ name: String) -> Bool { declared[name] != nil }

    /// Takes note of what an input declares; a name that is declared anew has its last meaning.
    mutating func take(_ parsed: ParseResult, modules: (ImportDeclaration) -> ModuleInterface?) {
        for statement in parsed.tree.statements {
            guard let (name, declaration) = Self.declaration(statement, in: parsed.file) else { continue }
            var found = declaration
            if case .importModule(let module) = statement.kind { found.interface = modules(module) }
            if let documentation = statement.documentation {
                found.source =
                    documentation.split(separator: "\n", omittingEmptySubsequences: false).map { "## \($0)\n" }.joined() + found.source
            }
            declared[name] = found
            order.removeAll { $0 == name }
            order.append(name)
        }
    }

    /// Every name that has a value, as the checker wants to know it.
    func known(_ variables: [(name: String, value: Value)]) -> [KnownName] {
        variables.map { name, value in
            let found = declared[name]
            return KnownName(
                name, type: value.staticType, isMutable: found?.isMutable ?? false, function: found?.function, interface: found?.interface)
        }
    }

    /// The declarations as a formatted script.
    var script: String {
        let imports = order.compactMap { name in declared[name].flatMap { $0.isImport ? $0.source : nil } }
        let rest = order.compactMap { name in declared[name].flatMap { $0.isImport ? nil : $0.source } }
        let text = (imports + rest).map { $0 + "\n" }.joined(separator: "\n")
        switch Formatter.format(text) {
        case .success(let formatted): return formatted
        case .failure: return text
        }
    }

    private static func declaration(_ statement: Statement, in file: SourceFile) -> (name: String, Declared)? {
        let source = file.text(of: statement.span)
        switch statement.kind {
        case .variable(let variable): return (variable.name.text, Declared(isMutable: variable.isMutable, source: source))
        case .function(let function): return (function.name.text, Declared(function: function, source: source))
        case .importModule(let declaration): return (declaration.name.text, Declared(isImport: true, source: source))
        case .clause(let clause):
            guard ["alarm", "deployer", "pipeline"].contains(clause.word.text), case .label(let label)? = clause.argument("name"),
                let name = label.plainText
            else { return nil }
            return (name, Declared(source: source))
        case .assignment, .returnValue, .conditional, .forLoop, .whileLoop, .breakLoop, .continueLoop, .expression, .invalid: return nil
        }
    }
}

extension Value {
    /// As the checker speaks of it; what may turn out to be something else is not certain.
    var staticType: StaticType {
        switch self {
        case .none, .notRun, .template, .part: .unknown
        case .bool: .bool
        case .int: .int
        case .float: .float
        case .percent: .percent
        case .duration: .duration
        case .size: .size
        case .timeOfDay: .timeOfDay
        case .date: .date
        case .instant: .instant
        case .weekday: .weekday
        case .string: .string
        case .list: .anyList
        case .map: .anyMap
        case .range: .anyRange
        case .function: .anyFunction
        case .target: .anyTarget
        case .fleet: .anyFleet
        case .signal: .signal
        case .condition: .condition
        case .alarm: .alarm
        case .deployer: .deployer
        case .pipeline: .anyPipeline
        case .execution: .execution
        case .module: .module
        }
    }
}
