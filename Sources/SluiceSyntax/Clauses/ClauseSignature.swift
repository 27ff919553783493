extension ClauseRow {
    /// How the clause is written: `rollback WHAT [to REVISION] because REASON`.
    public var signature: String {
        let written = modifiers.map { modifier in
            let text = ([modifier.word] + Self.shown(modifier.parameters) + modifier.trailingWords).joined(separator: " ")
            return modifier.isRequired ? text : "[\(text)]"
        }
        let ending = block.map { [$0.isOptional ? "[{ … }]" : "{ … }"] } ?? []
        return ([word] + Self.shown(parameters) + trailingWords + written + ending).joined(separator: " ")
    }

    private static func shown(_ parameters: [ClauseParameter]) -> [String] {
        parameters.map { parameter in
            let text = [parameter.leadingWord, parameter.name.uppercased()].compactMap { $0 }.joined(separator: " ")
            return parameter.isOptional ? "[\(text)]" : text
        }
    }
}
