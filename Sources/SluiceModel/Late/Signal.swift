/// A measurement that is described, not yet taken.
public enum Signal: Hashable, Sendable, Codable {
    case constant(Double)
    case http(HTTPRequest)
    case prometheus(PrometheusQuery)
    case exec(ExecMeasurement)
    case report(ReportMeasurement)
    /// Seconds since the first install of the stage's deploy, or since the wait began.
    case elapsed
    /// 1 while it fires, 0 while it does not, missing while unknown.
    case alarmState(AlarmName)
    indirect case calculation(Calculation)

    public struct Calculation: Hashable, Sendable, Codable {
        public enum Operator: String, Hashable, Sendable, Codable { case add, subtract, multiply, divide }
        public var left: Signal
        public var operation: Operator
        public var right: Signal
        public init(left: Signal, operation: Operator, right: Signal) {
            self.left = left
            self.operation = operation
            self.right = right
        }
    }

    /// The signals that something outside must measure, each once, in order.
    public var measurements: [Signal] {
        switch self {
        case .constant: return []
        case .http, .prometheus, .exec, .report, .elapsed, .alarmState: return [self]
        case .calculation(let calculation):
            let left = calculation.left.measurements
            return left + calculation.right.measurements.filter { !left.contains($0) }
        }
    }

    /// Every template in it.
    public var templates: [Template] {
        switch self {
        case .constant, .elapsed, .alarmState: []
        case .http(let request): request.templates
        case .prometheus(let query): [query.url, query.query]
        case .exec(let measurement): measurement.command.templates
        case .report(let measurement): [measurement.path]
        case .calculation(let calculation): calculation.left.templates + calculation.right.templates
        }
    }

    /// The late names that it needs.
    public var references: [LateReference] {
        switch self {
        case .constant, .elapsed, .alarmState: []
        case .http(let request): request.templates.flatMap(\.references)
        case .prometheus(let query): query.url.references + query.query.references
        case .exec(let measurement): measurement.command.references
        case .report(let measurement): measurement.path.references
        case .calculation(let calculation): calculation.left.references + calculation.right.references
        }
    }

    /// Where it comes from, in one word.
    public var sourceName: String {
        switch self {
        case .constant: "constant"
        case .http: "http"
        case .prometheus: "prometheus"
        case .exec: "exec"
        case .report: "report"
        case .elapsed: "elapsed"
        case .alarmState: "alarm_state"
        case .calculation(let calculation): calculation.left.measurements.first?.sourceName ?? calculation.right.sourceName
        }
    }
}

/// `http(url, headers:, method:, body:, json:)`: the status, or the number at a path of the answer.
public struct HTTPRequest: Hashable, Sendable, Codable {
    public struct Header: Hashable, Sendable, Codable {
        public var name: String
        public var value: Template
        public init(name: String, value: Template) {
            self.name = name
            self.value = value
        }
    }
    public var url: Template
    public var method: String
    public var headers: [Header]
    public var body: Template?
    /// Members and positions joined by dots: `data.result.0.value`.
    public var jsonPath: String?
    public var timeout: Duration

    public init(
        url: Template, method: String = "GET", headers: [Header] = [], body: Template? = nil, jsonPath: String? = nil,
        timeout: Duration = .seconds(5)
    ) {
        self.url = url
        self.method = method
        self.headers = headers
        self.body = body
        self.jsonPath = jsonPath
        self.timeout = timeout
    }
    public var templates: [Template] { [url] + headers.map(\.value) + [body].compactMap { $0 } }
}

/// `prometheus(url, query)`: the value of an instant query that gives one sample.
public struct PrometheusQuery: Hashable, Sendable, Codable {
    public var url: Template
    public var query: Template
    public init(url: Template, query: Template) {
        self.url = url
        self.query = query
    }
}

/// `exec(command)`: its exit status, or with `number: true` the number that it prints.
public struct ExecMeasurement: Hashable, Sendable, Codable {
    public var command: CommandTemplate
    public var printsNumber: Bool
    public var timeout: Duration
    public init(command: CommandTemplate, printsNumber: Bool = false, timeout: Duration = .seconds(10)) {
        self.command = command
        self.printsNumber = printsNumber
        self.timeout = timeout
    }
}

/// What a measurement gave.
public struct Reading: Hashable, Sendable, Codable {
    public enum Value: Hashable, Sendable, Codable {
        case number(Double)
        /// Why there is none: `no data`, `timed out`, `connection refused`.
        case missing(String)
    }
    public var value: Value
    /// Where it comes from, in one word.
    public var source: String
    public var at: Instant
    public init(value: Value, source: String, at: Instant) {
        self.value = value
        self.source = source
        self.at = at
    }
}
