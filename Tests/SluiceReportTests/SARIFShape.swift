import SluiceModel

/// What the schema of SARIF 2.1.0 requires of the parts that a log of ours uses.
enum SARIFShape {
    static func runs(of log: CanonicalValue) -> [CanonicalValue] { log["runs"]?.elements ?? [] }

    /// Empty for a valid log.
    static func problems(of log: CanonicalValue) -> [String] {
        var problems: [String] = []
        if log["version"] != .string("2.1.0") { problems.append("version") }
        if log["$schema"]?.string?.hasSuffix("sarif-2.1.0.json") != true { problems.append("$schema") }
        guard case .list? = log["runs"] else { return problems + ["runs"] }
        return problems + runs(of: log).flatMap(run)
    }

    private static func run(_ run: CanonicalValue) -> [String] {
        var problems: [String] = []
        let driver = run["tool"]?["driver"]
        if driver?["name"]?.string?.isEmpty != false { problems.append("tool.driver.name") }
        if !["utf16CodeUnits", "unicodeCodePoints"].contains(run["columnKind"]?.string) { problems.append("columnKind") }
        let rules = driver?["rules"]?.elements ?? []
        let ids = rules.compactMap { $0["id"]?.string }
        if ids.count != rules.count || Set(ids).count != ids.count { problems.append("rules: ids are there and unique") }
        for rule in rules {
            for part in ["shortDescription", "fullDescription", "help"] where rule[part] != nil && rule[part]?["text"]?.string == nil {
                problems.append("rule.\(part).text")
            }
            if let level = rule["defaultConfiguration"]?["level"], !isLevel(level) { problems.append("defaultConfiguration.level") }
        }
        return problems + (run["results"]?.elements ?? []).flatMap { result($0, ids) }
    }

    private static func result(_ result: CanonicalValue, _ ids: [String]) -> [String] {
        var problems: [String] = []
        if result["message"]?["text"]?.string?.isEmpty != false { problems.append("message.text") }
        if !isLevel(result["level"]) { problems.append("level") }
        let index = result["ruleIndex"]?.integer ?? -1
        if !ids.indices.contains(index) || ids[index] != result["ruleId"]?.string { problems.append("ruleIndex and ruleId") }
        for location in (result["locations"]?.elements ?? []) + (result["relatedLocations"]?.elements ?? []) {
            problems += place(location["physicalLocation"], "region")
        }
        for fix in result["fixes"]?.elements ?? [] {
            let changes = fix["artifactChanges"]?.elements ?? []
            if changes.isEmpty { problems.append("fix.artifactChanges") }
            for change in changes {
                let replacements = change["replacements"]?.elements ?? []
                if replacements.isEmpty { problems.append("replacements") }
                for replacement in replacements {
                    problems += region(replacement["deletedRegion"])
                    if replacement["insertedContent"]?["text"]?.string == nil { problems.append("insertedContent.text") }
                }
                problems += artifact(change["artifactLocation"])
            }
        }
        for suppression in result["suppressions"]?.elements ?? [] where !["inSource", "external"].contains(suppression["kind"]?.string) {
            problems.append("suppression.kind")
        }
        return problems
    }

    private static func place(_ physical: CanonicalValue?, _ name: String) -> [String] {
        artifact(physical?["artifactLocation"]) + region(physical?["region"])
    }

    private static func artifact(_ location: CanonicalValue?) -> [String] {
        guard let uri = location?["uri"]?.string, !uri.isEmpty, !uri.contains(where: { $0 == " " || !$0.isASCII }) else { return ["uri"] }
        return []
    }

    /// Counted from 1; the end is behind the last character.
    private static func region(_ region: CanonicalValue?) -> [String] {
        guard let line = region?["startLine"]?.integer, let column = region?["startColumn"]?.integer,
            let endLine = region?["endLine"]?.integer, let endColumn = region?["endColumn"]?.integer
        else { return ["region"] }
        return line >= 1 && column >= 1 && (endLine > line || endLine == line && endColumn >= column) ? [] : ["region's order"]
    }

    private static func isLevel(_ level: CanonicalValue?) -> Bool { ["none", "note", "warning", "error"].contains(level?.string) }
}

extension CanonicalValue {
    var elements: [CanonicalValue] {
        if case .list(let elements) = self { elements } else { [] }
    }

    fileprivate var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    fileprivate var integer: Int? {
        if case .number(let text) = self { Int(text) } else { nil }
    }
}
