import Foundation
import Glibc
public import SluiceModel
public import SluiceProvider

/// Measures `coverage(…)` and `report(…)`: figures in the reports that builds leave behind.
///
/// A path may have `*`, `?` and `[…]` in what the script's author wrote; what several files say is added up. Missing, each with
/// its reason: no file, an empty one, one that cannot be read, is damaged, of another format, or says nothing about the figure.
public struct ReportProvider: SignalProvider {
    private let now: @Sendable () -> Instant
    /// Bytes beyond which a report is not read.
    private static let bound = 256 << 20
    private static let mostFiles = 10_000

    public init(now: @escaping @Sendable () -> Instant) { self.now = now }

    public func measures(_ signal: Signal) -> Bool {
        if case .report = signal { return true }
        return false
    }

    @concurrent
    public func measure(_ signal: Signal, values: LateValues, folder: String) async -> Reading {
        guard case .report(let measurement) = signal else { return Reading(value: .missing("no report"), source: "report", at: now()) }
        do {
            let figures = try Self.figures(measurement, values: values, folder: folder)
            let source = figures.format.rawValue
            switch figures.value(of: measurement.figure) {
            case .success(let number): return Reading(value: .number(number), source: source, at: now())
            case .failure(let failure):
                let path = measurement.path.text(with: values)
                return Reading(value: .missing("`\(path)`: \(failure.problem)"), source: source, at: now())
            }
        } catch let failure as ReportFailure {
            return Reading(value: .missing(failure.problem), source: "report", at: now())
        } catch {
            return Reading(value: .missing(error.localizedDescription), source: "report", at: now())
        }
    }

    private static func figures(_ measurement: ReportMeasurement, values: LateValues, folder: String) throws -> ReportFigures {
        var sum: ReportFigures?
        for path in try paths(measurement.path, values: values, folder: folder) {
            let shown = path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
            let figures: ReportFigures
            do { figures = try read(path) } catch let failure as XMLReader.Failure {
                throw ReportFailure("`\(shown)`, line \(failure.line): \(failure.problem)")
            } catch let failure as ReportFailure {
                throw ReportFailure("`\(shown)`: \(failure.problem)")
            }
            if let wanted = measurement.format, wanted != figures.format {
                throw ReportFailure("`\(shown)` is a \(figures.format.title) report, not \(wanted.title)")
            }
            if let first = sum, first.format != figures.format {
                throw ReportFailure("`\(shown)` is a \(figures.format.title) report, those before it are \(first.format.title)")
            }
            if sum == nil { sum = figures } else { sum?.add(figures) }
        }
        guard let sum else { throw ReportFailure("there is no report") }
        return sum
    }

    // MARK: Files

    /// Absolute paths, in alphabetical order.
    private static func paths(_ template: Template, values: LateValues, folder: String) throws -> [String] {
        let named = template.text(with: values)
        let isPattern = template.parts.contains { if case .text(let text) = $0 { text.contains { "*?[".contains($0) } } else { false } }
        guard isPattern else {
            let path = named.hasPrefix("/") ? named : folder + "/" + named
            var isFolder: ObjCBool = false
            guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw ReportFailure("there is no report `\(named)`")
            }
            guard !isFolder.boolValue else { throw ReportFailure("`\(named)` is a folder: name files in it, such as `\(named)/*.xml`") }
            return [path]
        }
        var pattern = named.hasPrefix("/") ? "" : escaped(folder) + "/"
        for part in template.filled(with: values) {
            switch part {
            case .text(let text): pattern += text
            case .data(let text): pattern += escaped(text)
            case .secret(let name): pattern += escaped("‹\(name)›")
            }
        }
        let found = matches(pattern)
        guard !found.isEmpty else { throw ReportFailure("no report is called `\(named)`") }
        guard found.count <= mostFiles else { throw ReportFailure("more than \(mostFiles) reports are called `\(named)`") }
        return found
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { $0 += "*?[\\".contains($1) ? "\\\($1)" : String($1) }
    }

    private static func matches(_ pattern: String) -> [String] {
        var found = unsafe glob_t()
        defer { unsafe globfree(&found) }
        guard unsafe glob(pattern, 0, nil, &found) == 0 else { return [] }
        return unsafe (0..<Int(found.gl_pathc)).compactMap { index in
            unsafe found.gl_pathv[index].map { unsafe String(cString: $0) }
        }
    }

    // MARK: Formats

    private static func read(_ path: String) throws -> ReportFigures {
        let size: Int
        do { size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0 } catch {
            throw ReportFailure("it cannot be read")
        }
        guard size <= bound else { throw ReportFailure("it has more than \(bound >> 20) MiB") }
        guard let data = FileManager.default.contents(atPath: path) else { throw ReportFailure("it cannot be read: check its permissions") }
        return try figures(Array(data))
    }

    /// The format follows from how a report begins.
    static func figures(_ bytes: [UInt8]) throws -> ReportFigures {
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        guard let first = content.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { throw ReportFailure("it is empty") }
        guard !content.starts(with: [0xFF, 0xFE]), !content.starts(with: [0xFE, 0xFF]) else {
            throw ReportFailure("it is UTF-16 text; write the report in UTF-8")
        }
        if first == UInt8(ascii: "<") { return try document(bytes) }
        guard let text = String(validating: content, as: UTF8.self) else { throw ReportFailure("it is not UTF-8 text") }
        if first == UInt8(ascii: "{") { return try SARIFReport.figures(text) }
        if text.hasPrefix("TN:") || text.hasPrefix("SF:") || text.hasPrefix("#") { return try LCOVReport.figures(text) }
        throw unknown
    }

    private static func document(_ bytes: [UInt8]) throws -> ReportFigures {
        var reader = XMLReader(bytes)
        guard case .begin(let root)? = try reader.next() else { throw unknown }
        switch root.name {
        case "coverage":
            guard root["line-rate"] != nil || root["lines-valid"] != nil else {
                throw ReportFailure("it begins with `<coverage>`, but is not Cobertura; is it Clover, which is not read?")
            }
            return try CoberturaReport.figures(root, &reader)
        case "report": return try JaCoCoReport.figures(&reader)
        case "testsuites", "testsuite": return try JUnitReport.figures(root, &reader)
        case let other:
            throw ReportFailure("it begins with `<\(other.prefix(40))>`, so it is neither Cobertura, JaCoCo nor JUnit")
        }
    }

    private static let unknown = ReportFailure("it is none of Cobertura, JaCoCo, LCOV, JUnit and SARIF")
}
