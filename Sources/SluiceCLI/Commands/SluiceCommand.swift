public import ArgumentParser

/// The program.
public struct SluiceCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "sluice",
        abstract: "Safe, hands-off deployments, written as scripts.",
        discussion: """
            Without a subcommand the shell opens.

            EXAMPLES
              sluice run checkout.pipe      run a script to the end of what it starts
              sluice check checkout.pipe    find mistakes and unsafe rollouts
              sluice fmt checkout.pipe      write it in the one style
              sluice status                 where every revision is
              sluice explain checkout       why it is there, and who can move it
              sluice rollback checkout.production --to v1 --because "errors in eu"
              sluice resume                 go on after a crash or interruption

            EXIT STATUS
              0    success
              1    a mistake in a script, a refused command, an unusable state
              2    wrong usage
              3    an execution failed
              4    rolled back by itself
              130  interrupted, everything is checkpointed
            """,
        version: "0.1.0",
        subcommands: [
            RunCommand.self, CheckCommand.self, FormatCommand.self, ReferenceCommand.self, StartSubcommand.self, PlanCommand.self,
            StatusCommand.self,
            HistoryCommand.self,
            ExplainCommand.self, FollowCommand.self, ApproveCommand.self, RejectCommand.self, PauseCommand.self, ResumeCommand.self,
            PromoteSubcommand.self, RollbackSubcommand.self, RetryCommand.self, CancelCommand.self, LogsCommand.self, ShellCommand.self,
            LanguageServerCommand.self, GrammarCommand.self,
        ],
        defaultSubcommand: ShellCommand.self)

    public init() {}
}
