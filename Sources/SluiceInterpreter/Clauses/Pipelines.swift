import OrderedCollections
import SluiceChecker
import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    /// What only the block of a pipeline may say.
    mutating func addToPipeline(_ clause: EvaluatedClause) throws(Trouble) {
        switch clause.word {
        case "owner":
            try block.onlyOnce(clause)
            block.pipeline.owner = try clause.string("owner")
        case "mode":
            try block.onlyOnce(clause)
            block.pipeline.mode = try clause.required("mode").word == "queued" ? .queued : .superseded
        case "safety":
            try block.onlyOnce(clause)
            block.pipeline.strict = true
        case "param": try addParameter(clause)
        case "notify":
            var occasions = SluiceModel.Notification.Occasion.allCases
            if let events = clause.modifier("on") { occasions = try self.occasions(events) }
            block.pipeline.notifications.append(SluiceModel.Notification(channel: try channel(clause), occasions: occasions))
        default: try act(clause)
        }
    }

    private mutating func addParameter(_ clause: EvaluatedClause) throws(Trouble) {
        let name = try clause.label("name")
        guard isIdentifier(name) else {
            throw Trouble(
                .clauseValue, "\(quoted(name)) cannot name a parameter", at: clause.input("name")?.span, help: "use letters, digits and `_`"
            )
        }
        guard !block.pipeline.parameters.contains(where: { $0.name == name }) else {
            throw Trouble(.duplicatePart, "there is already a parameter `\(name)`", label: "again", at: clause.input("name")?.span)
        }
        var fallback: String?
        if let input = clause.input("default") {
            let value = try input.single("param", "a simple value")
            guard value.asAttribute != nil else { throw input.wrong("param", "text, a number or another simple value", value) }
            fallback = value.text
        }
        block.pipeline.parameters.append(Parameter(name: name, defaultValue: fallback))
        if let slot = clause.layout.slot { set(slot, .late(LateReference(.param, member: name))) }
    }

    private func occasions(_ input: EvaluatedClause.Input) throws(Trouble) -> [SluiceModel.Notification.Occasion] {
        guard case .words(let words) = input.content else { return [] }
        let known = SluiceModel.Notification.Occasion.allCases
        var occasions: [SluiceModel.Notification.Occasion] = []
        for word in words {
            guard let occasion = SluiceModel.Notification.Occasion(rawValue: word.text) else {
                let near = Nearest.match(word.text, among: known.map(\.rawValue))
                throw Trouble(
                    .clauseValue, "there is no event `\(word.text)` to be told of", label: "unknown", at: word.span,
                    help: near.map { "did you mean `\($0)`?" } ?? "there are \(known.map(\.rawValue).joined(separator: ", "))")
            }
            if !occasions.contains(occasion) { occasions.append(occasion) }
        }
        return occasions
    }

    // MARK: Stages and phases

    mutating func finishStage(_ done: BlockBuilder) throws(Trouble) {
        let nameSpan = done.clause.input("name")?.span ?? done.clause.span
        block.stages.append(
            DraftStage(name: done.name, span: nameSpan, phase: nil, policies: done.policies, steps: done.steps, origin: done.origin))
    }

    mutating func finishPhase(_ done: BlockBuilder) throws(Trouble) {
        let span = done.clause.input("name")?.span ?? done.clause.span
        guard !done.stages.isEmpty else {
            throw Trouble(
                .missingPart, "phase `\(done.name)` has no stage and no wave", label: "nothing happens in it", at: span,
                help: "a loop may have made none; add one, or leave the phase out")
        }
        if block.phases.contains(where: { $0.name.text == done.name }) {
            throw Trouble(.duplicatePart, "there is already a phase `\(done.name)`", label: "the same name again", at: span)
        }
        var policies = done.policies
        if done.name == "production" { policies.isProduction = true }
        block.phases.append(PhaseDefinition(name: PhaseName(done.name), approvals: done.approvals))
        for stage in done.stages {
            var stage = stage
            stage.phase = PhaseName(done.name)
            stage.policies = stage.policies.inside(policies)
            stage.origin = stage.origin.inside(done.origin)
            block.stages.append(stage)
        }
        block.phaseOrigins.append(.init(PhaseName(done.name), done.origin.head, approvals: done.clauseOrigins))
        block.policies.allowances += done.policies.allowances.map { $0.inPhase(PhaseName(done.name)) }
    }

    // MARK: The whole

    mutating func finishPipeline(_ done: BlockBuilder) throws(Trouble) -> PipelineDefinition {
        let span = done.clause.input("name")?.span ?? done.clause.span
        guard !done.stages.isEmpty else {
            throw Trouble(
                .missingPart, "pipeline `\(done.name)` has no stage", label: "nothing happens in it", at: span,
                help: "add one: `stage first { deploy first with host }`")
        }
        try checkNames(done)
        var definition = PipelineDefinition(
            name: PipelineName(done.name), folder: folder, owner: done.pipeline.owner, mode: done.pipeline.mode,
            strict: done.pipeline.strict,
            parameters: done.pipeline.parameters, phases: done.phases, notifications: done.pipeline.notifications)
        var parts = UsedParts()
        var allowances = done.policies.allowances
        var stageOrigins: [DefinitionOrigins.Stage] = []
        for draft in done.stages {
            let policies = draft.policies.inside(done.policies)
            allowances += draft.policies.allowances.map { $0.inStage(StageName(draft.name)) }
            stageOrigins.append(.init(draft.origin.inside(done.origin), steps: draft.steps.map(\.stepOrigin)))
            let steps = try finished(draft.steps, policies.defaults, &parts)
            for alarm in policies.blocks + policies.watches { try parts.use(alarm, at: draft.span) }
            definition.stages.append(
                StageDefinition(
                    name: StageName(draft.name), phase: draft.phase, isProduction: policies.isProduction, policies: policies.stagePolicies,
                    steps: steps))
        }
        for allowed in allowances where !definition.allowances.contains(allowed.allowance) {
            definition.allowances.append(allowed.allowance)
        }
        definition.alarms = parts.alarms.map(\.definition)
        definition.deployers = Array(parts.deployers.values)
        for (index, draft) in done.stages.enumerated() {
            definition.stages[index].steps = try spread(definition.stages[index], draft)
            try checkAttributes(definition.stages[index], draft, definition)
        }
        try checkReferences(definition, done)
        try register(definition, at: span)
        note(
            DefinitionOrigins(
                definition.name, done.origin.head, phases: done.phaseOrigins, stages: stageOrigins, allowances: allowances,
                sources: done.sources))
        return definition
    }

    private func checkNames(_ done: BlockBuilder) throws(Trouble) {
        for (index, stage) in done.stages.enumerated() {
            if let earlier = done.stages[..<index].first(where: { $0.name == stage.name }) {
                var trouble = Trouble(
                    .duplicatePart, "there is already a stage or wave `\(stage.name)`", label: "the same name again", at: stage.span,
                    help: "names of stages and waves are unique in a pipeline; in a loop, put the number in: `\"\(stage.name)-${n}\"`")
                trouble.secondary = [Diagnostic.Label(earlier.span, "first here")]
                throw trouble
            }
            if done.phases.contains(where: { $0.name.text == stage.name }) {
                throw Trouble(
                    .duplicatePart, "`\(stage.name)` is a phase already, so no stage or wave can be called so",
                    label: "the same name again",
                    at: stage.span)
            }
        }
    }

    private mutating func register(_ definition: PipelineDefinition, at span: Span) throws(Trouble) {
        guard let index = definitions.firstIndex(where: { $0.name == definition.name }) else { return definitions.append(definition) }
        guard definitions[index] == definition || sessionStarted else {
            throw Trouble(
                .duplicatePart, "there are two different pipelines called `\(definition.name)`", label: "the same name again", at: span,
                help: "a pipeline's name is unique: it is what every command says")
        }
        definitions[index] = definition
    }

    /// Writes what steps inherit into them, and notes what they use.
    private func finished(_ drafts: [DraftStep], _ defaults: StepDefaults, _ parts: inout UsedParts) throws(Trouble) -> [Step] {
        var steps: [Step] = []
        for draft in drafts {
            switch draft.kind {
            case .deploy(let deploy):
                try parts.use(deploy.deployer, at: draft.span)
                steps.append(
                    .deploy(
                        DeployStep(
                            fleet: deploy.fleet, deployer: deploy.deployer.name,
                            rolling: deploy.rolling ?? defaults.rolling ?? .share(Percent(33)),
                            oneAtATime: deploy.oneAtATime ?? defaults.oneAtATime,
                            maxFailures: deploy.maxFailures ?? defaults.maxFailures ?? .count(0), share: deploy.share,
                            timeout: deploy.timeout ?? defaults.timeout)))
            case .run(let run):
                steps.append(
                    .run(
                        RunStep(
                            command: run.command, timeout: run.timeout ?? defaults.timeout ?? .seconds(600),
                            retries: run.retries ?? defaults.retries ?? 0,
                            backoff: run.backoff ?? defaults.backoff ?? .seconds(1), isSafeToRepeat: run.isSafeToRepeat, name: run.name)))
            case .bake(let bake, let watching, let until):
                for alarm in watching + until { try parts.use(alarm, at: draft.span) }
                steps.append(.bake(bake))
            case .approve(let approve): steps.append(.approve(approve))
            case .wait(let duration): steps.append(.wait(duration))
            case .require(let require, let alarms):
                for alarm in alarms { try parts.use(alarm, at: draft.span) }
                steps.append(.require(require))
            case .artifact(let artifact): steps.append(.artifact(artifact))
            case .notify(let channel): steps.append(.notify(channel))
            case .parallel(let inner): steps.append(.parallel(try finished(inner, defaults, &parts)))
            }
        }
        return steps
    }
}

/// The alarms and deployers that a pipeline uses, each name for one thing.
struct UsedParts {
    var alarms: [AlarmValue] = []
    var deployers: OrderedDictionary<DeployerName, DeployerDefinition> = [:]

    /// Parts come before what is made of them.
    mutating func use(_ alarm: AlarmValue, at span: Span) throws(Trouble) {
        if let known = alarms.first(where: { $0.definition.name == alarm.definition.name }) {
            guard known.definition == alarm.definition else {
                throw Trouble(
                    .duplicatePart, "this pipeline uses two different alarms called `\(alarm.definition.name)`", at: span,
                    help: "give each its own name, for example from the function's arguments: `alarm \"errors-${name}\" = …`")
            }
            return
        }
        for part in alarm.parts { try use(part, at: span) }
        alarms.append(alarm)
    }

    mutating func use(_ deployer: DeployerDefinition, at span: Span) throws(Trouble) {
        if let known = deployers[deployer.name], known != deployer {
            throw Trouble(
                .duplicatePart, "this pipeline uses two different deployers called `\(deployer.name)`", at: span,
                help: "give each its own name")
        }
        deployers[deployer.name] = deployer
    }
}
