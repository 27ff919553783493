import ArgumentParser
import OrderedCollections
import SluiceEngine
import SluiceModel
import SluiceRuntime

/// The ground that the commands of an operator share.
protocol OperatorCommand: AsyncParsableCommand, Sendable {
    var store: StoreOptions { get }
    var output: OutputOptions { get }
    var detach: Bool { get }
    /// Whether there is something to follow once it is accepted.
    var follows: Bool { get }
    func command(in state: EngineState) throws -> Command
}

extension OperatorCommand {
    var detach: Bool { false }
    var follows: Bool { false }

    func run() async throws {
        let session = ScriptSession(console: Console(output), store: store.folder, detach: detach)
        let identity = CommandID("cli/\(SystemClock().now().nanoseconds)/\(Int.random(in: 0..<1_000_000))")
        throw try await session.act(follows: follows) { state in
            CommandEnvelope(id: identity, by: Holding.operatorName, command: try command(in: state))
        }.code
    }
}

/// `checkout`, `checkout.production`, `checkout#3`.
struct SubjectArgument: ExpressibleByArgument {
    let subject: Subject
    init?(argument: String) {
        guard let subject = Subject(argument) else { return nil }
        self.subject = subject
    }
}

struct ApproveCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approve what waits for it.",
        discussion: "EXAMPLE\n  sluice approve checkout.production --because \"canary looks good\"")
    @Argument(help: "An execution, or PIPELINE.STAGE.") var subject: SubjectArgument
    @OptionGroup var reason: ReasonOption
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    func command(in state: EngineState) -> Command { .approve(subject.subject, because: reason.because) }
}

struct RejectCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject", abstract: "Reject what waits for approval; its execution fails.",
        discussion: "EXAMPLE\n  sluice reject checkout.production --because \"wrong week\"")
    @Argument(help: "An execution, or PIPELINE.STAGE.") var subject: SubjectArgument
    @OptionGroup var reason: ReasonOption
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    func command(in state: EngineState) throws -> Command { .reject(subject.subject, because: try reason.required("reject")) }
}

struct PauseCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Stop starts and promotion; watching, baking and rollback go on.",
        discussion: "EXAMPLE\n  sluice pause checkout.production --because \"incident 42\"")
    @Argument(help: "A pipeline, or PIPELINE.STAGE.") var subject: SubjectArgument
    @OptionGroup var reason: ReasonOption
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    func command(in state: EngineState) throws -> Command { .pause(subject.subject, because: try reason.required("pause")) }
}

struct PromoteSubcommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote", abstract: "Let one execution pass one gate, once.",
        discussion: """
            GATE is window, freeze, block, approval, rollback or pause; anything else names a step that is in doubt.

            EXAMPLE
              sluice promote checkout#7 --past freeze --because "fix for incident 42"
            """)
    @Argument(help: "An execution, as `sluice status` names it.") var execution: String
    @Option(help: ArgumentHelp("What to pass.", valueName: "gate")) var past: String
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @OptionGroup var reason: ReasonOption
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    func command(in state: EngineState) throws -> Command {
        let because = try reason.required("promote")
        try Question.confirm("Let \(execution) pass \(past)?", yes: yes)
        return .promote(PromoteCommand(execution: ExecutionID(execution), past: .init(word: past), because: because))
    }
}

struct RollbackSubcommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Put targets back on a good revision; nothing ever holds it up.",
        discussion: """
            Without --to every target goes back to its own last good revision.

            EXAMPLES
              sluice rollback checkout.production --to v1 --because "errors in eu"
              sluice rollback checkout#7 --because "wrong build" --yes
            """)
    @Argument(help: "A pipeline, PIPELINE.STAGE, or an execution.") var subject: SubjectArgument
    @Option(help: ArgumentHelp("The revision to go back to.", valueName: "revision")) var to: String?
    @Flag(help: "Do not wait until it has ended.") var detach = false
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @OptionGroup var reason: ReasonOption
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    var follows: Bool { true }
    func command(in state: EngineState) throws -> Command {
        let because = try reason.required("rollback")
        try Question.confirm("Roll \(subject.subject) back\(to.map { " to \($0)" } ?? "")?", yes: yes)
        return .rollback(RollbackCommand(subject: subject.subject, to: to.map { RevisionID($0) }, because: because))
    }
}

struct RetryCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Try again what failed or is in doubt.", discussion: "EXAMPLE\n  sluice retry checkout#7")
    @Argument(help: "An execution.") var execution: String
    @Flag(help: "Do not wait until it has ended.") var detach = false
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    var follows: Bool { true }
    func command(in state: EngineState) -> Command { .retry(ExecutionID(execution)) }
}

struct CancelCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Stop new installs; what runs ends, and watching goes on for the bake's length.",
        discussion: "EXAMPLE\n  sluice cancel checkout#7 --because \"superseded by hand\"")
    @Argument(help: "An execution.") var execution: String
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @OptionGroup var reason: ReasonOption
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    func command(in state: EngineState) throws -> Command {
        let because = try reason.required("cancel")
        try Question.confirm("Cancel \(execution)?", yes: yes)
        return .cancel(ExecutionID(execution), because: because)
    }
}

struct StartSubcommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Start a revision through a stored pipeline and follow it to the end.",
        discussion: "EXAMPLE\n  sluice start checkout --at v7")
    @Argument(help: "A pipeline that a script has started or activated before.") var pipeline: String
    @Option(help: ArgumentHelp("The revision.", valueName: "revision")) var at: String
    @Option(name: .customLong("with"), help: ArgumentHelp("A parameter; may be repeated.", valueName: "name=value"))
    var parameters: [String] = []
    @Flag(help: "Do not wait until it has ended.") var detach = false
    @OptionGroup var reason: ReasonOption
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    var follows: Bool { true }
    func command(in state: EngineState) throws -> Command {
        guard let definition = state.activeDefinition(of: PipelineName(pipeline)) else {
            let known = state.pipelines.keys.map(\.text).joined(separator: ", ")
            throw Refusal(
                "no pipeline `\(pipeline)` is stored here", help: known.isEmpty ? "run a script that starts it" : "there are: \(known)")
        }
        let given = try parameters.map { text in
            guard let sign = text.firstIndex(of: "=") else { throw Refusal("`--with \(text)` needs a value", help: "--with \(text)=VALUE") }
            return Attribute(String(text[..<sign]), .string(String(text[text.index(after: sign)...])))
        }
        return .start(StartCommand(definition: definition, revision: RevisionID(at), parameters: given, because: reason.because))
    }
}

extension ReasonOption {
    /// Commands that others will ask about say why.
    func required(_ word: String) throws -> String {
        guard let because, !because.isEmpty else {
            throw Refusal("`\(word)` needs a reason", help: "add --because \"…\"; it is kept in the history")
        }
        return because
    }
}

extension PromoteCommand.Obstacle {
    /// A gate by its word, else a step by its name.
    init(word: String) {
        switch word {
        case "window": self = .window
        case "freeze": self = .freeze
        case "block": self = .block
        case "approval": self = .approval
        case "rollback": self = .rollback
        case "pause": self = .pause
        default: self = .step(word)
        }
    }
}
