import Foundation
import SluiceChecker
import SluiceSyntax

/// What the call or the clause around the cursor takes.
struct Signatures {
    let document: OpenDocument
    let analysis: DocumentAnalysis
    let offset: Int

    var help: SignatureHelp? { ofCall ?? ofClause }

    // MARK: Calls

    private var ofCall: SignatureHelp? {
        guard let call = OpenCall.at(offset, in: document.bytes) else { return nil }
        let isPiped = isPiped(before: call.start)
        if call.callee.count == 1, let declared = analysis.index?.visible(at: call.start).first(where: { $0.name == call.callee[0] }) {
            return declared.function.map { help($0, in: analysis.file, declared.documentation, call, isPiped: isPiped) }
        }
        if call.callee.count == 1, let row = BuiltinTable.row(call.callee[0]) { return help(row, call, isPiped: isPiped) }
        guard call.callee.count == 2, let module = analysis.imported.last(where: { $0.declaration.name.text == call.callee[0] }),
            let export = module.interface.export(call.callee[1]), let function = export.function
        else { return nil }
        return help(function, in: module.parsed.file, export.documentation, call, isPiped: isPiped)
    }

    /// In `xs |> f(a)` the first parameter is given already.
    private func isPiped(before start: Int) -> Bool {
        let text = document.bytes[..<start].reversed().drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        return text.starts(with: [0x3E, 0x7C])
    }

    private func help(
        _ function: FunctionDeclaration, in file: SourceFile, _ documentation: String?, _ call: OpenCall, isPiped: Bool
    ) -> SignatureHelp {
        let label = function.signature(in: file)
        let names = function.parameters.map(\.name.text)
        return help(label, parts: names.map { ($0, nil) }, documentation, active: active(call, names, isPiped: isPiped))
    }

    private func help(_ row: BuiltinRow, _ call: OpenCall, isPiped: Bool) -> SignatureHelp {
        let label = row.result == .unknown ? row.signature : "\(row.signature) -> \(row.result.title)"
        var position = active(call, row.parameters.filter { !$0.isNamedOnly }.map(\.name), isPiped: isPiped)
        if let label = call.label { position = row.parameters.firstIndex { $0.name == label } ?? position }
        if position >= row.parameters.count, row.parameters.last(where: { !$0.isNamedOnly })?.need == .rest {
            position = row.parameters.lastIndex { !$0.isNamedOnly } ?? position
        }
        return help(label, parts: row.parameters.map { ($0.name, $0.type) }, row.summary, active: position)
    }

    private func active(_ call: OpenCall, _ names: [String], isPiped: Bool) -> Int {
        if let label = call.label, let index = names.firstIndex(of: label) { return index }
        return call.argument + (isPiped ? 1 : 0)
    }

    private func help(_ label: String, parts: [(name: String, note: String?)], _ documentation: String?, active: Int) -> SignatureHelp {
        var from = label.firstIndex(of: "(").map { label.index(after: $0) } ?? label.startIndex
        let parameters = parts.compactMap { part -> SignatureHelp.Parameter? in
            guard let range = Self.word(part.name, in: label, from: from) else { return nil }
            from = range.upperBound
            return SignatureHelp.Parameter(label: Self.units(range, of: label), documentation: part.note.map { Markup(value: $0) })
        }
        return SignatureHelp(
            signatures: [.init(label: label, documentation: documentation.map { Markup(value: $0) }, parameters: parameters)],
            activeParameter: active < parameters.count ? active : nil)
    }

    // MARK: Clauses

    private var ofClause: SignatureHelp? {
        let (context, _) = CursorContext.at(offset, in: document.bytes)
        switch context {
        case .parameter(let row, let parameter, _, _)?: return help(row, active: parameter.signature, name: parameter)
        case .modifiers(let row, _, _)?: return help(row, active: nil, name: nil)
        case .statement?, .expression?, .member?, nil: return nil
        }
    }

    private func help(_ row: ClauseRow, active: String?, name: ClauseParameter?) -> SignatureHelp {
        let label = row.signature
        let parts = row.parameters.map { ($0.signature, $0.summary) } + row.modifiers.map { ($0.signature, $0.summary) }
        var from = label.index(label.startIndex, offsetBy: row.word.count)
        var position: Int?
        var parameters: [SignatureHelp.Parameter] = []
        for (text, summary) in parts {
            guard let range = label[from...].range(of: text) else { continue }
            from = range.upperBound
            if let active, position == nil, text == active || text.hasSuffix(" \(active)") { position = parameters.count }
            parameters.append(.init(label: Self.units(range, of: label), documentation: summary.isEmpty ? nil : Markup(value: summary)))
        }
        return SignatureHelp(
            signatures: [.init(label: label, documentation: Markup(value: row.summary), parameters: parameters)], activeParameter: position)
    }

    // MARK: Places in a label

    private static func units(_ range: Range<String.Index>, of label: String) -> [Int] {
        [range.lowerBound.utf16Offset(in: label), range.upperBound.utf16Offset(in: label)]
    }

    /// A whole word at or behind a place.
    private static func word(_ word: String, in label: String, from start: String.Index) -> Range<String.Index>? {
        var from = start
        while let range = label[from...].range(of: word) {
            let before = range.lowerBound == label.startIndex ? nil : label[label.index(before: range.lowerBound)]
            let after = range.upperBound == label.endIndex ? nil : label[range.upperBound]
            let isPart = { (character: Character?) in character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false }
            if !isPart(before), !isPart(after) { return range }
            from = range.upperBound
        }
        return nil
    }
}
