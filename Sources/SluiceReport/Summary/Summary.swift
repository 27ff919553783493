import OrderedCollections
public import SluiceEngine
public import SluiceModel

/// What came of an execution or a rollback, for the end of a run.
public enum Summary {
    /// Lines with line ends; empty when there is no such execution. What still goes on is told as of the state's last event.
    public static func text(of id: ExecutionID, state: EngineState, style: Style = .plain, width: Int, symbols: Symbols = .unicode)
        -> String
    {
        guard let sighting = Sighting(id, in: state, observations: nil, now: state.at) else { return "" }
        return ExecutionSummary(sighting: sighting, page: Page(style: style, width: width, symbols: symbols)).text
    }

    /// Lines with line ends; empty when there is no such rollback.
    public static func text(of id: RollbackID, state: EngineState, style: Style = .plain, width: Int, symbols: Symbols = .unicode) -> String
    {
        guard let rollback = state.rollback(id) else { return "" }
        return RollbackSummary(rollback: rollback, state: state, page: Page(style: style, width: width, symbols: symbols)).text
    }
}

/// Where a summary is written.
struct Page {
    let style: Style
    let width: Int
    let symbols: Symbols

    /// What a thing is called, and what there is to say about it in as many lines as it takes.
    func entry(_ name: String, _ text: String, _ role: Role = .plain) -> String {
        guard !text.isEmpty else { return "" }
        return ViewText.paragraph(
            "  " + CellWidth.pad(name, to: 11), text, width: width, style: style, role: role, leadRole: .dim)
    }

    /// Lines of output, set apart.
    func output(_ lines: [String]) -> String {
        lines.map { "             \(style.paint("|", .dim)) \(CellWidth.clip($0, to: max(10, width - 15)))\n" }.joined()
    }

    func title(_ pieces: [Piece]) -> String { Row(pieces).text(width: width, style: style, symbols: symbols) + "\n" }

    /// `v2 on a, b and 3 more; v1 on c`.
    func placements(_ targets: [TargetName], in pipeline: PipelineName, _ state: EngineState) -> String {
        var runs = OrderedDictionary<String, [String]>()
        for target in targets {
            let record = state.target(target, in: pipeline)
            let revision = record?.runs?.revision.id.text ?? record?.reported?.text ?? "what nobody knows"
            runs[revision, default: []].append(target.text)
        }
        return runs.map { revision, names in
            names.count == 1 ? "\(names[0]) runs \(revision)" : "\(listed(names, atMost: 4)) run \(revision)"
        }.joined(separator: "; ")
    }
}
