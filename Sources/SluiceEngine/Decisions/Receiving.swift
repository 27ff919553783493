import OrderedCollections
import SluiceModel

extension Deliberation {
    /// An outcome of an effect that is not pending was heard before, or nobody waits for it any more.
    mutating func receive(_ outcome: Outcome, of key: EffectKey) {
        guard let pending = state.effects[key] else { return }
        let purpose = pending.request.purpose
        emit(.effectEnded(key: key, outcome: outcome))
        switch purpose {
        case .ask(let place, let target), .install(let place, let target), .verify(let place, let target),
            .verifyAgain(let place, let target), .settle(let place, let target):
            receiveOnTarget(outcome, purpose, place, target)
        case .run(let place, _, _), .require(let place), .artifact(let place), .notifyStep(let place):
            receiveOnStep(outcome, purpose, place)
        case .preflight(let place): receivePreflight(outcome, place)
        case .restore(let id, let target), .verifyRestored(let id, let target): receiveRestoration(outcome, purpose, id, target)
        case .tell: break
        }
    }
}
