/// One case: a script, the command lines that it is run with, and what must come of it. `Tests/Conformance/README.md` describes the form.
struct ConformanceCase: Sendable {
    /// One command line and what it must print.
    struct Call: Sendable {
        var arguments: [String]
        /// Each line of standard output in order; nil where nothing is said about it.
        var output: [ExpectedLine]?
        var exit: Int32?
        /// What standard error must contain.
        var told: [String] = []
    }

    struct ExpectedLine: Sendable {
        var text: String
        /// `*` in the text stands for anything.
        var isPattern: Bool
        var line: Int
    }

    struct ExpectedDiagnostic: Sendable {
        var code: String
        /// Part of the message or of its help.
        var part: String
        var line: Int
    }

    struct ExpectedPart: Sendable {
        /// `stages.0.name`: members and positions.
        var path: String
        /// Canonical JSON, or `absent`.
        var value: String
        var line: Int
    }

    var title: String
    /// The file in which it stands, from `Tests/Conformance` on, and the line of its title.
    var file: String
    var line: Int
    var text: String
    var calls: [Call]
    var diagnostics: [ExpectedDiagnostic] = []
    /// The whole rendering of the diagnostics.
    var rendering: [String] = []
    var parts: [ExpectedPart] = []
    var environment: [String: String] = [:]
    /// Bytes behind the text: what no text can hold.
    var bytes: [UInt8] = []

    var failsByDesign: Bool { !diagnostics.isEmpty || !rendering.isEmpty }
}

/// A mark that cannot be read.
struct MarkError: Error, CustomStringConvertible {
    var description: String
}

extension ConformanceCase {
    /// The cases of a file, in order.
    static func all(in text: String, file: String) throws -> [ConformanceCase] {
        var cases: [ConformanceCase] = []
        var title: String?
        var start = 1
        var lines: [String] = []
        func close() throws {
            guard lines.contains(where: { !$0.isEmpty && !$0.hasPrefix("# ") }) else { return }
            let name = String(file.split(separator: "/").last ?? "").replacing(".pipe", with: "")
            cases.append(try read(lines, title: title ?? name, file: file, line: start))
        }
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("#--- ") {
                try close()
                title = String(line.dropFirst(5))
                start = index + 1
                lines = []
            } else {
                lines.append(String(line))
            }
        }
        try close()
        return cases
    }

    private static func read(_ lines: [String], title: String, file: String, line start: Int) throws -> ConformanceCase {
        var found = ConformanceCase(
            title: title, file: file, line: start, text: lines.joined(separator: "\n"), calls: [Call(arguments: ["run"])])
        for (index, line) in lines.enumerated() {
            for mark in marks(of: line) { try found.take(mark, index + 1) }
        }
        if !found.parts.isEmpty, found.calls[0].arguments == ["run"] { found.calls[0].arguments = ["plan", "--definition"] }
        return found
    }

    private struct Mark {
        var kind: Character
        var text: String
    }

    /// The marks of a line: `#` and one of `> * ! = ? $ & | @ ~ +`, up to the next mark.
    private static func marks(of line: String) -> [Mark] {
        let characters = Array(line)
        var starts: [Int] = []
        for index in characters.indices where characters[index] == "#" && index + 1 < characters.count {
            guard ">*!=?$&|@~+".contains(characters[index + 1]), index == 0 || characters[index - 1] == " " else { continue }
            guard index + 2 == characters.count || characters[index + 2] == " " || characters[index + 2] == "^" else { continue }
            starts.append(index)
            if ">*|@~?$+".contains(characters[index + 1]) { break }
        }
        return starts.enumerated().map { position, start in
            let end = position + 1 < starts.count ? starts[position + 1] : characters.count
            let text = String(characters[(start + 2)..<end])
            return Mark(kind: characters[start + 1], text: text.hasPrefix(" ") ? String(text.dropFirst()) : text)
        }
    }

    private mutating func take(_ mark: Mark, _ line: Int) throws {
        let last = calls.count - 1
        switch mark.kind {
        case ">", "*":
            calls[last].output = (calls[last].output ?? []) + [ExpectedLine(text: mark.text, isPattern: mark.kind == "*", line: line)]
        case "!": diagnostics.append(try diagnostic(mark.text, line))
        case "=":
            guard let status = Int32(mark.text.filter { $0 != " " }) else { throw MarkError(description: "`#=` takes a number") }
            calls[last].exit = status
        case "?": calls[0].arguments = words(mark.text)
        case "$": calls.append(Call(arguments: words(mark.text)))
        case "&":
            let pair = mark.text.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2 else { throw MarkError(description: "`#&` takes NAME=VALUE") }
            environment[pair[0]] = pair[1]
        case "|": rendering.append(mark.text)
        case "@":
            let pair = mark.text.split(separator: "=", maxSplits: 1).map { $0.drop { $0 == " " } }
            guard pair.count == 2 else { throw MarkError(description: "`#@` takes PATH = VALUE") }
            parts.append(ExpectedPart(path: String(pair[0].filter { $0 != " " }), value: String(pair[1]), line: line))
        case "+": bytes += mark.text.split(separator: " ").compactMap { UInt8($0, radix: 16) }
        case "~": calls[last].told.append(mark.text)
        case let kind: throw MarkError(description: "there is no mark `#\(kind)`")
        }
    }

    private func diagnostic(_ text: String, _ line: Int) throws -> ExpectedDiagnostic {
        let above = text.prefix { $0 == "^" }.count
        let rest = text.dropFirst(above).drop { $0 == " " }
        let code = rest.prefix { $0 != " " }
        let part = rest.dropFirst(code.count).drop { $0 == " " }
        guard !code.isEmpty else { throw MarkError(description: "`#!` takes a code") }
        return ExpectedDiagnostic(code: String(code), part: String(part.trimmed), line: line - above)
    }

    /// Words at spaces; `'…'` holds them together.
    private func words(_ text: String) -> [String] {
        var words: [String] = []
        var word: String?
        var isQuoted = false
        for character in text {
            if character == "'" {
                isQuoted.toggle()
                word = word ?? ""
            } else if character == " ", !isQuoted {
                if let word { words.append(word) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return words
    }
}

extension StringProtocol {
    var trimmed: SubSequence {
        guard let first = firstIndex(where: { $0 != " " }), let last = lastIndex(where: { $0 != " " }) else {
            return self[startIndex..<startIndex]
        }
        return self[first...last]
    }
}
