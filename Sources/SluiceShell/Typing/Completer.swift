import OrderedCollections
import SluiceChecker
import SluiceEngine
import SluiceInterpreter
import SluiceLineEditor
import SluiceModel
import SluiceSyntax

/// What could stand at the cursor: clauses allowed there, modifiers of the open clause, names of the session, names of what is there now.
struct Completer {
    let known: KnownState.Content

    private var live: LiveNames { LiveNames(state: known.state, now: known.now) }

    func completions(for text: String, cursor: Int) -> CompletionList {
        if let list = commandCompletions(text, cursor) { return list }
        let bytes = Array(text.utf8)
        if let list = quotedCompletions(bytes, cursor) { return list }
        let before = ExecutionNames.replaced(in: text) { known.state.execution($0) != nil }.text
        let (context, prefix) = CursorContext.at(cursor, in: Array(before.utf8))
        guard let context else { return CompletionList([]) }
        return list(candidates(in: context, before: before, cursor: cursor - prefix.utf8.count), prefix: prefix, text: text, cursor: cursor)
    }

    // MARK: Places

    private func candidates(in context: CursorContext, before text: String, cursor: Int) -> [Candidate] {
        let shared = suggestions.at(context).map(Candidate.init)
        switch context {
        case .statement(let place):
            return shared + (place == .script ? [Candidate(text: "help", description: "What can be done here.")] : [])
        case .expression: return suggestions.visible.map(Candidate.init) + pipelineNames + shared
        case .member(let base, _): return members(of: base) ?? shared
        case .parameter(_, let parameter, _, _): return live(for: parameter, text: text, cursor: cursor) + shared
        case .modifiers: return shared
        }
    }

    /// Clauses, modifiers, names and functions, as editors get them too; the session's names with their values.
    private var suggestions: Suggestions {
        Suggestions(
            names: known.names.reversed().filter { $0.name != "_" }.map { name, value in
                VisibleName(name, .variable, type: value.staticType, detail: Self.description(of: value))
            })
    }

    private var pipelineNames: [Candidate] {
        let own = known.names.map(\.name)
        return live.pipelines.filter { !own.contains($0.text) }
    }

    /// What is known of a value or of what runs now; nil where the type alone tells.
    private func members(of base: Expression) -> [Candidate]? {
        guard case .name(let name) = base.kind else { return nil }
        if let value = known.names.last(where: { $0.name == name })?.value { return members(of: value) }
        if known.state.pipelines[PipelineName(name)] != nil { return live.parts(of: PipelineName(name)) }
        if known.state.executions.keys.contains(where: { ExecutionNames.name(of: $0) == name }) { return Self.members(of: .execution) }
        return nil
    }

    private static func members(of type: StaticType) -> [Candidate] { MemberTable.members(of: type).map { Candidate($0.suggestion) } }

    private func members(of value: Value) -> [Candidate] {
        switch value {
        case .pipeline(let pipeline):
            let stored = live.parts(of: pipeline.definition.name)
            return LiveNames.parts(of: pipeline.definition).map { part in stored.first { $0.text == part.text } ?? part }
        case .module(let module):
            return module.members.map { Candidate(text: $0.name, description: Self.description(of: $0.value)) }
        case .map(let map):
            return map.entries.filter { LiveNames.isWord($0.key.text) }.map {
                Candidate(text: $0.key.text, description: Self.description(of: $0.value))
            }
        case .target(let target):
            return Self.members(of: .anyTarget) + target.attributes.map { Candidate(text: $0.name, description: $0.value.description) }
        case .none, .bool, .int, .float, .percent, .duration, .size, .timeOfDay, .date, .instant, .weekday, .string, .template, .list,
            .range,
            .function, .fleet, .signal, .condition, .alarm, .deployer, .execution, .part, .notRun:
            return Self.members(of: value.staticType)
        }
    }

    /// What is there now and is what the parameter is made for.
    private func live(for parameter: ClauseParameter, text: String, cursor: Int) -> [Candidate] {
        switch parameter.shape {
        case .word, .wordList, .label, .labelList: return []
        case .expression(let types), .expressionList(let types), .expressionRun(let types):
            let mentioned = types.split { !$0.isLetter }
            var result: [Candidate] = []
            if mentioned.contains("Revision") { result += live.revisions(of: pipeline(in: text, before: cursor)) }
            guard mentioned.contains("Pipeline") || mentioned.contains("Execution") else { return result }
            result += suggestions.names(fitting: types).map { Candidate(text: $0.name, description: $0.detail) }
            if mentioned.contains("Pipeline") { result += pipelineNames }
            if mentioned.contains("Execution") { result += live.executions }
            return result
        }
    }

