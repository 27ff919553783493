import SluiceFuzzing
import SluiceModel
import Testing

/// The same numbers in every process (Steele, Lea, Flood: SplitMix).
private struct SeededBytes {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }
}

struct CanonicalParserTests {
    @Test("Random bytes never trap, and what parses is written back the same", arguments: 0..<20 as Range<UInt64>)
    func randomBytes(seed: UInt64) throws {
        var random = SeededBytes(state: seed)
        let alphabet = Array(#"{}[]":,\un0123e-+.tfals "#.utf8) + [0, 0x1F, 0x80, 0xC3, 0xFF]
        for _ in 0..<500 {
            let bytes = (0..<random.next() % 24).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
            guard let value = try? CanonicalValue(parsing: bytes) else { continue }
            #expect(try CanonicalValue(parsing: value.text) == value)
        }
    }

    @Test("Random damage to a stored definition never traps", arguments: 0..<10 as Range<UInt64>)
    func damage(seed: UInt64) throws {
        var random = SeededBytes(state: seed)
        let whole = try CanonicalCoding.bytes(of: Specimens.definition)
        for _ in 0..<40 {
            var bytes = whole
            for _ in 0...(random.next() % 3) { bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next()) }
            _ = try? CanonicalCoding.decode(PipelineDefinition.self, from: bytes)
            _ = try? CanonicalCoding.decode(PipelineDefinition.self, from: whole.prefix(Int(random.next() % UInt64(whole.count))))
        }
    }

    @Test(
        "What is no JSON is refused at its place",
        arguments: [
            ("", 0), ("{", 1), ("[1,]", 3), ("\"a", 2), ("tru", 0), ("1 2", 2), ("--1", 0), ("\"\\x\"", 3), ("\"\u{1}\"", 2),
            ("{\"a\" 1}", 5),
            ("\"\\ud800\"", 7), ("nan", 0), ("1.", 0),
        ])
    func errors(text: String, offset: Int) {
        #expect(throws: CanonicalSyntaxError.self) { try CanonicalValue(parsing: text) }
        do {
            _ = try CanonicalValue(parsing: text)
        } catch { #expect(error.offset == offset) }
    }

    @Test("Nesting is bounded, not endless")
    func depth() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: CanonicalSyntaxError.self) { try CanonicalValue(parsing: deep) }
        let fine = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        #expect(throws: Never.self) { try CanonicalValue(parsing: fine) }
    }

    @Test("Escapes are read")
    func escapes() throws {
        #expect(try CanonicalValue(parsing: #""\u00e9\ud83d\ude00\/\b\f""#) == .string("é😀/\u{8}\u{C}"))
    }
}

struct SHA256Tests {
    @Test(
        "The published vectors",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
            ),
        ])
    func vectors(text: String, digest: String) { #expect(SHA256.hexDigest(text.utf8) == digest) }

    @Test("A message in pieces is the message", arguments: [1, 7, 55, 56, 63, 64, 65, 200])
    func pieces(length: Int) {
        let message = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var hash = SHA256()
        for start in stride(from: 0, to: message.count, by: length) {
            hash.update(Array(message[start..<min(start + length, message.count)]))
        }
        #expect(hash.hexDigest() == SHA256.hexDigest(message))
    }

    @Test("A million letters") func million() {
        let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        #expect(SHA256.hexDigest(repeatElement(UInt8(ascii: "a"), count: 1_000_000)) == digest)
    }
}
