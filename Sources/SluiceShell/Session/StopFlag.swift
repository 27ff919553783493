import Synchronization

/// That somebody wants an evaluation to stop; said from one thread and seen by another.
final class StopFlag: Sendable {
    private let asked = Atomic(false)

    var isAsked: Bool { asked.load(ordering: .relaxed) }
    func ask() { asked.store(true, ordering: .relaxed) }
    func forget() { asked.store(false, ordering: .relaxed) }
}
