import SluiceSyntax

extension Walk {
    /// Reports a matter of hygiene, unless the block allows it.
    mutating func warn(_ diagnostic: Diagnostic) {
        guard !allowed.contains(diagnostic.code) else { return }
        report(diagnostic)
    }

    /// The names of a block that has ended and that nothing used.
    mutating func reportUnused(_ ids: [Int], in scope: Span) {
        guard inferences == 0, !ids.isEmpty, !broken.touches(scope) else { return }
        let isTopLevel = names.level < 1
        // The parameters of what others may call are named for them.
        let isInterface = names.level == 1 && frames.count == 1 && frames[0].name != nil && !actsAtTopLevel
        if isTopLevel, !actsAtTopLevel { return }
        for id in ids {
            let binding = names[id]
            if isInterface, binding.kind == .parameter { continue }
            guard !binding.isUsed, !binding.name.hasPrefix("_"), let span = binding.span, binding.isWorthUsing else { continue }
            warn(.unused(Name(binding.name, span: span), binding))
        }
    }

    /// A name that hides one of the same file.
    mutating func checkShadowing(_ name: Name, kind: Binding.Kind) {
        guard inferences == 0, kind != .pipelineParameter, !name.text.hasPrefix("_"), let id = names.id(of: name.text) else { return }
        let earlier = names[id]
        guard earlier.level < names.level, let span = earlier.span else { return }
        // A function that is given what has a name outside may well call it the same.
        if kind == .parameter, earlier.level == 1 { return }
        warn(.shadowed(name, earlier: span, line: line(span)))
    }
}

extension Binding {
    /// Alarms have a safety rule of their own, pipelines are what a script is for.
    fileprivate var isWorthUsing: Bool {
        switch kind {
        case .constant, .variable, .function, .parameter, .loopVariable, .module: true
        case .declaration: type == .deployer
        case .pipelineParameter, .known: false
        }
    }
}

extension SourceTree {
    /// True if commands stand at its top level: then it is no module, and nobody else uses its names.
    var acts: Bool { statements.contains { $0.acts } }
}

extension Statement {
    fileprivate var acts: Bool {
        switch kind {
        case .clause(let clause): clause.isCommand
        case .variable(let variable): variable.value.isCommand
        case .expression(let expression): expression.isCommand
        case .conditional(let conditional):
            (conditional.branches.map(\.block) + [conditional.otherwise].compactMap { $0 }).contains { $0.statements.contains { $0.acts } }
        case .forLoop(let loop): loop.body.statements.contains { $0.acts }
        case .whileLoop(_, let body): body.statements.contains { $0.acts }
        case .assignment(_, let value): value.isCommand
        case .function, .returnValue, .breakLoop, .continueLoop, .importModule, .invalid: false
        }
    }
}

extension ClauseStatement {
    fileprivate var isCommand: Bool { word.text != "print" && ClauseTable.row(word.text, in: .script)?.family == .command }
}

extension Expression {
    fileprivate var isCommand: Bool {
        if case .clause(let clause) = kind { clause.isCommand } else { false }
    }

    /// True if it is written out of literals alone, so that it has one value for ever.
    var isConstant: Bool {
        switch kind {
        case .literal: true
        case .string(let literal): literal.plainText != nil
        case .unary(_, let operand): operand.isConstant
        case .binary(_, let left, let right): left.isConstant && right.isConstant
        case .name, .list, .map, .comprehension, .call, .member, .index, .lambda, .conditional, .clause, .invalid: false
        }
    }
}

extension Block {
    /// True if something in this body of a loop ends the loop.
    var canBeLeft: Bool { statements.contains { $0.canLeave(insideLoop: false) } }
}

extension Statement {
    fileprivate func canLeave(insideLoop: Bool) -> Bool {
        switch kind {
        case .breakLoop: !insideLoop
        case .returnValue: true
        case .clause(let clause): clause.word.text == "fail"
        case .conditional(let conditional):
            (conditional.branches.map(\.block) + [conditional.otherwise].compactMap { $0 }).contains { block in
                block.statements.contains { $0.canLeave(insideLoop: insideLoop) }
            }
        case .forLoop(let loop): loop.body.statements.contains { $0.canLeave(insideLoop: true) }
        case .whileLoop(_, let body): body.statements.contains { $0.canLeave(insideLoop: true) }
        case .variable, .assignment, .function, .continueLoop, .importModule, .expression, .invalid: false
        }
    }
}
