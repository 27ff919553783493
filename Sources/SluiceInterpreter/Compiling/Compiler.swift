import OrderedCollections
import SluiceChecker
import SluiceModel
import SluiceSyntax

/// Turns a tree into instructions. A mistake becomes an instruction that reports it, so that what comes before still counts.
struct Compiler {
    /// Every function of the evaluation; `nil` while one is being written.
    var codes: [Code?]
    var contexts: [FunctionContext] = []
    let file: SourceFile
    let isModule: Bool
    /// A file declares each name once; the shell may declare it anew.
    let mayRedeclare: Bool

    /// Writes the top level of a file, or of one shell input that goes on with `scope`.
    static func compile(
        _ tree: SourceTree, of file: SourceFile, isModule: Bool, continuing scope: Scope?, slots: Int, codes: inout [Code?]
    ) -> (code: Code, scope: Scope) {
        var compiler = Compiler(codes: codes, file: file, isModule: isModule, mayRedeclare: scope != nil)
        var context = FunctionContext(name: file.name)
        context.scopes = [scope ?? Scope()]
        context.slotCount = slots
        compiler.contexts = [context]
        compiler.compileStatements(tree.statements)
        compiler.emit(.end, Span(file: file.id, start: file.bytes.count, end: file.bytes.count))
        let done = compiler.contexts[0]
        codes = compiler.codes
        let code = Code(
            name: file.name, instructions: done.instructions, spans: done.spans, tables: done.tables, slotCount: done.slotCount,
            parameters: Code.Parameters(), file: file.name)
        return (code, done.scopes[0])
    }

    init(codes: [Code?], file: SourceFile, isModule: Bool, mayRedeclare: Bool) {
        self.codes = codes
        self.file = file
        self.isModule = isModule
        self.mayRedeclare = mayRedeclare
    }

    var current: FunctionContext {
        get { contexts[contexts.count - 1] }
        _modify { yield &contexts[contexts.count - 1] }
    }

    var isTopLevel: Bool { contexts.count == 1 && current.scopes.count == 1 }

    // MARK: Writing

    @discardableResult
    mutating func emit(_ instruction: Instruction, _ span: Span) -> Int {
        current.instructions.append(instruction)
        current.spans.append(span)
        return current.instructions.count - 1
    }

    var here: Int { current.instructions.count }

    /// Points a jump that was written before to here.
    mutating func land(_ index: Int) {
        let here = here
        switch current.instructions[index] {
        case .jump: current.instructions[index] = .jump(here)
        case .jumpIfFalse(_, let word): current.instructions[index] = .jumpIfFalse(here, word: word)
        case .shortAnd: current.instructions[index] = .shortAnd(here)
        case .shortOr: current.instructions[index] = .shortOr(here)
        case .jumpIfGiven(let slot, _): current.instructions[index] = .jumpIfGiven(slot: slot, to: here)
        case .next(let slot, let variables, _): current.instructions[index] = .next(slot: slot, variables: variables, end: here)
        case .beginTest(let clause, _): current.instructions[index] = .beginTest(clause, end: here)
        case .constant, .load, .store, .addToSlot, .late, .lastResult, .builtin, .pop, .keepResult, .list, .map, .text, .unary, .binary,
            .member, .index,
            .checkType, .checkTopType, .beginLoop, .endLoop, .beginCollect, .collect, .endCollect, .closure, .function, .call, .returnValue,
            .importModule, .clause, .beginClause, .endClause, .guardLabel, .endTest, .trouble, .end:
            break
        }
    }

    mutating func emitConstant(_ value: Value, _ span: Span) {
        current.tables.constants.append(value)
        emit(.constant(current.tables.constants.count - 1), span)
    }

    mutating func emitTrouble(_ trouble: Trouble, _ span: Span) {
        current.tables.troubles.append(trouble)
        emit(.trouble(current.tables.troubles.count - 1), span)
    }

    // MARK: Names

    enum Resolution {
        case variable(depth: Int, slot: Int, isMutable: Bool, span: Span)
        case function(code: Int, depth: Int)
        case late(SluiceModel.LateName)
        case builtin(Int)
        case unknown
    }

