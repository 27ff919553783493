import OrderedCollections
import SluiceEngine
import SluiceModel

/// The rows of a rollback that stands alone: an operator asked for it, or what it takes back had ended before.
struct RollbackPicture {
    let rollback: RollbackState
    let now: Instant
    let detail: PictureDetail
    let width: Int
    let symbols: Symbols

    var rows: [Row] {
        let items = rollback.items.values
        let title = Row(
            [
                Piece("\(symbols.sign(.back)) ", .warning), Piece("\(rollback.pipeline)", .strong), Piece("  \(rollback.id)  ", .dim),
                Piece("rolling back", .warning),
                Piece("  \(items.count { $0.state == .done }) of \(counted(items.count, "target")) restored"),
            ], right: [Piece((now - rollback.startedAt).wholeText, .dim)])
        switch detail {
        case .line, .least: return [title]
        case .tight: return [title, cause]
        case .full, .close: return [title, cause] + regions + failures
        }
    }

    private var cause: Row { Row([Piece("\(symbols.rail)  ", .dim), Piece(rollback.start.causeText)]) }

    private var regions: [Row] {
        let groups = OrderedDictionary(grouping: rollback.items.values, by: \.restoration.region)
        let names = min(20, groups.keys.map { CellWidth.of(Printable.line($0.shown)) }.max() ?? 0)
        return groups.map { region, items in
            let name = CellWidth.pad(CellWidth.clip(Printable.line(region.shown), to: names), to: names)
            let count = "\(items.count { $0.state == .done })/\(items.count)"
            let strip = CellStrip(cells: items.map(cell), symbols: symbols).pieces(room: max(4, width - names - count.count - 10))
            return Row([Piece("\(symbols.rail)  ", .dim), Piece("\(name)  "), Piece("\(count)  ", .dim)] + strip)
        }
    }

    private func cell(_ item: RestorationProgress) -> CellState {
        switch item.state {
        case .waiting, .installing, .verifying, .retrying: .rollingBack
        case .done: .new
        case .parked, .unrestorable: .failed
        case .dropped: .old
        }
    }

    private var failures: [Row] {
        rollback.items.values.filter { $0.state == .parked || $0.state == .retrying }.prefix(2).map { item in
            Row([
                Piece("\(symbols.rail)  ", .dim), Piece("\(symbols.sign(.bad)) ", .error), Piece("\(item.restoration.target)", .strong),
                Piece(" \(item.failure?.sentence ?? "")"),
            ])
        }
    }
}
