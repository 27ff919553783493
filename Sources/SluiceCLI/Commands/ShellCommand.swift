import ArgumentParser
import Foundation
import SluiceChecker
import SluiceModel
import SluiceReport
import SluiceShell
import SluiceStore
import SluiceStoreSQLite

/// `sluice`, `sluice shell`, `sluice -e LINE`.
struct ShellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shell", abstract: "Open the shell: write pipelines, watch rollouts, find out why something waits, roll back.",
        discussion: """
            Without a terminal the lines of standard input run as a script.

            EXAMPLES
              sluice
              sluice -e 'status'
              ssh host sluice shell < script.pipe
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("Run this text instead of reading lines; may be repeated.", valueName: "text"))
    var execute: [String] = []
    @Flag(help: "Refuse every command that acts.") var readOnly = false
    @Flag(help: "No redrawing: one line an event.") var plain = false
    @Flag(name: .shortAndLong, help: "Answer every question with yes.") var yes = false
    @OptionGroup(title: "Budgets") var budgets: BudgetOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let status = execute.isEmpty ? await session.run() : await session.run(text: execute.joined(separator: "\n"))
        throw ExitCode(status)
    }

    private var session: ShellSession {
        let environment = ProcessInfo.processInfo.environment
        let here = FileManager.default.currentDirectoryPath
        let folder = store.folder
        let access = ShellStore(
            open: { try await Holding.open(folder) }, read: { try Holding.read(folder) }, explain: { Self.explanation(of: $0) })
        var configuration = ShellConfiguration(
            store: access, inputs: ScriptFiles(folder: here, arguments: [:], variables: environment), folder: here,
            operatorName: Holding.operatorName, historyPath: folder.path + "/history", environment: environment)
        configuration.safetyNotes = { definition, colours in SafetyNotes.text(definition, style: colours ? .ansi : .plain) }
        configuration.format = output.format == .json ? .json : .human
        switch output.color {
        case .auto: configuration.colour = .auto
        case .always: configuration.colour = .always
        case .never: configuration.colour = .never
        }
        configuration.plain = plain
        configuration.yes = yes
        configuration.limits = budgets.limits
        configuration.readOnly = readOnly
        return ShellSession(configuration)
    }

    private static func explanation(of error: any Error) -> Refusal {
        switch error {
        case let error as JournalError: Refusal(error.explanation.message, help: error.explanation.help)
        case let error as Refusal: error
        default: Refusal("\(error)")
        }
    }
}