    func resolve(_ name: String) -> Resolution {
        for (depth, context) in contexts.reversed().enumerated() {
            for scope in context.scopes.reversed() {
                switch scope.names[name] {
                case .variable(let slot, let isMutable, let span):
                    return .variable(depth: depth, slot: slot, isMutable: isMutable, span: span)
                case .function(let code, _): return .function(code: code, depth: depth)
                case nil: continue
                }
            }
        }
        if let late = SluiceModel.LateName(rawValue: name) { return .late(late) }
        if let index = Builtin.index(of: name) { return .builtin(index) }
        return .unknown
    }

    /// Everything that a name could have been.
    var visibleNames: [String] {
        contexts.reversed().flatMap { context in context.scopes.reversed().flatMap { Array($0.names.keys) } }
            + LateNames.reserved.map(\.rawValue) + BuiltinTable.rows.map(\.name)
    }

    func unknownName(_ name: String, at span: Span) -> Trouble {
        let near = Nearest.match(name, among: visibleNames)
        return Trouble(
            .unknownName, "there is no `\(name)` here", label: "not found", at: span, help: near.map { "did you mean `\($0)`?" })
    }

    /// Binds a name in the innermost block and returns its slot; reports a name that is taken.
    @discardableResult
    mutating func declare(_ name: Name, isMutable: Bool) -> Int {
        let slot: Int
        if let earlier = current.scopes[current.scopes.count - 1].names[name.text] {
            if mayRedeclare && isTopLevel {
                if case .variable(let known, _, _) = earlier { slot = known } else { slot = current.newSlot() }
            } else {
                reportTaken(name, earlier)
                slot = current.newSlot()
            }
        } else {
            slot = current.newSlot()
        }
        if isTopLevel { refuseLateName(name) }
        current.scopes[current.scopes.count - 1].names[name.text] = .variable(slot: slot, isMutable: isMutable, span: name.span)
        return slot
    }

    private mutating func reportTaken(_ name: Name, _ earlier: NameMeaning) {
        var trouble = Trouble(
            .declaredTwice, "`\(name.text)` is declared already", label: "again", at: name.span,
            help: "use another name; a `var` is changed by `\(name.text) = …`")
        trouble.secondary = [Diagnostic.Label(earlier.span, "first here")]
        emitTrouble(trouble, name.span)
    }

    private mutating func refuseLateName(_ name: Name) {
        guard LateNames.reserved.contains(where: { $0.rawValue == name.text }) else { return }
        emitTrouble(
            Trouble(
                .lateNameDeclared, "`\(name.text)` is a late name: it has a value only while a pipeline runs", label: "taken",
                at: name.span,
                help: "call it something else, such as `my_\(name.text)`"), name.span)
    }

    mutating func inScope(_ body: (inout Compiler) -> Void) {
        current.scopes.append(Scope())
        body(&self)
        current.scopes.removeLast()
    }

    // MARK: Functions

    /// Writes a function and returns its instructions; the contexts around it stay what they are.
    mutating func compileFunction(
        _ name: String, _ parameters: [SluiceSyntax.Parameter], _ body: FunctionBody, result: TypeAnnotation? = nil
    ) -> Code {
        contexts.append(FunctionContext(name: name, result: result))
        var described = Code.Parameters()
        for parameter in parameters {
            described.names.append(parameter.name.text)
            described.optional.append(parameter.defaultValue != nil)
            declare(parameter.name, isMutable: false)
        }
        for (slot, parameter) in parameters.enumerated() {
            if let value = parameter.defaultValue {
                let jump = emit(.jumpIfGiven(slot: slot, to: 0), value.span)
                compile(value)
                emit(.store(slot), value.span)
                land(jump)
            }
            if let type = parameter.type {
                current.tables.annotations.append(type)
                emit(.checkType(slot: slot, annotation: current.tables.annotations.count - 1), parameter.name.span)
            }
        }
        switch body {
        case .expression(let expression):
            compile(expression)
            checkType(result, expression.span)
            emit(.returnValue, expression.span)
        case .block(let block):
            inScope { $0.compileStatements(block.statements) }
            emitConstant(.none, block.span)
            emit(.returnValue, block.span)
        }
        let done = contexts.removeLast()
        return Code(
            name: name, instructions: done.instructions, spans: done.spans, tables: done.tables, slotCount: done.slotCount,
            parameters: described)
    }
}
