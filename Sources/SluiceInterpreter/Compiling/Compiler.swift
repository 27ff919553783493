import OrderedCollections
import SluiceChecker
import SluiceModel
import SluiceSyntax

/// Turns a tree into instructions. A mistake becomes an instruction that reports it, so that what comes before still counts.
struct Compiler {
    /// Every function of the evaluation; `nil` while one is being written.
    var codes: [Code?]
    /// Functions around what is being written, outermost first.
    var contexts: [FunctionContext] = []
    /// What is written but not linked yet, by number.
    var drafts: OrderedDictionary<Int, FunctionContext> = [:]
    let file: SourceFile
    let isModule: Bool
    /// A file declares each name once; the shell may declare it anew.
    let mayRedeclare: Bool

    /// Writes the top level of a file, or of one shell input that goes on with `scope` and the variables that it has so far.
    static func compile(
        _ tree: SourceTree, of file: SourceFile, isModule: Bool, continuing scope: Scope?, variables: [String], codes: inout [Code?]
    ) -> (code: Code, scope: Scope) {
        var compiler = Compiler(codes: codes, file: file, isModule: isModule, mayRedeclare: scope != nil)
        compiler.codes.append(nil)
        let number = compiler.codes.count - 1
        var context = FunctionContext(name: file.name, owner: isModule ? number : 0)
        context.scopes = [scope ?? Scope()]
        context.variableNames = variables
        compiler.contexts = [context]
        compiler.compileStatements(tree.statements)
        compiler.emit(.end, Span(file: file.id, start: file.bytes.count, end: file.bytes.count))
        let done = compiler.contexts[0]
        compiler.drafts[number] = done
        let code = compiler.finish(number)
        codes = compiler.codes
        return (code, done.scopes[0])
    }

    init(codes: [Code?], file: SourceFile, isModule: Bool, mayRedeclare: Bool) {
        self.codes = codes
        self.file = file
        self.isModule = isModule
        self.mayRedeclare = mayRedeclare
    }

    /// Hands what each function needs of its surroundings on to the functions that name it, and links them.
    private mutating func finish(_ top: Int) -> Code {
        var isComplete = false
        while !isComplete {
            isComplete = true
            for position in drafts.elements.indices.reversed() {
                for used in drafts.values[position].uses {
                    for (variable, name) in needs(of: used) where variable.owner != drafts.values[position].owner {
                        guard drafts.values[position].captures[variable] == nil else { continue }
                        _ = drafts.values[position].capture(variable, name)
                        isComplete = false
                    }
                }
            }
        }
        var written: [Code] = []
        for (number, draft) in drafts {
            let code = Code(draft, number: number, parameters: draft.parameters, file: number == top ? file.name : nil)
            codes[number] = code
            written.append(code)
        }
        for code in written { code.link(codes) }
        return written[written.count - 1]
    }

    private func needs(of number: Int) -> [(OuterVariable, String)] {
        if let draft = drafts[number] { return draft.captures.map { ($0.key, draft.variableNames[Int($0.value)]) } }
        guard let code = codes[number] else { return [] }
        return code.captures.map { ($0.variable, code.variableNames[Int($0.register)]) }
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
        let here = Int32(here)
        let landed: Instruction
        switch current.instructions[index] {
        case .jump: landed = .jump(here)
        case .jumpIfFalse(let value, _, let word): landed = .jumpIfFalse(value, here, word)
        case .jumpUnless(let left, let right, _, let relation, let word): landed = .jumpUnless(left, right, here, relation, word)
        case .jumpUnlessNumber(let left, let right, _, let relation, let word):
            landed = .jumpUnlessNumber(left, right, here, relation, word)
        case .shortAnd(let value, _): landed = .shortAnd(value, here)
        case .shortOr(let value, _): landed = .shortOr(value, here)
        case .jumpIfGiven(let value, _): landed = .jumpIfGiven(value, here)
        case .next(let state, let first, _, let variables): landed = .next(state: state, to: first, end: here, variables: variables)
        case .beginTest(let first, let clause, _): landed = .beginTest(first: first, clause, end: here)
        case .constant, .move, .late, .lastResult, .builtin, .keepResult, .list, .map, .text, .unary, .binary, .binaryNumber, .member,
            .index, .checkParameter, .checkValue, .append, .appendElement, .appendEntry, .beginLoop, .nextAgain, .endLoop, .collect,
            .endCollect, .function, .call, .callFunction, .callBuiltin, .length, .returnValue, .importModule, .clause, .beginClause,
            .endClause, .guardLabel, .endTest, .stepLoop, .trouble, .end:
            return
        }
        current.instructions[index] = landed
    }

