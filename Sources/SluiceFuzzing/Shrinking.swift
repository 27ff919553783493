/// Makes an input smaller while it still does what it was found for.
public enum Shrinking {
    /// Takes away lines, then ever smaller runs of bytes; tries at most so many inputs.
    public static func shrunk(_ input: [UInt8], attempts: Int, while stays: ([UInt8]) -> Bool) -> [UInt8] {
        var left = attempts
        let lines = smaller(pieces(of: input), &left) { stays(Array($0.joined())) }
        let bytes = smaller(Array(lines.joined()).map { [$0] }, &left) { stays(Array($0.joined())) }
        return Array(bytes.joined())
    }

    private static func pieces(of input: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = [[]]
        for byte in input {
            lines[lines.count - 1].append(byte)
            if byte == 0x0A { lines.append([]) }
        }
        return lines
    }

    private static func smaller(_ pieces: [[UInt8]], _ attempts: inout Int, while stays: ([[UInt8]]) -> Bool) -> [[UInt8]] {
        var pieces = pieces
        var run = max(1, pieces.count / 2)
        while !pieces.isEmpty {
            var start = 0
            var isSmaller = false
            while start < pieces.count {
                if attempts <= 0 { return pieces }
                attempts -= 1
                var shorter = pieces
                shorter.removeSubrange(start..<min(pieces.count, start + run))
                if stays(shorter) {
                    pieces = shorter
                    isSmaller = true
                } else {
                    start += run
                }
            }
            if run == 1, !isSmaller { return pieces }
            run = max(1, run / 2)
        }
        return pieces
    }
}
