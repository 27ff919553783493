import ArgumentParser
import SluiceEngine
import SluiceModel
import SluiceRuntime

/// `sluice resume [RUN | PIPELINE | PIPELINE.STAGE]`.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Go on with what was interrupted; or end a pause.",
        discussion: """
            Without an argument every unfinished run and execution goes on. A run is named as `run-3`. A pipeline or a stage
            that is paused is let go on.

            EXAMPLES
              sluice resume
              sluice resume run-3
              sluice resume checkout.production
            """)
    @Argument(help: "A run, a paused pipeline, or PIPELINE.STAGE.") var subject: String?
    @Flag(help: "Do not wait until it has ended.") var detach = false
    @OptionGroup var reason: ReasonOption
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let session = ScriptSession(console: Console(output), store: store.folder, detach: detach)
        guard let subject, !ScriptRunID.isOne(subject) else {
            throw try await session.resume(subject.map { ScriptRunID($0) }).code
        }
        guard let paused = Subject(subject) else { throw ValidationError("`\(subject)` names neither a run nor a pipeline") }
        let command = Command.resume(paused, because: reason.because)
        let identity = CommandID("cli/\(SystemClock().now().nanoseconds)")
        throw try await session.act(follows: false) { _ in
            CommandEnvelope(id: identity, by: Holding.operatorName, command: command)
        }.code
    }
}

/// `sluice follow EXECUTION`.
struct FollowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "follow", abstract: "Go on with an execution and show it to its end.",
        discussion: "EXAMPLE\n  sluice follow checkout#7")
    @Argument(help: "An execution.") var execution: String
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let session = ScriptSession(console: Console(output), store: store.folder)
        throw try await session.follow(ExecutionID(execution)).code
    }
}
