public import SluiceEngine
public import SluiceModel

/// Journaled events as lines: one for a program, one for a person.
public enum EventLines {
    /// One JSON object without a line end: `seq`, `at`, `event` and the event's fields in canonical form.
    ///
    /// A field that would be called like one of the first three gets `event_` in front.
    public static func json(_ record: EventRecord) -> String {
        var members: [CanonicalValue.Member] = [
            .init("seq", .number(String(record.sequence))), .init("at", .string(record.at.description)),
            .init("event", .string(record.event.kind)),
        ]
        let reserved = members.map(\.key)
        for field in fields(of: record.event) {
            members.append(.init(reserved.contains(field.key) ? "event_\(field.key)" : field.key, field.value))
        }
        return CanonicalValue.object(members).text
    }

    /// What stands under the case's name; a value without a label gives its own members.
    private static func fields(of event: Event) -> [CanonicalValue.Member] {
        guard case .object(let cases)? = try? CanonicalCoding.value(of: event), let payload = cases.first?.value else { return [] }
        guard case .object(let members) = payload else { return [.init("value", payload)] }
        return members.flatMap { member -> [CanonicalValue.Member] in
            guard member.key == "_0" else { return [member] }
            if case .object(let inner) = member.value { return inner }
            return [.init("value", member.value)]
        }
    }

    /// One line for logs of pipes and build servers, without a line end; nil for what nobody needs to read.
    ///
    /// Columns: the time in UTC, the execution or pipeline, the stage, a word, the rest. Failures are followed by their last lines of
    /// output, each behind `|`. `state` is the one after the event.
    public static func text(_ record: EventRecord, state: EngineState, style: Style = .plain) -> String? {
        guard let sentence = EventSentence(record, state: state) else { return nil }
        let columns = [
            CellWidth.pad(Printable.line(sentence.subject), to: 12), CellWidth.pad(Printable.line(sentence.place), to: 12),
        ]
        let word = CellWidth.pad(sentence.word, to: 13)
        var line = "\(style.paint(record.at.clockText, .dim))  \(columns.joined(separator: "  "))  "
        line += style.paint(sentence.text.isEmpty ? sentence.word : word, sentence.role)
        if !sentence.text.isEmpty { line += "  \(Printable.line(sentence.text))" }
        return ([line] + sentence.output.map { "          \(style.paint("|", .dim)) \($0)" }).joined(separator: "\n")
    }
}
