import SluiceModel
import SluiceSyntax

/// One pass over a tree: names, places, calls and units.
struct Walk {
    let parsed: ParseResult
    let modules: Checker.ModuleProvider
    let context: CheckContext
    var diagnostics: [Diagnostic] = []
    var names = NameTable()
    var place: Place = .script
    var functionDepth = 0
    var loopDepth = 0
    /// Blocks of clauses that are open in this function.
    var openClauses = 0
    /// Loops around the block of a clause, which it cannot leave.
    var outerLoops = 0
    /// The functions whose bodies are open.
    var frames: [FunctionFrame] = []
    /// Whether the parser found fault with the clause, so that its values may have been read wrongly.
    var isMisread = false
    /// The block of the pipeline around.
    var pipelineBlock: Span?
    /// What each branch of an `if` gives whose branches differ in kind.
    var branches: [NodeID: [(span: Span, type: StaticType)]] = [:]
    /// The attributes of `target` that the open deployer, alarm or stage uses.
    var attributes: [Name] = []
    /// What the open stage deploys to.
    var fleets: [DeployedFleet] = []
    /// Where an attribute was found missing.
    var missing: Set<Int> = []
    /// What calls of functions give, by where their names stand.
    var results: [Int: StaticType] = [:]
    /// How many expressions are open, those of functions that are looked at included.
    var depth = 0
    /// How many functions are looked at only to know what they give.
    var inferences = 0
    /// Functions as values, by where their names stand.
    var functionTypes: [Int: StaticType] = [:]
    /// The clauses that functions lead to, by where their names stand.
    var landings: [Int: [Name]] = [:]
    /// The rules of hygiene that the open blocks allow to break.
    var allowed: [String] = []
    var suggestions = 0
    /// What the names of the top level are.
    var exports: [String: StaticType] = [:]
    let actsAtTopLevel: Bool
    /// Where an unknown name was reported first, so that its further uses say nothing.
    var reported: [String: Int] = [:]
    /// Nil unless the caller asked for it.
    var recorder: IndexRecorder?
    /// Where the parser found fault.
    let broken: BrokenPlaces

    init(parsed: ParseResult, modules: @escaping Checker.ModuleProvider, context: CheckContext, recordsIndex: Bool) {
        self.parsed = parsed
        self.modules = modules
        self.context = context
        recorder = recordsIndex ? IndexRecorder() : nil
        broken = BrokenPlaces(parsed)
        actsAtTopLevel = context == .script && parsed.tree.acts
    }

    mutating func run() {
        let whole = parsed.tree.span.joined(with: parsed.file.span)
        names.open(whole, functionDepth: 0)
        if case .shell(let known) = context {
            for name in known {
                var binding = Binding(
                    kind: name.isMutable ? .variable : .known, type: name.type, function: name.function, interface: name.interface)
                binding.name = name.name
                names.add(binding)
            }
        }
        let statements = parsed.tree.statements
        inScope(whole) { walk in
            walk.checkStatements(statements)
            walk.noteExports()
        }
    }

    /// The types of what the top level declares; spans of another file mean nothing to those that import it.
    private mutating func noteExports() {
        for id in names.scopes[names.level].declared {
            let type = names[id].function == nil ? names[id].type : functionType(of: id)
            if type != .unknown { exports[names[id].name] = type.elsewhere }
        }
    }

    // MARK: Diagnostics

    /// Adds a finding unless the parser already found fault with the same place.
    mutating func report(_ diagnostic: Diagnostic) {
        guard inferences == 0, !broken.starts(at: diagnostic.primary.span.start) else { return }
        diagnostics.append(diagnostic)
    }

    func line(_ span: Span) -> Int { parsed.file.line(at: span.start) }

    private var isShell: Bool {
        if case .shell = context { true } else { false }
    }

    // MARK: Scopes

    /// Opens a block of names; `span` is where they can be used.
    mutating func inScope(_ span: Span, _ body: (inout Walk) -> Void) {
        let rules = allowed.count
        names.open(span, functionDepth: functionDepth)
        body(&self)
        reportUnused(names.close(), in: span)
        allowed.removeLast(allowed.count - rules)
    }

    /// Checks a block in its own scope.
    mutating func check(_ block: Block) {
        inScope(block.span) { $0.checkStatements(block.statements) }
    }

