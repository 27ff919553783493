public import SluiceSyntax

/// What one file offers to those that import it: everything at top level whose name does not begin with `_`.
public struct ModuleInterface: Hashable, Sendable {
    public struct Export: Hashable, Sendable {
        public let name: String
        public let type: StaticType
        /// Set for a `fn`, so that calls of it can be checked.
        public let function: FunctionDeclaration?
        public let documentation: String?
        /// Its name in the module's file.
        public let span: Span
    }

    public let exports: [Export]
    /// Names with a leading `_`, only to tell why they are not there.
    public let privateNames: [String]

    /// Reads what a file declares; `types` says what its names are, as far as that is known.
    public init(of tree: SourceTree, types: [String: StaticType] = [:]) {
        var exports: [Export] = []
        var hidden: [String] = []
        for statement in tree.statements {
            guard let declared = Self.declaration(statement, types) else { continue }
            if declared.name.hasPrefix("_") { hidden.append(declared.name) } else { exports.append(declared) }
        }
        self.exports = exports
        privateNames = hidden
    }

    public func export(_ name: String) -> Export? { exports.first { $0.name == name } }

    private static func declaration(_ statement: Statement, _ types: [String: StaticType]) -> Export? {
        switch statement.kind {
        case .variable(let variable):
            Export(
                name: variable.name.text, type: types[variable.name.text] ?? .unknown, function: nil,
                documentation: statement.documentation, span: variable.name.span)
        case .function(let function):
            Export(
                name: function.name.text, type: types[function.name.text] ?? .anyFunction, function: function,
                documentation: statement.documentation,
                span: function.name.span)
        case .clause(let clause):
            clause.declaredName.map {
                Export(
                    name: $0.text, type: clause.declaredType, function: nil, documentation: clause.documentation ?? statement.documentation,
                    span: $0.span)
            }
        case .assignment, .returnValue, .conditional, .forLoop, .whileLoop, .breakLoop, .continueLoop, .importModule, .expression, .invalid:
            nil
        }
    }
}

extension ClauseStatement {
    /// The name that `alarm`, `deployer` or `pipeline` binds, if it is written out.
    var declaredName: Name? {
        guard declaredType != .unknown, case .label(let label)? = argument("name") else { return nil }
        return label.plainText.map { Name($0, span: label.span) }
    }

    var declaredType: StaticType {
        switch word.text {
        case "alarm": .alarm
        case "deployer": .deployer
        case "pipeline": .pipeline(block.map { PipelineShape($0) })
        default: .unknown
        }
    }
}
