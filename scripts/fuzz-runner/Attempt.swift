import Foundation
import Glibc
import SluiceFuzzing

/// What a child process does, and how it says so: one line before each input, and one when a property is broken.
enum Attempt {
    enum Report {
        case trying(Int)
        case broken(Int, String)
        /// All were tried, and so many got through.
        case ended(accepted: Int)

        var line: String {
            switch self {
            case .trying(let number): "t \(number)\n"
            case .broken(let number, let property): "b \(number) \(property)\n"
            case .ended(let accepted): "e \(accepted)\n"
            }
        }

        init?(_ line: Substring) {
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count >= 2, let number = Int(words[1]) else { return nil }
            switch words[0] {
            case "t": self = .trying(number)
            case "b": self = .broken(number, words.count > 2 ? String(words[2]) : "")
            case "e": self = .ended(accepted: number)
            case _: return nil
            }
        }
    }

    static func run(_ part: FuzzPart, _ numbers: Range<Int>, seed: UInt64, corpus: FuzzCorpus) {
        limitMemory()
        var accepted = 0
        for number in numbers {
            send(.trying(number))
            let verdict = part.verdict(on: part.input(number, seed: seed, corpus: corpus), corpus: corpus)
            if let violation = verdict.violation { send(.broken(number, violation)) }
            accepted += verdict.isAccepted ? 1 : 0
        }
        send(.ended(accepted: accepted))
    }

    private static func send(_ report: Report) {
        FileHandle.standardOutput.write(Data(report.line.utf8))
    }

    /// An input that would take all the memory there is ends its process instead.
    static func limitMemory() {
        var limit = rlimit(rlim_cur: 4 << 30, rlim_max: 4 << 30)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    }
}
