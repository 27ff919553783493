import SluiceModel

extension Step {
    /// What a `parallel` holds, those inside it included; otherwise itself.
    var leaves: [Step] {
        switch self {
        case .parallel(let steps): steps.flatMap(\.leaves)
        case .deploy, .run, .bake, .approve, .wait, .require, .artifact, .notify: [self]
        }
    }

    fileprivate var isGroup: Bool {
        if case .parallel = self { return true }
        return false
    }
}

extension StageDefinition {
    /// The identifiers of one top-level step: its own, or those of what its `parallel` holds.
    func stepIDs(at position: Int) -> [StepID] {
        guard position < steps.count else { return [] }
        let step = steps[position]
        guard step.isGroup else { return [StepID(position: position, word: step.word)] }
        return step.leaves.enumerated().map { StepID(position: $0.offset, within: position, word: $0.element.word) }
    }

    /// The step that an identifier names.
    func find(_ id: StepID) -> (step: Step, position: Int, child: Int?)? {
        for (position, step) in steps.enumerated() {
            guard let child = stepIDs(at: position).firstIndex(of: id) else { continue }
            return (step.leaves[child], position, step.isGroup ? child : nil)
        }
        return nil
    }
}
