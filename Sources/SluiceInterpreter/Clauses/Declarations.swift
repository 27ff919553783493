import SluiceChecker
import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    /// `alarm NAME = CONDITION …`
    mutating func declareAlarm(_ clause: EvaluatedClause) throws(Trouble) {
        let name = try clause.label("name")
        try checkName(name, clause)
        let input = try clause.required("condition")
        switch try input.single("alarm", "a Condition") {
        case .alarm(let composed):
            for modifier in ["for", "every", "missing"] {
                if let found = clause.inputs.first(where: { $0.modifier == modifier }) {
                    throw Trouble(
                        .composedAlarm, "an alarm that joins alarms takes no `\(modifier)`", label: "belongs to the alarms it joins",
                        at: found.span,
                        help: "leave it out: each alarm keeps its own window")
                }
            }
            let definition = AlarmDefinition(
                name: AlarmName(name), rule: .composed(composed.expression), scope: composed.definition.scope,
                documentation: clause.layout.documentation)
            origins.alarms.append(.init(definition, origin(of: clause)))
            try declare(.alarm(AlarmValue(definition, parts: composed.named)), clause.layout)
        case .condition(let condition):
            let definition = AlarmDefinition(
                name: AlarmName(name), rule: .measured(try measurement(condition.condition, clause)), scope: scope(of: condition.condition),
                documentation: clause.layout.documentation)
            guard !condition.condition.measurements.isEmpty else {
                throw Trouble(
                    .clauseType, "nothing is measured here, so this alarm could never change", label: "no Signal in it", at: input.span,
                    help: "compare a signal: `http(\"http://${target.address}/health\") != 200`")
            }
            origins.alarms.append(.init(definition, origin(of: clause)))
            try declare(.alarm(AlarmValue(definition, parts: condition.alarms)), clause.layout)
        case .signal(let signal):
            throw input.wrong(
                "alarm", "a Condition", .signal(signal), help: "say when it fires: `alarm \(name) = \(signal.signal.scriptText) > 1%`")
        case let other: throw input.wrong("alarm", "a Condition or alarms joined by `and or not`", other)
        }
    }

    private func measurement(_ condition: Condition, _ clause: EvaluatedClause) throws(Trouble) -> AlarmDefinition.Measurement {
        var measurement = AlarmDefinition.Measurement(condition: condition)
        if let breaches = clause.modifier("for", "breaching") { measurement.breaches = try breaches.int("for", atLeast: 1) }
        if let window = clause.modifier("for", "datapoints") {
            measurement.window = try window.int("of", atLeast: 1)
        } else {
            measurement.window = measurement.breaches
        }
        guard measurement.breaches <= measurement.window, measurement.window <= 10_000 else {
            throw Trouble(
                .clauseValue, "`for \(measurement.breaches) of \(measurement.window)` makes no sense",
                label: measurement.window > 10_000 ? "at most 10000 datapoints" : "it could never fire", at: clause.modifier("for")?.span,
                help: "write the smaller number first")
        }
        if let every = clause.modifier("every") { measurement.every = try every.duration("every", above: true) }
        if let missing = clause.modifier("missing") { measurement.missing = .init(rawValue: missing.word) ?? .breaching }
        return measurement
    }

    /// The finest of the late names that it uses.
    private func scope(of condition: Condition) -> AlarmDefinition.Scope {
        condition.references.map { reference -> AlarmDefinition.Scope in
            switch reference.name {
            case .target, .zone, .previous: .target
            case .region: .region
            case .revision, .wave, .stage, .pipeline, .execution, .share, .artifact, .param: .global
            }
        }.max() ?? .global
    }

    // MARK: Deployers

    mutating func addToDeployer(_ clause: EvaluatedClause) throws(Trouble) {
        block.clauseOrigins.append(origin(of: clause))
        switch clause.word {
        case "verify":
            let input = try clause.required("condition")
            let condition = try condition(input, of: "verify")
            guard condition.alarms.isEmpty else {
                throw Trouble(
                    .clauseType, "`verify` looks at one target and cannot ask an alarm", label: "uses an alarm", at: input.span,
                    help: "measure it here, or `watch` the alarm in the pipeline")
            }
            let within = try clause.modifier("within")?.duration("within") ?? .seconds(30)
            block.deployer.verify.append(.init(condition: condition.condition, within: within))
        case "install", "current", "uninstall":
            try block.onlyOnce(clause)
            let command = try command(clause)
            switch clause.word {
            case "install": block.deployer.install = command
            case "current": block.deployer.current = command
            default: block.deployer.uninstall = command
            }
        case "env":
            try block.onlyOnce(clause)
            block.deployer.environment = try variables(try clause.value("variables"), at: clause.input("variables")?.span)
        case "timeout":
            try block.onlyOnce(clause)
            block.deployer.timeout = try clause.required("duration").duration("timeout", above: true)
        case "on":
            try block.onlyOnce(clause)
            let input = try clause.required("trigger")
            block.deployer.host = try input.template("on")
        default: try act(clause)
        }
    }

    func deployer(_ done: BlockBuilder) throws(Trouble) -> DeployerDefinition {
        let draft = done.deployer
        guard let install = draft.install else {
            throw Trouble(
                .noInstall, "this deployer has no `install`", label: "nothing brings a revision to a target",
                at: done.clause.layout.word.span,
                help: "add `install \"./deploy.sh ${target.name} ${revision}\"`")
        }
        func finished(_ command: CommandTemplate) -> CommandTemplate {
            var command = command
            command.environment = draft.environment
            command.host = command.host ?? draft.host
            return command
        }
        return DeployerDefinition(
            name: DeployerName(done.name), install: finished(install), verify: draft.verify, current: draft.current.map(finished),
            uninstall: draft.uninstall.map(finished), timeout: draft.timeout ?? .seconds(300))
    }
}
