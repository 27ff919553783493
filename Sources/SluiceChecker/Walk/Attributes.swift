import SluiceSyntax

/// A fleet that a stage deploys to, as far as its targets are known.
struct DeployedFleet {
    let shape: AttributeShape
    let span: Span
}

extension Walk {
    /// What a `deploy` says about the targets of its stage: its deployer must find in each of them what it uses.
    mutating func checkDeploy(_ clause: ClauseStatement, fleet: StaticType) {
        guard let shape = fleet.attributes, let expression = clause.expression("fleet") else { return }
        let deployed = DeployedFleet(shape: shape, span: expression.span)
        fleets.append(deployed)
        if case .name(let name)? = clause.modifierExpression("with")?.kind, let binding = names[name] {
            checkAttributes(binding.attributes, of: deployed)
        }
    }

    /// What a stage itself uses, and what the alarms that it watches use.
    mutating func checkStageAttributes(_ used: [Name]) {
        for fleet in fleets { checkAttributes(used, of: fleet) }
    }

    private mutating func checkAttributes(_ used: [Name], of fleet: DeployedFleet) {
        for name in used where !fleet.shape.common.contains(name.text) && !AttributeShape.always.contains(name.text) {
            guard missing.insert(name.span.start).inserted else { continue }
            let known = AttributeShape.always + fleet.shape.any
            report(
                .missingAttribute(
                    name, isInSome: fleet.shape.any.contains(name.text), near: nearest(name.text, among: known), known: known,
                    at: fleet.span))
        }
    }

    /// The attributes that the alarms in an expression use.
    func attributesUsed(by alarms: [Expression]) -> [Name] {
        alarms.flatMap { expression -> [Name] in
            if case .name(let name) = expression.kind { names[name]?.attributes ?? [] } else { [] }
        }
    }
}

extension StaticType {
    /// What is known of the attributes of all targets in it.
    fileprivate var attributes: AttributeShape? {
        switch self {
        case .target(let shape), .fleet(let shape), .list(.target(let shape)): shape
        case .list, .unknown, .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string,
            .secret, .map, .range, .function, .signal, .condition, .alarm, .deployer, .window, .pipeline, .stage, .execution, .revision,
            .template, .source, .module:
            nil
        }
    }
}
