import OrderedCollections
import SluiceEngine
import SluiceModel

/// The rows of one execution.
struct ExecutionPicture {
    let sighting: Sighting
    let detail: PictureDetail
    let width: Int
    let symbols: Symbols

    var execution: ExecutionState { sighting.execution }
    private var now: Instant { sighting.now }

    var rows: [Row] {
        if detail == .line { return [line] }
        let air = detail == .full ? [Row.empty] : []
        var rows = header + air + stages
        let watched = alarms
        if !watched.isEmpty { rows += air + watched }
        if detail == .full, execution.isLive { rows += air + [legend] }
        return rows
    }

    // MARK: The head

    private var word: (text: String, role: Role) {
        if let end = execution.end { return (end.shown, end.role) }
        guard let current = execution.current, current.state != .idle else { return (StageState.waiting.shown, .dim) }
        return (current.state.shown, current.state.role)
    }

    private var elapsed: String { ((execution.endedAt ?? now) - execution.startedAt).wholeText }

    private var header: [Row] {
        let title = [
            Piece("\(execution.pipeline)", .strong), Piece("  "), Piece("\(execution.revision.id)", .strong),
            Piece("  \(execution.id)", .dim), Piece("  "), Piece(word.text, word.role),
        ]
        var rows = [Row(title, right: [Piece(elapsed, .dim)])]
        if let because = execution.because, detail == .full || detail == .close {
            rows.append(Row([Piece("\(execution.by): \(because)", .dim)]))
        }
        let obstacles = execution.isLive && detail != .least ? sighting.state.obstacles : []
        return rows + obstacles.map { Row([Piece("\(symbols.sign(.paused)) ", .warning), Piece($0.reason, .warning)]) }
    }

    /// All in one row.
    private var line: Row {
        let current = execution.isLive ? execution.current : nil
        var pieces = [
            Piece("\(symbols.sign(mark(execution.end?.stageState ?? current?.state ?? .waiting))) ", word.role),
            Piece("\(execution.id)", .strong), Piece("  \(execution.revision.id)  "),
        ]
        if let current { pieces.append(Piece("\(current.name) ")) }
        pieces.append(Piece(word.text, word.role))
        if let progress = current.flatMap({ StagePicture(self, $0) })?.brief { pieces.append(Piece("  \(progress)")) }
        if execution.isLive, let firing = watched.first(where: { $0.state == .alarm }) {
            pieces.append(Piece("  \(symbols.sign(.bad)) \(firing.name) (\(firing.place)) ALARM", .error))
        }
        return Row(pieces, right: [Piece(elapsed, .dim)])
    }

    func mark(_ state: StageState) -> Mark {
        switch state {
        case .idle: .idle
        case .waiting: .waiting
        case .deploying: .active
        case .baking: .baking
        case .paused: .paused
        case .succeeded: .good
        case .failed, .rollbackFailed: .bad
        case .rollingBack, .rolledBack: .back
        case .superseded, .cancelled: .paused
        }
    }

    // MARK: The stages

    private var nameWidth: Int {
        min(24, max(8, sighting.definition.stages.map { CellWidth.of(Printable.line($0.name.text)) }.max() ?? 0))
    }

    var wordWidth: Int { max(13, execution.stages.values.map { $0.state.shown.count }.max() ?? 0) }

    private var stages: [Row] {
        var rows = [Row]()
        var folded = [StageProgress]()
        for stage in execution.stages.values {
            if let last = folded.last, !isFolded(stage) || last.state != stage.state {
                rows.append(fold(folded, of: last.state))
                folded = []
            }
            if isFolded(stage) {
                folded.append(stage)
            } else if let picture = StagePicture(self, stage) {
                rows += picture.rows(nameWidth: nameWidth)
            }
        }
        return folded.last.map { rows + [fold(folded, of: $0.state)] } ?? rows
    }

    /// Several stages of which there is little to say share a row where room is scarce.
    private func isFolded(_ stage: StageProgress) -> Bool {
        switch detail {
        case .full, .close, .line: false
        case .tight, .least: stage.state == .idle || stage.state == .succeeded
        }
    }

    private func fold(_ stages: [StageProgress], of state: StageState) -> Row {
        let names = listed(stages.map(\.name.text), atMost: 2)
        let isDone = state == .succeeded
        let word = isDone ? state.shown : aheadWord
        return Row([
            Piece("\(symbols.sign(mark(state))) ", state.role), Piece(names, isDone ? .plain : .dim), Piece("  \(word)", state.role),
        ])
    }

    /// Of a stage in which nothing happened.
    var aheadWord: String { execution.isLive ? "to come" : "never reached" }

    // MARK: The alarms

