import OrderedCollections
public import SluiceChecker
import SluiceModel
import SluiceSyntax

/// A function of the language: its row of the table with what it does.
public final class Builtin: Sendable {
    public let row: BuiltinRow
    public var name: String { row.name }
    let body: Body
    /// Whether it writes out or compares what it is given, down to the last element.
    let looksInto: Bool

    private init(row: BuiltinRow, body: @escaping Body) {
        looksInto = ["string", "join", "format", "raw", "contains", "unique", "sorted", "min", "max", "group_by"].contains(row.name)
        self.row = row
        self.body = body
    }

    /// Gives the value, or nil when it comes later: by a loop, or by an answer.
    typealias Body = @Sendable (inout ScriptEvaluation, BuiltinArguments) throws(Trouble) -> Value?

    /// In the order of the table; every row has a body.
    static let all: [Builtin] = BuiltinTable.rows.compactMap { row in bodies[row.name].map { Builtin(row: row, body: $0) } }

    static func index(of name: String) -> Int? { indices[name] }
    /// Of `len`, which has an instruction of its own.
    static let length: Int = {
        guard let index = indices["len"] else { preconditionFailure("the table has a row for `len`") }
        return index
    }()

    private static let indices: [String: Int] = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($0.element.name, $0.offset) })

    private static let bodies: [String: Body] = collectionBodies.merging(callbackBodies) { $1 }.merging(textBodies) { $1 }.merging(
        valueBodies
    ) { $1 }
    .merging(inputBodies) { $1 }.merging(signalBodies) { $1 }.merging(domainBodies) { $1 }
}

/// The arguments of a builtin by the names of its parameters.
struct BuiltinArguments {
    let row: BuiltinRow
    /// Beside the parameters of the row.
    private var given: [Value?]
    var rest: [Value] = []
    /// Arguments of names that the row does not list.
    var extra: [(Name, Value)] = []

    init(of row: BuiltinRow) {
        self.row = row
        given = Array(repeating: nil, count: row.parameters.count)
    }

    var function: String { row.name }

    subscript(name: String) -> Value {
        get { value(name) ?? .none }
        set { if let position = position(name) { given[position] = newValue } }
    }

    /// Nil when it was left out.
    func value(_ name: String) -> Value? { position(name).flatMap { given[$0] } }

    func value(at position: Int) -> Value? { given[position] }

    mutating func set(_ position: Int, _ value: Value) { given[position] = value }

    private func position(_ name: String) -> Int? { row.parameters.firstIndex { $0.name == name } }

    /// Nil when it was left out or is `none`.
    func given(_ name: String) -> Value? {
        guard let value = value(name), !value.isNone else { return nil }
        return value
    }

    func wrong(_ name: String, _ wanted: String, _ value: Value) -> Trouble {
        let isLate = value.isKnownLater
        return Trouble(
            isLate ? .lateDecision : .argumentType,
            isLate
                ? "`\(function)` needs \(wanted) now, but this is known only while a pipeline runs"
                : "`\(name)` of `\(function)` is \(wanted), not \(value.typeWithArticle)", label: "this is \(value.typeWithArticle)",
            help: isLate ? "of late names, `lower upper replace trim` and `${}` can be used" : nil)
    }

    func string(_ name: String) throws(Trouble) -> String {
        guard case .string(let text) = self[name] else { throw wrong(name, "a String", self[name]) }
        return text
    }

    func int(_ name: String) throws(Trouble) -> Int64 {
        guard case .int(let number) = self[name] else { throw wrong(name, "an Int", self[name]) }
        return number
    }

    func count(_ name: String) throws(Trouble) -> Int {
        let number = try int(name)
        guard number >= 0 else {
            throw Trouble(.argumentType, "`\(name)` of `\(function)` must not be negative", label: "\(number)")
        }
        return Int(clamping: number)
    }

    func template(_ name: String) throws(Trouble) -> Template {
        guard let template = self[name].asTemplate else { throw wrong(name, "a String", self[name]) }
        return template
    }

    /// What one of a few words stands for; nil when it was left out.
    func word<Meaning>(_ name: String, _ meanings: [(word: String, meaning: Meaning)]) throws(Trouble) -> Meaning? {
        guard let value = given(name) else { return nil }
        guard case .string(let word) = value else { throw wrong(name, "a String", value) }
        if let found = meanings.first(where: { $0.word == word }) { return found.meaning }
        let near = Nearest.match(word, among: meanings.map(\.word))
        throw Trouble(
            .argumentType, "`\(name)` of `\(function)` is none of \(meanings.map { "\"\($0.word)\"" }.joined(separator: ", "))",
            label: "this is \(quoted(word))", help: near.map { "did you mean \"\($0)\"?" })
    }

    func flag(_ name: String) throws(Trouble) -> Bool {
        guard let value = given(name) else { return false }
        guard case .bool(let flag) = value else { throw wrong(name, "a Bool", value) }
        return flag
    }
}

