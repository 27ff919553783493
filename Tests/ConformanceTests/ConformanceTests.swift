import Testing

/// The language as its reference describes it, shown by the built program alone.
///
/// Why: another implementation of the language can be held to the same files. It knows nothing of how the program is made but
/// the tables of what must be shown.
@Suite("Conformance of the language")
struct ConformanceTests {
    @Test("each case of a file holds", arguments: ConformanceFiles.paths)
    func holds(path: String) throws {
        for found in try ConformanceFiles.cases(of: path) {
            let run = try CaseRun(found)
            defer { run.clear() }
            let differences = try run.differences()
            if !differences.isEmpty {
                Issue.record("\(found.file):\(found.line) “\(found.title)”\n\(differences.joined(separator: "\n"))")
            }
        }
    }

    @Test("there are at least 500 cases, each with a title of its own in its file, and with something expected")
    func counted() throws {
        let cases = try ConformanceFiles.all()
        #expect(cases.count >= 500)
        var seen: Set<String> = []
        for found in cases {
            #expect(seen.insert("\(found.file) \(found.title)").inserted, "\(found.file): “\(found.title)” stands twice")
            let expectsSomething =
                found.failsByDesign || !found.parts.isEmpty
                || found.calls.contains { $0.output != nil || $0.exit != nil || !$0.told.isEmpty }
            #expect(expectsSomething, "\(found.file):\(found.line) “\(found.title)” expects nothing")
        }
    }
}