    mutating func emitConstant(_ value: Value, to register: Register, _ span: Span) {
        current.tables.constants.append(value)
        emit(.constant(to: register, Int32(current.tables.constants.count - 1)), span)
    }

    mutating func emitTrouble(_ trouble: Trouble, _ span: Span) {
        current.tables.troubles.append(trouble)
        emit(.trouble(Int32(current.tables.troubles.count - 1)), span)
    }

    // MARK: Names

    enum Resolution {
        case variable(Register, isMutable: Bool, span: Span)
        /// Of a function around.
        case outer(OuterVariable, span: Span)
        case function(code: Int)
        case late(SluiceModel.LateName)
        case builtin(Int)
        case unknown
    }

    func resolve(_ name: String) -> Resolution {
        for (depth, context) in contexts.reversed().enumerated() {
            for scope in context.scopes.reversed() {
                switch scope.names[name] {
                case .variable(let register, let isMutable, let span):
                    if depth == 0 { return .variable(register, isMutable: isMutable, span: span) }
                    return .outer(OuterVariable(owner: context.owner, register: register), span: span)
                case .function(let code, _): return .function(code: code)
                case nil: continue
                }
            }
        }
        if let late = SluiceModel.LateName(rawValue: name) { return .late(late) }
        if let index = Builtin.index(of: name) { return .builtin(index) }
        return .unknown
    }

    /// The number by which this function refers to another one.
    mutating func use(of code: Int) -> Int32 { Int32(current.uses.append(code).index) }

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

    /// Binds a name in the innermost block to `fresh`, or to the register that it has already; reports a name that is taken.
    @discardableResult
    mutating func declare(_ name: Name, isMutable: Bool, fresh: Register? = nil) -> Register {
        if let earlier = current.scopes[current.scopes.count - 1].names[name.text], !(mayRedeclare && isTopLevel) {
            reportTaken(name, earlier)
        }
        let register = registerToRedeclare(name) ?? fresh ?? current.newVariable(name.text)
        if isTopLevel { refuseLateName(name) }
        current.scopes[current.scopes.count - 1].names[name.text] = .variable(register: register, isMutable: isMutable, span: name.span)
        return register
    }

    /// The register of a variable that the shell declares anew.
    func registerToRedeclare(_ name: Name) -> Register? {
        guard mayRedeclare, isTopLevel, case .variable(let register, _, _)? = current.scopes[0].names[name.text] else { return nil }
        return register
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

    /// Registers that `body` opens are free again after it.
    mutating func withTemporaries<T>(_ body: (inout Compiler) -> T) -> T {
        let open = current.openTemporaries
        let result = body(&self)
        current.openTemporaries = open
        return result
    }

    // MARK: Functions

    /// Writes a function; the contexts around it stay what they are.
    mutating func compileFunction(
        _ name: String, _ parameters: [SluiceSyntax.Parameter], _ body: FunctionBody, number: Int, result: TypeAnnotation? = nil
    ) {
        contexts.append(FunctionContext(name: name, owner: number, result: result))
        var registers: [Register] = []
        for parameter in parameters {
            current.parameters.names.append(parameter.name.text)
            current.parameters.optional.append(parameter.defaultValue != nil)
            registers.append(current.newVariable(parameter.name.text))
        }
        for (register, parameter) in zip(registers, parameters) { declare(parameter.name, isMutable: false, fresh: register) }
        for (register, parameter) in zip(registers, parameters) {
            if let value = parameter.defaultValue {
                let jump = emit(.jumpIfGiven(register, 0), value.span)
                compile(value, to: register)
                land(jump)
            }
            if let type = parameter.type {
                current.tables.annotations.append(type)
                emit(.checkParameter(register, annotation: Int32(current.tables.annotations.count - 1)), parameter.name.span)
            }
        }
        switch body {
        case .expression(let expression): compileReturn(of: expression, expression.span)
        case .block(let block):
            inScope { $0.compileStatements(block.statements) }
            compileReturn(of: nil, block.span)
        }
        drafts[number] = contexts.removeLast()
    }

    mutating func compileReturn(of value: Expression?, _ span: Span) {
        withTemporaries { compiler in
            let register: Register
            if let value {
                register = compiler.operand(value)
            } else {
                register = compiler.current.newTemporary()
                compiler.emitConstant(.none, to: register, span)
            }
            compiler.checkType(compiler.current.result, of: register, value?.span ?? span)
            compiler.emit(.returnValue(register), span)
        }
    }
}
