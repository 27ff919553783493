import SluiceModel
import SluiceSyntax

extension Builtin {
    static let valueBodies: [String: Body] = [
        "int": { evaluation, arguments throws(Trouble) in
            switch arguments["value"] {
            case .int(let number): return .int(number)
            case .float(let number):
                guard let whole = Int64(exactly: number.rounded(.towardZero)) else {
                    throw evaluation.overflow("int(\(numberText(number)))")
                }
                return .int(whole)
            case .string(let text):
                guard let number = Int64(trimmed(text)) else {
                    throw Trouble(.conversion, "\(quoted(text)) is no whole number", help: "`float` reads fractions")
                }
                return .int(number)
            case .bool(let flag): return .int(flag ? 1 : 0)
            case let other: throw arguments.wrong("value", "a number or a String", other)
            }
        },
        "float": { _, arguments throws(Trouble) in
            switch arguments["value"] {
            case .int(let number): return .float(Double(number))
            case .float(let number): return .float(number)
            case .percent(let percent): return .float(percent.ratio)
            case .string(let text):
                guard let number = Double(trimmed(text)), number.isFinite else {
                    throw Trouble(.conversion, "\(quoted(text)) is no number")
                }
                return .float(number)
            case let other: throw arguments.wrong("value", "a number, a Percent or a String", other)
            }
        },
        "string": { _, arguments throws(Trouble) in
            if case .template = arguments["value"] { return arguments["value"] }
            return .string(arguments["value"].text)
        },
        "type": { _, arguments throws(Trouble) in .string(arguments["value"].typeName) },
        "date": { _, arguments throws(Trouble) in try date(arguments) },
        "raw": { evaluation, arguments throws(Trouble) in
            let parts = evaluation.parts(arguments["value"]).map { part -> Template.Part in
                switch part {
                case .late(let reference): .raw(reference)
                case .data(let text): .text(text)
                case .text, .raw, .secret: part
                }
            }
            return .template(TemplateValue(parts, isRaw: true))
        },
        "secret": { _, arguments throws(Trouble) in
            let name = try arguments.string("name")
            guard isIdentifier(name) else {
                throw Trouble(
                    .argumentType, "\(quoted(name)) cannot name a secret",
                    help: "a secret is the environment variable NAME, or the file in NAME_FILE")
            }
            return .template(TemplateValue([.secret(name)]))
        },
    ]

    private static func date(_ arguments: BuiltinArguments) throws(Trouble) -> Value {
        let start: CivilDate
        switch arguments["from"] {
        case .date(let date): start = date
        case .string(let text):
            let digits = Array(trimmed(text).utf8)
            let isCompact = digits.count == 8 && digits.allSatisfy { (0x30...0x39).contains($0) }
            let spelled = String(decoding: digits, as: UTF8.self)
            let parts = isCompact ? "\(spelled.prefix(4))-\(spelled.dropFirst(4).prefix(2))-\(spelled.suffix(2))" : spelled
            guard let date = CivilDate(parts) else {
                throw Trouble(.conversion, "\(quoted(text)) is no date", help: "dates are written as `2026-12-24` or `20261224`")
            }
            start = date
        case let other: throw arguments.wrong("from", "a String or a Date", other)
        }
        let days = arguments.given("days") == nil ? 0 : try arguments.int("days")
        let (day, overflow) = Int64(start.daysSinceEpoch).addingReportingOverflow(days)
        guard !overflow, let first = CivilDate(year: 0, month: 1, day: 1), let last = CivilDate(year: 9999, month: 12, day: 31),
            day >= first.daysSinceEpoch, day <= last.daysSinceEpoch
        else {
            throw Trouble(.argumentType, "\(days) days from \(start) is outside the calendar", help: "years go from 0 to 9999")
        }
        return .date(CivilDate(daysSinceEpoch: Int(day)))
    }

    static let inputBodies: [String: Body] = [
        "read": { evaluation, arguments throws(Trouble) in .string(try evaluation.file(arguments)) },
        "json": { evaluation, arguments throws(Trouble) in
            try evaluation.parsedJSON(try evaluation.file(arguments), of: try arguments.string("path"))
        },
        "yaml": { evaluation, arguments throws(Trouble) in
            let path = try arguments.string("path")
            return try evaluation.parsedJSON(try evaluation.input(evaluation.inputs.yamlAsJSON(path)), of: path)
        },
        "csv": { evaluation, arguments throws(Trouble) in
            try evaluation.rows(csv: try evaluation.file(arguments), of: try arguments.string("path"))
        },
        "json_parse": { evaluation, arguments throws(Trouble) in try evaluation.parsedJSON(try arguments.string("text"), of: "the text") },
        "inventory": { evaluation, arguments throws(Trouble) in
            let path = try arguments.string("path")
            let rows: Value
            if path.hasSuffix(".json") {
                rows = try evaluation.parsedJSON(try evaluation.file(arguments), of: path)
            } else if path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
                rows = try evaluation.parsedJSON(try evaluation.input(evaluation.inputs.yamlAsJSON(path)), of: path)
            } else {
                rows = try evaluation.rows(csv: try evaluation.file(arguments), of: path)
            }
            return .fleet(try evaluation.inventory(rows, of: path))
        },
        "env": { evaluation, arguments throws(Trouble) in
            let name = try arguments.string("name")
            if let value = evaluation.inputs.environment(name) { return .string(value) }
            if let fallback = arguments.given("default") { return fallback }
            throw Trouble(
                .inputFailed, "the environment variable `\(name)` is not set",
                help: "set it, or give a default: `env(\(quoted(name)), \"…\")`")
        },
        "arg": { evaluation, arguments throws(Trouble) in
            let name = try arguments.string("name")
            if let value = evaluation.inputs.argument(name) { return .string(value) }
            if let fallback = arguments.given("default") { return fallback }
            throw Trouble(
                .inputFailed, "the argument `\(name)` was not given",
                help: "run with `--arg \(name)=VALUE`, or give a default: `arg(\(quoted(name)), \"…\")`")
        },
    ]
}

extension ScriptEvaluation {
    mutating func file(_ arguments: BuiltinArguments) throws(Trouble) -> String {
        try input(inputs.read(try arguments.string("path")))
    }

    mutating func input(_ outcome: Result<String, InputError>) throws(Trouble) -> String {
        switch outcome {
        case .success(let text):
            try checkText(text.utf8.count)
            try burn(text.utf8.count / 16)
            return text
        case .failure(let error): throw Trouble(.inputFailed, error.message, label: "cannot be read", help: error.help)
        }
    }
}
