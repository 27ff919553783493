import Foundation
import SluiceModel
import SluiceProvider
import SluiceProviders
import Testing

/// A figure of a report: the number, or a part of the reason why there is none.
struct ReportCase: CustomTestStringConvertible, Sendable {
    enum Expected: Sendable {
        case number(Double, String)
        case missing(String)
    }
    let path: String
    let figure: ReportFigure
    let format: ReportFormat?
    let expected: Expected
    var testDescription: String { "\(figure.rawValue) of \(path)" }

    init(_ path: String, _ figure: ReportFigure, _ number: Double, from source: String) {
        self.path = path
        self.figure = figure
        format = nil
        expected = .number(number, source)
    }

    init(_ path: String, _ figure: ReportFigure, as format: ReportFormat? = nil, missing reason: String) {
        self.path = path
        self.figure = figure
        self.format = format
        expected = .missing(reason)
    }
}

@Suite("Reports")
struct ReportTests {
    static let samples = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Samples").path

    private func reading(_ path: Template, _ figure: ReportFigure, _ format: ReportFormat? = nil, in folder: String) async -> Reading {
        let signal = Signal.report(ReportMeasurement(path: path, figure: figure, format: format))
        let provider = ReportProvider { Instant(seconds: 7) }
        #expect(provider.measures(signal))
        return await provider.measure(signal, values: LateValues(target: Target(name: "a*", region: "eu")), folder: folder)
    }

    private func check(_ row: ReportCase, in folder: String = samples) async {
        let reading = await reading(Template(text: row.path), row.figure, row.format, in: folder)
        #expect(reading.at == Instant(seconds: 7))
        switch (row.expected, reading.value) {
        case (.number(let number, let source), .number(let found)):
            #expect(found == number)
            #expect(reading.source == source)
        case (.missing(let reason), .missing(let found)): #expect(found.contains(reason), "\(found)")
        case (.number, .missing(let reason)): Issue.record("missing: \(reason)")
        case (.missing(let reason), .number(let found)): Issue.record("\(found), but it should be missing: \(reason)")
        }
    }

    static let figures = [
        ReportCase("coverage-py.xml", .lineCoverage, 0.8, from: "cobertura"),
        ReportCase("coverage-py.xml", .branchCoverage, 0.75, from: "cobertura"),
        ReportCase("cobertura-old.xml", .lineCoverage, 0.75, from: "cobertura"),
        ReportCase("cobertura-old.xml", .branchCoverage, 0.5, from: "cobertura"),
        ReportCase("jacoco.xml", .lineCoverage, 0.9, from: "jacoco"),
        ReportCase("jacoco.xml", .branchCoverage, 0.75, from: "jacoco"),
        ReportCase("lcov.info", .lineCoverage, 0.8, from: "lcov"),
        ReportCase("lcov.info", .branchCoverage, 0.5, from: "lcov"),
        ReportCase("lcov-twice.info", .lineCoverage, 1, from: "lcov"),
        ReportCase("TEST-surefire.xml", .tests, 4, from: "junit"),
        ReportCase("TEST-surefire.xml", .failed, 2, from: "junit"),
        ReportCase("TEST-surefire.xml", .skipped, 1, from: "junit"),
        ReportCase("TEST-pytest.xml", .tests, 2, from: "junit"),
        ReportCase("TEST-pytest.xml", .failed, 0, from: "junit"),
        ReportCase("TEST-*.xml", .tests, 6, from: "junit"),
        ReportCase("TEST-[ps]*.xml", .failed, 2, from: "junit"),
        ReportCase("crashed.xml", .failed, 1, from: "junit"),
        ReportCase("crashed.xml", .tests, 1, from: "junit"),
        ReportCase("semgrep.sarif", .errors, 2, from: "sarif"),
        ReportCase("semgrep.sarif", .warnings, 2, from: "sarif"),
        ReportCase("semgrep.sarif", .notes, 1, from: "sarif"),
        ReportCase("semgrep.sarif", .findings, 5, from: "sarif"),
        ReportCase("clean.sarif", .findings, 0, from: "sarif"),
    ]

    @Test("the figures are those that the tools meant", arguments: figures)
    func figure(row: ReportCase) async { await check(row) }

    static let reasons = [
        ReportCase("nowhere.xml", .tests, missing: "there is no report `nowhere.xml`"),
        ReportCase("nowhere-*.xml", .tests, missing: "no report is called `nowhere-*.xml`"),
        ReportCase("../Samples", .tests, missing: "is a folder: name files in it"),
        ReportCase("lcov.info", .tests, missing: "LCOV reports have no tests"),
        ReportCase("clean.sarif", .lineCoverage, missing: "SARIF reports have no coverage of lines"),
        ReportCase("TEST-pytest.xml", .errors, missing: "JUnit reports have no findings"),
        ReportCase("clover.xml", .lineCoverage, missing: "is it Clover, which is not read?"),
        ReportCase("[jT]*.xml", .tests, missing: "`jacoco.xml` is a JaCoCo report, those before it are JUnit"),
        ReportCase("jacoco.xml", .lineCoverage, as: .cobertura, missing: "`jacoco.xml` is a JaCoCo report, not Cobertura"),
    ]

    @Test("a figure that is not there is missing, with the reason", arguments: reasons)
    func reason(row: ReportCase) async { await check(row) }

