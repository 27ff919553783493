import OrderedCollections
import SluiceModel
import SluiceSyntax

extension Builtin {
    static let textBodies: [String: Body] = [
        "split": { evaluation, arguments throws(Trouble) in
            let text = try arguments.string("text")
            try evaluation.burn(text.utf8.count / 16)
            guard arguments.given("separator") != nil else {
                return try evaluation.list(text.unicodeScalars.split(whereSeparator: \.properties.isWhitespace).map { .string(String($0)) })
            }
            let separator = try arguments.string("separator")
            if separator.isEmpty { return try evaluation.list(text.unicodeScalars.map { .string(String($0)) }) }
            return try evaluation.list(pieces(of: text, between: separator).map(Value.string))
        },
        "join": { evaluation, arguments throws(Trouble) in
            let separator = arguments.given("separator") == nil ? "" : try arguments.string("separator")
            let elements = try evaluation.elements("list", arguments)
            if let text = try evaluation.joined(texts: elements, separator) { return .string(text) }
            var parts: [Template.Part] = []
            var bytes = 0
            for (index, element) in elements.enumerated() {
                if index > 0, !separator.isEmpty { parts.append(.text(separator)) }
                for part in evaluation.parts(element) {
                    if case .text(let text) = part { bytes += text.utf8.count + separator.utf8.count }
                    parts.append(part)
                }
                try evaluation.checkText(bytes)
            }
            try evaluation.burn(bytes / 16)
            return Value(parts)
        },
        "lower": { _, arguments throws(Trouble) in try changed(arguments, .lower) { $0.lowercased() } },
        "upper": { _, arguments throws(Trouble) in try changed(arguments, .upper) { $0.uppercased() } },
        "trim": { _, arguments throws(Trouble) in try changed(arguments, .trim, trimmed) },
        "replace": { evaluation, arguments throws(Trouble) in
            let old = try arguments.string("old")
            let new = try arguments.string("new")
            if case .string(let text) = arguments["text"] {
                let parts = old.isEmpty ? [text] : pieces(of: text, between: old)
                try evaluation.checkText(text.utf8.count + parts.count * new.utf8.count)
                try evaluation.burn((text.utf8.count + parts.count * new.utf8.count) / 16)
                return .string(parts.joined(separator: new))
            }
            return try changed(arguments, .replace(of: old, with: new)) { $0 }
        },
        "starts_with": { _, arguments throws(Trouble) in
            let (text, start) = (try arguments.string("text"), try arguments.string("start"))
            return .bool(text.utf8.starts(with: start.utf8))
        },
        "ends_with": { _, arguments throws(Trouble) in
            let (text, end) = (try arguments.string("text"), try arguments.string("end"))
            return .bool(text.utf8.reversed().starts(with: end.utf8.reversed()))
        },
        "format": { evaluation, arguments throws(Trouble) in
            let parts = try formatted(try arguments.string("text"), arguments, evaluation)
            let bytes = parts.reduce(0) { if case .text(let text) = $1 { $0 + text.utf8.count } else { $0 } }
            try evaluation.checkText(bytes)
            try evaluation.burn(bytes / 16)
            return Value(parts)
        },
    ]

    /// Applies a change now, or notes it on each late name in the text.
    private static func changed(
        _ arguments: BuiltinArguments, _ change: LateReference.Change, _ apply: (String) -> String
    ) throws(Trouble) -> Value {
        switch arguments["text"] {
        case .string(let text): return .string(apply(text))
        case .template(let template):
            guard let reference = template.reference else {
                throw Trouble(
                    .lateDecision, "`\(arguments.function)` works on a late name by itself, not on text with one in it",
                    help: "write `\"…${\(arguments.function)(revision)}…\"`")
            }
            return .late(LateReference(reference.name, member: reference.member, changes: reference.changes + [change]))
        case let other: throw arguments.wrong("text", "a String", other)
        }
    }

    private static func formatted(
        _ text: String, _ arguments: BuiltinArguments, _ evaluation: ScriptEvaluation
    ) throws(Trouble) -> [Template.Part] {
        var parts: [Template.Part] = []
        var literal = ""
        var next = 0
        var rest = Substring(text)
        func place(_ value: Value) {
            if !literal.isEmpty { parts.append(.text(literal)) }
            literal = ""
            parts += evaluation.parts(value)
        }
        while let character = rest.first {
            rest = rest.dropFirst()
            if (character == "{" || character == "}") && rest.first == character {
                literal.append(character)
                rest = rest.dropFirst()
            } else if character == "{" {
                guard let close = rest.firstIndex(of: "}") else {
                    throw Trouble(.argumentType, "`format`: a `{` is not closed", help: "write `{{` for the character itself")
                }
                let name = String(rest[..<close])
                rest = rest[rest.index(after: close)...]
                if name.isEmpty {
                    guard next < arguments.rest.count else { throw missing("value number \(next + 1)") }
                    place(arguments.rest[next])
                    next += 1
                } else if let number = Int(name) {
                    guard arguments.rest.indices.contains(number) else { throw missing("value number \(number)") }
                    place(arguments.rest[number])
                } else {
                    guard let value = arguments.extra.first(where: { $0.0.text == name })?.1 else { throw missing("`\(name)`") }
                    place(value)
                }
            } else {
                literal.append(character)
            }
        }
        if !literal.isEmpty { parts.append(.text(literal)) }
        return parts
    }

    private static func missing(_ what: String) -> Trouble {
        Trouble(.missingArgument, "`format` has no \(what)", help: "each `{}` takes one value, `{name}` the argument `name:`")
    }
}

extension Value {
    /// Text if all of it is known, else a Template.
    init(_ parts: [Template.Part]) {
        var text = ""
        for part in parts {
            guard case .text(let piece) = part else {
                self = .template(TemplateValue(parts))
                return
            }
            text += piece
        }
        self = .string(text)
    }
}

func trimmed(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
        let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[first...last])
    return String(view)
}

/// The parts between occurrences, compared byte by byte.
private func pieces(of text: String, between separator: String) -> [String] {
    let bytes = Array(text.utf8)
    let pattern = Array(separator.utf8)
    var pieces: [String] = []
    var start = 0
    while let found = firstOccurrence(of: pattern, in: bytes, from: start) {
        pieces.append(String(decoding: bytes[start..<found], as: UTF8.self))
        start = found + pattern.count
    }
    pieces.append(String(decoding: bytes[start...], as: UTF8.self))
    return pieces
}
