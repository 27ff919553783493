/// Finds what somebody probably meant.
public enum Nearest {
    /// The candidate with the fewest edits, if they are few enough for a slip of the hand; the first one where several are equal.
    ///
    /// An edit is a letter put in, left out, changed, or swapped with its neighbour; one for every three letters of the longer is
    /// allowed, at least one. Case does not count against a candidate. Of the cost of `word.count * candidate.count` for each candidate.
    public static func match(_ word: String, among candidates: some Sequence<String>) -> String? {
        let letters = Array(word.lowercased().unicodeScalars)
        var best: (text: String, distance: Int)?
        for candidate in candidates where candidate != word {
            let other = Array(candidate.lowercased().unicodeScalars)
            let limit = max(1, max(letters.count, other.count) / 3)
            guard abs(other.count - letters.count) <= limit else { continue }
            let distance = edits(letters, other)
            guard distance <= limit, distance < max(letters.count, other.count), distance < best?.distance ?? .max else { continue }
            best = (candidate, distance)
        }
        return best?.text
    }

    /// Optimal string alignment distance.
    private static func edits(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
        var before = [Int]()
        var previous = Array(0...second.count)
        for row in first.indices {
            var current = [row + 1]
            for column in second.indices {
                let change = previous[column] + (first[row] == second[column] ? 0 : 1)
                var distance = min(change, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, first[row] == second[column - 1], first[row - 1] == second[column] {
                    distance = min(distance, before[column - 1] + 1)
                }
                current.append(distance)
            }
            before = previous
            previous = current
        }
        return previous[second.count]
    }
}
