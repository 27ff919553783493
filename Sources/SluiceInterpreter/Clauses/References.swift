import OrderedCollections
import SluiceChecker
import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    /// Says of each `run` whether it goes once, or for each region or target that it names.
    func spread(_ stage: StageDefinition, _ draft: DraftStage) throws(Trouble) -> [Step] {
        try spread(stage.steps, draft.steps, stage)
    }

    private func spread(_ steps: [Step], _ drafts: [DraftStep], _ stage: StageDefinition) throws(Trouble) -> [Step] {
        var result: [Step] = []
        for (step, draft) in zip(steps, drafts) {
            switch step {
            case .run(var run):
                let names = run.command.references.map(\.name)
                if names.contains(.target) || names.contains(.zone) || names.contains(.previous) {
                    run.breadth = .eachTarget
                } else if names.contains(.region) {
                    run.breadth = .eachRegion
                }
                guard run.breadth == .once || !stage.steps.flatMap(\.deploys).isEmpty else {
                    throw Trouble(
                        .missingAttribute, "this `run` names a target or region, but `\(stage.name)` deploys to none", at: draft.span,
                        help: "put it into the stage or wave with the `deploy`")
                }
                result.append(.run(run))
            case .parallel(let inner):
                guard case .parallel(let drafts) = draft.kind else { continue }
                result.append(.parallel(try spread(inner, drafts, stage)))
            case .deploy, .bake, .approve, .wait, .require, .artifact, .notify: result.append(step)
            }
        }
        return result
    }

    // MARK: Attributes of targets

    /// Every `target.NAME` that a stage uses is an attribute of every target that it is used for.
    func checkAttributes(_ stage: StageDefinition, _ draft: DraftStage, _ definition: PipelineDefinition) throws(Trouble) {
        try checkAttributes(of: draft.steps, stage, definition)
        for name in stage.policies.watches + stage.policies.blocks {
            guard let alarm = definition.alarm(name), case .measured(let measurement) = alarm.rule else { continue }
            try check(measurement.condition.references, stage.targets, "alarm `\(name)`", draft.span)
        }
    }

    private func checkAttributes(of drafts: [DraftStep], _ stage: StageDefinition, _ definition: PipelineDefinition) throws(Trouble) {
        for draft in drafts {
            switch draft.kind {
            case .deploy(let deploy):
                guard let deployer = definition.deployer(deploy.deployer.name) else { continue }
                try check(deployer.references, deploy.fleet, "deployer `\(deployer.name)`", deploy.fleetSpan)
            case .run(let run): try check(run.command.references, stage.targets, "this `run`", draft.span)
            case .bake(let bake, let watching, _):
                if let until = bake.until { try check(until.references, stage.targets, "`until`", draft.span) }
                for alarm in watching {
                    guard case .measured(let measurement) = alarm.definition.rule else { continue }
                    try check(measurement.condition.references, stage.targets, "alarm `\(alarm.definition.name)`", draft.span)
                }
            case .require(let require, _): try check(require.condition.references, stage.targets, "`require`", draft.span)
            case .parallel(let inner): try checkAttributes(of: inner, stage, definition)
            case .approve, .wait, .artifact, .notify: break
            }
        }
    }

    private func check(_ references: [LateReference], _ targets: [Target], _ user: String, _ span: Span) throws(Trouble) {
        for reference in references where reference.name == .target {
            guard let member = reference.member, let target = targets.first(where: { $0.attribute(member) == nil }) else { continue }
            let known =
                ["name", "region", "zone", "cell", "weight", "address"].filter { target.attribute($0) != nil }
                + target.attributes.map(\.name)
            let near = Nearest.match(member, among: known)
            throw Trouble(
                .missingAttribute, "target `\(target.name)` has no `\(member)`, which \(user) uses", label: "a target without `\(member)`",
                at: span,
                help: near.map { "did you mean `target.\($0)`?" } ?? "give it one: `target(\(quoted(target.name.text)), \(member): …)`")
        }
    }

    // MARK: Artifacts, parameters, alarms by name

    func checkReferences(_ definition: PipelineDefinition, _ done: BlockBuilder) throws(Trouble) {
        let artifacts = definition.stages.flatMap { $0.steps.flatMap(\.artifacts) }
        for (index, artifact) in artifacts.enumerated() where artifacts[..<index].contains(artifact) {
            throw Trouble(
                .duplicatePart, "two artifacts of this pipeline are called `\(artifact)`", at: done.clause.layout.word.span,
                help: "give one another name: `artifact \"…\" as NAME`")
        }
        let parameters = definition.parameters.map(\.name)
        let alarms = definition.alarms.map(\.name.text)
        let places = zip(definition.stages, done.stages).flatMap { stage, draft in
            stage.steps.map { ($0.allReferences, $0.allMeasurements, draft.span) }
        }
        let shared = definition.deployers.map { ($0.references, [Signal](), done.clause.layout.word.span) }
        let measured = definition.alarms.map { alarm -> ([LateReference], [Signal], Span) in
            guard case .measured(let measurement) = alarm.rule else { return ([], [], done.clause.layout.word.span) }
            return (measurement.condition.references, measurement.condition.measurements, done.clause.layout.word.span)
        }
        for (references, signals, span) in places + shared + measured {
            for reference in references {
                switch reference.name {
                case .artifact: try check(reference, "artifact", among: artifacts, span)
                case .param: try check(reference, "parameter", among: parameters, span)
                case .revision, .previous, .target, .region, .zone, .wave, .stage, .pipeline, .execution, .share: break
                }
            }
            for signal in signals {
                guard case .alarmState(let name) = signal, !alarms.contains(name.text) else { continue }
                let near = Nearest.match(name.text, among: alarms)
                throw Trouble(
                    .unknownAlarm, "no alarm named `\(name)`", label: "not found", at: span,
                    help: near.map { "did you mean `\($0)`?" } ?? "pass the alarm itself: `alarm_state(errors)`")
            }
        }
    }

    private func check(_ reference: LateReference, _ kind: String, among names: [String], _ span: Span) throws(Trouble) {
        guard let member = reference.member else {
            throw Trouble(
                .undeclaredPart, "`\(reference.name.rawValue)` needs a name behind it", at: span,
                help: "write `${\(reference.name.rawValue).\(names.first ?? "NAME")}`")
        }
        guard !names.contains(member) else { return }
        let near = Nearest.match(member, among: names)
        throw Trouble(
            .undeclaredPart, "this pipeline declares no \(kind) `\(member)`", label: "uses `\(reference.scriptText)`", at: span,
            help: near.map { "did you mean `\(reference.name.rawValue).\($0)`?" }
                ?? (kind == "artifact" ? "keep the file: `artifact \"…\" as \(member)`" : "declare it: `param \(member)`"))
    }
}

