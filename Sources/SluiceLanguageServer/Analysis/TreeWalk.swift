import SluiceSyntax

/// Something of a tree that an editor can point at.
enum TreeNode {
    case statement(Statement)
    case expression(Expression)
    case clause(ClauseStatement, Place)
    case function(FunctionDeclaration)
    case annotation(TypeAnnotation)
}

/// Visits every node of a tree, those around before those inside.
struct TreeWalk {
    private let visit: (TreeNode) -> Void

    /// Visits the whole tree.
    static func walk(_ tree: SourceTree, _ visit: (TreeNode) -> Void) {
        withoutActuallyEscaping(visit) { TreeWalk(visit: $0).walk(tree.statements, in: .script) }
    }

    private func walk(_ statements: [Statement], in place: Place) {
        for statement in statements {
            visit(.statement(statement))
            switch statement.kind {
            case .variable(let variable):
                if let type = variable.type { visit(.annotation(type)) }
                walk(variable.value, in: place)
            case .assignment(_, let value): walk(value, in: place)
            case .function(let function):
                visit(.function(function))
                walk(function.parameters, function.body, in: place)
                if let result = function.result { visit(.annotation(result)) }
            case .returnValue(let value): if let value { walk(value, in: place) }
            case .conditional(let conditional): walk(conditional, in: place)
            case .forLoop(let loop):
                walk(loop.sequence, in: place)
                walk(loop.body.statements, in: place)
            case .whileLoop(let condition, let body):
                walk(condition, in: place)
                walk(body.statements, in: place)
            case .expression(let expression): walk(expression, in: place)
            case .clause(let clause): walk(clause, in: place)
            case .breakLoop, .continueLoop, .importModule, .invalid: break
            }
        }
    }

    private func walk(_ parameters: [Parameter], _ body: FunctionBody, in place: Place) {
        for parameter in parameters {
            if let type = parameter.type { visit(.annotation(type)) }
            if let value = parameter.defaultValue { walk(value, in: place) }
        }
        switch body {
        case .expression(let expression): walk(expression, in: .function)
        case .block(let block): walk(block.statements, in: .function)
        }
    }

    private func walk(_ conditional: Conditional, in place: Place) {
        for branch in conditional.branches {
            walk(branch.condition, in: place)
            walk(branch.block.statements, in: place)
        }
        if let otherwise = conditional.otherwise { walk(otherwise.statements, in: place) }
    }

    private func walk(_ clause: ClauseStatement, in place: Place) {
        visit(.clause(clause, place))
        for argument in clause.arguments + clause.modifiers.flatMap(\.arguments) {
            for expression in argument.value.expressions { walk(expression, in: place) }
            for label in argument.value.labels {
                if case .string(let expression) = label { walk(expression, in: place) }
            }
        }
        guard let block = clause.block else { return }
        let row = ClauseTable.row(clause.word.text, in: place) ?? ClauseTable.rows(named: clause.word.text).first
        walk(block.statements, in: row?.block?.place ?? place)
    }

    private func walk(_ expression: Expression, in place: Place) {
        visit(.expression(expression))
        switch expression.kind {
        case .literal, .name, .invalid: break
        case .string(let literal):
            for segment in literal.segments {
                if case .interpolation(let inner) = segment { walk(inner, in: place) }
            }
        case .list(let elements): for element in elements { walk(element, in: place) }
        case .map(let entries):
            for entry in entries {
                walk(entry.key, in: place)
                walk(entry.value, in: place)
            }
        case .comprehension(let comprehension):
            walk(comprehension.sequence, in: place)
            if let condition = comprehension.condition { walk(condition, in: place) }
            walk(comprehension.element, in: place)
        case .unary(_, let operand): walk(operand, in: place)
        case .binary(_, let left, let right), .index(let left, let right):
            walk(left, in: place)
            walk(right, in: place)
        case .call(let call):
            walk(call.callee, in: place)
            for argument in call.arguments { walk(argument.value, in: place) }
        case .member(let base, _): walk(base, in: place)
        case .lambda(let lambda): walk(lambda.parameters, lambda.body, in: place)
        case .conditional(let conditional): walk(conditional, in: place)
        case .clause(let clause): walk(clause, in: place)
        }
    }
}
