/// SHA-256 (FIPS 180-4), for definition hashes and the journal's chain.
///
/// Written here because ring 1 imports no library that reaches the operating system. Linear in the number of bytes; allocates nothing
/// but the digest.
public struct SHA256 {
    private var state = Words(
        a: 0x6a09_e667, b: 0xbb67_ae85, c: 0x3c6e_f372, d: 0xa54f_f53a, e: 0x510e_527f, f: 0x9b05_688c, g: 0x1f83_d9ab, h: 0x5be0_cd19)
    /// What did not fill a block yet.
    private var rest = InlineArray<64, UInt8>(repeating: 0)
    private var restCount = 0
    private var length: UInt64 = 0

    public init() {}

    /// The digest as 64 lowercase hexadecimal digits.
    public static func hexDigest(_ bytes: some Sequence<UInt8>) -> String {
        var hash = SHA256()
        hash.update(Array(bytes))
        return hash.hexDigest()
    }

    public mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    private mutating func update(_ bytes: UnsafeRawBufferPointer) {
        length &+= UInt64(bytes.count) &* 8
        var place = 0
        if restCount > 0 {
            place = min(64 - restCount, bytes.count)
            unsafe keep(bytes[..<place])
            guard restCount == 64 else { return }
            compressRest()
        }
        let whole = (bytes.count - place) / 64
        if whole > 0, let start = bytes.baseAddress { unsafe state.compress(start + place, count: whole) }
        unsafe keep(bytes[(place + whole * 64)...])
    }

    private mutating func keep(_ bytes: Slice<UnsafeRawBufferPointer>) {
        for index in unsafe bytes.indices {
            rest[restCount] = unsafe bytes[index]
            restCount += 1
        }
    }

    private mutating func compressRest() {
        let span = rest.span
        unsafe span.withUnsafeBytes { block in
            if let start = block.baseAddress { unsafe state.compress(start, count: 1) }
        }
        restCount = 0
    }

    /// Ends the message; the hash must not be used afterwards.
    public mutating func hexDigest() -> String {
        let bits = length
        rest[restCount] = 0x80
        restCount += 1
        if restCount > 56 {
            for index in restCount..<64 { rest[index] = 0 }
            compressRest()
        }
        for index in restCount..<56 { rest[index] = 0 }
        for index in 0..<8 { rest[56 + index] = UInt8(truncatingIfNeeded: bits >> UInt64(56 - index * 8)) }
        compressRest()
        let words = [state.a, state.b, state.c, state.d, state.e, state.f, state.g, state.h]
        return unsafe String(unsafeUninitializedCapacity: 64) { digits in
            for index in 0..<64 {
                unsafe digits[index] = hexadecimalDigits[Int(words[index >> 3] >> UInt32(28 - (index & 7) * 4) & 15)]
            }
            return 64
        }
    }
}

/// The eight words that a block is mixed into.
private struct Words {
    var a, b, c, d, e, f, g, h: UInt32

    /// Precondition: `count` blocks of 64 bytes lie at `start`.
    mutating func compress(_ start: UnsafeRawPointer, count: Int) {
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
            guard let schedule = schedule.baseAddress else { return }
            for block in 0..<count {
                unsafe Self.fill(schedule, from: start + block * 64)
                unsafe mix(schedule)
            }
        }
    }

    private static func fill(_ schedule: UnsafeMutablePointer<UInt32>, from block: UnsafeRawPointer) {
        for index in 0..<16 {
            unsafe schedule[index] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self))
        }
        for index in 16..<64 {
            let early = unsafe schedule[index &- 15]
            let late = unsafe schedule[index &- 2]
            let first = rotated(early, 7) ^ rotated(early, 18) ^ early >> 3
            let second = rotated(late, 17) ^ rotated(late, 19) ^ late >> 10
            unsafe schedule[index] = schedule[index &- 16] &+ first &+ schedule[index &- 7] &+ second
        }
    }

    /// Eight rounds in a row change places instead of values.
    private mutating func mix(_ schedule: UnsafeMutablePointer<UInt32>) {
        var next = self
        unsafe sha256Constants.withUnsafeBufferPointer { constants in
            for index in stride(from: 0, to: 64, by: 8) {
                @inline(__always) func word(_ step: Int) -> UInt32 {
                    unsafe schedule[index &+ step] &+ constants[index &+ step]
                }
                Self.round(next.a, next.b, next.c, &next.d, next.e, next.f, next.g, &next.h, word(0))
                Self.round(next.h, next.a, next.b, &next.c, next.d, next.e, next.f, &next.g, word(1))
                Self.round(next.g, next.h, next.a, &next.b, next.c, next.d, next.e, &next.f, word(2))
                Self.round(next.f, next.g, next.h, &next.a, next.b, next.c, next.d, &next.e, word(3))
                Self.round(next.e, next.f, next.g, &next.h, next.a, next.b, next.c, &next.d, word(4))
                Self.round(next.d, next.e, next.f, &next.g, next.h, next.a, next.b, &next.c, word(5))
                Self.round(next.c, next.d, next.e, &next.f, next.g, next.h, next.a, &next.b, word(6))
                Self.round(next.b, next.c, next.d, &next.e, next.f, next.g, next.h, &next.a, word(7))
            }
        }
        a &+= next.a
        b &+= next.b
        c &+= next.c
        d &+= next.d
        e &+= next.e
        f &+= next.f
        g &+= next.g
        h &+= next.h
    }

    @inline(__always)
    private static func round(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ word: UInt32
    ) {
        let first = h &+ (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) &+ (g ^ (e & (f ^ g))) &+ word
        d &+= first
        h = first &+ (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ ((a & b) | (c & (a | b)))
    }

    @inline(__always)
    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word &>> count | word &<< (32 &- count) }
}

private let sha256Constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
]