extension Value {
    var isKnownLater: Bool {
        switch self {
        case .template, .signal, .condition: true
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .list, .map, .range,
            .function, .target, .fleet, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            false
        }
    }

    /// Text, early or late.
    var asTemplate: Template? {
        switch self {
        case .string(let text): Template(text: text)
        case .template(let template): template.template
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .list, .map, .range, .function,
            .target, .fleet, .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            nil
        }
    }

    /// Text, or a value that prints as one.
    var asPrintedTemplate: Template? {
        switch self {
        case .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday: Template(text: text)
        case .none, .string, .template, .list, .map, .range, .function, .target, .fleet, .signal, .condition, .alarm, .deployer, .pipeline,
            .part, .execution, .module, .notRun:
            asTemplate
        }
    }
}

extension ScriptEvaluation {
    mutating func run(_ builtin: Builtin, _ given: GivenArguments) throws(Trouble) -> Value? {
        let arguments = try bind(builtin.row, given)
        if builtin.name != "type" {
            for value in given.positional { if case .notRun = value { return .notRun } }
            for (_, value) in given.labelled { if case .notRun = value { return .notRun } }
        }
        if builtin.looksInto {
            for value in given.positional { try prepareText(value) }
        }
        guard let value = try builtin.body(&self, arguments) else { return nil }
        try charge(value)
        return value
    }

    /// Notes what a builtin made: a value with the lists in it.
    mutating func charge(_ value: Value) throws(Trouble) {
        try charge(value.shallowBytes)
        guard case .list(let list) = value else { return }
        var bytes = 0
        for element in list.elements { bytes += element.shallowBytes }
        try charge(bytes)
    }

    private func bind(_ row: BuiltinRow, _ given: GivenArguments) throws(Trouble) -> BuiltinArguments {
        var bound = BuiltinArguments(of: row)
        var next = 0
        for value in given.positional {
            while next < row.parameters.count, row.parameters[next].isNamedOnly { next += 1 }
            guard next < row.parameters.count else { throw tooMany(given.positional.count, for: row) }
            if row.parameters[next].need == .rest {
                bound.rest.append(value)
            } else {
                bound.set(next, value)
                next += 1
            }
        }
        for (label, value) in given.labelled {
            guard let position = row.parameters.firstIndex(where: { $0.name == label.text && $0.need != .rest }) else {
                guard row.takesAnyName else { throw unknownLabel(label, of: row.name, among: row.parameters.map(\.name)) }
                guard !bound.extra.contains(where: { $0.0.text == label.text }) else {
                    throw Trouble(.argumentTwice, "`\(label.text)` is given twice", label: "again", at: label.span)
                }
                bound.extra.append((label, value))
                continue
            }
            guard bound.value(at: position) == nil else {
                throw Trouble(.argumentTwice, "`\(label.text)` is given twice", label: "again", at: label.span)
            }
            bound.set(position, value)
        }
        for (position, parameter) in row.parameters.enumerated() where parameter.need == .required && bound.value(at: position) == nil {
            throw Trouble(
                .missingArgument, "`\(row.name)` needs `\(parameter.name)`", label: "not given", help: "it is `\(row.signature)`")
        }
        return bound
    }

    private func tooMany(_ count: Int, for row: BuiltinRow) -> Trouble {
        let wanted = row.parameters.count { !$0.isNamedOnly }
        return Trouble(
            .tooManyArguments, "`\(row.name)` takes \(wanted) argument\(wanted == 1 ? "" : "s"), \(count) are given",
            help: "it is `\(row.signature)`")
    }

    /// The elements of what a builtin goes through; the entries of a map as pairs.
    mutating func elements(_ name: String, _ arguments: BuiltinArguments) throws(Trouble) -> [Value] {
        let value = arguments[name]
        let result: [Value]
        switch value {
        case .list(let list): result = list.elements
        case .fleet(let targets): result = targets.map(Value.target)
        case .map(let map): result = map.entries.map { .list([.string($0.key.text), $0.value]) }
        case .range(let range): result = try elements(of: range)
        case .string(let text): result = text.unicodeScalars.map { .string(String($0)) }
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .template, .function, .target,
            .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            throw arguments.wrong(name, "a List, Fleet, Map or Range", value)
        }
        try burn(result.count)
        return result
    }

    func list(_ elements: [Value]) throws(Trouble) -> Value {
        try checkCount(elements.count)
        return try limits.checked(.list(elements))
    }
}
