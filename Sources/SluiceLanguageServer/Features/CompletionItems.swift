import SluiceChecker
import SluiceSyntax

/// What could stand at the cursor, as the protocol wants it.
struct CompletionItems {
    let document: OpenDocument
    let analysis: DocumentAnalysis
    let offset: Int
    let takesSnippets: Bool

    var answer: CompletionAnswer {
        let (context, prefix) = CursorContext.at(offset, in: document.bytes)
        guard let context else { return CompletionAnswer(items: []) }
        let start = offset - prefix.utf8.count
        var seen: Set<String> = []
        let found = suggestions(at: start).at(context).filter { seen.insert($0.text).inserted }
        let range = document.lines.range(start..<offset)
        let rows = Dictionary(
            ClauseTable.rows(in: context.place).map { ($0.word, $0) }, uniquingKeysWith: { first, _ in first })
        return CompletionAnswer(
            items: found.enumerated().map { index, suggestion in
                item(suggestion, at: index, in: range, row: suggestion.kind == .clause ? rows[suggestion.text] : nil)
            })
    }

    private func suggestions(at start: Int) -> Suggestions {
        let analysis = analysis
        let visible = analysis.index?.visible(at: start) ?? []
        return Suggestions(
            names: visible.map { declaration in
                VisibleName(
                    declaration.name, Suggestion.Kind(declaration.kind), type: declaration.type, detail: detail(of: declaration),
                    documentation: declaration.documentation ?? "", function: declaration.function, interface: declaration.interface)
            }, typeOf: { analysis.type(of: $0) })
    }

    private func detail(of declaration: ScriptIndex.Declaration) -> String {
        if let function = declaration.function { return function.signature(in: analysis.file) }
        if let path = declaration.path { return "module \"\(path)\"" }
        return declaration.type == .unknown ? "" : declaration.type.detail
    }

    private func item(_ suggestion: Suggestion, at index: Int, in range: TextRange, row: ClauseRow?) -> CompletionItem {
        let snippet = takesSnippets ? row.flatMap(Self.snippet) : nil
        return CompletionItem(
            label: suggestion.text, kind: Self.kind(suggestion.kind), detail: suggestion.detail.isEmpty ? nil : suggestion.detail,
            documentation: documentation(suggestion, row).map { Markup(value: $0) }, sortText: Self.padded(index), filterText: nil,
            insertTextFormat: snippet == nil ? 1 : 2, textEdit: TextEdit(range: range, newText: snippet ?? suggestion.text))
    }

    private func documentation(_ suggestion: Suggestion, _ row: ClauseRow?) -> String? {
        if let row { return HoverText.described(row) }
        if suggestion.kind == .builtin, let builtin = BuiltinTable.row(suggestion.text) { return HoverText.described(builtin) }
        return suggestion.summary.isEmpty ? nil : suggestion.summary
    }

    /// What a clause cannot do without, each with a place to type in; nil where that is the word alone.
    private static func snippet(_ row: ClauseRow) -> String? {
        var number = 0
        func place(_ parameter: ClauseParameter) -> String {
            number += 1
            let text: String
            if case .word(let words) = parameter.shape, !words.isEmpty {
                text = "${\(number)|\(words.joined(separator: ","))|}"
            } else {
                text = "${\(number):\(parameter.name)}"
            }
            return [parameter.leadingWord, text].compactMap { $0 }.joined(separator: " ")
        }
        var parts = [row.word] + row.parameters.filter { !$0.isOptional }.map(place) + row.trailingWords
        for modifier in row.modifiers where modifier.isRequired {
            parts += [modifier.word] + modifier.parameters.map(place) + modifier.trailingWords
        }
        if let block = row.block, !block.isOptional { parts.append("{\n\t$0\n}") }
        return parts.count == 1 ? nil : parts.joined(separator: " ")
    }

    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }

    /// The protocol's number for the nearest of its kinds.
    private static func kind(_ kind: Suggestion.Kind) -> Int {
        switch kind {
        case .clause, .modifier, .keyword: 14
        case .word: 20
        case .literal: 12
        case .constant, .lateName: 21
        case .variable, .parameter, .loopVariable: 6
        case .function, .builtin: 3
        case .alarm: 23
        case .deployer, .pipeline: 7
        case .module: 9
        case .member: 5
        }
    }
}

extension Suggestion.Kind {
    init(_ kind: ScriptIndex.Declaration.Kind) {
        self =
            switch kind {
            case .constant, .pipelineParameter: .constant
            case .variable: .variable
            case .function: .function
            case .parameter: .parameter
            case .loopVariable: .loopVariable
            case .alarm: .alarm
            case .deployer: .deployer
            case .pipeline: .pipeline
            case .module: .module
            case .part: .member
            }
    }
}
