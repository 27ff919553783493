/// The entries of a map, in the order in which their keys came.
///
/// A bucket holds half of its key's hash beside the entry's place, so that a search reads the key that it finds and hardly another;
/// in a large map each key read in vain would be a miss of the processor's cache. Few entries are searched one by one.
public struct EntryTable: Sendable {
    public private(set) var keys: [MapKey] = []
    public private(set) var values: [Value] = []
    /// The hash in the upper half, one more than the place in the lower; 0 is free. A power of two of them, a quarter of them free.
    private var buckets: [UInt64] = []

    /// As many entries are found without buckets.
    private static let few = 8

    init() {}

    /// The last of several entries with one key counts, at the place of the first.
    init(_ pairs: some Sequence<(String, Value)>) {
        for (key, value) in pairs { updateValue(value, forKey: MapKey(key)) }
    }

    public subscript(key: MapKey) -> Value? { place(of: key).map { values[$0] } }

    /// Puts a value in, and gives the one that was there.
    @discardableResult
    mutating func updateValue(_ value: Value, forKey key: MapKey) -> Value? {
        let hash = keys.count < Self.few ? 0 : Self.hash(of: key)
        if let place = buckets.isEmpty ? keys.firstIndex(of: key) : bucket(of: key, hash).place {
            let former = values[place]
            values[place] = value
            return former
        }
        keys.append(key)
        values.append(value)
        guard keys.count > Self.few else { return nil }
        if keys.count * 4 > buckets.count * 3 {
            grow()
        } else {
            insert(hash, keys.count)
        }
        return nil
    }

    /// With the entries of another, whose values count where both have a key.
    func merging(_ other: EntryTable) -> EntryTable {
        var sum = self
        for (key, value) in other { sum.updateValue(value, forKey: key) }
        return sum
    }

    private func place(of key: MapKey) -> Int? {
        buckets.isEmpty ? keys.firstIndex(of: key) : bucket(of: key, Self.hash(of: key)).place
    }

    /// Of the key's bytes, the same in every process, in the upper half.
    private static func hash(of key: MapKey) -> UInt64 {
        var text = key.text
        return text.withUTF8 { utf8 in
            let bytes = UnsafeRawBufferPointer(utf8)
            var hash = mixed(UInt64(bytes.count) ^ 0xA076_1D64_78BD_642F)
            var offset = 0
            while offset &+ 8 <= bytes.count {
                hash = mixed(hash ^ (unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
                offset &+= 8
            }
            var rest: UInt64 = 0
            while offset < bytes.count {
                rest = rest << 8 | UInt64(unsafe bytes[offset])
                offset &+= 1
            }
            return mixed(hash ^ rest) & ~0xFFFF_FFFF
        }
    }

    /// Both halves of a product with the golden ratio's bits: each bit of the result depends on all of `word`.
    private static func mixed(_ word: UInt64) -> UInt64 {
        let product = word.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }

    /// The bucket that holds a key, or the one where it belongs.
    private func bucket(of key: MapKey, _ hash: UInt64) -> (index: Int, place: Int?) {
        let mask = buckets.count &- 1
        var index = Int(hash >> 32) & mask
        while buckets[index] != 0 {
            let place = Int(buckets[index] & 0xFFFF_FFFF) &- 1
            if (buckets[index] ^ hash) >> 32 == 0, keys[place] == key { return (index, place) }
            index = (index &+ 1) & mask
        }
        return (index, nil)
    }

    private mutating func insert(_ hash: UInt64, _ number: Int) {
        let mask = buckets.count &- 1
        var index = Int(hash >> 32) & mask
        while buckets[index] != 0 { index = (index &+ 1) & mask }
        buckets[index] = hash | UInt64(number)
    }

    private mutating func grow() {
        let former = buckets
        buckets = Array(repeating: 0, count: Swift.max(32, former.count * 2))
        if former.isEmpty {
            for (index, key) in keys.enumerated() { insert(Self.hash(of: key), index + 1) }
        } else {
            for bucket in former where bucket != 0 { insert(bucket & ~0xFFFF_FFFF, Int(bucket & 0xFFFF_FFFF)) }
            insert(Self.hash(of: keys[keys.count - 1]), keys.count)
        }
    }
}

extension EntryTable: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { keys.count }
    public subscript(position: Int) -> (key: MapKey, value: Value) { (keys[position], values[position]) }
}
