/// Numbers that look random and are the same in every run (xorshift64*).
public struct SeededNumbers: Sendable {
    private var state: UInt64

    public init(seed: UInt64) {
        state = seed == 0 ? 1 : seed
    }

    /// Numbers of their own for each pair of seed and index.
    public init(seed: UInt64, index: Int) {
        var mixed = seed &+ UInt64(bitPattern: Int64(index)) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        self.init(seed: mixed ^ (mixed >> 31))
    }

    public mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 2_685_821_657_736_338_717
    }

    /// From 0 up to the bound; 0 for a bound below 1.
    public mutating func next(below bound: Int) -> Int { Int(next() >> 33) % max(1, bound) }

    /// True once in so many times.
    public mutating func isOne(in times: Int) -> Bool { next(below: times) == 0 }

    /// One of them; nil if there is none.
    public mutating func pick<Choices: RandomAccessCollection>(_ choices: Choices) -> Choices.Element? {
        guard !choices.isEmpty else { return nil }
        return choices[choices.index(choices.startIndex, offsetBy: next(below: choices.count))]
    }

    /// A range inside a length, at most so long.
    mutating func range(in length: Int, atMost most: Int) -> Range<Int> {
        let start = next(below: length + 1)
        return start..<min(length, start + next(below: most + 1))
    }
}
