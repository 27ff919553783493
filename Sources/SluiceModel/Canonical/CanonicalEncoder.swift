/// A place in the tree that is being written.
final class EncodingNode {
    enum Content {
        case empty
        case leaf(CanonicalValue)
        case list([EncodingNode])
        case object([(key: String, node: EncodingNode)])
    }
    var content = Content.empty

    var value: CanonicalValue {
        switch content {
        case .empty: return .object([])
        case .leaf(let value): return value
        case .list(let nodes): return .list(nodes.map(\.value))
        case .object(let members):
            if members.count == 1, members[0].key == unlabelledKey { return members[0].node.value }
            return .object(members.map { .init($0.key, $0.node.value) })
        }
    }

    func member(_ key: any CodingKey) -> EncodingNode {
        let node = EncodingNode()
        let name = CanonicalCoding.snakeCase(key.stringValue)
        if case .object(var members) = content {
            content = .empty
            members.append((name, node))
            content = .object(members)
        } else {
            content = .object([(name, node)])
        }
        return node
    }

    func element() -> EncodingNode {
        let node = EncodingNode()
        if case .list(var nodes) = content {
            content = .empty
            nodes.append(node)
            content = .list(nodes)
        } else {
            content = .list([node])
        }
        return node
    }
}

struct NodeEncoder: Encoder {
    let node: EncodingNode
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .empty = node.content { node.content = .object([]) }
        return KeyedEncodingContainer(KeyedWriter<Key>(node: node, codingPath: codingPath))
    }
    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .empty = node.content { node.content = .list([]) }
        return ListWriter(node: node, codingPath: codingPath)
    }
    func singleValueContainer() -> any SingleValueEncodingContainer { LeafWriter(node: node, codingPath: codingPath) }
}

private struct KeyedWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: EncodingNode
    let codingPath: [any CodingKey]

    private func put(_ value: CanonicalValue, _ key: Key) { node.member(key).content = .leaf(value) }
    func encodeNil(forKey key: Key) { put(.null, key) }
    func encode(_ value: Bool, forKey key: Key) { put(.boolean(value), key) }
    func encode(_ value: String, forKey key: Key) { put(.string(value), key) }
    func encode(_ value: Int, forKey key: Key) { put(.number(String(value)), key) }
    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        put(try CanonicalCoding.encode(value, path: codingPath + [key]), key)
    }
    func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        NodeEncoder(node: node.member(key), codingPath: codingPath + [key]).container(keyedBy: keyType)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        NodeEncoder(node: node.member(key), codingPath: codingPath + [key]).unkeyedContainer()
    }
    func superEncoder() -> any Encoder { NodeEncoder(node: node, codingPath: codingPath) }
    func superEncoder(forKey key: Key) -> any Encoder { NodeEncoder(node: node.member(key), codingPath: codingPath + [key]) }
}

private struct ListWriter: UnkeyedEncodingContainer {
    let node: EncodingNode
    let codingPath: [any CodingKey]
    var count: Int {
        if case .list(let nodes) = node.content { return nodes.count }
        return 0
    }

    func encodeNil() { node.element().content = .leaf(.null) }
    func encode<T: Encodable>(_ value: T) throws {
        let path = codingPath + [PositionKey(intValue: count)]
        node.element().content = .leaf(try CanonicalCoding.encode(value, path: path))
    }
    func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type) -> KeyedEncodingContainer<Nested> {
        let path = codingPath + [PositionKey(intValue: count)]
        return NodeEncoder(node: node.element(), codingPath: path).container(keyedBy: keyType)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        let path = codingPath + [PositionKey(intValue: count)]
        return NodeEncoder(node: node.element(), codingPath: path).unkeyedContainer()
    }
    func superEncoder() -> any Encoder { NodeEncoder(node: node.element(), codingPath: codingPath) }
}

private struct LeafWriter: SingleValueEncodingContainer {
    let node: EncodingNode
    let codingPath: [any CodingKey]

    private func put(_ value: CanonicalValue) { node.content = .leaf(value) }
    func encodeNil() { put(.null) }
    func encode(_ value: Bool) { put(.boolean(value)) }
    func encode(_ value: String) { put(.string(value)) }
    func encode(_ value: Double) { put(value.isFinite ? .number("\(value)") : .string("\(value)")) }
    func encode(_ value: Float) { encode(Double(value)) }
    func encode(_ value: Int) { put(.number(String(value))) }
    func encode(_ value: Int8) { put(.number(String(value))) }
    func encode(_ value: Int16) { put(.number(String(value))) }
    func encode(_ value: Int32) { put(.number(String(value))) }
    func encode(_ value: Int64) { put(.number(String(value))) }
    func encode(_ value: UInt) { put(.number(String(value))) }
    func encode(_ value: UInt8) { put(.number(String(value))) }
    func encode(_ value: UInt16) { put(.number(String(value))) }
    func encode(_ value: UInt32) { put(.number(String(value))) }
    func encode(_ value: UInt64) { put(.number(String(value))) }
    func encode<T: Encodable>(_ value: T) throws { put(try CanonicalCoding.encode(value, path: codingPath)) }
}
