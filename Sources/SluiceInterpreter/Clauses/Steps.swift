import SluiceChecker
import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    mutating func addStep(_ clause: EvaluatedClause) throws(Trouble) {
        let kind: DraftStep.Kind
        switch clause.word {
        case "deploy": kind = .deploy(try deploy(clause))
        case "run": kind = .run(try run(clause))
        case "bake": kind = try bake(clause)
        case "approve": kind = .approve(try approval(clause))
        case "wait": kind = .wait(try clause.duration("duration"))
        case "require":
            let condition = try condition(try clause.required("condition"), of: "require")
            kind = .require(
                RequireStep(
                    condition: condition.condition, within: try clause.modifier("within")?.duration("within") ?? .zero,
                    otherwise: try clause.modifier("else")?.template("else")), alarms: condition.alarms)
        case "artifact": kind = .artifact(try artifact(clause))
        case "notify":
            if let events = clause.modifier("on") {
                throw Trouble(
                    .clauseValue, "as a step, `notify` tells when it is reached; `on` belongs to a `notify` of the pipeline",
                    label: "not in \(block.place.title)", at: events.span, help: "move it up into the pipeline's block")
            }
            kind = .notify(try channel(clause))
        default: return try act(clause)
        }
        block.steps.append(DraftStep(kind: kind, origin: origin(of: clause)))
    }

    private func deploy(_ clause: EvaluatedClause) throws(Trouble) -> DraftDeploy {
        let (fleet, span) = try fleet(clause)
        var draft = DraftDeploy(fleet: fleet, deployer: try deployer(clause), at: span)
        let allowsEmpty = try clause.modifier("allow_empty")?.flag("allow_empty") ?? false
        guard !fleet.isEmpty || allowsEmpty else { throw emptyFleet(span) }
        draft.rolling = try clause.modifier("rolling")?.pace("rolling", allowsZero: false)
        draft.oneAtATime = clause.modifier("one").flatMap { .init(rawValue: $0.word) }
        draft.maxFailures = try clause.modifier("max_failures")?.pace("max_failures", allowsZero: true)
        if let share = clause.modifier("share") {
            let percent = try share.percent("share")
            guard percent.billionths > 0 else {
                throw Trouble(.clauseValue, "`share 0%` moves nothing", label: "must be above 0%", at: share.span)
            }
            draft.share = percent
        }
        draft.timeout = try clause.modifier("timeout")?.duration("timeout", above: true)
        return draft
    }

    func emptyFleet(_ span: Span) -> Trouble {
        Trouble(
            .emptyFleet, "this fleet is empty: the wave would do nothing, and what follows would count as tested", label: "no targets",
            at: span,
            help: "check the names it was filtered by; `allow_empty true` says that no target is fine")
    }

    func fleet(_ clause: EvaluatedClause) throws(Trouble) -> ([Target], Span) {
        let input = try clause.required("fleet")
        let value = try input.single("deploy", "a Fleet")
        switch value {
        case .fleet, .list, .target:
            do throws(Trouble) {
                return (try targets(in: value), input.span)
            } catch {
                throw Trouble(.clauseType, error.message, label: error.label, at: input.span, help: error.help.first)
            }
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .template, .map,
            .range,
            .function, .signal, .condition, .alarm, .deployer, .pipeline, .part, .execution, .module, .notRun:
            throw input.wrong(
                "deploy", "a Fleet", value, help: "make one: `fleet([target(\"a\", region: \"eu\")])` or `inventory(\"fleet.csv\")`")
        }
    }

    func deployer(_ clause: EvaluatedClause) throws(Trouble) -> DeployerDefinition {
        guard let input = clause.modifier("with") else {
            throw Trouble(
                .missingPart, "`deploy` needs `with` and a deployer", label: "`with` is missing", at: clause.layout.word.span,
                help: "write `deploy FLEET with DEPLOYER`")
        }
        let value = try input.single("with", "a Deployer")
        guard case .deployer(let deployer) = value else { throw input.wrong("deploy … with", "a Deployer", value) }
        return deployer
    }

    private func run(_ clause: EvaluatedClause) throws(Trouble) -> DraftRun {
        DraftRun(
            command: try command(clause), timeout: try clause.modifier("timeout")?.duration("timeout", above: true),
            retries: try clause.modifier("retry")?.int("retry", atLeast: 0), backoff: try clause.modifier("backoff")?.duration("backoff"),
            isSafeToRepeat: try clause.modifier("safe_to_repeat")?.flag("safe_to_repeat") ?? false, name: try name(clause))
    }

    private func name(_ clause: EvaluatedClause) throws(Trouble) -> String? {
        guard let input = clause.modifier("as") else { return nil }
        switch input.content {
        case .label(let text), .value(.string(let text)):
            guard !text.isEmpty else { throw Trouble(.clauseValue, "the name is empty", at: input.span) }
            return text
        case .value(let value): throw input.wrong("as", "a name", value)
        case .values, .labels, .word, .words: return nil
        }
    }

    private func bake(_ clause: EvaluatedClause) throws(Trouble) -> DraftStep.Kind {
        var step = BakeStep(duration: try clause.duration("duration"))
        var watching: [AlarmValue] = []
        var condition: ConditionValue?
        if let input = clause.modifier("watching") { watching = try alarms(input, of: "watching") }
        step.watching = watching.map(\.definition.name)
        if let input = clause.modifier("until") { condition = try self.condition(input, of: "until") }
        step.until = condition?.condition
        if let input = clause.modifier("at_most") {
            let limit = try input.duration("at_most", above: true)
            guard limit >= step.duration else {
                throw Trouble(
                    .clauseValue,
                    "this bake can never end well: it lasts \(step.duration.scriptText) and may take at most \(limit.scriptText)",
                    label: "shorter than the bake", at: input.span)
            }
            step.atMost = limit
        }
        return .bake(step, watching: watching, until: condition?.alarms ?? [])
    }

    func approval(_ clause: EvaluatedClause) throws(Trouble) -> ApproveStep {
        var step = ApproveStep()
        if let count = clause.input("what") { step.count = try count.int("approve", atLeast: 1) }
        if let people = clause.input("people"), case .labels(let names) = people.content {
            for (index, name) in names.enumerated() where names[..<index].contains(name) {
                throw Trouble(.clauseValue, "`\(name)` is named twice, but nobody approves twice", at: people.span)
            }
            guard step.count <= names.count else {
                throw Trouble(.clauseValue, "\(step.count) of \(names.count) can never agree", label: "too few people", at: people.span)
            }
            step.people = names
        }
        step.message = try clause.modifier("message")?.template("message")
        if let timeout = clause.modifier("timeout") { step.timeout = try timeout.duration("timeout", above: true) }
        return step
    }

    /// Without a name it is called like its file, up to the first dot.
    private func artifact(_ clause: EvaluatedClause) throws(Trouble) -> ArtifactStep {
        let input = try clause.required("path")
        let path = try input.template("artifact")
        if let name = try name(clause) { return ArtifactStep(path: path, name: name) }
        var text = ""
        for part in path.parts {
            switch part {
            case .text(let piece), .data(let piece): text += piece
            case .late, .raw, .secret:
                throw Trouble(
                    .missingPart, "an artifact whose path is known only later needs a name", label: "`as` is missing", at: input.span,
                    help: "add `as NAME`; later `${artifact.NAME}` is its path")
            }
        }
        let file = text.split(separator: "/").last.map(String.init) ?? ""
        let name = file.split(separator: ".", omittingEmptySubsequences: true).first.map(String.init) ?? ""
        guard !name.isEmpty else { throw Trouble(.clauseValue, "\(quoted(text)) names no file", at: input.span) }
        return ArtifactStep(path: path, name: name)
    }

    func channel(_ clause: EvaluatedClause) throws(Trouble) -> Notification.Channel {
        let input = try clause.required("command")
        let value = try input.single("notify", "a command or `http(…)`")
        guard case .signal(let signal) = value else { return .command(try commandTemplate(value, at: input.span)) }
        guard case .http(let request) = signal.signal else {
            throw input.wrong("notify", "a command or `http(…)`", value)
        }
        return .http(request)
    }
}

extension DraftDeploy {
    fileprivate init(fleet: [Target], deployer: DeployerDefinition, at span: Span) {
        self.init(
            fleet: fleet, deployer: deployer, rolling: nil, oneAtATime: nil, maxFailures: nil, share: nil, timeout: nil, fleetSpan: span)
    }
}
