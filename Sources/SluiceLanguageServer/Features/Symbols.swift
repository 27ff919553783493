import SluiceChecker
import SluiceSyntax

/// The parts of a script that have names: pipelines with their phases, stages and waves, alarms, deployers, functions, variables, tests.
struct DocumentSymbols {
    let file: SourceFile
    let lines: LineIndex

    func symbols(of tree: SourceTree) -> [DocumentSymbol] { symbols(of: tree.statements, isTop: true) }

    private func symbols(of statements: [Statement], isTop: Bool) -> [DocumentSymbol] {
        statements.flatMap { statement -> [DocumentSymbol] in
            switch statement.kind {
            case .variable(let variable) where isTop:
                if case .clause(let clause) = variable.value.kind, clause.block != nil {
                    return [symbol(of: clause, named: variable.name, statement)]
                }
                let kind: SymbolKind = variable.isMutable ? .variable : .constant
                return [symbol(variable.name.text, nil, kind, statement.span, variable.name.span)]
            case .function(let function) where isTop:
                let detail = function.signature(in: file)
                return [symbol(function.name.text, detail, .function, statement.span, function.name.span)]
            case .importModule(let declaration) where isTop:
                return [symbol(declaration.name.text, declaration.path, .module, statement.span, declaration.name.span)]
            case .clause(let clause): return clauseSymbols(clause, statement)
            case .conditional(let conditional):
                let blocks = conditional.branches.map(\.block) + (conditional.otherwise.map { [$0] } ?? [])
                return blocks.flatMap { symbols(of: $0.statements, isTop: false) }
            case .forLoop(let loop): return symbols(of: loop.body.statements, isTop: false)
            case .whileLoop(_, let body): return symbols(of: body.statements, isTop: false)
            case .variable, .function, .importModule, .assignment, .returnValue, .breakLoop, .continueLoop, .expression, .invalid: return []
            }
        }
    }

    private func clauseSymbols(_ clause: ClauseStatement, _ statement: Statement) -> [DocumentSymbol] {
        switch clause.word.text {
        case "alarm", "deployer", "pipeline", "phase", "stage", "wave":
            guard let label = clause.argument("name")?.label else { return [] }
            return [symbol(of: clause, named: Name(text(of: label), span: label.span), statement)]
        case "test":
            guard let name = clause.expression("name") else { return [] }
            return [symbol(unquoted(name.span), "test", .method, statement.span, name.span)]
        default: return []
        }
    }

    private func symbol(of clause: ClauseStatement, named name: Name, _ statement: Statement) -> DocumentSymbol {
        let kind: SymbolKind =
            switch clause.word.text {
            case "pipeline": .package
            case "phase": .namespace
            case "stage", "wave": .method
            case "alarm": .event
            default: .class
            }
        let children = clause.block.map { symbols(of: $0.statements, isTop: false) } ?? []
        return symbol(name.text, clause.word.text, kind, statement.span, name.span, children)
    }

    private func symbol(
        _ name: String, _ detail: String?, _ kind: SymbolKind, _ span: Span, _ selection: Span, _ children: [DocumentSymbol] = []
    ) -> DocumentSymbol {
        DocumentSymbol(
            name: name.isEmpty ? "?" : name, detail: detail, kind: kind, range: lines.range(span.joined(with: selection)),
            selectionRange: lines.range(selection), children: children)
    }

    private func text(of label: Label) -> String { label.plainText ?? unquoted(label.span) }

    private func unquoted(_ span: Span) -> String {
        let text = file.text(of: span)
        guard let first = text.first, first == "\"" || first == "'", text.last == first, text.count > 1 else { return text }
        return String(text.dropFirst().dropLast())
    }

    // MARK: In a list

    /// For clients that take no tree, and for searches over all scripts.
    static func list(_ symbols: [DocumentSymbol], uri: String, container: String? = nil) -> [SymbolInformation] {
        symbols.flatMap { symbol in
            [
                SymbolInformation(
                    name: symbol.name, kind: symbol.kind, location: Location(uri: uri, range: symbol.selectionRange),
                    containerName: container)
            ] + list(symbol.children, uri: uri, container: symbol.name)
        }
    }
}