    /// What is watched now: the alarms of every stage of its phase that was begun, each place once, the worst of it.
    private var watched: [RolloutView.Alarm] {
        let begun = sighting.view.stages.filter { !$0.alarms.isEmpty }
        let phase = begun.last?.phase
        var found = OrderedDictionary<[String], RolloutView.Alarm>()
        for alarm in begun.filter({ $0.phase == phase }).flatMap(\.alarms) {
            let key = [alarm.name.text, alarm.place]
            if let known = found[key], known.state.rank <= alarm.state.rank, known.instances >= alarm.instances { continue }
            found[key] = alarm
        }
        return Array(found.values)
    }

    private var alarms: [Row] {
        guard execution.isLive else { return [] }
        let byName = OrderedDictionary(grouping: watched, by: \.name)
        let names = min(20, byName.keys.map { CellWidth.of(Printable.line($0.text)) }.max() ?? 0)
        return byName.values.flatMap { alarmRows($0, names) }
    }

    /// The worst first; those that are OK share a row where room is scarce.
    private func alarmRows(_ alarms: [RolloutView.Alarm], _ nameWidth: Int) -> [Row] {
        let bad = alarms.filter { $0.state != .ok }.sorted { $0.state.rank < $1.state.rank }
        let fine = alarms.filter { $0.state == .ok }
        switch detail {
        case .full:
            let most = 3
            let more = bad.count > most ? [Row([Piece("  and in \(counted(bad.count - most, "more place"))", .warning)])] : []
            let rows = bad.prefix(most).map { alarmRow($0, place: $0.place, nameWidth) } + more
            guard alarms.count > most else { return rows + fine.map { alarmRow($0, place: $0.place, nameWidth) } }
            return rows + fine.prefix(1).map { alarmRow($0, place: counted(fine.count, "place"), nameWidth) }
        case .close, .tight:
            guard let shown = bad.first ?? fine.first else { return [] }
            if bad.isEmpty, detail == .tight { return [] }
            let same = bad.isEmpty ? fine.count : bad.count { $0.state == shown.state }
            return [alarmRow(shown, place: same > 1 ? "\(shown.place) +\(same - 1)" : shown.place, nameWidth)]
        case .least, .line: return bad.first { $0.state == .alarm }.map { [alarmRow($0, place: $0.place, nameWidth)] } ?? []
        }
    }

    private func alarmRow(_ alarm: RolloutView.Alarm, place: String, _ nameWidth: Int) -> Row {
        let mark: Mark =
            switch alarm.state {
            case .ok: .good
            case .alarm: .bad
            case .unknown: .unknown
            }
        let widest = min(20, max(CellWidth.of(place), watched.map { CellWidth.of(Printable.line($0.place)) }.max() ?? 0))
        let points = detail == .full && width >= 70 ? recent(alarm) : []
        let name = CellWidth.clip(Printable.line(alarm.name.text), to: nameWidth)
        let count = alarm.instances > 1 && alarm.firing > 0 ? "\(alarm.firing) of \(alarm.instances): " : ""
        return Row(
            [
                Piece("\(symbols.sign(mark)) ", alarm.state.role), Piece(CellWidth.pad(name, to: nameWidth)), Piece("  "),
                Piece(CellWidth.pad(alarm.state.shown, to: 7), alarm.state.role), Piece("  "),
                Piece(CellWidth.pad(CellWidth.clip(Printable.line(place), to: widest), to: widest)), Piece("  "),
            ] + points + [Piece(count + alarm.evidence, alarm.state == .ok ? .dim : .plain)])
    }

    /// The datapoints that decide, oldest first.
    private func recent(_ alarm: RolloutView.Alarm) -> [Piece] {
        guard !alarm.recent.isEmpty else { return [] }
        return alarm.recent.suffix(8).map { Piece(symbols.sign($0), $0.role) } + [Piece("  ")]
    }

    private var legend: Row {
        let words: [(CellState, String)] = [
            (.new, CellWidth.clip(execution.revision.id.text, to: 12)), (.deploying, "deploying"), (.old, "other"),
            (.rollingBack, "rolling back"),
            (.failed, "failed"),
        ]
        return Row(words.flatMap { [Piece(symbols.sign($0.0), $0.0.role), Piece(" \($0.1)   ", .dim)] })
    }
}

extension AlarmState {
    /// The worst first.
    fileprivate var rank: Int {
        switch self {
        case .alarm: 0
        case .unknown: 1
        case .ok: 2
        }
    }
}

extension Datapoint.Verdict {
    fileprivate var role: Role {
        switch self {
        case .breaching: .error
        case .notBreaching: .good
        case .missing: .warning
        }
    }
}
