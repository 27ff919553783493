public import SluiceModel

/// Whether an effect is issued for the first time in its life.
public enum Issue: Hashable, Sendable {
    case first
    /// It was issued before a crash or restart and its outcome is not known.
    case again
}

/// Carries out effects.
public protocol EffectProvider: Sendable {
    func accepts(_ effect: Effect) -> Bool

    /// Carries out the effect and returns when it has ended.
    ///
    /// Issued `.again` it re-attaches to what is still running, returns what has ended meanwhile, carries it out if it is
    /// certain that it never began, and answers `.inDoubt` otherwise. Never throws: every failure is an outcome.
    /// Cancelling the task ends the effect (TERM, 10 s, KILL) and yields `.cancelled`.
    func carryOut(_ effect: Effect, issue: Issue) async -> Outcome

    /// The log of an effect, secrets replaced; `nil` when there is none.
    func log(of key: EffectKey) async -> String?
}

/// Takes measurements.
public protocol SignalProvider: Sendable {
    func measures(_ signal: Signal) -> Bool

    /// One reading; returns within the signal's own time-out. What cannot be read is `.missing` with the reason.
    func measure(_ signal: Signal, values: LateValues, folder: String) async -> Reading
}
