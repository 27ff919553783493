import Foundation

extension HouseRule {
    /// Words that say nothing, or that mean something else here, and what to say.
    static let bannedWords: [(word: String, instead: String)] = [
        ("Manager", "say what it does: a queue, a lock, a registry"),
        ("Helper", "name the concept, or make it a function on the type it serves"),
        ("Utility", "name the concept"),
        ("Utilitie", "name the concept"),
        ("Util", "name the concept"),
        ("Common", "name the concept"),
        ("Misc", "name the concept"),
        ("Job", "say execution, stage or step"),
        ("Workflow", "say pipeline or execution"),
        ("Activity", "say effect or step"),
        ("Service", "say target, provider or server"),
    ]

    private static let saysNothing = bannedWords.prefix { $0.word != "Job" }

    private static let typeName = Pattern(#"\b(?:struct|class|enum|actor|protocol|typealias)[ \t]+([A-Za-z_]\w*)"#)

    static let words = HouseRule("a type is named with the words of the house") { checkout in
        checkout.swiftFiles.flatMap { file in
            file.matches(of: typeName).flatMap { match in
                let parts = wordsOf(match.groups[1])
                return bannedWords.filter { names($0.word, in: parts) }.map { ban in
                    Finding(
                        path: file.path, line: match.line,
                        message: "\(match.groups[1]): \(ban.word) is not a word of this house; \(ban.instead) (ARCHITECTURE.md, words)")
                }
            }
        }
    }

    /// `HTTPServiceList` is HTTP, Service, List.
    private static func wordsOf(_ name: String) -> [String] {
        var words: [String] = []
        for character in name {
            if character.isUppercase || words.isEmpty { words.append("") }
            words[words.count - 1].append(character)
        }
        return words
    }

    private static func names(_ word: String, in parts: [String]) -> Bool {
        parts.contains(word) || parts.contains(word + "s")
    }

    static let paths = HouseRule("a file or folder is named after a concept") { checkout in
        checkout.codeFiles.flatMap { file in
            file.path.split(separator: "/").flatMap { part in
                let parts = wordsOf(String(part.split(separator: ".").first ?? "")).map { $0.capitalized }
                return saysNothing.filter { names($0.word, in: parts) }.map { ban in
                    Finding(path: file.path, line: 1, message: "\(part): \(ban.word.lowercased()) says nothing; \(ban.instead)")
                }
            }
        }
    }

    private static let expectedAtTop = [
        ".ci", ".editorconfig", ".git", ".gitignore", ".swift-format", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
        "Package.swift", "README.md", "Sources", "Tests", "scripts", "stdlib",
    ]
    private static let optionalAtTop = [
        ".build", ".github", ".spi.yml", ".swiftpm", ".vscode", ".DS_Store", ".index-build", "Package.resolved",
    ]

    static let topLevel = HouseRule("the top of the repository holds what belongs there") { checkout in
        guard !checkout.topLevel.isEmpty else { return [] }
        let missing = expectedAtTop.filter { !checkout.topLevel.contains($0) }.map {
            Finding(path: $0, line: 1, message: "it is missing: the layout in ARCHITECTURE.md says what it holds")
        }
        let foreign = checkout.topLevel
            .filter { !expectedAtTop.contains($0) && !optionalAtTop.contains($0) && !$0.hasPrefix(".build") }
            .map { Finding(path: $0, line: 1, message: "it does not belong at the top: put it under Sources, Tests, stdlib or scripts") }
        return missing + foreign
    }

    static let firstFile = HouseRule("a target begins with a comment that says what it is for") { checkout in
        ImportTable.allowed.keys.sorted().compactMap { target in
            let own = checkout.swiftFiles.filter { $0.target == target && !$0.isTest }
            guard !own.isEmpty else { return nil }
            let name = target.split(separator: "-").count > 1 ? target.capitalized.replacingOccurrences(of: "-", with: "") : target
            let first = own.first { file in
                [name + ".swift", "main.swift"].contains { file.path.hasSuffix("/" + $0) } && file.text.hasPrefix("// ")
            }
            guard first == nil else { return nil }
            return Finding(
                path: own[0].path, line: 1,
                message:
                    "\(target) needs a file \(name).swift that begins with a comment: why it exists, what it may import, what it keeps, "
                    + "what it does not do")
        }
    }
}
