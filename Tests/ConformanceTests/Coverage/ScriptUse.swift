import SluiceSyntax

/// What of the language a script uses, in words that a failing test can name.
struct ScriptUse {
    private(set) var found: Set<String> = []

    init(_ text: String) {
        let result = Parser.parse(SourceFile(name: "case.pipe", text: text))
        walk(result.tree.statements, .script)
        for token in Lexer.lex(SourceFile(name: "case.pipe", text: text)).tokens {
            if case .stringOpen(let style) = token.kind { found.insert("string \(style)") }
        }
    }

    private mutating func walk(_ statements: [Statement], _ place: Place) {
        for statement in statements { walk(statement, place) }
    }

    private mutating func walk(_ statement: Statement, _ place: Place) {
        found.insert("statement \(Self.kind(of: statement))")
        switch statement.kind {
        case .variable(let declaration):
            note(declaration.type)
            walk(declaration.value, place)
        case .assignment(_, let value), .expression(let value): walk(value, place)
        case .function(let function):
            note(function.result)
            walk(function.parameters, function.body)
        case .returnValue(let value): value.map { walk($0, place) }
        case .conditional(let conditional): walk(conditional, place)
        case .forLoop(let loop):
            walk(loop.sequence, place)
            walk(loop.body.statements, place)
        case .whileLoop(let condition, let body):
            walk(condition, place)
            walk(body.statements, place)
        case .clause(let clause): walk(clause, place)
        case .breakLoop, .continueLoop, .importModule, .invalid: break
        }
    }

    private static func kind(of statement: Statement) -> String {
        switch statement.kind {
        case .variable(let declaration): declaration.isMutable ? "var" : "let"
        case .assignment: "assignment"
        case .function: "fn"
        case .returnValue: "return"
        case .conditional: "if"
        case .forLoop(let loop): loop.variables.count == 1 ? "for" : "for with two names"
        case .whileLoop: "while"
        case .breakLoop: "break"
        case .continueLoop: "continue"
        case .importModule: "import"
        case .expression: "expression"
        case .clause: "clause"
        case .invalid: "invalid"
        }
    }

    private mutating func note(_ annotation: TypeAnnotation?) {
        switch annotation?.kind {
        case .named(let name): found.insert("type \(name)")
        case .list(let element):
            found.insert("type [T]")
            note(element)
        case nil: break
        }
    }

    private mutating func walk(_ parameters: [Parameter], _ body: FunctionBody) {
        for parameter in parameters {
            note(parameter.type)
            parameter.defaultValue.map { walk($0, .function) }
        }
        switch body {
        case .expression(let expression): walk(expression, .function)
        case .block(let block): walk(block.statements, .function)
        }
    }

    private mutating func walk(_ conditional: Conditional, _ place: Place) {
        for branch in conditional.branches {
            walk(branch.condition, place)
            walk(branch.block.statements, place)
        }
        walk(conditional.otherwise?.statements ?? [], place)
    }

    private mutating func walk(_ clause: ClauseStatement, _ place: Place) {
        let row = ClauseTable.row(clause.word.text, in: place)
        found.insert("\(clause.word.text) in \(place.title)")
        for modifier in clause.modifiers {
            found.insert("\(clause.word.text) … \(modifier.word.text) in \(place.title)")
            for argument in modifier.arguments {
                noteWords(argument.value, "\(clause.word.text) … \(modifier.word.text)")
                walk(argument.value, place)
            }
        }
        for argument in clause.arguments {
            found.insert("\(clause.word.text) with \(argument.name) in \(place.title)")
            noteWords(argument.value, clause.word.text)
            walk(argument.value, place)
        }
        if let block = clause.block, let inner = row?.block { walk(block.statements, inner.place) }
    }

    private mutating func noteWords(_ value: ClauseValue, _ whose: String) {
        for word in value.words { found.insert("\(whose): \(word.text)") }
    }

    private mutating func walk(_ value: ClauseValue, _ place: Place) {
        for expression in value.expressions { walk(expression, place) }
        for label in value.labels {
            if case .string(let expression) = label { walk(expression, place) }
        }
    }

    private mutating func walk(_ expression: Expression, _ place: Place) {
        switch expression.kind {
        case .literal(let literal): found.insert("literal \(Self.kind(of: literal))")
        case .string(let literal):
            for segment in literal.segments {
                if case .interpolation(let inner) = segment { walk(inner, place) }
            }
        case .name(let name): found.insert("name \(name)")
        case .list(let elements): for element in elements { walk(element, place) }
        case .map(let entries):
            for entry in entries {
                walk(entry.key, place)
                walk(entry.value, place)
            }
        case .comprehension(let comprehension):
            found.insert("comprehension")
            walk(comprehension.sequence, place)
            walk(comprehension.element, place)
            comprehension.condition.map { walk($0, place) }
        case .unary(let operation, let operand):
            found.insert("unary \(operation.rawValue)")
            walk(operand, place)
        case .binary(let operation, let left, let right):
            found.insert("binary \(operation.rawValue)")
            walk(left, place)
            walk(right, place)
        case .call(let call):
            if call.isPiped { found.insert("|>") }
            if case .name(let name) = call.callee.kind { found.insert("call \(name)") }
            walk(call.callee, place)
            for argument in call.arguments {
                if case .name(let name) = call.callee.kind, let label = argument.label { found.insert("call \(name) \(label.text):") }
                walk(argument.value, place)
            }
        case .member(let base, let name):
            if case .name(let late) = base.kind { found.insert("member \(late).\(name.text)") }
            walk(base, place)
        case .index(let base, let index):
            walk(base, place)
            walk(index, place)
        case .lambda(let lambda): walk(lambda.parameters, lambda.body)
        case .conditional(let conditional):
            found.insert("if as a value")
            walk(conditional, place)
        case .clause(let clause): walk(clause, place)
        case .invalid: break
        }
    }

    private static func kind(of literal: Literal) -> String {
        switch literal {
        case .none: "none"
        case .bool(let flag): "\(flag)"
        case .int: "Int"
        case .float: "Float"
        case .percent: "Percent"
        case .duration: "Duration"
        case .size: "Size"
        case .timeOfDay: "TimeOfDay"
        case .date: "Date"
        case .weekday(let day): day.rawValue
        }
    }
}
