import OrderedCollections
import SluiceModel
import SluiceSyntax

extension Builtin {
    static let signalBodies: [String: Body] = [
        "prometheus": { _, arguments throws(Trouble) in
            .signal(SignalValue(.prometheus(PrometheusQuery(url: try arguments.template("url"), query: try arguments.template("query")))))
        },
        "http": { _, arguments throws(Trouble) in .signal(SignalValue(.http(try request(arguments)))) },
        "exec": { evaluation, arguments throws(Trouble) in
            var command = try evaluation.commandTemplate(arguments["command"])
            if let host = arguments.given("on") { command.host = try template(host, "on", arguments) }
            if let variables = arguments.given("env") { command.environment = try evaluation.variables(variables) }
            var measurement = ExecMeasurement(command: command, printsNumber: try arguments.flag("number"))
            if let timeout = arguments.given("timeout") {
                guard case .duration(let nanoseconds) = timeout, nanoseconds > 0 else {
                    throw arguments.wrong("timeout", "a Duration above 0", timeout)
                }
                measurement.timeout = .nanoseconds(nanoseconds)
            }
            return .signal(SignalValue(.exec(measurement)))
        },
        "alertmanager": { _, arguments throws(Trouble) in try alertmanager(arguments) },
        "cloudwatch": { _, arguments throws(Trouble) in
            var parts: [Template.Part] = [.text("case $(aws cloudwatch describe-alarms --alarm-names ")]
            parts += data(try arguments.template("alarm"))
            if let region = arguments.given("region") { parts += [.text(" --region ")] + data(try template(region, "region", arguments)) }
            parts.append(
                .text(" --query 'MetricAlarms[0].StateValue' --output text) in ALARM) echo 1 ;; OK) echo 0 ;; *) exit 1 ;; esac"))
            return number(from: parts)
        },
        "alarm_state": { _, arguments throws(Trouble) in
            switch arguments["alarm"] {
            case .alarm(let alarm):
                guard !alarm.isAnonymous else {
                    throw Trouble(
                        .argumentType, "`alarm_state` needs an alarm with a name",
                        help: "declare it first: `alarm both = \(alarm.definition.name)`")
                }
                return .signal(SignalValue(.alarmState(alarm.definition.name), alarms: [alarm]))
            case .string(let name): return .signal(SignalValue(.alarmState(AlarmName(name))))
            case let other: throw arguments.wrong("alarm", "an Alarm", other)
            }
        },
        "elapsed": { _, _ throws(Trouble) in .signal(SignalValue(.elapsed)) },
        "coverage": { _, arguments throws(Trouble) in
            let figures: [(String, ReportFigure)] = [("lines", .lineCoverage), ("branches", .branchCoverage)]
            let figure = try arguments.word("of", figures) ?? .lineCoverage
            return try report(arguments, figure)
        },
        "report": { _, arguments throws(Trouble) in
            let figures = ReportFigure.allCases.map { ($0.rawValue, $0) }
            guard let figure = try arguments.word("figure", figures) else { throw arguments.wrong("figure", "a String", .none) }
            return try report(arguments, figure)
        },
    ]

    private static func report(_ arguments: BuiltinArguments, _ figure: ReportFigure) throws(Trouble) -> Value {
        let format = try arguments.word("format", ReportFormat.allCases.map { ($0.rawValue, $0) })
        let path = try arguments.template("path")
        return .signal(SignalValue(.report(ReportMeasurement(path: path, figure: figure, format: format))))
    }

    /// A signal that is the number which a command prints.
    private static func number(from parts: [Template.Part]) -> Value {
        .signal(SignalValue(.exec(ExecMeasurement(command: CommandTemplate(.shell(Template(parts))), printsNumber: true))))
    }

    private static func data(_ template: Template) -> [Template.Part] {
        template.parts.map { part in
            if case .text(let text) = part { .data(text) } else { part }
        }
    }

    private static func template(_ value: Value, _ name: String, _ arguments: BuiltinArguments) throws(Trouble) -> Template {
        guard let template = value.asPrintedTemplate else { throw arguments.wrong(name, "a String", value) }
        return template
    }

    private static func request(_ arguments: BuiltinArguments) throws(Trouble) -> HTTPRequest {
        var request = HTTPRequest(url: try arguments.template("url"))
        if let method = arguments.given("method") {
            guard case .string(let text) = method, isIdentifier(text) else {
                throw arguments.wrong("method", "a String such as \"POST\"", method)
            }
            request.method = text.uppercased()
        }
        if let headers = arguments.given("headers") {
            guard case .map(let map) = headers else { throw arguments.wrong("headers", "a Map", headers) }
            for (name, value) in map.entries {
                request.headers.append(.init(name: name.text, value: try template(value, "headers", arguments)))
            }
        }
        if let body = arguments.given("body") { request.body = try template(body, "body", arguments) }
        if let path = arguments.given("json") {
            guard case .string(let text) = path, !text.isEmpty else { throw arguments.wrong("json", "a path such as \"data.value\"", path) }
            request.jsonPath = text
        }
        return request
    }

    /// How many alerts fire: each answer of the API holds one `fingerprint` an alert.
    private static func alertmanager(_ arguments: BuiltinArguments) throws(Trouble) -> Value {
        var parts: [Template.Part] = [.text("out=$(curl -fsS -G ")]
        parts += data(try arguments.template("url"))
        parts.append(.text("/api/v2/alerts -d active=true -d silenced=false -d inhibited=false"))
        for matcher in try matchers(arguments) {
            parts += [.text(" --data-urlencode filter="), .data(matcher)]
        }
        parts.append(.text(") || exit 1; printf '%s' \"$out\" | grep -o '\"fingerprint\":' | wc -l"))
        return number(from: parts)
    }

    private static func matchers(_ arguments: BuiltinArguments) throws(Trouble) -> [String] {
        switch arguments["matchers"] {
        case .none: return []
        case .string(let text): return [text.map { $0 == "'" ? "\"" : $0 }.reduce(into: "") { $0.append($1) }]
        case .list(let list):
            var matchers: [String] = []
            for element in list.elements {
                guard case .string(let text) = element else { throw arguments.wrong("matchers", "a list of Strings", element) }
                matchers.append(text)
            }
            return matchers
        case .map(let map): return map.entries.map { "\($0.key.text)=\(quoted($0.value.text))" }
        case let other: throw arguments.wrong("matchers", "a String, a List or a Map", other)
        }
    }
}
