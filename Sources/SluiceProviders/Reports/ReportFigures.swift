import SluiceModel

/// What one report, or several of a kind together, say.
///
/// A count is nil where reports of the kind do not have it.
struct ReportFigures {
    /// Something that is covered or not.
    struct Share {
        var covered = 0
        var total = 0
        static func + (left: Share, right: Share) -> Share {
            Share(covered: left.covered + right.covered, total: left.total + right.total)
        }
    }

    var format: ReportFormat
    var lines: Share?
    var branches: Share?
    var tests: Int?
    var failed: Int?
    var skipped: Int?
    var errors: Int?
    var warnings: Int?
    var notes: Int?

    /// Adds what a further report of the same kind says.
    mutating func add(_ other: ReportFigures) {
        func sum<T>(_ left: T?, _ right: T?, _ plus: (T, T) -> T) -> T? {
            guard let left, let right else { return left ?? right }
            return plus(left, right)
        }
        lines = sum(lines, other.lines, +)
        branches = sum(branches, other.branches, +)
        tests = sum(tests, other.tests, +)
        failed = sum(failed, other.failed, +)
        skipped = sum(skipped, other.skipped, +)
        errors = sum(errors, other.errors, +)
        warnings = sum(warnings, other.warnings, +)
        notes = sum(notes, other.notes, +)
    }

    /// The figure, or why there is none.
    ///
    /// A report without a single line or test is no evidence, so it gives none.
    func value(of figure: ReportFigure) -> Result<Double, ReportFailure> {
        switch figure {
        case .lineCoverage: ratio(lines, of: "lines")
        case .branchCoverage: ratio(branches, of: "branches")
        case .tests: count(tests, beside: tests)
        case .failed: count(failed, beside: tests)
        case .skipped: count(skipped, beside: tests)
        case .findings: count(errors.map { $0 + (warnings ?? 0) + (notes ?? 0) })
        case .errors: count(errors)
        case .warnings: count(warnings)
        case .notes: count(notes)
        }
    }

    private func ratio(_ share: Share?, of what: String) -> Result<Double, ReportFailure> {
        guard let share else { return .failure(ReportFailure("\(format.title) reports have no coverage of \(what)")) }
        guard share.total > 0 else { return .failure(ReportFailure("the report counts no \(what)")) }
        return .success(Double(share.covered) / Double(share.total))
    }

    private func count(_ number: Int?, beside tests: Int?) -> Result<Double, ReportFailure> {
        guard let number, let tests else { return .failure(ReportFailure("\(format.title) reports have no tests")) }
        guard tests > 0 else { return .failure(ReportFailure("the report holds no test")) }
        return .success(Double(number))
    }

    private func count(_ number: Int?) -> Result<Double, ReportFailure> {
        number.map { .success(Double($0)) } ?? .failure(ReportFailure("\(format.title) reports have no findings"))
    }
}

/// Why a report gives no figure, as one sentence without its file.
struct ReportFailure: Error {
    var problem: String
    init(_ problem: String) { self.problem = problem }
}

extension ReportFormat {
    /// As its makers write it.
    var title: String {
        switch self {
        case .cobertura: "Cobertura"
        case .jacoco: "JaCoCo"
        case .lcov: "LCOV"
        case .junit: "JUnit"
        case .sarif: "SARIF"
        }
    }
}