extension DeployerDefinition {
    var references: [LateReference] {
        [install, current, uninstall].compactMap { $0 }.flatMap(\.references) + verify.flatMap { $0.condition.references }
    }
}

extension Step {
    fileprivate var artifacts: [String] {
        switch self {
        case .artifact(let step): [step.name]
        case .parallel(let steps): steps.flatMap(\.artifacts)
        case .deploy, .run, .bake, .approve, .wait, .require, .notify: []
        }
    }

    fileprivate var allReferences: [LateReference] {
        switch self {
        case .run(let step): step.command.references
        case .bake(let step): step.until?.references ?? []
        case .approve(let step): step.message?.references ?? []
        case .require(let step): step.condition.references + (step.otherwise?.references ?? [])
        case .artifact(let step): step.path.references
        case .notify(.command(let command)): command.references
        case .notify(.http(let request)): request.templates.flatMap(\.references)
        case .parallel(let steps): steps.flatMap(\.allReferences)
        case .deploy, .wait: []
        }
    }

    fileprivate var allMeasurements: [Signal] {
        switch self {
        case .bake(let step): step.until?.measurements ?? []
        case .require(let step): step.condition.measurements
        case .parallel(let steps): steps.flatMap(\.allMeasurements)
        case .deploy, .run, .approve, .wait, .artifact, .notify: []
        }
    }
}
