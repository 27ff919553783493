// language-rate: how long one script takes to be read, checked and evaluated in this process, without the program's start.
//
// Why it exists: scripts/bench sets the language beside others that measure themselves the same way.
// It may import the language. It prints milliseconds and the work that the evaluation counted; it does not judge them.

import CProcess
import Foundation
import SluiceChecker
import SluiceInterpreter
import SluiceModel
import SluiceSyntax
import StandardLibrary

struct FolderInputs: ScriptInputs {
    let folder: String
    let arguments: [String: String]

    func read(_ path: String) -> Result<String, InputError> {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)"), let text = String(bytes: data, encoding: .utf8) else {
            return .failure(InputError("cannot read `\(path)`"))
        }
        return .success(text)
    }
    func yamlAsJSON(_ path: String) -> Result<String, InputError> { .failure(InputError("there is no YAML here")) }
    func moduleSource(_ importPath: String, from importingFile: String) -> Result<ModuleSource, InputError> {
        guard importPath.hasPrefix("std/"), let text = StandardLibrary.source(named: String(importPath.dropFirst(4))) else {
            return .failure(InputError("there is no module `\(importPath)`"))
        }
        return .success(ModuleSource(name: importPath, text: text))
    }
    func environment(_ name: String) -> String? { nil }
    func argument(_ name: String) -> String? { arguments[name] }
    func timeZone(_ name: String) -> TimeZoneRules? { nil }
}

@main
struct Program {
    static func main() {
        let words = CommandLine.arguments
        guard words.count >= 2, let data = FileManager.default.contents(atPath: words[1]) else {
            refuse("usage: language-rate FILE [NAME=VALUE]...")
        }
        var arguments: [String: String] = [:]
        for word in words.dropFirst(2) {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { refuse("an argument is NAME=VALUE, not \(word)") }
            arguments[parts[0]] = parts[1]
        }
        let inputs = FolderInputs(folder: URL(fileURLWithPath: words[1]).deletingLastPathComponent().path, arguments: arguments)
        // As the program itself does.
        cprocess_take_memory_in_steps(32 << 20)
        let bytes = Array(data)
        let start = ContinuousClock.now
        let (evaluation, checked) = measure(bytes, words[1], inputs)
        let elapsed = ContinuousClock.now - start
        print(milliseconds(elapsed), milliseconds(checked - start), evaluation.work)
    }

    /// Gives the evaluation at its end, and when the check was done.
    private static func measure(_ bytes: [UInt8], _ name: String, _ inputs: FolderInputs) -> (ScriptEvaluation, ContinuousClock.Instant) {
        var files = SourceFiles()
        let parsed = Parser.parse(files.add(name: name, bytes: bytes))
        let result = Checker.check(parsed) { declaration in
            guard case .success(let source) = inputs.moduleSource(declaration.path, from: name) else { return nil }
            return ModuleInterface(of: Parser.parse(SourceFile(id: FileID(0), name: source.name, text: source.text)).tree)
        }
        if let error = result.diagnostics.first(where: { $0.severity == .error }) { refuse(error.message) }
        let checked = ContinuousClock.now
        var evaluation = ScriptEvaluation(
            script: result.script, folder: inputs.folder, inputs: inputs, limits: Limits(fuel: 1_000_000_000))
        var step = evaluation.run()
        while case .request(.print(let texts), _) = step {
            FileHandle.standardError.write(Data((texts.joined(separator: " ") + "\n").utf8))
            step = evaluation.resume(with: .none)
        }
        switch step {
        case .finished: return (evaluation, checked)
        case .request(let request, _): refuse("the script asks for `\(request.word)`")
        case .failed(let diagnostics): refuse(diagnostics.first?.message ?? "the script failed")
        }
    }

    private static func milliseconds(_ duration: Swift.Duration) -> String {
        let parts = duration.components
        return String(format: "%.3f", Double(parts.seconds) * 1000 + Double(parts.attoseconds) / 1e15)
    }

    private static func refuse(_ message: String) -> Never {
        FileHandle.standardError.write(Data("language-rate: \(message)\n".utf8))
        exit(2)
    }
}
