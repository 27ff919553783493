import OrderedCollections
import SluiceEngine
import SluiceModel

/// The lines about one execution.
struct ExecutionSummary {
    let sighting: Sighting
    let page: Page

    private var execution: ExecutionState { sighting.execution }
    private var state: EngineState { sighting.state }
    private var definition: PipelineDefinition { sighting.definition }

    var text: String {
        [head, waves, findings].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var head: String {
        let ended = execution.end?.stageState ?? execution.current?.state ?? .waiting
        let took = ((execution.endedAt ?? sighting.now) - execution.startedAt).shortText
        let mark: Mark =
            switch execution.end {
            case .succeeded: .good
            case .failed, .rollbackFailed: .bad
            case .rolledBack: .back
            case .superseded, .cancelled: .paused
            case nil: .active
            }
        let title = page.title([
            Piece("\(page.symbols.sign(mark)) ", ended.role), Piece("\(execution.id)", .strong), Piece("  "),
            Piece("\(execution.revision.id)", .strong), Piece("  "), Piece(ended.shown, ended.role),
            Piece(execution.isLive ? " since \(took)" : " after \(took)"),
        ])
        let because = execution.because.map { "\(execution.by): \($0)" } ?? "started by \(execution.by)"
        return title + ViewText.paragraph("  ", because, width: page.width, style: page.style, role: .dim)
    }

    // MARK: Wave by wave

    private var waves: String {
        let names = min(24, execution.stages.keys.map { CellWidth.of(Printable.line($0.text)) }.max() ?? 0)
        let ahead = execution.stages.values.filter { $0.enteredAt == nil }
        let reached = execution.stages.values.filter { $0.enteredAt != nil }
        let rows = reached.map { row($0, $0.state.shown, names, timeline($0), took($0)) }
        guard ahead.count > 4 else {
            return (rows + ahead.map { row($0, $0.state == .idle ? aheadWord : $0.state.shown, names, [], "") }).joined()
        }
        let rest = "  \(listed(ahead.map { Printable.line($0.name.text) }))  \(aheadWord)\n"
        return (rows + [page.style.paint(rest, .dim)]).joined()
    }

    /// Of a stage in which nothing happened.
    private var aheadWord: String { execution.isLive ? "to come" : "never reached" }

    private var wordWidth: Int { max(13, execution.stages.values.map { $0.state.shown.count }.max() ?? 0) }

    private func row(_ stage: StageProgress, _ word: String, _ names: Int, _ timeline: [String], _ took: String) -> String {
        let targets = definition.stage(stage.name)?.targets ?? []
        let isWide = page.width >= 90
        let share = isWide ? " \(page.symbols.dot) \(shareText(definition.share(of: targets)))" : ""
        let size = targets.isEmpty ? "" : "\(counted(targets.count, "target"))\(share)"
        let name = CellWidth.pad(CellWidth.clip(Printable.line(stage.name.text), to: names), to: names)
        let isAhead = stage.enteredAt == nil
        let lead = [
            Piece("  "), Piece(name, isAhead ? .dim : .plain), Piece("  "),
            Piece(CellWidth.pad(word, to: wordWidth), isAhead ? .dim : stage.state.role), Piece("  "),
            Piece(CellWidth.pad(size, to: isWide ? 16 : 10), .dim), Piece("  "),
        ]
        let edge = min(page.width, 100)
        let margin = Row(lead).width
        return lines(of: timeline, width: edge - margin - 7).enumerated().map { index, line in
            let isFirst = index == 0
            let row = Row(
                (isFirst ? lead : [Piece(String(repeating: " ", count: margin))]) + [Piece(line)],
                right: isFirst && !took.isEmpty ? [Piece(took, .dim)] : [])
            return row.text(width: edge, style: page.style, symbols: page.symbols) + "\n"
        }.joined()
    }

    /// As many phrases in a line as fit, at least one line.
    private func lines(of phrases: [String], width: Int) -> [String] {
        var lines = [""]
        for (index, phrase) in phrases.enumerated() {
            let text = index + 1 < phrases.count ? "\(phrase)," : phrase
            let joined = lines[lines.count - 1].isEmpty ? text : "\(lines[lines.count - 1]) \(text)"
            if lines[lines.count - 1].isEmpty || CellWidth.of(joined) <= width {
                lines[lines.count - 1] = joined
            } else {
                lines.append(text)
            }
        }
        return lines
    }

    private func took(_ stage: StageProgress) -> String {
        sighting.span(of: stage).map { ($0.to - $0.from).shortText } ?? ""
    }

    /// `deployed in 2.1s, baked 5s`.
    private func timeline(_ stage: StageProgress) -> [String] {
        guard let definition = definition.stage(stage.name), let span = sighting.span(of: stage) else { return [] }
        let steps = stage.steps.values.sorted { ($0.startedAt, $0.position) < ($1.startedAt, $1.position) }
        let forward = steps.enumerated().compactMap { index, progress -> String? in
            guard let step = definition.step(progress) else { return nil }
            let stop = progress.state == .finished ? span.to : min(span.to, execution.detectedAt ?? span.to)
            let end = steps[(index + 1)...].first { $0.position > progress.position }?.startedAt ?? stop
            return phrase(step, progress, took: (end - progress.startedAt).shortText)
        }
        return forward + [back(stage)].compactMap { $0 }
    }

    /// `back in 3s`, when all that went back there was restored.
    private func back(_ stage: StageProgress) -> String? {
        guard stage.state == .rolledBack else { return nil }
        let concerned = sighting.rollbacks.filter { rollback in stage.targets.contains { rollback.items[$0] != nil } }
        guard let first = concerned.map(\.startedAt).min(), let last = concerned.compactMap(\.endedAt).max() else { return nil }
        return "back in \((last - first).shortText)"
    }

    private func phrase(_ step: Step, _ progress: StepProgress, took: String) -> String? {
        let isDone = progress.state == .finished
        let goesOn = execution.isLive && !execution.goesBack && progress.state == .running
        let stopped = goesOn ? "so far" : "stopped after"
        switch step {
        case .deploy: return isDone ? "deployed in \(took)" : "deploy \(stopped) \(took)"
        case .bake(let bake): return isDone ? "baked \(took)" : "bake \(stopped) \(took) of \(bake.duration.scriptText)"
        case .run(let run): return "\(run.name ?? "run") \(isDone ? "took" : stopped) \(took)"
        case .approve: return isDone ? "approved after \(took)" : "not approved"
        case .require: return isDone ? nil : "require failed"
        case .wait: return "waited \(took)"
        case .artifact, .notify, .parallel: return nil
        }
    }

    // MARK: What was found

    private var findings: String {
        switch execution.end {
        case .succeeded: return exposed
        case .rolledBack, .rollbackFailed: return cause + detected + exposed + unrestored + now + unseen + next
        case .failed, .cancelled: return reason + failures + detected + exposed + now + unseen + next
        case .superseded: return reason
        case nil: return page.entry("Next", "`sluice follow \(execution.id)`")
        }
    }

    private var reason: String { page.entry("Because", execution.reason ?? "") }

    private var cause: String {
        let rollbacks = sighting.rollbacks
        guard !rollbacks.isEmpty else { return reason }
        let causes = rollbacks.prefix(3).enumerated().map { page.entry($0.offset == 0 ? "Cause" : "then", $0.element.start.causeText) }
        let rest = rollbacks.count > 3 ? page.entry("", "and \(rollbacks.count - 3) more rollbacks") : ""
        return causes.joined() + rest + failures
    }

    /// Targets and steps that failed, with the last of what they printed.
    private var failures: String {
        let steps = execution.stages.values.flatMap(\.steps.values)
        let stuck = sighting.rollbacks.flatMap(\.unrestored)
        let targets = steps.compactMap(\.deploy).flatMap { deploy in
            deploy.targets.compactMap { name, target in
                stuck.contains(name) ? nil : target.failure.map { (name.text, $0) }
            }
        }
        let runs = steps.filter { $0.deploy == nil }.compactMap { step in step.failure.map { (step.id.text, $0) } }
        let shown = (targets + runs).prefix(3).map { name, failure in
            page.entry("Failed", "\(name): \(failure.sentence)", .error) + page.output(failure.lastLines(3))
        }
        let rest = targets.count + runs.count - shown.count
        return shown.joined() + (rest > 0 ? page.entry("", "and \(rest) more") : "")
    }

    private var detected: String {
        sighting.view.exposure.detectedAfter.map { page.entry("Detected", "\($0.shortText) after the first install") } ?? ""
    }

    /// Every target on which an install began.
    private var touched: [TargetName] {
        var names = [TargetName]()
        for (name, target) in execution.stages.values.flatMap(\.steps.values).compactMap(\.deploy).flatMap(\.targets) {
            switch target.state {
            case .pending, .asking: continue
            case .installing, .verifying, .inDoubt, .settling, .healthy, .skipped, .verifyingAgain, .failed:
                if !names.contains(name) { names.append(name) }
            }
        }
        return names
    }

    private var exposed: String {
        let exposure = sighting.view.exposure
        guard !touched.isEmpty else { return page.entry("Exposed", "no target: nothing was installed") }
        let share = "at most \(shareText(exposure.share)) of the weight"
        let size = counted(touched.count, "target")
        guard execution.end != .succeeded, let length = exposure.length(at: sighting.now) else {
            return page.entry("Reached", "\(size), \(shareText(exposure.share)) of the weight")
        }
        return page.entry("Exposed", "\(size), \(share), for \(length.shortText)\(exposure.until == nil ? " so far" : "")")
    }

    private var unrestored: String {
        sighting.rollbacks.flatMap(\.items.values).filter { $0.state == .parked || $0.state == .unrestorable }.prefix(5).map { item in
            let why = item.failure?.sentence ?? "nothing good is known to go back to"
            return page.entry("Not back", "\(item.restoration.target): \(why)", .error) + page.output(item.failure?.lastLines(3) ?? [])
        }.joined()
    }

    private var now: String { page.entry("Now", page.placements(touched, in: execution.pipeline, state)) }

    private var unseen: String {
        let ahead = execution.stages.values.filter { $0.firstInstallAt == nil && definition.stage($0.name)?.targets.isEmpty == false }
        let seen = touched
        let targets = ahead.flatMap { definition.stage($0.name)?.targets ?? [] }.map(\.name).filter { !seen.contains($0) }
        guard !targets.isEmpty else { return "" }
        let names = listed(ahead.map(\.name.text), atMost: 4)
        return page.entry("Never saw", "\(names): \(counted(targets.count, "target")) stayed as they were")
    }

    /// What an operator does now.
    private var next: String {
        let why = "`sluice explain \(execution.pipeline)` says why"
        switch execution.end {
        case .rolledBack:
            return page.entry("Next", "fix it and start a newer revision: it passes, older ones are held. \(why).")
        case .rollbackFailed:
            return page.entry("Next", "targets that are not back are tried again as soon as they can be reached. \(why).")
        case .failed: return page.entry("Next", "`sluice retry \(execution.id)`, or start a newer revision. \(why).")
        case .cancelled:
            guard !touched.isEmpty else { return "" }
            return page.entry("Next", "`sluice rollback \(execution.pipeline) --because \"…\"` takes back what is there.")
        case .succeeded, .superseded, nil: return ""
        }
    }
}
