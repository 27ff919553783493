import OrderedCollections
import SluiceEngine
import SluiceModel

/// The rows of one stage of an execution.
struct StagePicture {
    let whole: ExecutionPicture
    let stage: StageProgress
    let definition: StageDefinition
    let view: RolloutView.Stage

    private var execution: ExecutionState { whole.execution }
    private var sighting: Sighting { whole.sighting }
    private var symbols: Symbols { whole.symbols }
    private var now: Instant { whole.sighting.now }
    private var isRoomy: Bool { whole.detail == .full || whole.detail == .close }

    init?(_ whole: ExecutionPicture, _ stage: StageProgress) {
        guard let definition = whole.sighting.definition.stage(stage.name),
            let view = whole.sighting.view.stages.first(where: { $0.name == stage.name })
        else { return nil }
        self.whole = whole
        self.stage = stage
        self.definition = definition
        self.view = view
    }

    func rows(nameWidth: Int) -> [Row] {
        let inner = isOpen ? content : []
        return [title(nameWidth)] + inner.map { $0.behind([Piece("\(symbols.rail)  ", .dim)]) }
    }

    /// Something goes on there, or went wrong there.
    private var isOpen: Bool {
        switch stage.state {
        case .waiting, .deploying, .baking, .paused, .rollingBack, .failed, .rollbackFailed: execution.isLive
        case .rolledBack: execution.isLive && whole.detail == .full
        case .idle, .succeeded, .superseded, .cancelled: false
        }
    }

    private func title(_ nameWidth: Int) -> Row {
        let isAhead = stage.state == .idle
        let word = isAhead ? whole.aheadWord : stage.state.shown
        let name = CellWidth.pad(CellWidth.clip(Printable.line(stage.name.text), to: nameWidth), to: nameWidth)
        let left = [
            Piece("\(symbols.sign(whole.mark(stage.state))) ", stage.state.role), Piece(name, isAhead ? .dim : .strong), Piece("  "),
            Piece(CellWidth.pad(word, to: whole.wordWidth), stage.state.role), Piece("  "), Piece(detailText, isAhead ? .dim : .plain),
        ]
        return Row(left, right: duration.map { [Piece($0, .dim)] } ?? [])
    }

    private var duration: String? {
        guard let span = sighting.span(of: stage) else { return stage.state == .waiting ? (now - stage.since).wholeText : nil }
        return (span.to - span.from).wholeText
    }

    private var targets: [RolloutView.Target] { view.regions.flatMap(\.targets) }

    private var size: String {
        guard !targets.isEmpty else { return "" }
        let share = shareText(sighting.definition.share(of: definition.targets))
        return "\(counted(targets.count, "target")) \(symbols.dot) \(share)"
    }

    private var detailText: String {
        switch stage.state {
        case .idle, .waiting, .succeeded, .superseded, .cancelled: size
        case .deploying, .baking, .paused, .failed: arrived ?? size
        case .rollingBack, .rolledBack, .rollbackFailed: restored ?? size
        }
    }

    private var arrived: String? {
        guard !targets.isEmpty else { return nil }
        return "\(targets.count { sighting.cell(of: $0) == .new }) of \(counted(targets.count, "target")) on \(execution.revision.id)"
    }

    private var restored: String? {
        let own = targets.compactMap { sighting.restoration(of: $0.name) }
        guard !own.isEmpty else { return nil }
        return "\(own.count { $0.state == .done }) of \(counted(own.count, "target")) restored"
    }

    /// How far it is, in a few words.
    var brief: String? {
        switch stage.state {
        case .waiting: return stage.waits.first?.reason
        case .baking, .paused:
            guard let bake = view.bakes.last(where: { !$0.isOver }) else { return arrived }
            return "\(bake.observed.wholeText) of \(bake.required.scriptText) observed"
        case .rollingBack, .rolledBack, .rollbackFailed: return restored
        case .idle, .deploying, .succeeded, .failed, .superseded, .cancelled: return arrived
        }
    }

    private var content: [Row] {
        var rows = [Row]()
        switch stage.state {
        case .deploying, .baking, .paused: rows = regions + failures + steps
        case .rollingBack, .rolledBack, .rollbackFailed: rows = regions + failures + cause
        case .failed: rows = regions + failures + [stage.reason].compactMap { $0 }.map { Row([Piece($0, .error)]) }
        case .idle, .waiting, .succeeded, .superseded, .cancelled: break
        }
        return rows + stage.waits.filter { $0.kind != .bake && $0.kind != .effect }.flatMap(waitRows)
    }
}

