import ArgumentParser
import OrderedCollections
import SluiceEngine
import SluiceModel
import SluiceReport
import SluiceRuntime
import SluiceStore

/// Commands that read a state and change nothing; they work beside a running session.
protocol QueryCommand: AsyncParsableCommand {
    var store: StoreOptions { get }
    var output: OutputOptions { get }
    func show(_ viewer: Viewer) throws
}

extension QueryCommand {
    func run() async throws {
        let console = Console(output)
        do {
            let state = try Holding.read(store.folder)
            try show(Viewer(state: state, observations: Observations(), now: SystemClock().now(), console: console))
        } catch let error as JournalError {
            console.fail(error.explanation.message, help: error.explanation.help)
            throw ExitStatus.mistake.code
        } catch let error as Refusal {
            console.fail(error.message, help: error.help)
            throw ExitStatus.mistake.code
        }
    }
}

extension Viewer {
    /// Throws a refusal that names what there is when a subject is unknown.
    func known(_ subject: Subject) throws -> Subject {
        switch subject {
        case .execution(let id):
            guard state.execution(id) == nil else { return subject }
            throw Refusal("there is no execution `\(id)`", help: "`sluice status` lists those in flight, `sluice history` all")
        case .pipeline(let name), .part(let name, _):
            guard state.pipelines[name] == nil else { return subject }
            let known = state.pipelines.keys.map(\.text).joined(separator: ", ")
            throw Refusal(
                "there is no pipeline `\(name)` in this state", help: known.isEmpty ? "nothing was started here yet" : "there are: \(known)"
            )
        }
    }
}

struct StatusCommand: QueryCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Where every revision is.",
        discussion: "EXAMPLES\n  sluice status\n  sluice status checkout --format json")
    @Argument(help: "A pipeline, PIPELINE.STAGE or an execution; all when left out.") var subject: SubjectArgument?
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    func show(_ viewer: Viewer) throws { viewer.status(try subject.map { try viewer.known($0.subject) }) }
}

struct HistoryCommand: QueryCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Every execution: who, when, why, how it ended, who was exposed.",
        discussion: "EXAMPLE\n  sluice history checkout")
    @Argument(help: "A pipeline; all when left out.") var pipeline: String?
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions
    func show(_ viewer: Viewer) throws {
        if let pipeline { _ = try viewer.known(.pipeline(PipelineName(pipeline))) }
        viewer.history(pipeline.map { PipelineName($0) })
    }
}

struct ExplainCommand: QueryCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Why is it where it is, since when, until when, and who can move it; or what an error code means.",
        discussion: "EXAMPLES\n  sluice explain checkout\n  sluice explain checkout#7\n  sluice explain E0203")
    @Argument(help: "A pipeline, PIPELINE.STAGE, an execution, or the code of an error or safety rule.") var what: String
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func show(_ viewer: Viewer) throws {
        if CodePage.isCode(what) { return try CodePage.show(what, viewer.console) }
        guard let subject = Subject(what) else {
            throw Refusal("`\(what)` names nothing", help: "write PIPELINE, PIPELINE.STAGE or PIPELINE#N")
        }
        viewer.explain(try viewer.known(subject))
    }
}

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "What a start would do, stage by stage; changes nothing.",
        discussion: """
            With --definition: the pipeline as plain data, one line of JSON each, in the bytes that are stored and hashed.

            EXAMPLES
              sluice plan checkout --at v7
              sluice plan checkout.pipe
              sluice plan checkout.pipe --definition
            """)
    @Argument(help: "A stored pipeline, or a script whose pipelines are planned.", completion: .file(extensions: ["pipe"]))
    var subject: String
    @Option(help: ArgumentHelp("The revision.", valueName: "revision")) var at: String?
    @Flag(help: "Print the definition itself, as canonical JSON.") var definition = false
    @OptionGroup(title: "Budgets") var budgets: BudgetOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = Console(output)
        do {
            let state = try Holding.read(store.folder)
            let viewer = Viewer(state: state, observations: Observations(), now: SystemClock().now(), console: console)
            for found in try definitions(viewer) {
                if definition {
                    console.result(try CanonicalCoding.value(of: found).text)
                } else {
                    viewer.plan(found, at.map { RevisionID($0) })
                }
            }
        } catch let error as JournalError {
            console.fail(error.explanation.message, help: error.explanation.help)
            throw ExitStatus.mistake.code
        } catch let error as Refusal {
            console.fail(error.message, help: error.help)
            throw ExitStatus.mistake.code
        }
    }

    private func definitions(_ viewer: Viewer) throws -> [PipelineDefinition] {
        if let stored = viewer.state.activeDefinition(of: PipelineName(subject)) { return [stored] }
        guard subject.hasSuffix(".pipe") else {
            _ = try viewer.known(.pipeline(PipelineName(subject)))
            return []
        }
        guard let found = ScriptCheck(console: viewer.console, limits: budgets.limits).definitions(of: subject, arguments: [:]) else {
            throw ExitStatus.mistake.code
        }
        return found
    }
}

struct LogsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "What commands printed.",
        discussion: """
            Without an effect the effects of the execution are listed.

            EXAMPLES
              sluice logs checkout#7
              sluice logs checkout#7 --target host-1
            """)
    @Argument(help: "An execution.") var execution: String
    @Option(help: ArgumentHelp("Only commands for this target.", valueName: "name")) var target: String?
    @Option(help: ArgumentHelp("Only commands of this stage.", valueName: "name")) var stage: String?
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = Console(output)
        do {
            try await LogReader(store: store.folder, console: console).show(ExecutionID(execution), target: target, stage: stage)
        } catch let error as JournalError {
            console.fail(error.explanation.message, help: error.explanation.help)
            throw ExitStatus.mistake.code
        } catch let error as Refusal {
            console.fail(error.message, help: error.help)
            throw ExitStatus.mistake.code
        }
    }
}
