import Foundation
import Testing

@testable import SluiceLanguageServer

/// A recorded conversation: what the client says and what the server answers.
///
///     # What this shows.
///     disk /work/fleet.csv            a file; its text is in the lines with `|`
///     | name,region
///     text shop                       a text that messages name as "$shop"
///     | let a = 1
///     client → {"jsonrpc": "2.0", …}  may go on in further lines
///     server ← {…}                    the next thing that the server says
///     server ends 0                   with this exit status
///
/// What the client says in a row comes in at once. In what is expected, `"…": "…"` in an object and `"…"` in a list stand for whatever else
/// is there; a text may begin or end with `…`.
struct Transcript {
    enum Line {
        case client(String)
        case server(String)
        case ends(Int32)
    }
    var lines: [(number: Int, line: Line)] = []
    var files: [String: String] = [:]

    init(_ text: String) {
        var texts: [(name: String, text: String)] = []
        var openText: String?
        var openFile: String?
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = String(raw)
            if line.hasPrefix("|") {
                let more = line.dropFirst(line.hasPrefix("| ") ? 2 : 1) + "\n"
                if let openFile { files[openFile, default: ""] += more }
                if openText != nil { texts[texts.count - 1].text += more }
                continue
            }
            (openText, openFile) = (nil, nil)
            if line.hasPrefix("disk ") {
                openFile = String(line.dropFirst(5))
                files[openFile!] = ""
            } else if line.hasPrefix("text ") {
                openText = String(line.dropFirst(5))
                texts.append((openText!, ""))
            } else if line.hasPrefix("client → ") {
                lines.append((index + 1, .client(String(line.dropFirst(9)))))
            } else if line.hasPrefix("server ← ") {
                lines.append((index + 1, .server(String(line.dropFirst(9)))))
            } else if line.hasPrefix("server ends ") {
                lines.append((index + 1, .ends(Int32(line.dropFirst(12)) ?? -1)))
            } else if !line.hasPrefix("#"), let last = lines.indices.last {
                switch lines[last].line {
                case .client(let text): lines[last].line = .client(text + "\n" + line)
                case .server(let text): lines[last].line = .server(text + "\n" + line)
                case .ends: break
                }
            }
        }
        for index in lines.indices {
            switch lines[index].line {
            case .client(let text): lines[index].line = .client(Self.filled(text, texts))
            case .server(let text): lines[index].line = .server(Self.filled(text, texts))
            case .ends: break
            }
        }
    }

    private static func filled(_ text: String, _ texts: [(name: String, text: String)]) -> String {
        texts.reduce(text) { result, entry in
            let value = String(decoding: (try? JSONEncoder().encode(entry.text)) ?? Data(), as: UTF8.self)
            return result.replacingOccurrences(of: "\"$\(entry.name)\"", with: value)
        }
    }

    /// Runs the conversation against a session and compares.
    func run() throws {
        var session = LanguageSession(workspace: FakeWorkspace(files: files), version: "1")
        var waiting: [OutgoingMessage] = []
        func next() -> OutgoingMessage? {
            while waiting.isEmpty, let more = session.step() { waiting += more }
            return waiting.isEmpty ? nil : waiting.removeFirst()
        }
        for (number, line) in lines {
            switch line {
            case .client(let text): session.receive(Data(text.trimmingCharacters(in: .whitespacesAndNewlines).utf8))
            case .server(let text):
                guard let message = next() else {
                    Issue.record("line \(number): the server says nothing")
                    return
                }
                let expected = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
                let found = try JSONDecoder().decode(JSONValue.self, from: message.data)
                if let difference = found.difference(from: expected) {
                    Issue.record("line \(number): \(difference)\n\(String(decoding: message.data, as: UTF8.self))")
                }
            case .ends(let status):
                #expect(next().map { String(decoding: $0.data, as: UTF8.self) } == nil)
                #expect(session.exitStatus ?? session.statusAtEndOfInput == status, "line \(number)")
            }
        }
        while let message = next() { Issue.record("the server also says \(String(decoding: message.data, as: UTF8.self))") }
    }
}

extension JSONValue {
    private static let rest = JSONValue.string("…")

    /// Where this differs from what was expected; nil when it does not.
    func difference(from expected: JSONValue, at path: String = "") -> String? {
        switch (self, expected) {
        case (_, Self.rest): return nil
        case (.string(let found), .string(let wanted)) where wanted.hasPrefix("…") && wanted.hasSuffix("…"):
            return found.contains(wanted.dropFirst().dropLast()) ? nil : "\(path): “\(found)” does not contain “\(wanted)”"
        case (.string(let found), .string(let wanted)) where wanted.hasSuffix("…"):
            return found.hasPrefix(wanted.dropLast()) ? nil : "\(path): “\(found)” instead of “\(wanted)”"
        case (.string(let found), .string(let wanted)) where wanted.hasPrefix("…"):
            return found.hasSuffix(wanted.dropFirst()) ? nil : "\(path): “\(found)” instead of “\(wanted)”"
        case (.object(let found), .object(let wanted)):
            for (key, value) in wanted.sorted(by: { $0.key < $1.key }) where key != "…" {
                guard let own = found[key] else { return "\(path).\(key) is missing" }
                if let difference = own.difference(from: value, at: "\(path).\(key)") { return difference }
            }
            guard wanted["…"] == nil else { return nil }
            return found.keys.sorted().first { wanted[$0] == nil }.map { "\(path).\($0) was not expected" }
        case (.list(let found), .list(let wanted)) where wanted.contains(Self.rest):
            var place = 0
            for value in wanted where value != Self.rest {
                guard let index = found[place...].firstIndex(where: { $0.difference(from: value) == nil }) else {
                    return "\(path): \(value) is not there, or not in this order"
                }
                place = index + 1
            }
            return nil
        case (.list(let found), .list(let wanted)):
            for (index, (own, value)) in zip(found, wanted).enumerated() {
                if let difference = own.difference(from: value, at: "\(path)[\(index)]") { return difference }
            }
            return found.count == wanted.count ? nil : "\(path) has \(found.count) instead of \(wanted.count)"
        case (.int(let found), .number(let wanted)): return Double(found) == wanted ? nil : "\(path): \(found) instead of \(wanted)"
        default: return self == expected ? nil : "\(path): \(self) instead of \(expected)"
        }
    }
}
