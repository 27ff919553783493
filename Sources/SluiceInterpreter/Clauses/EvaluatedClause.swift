import OrderedCollections
import SluiceChecker
import SluiceModel
import SluiceSyntax

/// A clause with the values of its parts.
struct EvaluatedClause: Sendable {
    enum Content: Sendable {
        case value(Value)
        case values([Value])
        case label(String)
        case labels([String])
        case word(String)
        case words([Name])
    }
    struct Input: Sendable {
        var modifier: String?
        var name: String
        var content: Content
        var span: Span
    }
    var layout: ClauseLayout
    var inputs: [Input]

    var word: String { layout.word.text }
    var span: Span { layout.span }

    /// An argument of the clause, or the first one of a modifier; nil when left out or `none`.
    func input(_ name: String) -> Input? { given(inputs.first { $0.modifier == nil && $0.name == name }) }

    func modifier(_ word: String, _ name: String? = nil) -> Input? {
        given(inputs.first { $0.modifier == word && (name == nil || $0.name == name) })
    }

    private func given(_ input: Input?) -> Input? {
        if case .value(.none)? = input?.content { return nil }
        return input
    }

    func isNotRun() -> Bool {
        inputs.contains { input in
            switch input.content {
            case .value(.notRun): true
            case .values(let values): values.contains { if case .notRun = $0 { true } else { false } }
            case .value, .label, .labels, .word, .words: false
            }
        }
    }

    // MARK: Required parts

    func required(_ name: String) throws(Trouble) -> Input {
        guard let input = input(name) else {
            throw Trouble(.missingPart, "`\(word)` needs its \(name)", label: "nothing given", at: layout.word.span)
        }
        return input
    }

    func value(_ name: String) throws(Trouble) -> Value {
        let input = try required(name)
        guard let value = input.value else {
            throw Trouble(.clauseType, "`\(word)` needs a value as its \(name)", at: input.span)
        }
        return value
    }

    func string(_ name: String) throws(Trouble) -> String { try required(name).string(word) }
    func duration(_ name: String) throws(Trouble) -> Duration { try required(name).duration(word) }

    /// The text of a name: pipelines, stages, alarms.
    func label(_ name: String) throws(Trouble) -> String {
        let input = try required(name)
        switch input.content {
        case .label(let text), .value(.string(let text)): return text
        case .value(let value):
            throw input.wrong(word, "a name that is known when the script is evaluated", value)
        case .values, .labels, .word, .words: throw Trouble(.clauseType, "`\(word)` needs a name", at: input.span)
        }
    }

    func because() throws(Trouble) -> String? {
        guard let input = modifier("because") else { return nil }
        return try input.string("because")
    }

    func requiredBecause() throws(Trouble) -> String {
        guard let reason = try because() else {
            throw Trouble(
                .missingPart, "`\(word)` needs a reason", label: "`because` is missing", at: layout.word.span,
                help: "add `because \"…\"`; it is kept in the history")
        }
        guard !reason.isEmpty else {
            throw Trouble(.clauseValue, "the reason is empty", at: modifier("because")?.span, help: "say why: it is kept in the history")
        }
        return reason
    }
}

extension EvaluatedClause.Input {
    var value: Value? {
        switch content {
        case .value(let value): value
        case .values(let values): values.count == 1 ? values[0] : nil
        case .label, .labels, .word, .words: nil
        }
    }

    var values: [Value] {
        switch content {
        case .value(let value): [value]
        case .values(let values): values
        case .label, .labels, .word, .words: []
        }
    }

    var word: String {
        switch content {
        case .word(let word), .label(let word): word
        case .value, .values, .labels, .words: ""
        }
    }

    func wrong(_ clause: String, _ wanted: String, _ value: Value, help: String? = nil) -> Trouble {
        let isLate = value.isKnownLater && (wanted.hasPrefix("a String") || wanted.hasPrefix("a name") || wanted.hasPrefix("a revision"))
        return Trouble(
            isLate ? .lateDecision : .clauseType,
            isLate
                ? "`\(clause)` needs \(wanted), but this is known only while a pipeline runs"
                : "`\(clause)` takes \(wanted), not \(value.typeWithArticle)", label: "this is \(value.typeWithArticle)", at: span,
            help: help)
    }

