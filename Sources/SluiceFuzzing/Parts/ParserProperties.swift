import SluiceSyntax

enum ParserProperties {
    static func verdict(on bytes: [UInt8]) -> FuzzVerdict {
        let file = SourceFile(name: "input", bytes: bytes)
        let result = Parser.parse(file)
        if result.tree.span.end != bytes.count { return .broken("the tree spans the file") }
        if let wrong = result.diagnostics.first(where: { !isSound($0, length: bytes.count) }) {
            return .broken("the diagnostic \(wrong.code) has a message and lies in the file")
        }
        var end = 0
        for item in Highlight.highlight(bytes) {
            if item.range.lowerBound < end || item.range.upperBound > bytes.count { return .broken("highlighted pieces are in order") }
            end = item.range.upperBound
        }
        let dump = TreeDump.dump(result.tree)
        let again = Parser.parse(file)
        if again.tree != result.tree || again.diagnostics != result.diagnostics || TreeDump.dump(again.tree) != dump {
            return .broken("the same bytes give the same tree and diagnostics")
        }
        for cursor in [0, bytes.count / 2, bytes.count] { _ = CursorContext.at(cursor, in: bytes) }
        return FuzzVerdict(isAccepted: !result.hasErrors)
    }

    /// True if it says something and every place in it lies in the file.
    static func isSound(_ diagnostic: Diagnostic, length: Int) -> Bool {
        !diagnostic.message.isEmpty && diagnostic.primary.span.end <= length && diagnostic.secondary.allSatisfy { $0.span.end <= length }
            && diagnostic.fixes.allSatisfy { ($0.replacement?.span.end ?? 0) <= length }
    }
}
