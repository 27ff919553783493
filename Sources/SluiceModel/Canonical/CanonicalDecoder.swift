/// Where in a text a value stands. Only an error asks for it, so that it is put together only then.
indirect enum DecodingPlace {
    case root
    case member(DecodingPlace, any CodingKey)
    case element(DecodingPlace, Int)

    var keys: [any CodingKey] {
        switch self {
        case .root: []
        case .member(let place, let key): place.keys + [key]
        case .element(let place, let index): place.keys + [PositionKey(intValue: index)]
        }
    }
}

struct ValueDecoder: Decoder {
    let value: CanonicalValue
    let place: DecodingPlace
    var codingPath: [any CodingKey] { place.keys }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func mismatch(_ type: Any.Type, _ expected: String) -> DecodingError {
        .typeMismatch(type, .init(codingPath: codingPath, debugDescription: "expected \(expected), found \(value.text.prefix(80))"))
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        if Key(stringValue: unlabelledKey) != nil, value[unlabelledKey] == nil {
            return KeyedDecodingContainer(
                KeyedReader<Key>(members: [.init(unlabelledKey, value)], place: place))
        }
        guard case .object(let members) = value else { throw mismatch([String: Any].self, "an object") }
        return KeyedDecodingContainer(KeyedReader<Key>(members: members, place: place))
    }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .list(let values) = value else { throw mismatch([Any].self, "a list") }
        return ListReader(values: values, place: place)
    }
    func singleValueContainer() -> any SingleValueDecodingContainer { LeafReader(decoder: self) }
}

private struct KeyedReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: [CanonicalValue.Member]
    let place: DecodingPlace
    var codingPath: [any CodingKey] { place.keys }
    var allKeys: [Key] { members.compactMap { Key(stringValue: $0.key) ?? Key(stringValue: CanonicalCoding.camelCase($0.key)) } }

    private func find(_ key: any CodingKey) -> CanonicalValue? {
        let name = CanonicalCoding.snakeCase(key.stringValue)
        return members.first { $0.key == name }?.value
    }
    private func decoder(_ key: Key) throws -> ValueDecoder {
        guard let value = find(key) else {
            throw DecodingError.keyNotFound(
                key, .init(codingPath: codingPath, debugDescription: "no `\(CanonicalCoding.snakeCase(key.stringValue))`"))
        }
        return ValueDecoder(value: value, place: .member(place, key))
    }

    func contains(_ key: Key) -> Bool { find(key) != nil }
    func decodeNil(forKey key: Key) throws -> Bool { find(key) == .null }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        let decoder = try decoder(key)
        return try CanonicalCoding.decode(type, from: decoder)
    }
    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
        try decoder(key).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { try decoder(key).unkeyedContainer() }
    func superDecoder() throws -> any Decoder { ValueDecoder(value: .object(members), place: place) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }
}

private struct ListReader: UnkeyedDecodingContainer {
    let values: [CanonicalValue]
    let place: DecodingPlace
    var codingPath: [any CodingKey] { place.keys }
    var currentIndex = 0
    var count: Int? { values.count }
    var isAtEnd: Bool { currentIndex == values.count }

    init(values: [CanonicalValue], place: DecodingPlace) {
        self.values = values
        self.place = place
    }

    private mutating func next(_ type: Any.Type) throws -> ValueDecoder {
        let place = DecodingPlace.element(place, currentIndex)
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(type, .init(codingPath: place.keys, debugDescription: "the list ends here"))
        }
        defer { currentIndex += 1 }
        return ValueDecoder(value: values[currentIndex], place: place)
    }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, values[currentIndex] == .null else { return false }
        currentIndex += 1
        return true
    }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let decoder = try next(type)
        return try CanonicalCoding.decode(type, from: decoder)
    }
    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        try next([String: Any].self).container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next([Any].self).unkeyedContainer() }
    mutating func superDecoder() throws -> any Decoder { try next((any Decoder).self) }
}

private struct LeafReader: SingleValueDecodingContainer {
    let decoder: ValueDecoder
    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.value == .null }
    func decode(_ type: Bool.Type) throws -> Bool {
        guard case .boolean(let flag) = decoder.value else { throw decoder.mismatch(type, "true or false") }
        return flag
    }
    func decode(_ type: String.Type) throws -> String {
        guard case .string(let text) = decoder.value else { throw decoder.mismatch(type, "a string") }
        return text
    }
    func decode(_ type: Double.Type) throws -> Double {
        switch decoder.value {
        case .number(let digits), .string(let digits):
            guard let number = Double(digits) else { throw decoder.mismatch(type, "a number") }
            return number
        case .null, .boolean, .list, .object: throw decoder.mismatch(type, "a number")
        }
    }
    func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
    private func integer<I: FixedWidthInteger>(_ type: I.Type) throws -> I {
        guard case .number(let digits) = decoder.value, let number = I(digits) else { throw decoder.mismatch(type, "a whole number") }
        return number
    }
    func decode(_ type: Int.Type) throws -> Int { try integer(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }
    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        try CanonicalCoding.decode(type, from: decoder)
    }
}
