import Foundation
public import SluiceModel
public import SluiceProvider

/// Measures `prometheus(url, query)` by instant queries (HTTP API v1).
///
/// Missing, each with its reason: an unreachable server, a refused query, no sample, NaN, more than one series.
public struct PrometheusProvider: SignalProvider {
    private let secrets: SecretSource
    private let now: @Sendable () -> Instant

    public init(secrets: SecretSource, now: @escaping @Sendable () -> Instant) {
        self.secrets = secrets
        self.now = now
    }

    public func measures(_ signal: Signal) -> Bool {
        if case .prometheus = signal { return true }
        return false
    }

    public func measure(_ signal: Signal, values: LateValues, folder: String) async -> Reading {
        guard case .prometheus(let query) = signal else { return Reading(value: .missing("no query"), source: "prometheus", at: now()) }
        return Reading(value: await number(query, values: values), source: "prometheus", at: now())
    }

    private func number(_ query: PrometheusQuery, values: LateValues) async -> Reading.Value {
        var base = query.url.text(with: values)
        for name in query.url.secrets {
            do { base = base.replacingOccurrences(of: "‹\(name)›", with: try secrets.value(of: name)) } catch {
                return .missing(error.message)
            }
        }
        while base.hasSuffix("/") { base.removeLast() }
        let form = "query=\(URLText.escaped(PromQL.text(query.query.filled(with: values))))"
        let request = FilledRequest(
            url: base + "/api/v1/query", method: "POST", headers: ["Content-Type: application/x-www-form-urlencoded"], body: form)
        switch await HTTPClient.shared.send(request) {
        case .failure(let failure): return .missing(failure.message)
        case .success(let answer): return Self.number(answer)
        }
    }

    static func number(_ answer: HTTPAnswer) -> Reading.Value {
        guard let document = try? CanonicalValue(parsing: answer.body), case .string(let status)? = document["status"] else {
            return .missing("the server answered \(answer.status) and no Prometheus result")
        }
        guard status == "success", let data = document["data"], let result = data["result"] else {
            if case .string(let error)? = document["error"] { return .missing("refused: \(error)") }
            return .missing("the server answered \(answer.status)")
        }
        let sample: CanonicalValue?
        if data["resultType"] == .string("scalar") {
            sample = result
        } else if case .list(let series) = result {
            guard series.count <= 1 else { return .missing("\(series.count) series instead of one; aggregate with sum(…)") }
            sample = series.first?["value"]
        } else {
            sample = nil
        }
        guard case .list(let pair)? = sample, pair.count == 2, case .string(let text) = pair[1] else { return .missing("no data") }
        guard let number = Double(text), number.isFinite else { return .missing(text) }
        return .number(number)
    }
}

/// Data inside a query.
enum PromQL {
    /// Inside a quoted string data is escaped for it; outside it stands as it is, for names and numbers.
    static func text(_ parts: [Template.Filled]) -> String {
        var result = ""
        var quote: Character?
        for part in parts {
            switch part {
            case .text(let text):
                result += text
                quote = quoteAfter(text, within: quote)
            case .data(let text): result += quote.map { escaped(text, for: $0) } ?? text
            case .secret(let name): result += "‹\(name)›"
            }
        }
        return result
    }

    private static func quoteAfter(_ text: String, within open: Character?) -> Character? {
        var quote = open
        var isEscaped = false
        for character in text {
            if isEscaped {
                isEscaped = false
            } else if let current = quote {
                if character == "\\", current != "`" { isEscaped = true } else if character == current { quote = nil }
            } else if character == "\"" || character == "'" || character == "`" {
                quote = character
            }
        }
        return quote
    }

    private static func escaped(_ text: String, for quote: Character) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case quote: result += "\\\(quote)"
            default: result.append(character)
            }
        }
        return result
    }
}
