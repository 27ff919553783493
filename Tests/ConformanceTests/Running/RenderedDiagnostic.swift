import Foundation

/// A diagnostic as the program printed it for people.
struct RenderedDiagnostic {
    var severity: String
    var code: String
    var message: String
    /// In the script of the case; nil for one elsewhere.
    var line: Int?
    /// Where it points, such as `lib/hosts.pipe:3`.
    var place = ""
    /// Everything below the first line.
    var rest: String

    var shown: String { "\(code) at \(line.map { "line \($0)" } ?? "another place"): \(message)" }

    func answers(_ expected: ConformanceCase.ExpectedDiagnostic) -> Bool {
        let pair = expected.code.split(separator: "@")
        guard pair[0] == code, pair.count > 1 ? place.hasSuffix(pair[1]) : line == nil || line == expected.line else { return false }
        return expected.part.isEmpty || message.contains(expected.part) || rest.contains(expected.part)
    }

    static func all(in text: String) -> [RenderedDiagnostic] {
        var found: [RenderedDiagnostic] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let match = line.wholeMatch(of: /(error|warning|note)\[([A-Z]\d+)\]: (.*)/) {
                found.append(.init(severity: String(match.1), code: String(match.2), message: String(match.3), line: nil, rest: ""))
            } else if !found.isEmpty {
                let last = found.count - 1
                if found[last].place.isEmpty, let match = line.firstMatch(of: /--> (\S+):(\d+):\d+/) {
                    found[last].place = "\(match.1):\(match.2)"
                    found[last].line = match.1 == "case.pipe" ? Int(match.2) : -1
                }
                found[last].rest += line + "\n"
            }
        }
        return found
    }
}
