import SluiceChecker
import SluiceSyntax

/// The words of the language by what they look like, from the tables that the parser itself reads.
enum GrammarWords {
    static let control = ["if", "else", "for", "in", "while", "break", "continue", "return"]
    static let declaring = ["let", "var", "fn"]
    static let operators = ["and", "or", "not"]
    static let constants = ["true", "false", "none"]
    static let contextual = ["import", "as"]

    static var weekdays: [String] { WeekdayLiteral.allCases.map(\.rawValue) }
    static var types: [String] { TypeAnnotation.builtinNames }
    static var builtins: [String] { BuiltinTable.rows.map(\.name) }
    static var lateNames: [String] { LateName.all.map(\.name) }
    /// Longest first, as one may begin another.
    static var durationUnits: [String] { longestFirst(LiteralUnits.durations.map(\.unit)) }
    static var sizeUnits: [String] { longestFirst(LiteralUnits.sizes.map(\.unit)) }

    static var clauses: [String] { ClauseTable.words }
    /// Clauses that give something a name, which stands behind them.
    static var naming: [String] {
        unique(ClauseTable.rows.filter { $0.parameters.first.map { $0.name == "name" && $0.shape == .label } ?? false }.map(\.word))
    }
    /// Clauses that may stand where a value is wanted.
    static var valued: [String] { unique(ClauseTable.rows.filter(\.yieldsValue).map(\.word)) }

    /// Modifiers, with the words that stand before or behind their values.
    static var modifiers: [String] {
        let rows = ClauseTable.rows
        let parameters = rows.flatMap { $0.parameters + $0.modifiers.flatMap(\.parameters) }
        let around = parameters.compactMap(\.leadingWord) + rows.flatMap { $0.trailingWords + $0.modifiers.flatMap(\.trailingWords) }
        return unique(ClauseTable.modifierWordList + around.filter { $0.allSatisfy(\.isLetter) })
    }

    /// Words that are values of clauses and mean nothing elsewhere.
    static var fixed: [String] {
        let parameters = ClauseTable.rows.flatMap { $0.parameters + $0.modifiers.flatMap(\.parameters) }
        let words = parameters.flatMap { parameter -> [String] in
            switch parameter.shape {
            case .word(let words), .wordList(let words): words
            case .expression, .expressionList, .expressionRun, .label, .labelList: []
            }
        }
        let taken = Set(clauses + modifiers + lateNames)
        return unique(words).filter { !taken.contains($0) }
    }

    private static func unique(_ words: [String]) -> [String] {
        var seen: Set<String> = []
        return words.filter { seen.insert($0).inserted }
    }

    private static func longestFirst(_ words: [String]) -> [String] {
        words.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }.map(\.element)
    }
}
