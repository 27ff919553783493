import SluiceModel
import SluiceProvider

/// Hands an effect to whoever can carry it out: conditions to the runtime itself, everything else to a provider.
struct EffectRouter: Sendable {
    let outside: Outside

    func carryOut(_ effect: Effect, issue: Issue, _ context: SignalReader.Context) async -> Outcome {
        let watch = ConditionWatch(reader: SignalReader(providers: outside.signals, clock: outside.clock), clock: outside.clock)
        switch effect.action {
        case .verify(let verifications): return await watch.verify(verifications, context)
        case .require(let step): return await watch.require(step, context)
        case .install, .uninstall, .current, .run, .artifact, .preflight, .notify:
            guard let provider = outside.effects.first(where: { $0.accepts(effect) }) else {
                return .failed(EffectFailure(cause: .notStarted, message: "nothing here can carry out `\(effect.action.word)`"))
            }
            return await provider.carryOut(effect, issue: issue)
        }
    }
}
