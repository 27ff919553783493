extension HouseRule {
    /// Written in two halves, so that this file does not find itself.
    private static let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK:"]

    static let unfinished = HouseRule("nothing is left unfinished") { checkout in
        checkout.files.flatMap { file in
            file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
                marks.filter { line.contains($0) }.map { mark in
                    Finding(path: file.path, line: index + 1, message: "\(mark): finish it, or open an issue and leave no trace of it here")
                }
            }
        }
    }

    static let sleeps = banned(
        "no test sleeps", in: \.isTest,
        [
            (
                Pattern(#"\b(?:Task|Thread)\.sleep\b|(?<![.\w]|func )(?:u|nano)?sleep\(|\.sleep\((?:for|until):"#),
                "no sleeps in tests: wait for the thing itself (a stream, a continuation, a file), or use a virtual clock"
            )
        ])

    static let forcedTry = banned(
        "nothing is forced", in: { !$0.isTest },
        [
            (Pattern(#"\btry!"#), "bad input never traps: throw or return an error that names the thing and the way out"),
            (Pattern(#"\bas!"#), "bad input never traps: use as? and say what was found instead"),
        ])

    static let standardLibrary = HouseRule("every module of the standard library is embedded") { checkout in
        let modules = checkout.files.filter { $0.path.hasPrefix("stdlib/") && $0.path.hasSuffix(".pipe") }
        let source = checkout.files.first { $0.path == "stdlib/StandardLibrary.swift" }?.text ?? ""
        let manifest = checkout.files.first { $0.path == "Package.swift" }?.text
        var seen: [Substring] = []
        return modules.flatMap { file -> [Finding] in
            let base = file.path.split(separator: "/").last?.dropLast(5) ?? ""
            var findings: [Finding] = []
            if seen.contains(base) {
                findings.append(
                    Finding(path: file.path, line: 1, message: "embedded files are found by base name: choose another than \(base)"))
            }
            seen.append(base)
            if !source.contains("\"\(base)\"") || !source.contains("PackageResources.\(base)_pipe") {
                findings.append(Finding(path: file.path, line: 1, message: "add \(base) to StandardLibrary.moduleNames and source(named:)"))
            }
            if let manifest, !manifest.contains(".embedInCode(\"\(file.path.dropFirst(7))\")") {
                findings.append(
                    Finding(path: file.path, line: 1, message: "add .embedInCode(\"\(file.path.dropFirst(7))\") to Package.swift"))
            }
            return findings
        }
    }
}
