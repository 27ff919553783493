import Foundation
import SluiceFuzzing

/// The command line.
struct Options {
    enum Task {
        case search
        /// In a child process: tries the inputs of these numbers, and says each before.
        case attempt(FuzzPart, Range<Int>)
        case judge(FuzzPart, String)
    }

    /// How long the search goes on.
    enum Extent {
        case seconds(Int)
        /// Inputs of each part.
        case count(Int)
    }

    struct Wrong: Error {
        let message: String
    }

    static let usage = """
        usage: scripts/fuzz [--seconds N | --count N] [--seed N] [PART...]
               scripts/fuzz --judge PART FILE
          --seconds N  goes on for so long (60)
          --count N    tries so many inputs of each part instead
          --seed N     draws other inputs (1)
          --judge      tries one file
          PART         \(FuzzPart.allCases.map(\.rawValue).joined(separator: ", ")); all of them, if none is named
        """

    var task = Task.search
    var extent = Extent.seconds(60)
    var seed: UInt64 = 1
    var parts: [FuzzPart] = []
    /// Where the scripts are, and where findings go.
    var root = "."
    var findings = ".build/fuzz"

    static func read(_ arguments: [String]) -> Result<Options, Wrong> {
        var options = Options()
        var rest = arguments[...]
        do {
            while let word = rest.popFirst() { try options.take(word, &rest) }
        } catch {
            return .failure(error)
        }
        if options.parts.isEmpty { options.parts = FuzzPart.allCases }
        return .success(options)
    }

    private mutating func take(_ word: String, _ rest: inout ArraySlice<String>) throws(Wrong) {
        switch word {
        case "--seconds": extent = .seconds(try Self.number(word, &rest))
        case "--count": extent = .count(try Self.number(word, &rest))
        case "--seed": seed = UInt64(try Self.number(word, &rest))
        case "--root": root = try Self.next(word, &rest)
        case "--findings": findings = try Self.next(word, &rest)
        case "--judge": task = .judge(try Self.part(Self.next(word, &rest)), try Self.next(word, &rest))
        case "--attempt":
            let part = try Self.part(Self.next(word, &rest))
            let first = try Self.number(word, &rest)
            task = .attempt(part, first..<max(first, try Self.number(word, &rest)))
        case _: parts.append(try Self.part(word))
        }
    }

    private static func next(_ option: String, _ rest: inout ArraySlice<String>) throws(Wrong) -> String {
        guard let value = rest.popFirst() else { throw Wrong(message: "\(option) needs a value") }
        return value
    }

    private static func number(_ option: String, _ rest: inout ArraySlice<String>) throws(Wrong) -> Int {
        let value = try next(option, &rest)
        guard let number = Int(value), number >= 0 else { throw Wrong(message: "\(option) needs a whole number, not `\(value)`") }
        return number
    }

    private static func part(_ word: String) throws(Wrong) -> FuzzPart {
        guard let part = FuzzPart(rawValue: word) else { throw Wrong(message: "there is no part `\(word)`") }
        return part
    }

    /// The scripts of the repository.
    func corpus() -> FuzzCorpus {
        let paths = ["scripts", "stdlib", "Tests"].flatMap { folder -> [String] in
            let files = FileManager.default.enumerator(at: URL(filePath: root).appending(path: folder), includingPropertiesForKeys: nil)
            return (files?.compactMap { ($0 as? URL)?.path } ?? []).filter { $0.hasSuffix(".pipe") }
        }
        return FuzzCorpus(
            files: paths.sorted().compactMap { path in FileManager.default.contents(atPath: path).map { (path, [UInt8]($0)) } })
    }
}
