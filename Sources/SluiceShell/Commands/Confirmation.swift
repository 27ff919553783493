import OrderedCollections
import SluiceEngine
import SluiceInterpreter
import SluiceModel

/// What is asked before something that changes production beside the pipelines' own rules.
struct Confirmation: Hashable, Sendable {
    /// What it would do: `checkout.production back to v1: 12 targets, 2 regions, 8% of weight`.
    var effect: String
    var question: String

    /// Nil for everything that asks nothing.
    static func of(_ request: Request, state: EngineState) -> Confirmation? {
        switch request {
        case .command(.rollback(let rollback)): of(rollback, state)
        case .command(.promote(let promote)):
            Confirmation(
                effect: "\(shown(promote.execution, state)) goes past \(promote.past): \(reach(of: promote.execution, state))",
                question: "Promote \(promote.execution)?")
        case .command(.cancel(let id, _)):
            Confirmation(effect: "\(shown(id, state)) ends: \(installed(by: id, state))", question: "Cancel \(id)?")
        case .command(.deploy(let deploy)):
            Confirmation(
                effect: "\(deploy.revision) goes to \(extent(deploy.definition.stages.flatMap(\.targets), in: nil)), outside any pipeline",
                question: "Deploy?")
        case .adHocRun(let command, _):
            Confirmation(effect: "runs `\(command.scriptText)` on this machine", question: "Run it?")
        case .command(.activate), .command(.start), .command(.approve), .command(.reject), .command(.pause), .command(.resume),
            .command(.retry), .follow, .execution, .status, .history, .explain, .plan, .print, .wait, .waitUntil, .require, .measure,
            .judge,
            .storedPipeline, .simulate:
            nil
        }
    }

    // MARK: Effects

    private static func of(_ rollback: RollbackCommand, _ state: EngineState) -> Confirmation {
        let subject = rollback.subject
        let pipeline = pipeline(of: subject, state).flatMap { state.pipelines[$0] }
        let records = targets(of: subject, state).compactMap { pipeline?.targets[$0] }
        let aim: (TargetRecord) -> RevisionID? = { record in
            rollback.to ?? pipeline?.lastGood(on: record.target.name, under: record.runs?.revision.id)?.placement.revision.id
        }
        let moved = records.filter { record in aim(record).map { $0 != record.runs?.revision.id } ?? false }
        let stuck = records.count { aim($0) == nil }
        let destination = rollback.to.map { " to \($0)" } ?? " to each target's last good revision"
        let rest = stuck > 0 ? "; \(counted(stuck, "target")) without a good revision stay as they are" : ""
        return Confirmation(
            effect: "\(subject) back\(destination): \(extent(moved.map(\.target), in: pipeline))\(rest)", question: "Roll \(subject) back?")
    }

    /// `12 targets, 2 regions, 8% of weight`.
    static func extent(_ targets: [Target], in pipeline: PipelineState?) -> String {
        guard !targets.isEmpty else { return "no targets" }
        var regions: [RegionName] = []
        for region in targets.map(\.region) where !region.text.isEmpty && !regions.contains(region) { regions.append(region) }
        var parts = [counted(targets.count, "target")]
        if !regions.isEmpty { parts.append(counted(regions.count, "region")) }
        let total = pipeline?.targets.values.filter { $0.state != .retired }.reduce(0) { $0 + $1.target.weight } ?? 0
        if total > 0 {
            let share = targets.reduce(0) { $0 + $1.weight } / total * 100
            parts.append("\(share < 10 ? (share * 10).rounded() / 10 : share.rounded())".withoutZeroTenths + "% of weight")
        }
        return parts.joined(separator: ", ")
    }

    private static func reach(of id: ExecutionID, _ state: EngineState) -> String {
        guard let execution = state.execution(id), let current = execution.current,
            let stage = state.definition(of: execution).stage(current.name)
        else { return "nothing waits there" }
        return "\(execution.pipeline).\(stage.name), \(extent(stage.targets, in: state.pipelines[execution.pipeline]))"
    }

    private static func installed(by id: ExecutionID, _ state: EngineState) -> String {
        guard let execution = state.execution(id), let pipeline = state.pipelines[execution.pipeline] else { return "it is not known" }
        let there = pipeline.targets.values.filter { $0.runs?.execution == id || $0.wanted?.execution == id }.map(\.target)
        return there.isEmpty ? "nothing is installed yet" : "\(extent(there, in: pipeline)) have \(execution.revision.id) already"
    }

    private static func shown(_ id: ExecutionID, _ state: EngineState) -> String {
        state.execution(id).map { "\(id) (\($0.revision.id))" } ?? id.text
    }

    private static func pipeline(of subject: Subject, _ state: EngineState) -> PipelineName? {
        switch subject {
        case .pipeline(let name), .part(let name, _): name
        case .execution(let id): state.execution(id)?.pipeline
        }
    }

    private static func targets(of subject: Subject, _ state: EngineState) -> [TargetName] {
        switch subject {
        case .pipeline(let name):
            return state.pipelines[name]?.targets.values.filter { $0.state != .retired }.map(\.target.name) ?? []
        case .part(let name, let part):
            let stages = state.activeDefinition(of: name)?.stages.filter { $0.name.text == part || $0.phase?.text == part } ?? []
            var seen: [TargetName] = []
            for target in stages.flatMap(\.targets).map(\.name) where !seen.contains(target) { seen.append(target) }
            return seen
        case .execution(let id):
            guard let execution = state.execution(id), let pipeline = state.pipelines[execution.pipeline] else { return [] }
            return pipeline.targets.values.filter { $0.runs?.execution == id || $0.wanted?.execution == id }.map(\.target.name)
        }
    }
}

extension String {
    fileprivate var withoutZeroTenths: String { hasSuffix(".0") ? String(dropLast(2)) : self }
}
