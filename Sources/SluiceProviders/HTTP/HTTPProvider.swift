import Foundation
public import SluiceModel
public import SluiceProvider

/// Measures `http(…)` and carries out notifications to a URL.
public struct HTTPProvider: SignalProvider, EffectProvider {
    private let secrets: SecretSource
    private let now: @Sendable () -> Instant

    public init(secrets: SecretSource, now: @escaping @Sendable () -> Instant) {
        self.secrets = secrets
        self.now = now
    }

    public func measures(_ signal: Signal) -> Bool {
        if case .http = signal { return true }
        return false
    }

    public func measure(_ signal: Signal, values: LateValues, folder: String) async -> Reading {
        guard case .http(let request) = signal else { return Reading(value: .missing("no HTTP signal"), source: "http", at: now()) }
        return Reading(value: await number(request, values: values), source: "http", at: now())
    }

    private func number(_ request: HTTPRequest, values: LateValues) async -> Reading.Value {
        let filled: FilledRequest
        do { filled = try fill(request, values: values) } catch { return .missing(error.message) }
        switch await HTTPClient.shared.send(filled) {
        case .failure(let failure): return .missing(failure.message)
        case .success(let answer):
            guard let path = request.jsonPath else { return .number(Double(answer.status)) }
            guard (200..<300).contains(answer.status) else { return .missing("the server answered \(answer.status)") }
            return JSONPath.number(at: path, in: answer.body)
        }
    }

    public func accepts(_ effect: Effect) -> Bool {
        if case .notify(.http, _) = effect.action { return true }
        return false
    }

    public func carryOut(_ effect: Effect, issue: Issue) async -> Outcome {
        guard case .notify(.http(var request), let message) = effect.action else {
            return .failed(EffectFailure(cause: .notStarted, message: "not a notification to a URL"))
        }
        if issue == .again { return .inDoubt("the notification may have been sent before the restart") }
        if request.body == nil {
            request.method = "POST"
            request.body = Template([.data(Self.payload(effect, message))])
            request.headers.append(.init(name: "Content-Type", value: Template(text: "application/json")))
        }
        do {
            switch await HTTPClient.shared.send(try fill(request, values: effect.values)) {
            case .failure(let failure): return .failed(EffectFailure(cause: .unreadable, message: failure.message))
            case .success(let answer) where (200..<300).contains(answer.status): return .succeeded(output: "\(answer.status)")
            case .success(let answer):
                return .failed(EffectFailure(cause: .conditionFalse, message: "the server answered \(answer.status)"))
            }
        } catch {
            return .failed(EffectFailure(cause: .missingInput, message: error.message))
        }
    }

    public func log(of key: EffectKey) async -> String? { nil }

    private static func payload(_ effect: Effect, _ message: String) -> String {
        CanonicalValue.object([
            .init("message", .string(message)), .init("pipeline", .string(effect.values.pipeline?.text ?? "")),
            .init("execution", .string(effect.values.execution?.text ?? "")),
            .init("stage", .string(effect.values.stage?.text ?? "")), .init("revision", .string(effect.values.revision?.id.text ?? "")),
        ]).text
    }

    private func fill(_ request: HTTPRequest, values: LateValues) throws(SecretSource.Missing) -> FilledRequest {
        var filled = FilledRequest(url: try text(request.url, values, URLText.escaped), method: request.method, timeout: request.timeout)
        for header in request.headers { filled.headers.append("\(header.name): \(try text(header.value, values) { $0 })") }
        if let body = request.body { filled.body = try text(body, values) { $0 } }
        return filled
    }

    private func text(_ template: Template, _ values: LateValues, _ escape: (String) -> String) throws(SecretSource.Missing) -> String {
        var result = ""
        for part in template.filled(with: values) {
            switch part {
            case .text(let text): result += text
            case .data(let text): result += escape(text)
            case .secret(let name): result += escape(try secrets.value(of: name))
            }
        }
        return result
    }
}

/// Data inside a URL.
enum URLText {
    /// Percent-encodes all but RFC 3986's unreserved characters and `:`, so that `127.0.0.1:8080` stays an address.
    static func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ":"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}

/// `data.result.0.value`: members and positions joined by dots.
enum JSONPath {
    static func number(at path: String, in body: [UInt8]) -> Reading.Value {
        let document: CanonicalValue
        do { document = try CanonicalValue(parsing: body) } catch { return .missing("the answer is no JSON (\(error))") }
        guard let value = value(at: path, in: document) else { return .missing("no `\(path)` in the answer") }
        switch value {
        case .number(let digits), .string(let digits):
            guard let number = Double(digits) else { return .missing("`\(path)` is `\(digits.prefix(40))`, not a number") }
            return number.isFinite ? .number(number) : .missing("`\(path)` is \(digits)")
        case .boolean(let flag): return .number(flag ? 1 : 0)
        case .null, .list, .object: return .missing("`\(path)` is not a number")
        }
    }

    static func value(at path: String, in document: CanonicalValue) -> CanonicalValue? {
        var value = document
        for step in path.split(separator: ".") {
            if case .list(let values) = value, let index = Int(step) {
                guard values.indices.contains(index) else { return nil }
                value = values[index]
            } else {
                guard let member = value[String(step)] else { return nil }
                value = member
            }
        }
        return value
    }
}