    func single(_ clause: String, _ wanted: String) throws(Trouble) -> Value {
        guard let value else { throw Trouble(.clauseType, "`\(clause)` takes \(wanted)", at: span) }
        return value
    }

    func string(_ clause: String) throws(Trouble) -> String {
        let value = try single(clause, "a String")
        guard case .string(let text) = value else { throw wrong(clause, "a String", value) }
        return text
    }

    func template(_ clause: String) throws(Trouble) -> Template {
        let value = try single(clause, "a String")
        guard let template = value.asTemplate else { throw wrong(clause, "a String", value) }
        return template
    }

    /// Not negative.
    func duration(_ clause: String, above zeroExcluded: Bool = false) throws(Trouble) -> Duration {
        let value = try single(clause, "a Duration")
        guard case .duration(let nanoseconds) = value else {
            var help: String?
            if case .int(let number) = value { help = "give it a unit: `\(number)s`, `\(number)m`, `\(number)h`" }
            throw wrong(clause, "a Duration", value, help: help)
        }
        guard zeroExcluded ? nanoseconds > 0 : nanoseconds >= 0 else {
            throw Trouble(
                .clauseValue, "`\(clause) \(value.scriptText)` makes no sense",
                label: zeroExcluded ? "must be above 0s" : "must not be negative",
                at: span)
        }
        return .nanoseconds(nanoseconds)
    }

    func int(_ clause: String, atLeast least: Int64) throws(Trouble) -> Int {
        let value = try single(clause, "an Int")
        guard case .int(let number) = value else { throw wrong(clause, "an Int", value) }
        guard number >= least, number <= 1_000_000_000 else {
            throw Trouble(.clauseValue, "`\(clause) \(number)` makes no sense", label: "must be at least \(least)", at: span)
        }
        return Int(number)
    }

    func flag(_ clause: String) throws(Trouble) -> Bool {
        let value = try single(clause, "a Bool")
        guard case .bool(let flag) = value else { throw wrong(clause, "a Bool", value) }
        return flag
    }

    func percent(_ clause: String) throws(Trouble) -> Percent {
        let value = try single(clause, "a Percent")
        guard case .percent(let percent) = value else {
            var help: String?
            if case .int(let number) = value { help = "write `\(number)%`" }
            throw wrong(clause, "a Percent", value, help: help)
        }
        guard percent.billionths >= 0, percent.billionths <= 1_000_000_000 else {
            throw Trouble(.clauseValue, "`\(clause) \(percent)` makes no sense", label: "must be 0% to 100%", at: span)
        }
        return percent
    }

    /// A count or a share of a region's targets.
    func pace(_ clause: String, allowsZero: Bool) throws(Trouble) -> Pace {
        switch try single(clause, "an Int or a Percent") {
        case .int: return .count(try int(clause, atLeast: allowsZero ? 0 : 1))
        case .percent:
            let share = try percent(clause)
            guard allowsZero || share.billionths > 0 else {
                throw Trouble(.clauseValue, "`\(clause) 0%` makes no sense", label: "must be above 0%", at: span)
            }
            return .share(share)
        case let other: throw wrong(clause, "an Int or a Percent", other)
        }
    }
}

extension ScriptEvaluation {
    /// Takes the values of a clause's parts from its registers.
    mutating func evaluated(_ layout: ClauseLayout, _ first: Register) throws(Trouble) -> EvaluatedClause {
        var values = try takeRow(first, layout.valueCount)[...]
        var inputs: [EvaluatedClause.Input] = []
        for item in layout.items {
            let content: EvaluatedClause.Content
            switch item.content {
            case .value, .computedLabel: content = .value(values.removeFirst())
            case .values(let number):
                content = .values(Array(values.prefix(number)))
                values.removeFirst(number)
            case .labels(let labels): content = .labels(labels.map { $0 ?? values.removeFirst().text })
            case .label(let text): content = .label(text)
            case .word(let word): content = .word(word)
            case .words(let words): content = .words(words)
            }
            inputs.append(.init(modifier: item.modifier, name: item.name, content: content, span: item.span))
        }
        return EvaluatedClause(layout: layout, inputs: inputs)
    }

