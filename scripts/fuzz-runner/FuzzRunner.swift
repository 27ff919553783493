// fuzz-runner: tries inputs of SluiceFuzzing for as long as it is told to, and keeps those that break a property, trap or hang.
//
// Why it exists: a trap ends the process that it happens in. So the inputs are tried in child processes, which say the number of each
// input before they try it; the process that started them knows what was being tried when one ended, and goes on behind it.
//
// May import: SluiceFuzzing, and what the platform offers.
//
// What it does not do: draw or judge inputs (SluiceFuzzing does), build itself (scripts/fuzz does).

import Foundation
import SluiceFuzzing

@main
enum FuzzRunner {
    static func main() {
        let options: Options
        switch Options.read(Array(CommandLine.arguments.dropFirst())) {
        case .success(let read): options = read
        case .failure(let wrong):
            say("fuzz: \(wrong.message)\n\(Options.usage)")
            exit(2)
        }
        switch options.task {
        case .search: exit(Search(options).run() ? 0 : 1)
        case .attempt(let part, let numbers): Attempt.run(part, numbers, seed: options.seed, corpus: options.corpus())
        case .judge(let part, let path):
            guard let bytes = FileManager.default.contents(atPath: path) else {
                say("fuzz: \(path) cannot be read")
                exit(2)
            }
            Attempt.limitMemory()
            let violation = part.verdict(on: [UInt8](bytes), corpus: options.corpus()).violation
            print(violation.map { "broken: \($0)" } ?? "every property holds")
            exit(violation == nil ? 0 : 1)
        }
    }

    static func say(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
