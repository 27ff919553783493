import ArgumentParser
import SluiceChecker
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

    func run() async throws {
        var output = OutputOptions()
        output.format = format == .human ? .human : .json
        output.color = color
        let console = Console(output)
        var failed = false
        for file in files {
            do {
                let found = ScriptCheck(console: console).findings(try LoadedScript.read(file, arguments: [:]))
                show(found, console)
                let warned = !found.diagnostics.isEmpty || found.safety.contains { !$0.findings.isEmpty }
                failed = failed || found.hasErrors || (strict && warned)
            } catch let error as LoadedScript.Unreadable {
                console.fail(error.message, help: error.help)
                failed = true
            }
        }
        if failed { throw ExitStatus.mistake.code }
    }

    private func show(_ found: ScriptCheck.Findings, _ console: Console) {
        switch format {
        case .json:
            console.result(
                CanonicalValue.object([
                    .init("diagnostics", DiagnosticJSON.value(of: found.diagnostics, files: found.files)),
                    .init("safety", .list(found.safety.flatMap(\.findings).map(Self.value))),
                ]).text)
        case .sarif:
            console.result(
                DiagnosticSARIF.log(
                    of: found.diagnostics, files: found.files, version: SluiceCommand.configuration.version, pages: DiagnosticCodes.pages
                ).text)
        case .human:
            let text = DiagnosticText(files: found.files, style: console.resultStyle)
            if !found.diagnostics.isEmpty { console.result(text.render(found.diagnostics)) }
            for report in found.safety { show(report, console) }
            let counts = DiagnosticText.summary(found.diagnostics)
            let unsafe = found.safety.flatMap(\.findings).count
            if counts.isEmpty && unsafe == 0 { return console.note("no mistakes, no safety findings") }
            console.note(
                [counts, unsafe > 0 ? "\(unsafe) safety finding\(unsafe == 1 ? "" : "s")" : ""].filter { !$0.isEmpty }.joined(
                    separator: ", "))
        }
    }

    private func show(_ report: SafetyReport, _ console: Console) {
        let style = console.resultStyle
        for finding in report.findings {
            let role: Role = finding.severity == .error ? .error : .warning
            console.result(
                "\(style.paint("\(finding.severity.rawValue)[\(finding.code)]", role))\(style.paint(": \(finding.message)", .strong))\n"
                    + "  --> \(finding.place)\n   \(style.paint("= help:", .help)) \(finding.fix)\n")
        }
        for silenced in report.silenced {
            console.result(style.paint("allowed[\(silenced.finding.code)] \(silenced.finding.place): \(silenced.because)", .dim))
        }
    }

    private static func value(_ finding: SafetyFinding) -> CanonicalValue {
        .object([
            .init("code", .string(finding.code)), .init("severity", .string(finding.severity.rawValue)),
            .init("pipeline", .string(finding.pipeline.text)), .init("stage", finding.stage.map { .string($0.text) } ?? .null),
            .init("message", .string(finding.message)), .init("fix", .string(finding.fix)),
        ])
    }
}
