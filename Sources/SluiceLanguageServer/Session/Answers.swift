import Foundation
import OrderedCollections
import SluiceSyntax

extension LanguageSession {
    // MARK: At a place

    mutating func hover(_ uri: String, _ offset: Int) -> Answer {
        guard let analysis = analysis(of: uri), let text = HoverText(analysis: analysis, offset: offset).text else {
            return .success(NoResult())
        }
        return .success(Hover(contents: Markup(value: text.markdown), range: analysis.lines.range(text.span)))
    }

    mutating func completion(_ uri: String, _ offset: Int) -> Answer {
        guard let document = documents[uri], var analysis = analysis(of: uri) else { return .success(NoResult()) }
        if case (.member?, "") = CursorContext.at(offset, in: document.bytes) {
            // A dot with nothing behind it is no expression; with a name it is one, and what stands before it has a type.
            var bytes = document.bytes
            bytes.insert(UInt8(ascii: "_"), at: offset)
            let lines = LineIndex(bytes, encoding: client.encoding)
            analysis = DocumentAnalysis(path: document.path, bytes: bytes, lines: lines, inputs: inputs(for: document.path))
        }
        let items = CompletionItems(document: document, analysis: analysis, offset: offset, takesSnippets: client.takesSnippets)
        return .success(items.answer)
    }

    mutating func signatureHelp(_ uri: String, _ offset: Int) -> Answer {
        guard let document = documents[uri], let analysis = analysis(of: uri),
            let help = Signatures(document: document, analysis: analysis, offset: offset).help
        else { return .success(NoResult()) }
        return .success(help)
    }

    mutating func definition(_ uri: String, _ offset: Int) -> Answer {
        guard let analysis = analysis(of: uri), let location = definition(in: analysis, at: offset) else { return .success(NoResult()) }
        return .success(location)
    }

    mutating func highlights(_ uri: String, _ offset: Int) -> Answer {
        guard let analysis = analysis(of: uri), let symbol = analysis.symbol(at: offset) else { return .success(NoResult()) }
        let places = analysis.occurrences(of: symbol).map { place in
            DocumentHighlight(
                range: analysis.lines.range(place), kind: analysis.path == symbol.source && place == symbol.span ? 3 : 2)
        }
        return .success(places)
    }

    // MARK: Names in many places

    mutating func references(_ body: Data) -> Answer {
        Self.decoding(body, ReferenceParameters.self).flatMap { parameters in
            let uri = parameters.textDocument.uri
            guard let analysis = analysis(of: uri) else { return .failure(refusal(uri)) }
            let offset = analysis.lines.offset(at: parameters.position)
            let withDeclaration = parameters.context?.includeDeclaration ?? true
            return .success(references(in: analysis, uri: uri, at: offset, withDeclaration: withDeclaration))
        }
    }

    mutating func prepareRename(_ uri: String, _ offset: Int) -> Answer {
        guard let analysis = analysis(of: uri) else { return .failure(refusal(uri)) }
        return renamed(in: analysis, at: offset).map { symbol, place in
            PreparedRename(range: analysis.lines.range(place), placeholder: symbol.name)
        }
    }

    mutating func rename(_ body: Data) -> Answer {
        Self.decoding(body, RenameParameters.self).flatMap { parameters in
            let uri = parameters.textDocument.uri
            guard let analysis = analysis(of: uri) else { return .failure(refusal(uri)) }
            let offset = analysis.lines.offset(at: parameters.position)
            return rename(in: analysis, uri: uri, at: offset, to: parameters.newName).map { $0 }
        }
    }

    // MARK: Of a whole document

    /// The edit that makes the text what the formatter writes; none where it has mistakes, which its diagnostics show.
    mutating func formatting(_ uri: String) -> Answer {
        guard let document = documents[uri] else { return .failure(refusal(uri)) }
        switch Formatter.format(SourceFile(name: document.path, bytes: document.bytes)) {
        case .success(let formatted): return .success(document.edits(to: formatted))
        case .failure(.mistakes): return .success([TextEdit]())
        case .failure(.unfaithful):
            let message = "the formatter would have changed the meaning of this script, and left it as it is"
            return .failure(ResponseError(code: ResponseError.failed, message: message))
        }
    }

    mutating func documentSymbols(_ uri: String) -> Answer {
        guard let analysis = analysis(of: uri) else { return .failure(refusal(uri)) }
        let symbols = DocumentSymbols(file: analysis.file, lines: analysis.lines).symbols(of: analysis.parsed.tree)
        return client.takesNestedSymbols ? .success(symbols) : .success(DocumentSymbols.list(symbols, uri: uri))
    }

    mutating func semanticTokens(_ uri: String) -> Answer {
        guard let document = documents[uri] else { return .failure(refusal(uri)) }
        return .success(SemanticTokenKinds.tokens(of: document))
    }

    mutating func codeActions(_ uri: String, _ range: Range<Int>) -> Answer {
        guard let analysis = analysis(of: uri) else { return .failure(refusal(uri)) }
        return .success(EditorDiagnostics(analysis: analysis, uri: uri, standardModule: workspace.standardModule).actions(in: range))
    }

    mutating func inlayHints(_ uri: String, _ range: Range<Int>) -> Answer {
        guard let analysis = evaluated(uri) else { return .failure(refusal(uri)) }
        return .success(InlayHints(analysis: analysis, range: range).all)
    }

    /// Names that contain the text, in open scripts and in those of the client's folders.
    mutating func workspaceSymbols(_ query: String) -> Answer {
        let wanted = query.lowercased()
        var found: [SymbolInformation] = []
        func add(_ bytes: [UInt8], _ lines: LineIndex, _ uri: String) {
            let file = SourceFile(name: uri, bytes: bytes)
            let symbols = DocumentSymbols(file: file, lines: lines).symbols(of: Parser.parse(file).tree)
            found += DocumentSymbols.list(symbols, uri: uri).filter { wanted.isEmpty || $0.name.lowercased().contains(wanted) }
        }
        for document in documents.values { add(document.bytes, document.lines, document.uri) }
        let opened = documents.values.map(\.path)
        for path in folders.flatMap({ workspace.scripts(under: $0) }) where !opened.contains(path) {
            guard let text = workspace.text(ofFile: path) else { continue }
            let bytes = Array(text.utf8)
            add(bytes, LineIndex(bytes, encoding: client.encoding), DocumentURI.uri(ofPath: path))
        }
        return .success(found)
    }
}

extension OpenDocument {
    /// One edit of the lines that differ, or none.
    func edits(to formatted: [UInt8]) -> [TextEdit] {
        guard formatted != bytes else { return [] }
        let common = zip(bytes, formatted).prefix { $0 == $1 }.count
        // From the start of a line, so that no character is cut in two.
        let start = bytes[..<common].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let behind = zip(bytes[start...].reversed(), formatted[start...].reversed()).prefix { $0 == $1 }.count
        let tail = bytes[(bytes.count - behind)...]
        let kept = tail.firstIndex(of: 0x0A).map { bytes.count - $0 } ?? 0
        let text = String(decoding: formatted[start..<(formatted.count - kept)], as: UTF8.self)
        return [TextEdit(range: lines.range(start..<(bytes.count - kept)), newText: text)]
    }
}
