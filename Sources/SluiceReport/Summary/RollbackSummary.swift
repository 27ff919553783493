import OrderedCollections
import SluiceEngine
import SluiceModel

/// The lines about one rollback.
struct RollbackSummary {
    let rollback: RollbackState
    let state: EngineState
    let page: Page

    var text: String {
        let ended = rollback.end?.stageState ?? .rollingBack
        let took = ((rollback.endedAt ?? state.at) - rollback.startedAt).shortText
        let mark: Mark =
            switch rollback.end {
            case .rolledBack, .succeeded, nil: .back
            case .failed, .rollbackFailed, .superseded, .cancelled: .bad
            }
        let revision = rollback.start.revision.map { "  \($0)" } ?? ""
        let title = page.title([
            Piece("\(page.symbols.sign(mark)) ", ended.role), Piece("\(rollback.id)", .strong), Piece(revision, .strong), Piece("  "),
            Piece(ended.shown, ended.role), Piece(rollback.end == nil ? " since \(took)" : " after \(took)"),
        ])
        let restored = rollback.items.values.filter { $0.state == .done }.map(\.restoration.target)
        let dropped = rollback.items.values.filter { $0.state == .dropped }.map(\.restoration.target.text)
        return title + page.entry("Cause", rollback.start.causeText) + page.entry("Scope", rollback.start.scopeText)
            + page.entry("Restored", page.placements(restored, in: rollback.pipeline, state)) + missing
            + page.entry("Left alone", listed(dropped, atMost: 5)) + next
    }

    private var missing: String {
        rollback.items.values.filter { $0.state == .parked || $0.state == .unrestorable }.prefix(5).map { item in
            let why = item.failure?.sentence ?? "nothing good is known to go back to"
            return page.entry("Not back", "\(item.restoration.target): \(why)", .error) + page.output(item.failure?.lastLines(3) ?? [])
        }.joined()
    }

    private var next: String {
        guard rollback.end != nil, !rollback.unrestored.isEmpty else { return "" }
        return page.entry("Next", "what is not back is tried again as soon as it can be reached: `sluice explain \(rollback.pipeline)`")
    }
}
