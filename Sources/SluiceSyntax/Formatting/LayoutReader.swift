/// Finds in a tree where the lines of its text may end.
struct LayoutReader {
    let pieces: ScriptPieces
    var layout: Layout
    /// Each statement's documentation, in the order of the text.
    var documentation: [String?] = []
    var place: Place
    /// Opening parentheses that belong to a call or to parameters; all others are around an expression.
    var claimedParentheses: Set<Int> = []
    /// How much deeper a broken chain goes on: in the head of a block deeper than the block.
    var chainStep = Formatter.indentation

    init(pieces: ScriptPieces, place: Place) {
        self.pieces = pieces
        self.place = place
        layout = Layout(pieces)
    }

    mutating func read(_ tree: SourceTree) {
        layout.regions.append(Region(.file, 0..<pieces.pieces.count, step: 0))
        read(tree.statements)
    }

    func finished() -> Layout {
        var result = layout
        addParentheses(to: &result)
        result.finish(pieces)
        return result
    }

    // MARK: Pieces

    func first(_ span: Span) -> Int { pieces.index(at: span.start) }

    /// The piece behind a span.
    func behind(_ span: Span) -> Int { pieces.index(at: span.end) }

    func range(_ span: Span) -> Range<Int> {
        let start = first(span)
        return start..<max(start, behind(span))
    }

    /// The first piece behind a span that does not close parentheses around it.
    func behindParentheses(_ span: Span) -> Int {
        var index = behind(span)
        while pieces.isMark(index, .closeParen) { index += 1 }
        return index
    }

    mutating func add(_ region: Region) {
        if !region.range.isEmpty { layout.regions.append(region) }
    }

    mutating func allowLineEnd(before index: Int) {
        if index < layout.lineEnds.count, index > 0 { layout.lineEnds[index] = .withRegion }
    }

    mutating func glue(_ index: Int) {
        if index < layout.isGlued.count { layout.isGlued[index] = true }
    }

    /// The piece that closes the bracket opened at an index.
    func closing(_ open: Int) -> Int {
        var depth = 0
        for index in open..<pieces.pieces.count {
            guard case .mark(let mark) = pieces.pieces[index].kind else { continue }
            if mark.closing != nil { depth += 1 }
            if mark.isClosing { depth -= 1 }
            if depth == 0 { return index }
        }
        return pieces.pieces.count - 1
    }

    // MARK: Statements

    mutating func read(_ statements: [Statement]) {
        for statement in statements {
            let range = range(statement.span)
            layout.lineEnds[range.lowerBound] = .betweenStatements
            layout.keepsSemicolon[range.lowerBound] = wouldContinue(statement, at: range.lowerBound)
            add(Region(.continuation, range))
            documentation.append(statement.documentation)
            read(statement)
        }
    }

    /// True if only a `;` keeps a statement from being taken for a modifier of the one above.
    private func wouldContinue(_ statement: Statement, at index: Int) -> Bool {
        guard pieces.gaps[index].hasSemicolon, ClauseTable.isModifierWord(pieces.text(at: index)) else { return false }
        if case .forLoop = statement.kind { return false }
        return place == .function || ClauseTable.row(pieces.text(at: index), in: place) == nil
    }

    private mutating func read(_ statement: Statement) {
        switch statement.kind {
        case .variable(let variable): read(variable.value)
        case .assignment(_, let value): read(value)
        case .function(let function):
            readParameters(function.parameters, open: behind(function.name.span))
            read(function.body)
        case .returnValue(let value): if let value { read(value) }
        case .conditional(let conditional): read(conditional, from: first(statement.span))
        case .forLoop(let loop):
            readHead(loop.sequence)
            read(loop.body, in: place, wasOnOneLine: isOnOneLine(loop.body))
        case .whileLoop(let condition, let body):
            readHead(condition)
            read(body, in: place, wasOnOneLine: isOnOneLine(body))
        case .breakLoop, .continueLoop, .importModule, .invalid: break
        case .expression(let expression): read(expression)
        case .clause(let clause): read(clause)
        }
    }