// Regions and targets.
extension StagePicture {
    private var regions: [Row] {
        let groups = view.regions
        guard !groups.isEmpty, whole.detail != .least || groups.count == 1 else { return [] }
        let names = min(20, groups.map { CellWidth.of(Printable.line($0.name.shown)) }.max() ?? 0)
        let counts = groups.map { "\($0.targets.count)/\($0.targets.count)".count }.max() ?? 0
        if whole.detail == .tight { return sideBySide(groups, names, counts) }
        let room = max(4, whole.width - names - counts - 10)
        return groups.map { Row(strip($0, names, counts, room) + note(on: $0)) }
    }

    private func strip(_ region: RolloutView.Region, _ names: Int, _ counts: Int, _ room: Int) -> [Piece] {
        let cells = region.targets.map { sighting.cell(of: $0) }
        let count = "\(cells.count { $0 == .new })/\(cells.count)"
        return [
            Piece(CellWidth.pad(CellWidth.clip(Printable.line(region.name.shown), to: names), to: names)), Piece("  "),
            Piece(CellWidth.pad(count, to: counts, atFront: true), .dim), Piece("  "),
        ] + CellStrip(cells: cells, symbols: symbols).pieces(room: room)
    }

    private func sideBySide(_ groups: [RolloutView.Region], _ names: Int, _ counts: Int) -> [Row] {
        let room = max(4, min(12, groups.map(\.targets.count).max() ?? 4))
        let column = names + counts + room + 7
        let perRow = max(1, (whole.width - 3) / column)
        var rows = [Row]()
        for (index, region) in groups.enumerated() {
            let entry = Row(strip(region, names, counts, room))
            let padding = Piece(String(repeating: " ", count: max(0, column - entry.width)))
            if index % perRow == 0 { rows.append(Row([])) }
            rows[rows.count - 1].left += entry.left + [padding]
        }
        return rows
    }

    private func note(on region: RolloutView.Region) -> [Piece] {
        switch region.state {
        case .halted: [Piece("  halted", .warning)]
        case .rollbackFailed: [Piece("  rollback failed", .error)]
        case .idle, .installing, .installed, .good, .rollingBack, .rolledBack: []
        }
    }

    private var failures: [Row] {
        guard isRoomy else { return [] }
        let failed = targets.filter { $0.failure != nil && sighting.cell(of: $0) == .failed }
        let rows = failed.prefix(2).map { target in
            Row([Piece("\(symbols.sign(.bad)) ", .error), Piece("\(target.name)", .strong), Piece(" \(target.failure ?? "")")])
        }
        return failed.count > 2 ? rows + [Row([Piece("\(symbols.sign(.bad)) \(failed.count - 2) more failed", .error)])] : rows
    }
}

// What it does and waits for.
extension StagePicture {
    private var cause: [Row] {
        let rollbacks = sighting.rollbacks.filter { rollback in targets.contains { rollback.items[$0.name] != nil } }
        guard let first = rollbacks.first else { return [] }
        let others = rollbacks.dropFirst().flatMap(\.start.regions).map(\.shown)
        let text = first.start.causeText + (others.isEmpty ? "" : "; then in \(listed(others))")
        let lead = Piece("\(symbols.sign(.back)) ", .warning)
        guard isRoomy else { return [Row([lead, Piece(text)])] }
        let lines = CellWidth.wrap(Printable.line(text), to: max(10, whole.width - 5)).prefix(2)
        return lines.enumerated().map { Row([$0.offset == 0 ? lead : Piece("  "), Piece($0.element)]) }
    }

    private func waitRows(_ wait: Wait) -> [Row] {
        let lead = Piece("\(symbols.sign(.waiting)) ", .warning)
        guard isRoomy else { return [Row([lead, Piece(wait.reason)])] }
        let room = max(10, whole.width - 5)
        let reason = CellWidth.wrap(Printable.line(wait.reason), to: room).prefix(2).enumerated().map {
            Row([$0.offset == 0 ? lead : Piece("  "), Piece($0.element)])
        }
        let until = wait.until.map { "until \($0.text(near: now)), in \(($0 - now).wholeText)" }
        let rest = ["since \(wait.since.text(near: now))", until, wait.unblockedBy.isEmpty ? nil : "ended by \(wait.unblockedBy)"]
        let more = rest.compactMap { $0 }.joined(separator: " \(symbols.dot) ")
        return reason + CellWidth.wrap(Printable.line(more), to: room).prefix(3).map { Row([Piece("  "), Piece($0, .dim)]) }
    }

