import OrderedCollections
import SluiceModel

extension Value {
    /// As `print` and `${}` show it: text as it is, everything else as a script writes it.
    public var text: String {
        if case .string(let text) = self { return text }
        return scriptText
    }

    /// As a script writes it, as far as it can be written: text in quotes. What is too large to be shown says so.
    public var scriptText: String {
        if extent.size > Value.largestShown { return "‹a \(typeName), too large to be shown›" }
        return writtenText
    }

    private static let largestShown = 1 << 26

    private var writtenText: String {
        switch self {
        case .none: "none"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .float(let number): numberText(number)
        case .percent(let percent): percent.description
        case .duration(let nanoseconds): Duration.nanoseconds(nanoseconds).scriptText
        case .size(let bytes): sizeText(bytes)
        case .timeOfDay(let time): time.description
        case .date(let date): date.description
        case .instant(let instant): instant.description
        case .weekday(let day): day.rawValue
        case .string(let text): quoted(text)
        case .template(let template): template.template.scriptText
        case .list(let list): "[" + list.elements.map(\.writtenText).joined(separator: ", ") + "]"
        case .map(let map):
            map.entries.isEmpty
                ? "[:]" : "[" + map.entries.map { "\(quoted($0.key.text)): \($0.value.writtenText)" }.joined(separator: ", ") + "]"
        case .range(let range): "\(range.first.scriptText)..\(range.last.scriptText)"
        case .function(.closure(let closure)): "‹function \(closure.name)›"
        case .function(.builtin(let builtin)): "‹function \(builtin.name)›"
        case .target(let target): target.name.text
        case .fleet(let targets): "[" + targets.map(\.name.text).joined(separator: ", ") + "]"
        case .signal(let signal): signal.signal.scriptText
        case .condition(let condition): condition.condition.scriptText
        case .alarm(let alarm): alarm.definition.name.text
        case .deployer(let deployer): deployer.name.text
        case .pipeline(let pipeline): pipeline.definition.name.text
        case .part(let pipeline, let part): "\(pipeline).\(part)"
        case .execution(let execution): execution.id.text
        case .module(let module): "‹module \(module.name)›"
        case .notRun: "‹not run›"
        }
    }
}

func quoted(_ text: String) -> String {
    var output = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": output += "\\\""
        case "\\": output += "\\\\"
        case "\n": output += "\\n"
        case "\t": output += "\\t"
        case "$": output += "\\$"
        default: output.unicodeScalars.append(scalar)
        }
    }
    return output + "\""
}

func sizeText(_ bytes: Int64) -> String {
    let units: [(String, Int64)] = [
        ("TiB", 1 << 40), ("TB", 1_000_000_000_000), ("GiB", 1 << 30), ("GB", 1_000_000_000), ("MiB", 1 << 20), ("MB", 1_000_000),
        ("KiB", 1024), ("KB", 1000),
    ]
    for (name, size) in units where bytes != 0 && bytes % size == 0 { return "\(bytes / size)\(name)" }
    return "\(bytes)B"
}

extension Signal {
    /// As people read it, shortened: what is measured, not every setting of it.
    var scriptText: String {
        switch self {
        case .constant(let number): numberText(number)
        case .http(let request): "http(\"\(request.url.scriptText)\")"
        case .prometheus(let query): "prometheus(\"\(query.query.scriptText)\")"
        case .exec(let measurement): "exec(\"\(measurement.command.scriptText)\")"
        case .report(let measurement): "report(\"\(measurement.path.scriptText)\", \"\(measurement.figure.rawValue)\")"
        case .elapsed: "elapsed()"
        case .alarmState(let alarm): "alarm_state(\(alarm))"
        case .calculation(let calculation):
            "(\(calculation.left.scriptText) \(calculation.operation.symbol) \(calculation.right.scriptText))"
        }
    }
}

extension Signal.Calculation.Operator {
    var symbol: String {
        switch self {
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        }
    }
}

extension Condition {
    var scriptText: String {
        switch self {
        case .constant(let flag): "\(flag)"
        case .comparison(let comparison):
            "\(comparison.left.scriptText) \(comparison.relation.rawValue) \(comparison.right.shown(in: comparison.unit))"
        case .textComparison(let comparison):
            "\(quoted(late: comparison.left)) \(comparison.relation.rawValue) \(quoted(late: comparison.right))"
        case .and(let left, let right): "(\(left.scriptText) and \(right.scriptText))"
        case .or(let left, let right): "(\(left.scriptText) or \(right.scriptText))"
        case .not(let inner): "not (\(inner.scriptText))"
        }
    }

    private func quoted(late template: Template) -> String { "\"\(template.scriptText)\"" }
}

extension Signal {
    fileprivate func shown(in unit: Condition.Comparison.Unit) -> String {
        guard case .constant(let number) = self else { return scriptText }
        switch unit {
        case .plain: return numberText(number)
        case .percent:
            guard let parts = Int64(exactly: (number * 1e9).rounded()) else { return numberText(number) }
            return Percent(billionths: parts).description
        case .seconds: return number.magnitude < 9e8 ? Duration.seconds(number).scriptText : numberText(number)
        }
    }
}

extension AlarmExpression {
    /// `errors or (health and not slow)`.
    var scriptText: String {
        switch self {
        case .alarm(let name): name.text
        case .not(let inner): "not \(inner.inner)"
        case .and(let left, let right): "\(left.inner) and \(right.inner)"
        case .or(let left, let right): "\(left.inner) or \(right.inner)"
        }
    }

    private var inner: String {
        if case .alarm(let name) = self { return name.text }
        return "(\(scriptText))"
    }
}
