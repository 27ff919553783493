import SluiceEngine
import SluiceInterpreter
import SluiceModel
import SluiceReport
import SluiceRuntime
import Synchronization

/// Who a session's requests talk to.
struct ShellAudience: ScriptAudience {
    let configuration: ShellConfiguration
    let output: ShellOutput
    let feed: LiveFeed
    let rollbacks: AskedRollbacks

    func printed(_ line: String) async {
        switch configuration.format {
        case .human: output.result(line.isEmpty ? "\n" : line)
        case .json: output.note(line)
        }
    }

    func show(_ request: Request, state: EngineState, observations: Observations, now: Instant) async {
        let views = Views(format: configuration.format, style: output.style, width: output.width())
        do {
            if let text = try views.text(of: request, state: state, observations: observations, now: now) { output.result(text) }
        } catch {
            output.note("\(error)")
        }
    }

    func answered(_ command: Command, _ answer: CommandAnswer) async {
        guard answer.isAccepted else { return }
        if let rollback = answer.rollback { rollbacks.add(rollback) }
        guard configuration.format == .human else { return }
        switch command {
        case .start(let start): output.note(configuration.safetyNotes(start.definition, output.style == .ansi))
        case .activate(let definition): output.note(configuration.safetyNotes(definition, output.style == .ansi))
        case .approve, .reject, .pause, .resume, .promote, .rollback, .retry, .cancel, .deploy: break
        }
        if !answer.message.isEmpty { output.note(output.style.paint("• ", .dim) + answer.message) }
    }

    func ran(_ command: String, _ result: RunResult) async {
        guard configuration.format == .human else { return }
        output.note(
            RunText.text(command: command, status: result.status, problem: result.problem, output: result.output, style: output.style))
    }

    func follows(_ execution: ExecutionID) async { await feed.focus(execution) }
    func followed(_ execution: ExecutionID) async { await feed.unfocus(execution) }
}

/// The rollbacks that a session asked for, in order.
final class AskedRollbacks: Sendable {
    private let list = Mutex<[RollbackID]>([])

    var all: [RollbackID] { list.withLock { $0 } }

    func add(_ rollback: RollbackID) {
        list.withLock { if !$0.contains(rollback) { $0.append(rollback) } }
    }
}
