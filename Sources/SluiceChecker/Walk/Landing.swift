import SluiceSyntax

extension Walk {
    /// A function that contains clauses may only be called where all of them can stand.
    mutating func checkLanding(of name: String, at span: Span) {
        guard place != .function, let function = lookUp(name)?.function else { return }
        var visited: [Span] = []
        for word in landingClauses(of: function, &visited) where ClauseTable.row(word.text, in: place) == nil {
            report(.landsWrong(word, function: name, at: span, in: place))
            return
        }
    }

    /// The clauses that a call of the function puts where the call stands; each function is looked at once.
    private func landingClauses(of function: FunctionDeclaration, _ visited: inout [Span]) -> [Name] {
        guard !visited.contains(function.name.span) else { return [] }
        visited.append(function.name.span)
        switch function.body {
        case .expression(let expression): return landingClauses(in: expression, &visited)
        case .block(let block): return landingClauses(in: block, &visited)
        }
    }

    private func landingClauses(in block: Block, _ visited: inout [Span]) -> [Name] {
        var found: [Name] = []
        for statement in block.statements {
            switch statement.kind {
            case .clause(let clause): found += landing(clause)
            case .conditional(let conditional):
                for branch in conditional.branches { found += landingClauses(in: branch.block, &visited) }
                if let otherwise = conditional.otherwise { found += landingClauses(in: otherwise, &visited) }
            case .forLoop(let loop): found += landingClauses(in: loop.body, &visited)
            case .whileLoop(_, let body): found += landingClauses(in: body, &visited)
            case .expression(let expression): found += landingClauses(in: expression, &visited)
            case .variable(let variable): found += landingClauses(in: variable.value, &visited)
            case .assignment(_, let value): found += landingClauses(in: value, &visited)
            case .returnValue(let value): if let value { found += landingClauses(in: value, &visited) }
            case .function, .breakLoop, .continueLoop, .importModule, .invalid: break
            }
        }
        return found
    }

    /// Calls of known functions, and commands; what lands from deeper inside an expression shows when it is evaluated.
    private func landingClauses(in expression: Expression, _ visited: inout [Span]) -> [Name] {
        switch expression.kind {
        case .clause(let clause): return landing(clause)
        case .call(let call):
            guard case .name(let name) = call.callee.kind, let function = lookUp(name)?.function else { return [] }
            return landingClauses(of: function, &visited)
        case .literal, .string, .name, .list, .map, .comprehension, .unary, .binary, .member, .index, .lambda, .conditional, .invalid:
            return []
        }
    }

    /// Declarations bind a name in the function and land nowhere.
    private func landing(_ clause: ClauseStatement) -> [Name] { clause.declaredType == .unknown ? [clause.word] : [] }
}
