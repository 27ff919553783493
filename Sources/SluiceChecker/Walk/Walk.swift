import OrderedCollections
import SluiceModel
import SluiceSyntax

/// One pass over a tree: names, places, calls and units.
struct Walk {
    let parsed: ParseResult
    let modules: Checker.ModuleProvider
    let context: CheckContext
    var diagnostics: [Diagnostic] = []
    var scopes: [Scope] = []
    var place: Place = .script
    var functionDepth = 0
    var loopDepth = 0
    /// Blocks of clauses that are open in this function.
    var openClauses = 0
    /// Where an unknown name was reported first, so that its further uses say nothing.
    var reported: OrderedDictionary<String, Int> = [:]

    init(parsed: ParseResult, modules: @escaping Checker.ModuleProvider, context: CheckContext) {
        self.parsed = parsed
        self.modules = modules
        self.context = context
    }

    mutating func run() {
        var outside = Scope(functionDepth: 0)
        if case .shell(let known) = context {
            for name in known {
                outside.names[name.name] = Binding(
                    kind: name.isMutable ? .variable : .known, type: name.type, function: name.function, interface: name.interface)
            }
        }
        scopes = [outside, Scope(functionDepth: 0)]
        checkStatements(parsed.tree.statements)
    }

    // MARK: Diagnostics

    /// Adds a finding unless the parser already found fault with the same place.
    mutating func report(_ diagnostic: Diagnostic) {
        let start = diagnostic.primary.span.start
        guard !parsed.diagnostics.contains(where: { $0.severity == .error && $0.primary.span.start == start }) else { return }
        diagnostics.append(diagnostic)
    }

    /// True if the parser complained inside the span or right behind it: then what is missing there is no second fault.
    func isBroken(_ span: Span) -> Bool {
        parsed.diagnostics.contains {
            $0.severity == .error && span.start <= $0.primary.span.start && $0.primary.span.start <= span.end + 1
        }
    }

    func line(_ span: Span) -> Int { parsed.file.line(at: span.start) }

    private var isShell: Bool {
        if case .shell = context { true } else { false }
    }

    // MARK: Scopes

    mutating func inScope(_ body: (inout Walk) -> Void) {
        scopes.append(Scope(functionDepth: functionDepth))
        body(&self)
        scopes.removeLast()
    }

    /// Checks a block in its own scope, in a place of its own if it has one.
    mutating func check(_ block: Block, in newPlace: Place? = nil) {
        let saved = place
        if let newPlace { place = newPlace }
        inScope { $0.checkStatements(block.statements) }
        place = saved
    }

    /// Goes through a block in order; its functions are known from its start, and their bodies see all of its names.
    mutating func checkStatements(_ statements: [Statement]) {
        hoist(statements)
        var ended: Statement?
        var saidUnreachable = false
        for statement in statements {
            if let ended, !saidUnreachable {
                saidUnreachable = true
                report(.unreachable(statement.span, after: ended.span))
            }
            check(statement)
            if ended == nil, statement.endsItsBlock(inLoop: loopDepth > 0, inFunction: functionDepth > 0) { ended = statement }
        }
        for statement in statements {
            if case .function(let function) = statement.kind { checkFunction(function.parameters, function.body) }
        }
    }

    private mutating func hoist(_ statements: [Statement]) {
        for statement in statements {
            switch statement.kind {
            case .function(let function):
                declare(function.name, Binding(kind: .function, type: .function, function: function))
            case .variable(let variable):
                noteLater(variable.name)
            case .importModule(let declaration):
                noteLater(declaration.name)
            case .clause(let clause):
                if let name = clause.declaredName { noteLater(name) }
            case .assignment, .returnValue, .conditional, .forLoop, .whileLoop, .breakLoop, .continueLoop, .expression, .invalid:
                break
            }
        }
    }

    private mutating func noteLater(_ name: Name) {
        if scopes[scopes.count - 1].later[name.text] == nil { scopes[scopes.count - 1].later[name.text] = name.span }
    }

    /// Binds a name in the innermost scope; a second declaration there is an error.
    mutating func declare(_ name: Name, _ binding: Binding) {
        var binding = binding
        binding.span = name.span
        let top = scopes.count - 1
        if scopes.count == 2, functionDepth == 0, LateNames.reserved.contains(where: { $0.rawValue == name.text }) {
            report(.lateNameDeclared(name))
        } else if let earlier = scopes[top].names[name.text], !(isShell && top == 1) {
            report(.redefinition(name, earlier: earlier.span, line: earlier.span.map(line)))
        }
        scopes[top].names[name.text] = binding
        scopes[top].later[name.text] = nil
    }

    /// The binding of a name, from the innermost scope outwards, with the depth of functions where it was found.
    func lookUp(_ name: String) -> (binding: Binding, functionDepth: Int)? {
        for scope in scopes.reversed() {
            if let binding = scope.names[name] { return (binding, scope.functionDepth) }
        }
        return nil
    }

    /// Where a block around declares the name further down.
    func laterDeclaration(_ name: String) -> Span? {
        for scope in scopes.reversed() {
            if let span = scope.later[name] { return span }
        }
        return nil
    }

    /// Every name that is valid here, innermost first, then builtins and late names.
    func visibleNames(where isWanted: (Binding) -> Bool = { _ in true }) -> [String] {
        scopes.reversed().flatMap { scope in scope.names.filter { isWanted($0.value) }.map(\.key) }
    }
}

extension Statement {
    /// True if nothing below it in its block is ever reached.
    func endsItsBlock(inLoop: Bool, inFunction: Bool) -> Bool {
        switch kind {
        case .returnValue: inFunction
        case .breakLoop, .continueLoop: inLoop
        case .clause(let clause): clause.word.text == "fail"
        case .conditional(let conditional):
            conditional.otherwise.map { otherwise in
                (conditional.branches.map(\.block) + [otherwise]).allSatisfy { block in
                    block.statements.contains { $0.endsItsBlock(inLoop: inLoop, inFunction: inFunction) }
                }
            } ?? false
        case .variable, .assignment, .function, .forLoop, .whileLoop, .importModule, .expression, .invalid: false
        }
    }
}
