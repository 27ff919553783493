public import SluiceEngine
public import SluiceInterpreter
public import SluiceModel

/// Who a script talks to while it runs.
public protocol ScriptAudience: Sendable {
    /// One line of `print`.
    func printed(_ line: String) async
    /// The answer to `status`, `history`, `explain` or `plan`.
    func show(_ request: Request, state: EngineState, observations: Observations, now: Instant) async
    /// A command was carried out or refused.
    func answered(_ command: Command, _ answer: CommandAnswer) async
    /// A command that the script ran outside any pipeline has ended.
    func ran(_ command: String, _ result: RunResult) async
    /// Begins and ends showing an execution that the script waits for.
    func follows(_ execution: ExecutionID) async
    func followed(_ execution: ExecutionID) async
}
