import Foundation
import SluiceChecker
import SluiceModel
import SluiceSyntax
import Testing

/// Everything that the tables of the program know is shown by a case; what is not is named.
@Suite("What the cases show")
struct CoverageTests {
    /// What cases use that are expected to go well.
    private let shown: Set<String>
    private let cases: [ConformanceCase]

    init() throws {
        cases = try ConformanceFiles.all()
        shown = cases.filter { !$0.failsByDesign }.reduce(into: []) { $0.formUnion(ScriptUse($1.text).found) }
    }

    private func check(_ wanted: [String], among shown: Set<String>? = nil) {
        let missing = wanted.filter { !(shown ?? self.shown).contains($0) }
        #expect(missing.isEmpty, "no case shows: \(missing.joined(separator: "; "))")
    }

    /// Clauses that a case can show only with an error: a later version carries out the first two, which say so when they run;
    /// `retry` acts on a step in doubt alone, and no script brings one about.
    private static let refused = ["source", "simulate", "retry"]

    private static func isRefused(_ row: ClauseRow, in place: Place) -> Bool {
        refused.contains(row.word) || place == .source || place == .simulation
    }

    @Test("every clause in every block in which it may stand, with its parameters and modifiers")
    func clauses() {
        let all = cases.reduce(into: Set<String>()) { $0.formUnion(ScriptUse($1.text).found) }
        for row in ClauseTable.rows {
            for place in row.places where place != .function {
                let seen = Self.isRefused(row, in: place) ? all : shown
                check(["\(row.word) in \(place.title)"], among: seen)
            }
            // Parameters and modifiers are the same in each block: one is enough.
            let seen = row.places.contains(where: { Self.isRefused(row, in: $0) }) ? all : shown
            for modifier in row.modifiers where !Self.used(modifier.word, of: row, seen) {
                Issue.record("no case shows `\(row.word) … \(modifier.word)`")
            }
            for parameter in row.parameters
            where !row.places.contains(where: { seen.contains("\(row.word) with \(parameter.name) in \($0.title)") }) {
                Issue.record("no case shows `\(row.word)` with its \(parameter.name)")
            }
        }
    }

    private static func used(_ modifier: String, of row: ClauseRow, _ seen: Set<String>) -> Bool {
        row.places.contains { seen.contains("\(row.word) … \(modifier) in \($0.title)") }
    }

    @Test("every word that a clause or modifier chooses from")
    func words() {
        for row in ClauseTable.rows where row.family != .test {
            for parameter in row.parameters { check(Self.choices(parameter).map { "\(row.word): \($0)" }) }
            for modifier in row.modifiers {
                for parameter in modifier.parameters { check(Self.choices(parameter).map { "\(row.word) … \(modifier.word): \($0)" }) }
            }
        }
    }

    private static func choices(_ parameter: ClauseParameter) -> [String] {
        switch parameter.shape {
        case .word(let words), .wordList(let words): words
        case .expression, .expressionList, .expressionRun, .label, .labelList: []
        }
    }

    @Test("every builtin, with each argument that goes by name only")
    func builtins() {
        let all = cases.reduce(into: Set<String>()) { $0.formUnion(ScriptUse($1.text).found) }
        for row in BuiltinTable.rows {
            let seen = row.name == "git" ? all : shown
            check(["call \(row.name)"], among: seen)
            for parameter in row.parameters where parameter.isNamedOnly && row.name != "git" {
                check(["call \(row.name) \(parameter.name):"], among: seen)
            }
        }
    }

    @Test("every late name, and each member that it has")
    func lateNames() {
        for late in SluiceModel.LateName.allCases where late != .param {
            check(["name \(late.rawValue)"])
            check((LateNames.members(of: late) ?? []).map { "member \(late.rawValue).\($0)" })
        }
    }

    @Test("every literal, operator, statement and type")
    func forms() {
        check(["none", "true", "false", "Int", "Float", "Percent", "Duration", "Size", "TimeOfDay", "Date"].map { "literal \($0)" })
        check(WeekdayLiteral.allCases.map { "literal \($0.rawValue)" })
        check(["string quoted", "string raw", "string multiline", "comprehension", "if as a value", "|>"])
        check(BinaryOperator.allCases.map { "binary \($0.rawValue)" } + UnaryOperator.allCases.map { "unary \($0.rawValue)" })
        check(
            [
                "let", "var", "assignment", "fn", "return", "if", "for", "for with two names", "while", "break", "continue", "import",
                "expression", "clause",
            ].map { "statement \($0)" })
        check(TypeAnnotation.builtinNames.map { "type \($0)" } + ["type [T]"])
    }

    /// Codes that no script can show.
    private static let unreachable = [
        "E0515": "ends what is only judged, silently: nothing more can be said without carrying commands out",
        "E0512": "needs a journal that was changed between two runs",
        "E0516": "stands in what the parser could not read, which is never evaluated",
        "E0517": "needs a runtime that answers out of turn",
        "E0518": "needs somebody who interrupts",
        "S109": "an alarm can only name those before it, so a script makes no circle",
    ]

    @Test("every code of a diagnostic, with its whole rendering in a file of its own")
    func codes() {
        let known = DiagnosticCodes.pages.map(\.code)
        for code in known where Self.unreachable[code] == nil {
            let own = cases.first { $0.file == "diagnostics/\(code).pipe" }
            guard let own else {
                Issue.record("\(code) has no rendering: write Tests/Conformance/diagnostics/\(code).pipe, as the README there says")
                continue
            }
            #expect(own.rendering.contains { $0.contains("[\(code)]") }, "diagnostics/\(code).pipe does not show its code")
        }
        for found in cases where found.file.hasPrefix("diagnostics/E") || found.file.hasPrefix("diagnostics/S") {
            #expect(known.contains { found.file == "diagnostics/\($0).pipe" }, "\(found.file) shows a code that there is not")
        }
    }
}
