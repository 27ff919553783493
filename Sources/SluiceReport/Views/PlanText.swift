import OrderedCollections
public import SluiceEngine
import SluiceModel

extension ViewText {
    /// Lines with line ends: what a start would do, stage by stage, and what stands against it now.
    public static func plan(_ view: PlanView, style: Style = .plain, width: Int) -> String {
        var parts = [planHead(view, width, style), stages(view, width, style)]
        parts.append(closedGates(view, width, style))
        parts.append(steps(view, width, style))
        parts.append(guards(view, width, style))
        if !view.silenced.isEmpty {
            let rules = view.silenced.map {
                paragraph("  \($0.rule)\($0.place)  ", $0.because, width: width, style: style, leadRole: .warning)
            }
            parts.append(heading("Silenced safety rules", style) + rules.joined())
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private static func planHead(_ view: PlanView, _ width: Int, _ style: Style) -> String {
        let revision = view.revision.map { " at \($0)" } ?? ""
        let size = "\(counted(view.targets, "target")) in \(counted(view.stages.count, "stage"))"
        let least = view.bakes > .zero ? ", takes at least \(view.bakes.scriptText) of baking" : ", without any baking"
        let title = paragraph("", "Plan of \(view.pipeline)\(revision): \(size)\(least)", width: width, style: style, role: .strong)
        guard let mark = view.markedBad else { return title }
        let text = "\(view.revision?.text ?? "it") is marked bad: \(mark). A start needs `because`."
        return title + paragraph("", text, width: width, style: style, role: .error)
    }

    private static func stages(_ view: PlanView, _ width: Int, _ style: Style) -> String {
        let phases = view.stages.contains { $0.phase != nil }
        var table = Table(
            [.init("STAGE", leastWidth: 8, yields: 1)] + (phases ? [.init("PHASE", leastWidth: 5, yields: 2)] : []) + [
                .init("TARGETS", alignment: .right), .init("SHARE", alignment: .right), .init("REACHED", alignment: .right),
                .init("GATES"), .init("WHERE", leastWidth: 10, yields: 3),
            ])
        for stage in view.stages {
            let there = stage.regions.reduce(0) { $0 + $1.alreadyThere }
            let places = stage.regions.map { "\($0.name.shown) \($0.targets)" }.joined(separator: ", ")
            let phase = phases ? [Table.Cell(stage.phase?.text ?? "", .dim)] : []
            table.add(
                [Table.Cell(stage.name.text)] + phase + [
                    Table.Cell(there > 0 ? "\(stage.targets) (\(there) done)" : "\(stage.targets)"), Table.Cell(shareText(stage.share)),
                    Table.Cell(shareText(stage.reached)), gate(stage), Table.Cell(places),
                ])
        }
        return table.render(width: width, style: style)
    }

    private static func gate(_ stage: PlanView.Stage) -> Table.Cell {
        guard let first = stage.closed.first else { return Table.Cell("open", .good) }
        let kinds = stage.closed.map(\.kind.rawValue)
        let isCalendar = stage.closed.allSatisfy { $0.kind == .window || $0.kind == .freeze }
        if isCalendar, let opens = stage.opens { return Table.Cell("opens \(opens.minuteText)", .warning) }
        return Table.Cell(
            kinds.count > 1 ? "closed: \(first.kind.rawValue) +\(kinds.count - 1)" : "closed: \(first.kind.rawValue)", .warning)
    }

    /// Each reason once, with the stages that it closes.
    private static func closedGates(_ view: PlanView, _ width: Int, _ style: Style) -> String {
        var stages = OrderedDictionary<String, (gate: PlanView.Gate, stages: [String])>()
        for stage in view.stages {
            for gate in stage.closed { stages[gate.reason, default: (gate, [])].stages.append(stage.name.text) }
        }
        guard !stages.isEmpty else { return "" }
        let lines = stages.values.map { entry in
            let until = entry.gate.until.map { ", until \($0.minuteText) UTC" } ?? ""
            let text = "\(entry.gate.reason)\(until); ended by \(entry.gate.unblockedBy)"
            return paragraph("  \(listed(entry.stages)): ", text, width: width, style: style, leadRole: .strong)
        }
        return heading("Closed now", style) + lines.joined()
    }

    /// What each stage does; stages that do the same share a line.
    private static func steps(_ view: PlanView, _ width: Int, _ style: Style) -> String {
        var stages = OrderedDictionary<String, [String]>()
        for stage in view.stages where !stage.steps.isEmpty {
            stages[stage.steps.joined(separator: "; "), default: []].append(stage.name.text)
        }
        let lines = stages.map { paragraph("  \(listed($0.value)): ", $0.key, width: width, style: style, leadRole: .strong) }
        return lines.isEmpty ? "" : heading("Steps", style) + lines.joined()
    }

    /// What watches over the stages; stages with the same guards share a line.
    private static func guards(_ view: PlanView, _ width: Int, _ style: Style) -> String {
        var stages = OrderedDictionary<String, [String]>()
        for stage in view.stages {
            let watches = stage.watches.isEmpty ? "watches no alarm" : "watches \(stage.watches.map(\.text).joined(separator: ", "))"
            let blocks = stage.blocks.isEmpty ? "" : "; does not start while \(stage.blocks.map(\.text).joined(separator: ", ")) fires"
            let windows = stage.windows.isEmpty ? "" : "; starts \(stage.windows.joined(separator: " or "))"
            stages["\(watches); on alarm: \(stage.onAlarm.shown)\(blocks)\(windows)", default: []].append(stage.name.text)
        }
        let lines = stages.map { paragraph("  \(listed($0.value)): ", $0.key, width: width, style: style, leadRole: .strong) }
        return lines.isEmpty ? "" : heading("Guards", style) + lines.joined()
    }
}

extension Allowance {
    /// Where it counts; nothing for the whole pipeline.
    fileprivate var place: String { stage.map { " in \($0)" } ?? phase.map { " in phase \($0)" } ?? "" }
}

extension FailureResponse {
    /// As people say it.
    var shown: String {
        switch self {
        case .rollbackRegion: "roll back the region"
        case .rollbackWave: "roll back the wave"
        case .rollbackPhase: "roll back the phase"
        case .nothing: "do nothing"
        }
    }
}
