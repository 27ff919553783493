import Foundation
import OrderedCollections
import SluiceChecker
import SluiceSyntax

/// Something that a script declares, named so that every script means the same by it.
struct DeclaredSymbol: Hashable {
    /// `std/waves` or an absolute path.
    var source: String
    /// Where its name stands there.
    var span: Range<Int>
    var name: String
    var kind: Kind

    enum Kind: Hashable {
        /// Seen by the scripts that import its own.
        case exported
        case local
        /// A phase, stage or wave.
        case part
        /// The name that an import binds.
        case module
    }

    var isStandard: Bool { source.hasPrefix("std/") }
}

extension DocumentAnalysis {
    /// What the name at an offset stands for; nil for builtins, late names and what has no meaning.
    func symbol(at offset: Int) -> DeclaredSymbol? {
        guard let referent = index?.referent(at: offset)?.referent else { return nil }
        switch referent {
        case .declaration(let number): return index.map { symbol(of: $0.declarations[number]) }
        case .export(let path, let export):
            guard let module = imported(path) else { return nil }
            return DeclaredSymbol(source: module.name, span: export.span.range, name: export.name, kind: .exported)
        case .late, .builtin, .known: return nil
        }
    }

    private func symbol(of declaration: ScriptIndex.Declaration) -> DeclaredSymbol {
        let kind: DeclaredSymbol.Kind =
            switch declaration.kind {
            case .part: .part
            case .module: .module
            case .constant, .variable, .function, .alarm, .deployer, .pipeline:
                check.script.interface.exports.contains { $0.span == declaration.span } ? .exported : .local
            case .parameter, .loopVariable, .pipelineParameter: .local
            }
        return DeclaredSymbol(source: path, span: declaration.span.range, name: declaration.name, kind: kind)
    }

    /// Where this file names a symbol, its declaration among them, in order.
    func occurrences(of symbol: DeclaredSymbol) -> [Range<Int>] {
        guard let index else { return [] }
        if symbol.source == path {
            guard let number = index.declarations.firstIndex(where: { $0.span.range == symbol.span }) else { return [] }
            let all = [index.declarations[number].span.range] + index.uses(of: number).map(\.range)
            return Set(all).sorted { $0.lowerBound < $1.lowerBound }
        }
        return index.uses.compactMap { use in
            guard case .export(let path, let export) = use.referent, imported(path)?.name == symbol.source, export.name == symbol.name
            else {
                return nil
            }
            return use.span.range
        }
    }

    /// The import whose path stands at an offset.
    func importPath(at offset: Int) -> Imported? { imported.first { $0.declaration.pathSpan.touches(offset) } }
}

extension LanguageSession {
    /// Where a place in a file is for the client; nil where there is no such file.
    private func location(_ source: String, _ span: Range<Int>) -> Location? {
        if let open = documents.values.first(where: { $0.path == source }) { return Location(uri: open.uri, range: open.lines.range(span)) }
        let path = source.hasPrefix("std/") ? workspace.standardModule(String(source.dropFirst(4))) : source
        guard let path, let text = workspace.text(ofFile: path) else { return nil }
        let lines = LineIndex(Array(text.utf8), encoding: client.encoding)
        return Location(uri: DocumentURI.uri(ofPath: path), range: lines.range(span))
    }

    func definition(in analysis: DocumentAnalysis, at offset: Int) -> Location? {
        if let module = analysis.importPath(at: offset) { return location(module.name, 0..<0) }
        return analysis.symbol(at: offset).flatMap { location($0.source, $0.span) }
    }

    /// Every place of a symbol in the scripts that are open or in the client's folders: first those of its own file.
    mutating func occurrences(of symbol: DeclaredSymbol, from uri: String) -> [(analysis: DocumentAnalysis, uri: String, [Range<Int>])] {
        var found: [(analysis: DocumentAnalysis, uri: String, [Range<Int>])] = []
        for candidate in candidates(for: symbol, from: uri) {
            guard let analysis = documents[candidate] == nil ? readFromDisk(candidate) : analysis(of: candidate) else { continue }
            let places = analysis.occurrences(of: symbol)
            if !places.isEmpty { found.append((analysis, candidate, places)) }
        }
        return found
    }

    /// URIs of the scripts that may name a symbol, its own first.
    private func candidates(for symbol: DeclaredSymbol, from uri: String) -> [String] {
        var uris: [String] = []
        func add(_ uri: String) { if !uris.contains(uri) { uris.append(uri) } }
        if let own = documents.values.first(where: { $0.path == symbol.source }) {
            add(own.uri)
        } else if !symbol.isStandard {
            add(DocumentURI.uri(ofPath: symbol.source))
        }
        guard symbol.kind == .exported else { return uris }
        add(uri)
        for other in documents.keys { add(other) }
        let opened = documents.values.map(\.path)
        for path in folders.flatMap({ workspace.scripts(under: $0) }) where !opened.contains(path) && mentions(path, symbol.name) {
            add(DocumentURI.uri(ofPath: path))
        }
        return uris
    }

    private func mentions(_ path: String, _ name: String) -> Bool { workspace.text(ofFile: path)?.contains(name) ?? false }

    private func readFromDisk(_ uri: String) -> DocumentAnalysis? {
        guard let path = DocumentURI.path(of: uri), let text = workspace.text(ofFile: path) else { return nil }
        let bytes = Array(text.utf8)
        return DocumentAnalysis(
            path: path, bytes: bytes, lines: LineIndex(bytes, encoding: client.encoding), inputs: inputs(for: path))
    }

    mutating func references(in analysis: DocumentAnalysis, uri: String, at offset: Int, withDeclaration: Bool) -> [Location] {
        guard let symbol = analysis.symbol(at: offset) else { return [] }
        var all = occurrences(of: symbol, from: uri).flatMap { analysis, uri, places in
            places.filter { withDeclaration || !(analysis.path == symbol.source && $0 == symbol.span) }.map {
                Location(uri: uri, range: analysis.lines.range($0))
            }
        }
        if withDeclaration, symbol.isStandard, let declared = location(symbol.source, symbol.span) { all.insert(declared, at: 0) }
        return all
    }
}