    static let damaged: [(name: String, text: String, figure: ReportFigure, reason: String)] = [
        ("empty.xml", "", .tests, "`empty.xml`: it is empty"),
        ("blank.xml", " \n\n", .tests, "it is empty"),
        ("text.xml", "all tests passed\n", .tests, "none of Cobertura, JaCoCo, LCOV, JUnit and SARIF"),
        ("page.xml", "<html><body/></html>", .tests, "begins with `<html>`"),
        ("cut.xml", "<testsuite>\n<testcase name='a'>\n", .tests, "`cut.xml`, line 3: the document ends inside `<testcase>`"),
        ("crossed.xml", "<testsuite>\n<testcase></testsuite>", .tests, "line 2: `</testsuite>` stands where `</testcase>` is due"),
        ("quotes.xml", "<testsuite tests=4/>", .tests, "the value of `tests` in `<testsuite>` is not in quotes"),
        ("count.xml", "<testsuite tests=\"many\"/>", .tests, "`tests` is \"many\", which is no count"),
        ("negative.xml", "<testsuite tests=\"-1\"/>", .tests, "`tests` is \"-1\""),
        ("twice.xml", "<testsuite tests=\"1\" tests=\"2\"/>", .tests, "the attribute `tests` twice"),
        ("entity.xml", "<!DOCTYPE a [<!ENTITY x \"1\">]><testsuite tests=\"&x;\"/>", .tests, "the entity `&x;` is not known"),
        ("two.xml", "<testsuite tests=\"1\"/><testsuite/>", .tests, "stands after the end of the document"),
        ("utf16.xml", "<?xml version=\"1.0\" encoding=\"UTF-16\"?><testsuite/>", .tests, "the encoding UTF-16 is not read"),
        ("none.xml", "<testsuites/>", .tests, "`none.xml`: the report holds no test"),
        ("none.xml", "<testsuites/>", .failed, "the report holds no test"),
        ("deep.xml", String(repeating: "<testsuite>", count: 600), .tests, "elements nest more than 500 levels deep"),
        ("zero.xml", "<coverage line-rate=\"1\" lines-valid=\"0\" lines-covered=\"0\"/>", .lineCoverage, "the report counts no lines"),
        ("more.xml", "<coverage line-rate=\"1\" lines-valid=\"2\" lines-covered=\"3\"/>", .lineCoverage, "it covers 3 of 2 lines"),
        ("bare.xml", "<report name=\"x\"></report>", .lineCoverage, "the report counts no lines"),
        ("cut.info", "TN:\nSF:a.c\nDA:1,1\n", .lineCoverage, "it ends inside a record"),
        ("odd.info", "TN:\nSF:a.c\nDA:one,1\nend_of_record\n", .lineCoverage, "line 3, `DA:one,1`, is not of an LCOV tracefile"),
        ("stray.info", "TN:\nDA:1,1\n", .lineCoverage, "line 2, `DA:1,1`, stands in no record"),
        ("none.info", "TN:\n", .lineCoverage, "the report counts no lines"),
        ("cut.sarif", "{\"version\": \"2.1.0\",\n\"runs\": [", .errors, "line 2: no JSON"),
        ("other.sarif", "{\"results\": []}", .errors, "it is JSON, but no SARIF"),
        ("none.sarif", "{\"version\": \"2.1.0\", \"runs\": []}", .errors, "holds no run of a tool"),
        ("died.sarif", "{\"version\": \"2.1.0\", \"runs\": [{\"tool\": {}}]}", .errors, "a run has no `results`"),
        (
            "failed.sarif", "{\"version\": \"2.1.0\", \"runs\": [{\"invocations\": [{\"executionSuccessful\": false}], \"results\": []}]}",
            .errors, "the tool did not finish"
        ),
        (
            "level.sarif", "{\"version\": \"2.1.0\", \"runs\": [{\"results\": [{\"level\": \"fatal\"}]}]}", .errors,
            "the level \"fatal\", which SARIF does not have"
        ),
    ]

    @Test("a damaged report is no evidence", arguments: damaged.indices)
    func damage(index: Int) async throws {
        let row = Self.damaged[index]
        try await inFolder { folder in
            try Data(row.text.utf8).write(to: URL(filePath: folder + "/" + row.name))
            await check(ReportCase(row.name, row.figure, missing: row.reason), in: folder)
        }
    }

    @Test(
        "a report that is cut anywhere is never better than the whole one", arguments: ["TEST-surefire.xml", "lcov.info", "semgrep.sarif"])
    func cuts(name: String) async throws {
        let whole = try Data(contentsOf: URL(filePath: Self.samples + "/" + name))
        try await inFolder { folder in
            for length in stride(from: 0, to: whole.count - 2, by: max(1, whole.count / 40)) {
                try whole.prefix(length).write(to: URL(filePath: folder + "/cut"))
                let figure: ReportFigure = name.hasSuffix("xml") ? .failed : name.hasSuffix("info") ? .lineCoverage : .errors
                let reading = await reading(Template(text: "cut"), figure, in: folder)
                if case .number(let number) = reading.value {
                    // Only LCOV has records that stand for themselves.
                    #expect(name == "lcov.info" && number == 0.75, "\(length): \(number)")
                }
            }
        }
    }

    @Test("what a value brings into a path is no pattern")
    func patterns() async throws {
        try await inFolder { folder in
            for name in ["a*.xml", "ab.xml"] {
                try Data("<testsuite tests=\"1\"/>".utf8).write(to: URL(filePath: folder + "/" + name))
            }
            let late = LateReference(.target, member: "name")
            let plain = await reading(Template([.late(late), .text(".xml")]), .tests, in: folder)
            let pattern = await reading(Template([.late(late), .text("*")]), .tests, in: folder)
            let all = await reading(Template([.text("a*")]), .tests, in: folder)
            #expect([plain.value, pattern.value, all.value] == [.number(1), .number(1), .number(2)])
        }
    }

    private func inFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/sluice-reports-[1]-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }
}
