/// The one description of every clause; parser, checker, completion, help and the reference page read it.
public enum ClauseTable {
    /// All rows in the order in which the reference page shows them.
    public static let rows: [ClauseRow] =
        declarationRows + structureRows + stepRows + policyRows + settingRows + deployerRows + commandRows + testRows

    /// The row that a word follows in a place; in a function, one made of all of the word's rows.
    public static func row(_ word: String, in place: Place) -> ClauseRow? {
        if place == .function { return functionRows[word] }
        return rowsByWord[word]?.first { $0.places.contains(place) }
    }

    /// Every row of a word, wherever it stands.
    public static func rows(named word: String) -> [ClauseRow] {
        rowsByWord[word] ?? []
    }

    /// The clauses that may stand in a place, in table order; in a function, one for each word.
    public static func rows(in place: Place) -> [ClauseRow] {
        guard place == .function else { return rows.filter { $0.places.contains(place) } }
        return words.compactMap { functionRows[$0] }
    }

    /// All clause words, each once, in table order.
    public static let words: [String] = {
        var seen: Set<String> = []
        return rows.map(\.word).filter { seen.insert($0).inserted }
    }()

    public static func isClauseWord(_ word: String) -> Bool { rowsByWord[word] != nil }
    public static func isModifierWord(_ word: String) -> Bool { modifierWords.contains(word) }

    /// Words that are a clause of a block and a modifier of another clause in it: at the start of a line they are the clause.
    /// Functions take every clause, so there the rule holds for all words.
    public static let clauseAndModifierWords: [String] = ["on"]

    private static let rowsByWord: [String: [ClauseRow]] = Dictionary(grouping: rows, by: \.word)

    private static let modifierWords: Set<String> = Set(modifierWordList)

    /// All modifier words, each once, in table order.
    public static let modifierWordList: [String] = {
        var seen: Set<String> = []
        return rows.flatMap { $0.modifiers.map(\.word) }.filter { seen.insert($0).inserted }
    }()

    private static let functionRows: [String: ClauseRow] = rowsByWord.mapValues(merged)

    /// The union of a word's rows: what is required in only some of them is optional.
    private static func merged(_ rows: [ClauseRow]) -> ClauseRow {
        let first = rows[0]
        guard rows.count > 1 else { return first }
        let longest = rows.reduce(first) { $1.parameters.count > $0.parameters.count ? $1 : $0 }
        let parameters = longest.parameters.enumerated().map { index, parameter in
            let optional = rows.contains { !$0.parameters.indices.contains(index) || $0.parameters[index].isOptional }
            return ClauseParameter(parameter.name, parameter.shape, optional: optional, after: parameter.leadingWord, parameter.summary)
        }
        var modifiers: [ModifierRow] = []
        for modifier in rows.flatMap(\.modifiers) where !modifiers.contains(where: { $0.word == modifier.word }) {
            let required = rows.allSatisfy { $0.modifier(modifier.word)?.isRequired == true }
            modifiers.append(
                ModifierRow(
                    modifier.word, modifier.parameters, trailing: modifier.trailingWords, required: required, default: modifier.defaultText,
                    modifier.summary))
        }
        var places: [Place] = []
        for place in rows.flatMap(\.places) where !places.contains(place) { places.append(place) }
        return ClauseRow(
            first.word, first.family, in: places, parameters, trailing: first.trailingWords, modifiers: modifiers,
            block: rows.compactMap(\.block).first, yieldsValue: rows.contains(where: \.yieldsValue), first.summary, details: first.details,
            example: first.example)
    }
}

extension ClauseRow {
    /// True if a word at the start of a line in this place is a modifier of the clause above rather than a clause itself.
    func takes(_ modifier: String, onFurtherLineIn place: Place) -> Bool {
        guard place == .function else { return ClauseTable.row(modifier, in: place) == nil }
        return ClauseTable.rows(named: word).contains { candidate in
            candidate.modifier(modifier) != nil
                && candidate.places.allSatisfy { $0 == .function || ClauseTable.row(modifier, in: $0) == nil }
        }
    }
}
