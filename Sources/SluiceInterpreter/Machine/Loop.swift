import OrderedCollections
import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    /// Carries out instructions until something must be answered, or the end.
    mutating func proceed() -> ScriptStep {
        while true {
            do throws(Trouble) {
                return try carryOut()
            } catch {
                if let step = recover(from: error) { return step }
            }
        }
    }

    /// Ends the open test, or the evaluation; what hangs on a command that nobody carried out is an end, not a mistake.
    mutating func recover(from trouble: Trouble) -> ScriptStep? {
        let diagnostic = located(trouble)
        if let test = openTest {
            testOutcomes.append(TestOutcome(name: test.name, span: test.span, diagnostics: [diagnostic]))
            unwind(to: test)
            return nil
        }
        abandon()
        if trouble.code == TroubleCode.notYetKnown.rawValue { return .finished(.notRun, definitions: definitions) }
        return .failed([diagnostic])
    }

    private mutating func carryOut() throws(Trouble) -> ScriptStep {
        while true {
            try burn(1)
            if frame.loop != nil {
                try stepLoop()
            } else {
                let instruction = frame.code.instructions[frame.pc]
                frame.pc += 1
                if case .end = instruction {
                    if let step = try endOfFile() { return step }
                } else {
                    try execute(instruction)
                }
            }
            if let open = outgoing {
                outgoing = nil
                phase = .waiting(open)
                return .request(open.request, open.span)
            }
        }
    }

    /// Uses up fuel; the error names the place where most of it went.
    mutating func burn(_ amount: Int) throws(Trouble) {
        fuel -= amount
        meter.untilSample -= amount
        if meter.untilSample <= 0 {
            meter.untilSample = FuelMeter.interval
            meter.samples[frame.span, default: 0] += 1
        }
        guard fuel >= 0 else {
            let place = meter.hottest ?? frame.span
            let line = files[place.file].map { "line \($0.line(at: place.start))" } ?? "this line"
            throw Trouble(
                .fuel, "the script has not ended after \(limits.fuel) steps, most of them in \(line)", label: "most steps go here",
                at: place,
                help: "a loop may not end: check its condition; what takes long belongs in a command, not in the script")
        }
    }

    mutating func execute(_ instruction: Instruction) throws(Trouble) {
        switch instruction {
        case .constant(let index): stack.append(frame.code.tables.constants[index])
        case .load(let depth, let slot, let name): try load(depth, slot, name)
        case .store(let slot): frame.set(slot, pop())
        case .addToSlot(let slot, let name): try addToSlot(slot, name)
        case .late(let name): stack.append(.late(LateReference(name)))
        case .lastResult: stack.append(result.isNone ? previousResult : result)
        case .builtin(let index): stack.append(.function(.builtin(Builtin.all[index])))
        case .pop: _ = pop()
        case .keepResult: keepResult()
        case .list(let count): try makeList(count)
        case .map(let count): try makeMap(count)
        case .text(let index): try makeText(frame.code.tables.texts[index])
        case .unary(let unary): stack.append(try apply(unary, to: pop()))
        case .binary(let binary): try binaryOperation(binary)
        case .member(let name): try member(frame.code.tables.names[name])
        case .index: try index()
        case .jump(let target): frame.pc = target
        case .jumpIfFalse(let target, let word): if !(try decide(pop(), word)) { frame.pc = target }
        case .shortAnd(let target): if case .bool(false) = stack[stack.count - 1] { frame.pc = target }
        case .shortOr(let target): if case .bool(true) = stack[stack.count - 1] { frame.pc = target }
        case .jumpIfGiven(let slot, let target): if let value = frame.slots[slot], !value.isNone { frame.pc = target }
        case .checkType(let slot, let annotation): try checkParameter(slot, frame.code.tables.annotations[annotation])
        case .checkTopType(let annotation):
            try checkType(stack[stack.count - 1], frame.code.tables.annotations[annotation], of: "the value")
        case .beginLoop(let variables): frame.iterators.append(try iterator(over: pop(), variables: variables))
        case .next(let slot, let variables, let end): try nextElement(slot, variables, end)
        case .endLoop: frame.iterators.removeLast()
        case .beginCollect: frame.collected.append([])
        case .collect: try collect()
        case .endCollect: try push(.list(ListValue(frame.collected.removeLast())))
        case .closure(let code): try pushClosure(code, depth: 0)
        case .function(let code, let depth): try pushClosure(code, depth: depth)
        case .call(let index): try call(frame.code.tables.calls[index])
        case .returnValue: finishCall(with: pop())
        case .importModule(let index): try importModule(frame.code.tables.imports[index])
        case .clause(let index): try clause(frame.code.tables.clauses[index])
        case .beginClause(let index): try beginClause(frame.code.tables.clauses[index])
        case .endClause(let index): try endClause(frame.code.tables.clauses[index])
        case .guardLabel(let depth, let slot, let name): try guardLabel(depth, slot, frame.code.tables.names[name])
        case .beginTest(let index, let end): try beginTest(frame.code.tables.clauses[index], end: end)
        case .endTest: endTest()
        case .trouble(let index): throw frame.code.tables.troubles[index]
        case .end: break
        }
    }

    mutating func pop() -> Value { stack.removeLast() }

    /// Pushes a value that was just made, unless it nests too deep.
    mutating func push(_ value: Value) throws(Trouble) { stack.append(try checked(value)) }

    func checked(_ value: Value) throws(Trouble) -> Value {
        guard value.depth <= limits.nesting * levelOfNesting else {
            throw Trouble(
                .tooLarge, "values nest more than \(limits.nesting) levels deep",
                help: "a loop may wrap a value into itself again and again")
        }
        return value
    }

    // MARK: Ends

    /// At the end of a module goes on with the file that imports it.
    private mutating func endOfFile() throws(Trouble) -> ScriptStep? {
        if !loading.isEmpty, !callers.isEmpty {
            finishModule()
            return nil
        }
        phase = .ended
        frame.pc = frame.code.instructions.count - 1
        return .finished(result, definitions: definitions)
    }

    private mutating func keepResult() {
        let value = pop()
        if callers.isEmpty, builders.isEmpty { result = value }
    }

    /// Back to the top level, with the variables as they are.
    mutating func abandon() {
        if let first = callers.first { frame = first }
        callers = []
        stack = []
        builders = []
        loading = []
        frame.iterators = []
        frame.collected = []
        frame.loop = nil
        frame.pc = frame.code.instructions.count - 1
        phase = .ended
    }

    private mutating func unwind(to test: OpenTest) {
        if callers.count > test.callers {
            frame = callers[test.callers]
            callers.removeLast(callers.count - test.callers)
        }
        stack.removeLast(max(0, stack.count - test.stack))
        builders.removeLast(max(0, builders.count - test.builders))
        loading.removeLast(max(0, loading.count - test.loading))
        frame.iterators.removeLast(max(0, frame.iterators.count - test.iterators))
        frame.collected.removeLast(max(0, frame.collected.count - test.collected))
        frame.loop = nil
        frame.pc = test.end
        openTest = nil
        phase = .ready
    }

    // MARK: Places

    /// The diagnostic with the calls that led to it; what goes wrong in the standard library is laid to its caller.
    private func located(_ trouble: Trouble) -> Diagnostic {
        var diagnostic = trouble.diagnostic(at: frame.span)
        var calls: [Span] = []
        for caller in callers.reversed() where caller.loop == nil && caller.code.file.map({ !isStandard($0) }) ?? true {
            let span = caller.span
            if span != diagnostic.primary.span, files[span.file].map({ !isStandard($0.name) }) ?? true { calls.append(span) }
        }
        if let file = files[diagnostic.primary.span.file], isStandard(file.name), let first = calls.first {
            let line = file.line(at: diagnostic.primary.span.start)
            diagnostic.notes.append("found in \(file.name), line \(line)")
            diagnostic.primary = .init(first, diagnostic.primary.text)
            calls.removeFirst()
        }
        diagnostic.secondary += calls.prefix(8).map { Diagnostic.Label($0, "called from here") }
        return diagnostic
    }

    private func isStandard(_ name: String) -> Bool { name.hasPrefix("std/") }
}
