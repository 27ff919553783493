public import SluiceSyntax

/// Diagnostics for people: the source line, what is wrong with it, and the way out.
public struct DiagnosticText: Sendable {
    private let files: SourceFiles
    private let style: Style

    public init(files: SourceFiles, style: Style = .plain) {
        self.files = files
        self.style = style
    }

    /// All diagnostics with an empty line between; empty for none. Each ends with a line end.
    public func render(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map(render).joined(separator: "\n")
    }

    /// `2 errors, 1 warning`; empty for none.
    public static func summary(_ diagnostics: [Diagnostic]) -> String {
        let errors = diagnostics.count { $0.severity == .error }
        let warnings = diagnostics.count { $0.severity == .warning }
        let counts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }
        return counts.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: ", ")
    }

    /// One diagnostic; it ends with a line end.
    public func render(_ diagnostic: Diagnostic) -> String {
        let role = diagnostic.severity.role
        var lines = [
            style.paint("\(diagnostic.severity.rawValue)[\(diagnostic.code)]", role)
                + style.paint(": \(Printable.line(diagnostic.message))", .strong)
        ]
        let groups = grouped(diagnostic)
        let lastLine = groups.flatMap(\.marks).map(\.line).max() ?? 1
        let gutter = String(lastLine).count
        for (index, group) in groups.enumerated() {
            lines += rendered(group, isFirst: index == 0, gutter: gutter, role: role)
        }
        let indent = String(repeating: " ", count: gutter + 1)
        for note in diagnostic.notes { lines.append(indent + style.paint("= note:", .note) + " \(Printable.line(note))") }
        for fix in diagnostic.fixes { lines.append(indent + style.paint("= help:", .help) + " \(Printable.line(fix.text))") }
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Grouping

    /// A span on one line of a file, in cells of the terminal.
    private struct Mark {
        let line: Int
        let column: Int
        let start: Int
        let width: Int
        let text: String
        let isPrimary: Bool
    }

    private struct Group {
        let file: SourceFile
        var marks: [Mark]
        /// What `-->` points at.
        let place: Position
    }

    /// The labels by file, the primary one's first.
    private func grouped(_ diagnostic: Diagnostic) -> [Group] {
        var groups: [Group] = []
        let labels = [(diagnostic.primary, true)] + diagnostic.secondary.map { ($0, false) }
        for (label, isPrimary) in labels {
            guard let file = files[label.span.file] else { continue }
            let mark = mark(label, in: file, isPrimary: isPrimary)
            if let index = groups.firstIndex(where: { $0.file.id == file.id }) {
                groups[index].marks.append(mark)
            } else {
                groups.append(Group(file: file, marks: [mark], place: file.position(at: label.span.start)))
            }
        }
        return groups
    }

    /// Spans of several lines are marked up to the end of their first.
    private func mark(_ label: Diagnostic.Label, in file: SourceFile, isPrimary: Bool) -> Mark {
        let position = file.position(at: label.span.start)
        let range = file.lineRange(position.line)
        let start = min(max(label.span.start, range.lowerBound), range.upperBound)
        let end = min(max(label.span.end, start), range.upperBound)
        let before = SourceLine.cells(file.text(of: Span(file: file.id, start: range.lowerBound, end: start)))
        let upTo = SourceLine.cells(file.text(of: Span(file: file.id, start: range.lowerBound, end: end)))
        return Mark(
            line: position.line, column: position.column, start: before, width: max(1, upTo - before), text: Printable.line(label.text),
            isPrimary: isPrimary)
    }

    // MARK: Lines

    private func rendered(_ group: Group, isFirst: Bool, gutter: Int, role: Role) -> [String] {
        let indent = String(repeating: " ", count: gutter)
        let bar = style.paint("\(indent) |", .dim)
        let place = "\(Printable.line(group.file.name)):\(group.place.line):\(group.place.column)"
        var lines = ["\(indent)\(style.paint(isFirst ? "-->" : ":::", .dim)) \(place)", bar]
        var previous: Int?
        var numbers: [Int] = []
        for mark in group.marks where !numbers.contains(mark.line) { numbers.append(mark.line) }
        for number in numbers.sorted() {
            if let previous, number > previous + 1 {
                if number == previous + 2 {
                    lines.append(sourceLine(previous + 1, group.file, gutter))
                } else {
                    lines.append(style.paint("\(indent)...", .dim))
                }
            }
            previous = number
            lines.append(sourceLine(number, group.file, gutter))
            for mark in ordered(group.marks.filter { $0.line == number }) { lines.append("\(bar) \(underline(mark, role))") }
        }
        return lines
    }

    /// The primary mark first, others from left to right.
    private func ordered(_ marks: [Mark]) -> [Mark] {
        marks.sorted { left, right in left.isPrimary != right.isPrimary ? left.isPrimary : left.start < right.start }
    }

    private func sourceLine(_ number: Int, _ file: SourceFile, _ gutter: Int) -> String {
        let text = SourceLine.printable(file.lineText(number))
        let label = style.paint("\(CellWidth.pad(String(number), to: gutter, atFront: true)) |", .dim)
        return text.isEmpty ? label : "\(label) \(text)"
    }

    private func underline(_ mark: Mark, _ role: Role) -> String {
        let line = String(repeating: mark.isPrimary ? "^" : "-", count: mark.width)
        let text = mark.text.isEmpty ? line : "\(line) \(mark.text)"
        return String(repeating: " ", count: mark.start) + style.paint(text, mark.isPrimary ? role : .note)
    }
}

/// A line of a script as it is shown: tabs become spaces, so that carets stand where the text does.
enum SourceLine {
    static let tabWidth = 4

    static func printable(_ text: String) -> String {
        var result = ""
        var column = 0
        for character in Printable.text(text) {
            if character == "\t" {
                let spaces = tabWidth - column % tabWidth
                result += String(repeating: " ", count: spaces)
                column += spaces
            } else {
                result.append(character)
                column += CellWidth.of(character)
            }
        }
        return result
    }

    static func cells(_ text: String) -> Int { CellWidth.of(printable(text)) }
}

extension Diagnostic.Severity {
    var role: Role {
        switch self {
        case .error: .error
        case .warning: .warning
        case .note: .note
        }
    }
}
