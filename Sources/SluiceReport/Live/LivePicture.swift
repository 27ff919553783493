import OrderedCollections
public import SluiceEngine
public import SluiceModel

/// Executions on their way, as rows that the caller draws over the ones before.
public enum LivePicture {
    /// Rows of at most `width` cells and at most `height` of them; less and less is said until it fits.
    ///
    /// Pure: the same input gives the same rows, so a caller that compares them redraws only what changed. `observations` is `nil`
    /// where another process watches. An execution that is not known gives no rows. Rollbacks that go on and that none of the executions
    /// ends with are shown after them.
    public static func render(
        state: EngineState, observations: Observations? = nil, executions: [ExecutionID], now: Instant, width: Int, height: Int,
        style: Style = .plain, symbols: Symbols = .unicode
    ) -> [String] {
        guard width > 0, height > 0 else { return [] }
        let sightings = executions.compactMap { Sighting($0, in: state, observations: observations, now: now) }
        var rows = [Row]()
        for detail in PictureDetail.allCases {
            rows = picture(of: sightings, detail, width, symbols)
            for rollback in rollbacks(of: state, beside: sightings) {
                if detail == .full, !rows.isEmpty { rows.append(.empty) }
                rows += RollbackPicture(rollback: rollback, now: now, detail: detail, width: width, symbols: symbols).rows
            }
            if rows.count <= height { break }
        }
        if rows.count > height {
            let left = rows.count - height + 1
            rows = Array(rows.prefix(height - 1)) + [Row([Piece("and \(left) more", .dim)])]
        }
        return rows.map { $0.text(width: width, style: style, symbols: symbols) }
    }

    private static func rollbacks(of state: EngineState, beside sightings: [Sighting]) -> [RollbackState] {
        let shown = sightings.filter { $0.execution.goesBack }.flatMap(\.rollbacks).map(\.id)
        return state.rollbacks.values.filter { $0.end == nil && !shown.contains($0.id) }
    }

    private static func picture(of sightings: [Sighting], _ detail: PictureDetail, _ width: Int, _ symbols: Symbols) -> [Row] {
        var rows = [Row]()
        for sighting in sightings {
            let isPast = !sighting.execution.isLive && sightings.count > 1
            let part = ExecutionPicture(sighting: sighting, detail: isPast ? .line : detail, width: width, symbols: symbols)
            if detail == .full, !rows.isEmpty { rows.append(.empty) }
            rows += part.rows
        }
        return rows
    }
}

/// How much a picture says.
enum PictureDetail: CaseIterable {
    /// Everything, with air.
    case full
    /// Everything, without air.
    case close
    /// Regions side by side, what is done or far away in one row.
    case tight
    /// The active stage alone.
    case least
    /// One row for each execution.
    case line
}
