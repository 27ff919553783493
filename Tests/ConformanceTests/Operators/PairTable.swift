import Foundation

/// `operators/pairs.table`: what each binary operator makes of each pair of types.
struct PairTable: Sendable {
    struct Pair: Hashable, Sendable {
        var left: String
        var right: String
    }

    private(set) var expressions: [(type: String, text: String)] = []
    private(set) var operators: [String] = []
    private var results: [String: [Pair: String]] = [:]
    private var errors: [String: String] = [:]
    private var errorsOfType: [String: [String: String]] = [:]

    var types: [String] { expressions.map(\.type) }
    /// All pairs, in the order of the types.
    var pairs: [Pair] { types.flatMap { left in types.map { Pair(left: left, right: $0) } } }

    init() throws {
        let text = try String(contentsOfFile: ConformanceFiles.folder + "/operators/pairs.table", encoding: .utf8)
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "value": expressions.append((words[1], words.dropFirst(2).joined(separator: " ")))
            case "error":
                for word in words.dropFirst().dropLast() { errors[word] = words[words.count - 1] }
                operators += words.dropFirst().dropLast()
            case "error-of":
                for word in words.dropFirst(2).dropLast() { errorsOfType[words[1], default: [:]][word] = words[words.count - 1] }
            case _: try addRow(line)
            }
        }
    }

    private mutating func addRow(_ line: Substring) throws {
        let columns = line.split(separator: ";").map { $0.split(separator: " ").map(String.init) }
        guard columns.count == 4, columns[3].count == 1 else { throw MarkError(description: "pairs.table: no row: \(line)") }
        for symbol in columns[0] {
            for left in columns[1] {
                for right in columns[2] {
                    let pair = Pair(left: left, right: right)
                    guard types.contains(left), types.contains(right), operators.contains(symbol), results[symbol]?[pair] == nil else {
                        throw MarkError(description: "pairs.table: \(left) \(symbol) \(right) stands twice or is made of unknown words")
                    }
                    results[symbol, default: [:]][pair] = columns[3][0]
                }
            }
        }
    }

    /// The type of the result; nil where it is an error.
    func result(_ symbol: String, _ pair: Pair) -> String? {
        results[symbol]?[pair].flatMap { $0.hasPrefix("!") ? nil : $0 }
    }

    func code(_ symbol: String, _ pair: Pair) -> String {
        if let named = results[symbol]?[pair], named.hasPrefix("!") { return String(named.dropFirst()) }
        for type in [pair.left, pair.right] {
            if let code = errorsOfType[type]?[symbol] { return code }
        }
        return errors[symbol] ?? ""
    }

    func expression(_ type: String) -> String { expressions.first { $0.type == type }?.text ?? "" }

    func text(_ symbol: String, _ pair: Pair) -> String { "(\(expression(pair.left))) \(symbol) (\(expression(pair.right)))" }

    /// What the expressions of the values name.
    static let names = """
        alarm an_alarm = elapsed() > 1h
        deployer a_deployer { install "true" }
        pipeline a_pipeline { stage only { run "true" } }
        let an_execution = start a_pipeline at "v1"

        """
}
