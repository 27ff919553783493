public import SluiceModel

/// How far a run of a script has come.
public struct ScriptProgress: Hashable, Sendable, Codable {
    public var run: ScriptRun
    /// The answers to its requests so far, in order, as canonical JSON.
    public var answers: [String] = []
    public var isEnded = false
    public init(run: ScriptRun) { self.run = run }

    /// Invariant: answers come in order, and none after the end.
    mutating func answer(_ index: Int, _ result: String, inputs: [ScriptRun.Input]) {
        precondition(index == answers.count && !isEnded, "script \(run.run) was answered out of order")
        answers.append(result)
        run.inputs += inputs
    }
}
