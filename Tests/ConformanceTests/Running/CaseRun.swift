import Foundation
import SluiceModel
import SluiceTestKit

/// Runs a case by the built program alone and tells where it departs from what is expected.
struct CaseRun {
    let found: ConformanceCase
    private let folder: String

    init(_ found: ConformanceCase) throws {
        self.found = found
        folder = FileManager.default.temporaryDirectory.path + "/sluice-case-\(UUID().uuidString.prefix(12))"
        if let material = ConformanceFiles.material(of: found.file) {
            try FileManager.default.copyItem(atPath: material, toPath: folder)
        } else {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
        try Data(Array(found.text.utf8) + found.bytes).write(to: URL(filePath: folder + "/case.pipe"))
    }

    /// Removes the folder of the case.
    func clear() { try? FileManager.default.removeItem(atPath: folder) }

    private var environment: [String: String] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let own = ["PATH": path, "HOME": folder, "SLUICE_HOME": folder + "/state", "SLUICE_OPERATOR": "ann", "LANG": "C.UTF-8"]
        return own.merging(found.environment) { $1 }
    }

    /// One line for each difference; none if the case holds.
    func differences() throws -> [String] {
        var differences: [String] = []
        for (index, call) in found.calls.enumerated() {
            var arguments = call.arguments
            if index == 0, !arguments.isEmpty, !arguments.contains(where: { $0.hasSuffix(".pipe") }) {
                arguments.insert("case.pipe", at: 1)
            }
            let end = try self.end(of: arguments)
            if end.status == 124 { differences.append("`\(arguments.joined(separator: " "))` came to no end within a minute") }
            if index == 0 { differences += diagnosticDifferences(end, call) + partDifferences(end) }
            differences += outputDifferences(end, call, isFirst: index == 0)
        }
        return differences
    }

    /// Runs one command line in the folder of the case; one that comes to no end is ended after a minute, with status 124.
    func end(of arguments: [String]) throws -> RunningProgram.End {
        try RunningProgram(
            "/usr/bin/timeout", ["-k", "1", "60", BuiltProduct.path("sluice")] + arguments, environment: environment, folder: folder
        ).wait()
    }

    // MARK: Output

    private func outputDifferences(_ end: RunningProgram.End, _ call: ConformanceCase.Call, isFirst: Bool) -> [String] {
        var differences: [String] = []
        let command = call.arguments.joined(separator: " ")
        let hasErrors = isFirst && found.diagnostics.contains { !$0.code.hasPrefix("S") || call.arguments.first == "check" }
        let exit = call.exit ?? (hasErrors || isFirst && !found.rendering.isEmpty ? nil : 0)
        if let exit, exit != end.status {
            differences.append("`\(command)` ends with \(end.status), not \(exit)")
            if end.status != 0, !hasErrors { differences.append("  standard error: \(end.errors.prefix(1_200))") }
        }
        if call.exit == nil, hasErrors, end.status == 0 { differences.append("`\(command)` ends with 0 in spite of its errors") }
        if let output = call.output { differences += lineDifferences(output, end) }
        for part in call.told where !end.errors.contains(part) {
            differences.append("standard error of `\(command)` does not tell `\(part)`: \(end.errors.prefix(1_200))")
        }
        return differences
    }

    private func lineDifferences(_ output: [ConformanceCase.ExpectedLine], _ end: RunningProgram.End) -> [String] {
        var differences: [String] = []
        for (index, expected) in output.enumerated() {
            if expected.isPattern, expected.text == "..." { return differences }
            guard index < end.lines.count else {
                differences.append("line \(expected.line): expected `\(expected.text)`, nothing was printed; \(end.errors.prefix(800))")
                break
            }
            let holds = expected.isPattern ? matches(end.lines[index], expected.text) : end.lines[index] == expected.text
            if !holds { differences.append("line \(expected.line): expected `\(expected.text)`, found `\(end.lines[index])`") }
        }
        if end.lines.count > output.count {
            differences.append("not expected: " + end.lines.dropFirst(output.count).map { "`\($0)`" }.joined(separator: " "))
        }
        return differences
    }