    func isOnOneLine(_ block: Block) -> Bool {
        range(block.span).dropFirst().allSatisfy { !pieces.gaps[$0].hasLineEnd }
    }

    mutating func read(_ block: Block, in blockPlace: Place, wasOnOneLine: Bool) {
        let range = range(block.span)
        var region = Region(.block, range)
        region.wasOnOneLine = wasOnOneLine || range.count == 2 && pieces.gaps[range.upperBound - 1].comments.isEmpty
        add(region)
        let (savedPlace, savedStep) = (place, chainStep)
        (place, chainStep) = (blockPlace, Formatter.indentation)
        read(block.statements)
        (place, chainStep) = (savedPlace, savedStep)
        guard range.count > 2 else { return glue(range.upperBound - 1) }
        layout.lineEnds[range.lowerBound + 1] = .betweenStatements
        layout.lineEnds[range.upperBound - 1] = .betweenStatements
    }

    mutating func readHead(_ expression: Expression) {
        let saved = chainStep
        chainStep = 2 * Formatter.indentation
        read(expression)
        chainStep = saved
    }

    mutating func read(_ conditional: Conditional, from start: Int) {
        let blocks = conditional.branches.map(\.block) + (conditional.otherwise.map { [$0] } ?? [])
        guard let last = blocks.last else { return }
        add(Region(.conditional, start..<behind(last.span), step: 0))
        let wasOnOneLine = blocks.allSatisfy(isOnOneLine)
        for branch in conditional.branches {
            readHead(branch.condition)
            read(branch.block, in: place, wasOnOneLine: wasOnOneLine)
        }
        if let otherwise = conditional.otherwise { read(otherwise, in: place, wasOnOneLine: wasOnOneLine) }
    }

    mutating func readParameters(_ parameters: [Parameter], open: Int) {
        claimedParentheses.insert(open)
        glue(open)
        addBracket(open, elements: parameters.map { first($0.name.span) })
        for parameter in parameters {
            if let value = parameter.defaultValue { read(value) }
        }
    }

    mutating func read(_ body: FunctionBody) {
        switch body {
        case .expression(let expression):
            let saved = place
            place = .function
            read(expression)
            place = saved
        case .block(let block):
            read(block, in: .function, wasOnOneLine: isOnOneLine(block))
        }
    }

    // MARK: Clauses

    mutating func read(_ clause: ClauseStatement) {
        let start = first(clause.span)
        let end = clause.block.map { first($0.span) } ?? behind(clause.span)
        let word = clause.word.text
        let row = ClauseTable.row(word, in: place) ?? ClauseTable.rows(named: word).first
        add(Region(.header, start..<end))
        read(clause.arguments)
        for modifier in clause.modifiers {
            if let row, row.takes(modifier.word.text, onFurtherLineIn: place) { allowLineEnd(before: first(modifier.word.span)) }
            read(modifier.arguments)
        }
        guard let block = clause.block else { return }
        read(block, in: row?.block?.place ?? place, wasOnOneLine: isOnOneLine(block))
    }

    private mutating func read(_ arguments: [ClauseArgument]) {
        for argument in arguments {
            switch argument.value {
            case .expression(let expression), .label(.string(let expression)): read(expression)
            case .expressions(let expressions):
                readList(expressions.map(\.span))
                for expression in expressions { read(expression) }
            case .words(let names): readList(names.map(\.span))
            case .labels(let labels): readList(labels.map(\.span))
            case .word, .label(.word): break
            }
        }
    }

    /// Lines may end behind the commas of `watch a, b`.
    private mutating func readList(_ spans: [Span]) {
        guard spans.count > 1, let first = spans.first, let last = spans.last else { return }
        var start = self.first(first)
        while start > 0, pieces.isMark(start - 1, .openParen) { start -= 1 }
        add(Region(.list, start..<behindParentheses(last)))
        for span in spans.dropLast() {
            let comma = behindParentheses(span)
            if pieces.isMark(comma, .comma) { allowLineEnd(before: comma + 1) }
        }
    }
}
