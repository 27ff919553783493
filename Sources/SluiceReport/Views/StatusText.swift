import OrderedCollections
public import SluiceEngine
public import SluiceModel

extension ViewText {
    /// Lines with line ends: for each pipeline its stages, where which revision runs, its alarms; then the executions.
    ///
    /// Fleets of more than `mostTargets` are shown by region, with the targets that are not well.
    public static func status(_ view: StatusView, now: Instant, style: Style = .plain, width: Int, mostTargets: Int = 24) -> String {
        guard !view.pipelines.isEmpty || !view.executions.isEmpty else {
            return "Nothing is known yet: `sluice run FILE` or `sluice start` makes the first pipeline.\n"
        }
        var parts = view.pipelines.map { pipeline in
            let executions = view.executions.filter { $0.pipeline == pipeline.name }
            return [
                head(pipeline, style), stages(pipeline, now, width, style), targets(pipeline, width, style, mostTargets),
                alarms(pipeline, now, width, style), self.executions(executions, now, width, style),
            ].filter { !$0.isEmpty }.joined(separator: "\n")
        }
        let others = view.executions.filter { execution in !view.pipelines.contains { $0.name == execution.pipeline } }
        if !others.isEmpty { parts.append(executions(others, now, width, style)) }
        return parts.joined(separator: "\n\n")
    }

    private static func head(_ pipeline: StatusView.Pipeline, _ style: Style) -> String {
        let definition = pipeline.definition.map { "  definition \($0.short)" } ?? "  no active definition"
        return style.paint(Printable.line(pipeline.name.text), .strong) + style.paint(definition, .dim) + "\n"
    }

    private static func stages(_ pipeline: StatusView.Pipeline, _ now: Instant, _ width: Int, _ style: Style) -> String {
        var table = Table([
            .init("STAGE", leastWidth: 8, yields: 2), .init("STATE"), .init("REVISION", leastWidth: 7, yields: 3), .init("EXECUTION"),
            .init("SINCE"), .init("REASON", leastWidth: 10, yields: 4),
        ])
        for stage in pipeline.stages {
            let until = stage.until.map { " (until \($0.text(near: now)))" } ?? ""
            table.add([
                Table.Cell(stage.name.text), Table.Cell(stage.state.shown, stage.state.role), Table.Cell(stage.revision?.text ?? ""),
                Table.Cell(stage.execution?.text ?? ""), Table.Cell(age(stage.since, now), .dim),
                Table.Cell((stage.reason ?? "") + until),
            ])
        }
        return table.render(width: width, style: style)
    }

    private static func targets(_ pipeline: StatusView.Pipeline, _ width: Int, _ style: Style, _ most: Int) -> String {
        guard pipeline.targets.count > most else { return table(of: pipeline.targets, width, style) }
        var table = Table([
            .init("REGION", leastWidth: 8, yields: 1), .init("TARGETS", alignment: .right), .init("RUNS", leastWidth: 12, yields: 2),
            .init("STATES", leastWidth: 12, yields: 3),
        ])
        for (region, targets) in OrderedDictionary(grouping: pipeline.targets, by: \.region) {
            let revisions = tally(targets.map { $0.revision?.text ?? "unknown" })
            let states = tally(targets.map(\.state.shown))
            let isWell = targets.allSatisfy(isWell)
            table.add([
                Table.Cell(region.shown), Table.Cell("\(targets.count)"), Table.Cell(revisions),
                Table.Cell(states, isWell ? .good : .warning),
            ])
        }
        let unwell = pipeline.targets.filter { !isWell($0) }
        let rest = unwell.isEmpty ? "" : "\n" + self.table(of: Array(unwell.prefix(most)), width, style)
        let more = unwell.count > most ? "and \(unwell.count - most) more that are not well\n" : ""
        return table.render(width: width, style: style) + rest + more
    }

    private static func isWell(_ target: StatusView.Target) -> Bool {
        switch target.state {
        case .healthy, .idle, .retired: target.wanted == nil || target.wanted == target.revision
        case .deploying, .failed, .rollingBack, .inDoubt, .drifted: false
        }
    }

    /// `v1 ×3, v2 ×9`, in the order in which they come.
    private static func tally(_ names: [String]) -> String {
        var counts = OrderedDictionary<String, Int>()
        for name in names { counts[name, default: 0] += 1 }
        return counts.map { "\($0.key) ×\($0.value)" }.joined(separator: ", ")
    }

    private static func table(of targets: [StatusView.Target], _ width: Int, _ style: Style) -> String {
        var table = Table([
            .init("TARGET", leastWidth: 8, yields: 1), .init("REGION", leastWidth: 6, yields: 2), .init("STATE"),
            .init("RUNS", leastWidth: 6, yields: 3), .init("WANTED", leastWidth: 6, yields: 4),
            .init("LAST GOOD", leastWidth: 9, yields: 5),
        ])
        for target in targets {
            let place = target.zone.map { "\(target.region)/\($0)" } ?? target.region.text
            table.add([
                Table.Cell(target.name.text), Table.Cell(place), Table.Cell(target.state.shown, target.state.role),
                Table.Cell(target.revision?.text ?? "unknown"),
                Table.Cell(target.wanted == target.revision ? "" : target.wanted?.text ?? ""),
                Table.Cell(target.lastGood?.text ?? "none", .dim),
            ])
        }
        return table.render(width: width, style: style)
    }

    /// A row for what is not OK; the rest is counted.
    private static func alarms(_ pipeline: StatusView.Pipeline, _ now: Instant, _ width: Int, _ style: Style) -> String {
        guard !pipeline.alarms.isEmpty else { return "" }
        var table = Table([
            .init("ALARM", leastWidth: 8, yields: 1), .init("STATE"), .init("WHERE", leastWidth: 8, yields: 2), .init("SINCE"),
        ])
        let bad = pipeline.alarms.filter { $0.state == .alarm } + pipeline.alarms.filter { $0.state == .unknown }
        for alarm in bad.prefix(10) {
            table.add([
                Table.Cell(alarm.name.text), Table.Cell(alarm.state.shown, alarm.state.role), Table.Cell(alarm.scope),
                Table.Cell(age(alarm.since, now), .dim),
            ])
        }
        let fine = pipeline.alarms.count - bad.count
        let count = bad.isEmpty ? "all \(counted(fine, "alarm")) OK" : "\(fine) of \(counted(pipeline.alarms.count, "alarm")) OK"
        return table.render(width: width, style: style) + style.paint(CellWidth.clip(count, to: width), bad.isEmpty ? .good : .warning)
            + "\n"
    }

    private static func executions(_ executions: [StatusView.Execution], _ now: Instant, _ width: Int, _ style: Style) -> String {
        var table = Table([
            .init("EXECUTION"), .init("REVISION", leastWidth: 7, yields: 2), .init("STATE"), .init("STAGE", leastWidth: 6, yields: 1),
            .init("SINCE"), .init("REASON", leastWidth: 10, yields: 3),
        ])
        for execution in executions {
            let until = execution.until.map { " (until \($0.text(near: now)))" } ?? ""
            table.add([
                Table.Cell(execution.id.text), Table.Cell(execution.revision.text), state(execution.state),
                Table.Cell(execution.stage?.text ?? ""), Table.Cell(age(execution.since, now), .dim),
                Table.Cell((execution.reason ?? "") + until),
            ])
        }
        return table.render(width: width, style: style)
    }
}