    /// The pipeline that the statement in front of the cursor names: a stored one, or one of an execution.
    private func pipeline(in text: String, before cursor: Int) -> PipelineName? {
        let line = String(decoding: Array(text.utf8)[..<cursor].suffix(while: { $0 != 0x0A && $0 != 0x3B }), as: UTF8.self)
        for word in line.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") }).map(String.init) {
            if known.state.pipelines[PipelineName(word)] != nil { return PipelineName(word) }
            if let execution = known.state.executions.values.first(where: { ExecutionNames.name(of: $0.id) == word }) {
                return execution.pipeline
            }
            switch known.names.last(where: { $0.name == word })?.value {
            case .pipeline(let pipeline)?: return pipeline.definition.name
            case .execution(let execution)?: return execution.pipeline
            case _: break
            }
        }
        return nil
    }

    // MARK: Shell commands and strings

    private func commandCompletions(_ text: String, _ cursor: Int) -> CompletionList? {
        let before = String(decoding: Array(text.utf8)[..<min(cursor, text.utf8.count)], as: UTF8.self)
        if before.hasPrefix(":"), !before.contains(" ") {
            return list(
                ColonCommand.all.map { Candidate(text: ":\($0.word)", description: $0.summary) }, prefix: before, text: text, cursor: cursor
            )
        }
        let topics = ["help ", "?"].first { before.hasPrefix($0) }
        guard let topics, !before.dropFirst(topics.count).contains(" ") else { return nil }
        let prefix = String(before.dropFirst(topics.count))
        return list(HelpPages.topics, prefix: prefix, text: text, cursor: cursor)
    }

    /// A revision or a target whose opening quote is typed already.
    private func quotedCompletions(_ bytes: [UInt8], _ cursor: Int) -> CompletionList? {
        let line = Array(bytes[..<cursor].suffix(while: { $0 != 0x0A }))
        guard line.count(where: { $0 == 0x22 }) % 2 == 1, let quote = line.lastIndex(of: 0x22) else { return nil }
        let start = cursor - (line.count - quote)
        let words = line[..<quote].split { !($0 == 0x5F || (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0)) }
        let last = words.last.map { String(decoding: $0, as: UTF8.self) } ?? ""
        let text = String(decoding: bytes, as: UTF8.self)
        let candidates: [Candidate] =
            switch last {
            case "at", "to": live.revisions(of: pipeline(in: text, before: start))
            case "target": live.targets
            case "pipeline": live.pipelines.map { Candidate(text: "\"\($0.text)\"", description: $0.description) }
            case _: []
            }
        guard !candidates.isEmpty else { return nil }
        return list(candidates, prefix: String(decoding: bytes[start..<cursor], as: UTF8.self), text: text, cursor: cursor)
    }

    // MARK: Choosing

    /// Those that begin with what is typed, else those that contain it; a word that is behind the cursor already is replaced.
    private func list(_ candidates: [Candidate], prefix: String, text: String, cursor: Int) -> CompletionList {
        var seen: Set<String> = []
        let fresh = candidates.filter { seen.insert($0.text).inserted }
        let wanted = prefix.lowercased()
        let starting = fresh.filter { $0.text.lowercased().hasPrefix(wanted) }
        let matching = starting.isEmpty ? fresh.filter { $0.text.lowercased().contains(wanted) } : starting
        let range = (cursor - prefix.utf8.count)..<cursor
        let note = known.readAt.map { "names as of \(LiveNames.age(known.now - $0)) ago" }
        let isLive = matching.contains { $0.text.contains("#") || $0.text.hasPrefix("\"") }
        return CompletionList(
            matching.map { Completion(replaces: range, text: $0.text, description: $0.description) }, note: isLive ? note : nil)
    }

    private static func description(of value: Value) -> String {
        let text = value.scriptText
        let type = value.typeName
        let short = text.count > 40 ? "\(text.prefix(39))…" : text
        return text.hasPrefix("‹") ? type : "\(type) \(short)"
    }
}

extension Candidate {
    init(_ suggestion: Suggestion) {
        let description =
            switch suggestion.kind {
            case .builtin: "\(suggestion.detail): \(suggestion.summary)"
            case .clause, .modifier, .keyword, .word, .literal, .lateName, .member: suggestion.summary
            case .constant, .variable, .function, .parameter, .loopVariable, .alarm, .deployer, .pipeline, .module: suggestion.detail
            }
        self.init(text: suggestion.text, description: description)
    }
}

extension Collection where Self: BidirectionalCollection {
    /// The longest end of which every element fits.
    fileprivate func suffix(while fits: (Element) -> Bool) -> SubSequence {
        var start = endIndex
        while start > startIndex, fits(self[index(before: start)]) { start = index(before: start) }
        return self[start...]
    }
}
