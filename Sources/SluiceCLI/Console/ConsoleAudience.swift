import SluiceEngine
import SluiceInterpreter
import SluiceModel
import SluiceReport
import SluiceRuntime

/// A script's audience at a console.
struct ConsoleAudience: ScriptAudience {
    let console: Console
    let runtime: @Sendable () async -> Runtime?

    func printed(_ line: String) async {
        switch console.output.format {
        case .human: console.result(line)
        case .json: console.note(line)
        }
    }

    func show(_ request: Request, state: EngineState, observations: Observations, now: Instant) async {
        guard console.output.format == .human else { return }
        let viewer = Viewer(state: state, observations: observations, now: now, console: console)
        switch request {
        case .status(let subject): viewer.status(subject)
        case .history(let pipeline): viewer.history(pipeline)
        case .explain(let subject): viewer.explain(subject)
        case .plan(let definition, let revision): viewer.plan(definition, revision)
        case .command, .adHocRun, .follow, .execution, .print, .wait, .waitUntil, .require, .measure, .judge, .storedPipeline, .simulate:
            break
        }
    }

    func answered(_ command: Command, _ answer: CommandAnswer) async {
        guard console.output.format == .human, answer.isAccepted else { return }
        if case .start(let start) = command { console.note(SafetyNotes.text(start.definition, style: console.style)) }
        if case .activate(let definition) = command { console.note(SafetyNotes.text(definition, style: console.style)) }
        if !answer.message.isEmpty { console.note(console.style.paint("• ", .dim) + answer.message) }
    }

    func ran(_ command: String, _ result: RunResult) async {
        guard console.output.format == .human else { return }
        console.note(
            RunText.text(
                command: command, status: result.status, problem: result.problem, output: result.output, style: console.style))
    }

    func follows(_ execution: ExecutionID) async {}

    func followed(_ execution: ExecutionID) async {
        guard console.output.format == .human, let state = await runtime()?.state else { return }
        console.note(Summary.text(of: execution, state: state, style: console.style, width: Terminal.error.size.width))
    }
}
