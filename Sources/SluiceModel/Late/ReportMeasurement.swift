/// A kind of file that a build leaves behind.
public enum ReportFormat: String, Hashable, Sendable, Codable, CaseIterable {
    case cobertura, jacoco, lcov, junit, sarif
}

/// What is read in a report. Coverage is a share from 0 to 1, all else a count.
public enum ReportFigure: String, Hashable, Sendable, Codable, CaseIterable {
    case lineCoverage = "line_coverage"
    case branchCoverage = "branch_coverage"
    case tests
    /// Tests that failed or could not be carried out.
    case failed
    case skipped
    /// Of every level.
    case findings
    case errors
    case warnings
    case notes
}

/// `report(path, figure)`: one figure of the reports at a path, read when it is needed.
public struct ReportMeasurement: Hashable, Sendable, Codable {
    /// Relative to the pipeline's folder unless absolute; `*`, `?` and `[…]` in its text name several files.
    public var path: Template
    public var figure: ReportFigure
    /// nil: as the file begins.
    public var format: ReportFormat?
    public init(path: Template, figure: ReportFigure, format: ReportFormat? = nil) {
        self.path = path
        self.figure = figure
        self.format = format
    }
}
