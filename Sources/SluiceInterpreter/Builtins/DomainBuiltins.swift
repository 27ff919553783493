import OrderedCollections
import SluiceModel
import SluiceSyntax

extension Builtin {
    static let domainBodies: [String: Body] = [
        "target": { evaluation, arguments throws(Trouble) in
            var row: [(String, Value)] = [("name", arguments["name"])]
            for field in ["region", "zone", "cell", "weight", "address"] {
                if let value = arguments.given(field) { row.append((field, value)) }
            }
            for (label, value) in arguments.extra { row.append((label.text, value)) }
            return .target(try evaluation.target(row, in: "`target`"))
        },
        "fleet": { evaluation, arguments throws(Trouble) in
            var targets: [Target] = []
            for value in [arguments["targets"]] + arguments.rest { targets += try evaluation.targets(in: value) }
            return .fleet(try evaluation.distinct(targets))
        },
        "git": { _, _ throws(Trouble) in
            throw Trouble(.laterVersion, "sources come in a later version of Sluice", help: "say the revision: `start PIPELINE at \"v1\"`")
        },
        "pipeline": { evaluation, arguments throws(Trouble) in
            let name = try arguments.string("name")
            guard evaluation.builders.allSatisfy({ $0.place == .test }) else {
                throw Trouble(.misplacedClause, "a stored pipeline cannot be part of a definition", help: "use it in commands")
            }
            evaluation.ask(.storedPipeline(PipelineName(name)), at: evaluation.span, use: .value(wanted: true))
            return nil
        },
    ]
}

extension ScriptEvaluation {
    /// A target of named values; what is `none` or empty is left out.
    func target(_ row: [(String, Value)], in place: String) throws(Trouble) -> Target {
        var target: Target?
        if case .string(let name)? = row.first(where: { $0.0 == "name" })?.1, !name.isEmpty { target = Target(name: TargetName(name)) }
        guard var target else {
            throw Trouble(.badData, "\(place): a target needs a name", help: "give `name`, unique in the fleet")
        }
        for (field, value) in row where field != "name" {
            if case .none = value { continue }
            if case .string("") = value { continue }
            if field == "weight" {
                guard let weight = weight(value), weight > 0, weight.isFinite else {
                    throw Trouble(.badData, "\(place): the weight of `\(target.name)` must be a number above 0, not \(value.scriptText)")
                }
                target.weight = weight
                continue
            }
            guard let attribute = value.asAttribute else {
                throw Trouble(
                    .badData, "\(place): `\(field)` of `\(target.name)` must be text, a number or a Bool, not \(value.typeWithArticle)")
            }
            switch field {
            case "region": target.region = RegionName(attribute.description)
            case "zone": target.zone = attribute.description
            case "cell": target.cell = attribute.description
            case "address": target.address = attribute.description
            default: target.attributes.append(Attribute(field, attribute))
            }
        }
        return target
    }

    private func weight(_ value: Value) -> Double? {
        if case .string(let text) = value { return Double(trimmed(text)) }
        if case .percent = value { return nil }
        return value.ratio
    }
}

extension Value {
    /// A simple value as a target or a parameter holds it.
    var asAttribute: AttributeValue? {
        switch self {
        case .bool(let flag): .boolean(flag)
        case .int(let number): .integer(number)
        case .float(let number): .number(number)
        case .string(let text): .string(text)
        case .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday: .string(text)
        case .none, .template, .list, .map, .range, .function, .target, .fleet, .signal, .condition, .alarm, .deployer, .pipeline, .part,
            .execution, .module, .notRun:
            nil
        }
    }
}
