import Foundation

extension HouseRule {
    private static let impure: [(pattern: Pattern, message: String)] = [
        (Pattern(#"\bDate\("#), "no clock in ring 1: take the instant as a field of the event or a parameter `at now:`"),
        (
            Pattern(#"\b(?:Continuous|Suspending|UTC)Clock\b"#),
            "no clock in ring 1: take the instant as a field of the event or a parameter `at now:`"
        ),
        (
            Pattern(#"\.random\(|\.randomElement\(|\.shuffle[d]?\(|\bSystemRandomNumberGenerator\b|\bUUID\("#),
            "no chance in ring 1: take a seed or a ready-made identifier as a value"
        ),
        (
            Pattern(#"(?<![.\w])(?<!func )(?<!case )(?:debugPrint|print|readLine)\("#),
            "no output in ring 1: return the text or a diagnostic as a value, SluiceReport shows it"
        ),
        (Pattern(#"\b(?:async|await)\b(?!:)"#), "no concurrency in ring 1: return a request or an effect, the runtime carries it out"),
        (
            Pattern(#"\bTask(?:\.detached)?[ \t]*[{(]|\bDispatchQueue\b|\bThread\b\("#),
            "no concurrency in ring 1: return a request or an effect, the runtime carries it out"
        ),
        (
            Pattern(#"\b(?:ProcessInfo|FileManager|FileHandle|CommandLine|getenv)\b"#),
            "no surroundings in ring 1: let the runtime read it and pass the value in"
        ),
        (Pattern(#"\.hashValue\b|\bHasher\(\)"#), "hash values differ from process to process: use the canonical bytes and their digest"),
    ]

    static let pureCalls = banned("ring 1 has no clock, chance, output or concurrency", in: \.isRingOne, impure)

    private static let declaration = Pattern(
        #"\b(?:let|var)[ \t]+(\w+)[ \t]*(?::[ \t]*([^={\n]+))?(?:=[ \t]*([^\n]*))?|(?<=[(,])[ \t]*(?:\w+[ \t]+)?(\w+)[ \t]*:[ \t]*(?:inout[ \t]+|consuming[ \t]+|borrowing[ \t]+)?([^,)\n=]+)"#
    )
    private static let hashed = Pattern(
        #"^[ \t]*(?:Swift\.)?(?:Set[ \t]*[<(]|Dictionary[ \t]*[<(]|\[[^\[\](){}:,]+:)"#)
    private static let iteration = Pattern(
        #"\bin[ \t]+(?:self\.)?(\w+)(?:\.keys|\.values)?[ \t]*(?:\{|where\b)|(?<![.\w])(?:self\.)?(\w+)(?:\.keys|\.values)?\.(?:map|flatMap|compactMap|forEach|reduce|enumerated|first|joined|description)\b"#
    )

    /// A name is judged by its nearest declaration above; what a function returns is out of reach.
    static let stableOrder = HouseRule("ring 1 never walks a Set or a Dictionary") { checkout in
        checkout.swiftFiles.filter(\.isRingOne).flatMap { file -> [Finding] in
            let declarations = file.matches(of: declaration).map { match -> (offset: Int, name: String, isHashed: Bool) in
                let name = match.groups[1].isEmpty ? match.groups[4] : match.groups[1]
                let annotation = match.groups[2] + match.groups[5]
                return (match.offset, name, isHashedCollection(annotation.isEmpty ? match.groups[3] : annotation))
            }
            return file.matches(of: iteration).compactMap { match in
                let name = match.groups[1].isEmpty ? match.groups[2] : match.groups[1]
                guard let nearest = declarations.last(where: { $0.name == name && $0.offset < match.offset }), nearest.isHashed else {
                    return nil
                }
                return Finding(
                    path: file.path, line: match.line,
                    message: "the order of \(name) differs from process to process: use OrderedDictionary, OrderedSet or a sorted array")
            }
        }
    }

    private static func isHashedCollection(_ text: String) -> Bool {
        let text = text.trimmingCharacters(in: .whitespaces)
        guard !text.isEmpty else { return false }
        return hashed.expression.firstMatch(in: text, range: NSRange(location: 0, length: text.utf16.count)) != nil
    }

    private static let defaultLabel = Pattern(#"^([ \t]*)default[ \t]*:"#)
    private static let ownCase = Pattern(#"^[ \t]*case[ \t]+(?:let[ \t]+)?\.(?!some\b|none\b|success\b|failure\b)[a-z]\w*"#)
    private static let ownPair = Pattern(#"^[ \t]*case[ \t]+(?:let[ \t]+)?\(?[ \t]*\.(?!some\b|none\b|success\b|failure\b)[a-z]\w*"#)

    /// Only ring 1: its enums are its own, as it imports nobody else's. Pairs are held to it where they are (state, event); a comparison of
    /// two values may end in a default.
    static let noDefault = HouseRule("ring 1 has no default over its own enums") { checkout in
        checkout.swiftFiles.filter(\.isRingOne).flatMap { file -> [Finding] in
            let lines = file.code.split(separator: "\n", omittingEmptySubsequences: false)
            let pattern = file.target == "SluiceEngine" ? ownPair : ownCase
            return file.matches(of: defaultLabel).compactMap { match in
                let labels = siblings(above: match.line, indentation: match.groups[1], in: lines)
                guard labels.contains(where: { matches(pattern, String($0)) }) else { return nil }
                return Finding(
                    path: file.path, line: match.line,
                    message: "write out the cases that default stands for: a new case must not slip through here")
            }
        }
    }

    /// The `case` lines of the switch that has a `default` in `line`; labels stand in the column of their switch.
    private static func siblings(above line: Int, indentation: String, in lines: [Substring]) -> [Substring] {
        var found: [Substring] = []
        for text in lines[..<(line - 1)].reversed() {
            guard text.hasPrefix(indentation), let first = text.dropFirst(indentation.count).first, first != " " else { continue }
            let rest = text.dropFirst(indentation.count)
            if rest.hasPrefix("case ") {
                found.append(text)
            } else if rest.contains("switch ") {
                return found
            }
        }
        return found
    }

    private static func matches(_ pattern: Pattern, _ text: String) -> Bool {
        pattern.expression.firstMatch(in: text, range: NSRange(location: 0, length: text.utf16.count)) != nil
    }
}
