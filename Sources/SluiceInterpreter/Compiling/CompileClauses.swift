import SluiceModel
import SluiceSyntax

extension Compiler {
    /// Writes a clause: its parts into registers, then what carries it out. Without a register its value is not wanted.
    mutating func compile(_ clause: ClauseStatement, to register: Register?, documentation: String?) {
        withTemporaries { $0.write(clause, to: register, documentation: documentation) }
    }

    private mutating func write(_ clause: ClauseStatement, to register: Register?, documentation: String?) {
        switch clause.word.text {
        case "source":
            compileSource(clause)
            return
        case "test":
            compileTest(clause, documentation)
            return
        case "wait":
            if clause.arguments.isEmpty, clause.modifier("until") == nil {
                emitTrouble(
                    Trouble(
                        .missingPart, "`wait` needs a Duration, or `until` with a condition", at: clause.span,
                        help: "write `wait 10m` or `wait until requests >= 100 at_most 10m`"), clause.span)
                return
            }
        case "expect":
            if compileComparison(clause) { return }
        default: break
        }
        var layout = ClauseLayout(
            word: clause.word, items: [], modifiers: clause.modifiers.filter { $0.arguments.isEmpty }.map(\.word), span: clause.span,
            documentation: clause.documentation ?? documentation, hasBlock: clause.block != nil, isValue: register != nil,
            isInFunction: contexts.count > 1, isInModule: isModule && contexts.count == 1)
        let first = Register(-current.openTemporaries - 1)
        for argument in clause.arguments { layout.items.append(compile(argument, of: clause, modifier: nil)) }
        for modifier in clause.modifiers {
            for argument in modifier.arguments { layout.items.append(compile(argument, of: clause, modifier: modifier.word.text)) }
        }
        let bound = register == nil ? boundName(clause) : nil
        if let bound, clause.word.text == "param" {
            layout.slot = declare(bound, isMutable: false)
        }
        if let block = clause.block {
            let index = add(layout)
            emit(.beginClause(first: first, index), clause.span)
            current.openClauses += 1
            inScope { $0.compileStatements(block.statements) }
            current.openClauses -= 1
            if let bound { bind(bound, at: index) }
            emit(.endClause(to: register ?? -1, index), clause.span)
        } else {
            if let bound, layout.slot == nil { layout.slot = declareClause(bound) }
            emit(.clause(to: register ?? -1, first: first, add(layout)), clause.span)
        }
    }

    /// `expect A == B`: both sides stay known.
    private mutating func compileComparison(_ clause: ClauseStatement) -> Bool {
        guard case .binary(let binary, let left, let right)? = clause.expression("condition")?.kind else { return false }
        switch binary {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: break
        case .multiply, .divide, .floorDivide, .remainder, .add, .subtract, .range, .contained, .and, .or: return false
        }
        let first = compileRow([left, right])
        let items = [("left", left), ("right", right)].map { name, side in
            ClauseLayout.Item(modifier: nil, name: name, content: .value, span: side.span)
        }
        let layout = ClauseLayout(
            word: clause.word, items: items, modifiers: [], span: clause.span, documentation: nil, hasBlock: false, isValue: false,
            isInFunction: contexts.count > 1, isInModule: isModule && contexts.count == 1, comparison: binary)
        emit(.clause(to: -1, first: first, add(layout)), clause.span)
        return true
    }

    private mutating func add(_ layout: ClauseLayout) -> Int32 {
        current.tables.clauses.append(layout)
        return Int32(current.tables.clauses.count - 1)
    }

    private mutating func bind(_ name: Name, at index: Int32) {
        let slot = declareClause(name)
        current.tables.clauses[Int(index)].slot = slot
    }

    private mutating func declareClause(_ name: Name) -> Register { declare(name, isMutable: false) }

    /// The variable that a declaration makes, when its name is written out.
    private func boundName(_ clause: ClauseStatement) -> Name? {
        guard ["alarm", "deployer", "pipeline", "param"].contains(clause.word.text), let label = clause.argument("name")?.label,
            let text = label.plainText, isIdentifier(text)
        else { return nil }
        return Name(text, span: label.span)
    }

    private mutating func compile(_ argument: ClauseArgument, of clause: ClauseStatement, modifier: String?) -> ClauseLayout.Item {
        var item = ClauseLayout.Item(modifier: modifier, name: argument.name, content: .value, span: argument.span)
        switch argument.value {
        case .expression(let expression):
            let register = current.newTemporary()
            if modifier == nil, argument.name == "command" {
                compileCommand(expression, to: register)
            } else {
                compile(expression, to: register)
            }
        case .expressions(let list):
            _ = compileRow(list)
            item.content = .values(list.count)
        case .word(let word): item.content = .word(word.text)
        case .words(let words): item.content = .words(words)
        case .label(.word(let word)):
            if modifier == nil, ["pipeline", "phase", "stage", "wave"].contains(clause.word.text) { guardLabel(word) }
            item.content = .label(word.text)
        case .label(.string(let expression)):
            compile(expression, to: current.newTemporary())
            item.content = .computedLabel
        case .labels(let labels):
            var written: [String?] = []
            for label in labels {
                switch label {
                case .word(let word): written.append(word.text)
                case .string(let expression):
                    compile(expression, to: current.newTemporary())
                    written.append(nil)
                }
            }
            item.content = .labels(written)
        }
        return item
    }

    private mutating func guardLabel(_ word: Name) {
        let register: Register
        switch resolve(word.text) {
        case .variable(let known, _, _): register = known
        case .outer(let variable, _): register = current.capture(variable, word.text)
        case .function, .late, .builtin, .unknown: return
        }
        emit(.guardLabel(register, name: current.index(ofName: word.text)), word.span)
    }

    /// What a source needs of a revision stands among the layout's modifiers: nothing of it is evaluated yet.
    private mutating func compileSource(_ clause: ClauseStatement) {
        let needs = (clause.block?.statements ?? []).compactMap { statement -> Name? in
            guard case .clause(let inner) = statement.kind, case .name(let name)? = inner.expression("condition")?.kind else { return nil }
            return Name(name, span: inner.span)
        }
        let layout = ClauseLayout(
            word: clause.word, items: [], modifiers: needs, span: clause.span, documentation: nil, hasBlock: false, isValue: false,
            isInFunction: contexts.count > 1, isInModule: isModule && contexts.count == 1)
        emit(.clause(to: -1, first: -1, add(layout)), clause.span)
    }

    private mutating func compileTest(_ clause: ClauseStatement, _ documentation: String?) {
        guard let block = clause.block else { return }
        var layout = ClauseLayout(
            word: clause.word, items: [], modifiers: [], span: clause.span, documentation: documentation, hasBlock: true, isValue: false,
            isInFunction: contexts.count > 1, isInModule: isModule && contexts.count == 1)
        let first = Register(-current.openTemporaries - 1)
        for argument in clause.arguments { layout.items.append(compile(argument, of: clause, modifier: nil)) }
        let begin = emit(.beginTest(first: first, add(layout), end: 0), clause.span)
        current.openClauses += 1
        inScope { $0.compileStatements(block.statements) }
        current.openClauses -= 1
        emit(.endTest, clause.span)
        land(begin)
    }
}

/// Whether a text can stand as a name in a script.
func isIdentifier(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return text.utf8.allSatisfy { byte in
        byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
