import Foundation
import SluiceFuzzing

/// Tries inputs of some parts at the same time, and keeps what it finds.
struct Search {
    private struct Tally {
        var inputs = 0
        var accepted = 0
        var findings = 0
    }

    private static let batch = 100
    /// Seconds that one input may take.
    private static let patience = 20
    /// Findings of a part after which it is not tried further.
    private static let enough = 20
    private let options: Options
    private let corpus: FuzzCorpus

    init(_ options: Options) {
        self.options = options
        corpus = options.corpus()
    }

    /// True if nothing was found.
    func run() -> Bool {
        guard !corpus.scripts.isEmpty else {
            FuzzRunner.say("fuzz: there is no .pipe file below \(options.root)")
            return false
        }
        let tallies = Kept<[Tally]>(options.parts.map { _ in Tally() })
        DispatchQueue.concurrentPerform(iterations: options.parts.count) { index in
            let tally = search(options.parts[index])
            tallies.change { $0[index] = tally }
        }
        var found = 0
        print("part            inputs   accepted   findings   (seed \(options.seed))")
        for (part, tally) in zip(options.parts, tallies.value) {
            print(
                [pad(part.rawValue, -12), pad("\(tally.inputs)", 10), pad("\(tally.accepted)", 11), pad("\(tally.findings)", 11)].joined())
            found += tally.findings
        }
        return found == 0
    }

    private func pad(_ text: String, _ width: Int) -> String {
        let space = String(repeating: " ", count: max(0, abs(width) - text.count))
        return width < 0 ? text + space : space + text
    }

    private func search(_ part: FuzzPart) -> Tally {
        var tally = Tally()
        let start = ContinuousClock.now
        var next = 0
        while tally.findings < Self.enough {
            var last = next + Self.batch
            switch options.extent {
            case .seconds(let seconds): if ContinuousClock.now - start >= .seconds(seconds) { return tally }
            case .count(let count):
                if next >= count { return tally }
                last = min(last, count)
            }
            next = attempt(part, next..<last, &tally)
        }
        return tally
    }

    /// Tries a batch in a child process; returns the number to go on with.
    private func attempt(_ part: FuzzPart, _ numbers: Range<Int>, _ tally: inout Tally) -> Int {
        var current: Int?
        var broken: [(Int, String)] = []
        var accepted = 0
        let arguments = ["--attempt", part.rawValue, "\(numbers.lowerBound)", "\(numbers.upperBound)", "--seed", "\(options.seed)"]
        guard let child = try? Child(arguments + ["--root", options.root]) else {
            FuzzRunner.say("fuzz: a child process could not be started")
            tally.findings += Self.enough
            return numbers.upperBound
        }
        let end = child.follow(patience: Self.patience) { line in
            switch Attempt.Report(line) {
            case .trying(let number): current = number
            case .broken(let number, let property): broken.append((number, "broken: \(property)"))
            case .ended(let count): accepted = count
            case nil: break
            }
        }
        for (number, outcome) in broken { keep(part, number, outcome, &tally) }
        tally.accepted += accepted
        guard end != .exited(0) else {
            tally.inputs += numbers.count
            return numbers.upperBound
        }
        let number = current ?? numbers.lowerBound
        tally.inputs += number + 1 - numbers.lowerBound
        keep(part, number, Self.text(end), &tally)
        return number + 1
    }

    private static func text(_ end: Child.End) -> String {
        switch end {
        case .exited(let status): "ends with status \(status)"
        case .trapped(let signal): "traps with signal \(signal)"
        case .hung: "takes more than \(patience) seconds"
        }
    }

    // MARK: Findings

    private func keep(_ part: FuzzPart, _ number: Int, _ outcome: String, _ tally: inout Tally) {
        tally.findings += 1
        let path = "\(options.findings)/\(part.rawValue)-\(options.seed)-\(number).\(part.fileExtension)"
        let input = part.input(number, seed: options.seed, corpus: corpus)
        try? FileManager.default.createDirectory(atPath: options.findings, withIntermediateDirectories: true)
        let attempts = outcome == Self.text(.hung) ? 0 : 200
        let smaller = Shrinking.shrunk(input, attempts: attempts) { judged(part, $0, path + ".try") == outcome }
        try? FileManager.default.removeItem(atPath: path + ".try")
        let isKept = FileManager.default.createFile(atPath: path, contents: Data(smaller))
        FuzzRunner.say("\(part.rawValue) \(number) \(outcome): \(isKept ? path : "\(path) cannot be written")")
    }

    private func judged(_ part: FuzzPart, _ input: [UInt8], _ path: String) -> String {
        guard FileManager.default.createFile(atPath: path, contents: Data(input)),
            let child = try? Child(["--judge", part.rawValue, path, "--root", options.root])
        else { return "" }
        var said = ""
        let end = child.follow(patience: Self.patience) { said = String($0) }
        switch end {
        case .exited(0), .exited(1): return said
        case .exited, .trapped, .hung: return Self.text(end)
        }
    }
}
