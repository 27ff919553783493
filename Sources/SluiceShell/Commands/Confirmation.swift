import OrderedCollections
import SluiceEngine
import SluiceInterpreter
import SluiceModel

/// What is asked before something that changes production beside the pipelines' own rules.
struct Confirmation: Hashable, Sendable {
    /// What it would do: `checkout.production back to v1: 12 targets, 2 regions, 8% of weight`.
    var effect: String
    var question: String

    /// Nil for what asks nothing, and for what the engine would refuse: it says so itself, and does nothing.
    static func of(
        _ request: Request, by operatorName: String, state: EngineState, observations: Observations = Observations(), now: Instant
    ) -> Confirmation? {
        switch request {
        case .command(let command):
            guard command.asks else { return nil }
            var observations = observations
            let envelope = CommandEnvelope(id: "what-if", by: operatorName, command: command)
            let decision = Engine.decide(.command(envelope), state: state, observations: &observations, now: now)
            guard decision.answer?.isAccepted == true else { return nil }
            return of(command, decision.events, state)
        case .adHocRun(let command, _):
            return Confirmation(effect: "runs `\(command.scriptText)` on this machine", question: "Run it?")
        case .follow, .execution, .status, .history, .explain, .plan, .print, .wait, .waitUntil, .require, .measure, .judge,
            .storedPipeline,
            .simulate:
            return nil
        }
    }

    // MARK: Effects

    private static func of(_ command: Command, _ events: [Event], _ state: EngineState) -> Confirmation? {
        switch command {
        case .rollback(let rollback): of(rollback, events, state)
        case .promote(let promote):
            Confirmation(
                effect: "\(shown(promote.execution, state)) goes past \(promote.past): \(reach(of: promote.execution, state))",
                question: "Promote \(promote.execution)?")
        case .cancel(let id, _):
            Confirmation(effect: "\(shown(id, state)) ends: \(installed(by: id, state))", question: "Cancel \(id)?")
        case .deploy(let deploy):
            Confirmation(
                effect: "\(deploy.revision) goes to \(extent(deploy.definition.stages.flatMap(\.targets), in: nil)), outside any pipeline",
                question: "Deploy?")
        case .activate, .start, .approve, .reject, .pause, .resume, .retry: nil
        }
    }

    /// By what the engine would decide now. Nil when nothing would change.
    private static func of(_ rollback: RollbackCommand, _ events: [Event], _ state: EngineState) -> Confirmation? {
        let starts = events.compactMap { event -> RollbackStart? in
            if case .rollbackStarted(let start) = event { return start }
            return nil
        }
        guard let pipeline = starts.first.flatMap({ state.pipelines[$0.pipeline] }) else { return nil }
        let restorations = starts.flatMap(\.restorations)
        let moved = restorations.filter { $0.to != nil }.compactMap { pipeline.targets[$0.target]?.target }
        let stuck = restorations.count { $0.to == nil }
        let destination = rollback.to.map { "to \($0)" } ?? "to each target's last good revision"
        let rest = stuck > 0 ? "; \(stuck) more without a good revision stay as they are" : ""
        return Confirmation(
            effect: "\(rollback.subject) back \(destination): \(extent(moved, in: pipeline))\(rest)",
            question: "Roll \(rollback.subject) back?")
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
}

extension Command {
    /// Whether a person is asked before it is carried out.
    fileprivate var asks: Bool {
        switch self {
        case .rollback, .promote, .cancel, .deploy: true
        case .activate, .start, .approve, .reject, .pause, .resume, .retry: false
        }
    }
}

extension String {
    fileprivate var withoutZeroTenths: String { hasSuffix(".0") ? String(dropLast(2)) : self }
}
