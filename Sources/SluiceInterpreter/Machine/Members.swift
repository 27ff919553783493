import OrderedCollections
import SluiceChecker
import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    mutating func member(_ to: Register, _ base: Value, _ name: String) throws(Trouble) {
        frame.wanted = to
        if case .execution(let execution) = base, let field = ExecutionField(rawValue: name) {
            try read(field, of: execution)
            return
        }
        give(try memberValue(base, name))
    }

    /// A map key, a field of a domain value, or what a module exports.
    func memberValue(_ base: Value, _ name: String) throws(Trouble) -> Value {
        switch base {
        case .map(let map):
            if let value = map.entries[MapKey(name)] { return value }
            throw missing(name, in: "the map", among: map.entries.keys.map(\.text), help: "or use `get(m, \(quoted(name)), default)`")
        case .module(let module):
            if let value = module.exports[name] { return value }
            if name.hasPrefix("_") {
                throw Trouble(.unknownExport, "`\(name)` is private to module `\(module.name)`", label: "begins with `_`")
            }
            let near = Nearest.match(name, among: module.exports.keys)
            throw Trouble(
                .unknownExport, "module `\(module.name)` exports no `\(name)`", label: "not found",
                help: near.map { "did you mean `\($0)`?" })
        case .target(let target): return try field(name, of: target)
        case .pipeline(let pipeline): return try part(name, of: pipeline)
        case .template(let template): return try lateMember(name, of: template)
        case .execution: throw missing(name, in: "an Execution", among: ExecutionField.allCases.map(\.rawValue))
        case .alarm(let alarm):
            return try field(
                name, of: base, ["name": .string(alarm.definition.name.text), "scope": .string(alarm.definition.scope.rawValue)])
        case .deployer(let deployer):
            return try field(name, of: base, ["name": .string(deployer.name.text), "timeout": .duration(deployer.timeout)])
        case .part(let pipeline, let part):
            return try field(name, of: base, ["name": .string(part), "pipeline": .string(pipeline.text)])
        case .fleet(let targets): return try fleetField(name, of: targets)
        case .duration(let nanoseconds): return try durationField(name, nanoseconds, base)
        case .date(let date):
            return try field(
                name, of: base,
                [
                    "year": .int(Int64(date.year)), "month": .int(Int64(date.month)), "day": .int(Int64(date.day)),
                    "weekday": .weekday(date.weekday),
                ])
        case .range(let range): return try field(name, of: base, ["first": range.first, "last": range.last])
        case .notRun: return .notRun
        case .none:
            throw Trouble(.unknownMember, "none has no `\(name)`", label: "this is none", help: "check for it before: `if x != none { … }`")
        case .bool, .int, .float, .percent, .size, .timeOfDay, .instant, .weekday, .string, .list, .function, .signal, .condition:
            throw Trouble(
                .unknownMember, "\(base.typeWithArticle) has no member `\(name)`", label: "not found", help: memberHint(base, name))
        }
    }

    private func memberHint(_ base: Value, _ name: String) -> String? {
        Builtin.index(of: name) == nil ? nil : "write `\(name)(x)` or `x |> \(name)`"
    }

    private func missing(_ name: String, in what: String, among names: [String], help: String? = nil) -> Trouble {
        var trouble = Trouble(.unknownMember, "\(what) has no `\(name)`", label: "not found")
        if let near = Nearest.match(name, among: names) {
            trouble.help.append("did you mean `\(near)`?")
        } else if !names.isEmpty {
            trouble.help.append("it has \(names.prefix(12).map { "`\($0)`" }.joined(separator: ", "))\(names.count > 12 ? ", …" : "")")
        }
        if let help { trouble.help.append(help) }
        return trouble
    }

    private func field(_ name: String, of base: Value, _ fields: KeyValuePairs<String, Value>) throws(Trouble) -> Value {
        if let found = fields.first(where: { $0.key == name }) { return found.value }
        throw missing(name, in: base.typeWithArticle, among: fields.map(\.key))
    }

    private func field(_ name: String, of target: Target) throws(Trouble) -> Value {
        if let value = Value(target.attribute(name)) { return value }
        if ["zone", "cell", "address"].contains(name) { return .none }
        let names = ["name", "region", "zone", "cell", "weight", "address"] + target.attributes.map(\.name)
        throw missing(
            name, in: "target `\(target.name)`", among: names,
            help: "or use `get(t, \(quoted(name)), default)` where not all targets have it")
    }

    private func fleetField(_ name: String, of targets: [Target]) throws(Trouble) -> Value {
        if let target = targets.first(where: { $0.name.text == name }) { return .target(target) }
        throw missing(name, in: "the fleet", among: targets.map(\.name.text))
    }

    private func durationField(_ name: String, _ nanoseconds: Int64, _ base: Value) throws(Trouble) -> Value {
        let seconds = Double(nanoseconds) / 1e9
        return try field(
            name, of: base,
            [
                "seconds": .float(seconds), "minutes": .float(seconds / 60), "hours": .float(seconds / 3600),
                "days": .float(seconds / 86_400),
            ])
    }

    private func part(_ name: String, of pipeline: PipelineValue) throws(Trouble) -> Value {
        if pipeline.partNames.contains(name) { return .part(pipeline.definition.name, name) }
        if name == "name" { return .string(pipeline.definition.name.text) }
        if name == "stages" { return .list(pipeline.definition.stages.map { .string($0.name.text) }) }
        throw missing(name, in: "pipeline `\(pipeline.definition.name)`", among: pipeline.partNames + ["name", "stages"])
    }

    private func lateMember(_ name: String, of template: TemplateValue) throws(Trouble) -> Value {
        guard let reference = template.reference, reference.member == nil, reference.changes.isEmpty else {
            throw Trouble(.unknownMember, "a text that is known only while a pipeline runs has no members", label: "not found")
        }
        if let members = LateNames.members(of: reference.name), !members.contains(name) {
            let near = Nearest.match(name, among: members)
            throw Trouble(
                .unknownLateMember, "`\(reference.name.rawValue)` has no `\(name)`", label: "not found",
                help: near.map { "did you mean `\($0)`?" } ?? (members.isEmpty ? nil : "it has \(members.joined(separator: ", "))"))
        }
        let isItself = name == "id" && (reference.name == .revision || reference.name == .previous)
        return .late(LateReference(reference.name, member: isItself ? nil : name))
    }

    // MARK: Indices

    mutating func element(of base: Value, at key: Value) throws(Trouble) -> Value {
        switch (base, key) {
        case (.notRun, _), (_, .notRun): return .notRun
        case (.list(let list), .int(let position)):
            return list.elements[try offset(position, in: list.elements.count, of: "the list")]
        case (.fleet(let targets), .int(let position)):
            return .target(targets[try offset(position, in: targets.count, of: "the fleet")])
        case (.fleet(let targets), .string(let name)): return try fleetField(name, of: targets)
        case (.string(let text), .int(let position)):
            let scalars = Array(text.unicodeScalars)
            return .string(String(scalars[try offset(position, in: scalars.count, of: "the text")]))
        case (.list(let list), .range(let range)): return .list(Array(list.elements[try slice(range, of: list.elements.count)]))
        case (.fleet(let targets), .range(let range)): return .fleet(Array(targets[try slice(range, of: targets.count)]))
        case (.string(let text), .range(let range)):
            let scalars = Array(text.unicodeScalars)
            var piece = String.UnicodeScalarView()
            piece.append(contentsOf: scalars[try slice(range, of: scalars.count)])
            return .string(String(piece))
        case (.map(let map), .string(let key)):
            guard let value = map.entries[MapKey(key)] else {
                var trouble = missing(
                    key, in: "the map", among: map.entries.keys.map(\.text), help: "or use `get(m, \(quoted(key)), default)`")
                trouble.code = TroubleCode.missingKey.rawValue
                throw trouble
            }
            return value
        case (.target(let target), .string(let name)): return try field(name, of: target)
        case (.pipeline(let pipeline), .string(let name)): return try part(name, of: pipeline)
        case (_, _):
            throw Trouble(
                .wrongIndex, "\(base.typeWithArticle) is not indexed by \(key.typeWithArticle)", label: "\(base.typeName)[\(key.typeName)]")
        }
    }

    private func offset(_ position: Int64, in count: Int, of what: String) throws(Trouble) -> Int {
        let offset = position < 0 ? Int64(count) + position : position
        guard offset >= 0, offset < Int64(count) else {
            let help = count == 0 ? "it is empty" : "positions go from 0 to \(count - 1), or from -1 to -\(count) from the end"
            throw Trouble(.outOfRange, "\(what) has no element \(position)", label: "it has \(count)", help: help)
        }
        return Int(offset)
    }

    /// Both ends in, clamped; negative ones count from the end.
    private func slice(_ range: RangeValue, of count: Int) throws(Trouble) -> Range<Int> {
        guard case .int(let first) = range.first, case .int(let last) = range.last else {
            throw Trouble(.wrongIndex, "a slice needs a Range of Int, not of \(range.first.typeName)")
        }
        let low = max(0, first < 0 ? Int64(count) + first : first)
        let high = min(Int64(count) - 1, last < 0 ? Int64(count) + last : last)
        guard low <= high else { return 0..<0 }
        return Int(low)..<(Int(high) + 1)
    }
}

extension Value {
    init?(_ attribute: AttributeValue?) {
        switch attribute {
        case .boolean(let flag): self = .bool(flag)
        case .integer(let number): self = .int(number)
        case .number(let number): self = Int64(exactly: number).map(Value.int) ?? .float(number)
        case .string(let text): self = .string(text)
        case nil: return nil
        }
    }
}
