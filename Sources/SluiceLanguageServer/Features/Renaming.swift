import SluiceChecker
import SluiceModel
import SluiceSyntax

extension LanguageSession {
    /// What is renamed at an offset, and the place of its name there; why not, otherwise.
    func renamed(in analysis: DocumentAnalysis, at offset: Int) -> Result<(symbol: DeclaredSymbol, place: Range<Int>), ResponseError> {
        func refuse(_ message: String) -> Result<(symbol: DeclaredSymbol, place: Range<Int>), ResponseError> {
            .failure(ResponseError(code: ResponseError.failed, message: message))
        }
        guard let (span, referent) = analysis.index?.referent(at: offset) else {
            guard let word = analysis.word(at: offset) else { return refuse("there is no name here to change") }
            if Keyword(rawValue: word) != nil { return refuse("`\(word)` is a reserved word: it cannot be renamed") }
            if ClauseTable.isClauseWord(word) || ClauseTable.isModifierWord(word) {
                return refuse("`\(word)` is a word of the language: it cannot be renamed")
            }
            return refuse("nothing declares `\(word)`, so it cannot be renamed")
        }
        switch referent {
        case .builtin(let row): return refuse("`\(row.name)` is a builtin function: it cannot be renamed")
        case .late(let late): return refuse("`\(late.rawValue)` is a name that the running pipeline gives: it cannot be renamed")
        case .known(let name): return refuse("`\(name)` is declared elsewhere: it cannot be renamed here")
        case .declaration, .export: break
        }
        guard let symbol = analysis.symbol(at: offset) else { return refuse("its module cannot be read, so it cannot be renamed") }
        if symbol.isStandard {
            return refuse("`\(symbol.name)` belongs to the standard library (\(symbol.source)): it cannot be renamed")
        }
        return .success((symbol, span.range))
    }

    mutating func rename(
        in analysis: DocumentAnalysis, uri: String, at offset: Int, to name: String
    ) -> Result<WorkspaceEdit, ResponseError> {
        renamed(in: analysis, at: offset).flatMap { symbol, _ in
            if let problem = analysis.problem(with: name, for: symbol) {
                return .failure(ResponseError(code: ResponseError.failed, message: problem))
            }
            var changes: [String: [TextEdit]] = [:]
            for (other, uri, places) in occurrences(of: symbol, from: uri) {
                if other.path != symbol.source, name.hasPrefix("_") {
                    let message = "`\(symbol.name)` is used in \(other.path), and a name with a leading `_` is private to its module"
                    return .failure(ResponseError(code: ResponseError.failed, message: message))
                }
                if let word = other.clash(of: name, with: symbol, at: places) {
                    return .failure(ResponseError(code: ResponseError.failed, message: word))
                }
                changes[uri] = places.map { other.edit($0, to: name, of: symbol) }
            }
            return .success(WorkspaceEdit(changes: changes))
        }
    }
}

extension DocumentAnalysis {
    /// The word at an offset, whatever it is.
    func word(at offset: Int) -> String? {
        let bytes = file.bytes
        func isWord(_ index: Int) -> Bool {
            let byte = bytes[index]
            return (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x5F
        }
        var start = min(offset, bytes.count)
        var end = start
        while start > 0, isWord(start - 1) { start -= 1 }
        while end < bytes.count, isWord(end) { end += 1 }
        return start < end ? String(decoding: bytes[start..<end], as: UTF8.self) : nil
    }

    /// Why a text cannot be the new name of a symbol.
    fileprivate func problem(with name: String, for symbol: DeclaredSymbol) -> String? {
        let bytes = Array(name.utf8)
        let isName =
            !bytes.isEmpty && !(0x30...0x39).contains(bytes[0])
            && bytes.allSatisfy {
                (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x5F
            }
        if !isName { return "`\(name)` cannot be a name: letters, digits and `_`, no digit first" }
        if Keyword(rawValue: name) != nil || WeekdayLiteral(rawValue: name) != nil { return "`\(name)` is a reserved word" }
        if symbol.kind == .exported || symbol.kind == .module, LateNames.reserved.contains(where: { $0.rawValue == name }) {
            return "`\(name)` is a name that the running pipeline gives: choose another"
        }
        return nil
    }

    /// What would change its meaning if a symbol had a new name.
    fileprivate func clash(of name: String, with symbol: DeclaredSymbol, at places: [Range<Int>]) -> String? {
        guard let index, symbol.source == path, name != symbol.name else { return nil }
        if symbol.kind == .part {
            let own = index.declarations.first { $0.span.range == symbol.span }
            let isTaken = index.declarations.contains { $0.kind == .part && $0.scope == own?.scope && $0.name == name }
            return isTaken ? "its pipeline has a `\(name)` already" : nil
        }
        for place in places {
            guard let other = index.visible(at: place.lowerBound).first(where: { $0.name == name }) else { continue }
            return "`\(name)` is declared already (line \(file.line(at: other.span.start)))"
        }
        guard let own = index.declarations.first(where: { $0.span.range == symbol.span }) else { return nil }
        let hidden = index.declarations.first { $0.kind != .part && $0.name == name && own.scope.touches($0.span.start) }
        return hidden.map { "`\(name)` is declared already (line \(file.line(at: $0.span.start)))" }
    }

    /// A name in quotes keeps them; an import without `as` gets one.
    fileprivate func edit(_ place: Range<Int>, to name: String, of symbol: DeclaredSymbol) -> TextEdit {
        if symbol.kind == .module, symbol.span == place,
            let module = imported.first(where: {
                $0.declaration.name.span.range == place && $0.declaration.pathSpan.touches(place.lowerBound)
            })
        {
            let end = module.declaration.pathSpan.end
            return TextEdit(range: lines.range(end..<end), newText: " as \(name)")
        }
        if let quote = file.bytes[place].first, quote == 0x22 || quote == 0x27, place.count >= 2 {
            return TextEdit(range: lines.range((place.lowerBound + 1)..<(place.upperBound - 1)), newText: name)
        }
        return TextEdit(range: lines.range(place), newText: name)
    }
}
