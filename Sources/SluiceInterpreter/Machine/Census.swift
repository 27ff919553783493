import OrderedCollections
import SluiceModel

/// Counts the bytes that values hold, each list, map, text and function once, however often it is held.
///
/// What it counts is what a value is made of, not what an allocator takes for it: the same on every machine.
private struct Census {
    /// Addresses of what was counted; they only tell things apart.
    private var seen = Set<UInt>()
    private var open: [Value] = []
    private(set) var bytes = 0

    mutating func count(_ value: Value) {
        open.append(value)
        while let next = open.popLast() { look(at: next) }
    }

    private mutating func look(at value: Value) {
        switch value {
        case .string(let text): add(text)
        case .list(let list):
            guard isFirst(list.elements) else { return }
            bytes += list.byteCount
            open += list.elements
        case .map(let map):
            guard seen.insert(UInt(bitPattern: map.identity)).inserted else { return }
            bytes += map.byteCount
            for key in map.entries.keys { add(key.text) }
            open += map.entries.values
        case .function(.closure(let closure)):
            guard seen.insert(UInt(bitPattern: ObjectIdentifier(closure))).inserted else { return }
            bytes += closure.byteCount
            for case let captured? in closure.captured { open.append(captured) }
        case .template(let template): bytes += template.byteCount
        case .fleet(let targets): if isFirst(targets) { bytes += 32 + 160 * targets.count }
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .range, .function(.builtin),
            .target, .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            break
        }
    }

    private mutating func add(_ text: String) {
        guard text.utf8.count > 15 else { return }
        let address = unsafe text.utf8.withContiguousStorageIfAvailable { UInt(bitPattern: $0.baseAddress) }
        guard let address, !seen.insert(address).inserted else {
            bytes += text.byteCount
            return
        }
    }

    private mutating func isFirst<T>(_ elements: [T]) -> Bool {
        let address = unsafe elements.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
        return !elements.isEmpty && seen.insert(address).inserted
    }
}

extension ScriptEvaluation {
    /// The bytes of all values that the script can still reach.
    mutating func countHeld() throws(Trouble) -> Int {
        var census = Census()
        for index in 0..<frame.end {
            if let value = unsafe registers.cells[index] { census.count(value) }
        }
        for loop in loops {
            census.count(.list(loop.items))
            census.count(.list(loop.results))
        }
        for module in modules.values { for value in module.exports.values { census.count(value) } }
        census.count(result)
        return census.bytes
    }
}

extension String {
    /// Short text lies in the value itself.
    var byteCount: Int { utf8.count > 15 ? 32 + utf8.count : 0 }
}

extension ListValue {
    var byteCount: Int { 32 + 24 * elements.count }
}

extension MapValue {
    var byteCount: Int { 128 + 48 * entries.count }
}

extension Closure {
    var byteCount: Int { 64 + 24 * captured.count }
}

extension TemplateValue {
    var byteCount: Int {
        template.parts.reduce(48) { bytes, part in
            switch part {
            case .text(let text), .data(let text): bytes + 64 + text.utf8.count
            case .late, .raw, .secret: bytes + 96
            }
        }
    }
}

extension Value {
    /// What this value itself takes, without what lies in it.
    var shallowBytes: Int {
        switch self {
        case .string(let text): text.byteCount
        case .list(let list): list.byteCount
        case .map(let map): map.byteCount
        case .function(.closure(let closure)): closure.byteCount
        case .template(let template): template.byteCount
        case .fleet(let targets): 32 + 160 * targets.count
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .range, .function(.builtin),
            .target, .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            0
        }
    }
}