    /// Goes through a block in order; its functions are known from its start, and their bodies see all of its names.
    mutating func checkStatements(_ statements: [Statement]) {
        hoist(statements)
        var ended: Statement?
        var saidUnreachable = false
        for statement in statements {
            if let ended, !saidUnreachable {
                saidUnreachable = true
                warn(.unreachable(statement.span, after: ended.span))
            }
            check(statement)
            if ended == nil, statement.endsItsBlock(inLoop: loopDepth > 0, inFunction: functionDepth > 0) { ended = statement }
        }
        for statement in statements {
            if case .function(let function) = statement.kind {
                checkFunction(
                    function.parameters, function.body, named: function.name.text, result: function.result, at: statement.span)
            }
        }
    }

    private mutating func hoist(_ statements: [Statement]) {
        for statement in statements {
            switch statement.kind {
            case .function(let function):
                declare(
                    function.name,
                    Binding(kind: .function, type: .anyFunction, function: function, documentation: statement.documentation))
            case .variable(let variable):
                names.noteLater(variable.name)
            case .importModule(let declaration):
                names.noteLater(declaration.name)
            case .clause(let clause):
                if let name = clause.declaredName { names.noteLater(name) }
                if clause.word.text == "allow", let rule = clause.argument("rule")?.word { allowed.append(rule.text) }
            case .assignment, .returnValue, .conditional, .forLoop, .whileLoop, .breakLoop, .continueLoop, .expression, .invalid:
                break
            }
        }
    }

    /// Binds a name in the innermost scope; a second declaration there is an error.
    mutating func declare(_ name: Name, _ binding: Binding) {
        var binding = binding
        binding.name = name.text
        binding.span = name.span
        if names.level == 1, functionDepth == 0, LateNames.isReserved(name.text) {
            report(.lateNameDeclared(name))
        } else if let id = names.id(of: name.text), names[id].level == names.level, !(isShell && names.level == 1) {
            let earlier = names[id]
            names[id].isUsed = true
            binding.isUsed = true
            report(.redefinition(name, earlier: earlier.span, line: earlier.span.map(line)))
        } else {
            checkShadowing(name, kind: binding.kind)
        }
        names.add(binding)
    }

    /// The number of the binding of a name that is used at a place.
    mutating func resolve(_ name: String, at span: Span) -> Int? {
        guard let id = names.id(of: name) else { return nil }
        if inferences == 0 { names[id].isUsed = true }
        recorder?.uses.append((span, .binding(id)))
        return id
    }

    mutating func record(_ referent: ScriptIndex.Referent, at span: Span) {
        recorder?.uses.append((span, .other(referent)))
    }
}

/// The places where the parser found fault: there the checker says nothing.
struct BrokenPlaces {
    /// Ascending.
    private let starts: [Int]
    /// Names that a statement which could not be read may have declared.
    let names: Set<String>

    init(_ parsed: ParseResult) {
        let errors = parsed.diagnostics.filter { $0.severity == .error }
        starts = errors.map(\.primary.span.start).sorted()
        var names: Set<String> = []
        var lastLine = 0
        for start in starts {
            let line = parsed.file.line(at: start)
            guard line != lastLine else { continue }
            lastLine = line
            let words = parsed.file.lineText(line).split { !($0.isLetter || $0.isNumber || $0 == "_") }
            for (word, next) in zip(words, words.dropFirst()) where Self.declaring.contains(word) { names.insert(String(next)) }
        }
        self.names = names
    }

    private static let declaring: Set<Substring> = ["let", "var", "fn", "for", "as", "alarm", "deployer", "pipeline", "import"]

    func starts(at offset: Int) -> Bool { contains(in: offset...offset) }

    /// True if the parser complained inside the span or right behind it: then what is missing there is no second fault.
    func touches(_ span: Span) -> Bool { contains(in: span.start...(span.end + 1)) }

    private func contains(in range: ClosedRange<Int>) -> Bool {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low < starts.count && starts[low] <= range.upperBound
    }
}

extension Statement {
    /// True if nothing below it in its block is ever reached.
    func endsItsBlock(inLoop: Bool, inFunction: Bool) -> Bool {
        switch kind {
        case .returnValue: inFunction
        case .breakLoop, .continueLoop: inLoop
        case .whileLoop(let condition, let body): condition.kind == .literal(.bool(true)) && !body.canBeLeft
        case .clause(let clause): clause.word.text == "fail"
        case .conditional(let conditional):
            conditional.otherwise.map { otherwise in
                (conditional.branches.map(\.block) + [otherwise]).allSatisfy { block in
                    block.statements.contains { $0.endsItsBlock(inLoop: inLoop, inFunction: inFunction) }
                }
            } ?? false
        case .variable, .assignment, .function, .forLoop, .importModule, .expression, .invalid: false
        }
    }
}
