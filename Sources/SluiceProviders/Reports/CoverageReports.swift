import Foundation
import SluiceModel

/// Cobertura XML, as coverage.py, gcovr, coverlet and others write it.
///
/// The root says how many lines and branches there are; where it does not, the lines of the classes are counted.
enum CoberturaReport {
    static func figures(_ root: XMLReader.Element, _ reader: inout XMLReader) throws -> ReportFigures {
        var figures = ReportFigures(format: .cobertura)
        var lines = ReportFigures.Share()
        var branches = ReportFigures.Share()
        var path = [root.name]
        while let event = try reader.next() {
            switch event {
            case .begin(let element):
                // The lines of a method are listed once more among those of its class.
                if element.name == "line", path.last == "lines", !path.contains("method") {
                    lines.total += 1
                    lines.covered += try number(element["hits"], "hits") > 0 ? 1 : 0
                    if let share = conditions(element["condition-coverage"]) { branches = branches + share }
                }
                path.append(element.name)
            case .end: path.removeLast()
            }
        }
        figures.lines = try share(root, "lines") ?? lines
        figures.branches = try share(root, "branches") ?? branches
        return figures
    }

    private static func share(_ root: XMLReader.Element, _ what: String) throws -> ReportFigures.Share? {
        guard let valid = root["\(what)-valid"], let covered = root["\(what)-covered"] else { return nil }
        let share = ReportFigures.Share(
            covered: try number(covered, "\(what)-covered"), total: try number(valid, "\(what)-valid"))
        guard share.covered <= share.total else {
            throw ReportFailure("it covers \(share.covered) of \(share.total) \(what)")
        }
        return share
    }

    /// `50% (1/2)`.
    private static func conditions(_ text: String?) -> ReportFigures.Share? {
        guard let inside = text?.split(separator: "(").last?.split(separator: ")").first else { return nil }
        let parts = inside.split(separator: "/").compactMap { Int($0) }
        return parts.count == 2 ? ReportFigures.Share(covered: parts[0], total: parts[1]) : nil
    }
}

/// JaCoCo XML: the counters that stand directly in the report are those of everything in it.
enum JaCoCoReport {
    static func figures(_ reader: inout XMLReader) throws -> ReportFigures {
        var figures = ReportFigures(format: .jacoco, lines: .init(), branches: .init())
        var depth = 1
        while let event = try reader.next() {
            switch event {
            case .begin(let element):
                if depth == 1, element.name == "counter" {
                    let covered = try number(element["covered"], "covered")
                    let share = ReportFigures.Share(covered: covered, total: covered + (try number(element["missed"], "missed")))
                    if element["type"] == "LINE" { figures.lines = share }
                    if element["type"] == "BRANCH" { figures.branches = share }
                }
                depth += 1
            case .end: depth -= 1
            }
        }
        return figures
    }
}

/// LCOV tracefiles: records from `SF:` to `end_of_record`; a source file in several records counts once.
enum LCOVReport {
    private struct Source {
        var lines: [Int: Bool] = [:]
        var branches: [Substring: Bool] = [:]
        var counted = ReportFigures.Share()
        var countedBranches = ReportFigures.Share()
    }

    static func figures(_ text: String) throws -> ReportFigures {
        var sources: [Substring: Source] = [:]
        var name: Substring?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.hasSuffix("\r") ? line.dropLast() : line
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            let (key, rest) = (line[..<colon], line[colon...].dropFirst())
            if key == "SF" {
                name = rest
                sources[rest, default: Source()].counted = .init()
            } else if line == "end_of_record" {
                name = nil
            } else if let name {
                guard take(key, rest, into: &sources[name, default: Source()]) else {
                    throw ReportFailure("line \(index + 1), `\(line.prefix(40))`, is not of an LCOV tracefile")
                }
            } else if !line.isEmpty, key != "TN", !line.hasPrefix("#") {
                throw ReportFailure("line \(index + 1), `\(line.prefix(40))`, stands in no record of an LCOV tracefile")
            }
        }
        guard name == nil else { throw ReportFailure("it ends inside a record: was it written to its end?") }
        var figures = ReportFigures(format: .lcov, lines: .init(), branches: .init())
        for source in sources.values {
            let lines = source.lines.isEmpty ? source.counted : share(of: source.lines.values)
            let branches = source.branches.isEmpty ? source.countedBranches : share(of: source.branches.values)
            figures.add(ReportFigures(format: .lcov, lines: lines, branches: branches))
        }
        return figures
    }

    private static func share(of hits: some Collection<Bool>) -> ReportFigures.Share {
        ReportFigures.Share(covered: hits.count { $0 }, total: hits.count)
    }

    /// False for a line that cannot be read.
    private static func take(_ key: Substring, _ rest: Substring, into source: inout Source) -> Bool {
        let fields = rest.split(separator: ",", omittingEmptySubsequences: false)
        switch key {
        case "DA":
            guard fields.count >= 2, let line = Int(fields[0]), let hits = Int(fields[1]) else { return false }
            source.lines[line] = source.lines[line, default: false] || hits > 0
        case "BRDA":
            guard fields.count >= 4, let last = fields.last else { return false }
            let branch = rest.dropLast(last.count + 1)
            source.branches[branch] = source.branches[branch, default: false] || (Int(last) ?? 0) > 0
        case "LF", "LH", "BRF", "BRH":
            guard let count = Int(rest), count >= 0 else { return false }
            switch key {
            case "LF": source.counted.total = count
            case "LH": source.counted.covered = count
            case "BRF": source.countedBranches.total = count
            default: source.countedBranches.covered = count
            }
        default: return key.allSatisfy { $0.isUppercase || $0.isNumber } || key.hasPrefix("#") || (key.isEmpty && rest.isEmpty)
        }
        return true
    }
}

/// A whole number that is not negative, in an attribute that must be there.
func number(_ text: String?, _ name: String) throws(ReportFailure) -> Int {
    guard let text else { throw ReportFailure("the attribute `\(name)` is missing") }
    guard let number = Int(text), number >= 0 else { throw ReportFailure("`\(name)` is \"\(text.prefix(20))\", which is no count") }
    return number
}
