import OrderedCollections
import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    func checkText(_ count: Int) throws(Trouble) {
        guard count <= limits.textBytes else { throw Trouble(.tooLarge, "a text may hold at most \(limits.textBytes) bytes") }
    }

    mutating func concatenated(_ left: String, _ right: String) throws(Trouble) -> String {
        let count = left.utf8.count + right.utf8.count
        try checkText(count)
        try burn(count / 16)
        let sum = left + right
        try charge(sum.byteCount)
        return sum
    }

    /// What a value contributes to a text.
    func parts(_ value: Value) -> [Template.Part] {
        switch value {
        case .template(let template): return template.template.parts
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .list, .map, .range,
            .function, .target, .fleet, .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            let text = value.text
            return text.isEmpty ? [] : [.text(text)]
        }
    }

    /// What a value contributes to a command literal: data, unless `raw` made it text.
    private func commandParts(_ value: Value) -> [Template.Part] {
        guard case .template(let template) = value else { return [.data(value.text)] }
        if template.isRaw { return template.template.parts }
        return template.template.parts.map { part in
            switch part {
            case .text(let text), .data(let text): .data(text)
            case .late(let reference), .raw(let reference): .late(reference)
            case .secret(let name): .secret(name)
            }
        }
    }

    mutating func makeText(_ to: Register, _ first: Register, _ layout: TextLayout) throws(Trouble) {
        if !layout.isCommand, let text = try plainText(first, layout) {
            set(to, .string(text))
            return
        }
        let values = try takeRow(first, layout.holes)
        for value in values { try prepareText(value) }
        var parts: [Template.Part] = []
        var hole = 0
        var bytes = 0
        var isUnknown = false
        for piece in layout.pieces {
            switch piece {
            case .text(let text): parts.append(.text(text))
            case .hole:
                if case .notRun = values[hole] { isUnknown = true }
                parts += layout.isCommand ? commandParts(values[hole]) : self.parts(values[hole])
                hole += 1
            }
        }
        for part in parts {
            if case .text(let text) = part { bytes += text.utf8.count }
            if case .data(let text) = part { bytes += text.utf8.count }
        }
        try checkText(bytes)
        try burn(bytes / 16 + parts.count)
        if isUnknown { return set(to, .notRun) }
        try charge(bytes + 64 * parts.count)
        let isEarly = parts.allSatisfy { if case .text = $0 { true } else { false } }
        set(to, isEarly ? .string(joined(parts)) : .template(TemplateValue(merged(parts))))
    }

    /// Refuses to write out what would never end: lists that hold lists many times over.
    mutating func prepareText(_ value: Value) throws(Trouble) {
        let size = Int(value.extent.size)
        try checkText(size / 8)
        try burn(size / 16)
    }

    /// The text when all of it is known and nothing in it is a list or a map; `nil` otherwise.
    private mutating func plainText(_ first: Register, _ layout: TextLayout) throws(Trouble) -> String? {
        guard let count = try plainBytes(first, layout) else { return nil }
        try checkText(count)
        try burn(count / 16 + layout.pieces.count)
        let cells = unsafe registers.cells + frame.base
        let text = unsafe String(unsafeUninitializedCapacity: count) { room in
            var writer = unsafe TextWriter(room)
            var hole = first
            for piece in layout.pieces {
                switch piece {
                case .text(let piece): unsafe writer.add(piece)
                case .hole:
                    if case .string(let piece)? = unsafe cells[Int(hole)] { unsafe writer.add(piece) }
                    if case .int(let number)? = unsafe cells[Int(hole)] { unsafe writer.add(number) }
                    hole -= 1
                }
            }
            return unsafe writer.count
        }
        try charge(text.byteCount)
        return text
    }

    /// How long a text is of which all is known and nothing is a list or a map; `nil` otherwise.
    private func plainBytes(_ first: Register, _ layout: TextLayout) throws(Trouble) -> Int? {
        var count = 0
        var hole = first
        for piece in layout.pieces {
            switch piece {
            case .text(let piece): count += piece.utf8.count
            case .hole:
                switch try value(hole) {
                case .string(let piece): count += piece.utf8.count
                case .int(let number): unsafe count += TextWriter.width(of: number)
                case .none, .bool, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .template, .list, .map,
                    .range, .function, .target, .fleet, .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module,
                    .notRun:
                    return nil
                }
                hole -= 1
            }
        }
        return count
    }

    /// Texts put together with a separator between them; `nil` where one is no plain text.
    mutating func joined(texts: [Value], _ separator: String) throws(Trouble) -> String? {
        var bytes = 0
        for element in texts {
            guard case .string(let text) = element else { return nil }
            bytes += text.utf8.count + separator.utf8.count
            try checkText(bytes)
        }
        try burn(bytes / 16)
        var sum = ""
        sum.reserveCapacity(bytes)
        var between = ""
        for case .string(let text) in texts {
            sum += between
            sum += text
            between = separator
        }
        return sum
    }

    private func joined(_ parts: [Template.Part]) -> String {
        parts.reduce(into: "") { text, part in
            if case .text(let piece) = part { text += piece }
        }
    }

    private func merged(_ parts: [Template.Part]) -> [Template.Part] {
        var result: [Template.Part] = []
        for part in parts {
            if case .text(let addition) = part, case .text(let text)? = result.last {
                result[result.count - 1] = .text(text + addition)
            } else {
                result.append(part)
            }
        }
        return result
    }

    mutating func makeList(_ to: Register, _ first: Register, _ count: Int) throws(Trouble) {
        let elements = try takeRow(first, count)
        try burn(count)
        let list = ListValue(elements)
        try charge(list.byteCount)
        set(to, try limits.checked(.list(list)))
    }

    mutating func makeMap(_ to: Register, _ first: Register, _ count: Int) throws(Trouble) {
        let flat = try takeRow(first, count * 2)
        try burn(count)
        let map = try map(of: flat)
        try charge(map.byteCount)
        set(to, try limits.checked(.map(map)))
    }

    /// A map of keys and values that take turns.
    func map(of flat: [Value]) throws(Trouble) -> MapValue {
        var entries = EntryTable()
        for index in 0..<(flat.count / 2) {
            guard case .string(let key) = flat[index * 2] else {
                throw Trouble(
                    .wrongKey, "the keys of a map are Strings, not \(flat[index * 2].typeName)", help: "turn it into text with `string(x)`")
            }
            guard entries.updateValue(flat[index * 2 + 1], forKey: MapKey(key)) == nil else {
                throw Trouble(.duplicateKey, "the key \(quoted(key)) stands twice in this map")
            }
        }
        return MapValue(entries)
    }

    /// Each target once; two that share only their name are an error.
    func distinct(_ targets: [Target]) throws(Trouble) -> [Target] {
        var seen = OrderedDictionary<TargetName, Target>()
        for target in targets {
            if let earlier = seen[target.name], earlier != target {
                throw Trouble(
                    .argumentType, "two different targets are called `\(target.name)`", help: "a target's name is unique in a fleet")
            }
            seen[target.name] = target
        }
        return Array(seen.values)
    }
}

/// Writes texts and whole numbers one after the other into memory that was measured before.
@unsafe
private struct TextWriter {
    private let room: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    init(_ room: UnsafeMutableBufferPointer<UInt8>) { unsafe self.room = unsafe room }

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            for index in 0..<bytes.count { unsafe room[count + index] = unsafe bytes[index] }
            unsafe count += bytes.count
        }
    }

    mutating func add(_ number: Int64) {
        let end = unsafe count + TextWriter.width(of: number)
        if number < 0 { unsafe room[count] = UInt8(ascii: "-") }
        var rest = number.magnitude
        var place = end
        repeat {
            place -= 1
            unsafe room[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
        unsafe count = end
    }

    /// The characters of a number in base 10.
    static func width(of number: Int64) -> Int {
        var width = number < 0 ? 2 : 1
        var rest = number.magnitude
        while rest >= 10 {
            rest /= 10
            width += 1
        }
        return width
    }
}
