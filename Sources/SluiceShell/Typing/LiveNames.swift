import OrderedCollections
import SluiceEngine
import SluiceModel
import SluiceSyntax

/// A name that somebody could mean, with what is to be known of it before choosing.
struct Candidate: Hashable {
    var text: String
    var description: String
}

/// Names of what is there now, with state and age.
struct LiveNames {
    let state: EngineState
    let now: Instant

    /// Those whose name can be written as it is.
    var pipelines: [Candidate] {
        state.pipelines.values.filter { Self.isWord($0.name.text) }.map { pipeline in
            let live = state.executions.values.filter { $0.pipeline == pipeline.name && $0.isLive }
            let firing = pipeline.alarms.values.count { $0.to == .alarm }
            let parts = [
                live.isEmpty ? newestEnd(in: pipeline.name) : live.map { "\($0.revision.id) \(shown($0))" }.joined(separator: ", "),
                firing > 0 ? counted(firing, "alarm") + " firing" : "",
            ]
            return Candidate(text: pipeline.name.text, description: parts.filter { !$0.isEmpty }.joined(separator: "; "))
        }
    }

    /// Live ones first, then the newest ended ones of each pipeline.
    var executions: [Candidate] {
        let live = state.executions.values.filter(\.isLive).sorted { $0.startedAt > $1.startedAt }
        let ended = state.endedExecutions.values.sorted { $0.startedAt > $1.startedAt }.prefix(10)
        return (live + ended).filter { Self.isWord($0.pipeline.text) }.map { execution in
            Candidate(text: execution.id.text, description: "\(execution.revision.id), \(shown(execution))")
        }
    }

    /// Phases, then stages, in the order of the definition.
    func parts(of name: PipelineName) -> [Candidate] {
        guard let definition = state.activeDefinition(of: name) else { return [] }
        return Self.parts(of: definition) { stage in
            let view = StatusView(state, pipeline: name, now: now).pipelines.first?.stages.first { $0.name == stage }
            guard let view else { return "" }
            let since = view.since.map { " \(Self.age(now - $0))" } ?? ""
            return [view.revision?.text, "\(view.state.rawValue.replacing("_", with: " "))\(since)"].compactMap { $0 }.joined(
                separator: ", ")
        }
    }

    static func parts(of definition: PipelineDefinition, description: (StageName) -> String = { _ in "" }) -> [Candidate] {
        var phases: [PhaseName] = []
        for phase in definition.stages.compactMap(\.phase) where !phases.contains(phase) { phases.append(phase) }
        let phaseCandidates = phases.map { phase in
            Candidate(text: phase.text, description: "phase of \(counted(definition.stages.count { $0.phase == phase }, "stage"))")
        }
        return phaseCandidates + definition.stages.map { Candidate(text: $0.name.text, description: description($0.name)) }
    }

    /// Newest first, in quotes; of one pipeline, or of all.
    func revisions(of name: PipelineName?) -> [Candidate] {
        let known = state.pipelines.values.filter { name == nil || $0.name == name }
        let revisions = known.flatMap { pipeline in pipeline.revisions.values.map { (pipeline, $0) } }
        return revisions.sorted { $0.1.arrivedAt > $1.1.arrivedAt }.map { pipeline, known in
            let id = known.revision.id
            let places = pipeline.targets.values.count { $0.runs?.revision.id == id && $0.state != .retired }
            let parts = [
                name == nil ? pipeline.name.text : "", "\(Self.age(now - known.arrivedAt)) old",
                places > 0 ? "on \(counted(places, "target"))" : "", pipeline.badMark(of: id) == nil ? "" : "marked bad",
            ]
            return Candidate(text: "\"\(Self.escaped(id.text))\"", description: parts.filter { !$0.isEmpty }.joined(separator: ", "))
        }
    }

    /// In quotes, with what each runs.
    var targets: [Candidate] {
        state.pipelines.values.flatMap { pipeline in
            pipeline.targets.values.filter { $0.state != .retired }.map { record in
                let revision = record.runs?.revision.id ?? record.reported
                let parts = [revision?.text, "\(record.state.rawValue.replacing("_", with: " ")) \(Self.age(now - record.since))"]
                return Candidate(
                    text: "\"\(Self.escaped(record.target.name.text))\"",
                    description: parts.compactMap { $0 }.joined(separator: ", "))
            }
        }
    }

    private func newestEnd(in pipeline: PipelineName) -> String {
        let ended = state.endedExecutions.values.filter { $0.pipeline == pipeline }.max { $0.number < $1.number }
        return ended.map { "\($0.revision.id) \(shown($0))" } ?? "idle"
    }

    private func shown(_ execution: ExecutionState) -> String {
        let state = execution.shownState.replacing("_", with: " ")
        if let ended = execution.endedAt { return "\(state) \(Self.age(now - ended)) ago" }
        let place = execution.current.map { " in \($0.name)" } ?? ""
        return "\(state)\(place) \(Self.age(now - (execution.current?.since ?? execution.startedAt)))"
    }

    /// `42s`, `3m`, `5h`, `12d`.
    static func age(_ duration: Duration) -> String {
        let seconds = max(0, duration.components.seconds)
        if seconds < 60 { return "\(seconds)s" }
        if seconds < 3600 { return "\(seconds / 60)m" }
        if seconds < 172_800 { return "\(seconds / 3600)h" }
        return "\(seconds / 86_400)d"
    }

    /// Whether a text can stand as a name in a script.
    static func isWord(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, !(0x30...0x39).contains(first) else { return false }
        return bytes.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", "\"", "$": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// `1 target`, `3 targets`.
func counted(_ count: Int, _ thing: String) -> String { count == 1 ? "1 \(thing)" : "\(count) \(thing)s" }
