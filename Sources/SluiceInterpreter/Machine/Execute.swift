import OrderedCollections
import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    /// Carries out one instruction, whatever it is given.
    mutating func execute(_ instruction: Instruction) throws(Trouble) {
        switch instruction {
        case .constant(let to, let index): set(to, code.tables.constants[Int(index)])
        case .move(let to, let from): set(to, try value(from))
        case .late(let to, let name): set(to, .late(LateReference(name)))
        case .lastResult(let to): set(to, result.isNone ? previousResult : result)
        case .builtin(let to, let index): set(to, .function(.builtin(Builtin.all[Int(index)])))
        case .keepResult(let from): keepResult(try value(from))
        case .list(let to, let first, let count): try makeList(to, first, Int(count))
        case .map(let to, let first, let count): try makeMap(to, first, Int(count))
        case .text(let to, let first, let layout): try makeText(to, first, code.tables.texts[Int(layout)])
        case .unary(let to, let from, let unary): set(to, try apply(unary, to: value(from)))
        case .binary(let to, let left, let right, let binary): try binaryOperation(to, left, right, binary)
        case .binaryNumber(let to, let left, let number, let binary):
            set(to, try limits.checked(try operation(binary, try taken(left), .int(Int64(number)))))
        case .member(let to, let base, let name): try member(to, try value(base), code.tables.names[Int(name)])
        case .index(let to, let base, let key): set(to, try element(of: try value(base), at: try value(key)))
        case .jump(let target): frame.pc = Int(target)
        case .jumpIfFalse(let from, let target, let word): if !(try decide(try value(from), word)) { frame.pc = Int(target) }
        case .jumpUnless(let left, let right, let target, let relation, let word):
            try jump(Int(target), unless: relation, try value(left), try value(right), word)
        case .jumpUnlessNumber(let left, let number, let target, let relation, let word):
            try jump(Int(target), unless: relation, try value(left), .int(Int64(number)), word)
        case .shortAnd(let from, let target): if case .bool(false)? = held(from) { frame.pc = Int(target) }
        case .shortOr(let from, let target): if case .bool(true)? = held(from) { frame.pc = Int(target) }
        case .jumpIfGiven(let from, let target): if let value = held(from), !value.isNone { frame.pc = Int(target) }
        case .checkParameter(let from, let annotation): try checkParameter(from, code.tables.annotations[Int(annotation)])
        case .checkValue(let from, let annotation):
            try checkType(try value(from), code.tables.annotations[Int(annotation)], of: "the value")
        case .append(let to, let from): try append(to: to, from)
        case .appendElement(let to, let from): try append(to: to, element: from)
        case .appendEntry(let to, let key, let value): try append(to: to, key: key, value: value)
        case .beginLoop(let state, let from): try beginLoop(state, over: try value(from))
        case .next(let state, let to, let end, let variables):
            if !(try nextElement(state, to, Int(variables))) { frame.pc = Int(end) }
        case .nextAgain(let state, let to, let body, let variables):
            if try nextElement(state, to, Int(variables)) { frame.pc = Int(body) }
        case .endLoop(let state): set(state, nil)
        case .collect(let list, let from): try collect(list, try taken(from))
        case .endCollect(let to, let list): try endCollect(to, list)
        case .function(let to, let use): try makeFunction(to, Int(use))
        case .call(let to, let first, let layout): try call(to, first, code.tables.calls[Int(layout)])
        case .callFunction(let to, let first, let use, let count): try callFunction(to, first, Int(use), Int(count))
        case .callBuiltin(let to, let first, let layout, let builtin):
            try callBuiltin(to, first, Int(builtin), code.tables.calls[Int(layout)])
        case .length(let to, let first, let layout): try callBuiltin(to, first, Builtin.length, code.tables.calls[Int(layout)])
        case .returnValue(let from): finishCall(with: try value(from))
        case .importModule(let to, let index): try importModule(to, code.tables.imports[Int(index)])
        case .clause(let to, let first, let index):
            frame.wanted = to
            try clause(code.tables.clauses[Int(index)], first)
        case .beginClause(let first, let index): try beginClause(code.tables.clauses[Int(index)], first)
        case .endClause(let to, let index):
            frame.wanted = to
            try endClause(code.tables.clauses[Int(index)])
        case .guardLabel(let from, let name): try guardLabel(from, code.tables.names[Int(name)])
        case .beginTest(let first, let index, let end): try beginTest(code.tables.clauses[Int(index)], first, end: Int(end))
        case .endTest: endTest()
        case .stepLoop: try stepLoop()
        case .trouble(let index): throw code.tables.troubles[Int(index)]
        case .end: break
        }
    }

    private mutating func jump(
        _ target: Int, unless relation: Relation, _ left: Value, _ right: Value, _ word: DecisionWord
    ) throws(Trouble) {
        let outcome = try limits.checked(try operation(relation.binary, left, right))
        if !(try decide(outcome, word)) { frame.pc = target }
    }

    private mutating func keepResult(_ value: Value) {
        if callers.isEmpty, builders.isEmpty { result = value }
    }
}

extension Limits {
    /// Gives back a value that was just made, unless it nests too deep.
    func checked(_ value: Value) throws(Trouble) -> Value {
        guard value.depth <= nesting * levelOfNesting else {
            throw Trouble(
                .tooLarge, "values nest more than \(nesting) levels deep", help: "a loop may wrap a value into itself again and again")
        }
        return value
    }

    /// How many parts a condition or Signal has that is joined of two.
    func joined(_ first: Int, _ second: Int) throws(Trouble) -> Int {
        let most = 10_000
        guard first + second <= most else {
            throw Trouble(
                .tooLarge, "a condition or Signal may have at most \(most) parts", help: "a loop may join it with itself again and again")
        }
        return first + second
    }
}
