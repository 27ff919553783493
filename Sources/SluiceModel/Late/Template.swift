/// A text with holes that are filled when it is used.
///
/// What an interpolation gave is `data` (or late, or a secret): wherever the text is used as a command, a URL or a query it
/// stays data. `text` is what the script's author wrote.
public struct Template: Hashable, Sendable, Codable {
    public enum Part: Hashable, Sendable, Codable {
        case text(String)
        /// An interpolated value that was known early.
        case data(String)
        case late(LateReference)
        /// `raw(x)` around a late value: becomes part of the text as it stands.
        case raw(LateReference)
        /// The name of a secret; its value is fetched only when an effect starts.
        case secret(String)
    }
    public var parts: [Part]

    public init(_ parts: [Part]) { self.parts = parts }
    public init(text: String) { parts = text.isEmpty ? [] : [.text(text)] }

    /// The references in it, in order.
    public var references: [LateReference] {
        parts.compactMap { part in
            switch part {
            case .late(let reference), .raw(let reference): reference
            case .text, .data, .secret: nil
            }
        }
    }

    public var secrets: [String] {
        parts.compactMap { part in
            if case .secret(let name) = part { return name }
            return nil
        }
    }

    /// A part whose late value has been put in.
    public enum Filled: Hashable, Sendable, Codable {
        case text(String)
        case data(String)
        case secret(String)
    }

    /// The parts with the late values in place; what has no value is empty data.
    public func filled(with values: LateValues) -> [Filled] {
        parts.map { part in
            switch part {
            case .text(let text): .text(text)
            case .data(let text): .data(text)
            case .late(let reference): .data(values.text(of: reference) ?? "")
            case .raw(let reference): .text(values.text(of: reference) ?? "")
            case .secret(let name): .secret(name)
            }
        }
    }

    /// As people read it: late values in place, secrets as `‹name›`.
    public func text(with values: LateValues) -> String {
        filled(with: values).map { part in
            switch part {
            case .text(let text), .data(let text): text
            case .secret(let name): "‹\(name)›"
            }
        }.joined()
    }

    /// As a script writes it: `deploy ${target.name}`.
    public var scriptText: String {
        parts.map { part in
            switch part {
            case .text(let text), .data(let text): text
            case .late(let reference): "${\(reference.scriptText)}"
            case .raw(let reference): "${raw(\(reference.scriptText))}"
            case .secret(let name): "‹\(name)›"
            }
        }.joined()
    }
}

/// A command with holes: shell text, or an argument list that no shell sees.
public struct CommandTemplate: Hashable, Sendable, Codable {
    public enum Form: Hashable, Sendable, Codable {
        case shell(Template)
        case arguments([Template])
    }
    public struct Variable: Hashable, Sendable, Codable {
        public var name: String
        public var value: Template
        public init(name: String, value: Template) {
            self.name = name
            self.value = value
        }
    }
    public var form: Form
    /// Absolute, or relative to the pipeline's folder; `nil` is that folder.
    public var folder: Template?
    public var environment: [Variable]
    /// Over OpenSSH when given.
    public var host: Template?

    public init(_ form: Form, folder: Template? = nil, environment: [Variable] = [], host: Template? = nil) {
        self.form = form
        self.folder = folder
        self.environment = environment
        self.host = host
    }

    public init(shell text: String) { self.init(.shell(Template(text: text))) }

    /// Every template in it.
    public var templates: [Template] {
        let body: [Template]
        switch form {
        case .shell(let template): body = [template]
        case .arguments(let templates): body = templates
        }
        return body + environment.map(\.value) + [folder, host].compactMap { $0 }
    }

    public var references: [LateReference] { templates.flatMap(\.references) }

    /// As people read it.
    public func text(with values: LateValues) -> String {
        switch form {
        case .shell(let template): template.text(with: values)
        case .arguments(let templates): templates.map { $0.text(with: values) }.joined(separator: " ")
        }
    }

    public var scriptText: String {
        switch form {
        case .shell(let template): template.scriptText
        case .arguments(let templates): templates.map(\.scriptText).joined(separator: " ")
        }
    }
}
