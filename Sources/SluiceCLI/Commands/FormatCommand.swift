import ArgumentParser
import Foundation
import SluiceReport
import SluiceSyntax

/// `sluice fmt [FILE …]`.
struct FormatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt", abstract: "Write scripts in the one style of the language.",
        discussion: """
            Changes white space only. Names on standard output what it changed. Without a file it takes every .pipe file below the current folder; \
            a folder stands for every .pipe file below it. A script with mistakes is left as it is.

            EXAMPLES
              sluice fmt checkout.pipe
              sluice fmt --check pipelines      exit 1 if a script is not formatted
              sluice fmt - < checkout.pipe      to standard output
            """)

    @ArgumentParser.Argument(help: "Scripts and folders; - is standard input.", completion: .file(extensions: ["pipe"])) var files:
        [String] = []
    @Flag(help: "Write nothing; name the scripts that are not formatted, and exit 1 if there are such.") var check = false
    @Option(help: ArgumentHelp("When to use colour: auto, always or never.", valueName: "when")) var color: OutputOptions.Color = .auto

    func validate() throws {
        if files.count > 1, files.contains("-") { throw ValidationError("`-` is standard input and stands alone") }
    }

    func run() throws {
        var output = OutputOptions()
        output.color = color
        let console = Console(output)
        let isDone = files == ["-"] ? formatInput(console) : formatFiles(console)
        if !isDone { throw ExitStatus.mistake.code }
    }

    private func formatInput(_ console: Console) -> Bool {
        let bytes = [UInt8](FileHandle.standardInput.readDataToEndOfFile())
        guard let text = formatted(bytes, name: "-", console) else { return false }
        if !check {
            Terminal.output.write(bytes: text)
            return true
        }
        if text != bytes { console.result("-") }
        return text == bytes
    }

    private func formatFiles(_ console: Console) -> Bool {
        var isDone = true
        var found: [String] = []
        for path in files.isEmpty ? ["."] : files {
            do {
                found += try ScriptSearch.scripts(at: path).filter { !found.contains($0) }
            } catch {
                console.fail(error.message, help: error.help)
                isDone = false
            }
        }
        var changed = 0
        for path in found {
            switch format(path, console) {
            case .same: continue
            case .differs: changed += 1
            case .failed: isDone = false
            }
        }
        guard !found.isEmpty else {
            if isDone { console.note("no scripts found") }
            return isDone
        }
        let scripts = "\(changed) of \(found.count) script\(found.count == 1 ? "" : "s")"
        console.note(check ? "\(scripts) not formatted" : "\(scripts) changed")
        return isDone && !(check && changed > 0)
    }

    private enum Finding { case same, differs, failed }

    private func format(_ path: String, _ console: Console) -> Finding {
        guard let data = FileManager.default.contents(atPath: path) else {
            console.fail("`\(path)` cannot be read", help: "check its permissions")
            return .failed
        }
        let bytes = [UInt8](data)
        guard let text = formatted(bytes, name: path, console) else { return .failed }
        if text == bytes { return .same }
        if !check {
            do {
                try FileReplacement.replace(path, with: text)
            } catch {
                console.fail(error.message, help: error.help)
                return .failed
            }
        }
        console.result(path)
        return .differs
    }

    /// The formatted text, or nil after saying what is in the way.
    private func formatted(_ bytes: [UInt8], name: String, _ console: Console) -> [UInt8]? {
        var files = SourceFiles()
        let file = files.add(name: name, bytes: bytes)
        switch SluiceSyntax.Formatter.format(file) {
        case .success(let text): return text
        case .failure(.mistakes(let diagnostics)):
            console.note(DiagnosticText(files: files, style: console.style).render(diagnostics))
        case .failure(.unfaithful):
            console.fail(
                "`\(name)` was left as it is: formatting it would have changed more than white space",
                help: "this is a mistake of the formatter; please report it with the script")
        }
        return nil
    }
}
