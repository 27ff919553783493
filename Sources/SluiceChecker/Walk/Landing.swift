import SluiceSyntax

extension Walk {
    /// A function that contains clauses may only be called where all of them can stand.
    mutating func checkLanding(of callee: Expression) {
        guard place != .function, inferences == 0 else { return }
        let title: String
        var search = LandingSearch(names: names)
        let words: [Name]
        var isElsewhere = false
        switch callee.kind {
        case .name(let name):
            guard let body = names[name]?.landing else { return }
            title = name
            words = landing(in: body, named: name, &search)
        case .member(let base, let member):
            guard case .name(let module) = base.kind, let interface = names[module]?.interface,
                let function = interface.export(member.text)?.function
            else { return }
            title = "\(module).\(member.text)"
            search.interface = interface
            isElsewhere = true
            words = search.words(in: function.body)
        case .literal, .string, .list, .map, .comprehension, .unary, .binary, .call, .index, .lambda, .conditional, .clause, .invalid:
            return
        }
        guard let word = words.first(where: { !canLand($0.text) }) else { return }
        report(.landsWrong(word, function: title, at: callee.span, in: place, shows: !isElsewhere))
    }

    /// The clauses that a call of a function of this file leads to; each function is searched once.
    private mutating func landing(in body: FunctionBody, named name: String, _ search: inout LandingSearch) -> [Name] {
        guard let key = names[name]?.span?.start else { return search.words(in: body) }
        if let known = landings[key] { return known }
        let found = search.words(in: body)
        landings[key] = found
        return found
    }

    /// What prints or declares lands nowhere; an `expect` counts for the test or the script around.
    private func canLand(_ word: String) -> Bool {
        if word == "print" || word == "fail" || (word == "expect" && place == .script) { return true }
        return ClauseTable.row(word, in: place) != nil
    }
}

/// Collects the clauses that a function puts where it is called, one of each word.
private struct LandingSearch {
    let names: NameTable
    /// For a function of another file, whose other functions are found here.
    var interface: ModuleInterface?
    private var visited: Set<Int> = []
    private var found: [Name] = []
    private var seen: Set<String> = []

    init(names: NameTable) {
        self.names = names
    }

    mutating func words(in body: FunctionBody) -> [Name] {
        search(body)
        return found
    }

    private mutating func search(_ body: FunctionBody) {
        switch body {
        case .expression(let expression): search(expression)
        case .block(let block): search(block)
        }
    }

    private mutating func search(_ block: Block) {
        for statement in block.statements {
            switch statement.kind {
            case .clause(let clause): add(clause)
            case .conditional(let conditional):
                for branch in conditional.branches { search(branch.block) }
                if let otherwise = conditional.otherwise { search(otherwise) }
            case .forLoop(let loop): search(loop.body)
            case .whileLoop(_, let body): search(body)
            case .expression(let expression): search(expression)
            case .variable(let variable): search(variable.value)
            case .assignment(_, let value): search(value)
            case .returnValue(let value): if let value { search(value) }
            case .function, .breakLoop, .continueLoop, .importModule, .invalid: break
            }
        }
    }

    /// Calls of known functions, and commands; what lands from deeper inside an expression shows when it is evaluated.
    private mutating func search(_ expression: Expression) {
        switch expression.kind {
        case .clause(let clause): add(clause)
        case .call(let call):
            guard case .name(let name) = call.callee.kind else { return }
            if let interface {
                guard let function = interface.export(name)?.function, visited.insert(function.name.span.start).inserted else { return }
                search(function.body)
            } else if let binding = names[name], let body = binding.landing, visited.insert(binding.span?.start ?? -1).inserted {
                search(body)
            }
        case .literal, .string, .name, .list, .map, .comprehension, .unary, .binary, .member, .index, .lambda, .conditional, .invalid:
            return
        }
    }

    /// Declarations bind a name in the function and land nowhere.
    private mutating func add(_ clause: ClauseStatement) {
        guard clause.declaredName == nil, seen.insert(clause.word.text).inserted else { return }
        guard !["alarm", "deployer", "pipeline"].contains(clause.word.text) else { return }
        found.append(clause.word)
    }
}
