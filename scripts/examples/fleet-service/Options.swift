import FlyingSocks
import Foundation

/// The words after the mode: `--name value` pairs and at most a few plain ones.
struct Options {
    private var named: [String: String] = [:]
    private(set) var plain: [String] = []

    init(_ words: ArraySlice<String>) throws {
        var rest = words
        while let word = rest.popFirst() {
            guard word.hasPrefix("--") else {
                plain.append(word)
                continue
            }
            guard let value = rest.popFirst() else { throw UsageError(message: "\(word) needs a value") }
            named[String(word.dropFirst(2))] = value
        }
    }

    subscript(_ name: String) -> String? {
        named[name]
    }

    func required(_ name: String) throws -> String {
        guard let value = named[name], !value.isEmpty else { throw UsageError(message: "--\(name) is missing") }
        return value
    }

    func integer(_ name: String, default fallback: Int, in range: ClosedRange<Int>) throws -> Int {
        guard let text = named[name] else { return fallback }
        guard let value = Int(text), range.contains(value) else {
            throw UsageError(message: "--\(name) must be a number from \(range.lowerBound) to \(range.upperBound), not \(text)")
        }
        return value
    }

    func endpoint(_ name: String) throws -> Endpoint {
        try Endpoint(required(name))
    }
}

/// Where a server listens: an IPv4 address and a port.
struct Endpoint: Hashable {
    var host: String
    var port: UInt16

    init(_ text: String) throws {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let port = UInt16(parts[1]), port > 0 else {
            throw UsageError(message: "\(text) is not ADDRESS:PORT, for example 127.61.1.1:18480")
        }
        self.host = String(parts[0])
        self.port = port
    }

    func socketAddress() throws -> some SocketAddress {
        try .inet(ip4: host, port: port)
    }
}

/// The rows of a small comma-separated file whose first line names the columns; no quoting.
struct Table {
    private(set) var rows: [[String: String]] = []

    init(path: String, columns required: [String]) throws {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure(description: "cannot read \(path): check that the file exists and is readable")
        }
        var lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
        guard !lines.isEmpty else { throw Failure(description: "\(path) is empty: its first line must name the columns") }
        let columns = Self.cells(lines.removeFirst())
        if let missing = required.first(where: { !columns.contains($0) }) {
            throw Failure(description: "\(path) has no column \(missing): its first line must be \(required.joined(separator: ","))")
        }
        rows = lines.map { line in
            Dictionary(zip(columns, Self.cells(line)), uniquingKeysWith: { first, _ in first })
        }
    }

    private static func cells(_ line: Substring) -> [String] {
        line.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
