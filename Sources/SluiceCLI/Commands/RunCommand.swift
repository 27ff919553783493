import ArgumentParser
import Foundation
import SluiceModel
import SluiceRuntime

/// `sluice run FILE`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a script and follow what it starts to the end.",
        discussion: """
            Everything is checkpointed: a run that is interrupted or killed goes on with `sluice resume`.

            EXAMPLES
              sluice run checkout.pipe
              sluice run checkout.pipe --arg revision=v2 --format json
              echo 'print "hello"' | sluice run -
            """)

    @Argument(help: "The script; `-` reads standard input.", completion: .file(extensions: ["pipe"]))
    var file: String

    @Option(name: .customLong("arg"), help: ArgumentHelp("A value for arg(\"NAME\"); may be repeated.", valueName: "name=value"))
    var arguments: [String] = []

    @Flag(help: "End when the script does; what it started goes on with the next `sluice resume`.")
    var detach = false

    @Flag(help: "Refuse to start what breaks a safety rule of severity error.")
    var strict = false

    @OptionGroup(title: "Budgets") var budgets: BudgetOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        for argument in arguments where !argument.contains("=") {
            throw ValidationError("`--arg \(argument)` needs a value: --arg \(argument)=VALUE")
        }
    }

    func run() async throws {
        let console = Console(output)
        let script: LoadedScript
        do { script = try LoadedScript.read(file, arguments: values) } catch let error as LoadedScript.Unreadable {
            console.fail(error.message, help: error.help)
            throw ExitStatus.mistake.code
        }
        let session = ScriptSession(console: console, store: store.folder, detach: detach)
        throw try await session.run(script, isStrict: strict, limits: budgets.limits).code
    }

    /// A name given twice has the last value.
    private var values: [String: String] {
        var values: [String: String] = [:]
        for argument in arguments {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            values[String(parts[0])] = String(parts[1])
        }
        return values
    }
}
