import SluiceChecker
import SluiceSyntax

/// A module of the standard library as the reference shows it: its own comment, then its exports in the order of the file.
struct DocumentedModule {
    let name: String
    let source: String

    var sections: [String] {
        let file = SourceFile(name: "std/\(name)", text: source)
        let interface = ModuleInterface(of: Parser.parse(file).tree)
        return ["## std/\(name)", Self.markdown(opening)] + interface.exports.map { export in section(export, in: file) }
    }

    /// The comment at the beginning of the file.
    private var opening: String {
        source.split(separator: "\n", omittingEmptySubsequences: false).prefix { $0.hasPrefix("##") }
            .map { String($0.dropFirst(2).first == " " ? $0.dropFirst(3) : $0.dropFirst(2)) }.joined(separator: "\n")
    }

    private func section(_ export: ModuleInterface.Export, in file: SourceFile) -> String {
        let call = export.function.map {
            "\(name).\(export.name)(\($0.parameters.map { parameter($0, in: file) }.joined(separator: ", ")))"
        }
        return "### \(name).\(export.name)\n\n```\n\(call ?? "\(name).\(export.name)")\n```\n\n\(Self.markdown(export.documentation ?? ""))"
    }

    private func parameter(_ parameter: Parameter, in file: SourceFile) -> String {
        let type = parameter.type.map { ": \(file.text(of: $0.span))" } ?? ""
        guard let value = parameter.defaultValue else { return parameter.name.text + type }
        return parameter.name.text + type + (type.isEmpty ? ": " : " = ") + file.text(of: value.span)
    }

    /// Indented examples become fenced ones.
    private static func markdown(_ comment: String) -> String {
        var lines: [String] = []
        var isOpen = false
        for line in comment.split(separator: "\n", omittingEmptySubsequences: false) {
            let isCode = line.hasPrefix("    ")
            if isCode != isOpen, isCode || !line.isEmpty {
                if !isCode, lines.last == "" { lines.removeLast() }
                lines += isCode ? ["```"] : ["```", ""]
                isOpen = isCode
            }
            lines.append(isCode ? String(line.dropFirst(4)) : String(line))
        }
        if isOpen { lines.append("```") }
        return lines.joined(separator: "\n")
    }
}
