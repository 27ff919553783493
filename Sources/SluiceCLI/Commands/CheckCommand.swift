import ArgumentParser
import SluiceModel
import SluiceReport

/// `sluice check FILE …`.
struct CheckCommand: AsyncParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable { case human, json, sarif }

    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Find mistakes and unsafe rollouts; runs nothing.",
        discussion: """
            Safety rules of severity error make it exit 1; with --strict warnings do too.

            EXAMPLES
              sluice check checkout.pipe
              sluice check pipelines/*.pipe --format sarif > sluice.sarif
            """)

    @Argument(help: "Scripts.", completion: .file(extensions: ["pipe"])) var files: [String]
    @Option(help: ArgumentHelp("human, json or sarif.", valueName: "format")) var format: Format = .human
    @Option(help: ArgumentHelp("When to use colour: auto, always or never.", valueName: "when")) var color: OutputOptions.Color = .auto
    @Flag(help: "Warnings count as errors.") var strict = false
    @OptionGroup(title: "Budgets") var budgets: BudgetOptions

    func run() async throws {
        var output = OutputOptions()
        output.format = format == .human ? .human : .json
        output.color = color
        let console = Console(output)
        var found: [ScriptCheck.Findings] = []
        var failed = false
        for file in files {
            do {
                found.append(ScriptCheck(console: console, limits: budgets.limits).findings(try LoadedScript.read(file, arguments: [:])))
            } catch let error as LoadedScript.Unreadable {
                console.fail(error.message, help: error.help)
                failed = true
            }
        }
        switch format {
        case .human: for script in found { CheckReport(script).show(on: console) }
        case .json: console.result(CheckReport.json(found).text)
        case .sarif:
            console.result(DiagnosticSARIF.log(found.map { CheckReport($0).sarif(version: SluiceCommand.configuration.version) }).text)
        }
        if failed || found.contains(where: { $0.hasErrors || (strict && $0.hasWarnings) }) { throw ExitStatus.mistake.code }
    }
}
