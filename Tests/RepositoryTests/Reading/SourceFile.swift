import Foundation

/// One file and what rules ask of it.
struct SourceFile: Sendable {
    let path: String
    let text: String
    /// The text with comments and string literals blanked, and every other byte where it was; ASCII only.
    let code: String
    private let lineStarts: [Int]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        let bytes = Array(text.utf8)
        code = path.hasSuffix(".swift") ? CodeMask.masked(bytes) : String(decoding: bytes.map { $0 < 128 ? $0 : 32 }, as: UTF8.self)
        lineStarts = [0] + bytes.indices.filter { bytes[$0] == 10 }.map { $0 + 1 }
    }

    /// The target that a file belongs to: the folder under Sources or Tests, or the folder that a target has elsewhere.
    var target: String? {
        let parts = path.split(separator: "/")
        if parts.count > 2, parts[0] == "Sources" || parts[0] == "Tests" { return String(parts[1]) }
        if parts.count == 2, parts[0] == "stdlib" { return "StandardLibrary" }
        if path.hasPrefix("scripts/examples/fleet-service/") { return "fleet-service" }
        if path.hasPrefix("scripts/journal-rate/") { return "journal-rate" }
        return nil
    }

    var isTest: Bool {
        path.hasPrefix("Tests/")
    }

    var isRingOne: Bool {
        !isTest && path.hasSuffix(".swift") && target.map { ImportTable.ringOne.contains($0) } ?? false
    }

    var lineCount: Int {
        text.hasSuffix("\n") ? lineStarts.count - 1 : lineStarts.count
    }

    /// The line, counted from 1, in which the byte at `offset` stands.
    func line(at offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// Where a pattern matches the code: the line, and what its groups caught.
    func matches(of pattern: Pattern) -> [(offset: Int, line: Int, groups: [String])] {
        let whole = NSRange(location: 0, length: code.utf8.count)
        return pattern.expression.matches(in: code, range: whole).map { match in
            let groups = (0..<match.numberOfRanges).map { index in
                Range(match.range(at: index), in: code).map { String(code[$0]) } ?? ""
            }
            return (match.range.location, line(at: match.range.location), groups)
        }
    }
}

/// A regular expression over code; `^` and `$` match at lines.
struct Pattern: Sendable {
    let expression: NSRegularExpression

    init(_ pattern: String) {
        do {
            expression = try NSRegularExpression(pattern: pattern, options: .anchorsMatchLines)
        } catch {
            preconditionFailure("the pattern \(pattern) is wrong: \(error)")
        }
    }
}
