import SluiceModel

/// SARIF 2.1.0: the results of static analysis, by level.
///
/// What is suppressed, what is gone since the baseline, and results that are no failures do not count. A run whose tool did not
/// finish is no evidence.
enum SARIFReport {
    static func figures(_ text: String) throws -> ReportFigures {
        let document: CanonicalValue
        do { document = try CanonicalValue(parsing: text) } catch {
            let line = text.utf8.prefix(error.offset).count { $0 == 0x0A } + 1
            throw ReportFailure("line \(line): no JSON: expected \(error.expected)")
        }
        guard case .list(let runs)? = document["runs"], document["version"] != nil else {
            throw ReportFailure("it is JSON, but no SARIF: it has no `version` and `runs`")
        }
        guard !runs.isEmpty else { throw ReportFailure("the report holds no run of a tool") }
        var figures = ReportFigures(format: .sarif, errors: 0, warnings: 0, notes: 0)
        for run in runs { try count(run, into: &figures) }
        return figures
    }

    private static func count(_ run: CanonicalValue, into figures: inout ReportFigures) throws {
        for invocation in list(run["invocations"]) where invocation["executionSuccessful"] == .boolean(false) {
            throw ReportFailure("the tool did not finish: `executionSuccessful` is false")
        }
        guard case .list(let results)? = run["results"] else { throw ReportFailure("a run has no `results`: the tool did not finish") }
        let rules = list(run["tool"]?["driver"]?["rules"])
        for result in results where counts(result) {
            switch try level(of: result, rules) {
            case "error": figures.errors = (figures.errors ?? 0) + 1
            case "warning": figures.warnings = (figures.warnings ?? 0) + 1
            case "note": figures.notes = (figures.notes ?? 0) + 1
            case "none": break
            case let other: throw ReportFailure("a result has the level \"\(other.prefix(20))\", which SARIF does not have")
            }
        }
    }

    private static func counts(_ result: CanonicalValue) -> Bool {
        let isSuppressed = list(result["suppressions"]).contains { suppression in
            suppression["status"] == nil || suppression["status"] == .string("accepted")
        }
        return !isSuppressed && result["baselineState"] != .string("absent")
    }

    /// Its own level, else that of its rule, else `warning`; what is no failure has none.
    private static func level(of result: CanonicalValue, _ rules: [CanonicalValue]) throws -> String {
        if case .string(let level)? = result["level"] { return level }
        if case .string(let kind)? = result["kind"], kind != "fail" { return "none" }
        let named: CanonicalValue? = result["rule"]
        let index: CanonicalValue? = result["ruleIndex"] ?? named?["index"]
        let id: CanonicalValue? = result["ruleId"] ?? named?["id"]
        var rule: CanonicalValue?
        if case .number(let digits)? = index, let index = Int(digits), rules.indices.contains(index) {
            rule = rules[index]
        } else if let id {
            rule = rules.first { $0["id"] == id }
        }
        if case .string(let level)? = rule?["defaultConfiguration"]?["level"] { return level }
        return "warning"
    }

    private static func list(_ value: CanonicalValue?) -> [CanonicalValue] {
        if case .list(let elements)? = value { return elements }
        return []
    }
}
