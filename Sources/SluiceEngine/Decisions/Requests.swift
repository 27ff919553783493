import OrderedCollections
import SluiceModel

extension Deliberation {
    /// A new effect with a new N.
    mutating func request(_ purpose: EffectPurpose) {
        let pipeline = state.pipeline(of: purpose)
        let fence: Int
        if let target = purpose.target {
            fence = (state.target(target, in: pipeline)?.fence ?? 0) + 1
        } else {
            fence = (state.pipelines[pipeline]?.fence ?? 0) + 1
        }
        let parts: [String]
        switch purpose {
        case .restore(let id, let target), .verifyRestored(let id, let target):
            parts = [pipeline.text, id.text, "rollback", "restore", target.text]
        case .tell(let id, let position, _, _): parts = [pipeline.text, id.text, "-", "notify-\(position)", "-"]
        case .run(let place, let region, let target):
            parts = [pipeline.text, place.execution.text, place.stage.text, place.step.text, target?.text ?? region?.text ?? "-"]
        case .ask(let place, let target), .install(let place, let target), .verify(let place, let target),
            .verifyAgain(let place, let target), .settle(let place, let target):
            parts = [pipeline.text, place.execution.text, place.stage.text, place.step.text, target.text]
        case .require(let place), .artifact(let place), .preflight(let place), .notifyStep(let place):
            parts = [pipeline.text, place.execution.text, place.stage.text, place.step.text, "-"]
        }
        let key = (parts.map(keyPart) + [purpose.word, String(fence)]).joined(separator: "/")
        emit(.effectRequested(EffectRequest(key: EffectKey(key), fence: fence, purpose: purpose)))
    }

    /// A `/` in a name would make two keys one.
    private func keyPart(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "%") }) else { return name.isEmpty ? "-" : name }
        var text = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "%": text += "%25"
            case "/": text += "%2F"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// Tells those whom the definition says to tell.
    mutating func tell(_ occasion: Notification.Occasion, _ id: ExecutionID, _ message: String) {
        guard let execution = state.execution(id) else { return }
        for (position, notification) in state.definition(of: execution).notifications.enumerated()
        where notification.occasions.contains(occasion) {
            request(.tell(id, position: position, occasion: occasion, message: message))
        }
    }
}
