public import SluiceModel

/// How far a run of a script has come.
public struct ScriptProgress: Hashable, Sendable, Codable {
    public var run: ScriptRun
    /// The answers to its requests so far, in order, as canonical JSON.
    public var answers: [String] = []
    /// The command that was issued last and has no answer yet.
    public var issued: EffectKey?
    public var isEnded = false
    public init(run: ScriptRun) { self.run = run }

    /// Invariant: answers come in order, and none after the end.
    mutating func answer(_ index: Int, _ result: String, inputs: [ScriptRun.Input]) {
        precondition(index == answers.count && !isEnded, "script \(run.run) was answered out of order")
        answers.append(result)
        issued = nil
        run.inputs += inputs
    }
}
