import SluiceChecker
import SluiceModel
import SluiceSyntax

extension ScriptEvaluation {
    mutating func addToSimulation(_ clause: EvaluatedClause) throws(Trouble) {
        switch clause.word {
        case "previous":
            try block.onlyOnce(clause)
            block.simulation.previous = try revision(try clause.required("revision"))
        case "install":
            try block.onlyOnce(clause)
            if let takes = clause.modifier("takes") { block.simulation.installTakes = try span(takes) }
            if let fails = clause.modifier("fails") { block.simulation.installFails = try fails.percent("fails") }
        case "fault": block.simulation.faults.append(try fault(clause))
        case "revision":
            guard let after = clause.modifier("arrives") else {
                throw Trouble(.missingPart, "`revision` needs `arrives after`", at: clause.layout.word.span)
            }
            block.simulation.arrivals.append(
                .init(revision: try revision(try clause.required("revision")), after: try after.duration("arrives after")))
        default: try act(clause)
        }
    }

    private func span(_ input: EvaluatedClause.Input) throws(Trouble) -> SimulationRequest.DurationSpan {
        let value = try input.single("takes", "a Duration or a Range of Duration")
        guard case .range(let range) = value else {
            let duration = try input.duration("takes")
            return .init(shortest: duration, longest: duration)
        }
        guard case .duration(let first) = range.first, case .duration(let last) = range.last, first >= 0, first <= last else {
            throw input.wrong("takes", "a Duration or an ascending Range of Duration", value)
        }
        return .init(shortest: .nanoseconds(first), longest: .nanoseconds(last))
    }

    private func fault(_ clause: EvaluatedClause) throws(Trouble) -> SimulationRequest.Fault {
        let input = try clause.required("alarm")
        let value = try input.single("fault", "an Alarm")
        guard case .alarm(let alarm) = value else { throw input.wrong("fault", "an Alarm", value) }
        guard case .pipeline(let pipeline)? = block.clause.input("what")?.value else {
            throw Trouble(.clauseType, "`simulate` takes a Pipeline", at: block.clause.span)
        }
        let definition = pipeline.definition
        guard definition.alarm(alarm.definition.name) != nil else {
            throw Trouble(
                .unknownAlarm, "pipeline `\(definition.name)` uses no alarm `\(alarm.definition.name)`", label: "would change nothing",
                at: input.span,
                help: "`watch` it in the pipeline")
        }
        var fault = SimulationRequest.Fault(
            alarm: alarm.definition.name, after: try clause.modifier("after")?.duration("after") ?? .zero, region: nil)
        if let place = clause.modifier("in") {
            let name = RegionName(try place.string("in"))
            let regions = definition.stages.flatMap(\.regions)
            guard regions.contains(name) else {
                let near = Nearest.match(name.text, among: regions.map(\.text))
                throw Trouble(
                    .clauseValue, "pipeline `\(definition.name)` deploys to no region \(quoted(name.text))", label: "not found",
                    at: place.span,
                    help: near.map { "did you mean \(quoted($0))?" })
            }
            fault.region = name
        }
        return fault
    }

    mutating func askSimulation(_ clause: EvaluatedClause, _ draft: SimulationDraft) throws(Trouble) {
        guard let at = clause.modifier("at") else {
            throw Trouble(
                .missingPart, "`simulate` needs a revision", label: "`at` is missing", at: clause.layout.word.span, help: "add `at \"v2\"`")
        }
        var from: Instant?
        if let input = clause.modifier("from") {
            switch try input.single("from", "an Instant") {
            case .instant(let instant): from = instant
            case .date(let date): from = Instant(seconds: Int64(date.daysSinceEpoch) * 86_400)
            case .string(let text):
                guard let instant = Instant(text) else {
                    throw Trouble(.conversion, "\(quoted(text)) is no time", at: input.span, help: "write `\"2026-01-05T09:00:00Z\"`")
                }
                from = instant
            case let other: throw input.wrong("from", "an Instant, such as \"2026-01-05T09:00:00Z\"", other)
            }
        }
        let request = SimulationRequest(
            definition: try pipeline(clause), revision: try revision(at), seed: try clause.modifier("seed")?.int("seed", atLeast: 0) ?? 1,
            runs: try clause.modifier("runs")?.int("runs", atLeast: 1) ?? 1, from: from, previous: draft.previous,
            installTakes: draft.installTakes,
            installFails: draft.installFails, faults: draft.faults, arrivals: draft.arrivals)
        ask(.simulate(request), at: clause.span, use: .simulation(wanted: clause.layout.isValue))
    }
}
