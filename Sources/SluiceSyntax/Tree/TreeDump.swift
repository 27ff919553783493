/// The tree as S-expressions: one form for one tree, for tests and for looking at what the parser understood.
///
/// Clauses print as `(word name:value … .modifier(…) {…})`; documentation, spans and node numbers are left out.
public enum TreeDump {
    public static func dump(_ tree: SourceTree) -> String {
        tree.statements.map(dump).joined(separator: "\n")
    }

    public static func dump(_ statement: Statement) -> String {
        switch statement.kind {
        case .variable(let variable):
            let type = variable.type.map { ":" + dump($0) } ?? ""
            return "(\(variable.isMutable ? "var" : "let") \(variable.name.text)\(type) \(dump(variable.value)))"
        case .assignment(let name, let value): return "(= \(name.text) \(dump(value)))"
        case .function(let function):
            let result = function.result.map { " -> \(dump($0))" } ?? ""
            return "(fn \(function.name.text) \(dump(function.parameters))\(result) \(dump(function.body)))"
        case .returnValue(let value): return value.map { "(return \(dump($0)))" } ?? "(return)"
        case .conditional(let conditional): return dump(conditional)
        case .forLoop(let loop):
            return "(for \(loop.variables.map(\.text).joined(separator: ",")) \(dump(loop.sequence)) \(dump(loop.body)))"
        case .whileLoop(let condition, let body): return "(while \(dump(condition)) \(dump(body)))"
        case .breakLoop: return "(break)"
        case .continueLoop: return "(continue)"
        case .importModule(let declaration): return "(import \(quoted(declaration.path)) \(declaration.name.text))"
        case .expression(let expression): return dump(expression)
        case .clause(let clause): return dump(clause)
        case .invalid: return "(invalid)"
        }
    }

    public static func dump(_ block: Block) -> String {
        "{" + block.statements.map(dump).joined(separator: " ") + "}"
    }

    public static func dump(_ clause: ClauseStatement) -> String {
        let arguments = clause.arguments.map { " " + dump($0) }.joined()
        let modifiers = clause.modifiers.map { modifier in
            let values = modifier.arguments.map(dump).joined(separator: " ")
            return " .\(modifier.word.text)" + (values.isEmpty ? "" : "(\(values))")
        }.joined()
        return "(\(clause.word.text)\(arguments)\(modifiers)\(clause.block.map { " " + dump($0) } ?? ""))"
    }

    private static func dump(_ argument: ClauseArgument) -> String {
        "\(argument.name):\(dump(argument.value))"
    }

    private static func dump(_ value: ClauseValue) -> String {
        switch value {
        case .expression(let expression): dump(expression)
        case .expressions(let list): "[" + list.map(dump).joined(separator: " ") + "]"
        case .word(let name): name.text
        case .words(let names): "<" + names.map(\.text).joined(separator: " ") + ">"
        case .label(let label): dump(label)
        case .labels(let labels): "<" + labels.map(dump).joined(separator: " ") + ">"
        }
    }

    private static func dump(_ label: Label) -> String {
        switch label {
        case .word(let name): name.text
        case .string(let expression): dump(expression)
        }
    }

    private static func dump(_ conditional: Conditional) -> String {
        let branches = conditional.branches.map { "\(dump($0.condition)) \(dump($0.block))" }.joined(separator: " ")
        return "(if \(branches)\(conditional.otherwise.map { " else " + dump($0) } ?? ""))"
    }

    private static func dump(_ parameters: [Parameter]) -> String {
        let list = parameters.map { parameter in
            parameter.name.text + (parameter.type.map { ":" + dump($0) } ?? "") + (parameter.defaultValue.map { "=" + dump($0) } ?? "")
        }
        return "(" + list.joined(separator: " ") + ")"
    }

    private static func dump(_ body: FunctionBody) -> String {
        switch body {
        case .expression(let expression): dump(expression)
        case .block(let block): dump(block)
        }
    }

    private static func dump(_ type: TypeAnnotation) -> String {
        switch type.kind {
        case .named(let name): name
        case .list(let element): "[\(dump(element))]"
        }
    }

    public static func dump(_ expression: Expression) -> String {
        switch expression.kind {
        case .literal(let literal): return dump(literal)
        case .string(let literal): return dump(literal)
        case .name(let name): return name
        case .list(let items): return "(list" + items.map { " " + dump($0) }.joined() + ")"
        case .map(let entries): return "(map" + entries.map { " \(dump($0.key)):\(dump($0.value))" }.joined() + ")"
        case .comprehension(let comprehension):
            let condition = comprehension.condition.map { " if \(dump($0))" } ?? ""
            let variables = comprehension.variables.map(\.text).joined(separator: ",")
            return "(each \(dump(comprehension.element)) \(variables) \(dump(comprehension.sequence))\(condition))"
        case .unary(let operation, let operand): return "(\(operation.rawValue) \(dump(operand)))"
        case .binary(let operation, let left, let right): return "(\(operation.rawValue) \(dump(left)) \(dump(right)))"
        case .call(let call):
            let arguments = call.arguments.map { " " + ($0.label.map { $0.text + ":" } ?? "") + dump($0.value) }.joined()
            return "(\(call.isPiped ? "pipe" : "call") \(dump(call.callee))\(arguments))"
        case .member(let base, let name): return "(. \(dump(base)) \(name.text))"
        case .index(let base, let index): return "(at \(dump(base)) \(dump(index)))"
        case .lambda(let lambda): return "(=> \(dump(lambda.parameters)) \(dump(lambda.body)))"
        case .conditional(let conditional): return dump(conditional)
        case .clause(let clause): return dump(clause)
        case .invalid: return "(invalid)"
        }
    }

    private static func dump(_ literal: Literal) -> String {
        switch literal {
        case .none: return "none"
        case .bool(let value): return "\(value)"
        case .int(let value): return "\(value)"
        case .float(let value): return "\(value)f"
        case .percent(let percent): return "\(percent.digits)e-\(percent.decimals)%"
        case .duration(let nanoseconds): return dump(nanoseconds: nanoseconds)
        case .size(let bytes): return "\(bytes)B"
        case .timeOfDay(let minutes): return "\(padded(minutes / 60)):\(padded(minutes % 60))"
        case .date(let date): return "\(date.year)-\(padded(date.month))-\(padded(date.day))"
        case .weekday(let day): return "@\(day.rawValue)"
        }
    }

    private static func dump(nanoseconds: Int64) -> String {
        let units: [(name: String, length: Int64)] = [("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000)]
        for unit in units where nanoseconds % unit.length == 0 { return "\(nanoseconds / unit.length)\(unit.name)" }
        return "\(nanoseconds)ns"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func dump(_ literal: StringLiteral) -> String {
        let segments = literal.segments.map { segment in
            switch segment {
            case .text(let text, _): escaped(text)
            case .interpolation(let expression): "${\(dump(expression))}"
            }
        }
        return "\"" + segments.joined() + "\""
    }

    private static func quoted(_ text: String) -> String { "\"" + escaped(text) + "\"" }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "$": result += "\\$"
            case _: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
