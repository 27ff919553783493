extension Parser {
    /// A clause at the start of a statement; nil if the word is used otherwise.
    mutating func parseClauseStatement(_ documentation: String?) -> ClauseStatement? {
        let word = current.text
        switch next.kind {
        case .mark(.assign), .mark(.dot), .mark(.pipe), .mark(.thickArrow): return nil
        case .mark(.openParen) where !next.spaceBefore: return nil
        case .mark, .identifier, .keyword, .literal, .stringOpen, .stringText, .interpolationOpen, .interpolationClose, .stringClose,
            .invalid,
            .end:
            break
        }
        if let row = ClauseTable.row(word, in: place) {
            if isInValueBlock, row.word != "fail" {
                guard operandFollows(row) else { return nil }
                report(.clauseInValueBlock(current))
            }
            return parseClause(row, documentation)
        }
        let anyRow = ClauseTable.rows(named: word).first
        // `env ["A": 1]` in the wrong block is that clause, not an element of something called `env`.
        let isClauseOfList = anyRow != nil && next.kind == .mark(.openBracket) && operandFollows(anyRow)
        guard nextIsOnLine, operandFollows(nil) || isClauseOfList else { return nil }
        if let row = anyRow {
            reportInPassing(.misplacedClause(current, in: place))
            return parseClause(row, documentation)
        }
        guard let meant = Spelling.nearest(to: word, in: ClauseTable.rows(in: place).map(\.word)), !declaredNames.contains(word),
            let row = ClauseTable.row(meant, in: place)
        else { return nil }
        report(.unknownClause(word, at: current.span, in: place))
        return parseClause(row, documentation)
    }

    /// A clause where a value is wanted; nil if the word is used otherwise.
    mutating func parseClauseValue(commandAllowed: Bool) -> ClauseStatement? {
        let word = current.text
        guard let anyRow = ClauseTable.rows(named: word).first(where: \.yieldsValue) else { return nil }
        let placedRow = ClauseTable.row(word, in: place).flatMap { $0.yieldsValue ? $0 : nil }
        let row = placedRow ?? anyRow
        let isDeclaration = row.family == .declaration
        if commandAllowed, placedRow != nil, row.standsAlone, !declaredNames.contains(word), nothingFollows {
            return parseClause(row, nil)
        }
        guard operandFollows(row) else { return nil }
        if isInValueBlock {
            report(.clauseInValueBlock(current))
        } else if placedRow == nil, !isDeclaration {
            report(.misplacedClause(current, in: place))
        } else if !commandAllowed, !isDeclaration {
            reportInPassing(.commandNeedsParentheses(current))
        }
        return parseClause(row, nil)
    }

    private var nothingFollows: Bool {
        if !nextIsOnLine { return true }
        switch next.kind {
        case .mark(let mark): return mark.isClosing || mark == .comma || mark == .semicolon
        case .end, .interpolationClose: return true
        case .identifier: return isModifierOfOpenClauses(next.text)
        case .keyword, .literal, .stringOpen, .stringText, .interpolationOpen, .stringClose, .invalid: return false
        }
    }

    /// True if what follows the word on its line makes it a clause: an operand, a modifier of its own or its block.
    private func operandFollows(_ row: ClauseRow?) -> Bool {
        guard nextIsOnLine else { return false }
        switch next.kind {
        case .identifier:
            return row?.modifier(next.text) != nil || !isModifierOfOpenClauses(next.text)
        case .literal, .stringOpen: return true
        case .keyword(let keyword):
            return keyword == .not || keyword == .true || keyword == .false || keyword == .none || keyword == .if
        case .mark(let mark):
            switch mark {
            case .openBrace: return row == nil || row?.block != nil
            case .openParen, .openBracket: return row != nil && next.spaceBefore && !declaredNames.contains(current.text)
            case .pipe, .thickArrow, .thinArrow, .equal, .notEqual, .lessOrEqual, .greaterOrEqual, .range, .floorDivide, .plus, .minus,
                .star,
                .slash, .percent, .less, .greater, .assign, .dot, .comma, .colon, .semicolon, .closeParen, .closeBracket, .closeBrace:
                return false
            }
        case .stringText, .interpolationOpen, .interpolationClose, .stringClose, .invalid, .end: return false
        }
    }

    private func isModifierOfOpenClauses(_ word: String) -> Bool {
        openClauses.contains { $0.row.modifier(word) != nil }
    }

    /// Reads a clause by its row; the word under the cursor counts as the row's, even if it is misspelt.
    private mutating func parseClause(_ row: ClauseRow, _ documentation: String?) -> ClauseStatement {
        let start = current.span.start
        mark(index, as: .clause)
        let word = takeName()
        let savedIn = operatorInAllowed
        operatorInAllowed = savedIn && row.modifier("in") == nil
        openClauses.append(OpenClause(row: row, place: place))
        let arguments = parseClauseArguments(row.parameters, of: row, isModifier: false, modifiersLeft: row.modifiers)
        parseTrailingWords(row.trailingWords, of: word.text)
        let modifiers = parseModifiers(of: row)
        openClauses.removeLast()
        operatorInAllowed = savedIn
        let header = span(from: start)
        let block = parseClauseBlock(row)
        for modifier in row.modifiers where modifier.isRequired && !modifiers.contains(where: { $0.word.text == modifier.word }) {
            reportInPassing(.missingModifier(modifier, of: row, at: header))
        }
        return ClauseStatement(
            id: newID(), word: Name(row.word, span: word.span), arguments: arguments, modifiers: modifiers, block: block,
            documentation: documentation, span: span(from: start))
    }

    private mutating func parseClauseBlock(_ row: ClauseRow) -> Block? {
        guard let block = row.block else {
            if isMark(.openBrace), !isOnNewLine { report(.takesNoBlock(row, at: current.span)) }
            return nil
        }
        if isMark(.openBrace), !(isOnNewLine && block.isOptional) {
            return withoutValueBlock { $0.parseBlock(in: block.place, of: "the \(row.word)") }
        }
        if !block.isOptional { report(.needsBlock(row, found: current, at: missingAt)) }
        return nil
    }

    // MARK: Positional arguments

    mutating func parseClauseArguments(
        _ parameters: [ClauseParameter], of row: ClauseRow, isModifier: Bool, modifiersLeft: [ModifierRow]
    ) -> [ClauseArgument] {
        var arguments: [ClauseArgument] = []
        for parameter in parameters {
            if !isOnNewLine {
                noteEnd(.parameter(row, parameter, modifiers: isModifier || !parameter.isOptional ? [] : modifiersLeft, place))
            }
            guard isPresent(parameter, of: row, isModifier: isModifier) else {
                if !parameter.isOptional {
                    report(.missingArgument(parameter, of: row, found: current, at: missingAt))
                    return arguments
                }
                continue
            }
            if parameter.leadingWord != nil {
                if current.kind == .identifier { mark(index, as: .modifier) }
                advance()
                noteEnd(.parameter(row, parameter, modifiers: [], place))
            }
            let start = current.span.start
            guard let value = parseValue(of: parameter, row: row) else { return arguments }
            arguments.append(ClauseArgument(name: parameter.name, value: value, span: span(from: start)))
        }
        return arguments
    }

    private func isPresent(_ parameter: ClauseParameter, of row: ClauseRow, isModifier: Bool) -> Bool {
        if isAtEnd || isOnNewLine || isMark(.semicolon) || isMark(.closeBrace) { return false }
        if let leading = parameter.leadingWord {
            return leading == "=" ? isMark(.assign) : current.kind == .identifier && current.text == leading
        }
        switch parameter.shape {
        case .word(let choices), .wordList(let choices):
            guard parameter.isOptional else { return true }
            return current.kind == .identifier && (choices.isEmpty || choices.contains(current.text))
        case .label, .labelList:
            return !parameter.isOptional || current.kind == .identifier || isString
        case .expression, .expressionList, .expressionRun:
            let rows = [row] + ClauseTable.rows(named: row.word)
            if !isModifier, let word = word(), let modifier = rows.lazy.compactMap({ $0.modifier(word) }).first, startsModifier(modifier) {
                return false
            }
            return !parameter.isOptional || startsOptionalOperand
        }
    }

    private var isString: Bool {
        if case .stringOpen = current.kind { true } else { false }
    }

    private var startsOptionalOperand: Bool {
        switch current.kind {
        case .identifier: !isModifierOfOpenClauses(current.text)
        case .literal, .stringOpen, .mark(.openParen), .mark(.openBracket), .mark(.minus): true
        case .keyword(let keyword): keyword == .if || keyword == .not || keyword == .true || keyword == .false || keyword == .none
        case .mark, .stringText, .interpolationOpen, .interpolationClose, .stringClose, .invalid, .end: false
        }
    }

    /// True if the current word is this modifier rather than a variable of the same name.
    private func startsModifier(_ modifier: ModifierRow) -> Bool {
        guard !modifier.parameters.isEmpty else { return true }
        guard nextIsOnLine else { return false }
        switch next.kind {
        case .identifier, .literal, .stringOpen, .mark(.openParen), .mark(.openBracket), .mark(.minus): return true
        case .keyword(let keyword):
            return keyword == .if || keyword == .not || keyword == .true || keyword == .false || keyword == .none
        case .mark, .stringText, .interpolationOpen, .interpolationClose, .stringClose, .invalid, .end: return false
        }
    }

    private mutating func parseValue(of parameter: ClauseParameter, row: ClauseRow) -> ClauseValue? {
        switch parameter.shape {
        case .expression:
            return .expression(parseExpression(commandAllowed: Self.clausesThatTakeCommands.contains(row.word)))
        case .expressionList:
            var items = [parseExpression(commandAllowed: Self.clausesThatTakeCommands.contains(row.word))]
            while !isPanicking, take(.comma) {
                items.append(parseExpression(commandAllowed: Self.clausesThatTakeCommands.contains(row.word)))
            }
            return .expressions(items)
        case .expressionRun:
            var items = [parseExpression()]
            while !isPanicking, !isOnNewLine, startsOptionalOperand, !ClauseTable.isModifierWord(current.text) {
                items.append(parseExpression())
            }
            return .expressions(items)
        case .label:
            return parseLabel(for: row).map { .label($0) }
        case .labelList:
            var labels: [Label] = []
            repeat {
                guard let label = parseLabel(for: row) else { return nil }
                labels.append(label)
            } while take(.comma)
            return .labels(labels)
        case .word(let choices):
            if place == .function, !choices.isEmpty, !choices.contains(current.text) { return .expression(parseExpression()) }
            return parseChoice(choices).map { .word($0) }
        case .wordList(let choices):
            var words: [Name] = []
            repeat {
                guard let word = parseChoice(choices) else { return nil }
                words.append(word)
            } while take(.comma)
            return .words(words)
        }
    }

    /// Clauses whose value may itself be a command, without parentheses.
    private static let clausesThatTakeCommands = ["print", "expect"]
    /// Clauses whose label is a name of the script from there on.
    private static let clausesThatDeclare = ["alarm", "deployer", "pipeline", "param"]

    private mutating func parseLabel(for row: ClauseRow) -> Label? {
        if isString { return .string(parseString()) }
        guard word() != nil else {
            report(.expectedLabel(of: row, found: current, at: missingAt))
            return nil
        }
        let declares = Self.clausesThatDeclare.contains(row.word)
        mark(index, as: declares ? .declaration : .label)
        if declares { declaredNames.insert(current.text) }
        return .word(takeName())
    }

    private mutating func parseChoice(_ choices: [String]) -> Name? {
        guard let word = word() else {
            report(.wrongWord(current, choices: choices))
            return nil
        }
        if !choices.isEmpty, !choices.contains(word) { reportInPassing(.wrongWord(current, choices: choices)) }
        mark(index, as: .word)
        return takeName()
    }

    private mutating func parseTrailingWords(_ words: [String], of clause: String) {
        for trailing in words {
            guard word() == trailing, !isOnNewLine else {
                report(.expected("`\(words.joined(separator: " "))` behind `\(clause)`", found: current, at: missingAt))
                return
            }
            mark(index, as: .modifier)
            advance()
        }
    }

    // MARK: Modifiers

    private mutating func parseModifiers(of row: ClauseRow) -> [ClauseModifier] {
        var modifiers: [ClauseModifier] = []
        while !isAtEnd || endContext == nil {
            let left = row.modifiers.filter { modifier in !modifiers.contains { $0.word.text == modifier.word } }
            if isAtEnd {
                if !current.startsLine { noteEnd(.modifiers(row, left, place)) }
                break
            }
            guard let modifier = modifierHere(of: row) else { break }
            if let earlier = modifiers.first(where: { $0.word.text == modifier.word }) {
                reportInPassing(.modifierTwice(current, earlier: earlier.word.span))
            }
            modifiers.append(parseModifier(modifier, of: row))
        }
        return modifiers
    }

    /// The modifier that the current word is, or that it was probably meant to be.
    private mutating func modifierHere(of row: ClauseRow) -> ModifierRow? {
        guard let word = word() else { return nil }
        if isLoopAhead { return nil }
        if let modifier = row.modifier(word) {
            return isOnNewLine && !continuesOnNewLine(word, of: row) ? nil : modifier
        }
        guard current.kind == .identifier, !isOnNewLine, !isPanicking, openClauses.count == 1, lineEndsCount else { return nil }
        if place == .defaults, ClauseTable.row(word, in: place) != nil { return nil }
        let meant = Spelling.nearest(to: word, in: row.modifiers.map(\.word))
        report(.unknownModifier(current, of: row, meant: meant))
        guard let meant, let modifier = row.modifier(meant) else { return nil }
        return modifier
    }

    /// `for NAME in` or `for NAME, NAME in`
    private var isLoopAhead: Bool {
        guard isKeyword(.for), next.kind == .identifier else { return false }
        if token(ahead: 2).kind == .keyword(.in) { return true }
        return token(ahead: 2).kind == .mark(.comma) && token(ahead: 3).kind == .identifier && token(ahead: 4).kind == .keyword(.in)
    }

    /// True if a modifier at the start of a line belongs to the clause before it.
    private func continuesOnNewLine(_ word: String, of row: ClauseRow) -> Bool {
        if next.kind == .mark(.assign) || next.kind == .mark(.dot) { return false }
        return row.takes(word, onFurtherLineIn: place)
    }

    private mutating func parseModifier(_ modifier: ModifierRow, of row: ClauseRow) -> ClauseModifier {
        let start = current.span.start
        mark(index, as: .modifier)
        let word = takeName()
        let arguments = parseClauseArguments(modifier.parameters, of: row, isModifier: true, modifiersLeft: [])
        parseTrailingWords(modifier.trailingWords, of: modifier.word)
        return ClauseModifier(word: Name(modifier.word, span: word.span), arguments: arguments, span: span(from: start))
    }
}