    // MARK: Values that several clauses take

    /// Shell text or a list of arguments.
    func commandTemplate(_ value: Value, at span: Span? = nil) throws(Trouble) -> CommandTemplate {
        switch value {
        case .list(let list):
            guard !list.elements.isEmpty else {
                throw Trouble(.clauseValue, "a command needs at least its program", label: "empty", at: span)
            }
            var arguments: [Template] = []
            for element in list.elements {
                guard let template = element.asPrintedTemplate else {
                    throw Trouble(
                        .clauseType, "an argument of a command is text, not \(element.typeWithArticle)",
                        label: "found \(element.typeWithArticle)",
                        at: span)
                }
                arguments.append(template)
            }
            return CommandTemplate(.arguments(arguments))
        case let other:
            guard let template = other.asTemplate else {
                throw Trouble(
                    .clauseType, "a command is a String or a list of arguments, not \(other.typeWithArticle)",
                    label: "this is \(other.typeWithArticle)", at: span)
            }
            guard !template.parts.isEmpty else { throw Trouble(.clauseValue, "the command is empty", at: span) }
            return CommandTemplate(.shell(template))
        }
    }

    /// Environment variables from a Map.
    func variables(_ value: Value, at span: Span? = nil) throws(Trouble) -> [CommandTemplate.Variable] {
        guard case .map(let map) = value else {
            throw Trouble(
                .clauseType, "`env` takes a Map, not \(value.typeWithArticle)", label: "this is \(value.typeWithArticle)", at: span)
        }
        var variables: [CommandTemplate.Variable] = []
        for (name, value) in map.entries {
            guard isIdentifier(name.text) else {
                throw Trouble(.clauseValue, "\(quoted(name.text)) cannot name an environment variable", at: span)
            }
            if value.isNone { continue }
            guard let template = value.asPrintedTemplate else {
                throw Trouble(
                    .clauseType, "the environment variable `\(name.text)` must be text, not \(value.typeWithArticle)",
                    label: "found \(value.typeWithArticle)", at: span)
            }
            variables.append(.init(name: name.text, value: template))
        }
        return variables
    }

    /// The command of a clause with `in`, `env` and `on`.
    func command(_ clause: EvaluatedClause) throws(Trouble) -> CommandTemplate {
        let input = try clause.required("command")
        var command = try commandTemplate(try input.single(clause.word, "a String or a List"), at: input.span)
        if let folder = clause.modifier("in") { command.folder = try folder.template("in") }
        if let map = clause.modifier("env") { command.environment = try variables(try map.single("env", "a Map"), at: map.span) }
        if let host = clause.modifier("on") { command.host = try host.template("on") }
        return command
    }

    func condition(_ input: EvaluatedClause.Input, of clause: String) throws(Trouble) -> ConditionValue {
        do throws(Trouble) {
            return try condition(try input.single(clause, "a Condition"))
        } catch {
            throw Trouble(.clauseType, error.message, label: error.label, at: input.span, help: error.help.first)
        }
    }

    /// Alarms that are watched or that block.
    func alarms(_ input: EvaluatedClause.Input, of clause: String) throws(Trouble) -> [AlarmValue] {
        var result: [AlarmValue] = []
        func add(_ value: Value) throws(Trouble) {
            switch value {
            case .alarm(let alarm):
                if !result.contains(where: { $0.definition == alarm.definition }) { result.append(alarm) }
            case .list(let list): for element in list.elements { try add(element) }
            case .none: break
            case .condition(let condition):
                throw input.wrong(
                    clause, "an Alarm", value, help: "declare it first: `alarm broken = \(condition.condition.scriptText)`")
            case .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .template, .map, .range,
                .function, .target, .fleet, .signal, .deployer, .pipeline, .part, .execution, .module, .notRun:
                throw input.wrong(clause, "an Alarm", value, help: "declare one: `alarm errors = prometheus(…) > 1% for 3 of 5`")
            }
        }
        for value in input.values { try add(value) }
        return result
    }
}
