/// Finds what somebody probably meant.
public enum Spelling {
    /// The candidate that differs least, or nil if none is close; of equals the first. O(word² × candidates).
    ///
    /// Close means one edit for words of up to four letters, two for longer ones, three above nine; a swap of neighbours is one edit.
    public static func nearest(to word: String, in candidates: [String]) -> String? {
        let letters = Array(word.utf8)
        guard !letters.isEmpty, letters.count <= 64 else { return nil }
        let limit = letters.count <= 2 ? 0 : letters.count <= 4 ? 1 : letters.count <= 9 ? 2 : 3
        var best: (word: String, distance: Int)?
        for candidate in candidates {
            let other = Array(candidate.utf8)
            guard abs(other.count - letters.count) <= limit, candidate != word else { continue }
            let distance = distance(letters, other)
            if distance <= limit, distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        return best?.word
    }

    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1] + [Int](repeating: 0, count: right.count)
            for column in 0..<right.count {
                let isSame = lower(left[row]) == lower(right[column])
                var cost = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current[column + 1] = cost
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }
}
