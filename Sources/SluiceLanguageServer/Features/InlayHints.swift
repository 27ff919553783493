import SluiceChecker
import SluiceInterpreter
import SluiceModel
import SluiceSyntax

/// What is not written but known: the waves of a rollout with their targets, types of names.
struct InlayHints {
    let analysis: DocumentAnalysis
    let range: Range<Int>

    /// In the order of their places.
    var all: [InlayHint] {
        let found = (waves + variables).filter { range.lowerBound <= $0.offset && $0.offset <= range.upperBound }
        return found.sorted { $0.offset < $1.offset }.map(\.hint)
    }

    private typealias Placed = (offset: Int, hint: InlayHint)

    // MARK: Waves

    /// Behind the head of a loop that makes waves, or behind the name of a wave that stands alone.
    private var waves: [Placed] {
        guard let evaluation = analysis.evaluation else { return [] }
        var loops: [ForLoop] = []
        TreeWalk.walk(analysis.parsed.tree) { node in
            if case .statement(let statement) = node, case .forLoop(let loop) = statement.kind { loops.append(loop) }
        }
        var places: [(end: Int, stages: [StageDefinition])] = []
        for (clause, stage) in evaluation.stages where clause.file == analysis.file.id && !stage.targets.isEmpty {
            let loop = loops.last { $0.body.span.start <= clause.start && clause.end <= $0.body.span.end }
            let end = loop?.sequence.span.end ?? clause.end
            if let known = places.firstIndex(where: { $0.end == end }) {
                places[known].stages.append(stage)
            } else {
                places.append((end, [stage]))
            }
        }
        return places.compactMap { end, stages in
            let isLoop = loops.contains { $0.sequence.span.end == end }
            let label = isLoop || stages.count > 1 ? Waves.text(of: stages) : Waves.counted(stages[0].targets.count, "target")
            return label.map { hint($0, at: end, tooltip: Self.tooltip(stages)) }
        }
    }

    private static func tooltip(_ stages: [StageDefinition]) -> String {
        stages.map { stage in
            let regions = stage.targets.reduce(into: [String]()) { names, target in
                if !names.contains(target.region.text) { names.append(target.region.text) }
            }
            let places = regions.filter { !$0.isEmpty }.joined(separator: ", ")
            return "\(stage.name): \(Waves.counted(stage.targets.count, "target"))" + (places.isEmpty ? "" : " in \(places)")
        }.joined(separator: "\n")
    }

    // MARK: Variables

    /// Behind each `let` and `var` whose value does not say it itself: its type, and at top level what it came to.
    private var variables: [Placed] {
        var hints: [Placed] = []
        let types = Dictionary(
            (analysis.index?.declarations ?? []).map { ($0.span, $0.type) }, uniquingKeysWith: { first, _ in first })
        let top = Set(analysis.parsed.tree.statements.map(\.id))
        TreeWalk.walk(analysis.parsed.tree) { node in
            guard case .statement(let statement) = node, case .variable(let variable) = statement.kind, variable.type == nil,
                !variable.value.saysItsType
            else { return }
            let value = top.contains(statement.id) ? analysis.evaluation?.value(named: variable.name.text) : nil
            let known = types[variable.name.span].flatMap { $0 == .unknown || $0 == .none ? nil : $0.detail }
            if let type = known ?? value?.certainType {
                hints.append(hint(": \(type)", at: variable.name.span.end, kind: 1, padded: false))
            }
            guard let value else { return }
            let text: String? =
                if case .fleet(let targets) = value { Waves.counted(targets.count, "target") } else { Waves.text(of: value) }
            if let text { hints.append(hint(text, at: variable.value.span.end, closing: true)) }
        }
        return hints
    }

    private func hint(
        _ label: String, at offset: Int, tooltip: String? = nil, kind: Int? = nil, padded: Bool = true, closing: Bool = false
    ) -> Placed {
        let place = closing ? endOfStatement(from: offset) : offset
        let position = analysis.lines.position(at: place)
        return (place, InlayHint(position: position, label: label, kind: kind, tooltip: tooltip, paddingLeft: padded))
    }

    /// Behind the brackets that close behind a value: the span of what stands in parentheses does not include them.
    private func endOfStatement(from offset: Int) -> Int {
        let bytes = analysis.file.bytes
        var place = offset
        while place < bytes.count, bytes[place] == 0x29 { place += 1 }
        return place
    }
}

extension Expression {
    /// True for literals and declarations, whose type everybody sees.
    fileprivate var saysItsType: Bool {
        switch kind {
        case .literal, .string, .list, .map, .lambda, .clause, .invalid: true
        case .name, .comprehension, .unary, .binary, .call, .member, .index, .conditional: false
        }
    }
}

extension Value {
    /// The name of its type; nil where that says nothing.
    fileprivate var certainType: String? {
        switch self {
        case .none, .notRun: nil
        default: typeName
        }
    }
}
