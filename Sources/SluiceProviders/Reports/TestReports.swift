import SluiceModel

/// JUnit XML, as Surefire, Gradle, pytest, Jest, go-junit-report and others write it.
///
/// Test cases are counted. Where a suite's own numbers are higher they count instead: a suite that crashed lists no case.
enum JUnitReport {
    private struct Suite {
        var tests = 0
        var failed = 0
        var skipped = 0
        /// What its attributes say.
        var said: [Int] = [0, 0, 0]

        mutating func add(_ inner: Suite) {
            tests += max(inner.tests, inner.said[0])
            failed += max(inner.failed, inner.said[1])
            skipped += max(inner.skipped, inner.said[2])
        }
    }
    private struct Case {
        var failed = false
        var skipped = false
    }

    static func figures(_ root: XMLReader.Element, _ reader: inout XMLReader) throws -> ReportFigures {
        var suites = [Suite(), try suite(root)]
        var open: Case?
        while let event = try reader.next() {
            switch event {
            case .begin(let element):
                switch element.name {
                case "testsuite", "testsuites": suites.append(try suite(element))
                case "testcase": open = Case()
                case "failure", "error": open?.failed = true
                case "skipped": open?.skipped = true
                default: break
                }
            case .end("testcase"):
                suites[suites.count - 1].tests += 1
                if open?.failed == true { suites[suites.count - 1].failed += 1 }
                if open?.skipped == true { suites[suites.count - 1].skipped += 1 }
                open = nil
            case .end("testsuite"), .end("testsuites"):
                let inner = suites.removeLast()
                suites[suites.count - 1].add(inner)
            case .end: break
            }
        }
        let all = suites[0]
        return ReportFigures(format: .junit, tests: all.tests, failed: all.failed, skipped: all.skipped)
    }

    private static func suite(_ element: XMLReader.Element) throws -> Suite {
        func said(_ names: String...) throws -> Int {
            var sum = 0
            for name in names where !(element[name] ?? "").isEmpty { sum += try number(element[name], name) }
            return sum
        }
        var suite = Suite()
        suite.said = [try said("tests"), try said("failures", "errors"), try said("skipped", "disabled")]
        return suite
    }
}
