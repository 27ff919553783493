public import SluiceSyntax

/// Something that could stand at the cursor, with what is to be known of it before choosing.
public struct Suggestion: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case clause, modifier, keyword, word, literal
        case constant, variable, function, parameter, loopVariable, alarm, deployer, pipeline, module
        case builtin, lateName, member
    }

    public var text: String
    public var kind: Kind
    /// A type or a signature; may be empty.
    public var detail: String
    /// A sentence or more; may be empty.
    public var summary: String
    /// True for what the clause at the cursor cannot do without.
    public var isRequired = false

    public init(_ text: String, _ kind: Kind, detail: String = "", summary: String = "", isRequired: Bool = false) {
        self.text = text
        self.kind = kind
        self.detail = detail
        self.summary = summary
        self.isRequired = isRequired
    }
}

/// A name that can be used at the cursor.
public struct VisibleName: Sendable {
    public var name: String
    public var kind: Suggestion.Kind
    public var type: StaticType
    /// What is shown beside it: its type, its value, its signature.
    public var detail: String
    public var documentation: String
    public var function: FunctionDeclaration?
    public var interface: ModuleInterface?

    public init(
        _ name: String, _ kind: Suggestion.Kind, type: StaticType = .unknown, detail: String = "", documentation: String = "",
        function: FunctionDeclaration? = nil, interface: ModuleInterface? = nil
    ) {
        self.name = name
        self.kind = kind
        self.type = type
        self.detail = detail
        self.documentation = documentation
        self.function = function
        self.interface = interface
    }

    /// As a declaration of the file, or of an earlier line of the shell.
    var suggestion: Suggestion { Suggestion(name, kind, detail: detail, summary: documentation) }
}

extension FunctionDeclaration {
    /// As a script would declare it: `growing(targets, by: "region", first: 1) -> List`; `source` is the text that it stands in.
    public func signature(in source: SourceFile?) -> String {
        let parts = parameters.map { parameter in
            let type = parameter.type.map { ": \($0.text)" } ?? ""
            guard let value = parameter.defaultValue else { return parameter.name.text + type }
            let shown = source.map { $0.text(of: value.span) }.flatMap { $0.isEmpty || $0.contains("\n") ? nil : $0 } ?? "…"
            return parameter.name.text + (type.isEmpty ? ": \(shown)" : "\(type) = \(shown)")
        }
        return "\(name.text)(\(parts.joined(separator: ", ")))" + (result.map { " -> \($0.text)" } ?? "")
    }
}

extension TypeAnnotation {
    /// As it is written.
    public var text: String {
        switch kind {
        case .named(let name): name
        case .list(let element): "[\(element.text)]"
        }
    }
}