    private func matches(_ text: String, _ pattern: String) -> Bool {
        let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard pieces.count > 1 else { return text == pattern }
        guard text.hasPrefix(pieces[0]), text.hasSuffix(pieces[pieces.count - 1]) else { return false }
        var rest = text.dropFirst(pieces[0].count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let range = rest.range(of: piece) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.count >= pieces[pieces.count - 1].count
    }

    // MARK: Diagnostics

    private func diagnosticDifferences(_ end: RunningProgram.End, _ call: ConformanceCase.Call) -> [String] {
        let text = end.errors + "\n" + (call.arguments.first == "check" ? end.text : "")
        let rendered = RenderedDiagnostic.all(in: text)
        var differences: [String] = []
        var open = rendered
        for expected in found.diagnostics {
            if let index = open.firstIndex(where: { $0.answers(expected) }) {
                open.remove(at: index)
            } else {
                let seen = rendered.isEmpty ? "none" : rendered.map(\.shown).joined(separator: "; ")
                differences.append("line \(expected.line): expected \(expected.code) \(expected.part), found \(seen)")
            }
        }
        for extra in open where extra.severity == "error" && found.rendering.isEmpty && !extra.code.hasPrefix("S") {
            differences.append("not expected: \(extra.shown)")
        }
        if !found.rendering.isEmpty {
            let actual = rendering(of: call.arguments.first == "check" ? end.text : end.errors)
            if actual != found.rendering {
                differences.append("the rendering is another one:\n" + actual.map { "#| \($0)".trimmedEnd }.joined(separator: "\n"))
            }
        }
        return differences
    }

    /// The lines without those of progress, which begin with a time, and with paths from the folder of the case on.
    private func rendering(of text: String) -> [String] {
        let lines = text.replacing(folder + "/", with: "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var told = lines.filter { $0.prefixMatch(of: /\d\d:\d\d:\d\d\s/) == nil }
        // A file that is named by a code shows that code.
        if let name = found.file.firstMatch(of: /([A-Z]\d+)\.pipe$/) { told = blocks(of: String(name.1), in: told) }
        return told.reversed().drop(while: \.isEmpty).reversed().map(\.trimmedEnd)
    }

    private func blocks(of code: String, in lines: [String]) -> [String] {
        var isOwn = false
        return lines.filter { line in
            if let head = line.prefixMatch(of: /[a-z]+\[([A-Z]\d+)\]/) { isOwn = String(head.1) == code }
            if line.prefixMatch(of: /\d+ (error|warning)/) != nil { isOwn = false }
            return isOwn
        }
    }

    // MARK: Definitions

    private func partDifferences(_ end: RunningProgram.End) -> [String] {
        guard !found.parts.isEmpty else { return [] }
        guard let line = end.lines.first, let definition = try? CanonicalValue(parsing: line) else {
            return ["no definition was printed: \(end.errors.prefix(1_200))"]
        }
        return found.parts.compactMap { part in
            let actual = definition.part(part.path)?.text ?? "absent"
            return actual == part.value ? nil : "line \(part.line): `\(part.path)` is \(actual), not \(part.value)"
        }
    }
}

extension String {
    fileprivate var trimmedEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}

extension CanonicalValue {
    /// What lies at `stages.0.name`.
    func part(_ path: String) -> CanonicalValue? {
        var value = self
        for step in path.split(separator: ".") {
            switch value {
            case .object:
                guard let next = value[String(step)] else { return nil }
                value = next
            case .list(let elements):
                guard let position = Int(step), elements.indices.contains(position) else { return nil }
                value = elements[position]
            case .null, .boolean, .number, .string: return nil
            }
        }
        return value
    }
}
