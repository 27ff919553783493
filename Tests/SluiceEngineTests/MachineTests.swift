import SluiceEngine
import SluiceModel
import Testing

/// The tables, walked pair by pair.
@Suite struct MachineTests {
    static func legal<S: CaseIterable & RawRepresentable<String>>(_ allows: (S, S) -> Bool) -> [String] {
        S.allCases.flatMap { from in S.allCases.filter { allows(from, $0) }.map { "\(from.rawValue) \($0.rawValue)" } }
    }

    @Test func `a stage that ended well or was overtaken never starts again`() {
        let pairs = Self.legal(StageMachine.allows)
        #expect(pairs.count == 35)
        for end in ["succeeded", "superseded", "cancelled", "rolled_back"] {
            #expect(!pairs.contains("\(end) deploying") && !pairs.contains("\(end) waiting") && !pairs.contains("\(end) baking"))
        }
        #expect(pairs.filter { $0.hasPrefix("waiting ") }.count == 5)
        #expect(!pairs.contains("waiting baking") && !pairs.contains("waiting succeeded"))
    }

    @Test func `nothing but a rollback follows a good region`() {
        let pairs = Self.legal(RegionMachine.allows)
        #expect(pairs.filter { $0.hasPrefix("good ") } == ["good rolling_back"])
        #expect(!pairs.contains("halted installed"))
    }

    @Test func `a target being rolled back is not deployed to`() {
        let pairs = Self.legal(TargetMachine.allows)
        #expect(!pairs.contains("rolling_back deploying"))
        #expect(TargetState.allCases.filter { TargetMachine.allows($0, .retired) }.count == TargetState.allCases.count - 1)
    }

    @Test func `a restoration that is done stays done`() {
        let pairs = Self.legal(RestorationMachine.allows)
        for end in ["done", "dropped", "unrestorable"] { #expect(!pairs.contains { $0.hasPrefix("\(end) ") }) }
        #expect(pairs.contains("parked installing"))
    }

    @Test func `a finished step stays finished`() {
        #expect(!Self.legal(StepMachine.allows).contains { $0.hasPrefix("finished ") || $0.hasPrefix("failed ") })
    }
}
