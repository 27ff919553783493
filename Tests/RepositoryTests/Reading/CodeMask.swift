/// Blanks what is not code in Swift text, so that a word in a comment or a string is not taken for code.
struct CodeMask {
    private let bytes: [UInt8]
    private var out: [UInt8]
    private var at = 0

    private static let space = UInt8(ascii: " ")
    private static let newline = UInt8(ascii: "\n")
    private static let quote = UInt8(ascii: "\"")
    private static let hash = UInt8(ascii: "#")
    private static let backslash = UInt8(ascii: "\\")
    private static let slash = UInt8(ascii: "/")

    static func masked(_ bytes: [UInt8]) -> String {
        var mask = CodeMask(bytes: bytes, out: bytes.map { $0 < 128 ? $0 : space })
        mask.code(until: nil)
        return String(decoding: mask.out, as: UTF8.self)
    }

    private func byte(_ offset: Int = 0) -> UInt8 {
        at + offset < bytes.count ? bytes[at + offset] : 0
    }

    private mutating func blank(_ count: Int = 1) {
        for index in at..<min(at + count, bytes.count) where bytes[index] != Self.newline { out[index] = Self.space }
        at += count
    }

    /// Passes code; with `until`, up to that closing parenthesis of the same depth.
    private mutating func code(until closing: UInt8?) {
        var depth = 0
        while at < bytes.count {
            let here = byte()
            if here == Self.slash, byte(1) == Self.slash {
                while at < bytes.count, byte() != Self.newline { blank() }
            } else if here == Self.slash, byte(1) == UInt8(ascii: "*") {
                blockComment()
            } else if here == Self.quote {
                string(hashes: 0)
            } else if here == Self.hash, let hashes = hashesBeforeQuote() {
                blank(hashes)
                string(hashes: hashes)
            } else if closing != nil, here == UInt8(ascii: "(") {
                depth += 1
                blank()
            } else if let closing, here == closing {
                if depth == 0 { return }
                depth -= 1
                blank()
            } else if closing != nil {
                blank()
            } else {
                at += 1
            }
        }
    }

    private func hashesBeforeQuote() -> Int? {
        var count = 0
        while byte(count) == Self.hash { count += 1 }
        return byte(count) == Self.quote ? count : nil
    }

    private mutating func blockComment() {
        var depth = 0
        repeat {
            if byte() == Self.slash, byte(1) == UInt8(ascii: "*") {
                depth += 1
                blank(2)
            } else if byte() == UInt8(ascii: "*"), byte(1) == Self.slash {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && at < bytes.count
    }

    private func hashes(_ count: Int, after offset: Int) -> Bool {
        (0..<count).allSatisfy { byte(offset + $0) == Self.hash }
    }

    /// Blanks a string literal, its interpolations included; stands on its first quote.
    private mutating func string(hashes count: Int) {
        let quotes = byte(1) == Self.quote && byte(2) == Self.quote ? 3 : 1
        blank(quotes)
        while at < bytes.count {
            if byte() == Self.backslash, hashes(count, after: 1) {
                blank(1 + count)
                if byte() == UInt8(ascii: "(") {
                    blank()
                    code(until: UInt8(ascii: ")"))
                }
                blank()
            } else if (0..<quotes).allSatisfy({ byte($0) == Self.quote }), hashes(count, after: quotes) {
                blank(quotes + count)
                return
            } else if quotes == 1, byte() == Self.newline {
                return
            } else {
                blank()
            }
        }
    }
}
