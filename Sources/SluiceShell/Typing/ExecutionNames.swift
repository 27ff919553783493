import SluiceModel
import SluiceSyntax

/// `checkout#3` at the prompt.
///
/// In a script `#` begins a comment. Where a comment begins right behind the name of a known execution's pipeline, and goes on
/// with its number, the shell takes it for the execution and reads a name of the same length, so that every place stays true.
enum ExecutionNames {
    /// The name that stands for an execution while a line is evaluated: `checkout_3`.
    static func name(of execution: ExecutionID) -> String { execution.text.replacing("#", with: "_") }

    /// - Parameter isKnown: whether there is an execution of that name.
    static func replaced(in text: String, isKnown: (ExecutionID) -> Bool) -> (text: String, executions: [ExecutionID]) {
        var bytes = Array(text.utf8)
        var found: [ExecutionID] = []
        var from = 0
        while let comment = Highlight.highlight(bytes).first(where: {
            $0.range.lowerBound >= from && ($0.highlightClass == .comment || $0.highlightClass == .documentation)
        }) {
            let mark = comment.range.lowerBound
            from = mark + 1
            guard let range = execution(around: mark, in: bytes) else { continue }
            let execution = ExecutionID(String(decoding: bytes[range], as: UTF8.self))
            guard isKnown(execution) else { continue }
            bytes[mark] = UInt8(ascii: "_")
            if !found.contains(execution) { found.append(execution) }
        }
        return (String(decoding: bytes, as: UTF8.self), found)
    }

    private static func execution(around mark: Int, in bytes: [UInt8]) -> Range<Int>? {
        var start = mark
        while start > 0, isWord(bytes[start - 1]) { start -= 1 }
        var end = mark + 1
        while end < bytes.count, isDigit(bytes[end]) { end += 1 }
        guard start < mark, end > mark + 1, !isDigit(bytes[start]), end == bytes.count || !isWord(bytes[end]) else { return nil }
        return start..<end
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == 0x5F || (0x61...0x7A).contains(byte | 0x20)
    }
}