    private var steps: [Row] {
        let running = stage.steps.values.filter { $0.state == .running || $0.state == .inDoubt }
        let bake = view.bakes.last { !$0.isOver }
        return running.flatMap { progress -> [Row] in
            guard let step = definition.step(progress) else { return [] }
            let age = (now - progress.startedAt).wholeText
            switch step {
            case .bake(let step): return bake.map { bakeRows($0, step) } ?? []
            case .run(let run): return [Row([Piece("\(symbols.sign(.active)) ", .note), Piece(runText(run, progress, age))])]
            case .require: return [Row([Piece("\(symbols.sign(.waiting)) ", .warning), Piece("require: asked for \(age)")])]
            case .wait(let duration):
                return [Row([Piece("\(symbols.sign(.waiting)) ", .warning), Piece("wait: \(age) of \(duration.scriptText)")])]
            case .approve(let approve): return approval(approve, progress)
            case .deploy:
                guard progress.deploy?.isCompleting == true else { return [] }
                return [Row([Piece("\(symbols.sign(.active)) ", .note), Piece("all are in, and verified once more")])]
            case .artifact, .notify, .parallel: return []
            }
        }
    }

    private func runText(_ run: RunStep, _ progress: StepProgress, _ age: String) -> String {
        let parts = progress.parts.values
        let count = parts.count > 1 ? " \(parts.count { $0.state == .finished })/\(parts.count)" : ""
        let retry = parts.compactMap(\.retryAt).min().map { ", again in \(($0 - now).wholeText)" } ?? ""
        return "\(run.name ?? run.command.scriptText)\(count)  for \(age)\(retry)"
    }

    private func approval(_ step: ApproveStep, _ progress: StepProgress) -> [Row] {
        guard !stage.waits.contains(where: { $0.kind == .approval }) else { return [] }
        let gate = "\(stage.name)/\(progress.id)"
        let approval = GateSituation.Approval(
            place: "\(execution.pipeline).\(stage.name)", step: step, given: execution.approvals.filter { $0.gate == gate }.map(\.by),
            since: progress.startedAt)
        return Gates.wait(for: approval, of: execution.id).map(waitRows) ?? []
    }

    private func bakeRows(_ bake: RolloutView.Bake, _ step: BakeStep) -> [Row] {
        let room = max(5, min(40, whole.width - 40))
        let filled = Int((Double(room) * bake.fraction).rounded(.down))
        let bar = Row([
            Piece("bake  ", .help), Piece(String(repeating: symbols.filled, count: filled), .help),
            Piece(String(repeating: symbols.unfilled, count: room - filled), .dim),
            Piece("  \(bake.observed.wholeText)/\(bake.required.scriptText) observed"),
        ])
        let lack = missing(bake, step)
        guard let lack, whole.detail != .least else { return [bar] }
        return [bar, Row([Piece("      "), Piece(lack, bake.blindSince == nil ? .dim : .warning)])]
    }

    /// What a bake still waits for.
    private func missing(_ bake: RolloutView.Bake, _ step: BakeStep) -> String? {
        if let since = bake.blindSince { return "blind since \(since.text(near: now)): no datapoints come in" }
        let most = bake.atMost.map { ", gives up after \($0.scriptText)" } ?? ""
        guard bake.observed >= bake.required else {
            let then = step.until == nil ? "" : "\(symbols.dot) then until its condition holds\(most)"
            return then.isEmpty ? nil : "\((bake.required - bake.observed).wholeText) to go \(then)"
        }
        let alarms = view.alarms.filter { $0.state != .ok }.map { "`\($0.name)` (\($0.place))" }
        var needs = step.until == nil ? [] : ["its `until`"]
        if !alarms.isEmpty { needs.append("a full window of OK of \(listed(alarms, atMost: 2))") }
        return needs.isEmpty ? nil : "waits for \(needs.joined(separator: " and "))\(most)"
    }
}
