import Foundation

/// Goes through an XML document and tells where elements begin and end.
///
/// It reads what tools write into reports: elements, attributes, comments, CDATA, processing instructions and a document type,
/// which it passes over. Text between elements is not kept. No entity but the five of XML and character references is known, so
/// nothing in a document makes it larger than it is or makes this fetch anything.
struct XMLReader {
    struct Attribute {
        var name: String
        var value: String
    }
    struct Element {
        var name: String
        var attributes: [Attribute]
        subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
    }
    enum Event {
        case begin(Element)
        case end(String)
    }
    struct Failure: Error {
        /// 1-based.
        var line: Int
        var problem: String
    }

    private let bytes: [UInt8]
    private var index: Int
    private var open: [String] = []
    private var hasRoot = false
    /// The end that follows an element that was closed where it began.
    private var pendingEnd: String?
    private static let maximumDepth = 500

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The next beginning or end of an element; nil after the last.
    mutating func next() throws(Failure) -> Event? {
        if let name = pendingEnd {
            pendingEnd = nil
            return .end(name)
        }
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "<") else {
                try text()
                continue
            }
            if try passesMarkup() { continue }
            if take("</") { return try closing() }
            index += 1
            return try beginning()
        }
        guard open.isEmpty else { throw failure("the document ends inside `<\(open[open.count - 1])>`") }
        guard hasRoot else { throw failure("there is no element") }
        return nil
    }

    // MARK: Markup that says nothing about elements

    private mutating func passesMarkup() throws(Failure) -> Bool {
        if take("<!--") {
            try pass(to: "-->", "a comment")
        } else if take("<![CDATA[") {
            guard !open.isEmpty else { throw failure("text stands outside the first element") }
            try pass(to: "]]>", "a CDATA section")
        } else if take("<?") {
            let start = index
            try pass(to: "?>", "a processing instruction")
            try checkEncoding(of: bytes[start..<index])
        } else if take("<!DOCTYPE") {
            try passDocumentType()
        } else {
            return false
        }
        return true
    }

    private mutating func text() throws(Failure) {
        while index < bytes.count, bytes[index] != UInt8(ascii: "<") {
            if open.isEmpty, !isSpace(bytes[index]) { throw failure("text stands outside the first element") }
            index += 1
        }
    }

    private func checkEncoding(of declaration: ArraySlice<UInt8>) throws(Failure) {
        let text = String(decoding: declaration, as: UTF8.self)
        guard text.hasPrefix("xml "), let range = text.range(of: "encoding=") else { return }
        let name = text[range.upperBound...].dropFirst().prefix { $0 != "\"" && $0 != "'" }.uppercased()
        guard ["UTF-8", "US-ASCII", "ASCII", "ISO-8859-1", "WINDOWS-1252"].contains(name) else {
            throw failure("the encoding \(name) is not read; write the report in UTF-8")
        }
    }

    /// Up to its `>`, past an internal subset in brackets and past quoted text.
    private mutating func passDocumentType() throws(Failure) {
        guard !hasRoot else { throw failure("a document type stands after the first element") }
        var brackets = 0
        while index < bytes.count {
            let byte = bytes[index]
            if take("<!--") {
                try pass(to: "-->", "a comment")
                continue
            }
            index += 1
            switch byte {
            case UInt8(ascii: "["): brackets += 1
            case UInt8(ascii: "]"): brackets -= 1
            case UInt8(ascii: "\""), UInt8(ascii: "'"): try pass(to: String(UnicodeScalar(byte)), "the document type")
            case UInt8(ascii: ">") where brackets == 0: return
            default: break
            }
        }
        throw failure("the document type does not end")
    }

    private mutating func pass(to end: String, _ what: String) throws(Failure) {
        let start = index
        let pattern = Array(end.utf8)
        while index + pattern.count <= bytes.count {
            if bytes[index..<index + pattern.count].elementsEqual(pattern) {
                index += pattern.count
                return
            }
            index += 1
        }
        index = start
        throw failure("\(what) does not end")
    }

    // MARK: Elements

    private mutating func beginning() throws(Failure) -> Event {
        let name = try name("an element")
        guard !open.isEmpty || !hasRoot else { throw failure("`<\(name)>` stands after the end of the document") }
        hasRoot = true
        var attributes: [Attribute] = []
        while true {
            let hadSpace = passSpace()
            if take("/>") {
                pendingEnd = name
                break
            }
            if take(">") {
                open.append(name)
                guard open.count <= Self.maximumDepth else { throw failure("elements nest more than \(Self.maximumDepth) levels deep") }
                break
            }
            guard index < bytes.count else { throw failure("`<\(name)` does not end") }
            guard hadSpace else { throw failure("`<\(name)` has something after its name that is no attribute") }
            let attribute = try attribute(of: name)
            guard !attributes.contains(where: { $0.name == attribute.name }) else {
                throw failure("`<\(name)>` has the attribute `\(attribute.name)` twice")
            }
            attributes.append(attribute)
        }
        return .begin(Element(name: name, attributes: attributes))
    }

    private mutating func closing() throws(Failure) -> Event {
        let name = try name("an end tag")
        passSpace()
        guard take(">") else { throw failure("`</\(name)` does not end") }
        guard let expected = open.popLast() else { throw failure("`</\(name)>` ends what has not begun") }
        guard expected == name else { throw failure("`</\(name)>` stands where `</\(expected)>` is due") }
        return .end(name)
    }

    private mutating func attribute(of element: String) throws(Failure) -> Attribute {
        let name = try name("an attribute of `<\(element)>`")
        passSpace()
        guard take("=") else { throw failure("the attribute `\(name)` of `<\(element)>` has no value") }
        passSpace()
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") else {
            throw failure("the value of `\(name)` in `<\(element)>` is not in quotes")
        }
        let quote = bytes[index]
        index += 1
        var value: [UInt8] = []
        while index < bytes.count, bytes[index] != quote {
            switch bytes[index] {
            case UInt8(ascii: "<"): throw failure("the value of `\(name)` in `<\(element)>` has a `<` in it")
            case UInt8(ascii: "&"): value += try reference()
            case let byte:
                value.append(byte)
                index += 1
            }
        }
        guard index < bytes.count else { throw failure("the value of `\(name)` in `<\(element)>` does not end") }
        index += 1
        return Attribute(name: name, value: String(decoding: value, as: UTF8.self))
    }

    /// `&amp;`, `&#65;`, `&#x41;`.
    private mutating func reference() throws(Failure) -> [UInt8] {
        let end = bytes[index...].prefix(12).firstIndex(of: UInt8(ascii: ";"))
        guard let end else { throw failure("an `&` begins no reference") }
        let name = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
        let known = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
        let text: String
        if let plain = known[name] {
            text = plain
        } else if name.hasPrefix("#"), let scalar = Self.scalar(name.dropFirst()) {
            text = String(scalar)
        } else {
            throw failure("the entity `&\(name);` is not known")
        }
        index = end + 1
        return Array(text.utf8)
    }

    private static func scalar(_ digits: Substring) -> UnicodeScalar? {
        let number = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return number.flatMap(UnicodeScalar.init)
    }

    private mutating func name(_ what: String) throws(Failure) -> String {
        let start = index
        while index < bytes.count, isNameByte(bytes[index]) { index += 1 }
        guard index > start, !isDigit(bytes[start]) else { throw failure("\(what) has no name") }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    // MARK: Bytes

    @discardableResult private mutating func passSpace() -> Bool {
        let start = index
        while index < bytes.count, isSpace(bytes[index]) { index += 1 }
        return index > start
    }

    private mutating func take(_ text: StaticString) -> Bool {
        let pattern = Array(text.description.utf8)
        guard bytes[index...].starts(with: pattern) else { return false }
        index += pattern.count
        return true
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private func isNameByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0x80
            || [UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(byte)
    }

    private func failure(_ problem: String) -> Failure {
        Failure(line: 1 + bytes[..<min(index, bytes.count)].count { $0 == 0x0A }, problem: problem)
    }
}
