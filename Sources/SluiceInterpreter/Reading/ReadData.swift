import OrderedCollections
import SluiceModel

extension ScriptEvaluation {
    mutating func parsedJSON(_ text: String, of what: String) throws(Trouble) -> Value {
        let tree: CanonicalValue
        do {
            tree = try CanonicalValue(parsing: text)
        } catch {
            let line = text.utf8.prefix(error.offset).reduce(1) { $1 == 0x0A ? $0 + 1 : $0 }
            throw Trouble(.badData, "\(what), line \(line): no JSON: expected \(error.expected)", label: "cannot be read")
        }
        return try value(tree, in: what, level: 1)
    }

    private mutating func value(_ tree: CanonicalValue, in what: String, level: Int) throws(Trouble) -> Value {
        try burn(1)
        guard level <= limits.nesting else { throw Trouble(.tooLarge, "\(what) nests more than \(limits.nesting) levels deep") }
        switch tree {
        case .null: return .none
        case .boolean(let flag): return .bool(flag)
        case .number(let digits):
            if let number = Int64(digits) { return .int(number) }
            guard let number = Double(digits), number.isFinite else {
                throw Trouble(.badData, "\(what): the number \(digits) does not fit")
            }
            return .float(number)
        case .string(let text): return .string(text)
        case .list(let elements):
            try checkCount(elements.count)
            var values: [Value] = []
            for element in elements { values.append(try value(element, in: what, level: level + 1)) }
            return .list(values)
        case .object(let members):
            try checkCount(members.count)
            var entries = EntryTable()
            for member in members {
                guard entries.updateValue(try value(member.value, in: what, level: level + 1), forKey: MapKey(member.key)) == nil else {
                    throw Trouble(.badData, "\(what): the key \(quoted(member.key)) stands twice in one object")
                }
            }
            return .map(MapValue(entries))
        }
    }

    /// The rows of a CSV text as maps of Strings; the first row names the columns.
    mutating func rows(csv text: String, of what: String) throws(Trouble) -> Value {
        var reader = CSVReader(text)
        let records: [CSVReader.Record]
        do throws(CSVReader.Failure) {
            records = try reader.records()
        } catch {
            throw Trouble(.badData, "\(what), line \(error.line): \(error.problem)", label: "cannot be read")
        }
        guard let header = records.first else { return .list([]) }
        for (index, name) in header.fields.enumerated() where header.fields[..<index].contains(name) {
            throw Trouble(.badData, "\(what): two columns are called \(quoted(name))")
        }
        try checkCount(records.count)
        var rows: [Value] = []
        for record in records.dropFirst() {
            guard record.fields.count == header.fields.count else {
                throw Trouble(
                    .badData, "\(what), line \(record.line): \(record.fields.count) fields, but the header names \(header.fields.count)",
                    help: "put text with a comma in it into double quotes")
            }
            try burn(record.fields.count)
            rows.append(.map(MapValue(zip(header.fields, record.fields).map { ($0, .string($1)) })))
        }
        return .list(rows)
    }

    /// Rows, or a map from names to rows, as targets.
    func inventory(_ rows: Value, of path: String) throws(Trouble) -> [Target] {
        var targets: [Target] = []
        switch rows {
        case .list(let list):
            for (index, row) in list.elements.enumerated() {
                guard case .map(let map) = row else {
                    throw Trouble(.badData, "\(path), entry \(index + 1): a target is a map with a `name`, not \(row.typeWithArticle)")
                }
                targets.append(try target(map.entries.map { ($0.key.text, $0.value) }, in: "\(path), entry \(index + 1)"))
            }
        case .map(let map):
            for (name, row) in map.entries {
                guard case .map(let fields) = row else {
                    throw Trouble(.badData, "\(path): `\(name.text)` is \(row.typeWithArticle), not a map of attributes")
                }
                let named: [(String, Value)] = [("name", .string(name.text))] + fields.entries.map { ($0.key.text, $0.value) }
                targets.append(try target(named, in: "\(path), `\(name.text)`"))
            }
        case let other: throw Trouble(.badData, "\(path): an inventory is a list of targets, not \(other.typeWithArticle)")
        }
        var seen = OrderedDictionary<TargetName, Int>()
        for (index, target) in targets.enumerated() {
            if let earlier = seen[target.name] {
                throw Trouble(.badData, "\(path): entries \(earlier + 1) and \(index + 1) are both called `\(target.name)`")
            }
            seen[target.name] = index
        }
        return targets
    }
}
