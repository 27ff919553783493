import SluiceSyntax

extension Walk {
    /// A function that contains clauses may only be called where all of them can stand.
    mutating func checkLanding(of name: String, at span: Span) {
        guard place != .function, let function = lookUp(name)?.binding.function else { return }
        for word in landingClauses(of: function, visited: []) where ClauseTable.row(word.text, in: place) == nil {
            report(.landsWrong(word, function: name, at: span, in: place))
            return
        }
    }

    /// The clauses that a call of the function puts where the call stands.
    private func landingClauses(of function: FunctionDeclaration, visited: [Span]) -> [Name] {
        guard !visited.contains(function.name.span) else { return [] }
        switch function.body {
        case .expression(let expression): return landingClauses(in: expression, visited + [function.name.span])
        case .block(let block): return landingClauses(in: block, visited + [function.name.span])
        }
    }

    private func landingClauses(in block: Block, _ visited: [Span]) -> [Name] {
        block.statements.flatMap { statement -> [Name] in
            switch statement.kind {
            case .clause(let clause): return clause.declaredType == .unknown ? [clause.word] : []
            case .conditional(let conditional):
                return (conditional.branches.map(\.block) + [conditional.otherwise].compactMap { $0 }).flatMap {
                    landingClauses(in: $0, visited)
                }
            case .forLoop(let loop): return landingClauses(in: loop.body, visited)
            case .whileLoop(_, let body): return landingClauses(in: body, visited)
            case .expression(let expression): return landingClauses(in: expression, visited)
            case .variable(let variable): return landingClauses(in: variable.value, visited)
            case .assignment(_, let value): return landingClauses(in: value, visited)
            case .returnValue(let value): return value.map { landingClauses(in: $0, visited) } ?? []
            case .function, .breakLoop, .continueLoop, .importModule, .invalid: return []
            }
        }
    }

    /// Calls of known functions and commands; deeper inside an expression nothing lands that would not be found at run time.
    private func landingClauses(in expression: Expression, _ visited: [Span]) -> [Name] {
        switch expression.kind {
        case .clause(let clause): return clause.declaredType == .unknown ? [clause.word] : []
        case .call(let call):
            guard case .name(let name) = call.callee.kind, let function = lookUp(name)?.binding.function else { return [] }
            return landingClauses(of: function, visited: visited)
        case .literal, .string, .name, .list, .map, .comprehension, .unary, .binary, .member, .index, .lambda, .conditional, .invalid:
            return []
        }
    }
}
